// A box to type in above each long facet: it hides the values that do not contain what is typed.
document.addEventListener("toggle", (event) => {
  const details = event.target;
  if (!details.matches?.(".filters details") || details.querySelector("input[type=search]")) return;
  const box = document.createElement("input");
  box.type = "search";
  box.className = "facet-search";
  box.setAttribute("aria-label", details.closest("fieldset").querySelector("legend").textContent);
  box.addEventListener("change", (typed) => typed.stopPropagation());
  box.addEventListener("input", () => {
    const wanted = box.value.toLowerCase();
    for (const option of details.querySelectorAll(".option")) {
      option.hidden = !option.textContent.toLowerCase().includes(wanted);
    }
  });
  details.querySelector("summary").after(box);
}, true);
