// A box to type in above each long facet: it hides the values that do not contain what is typed.
document.addEventListener("toggle", (event) => {
  const details = event.target;
  if (!details.matches?.(".filters details") || details.querySelector("input[type=search]")) return;
  const box = document.createElement("input");
  box.type = "search";
  box.className = "facet-search";
  box.setAttribute("aria-labelledby", details.closest("fieldset").querySelector("legend").id);
  box.addEventListener("change", (typed) => typed.stopPropagation());
  box.addEventListener("keydown", (key) => key.key === "Enter" && key.preventDefault());
  box.addEventListener("input", () => {
    const wanted = box.value.toLowerCase();
    for (const option of details.querySelectorAll(".option")) {
      option.hidden = !option.textContent.toLowerCase().includes(wanted);
    }
  });
  details.querySelector("summary").after(box);
}, true);

// What a reader opened stays open when a choice brings new counts.
let open = [];
document.addEventListener("htmx:beforeSwap", () => {
  open = [...document.querySelectorAll(".filters details[open]")].map((details) => details.id);
});
document.addEventListener("htmx:afterSettle", () => {
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
});
