// A box to type in above each long facet: it hides the values that do not contain what is typed.
function searchable(facet) {
  if (facet.querySelector("input[type=search]")) return;
  const box = document.createElement("input");
  box.type = "search";
  box.className = "facet-search";
  box.setAttribute("aria-labelledby", facet.querySelector("legend").id);
  box.addEventListener("change", (typed) => typed.stopPropagation());
  box.addEventListener("keydown", (key) => key.key === "Enter" && key.preventDefault());
  box.addEventListener("input", () => {
    const wanted = box.value.toLowerCase();
    for (const option of facet.querySelectorAll(".option")) {
      option.hidden = !option.textContent.toLowerCase().includes(wanted);
    }
  });
  facet.querySelector("legend").after(box);
}

const all = () => document.querySelectorAll(".filters .long").forEach(searchable);
all();
document.addEventListener("htmx:afterSettle", all);

// A link that opens a box, in a new tab if a reader wants it there: htmx would keep it here.
document.addEventListener("click", (event) => {
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
  if (elsewhere && event.target.closest?.(".filters a")) event.stopPropagation();
}, true);
