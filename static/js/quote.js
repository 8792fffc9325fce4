// Quote first: under a figure's quote stands what the server reads in it, each with a button that
// fills the figure's inputs; beside a value, the same value in the English and Chinese scale.
const PAUSE = 250; // milliseconds after the last key
const waiting = new WeakMap();

const rowOf = (element) => element.closest(".inline-related");
const input = (row, name) => row.querySelector(`[name^="figures-"][name$="-${name}"]`);
const isInput = (element, ...names) =>
  names.some((name) => element.matches?.(`[name^="figures-"][name$="-${name}"]`));

async function ask(row, question) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  for (const [name, value] of Object.entries(question)) body.set(name, value);
  const answer = await fetch(input(row, "quote").dataset.read, { method: "POST", body });
  return answer.json();
}

// Ask once the keys rest; an answer to what is no longer typed is dropped.
function later(element, pause, read) {
  clearTimeout(waiting.get(element));
  waiting.set(element, setTimeout(async () => {
    const typed = element.value;
    const answer = await read(typed).catch(() => null); // signed out, or no network: no proposals
    if (answer && element.value === typed) answer();
  }, pause));
}

function readQuote(quote, pause = PAUSE) {
  const row = rowOf(quote);
  later(quote, pause, async (typed) => {
    const answer = typed.trim() &&
      await ask(row, { quote: typed, metric: input(row, "metric").value });
    return () => show(row, answer || { proposals: [], notes: [] });
  });
}

function show(row, { proposals = [], notes = [], errors = {}, language, use }) {
  const list = document.createElement("ul");
  list.append(...proposals.map((proposal) => item(row, proposal, use)));
  list.append(...[...notes, ...Object.values(errors).flat()].map((note) => text("li", note)));
  row.querySelector(".quote-readings").replaceChildren(list);
  if (language && !input(row, "quote_language").value) fill(row, "quote_language", language);
}

function item(row, { words, warning, values }, use) {
  const button = text("button", use);
  button.type = "button";
  button.setAttribute("aria-label", `${use}: ${words}`);
  button.addEventListener("click", () => {
    for (const [name, value] of Object.entries(values)) fill(row, name, value);
    const undated = input(row, "as_of_not_stated");
    if (values.as_of && undated.checked) undated.click();
    input(row, "value" in values ? "value" : "as_of").focus();
  });
  const entry = text("li", words);
  entry.append(button);
  if (warning) entry.append(text("span", warning, "quote-warning"));
  return entry;
}

function fill(row, name, value) {
  const element = input(row, name);
  element.value = value;
  for (const type of ["input", "change"]) element.dispatchEvent(new Event(type, { bubbles: true }));
}

function readValue(element, pause = PAUSE) {
  later(element, pause, async (typed) => {
    const { scales = "" } = typed.trim() && await ask(rowOf(element), { value: typed.trim() });
    return () => element.parentElement.querySelector(".scales").replaceChildren(scales);
  });
}

function text(tag, words, className = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = words;
  return element;
}

// What will be announced has to be on the page before it changes.
function prepare(row) {
  if (!input(row, "quote") || row.querySelector(".quote-readings")) return;
  const readings = text("div", "", "quote-readings");
  readings.setAttribute("aria-live", "polite");
  input(row, "quote").closest(".form-row").append(readings);
  for (const name of ["value", "upper_value"]) {
    const scales = text("span", "", "scales");
    scales.setAttribute("aria-live", "polite");
    input(row, name).after(scales);
  }
  if (row.querySelector(".field-not_in_quote .errorlist")) {
    readQuote(input(row, "quote"), 0);
    readValue(input(row, "value"), 0);
  }
}

document.querySelectorAll("#figures-group .inline-related:not(.empty-form)").forEach(prepare);
document.addEventListener("formset:added", ({ target }) => prepare(target));
document.addEventListener("input", ({ target, inputType }) => {
  if (isInput(target, "quote")) readQuote(target, inputType === "insertFromPaste" ? 0 : PAUSE);
  if (isInput(target, "value", "upper_value")) readValue(target);
});
document.addEventListener("focusin", ({ target }) => {
  if (isInput(target, "value", "upper_value")) readValue(target, 0);
});
// What the metric counts may not be what the quote says. Its list speaks jQuery, also at the start.
django.jQuery(document).on("change", '[name^="figures-"][name$="-metric"]', ({ target }) => {
  const row = rowOf(target);
  if (row.querySelector(".quote-readings li")) readQuote(input(row, "quote"), 0);
});
