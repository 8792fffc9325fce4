// The search box as a combobox (WAI-ARIA 1.2): suggestions while typing, chosen with the arrow
// keys and Enter, closed with Escape. Without this script it is a plain form.
const box = document.getElementById("search");
const list = document.getElementById("suggestions");
let chosen = -1;
let waiting;
let asked = 0;

for (const [name, value] of [
  ["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id],
  ["aria-expanded", "false"],
]) box.setAttribute(name, value);

const options = () => [...list.querySelectorAll("[role=option]")];

function close() {
  clearTimeout(waiting);
  asked += 1; // an answer still under way comes too late
  list.hidden = true;
  box.setAttribute("aria-expanded", "false");
  choose(-1);
}

function choose(index) {
  const all = options();
  chosen = all.length ? Math.max(-1, Math.min(index, all.length - 1)) : -1;
  all.forEach((option, i) => option.setAttribute("aria-selected", String(i === chosen)));
  if (chosen < 0) box.removeAttribute("aria-activedescendant");
  else {
    box.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  }
}

async function suggest() {
  const question = box.value.trim();
  if (!question) return close();
  const turn = (asked += 1);
  const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(question)}`);
  const html = answer.ok ? await answer.text() : "";
  if (turn !== asked) return;
  list.innerHTML = html;
  choose(-1);
  list.hidden = options().length === 0;
  box.setAttribute("aria-expanded", String(!list.hidden));
}

box.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => suggest().catch(close), 120);
});

box.addEventListener("keydown", (event) => {
  if (list.hidden) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    choose(chosen + step);
  } else if (event.key === "Enter" && chosen >= 0) {
    event.preventDefault();
    options()[chosen].querySelector("a").click();
  } else if (event.key === "Escape") {
    event.preventDefault();
    close();
  }
});

box.form.addEventListener("focusout", (event) => {
  if (!box.form.contains(event.relatedTarget)) close();
});
