// The admin's forms by keyboard: Ctrl+S saves and stays at the place, a new row takes the focus,
// a closed autocomplete opens when somebody types. The forms work without it.
const form = document.querySelector("#content-main > form");
const $ = window.django.jQuery;
const place = `place:${location.pathname}`;

const kept = (read) => {
  try {
    return read();
  } catch {
    return null; // a browser that keeps nothing
  }
};

// Select2 hides the select and shows a box beside it.
const boxOf = (control) =>
  control.nextElementSibling?.querySelector?.(".select2-selection--single, .select2-search__field") ?? control;
const controlOf = (element) => element.closest(".select2-container")?.previousElementSibling ?? element;
const firstOf = (row) =>
  [...row.querySelectorAll("input:not([type=hidden]), select, textarea")].find(
    (control) => control.name && !control.name.endsWith("-DELETE"),
  );

// Saving, and coming back to the same place

let last = "";
form.addEventListener("focusin", (event) => {
  const control = controlOf(event.target);
  if (!control.matches("[type=submit]")) last = control.id;
});
form.addEventListener("submit", (event) => {
  if (event.submitter?.name !== "_continue") return;
  kept(() => sessionStorage.setItem(place, JSON.stringify({ last, y: window.scrollY })));
});
document.addEventListener("keydown", (event) => {
  const save = form.querySelector("[name=_continue]") ?? form.querySelector("[name=_save]");
  if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || !save) return;
  event.preventDefault();
  form.requestSubmit(save);
});

function comeBack() {
  const was = kept(() => JSON.parse(sessionStorage.getItem(place)));
  kept(() => sessionStorage.removeItem(place));
  const refusal = form.querySelector(".errornote");
  if (refusal) {
    refusal.tabIndex = -1;
    refusal.focus();
  } else if (was) {
    const control = document.getElementById(was.last);
    if (control) boxOf(control).focus({ preventScroll: true });
    window.scrollTo(0, was.y);
  }
}
window.addEventListener("load", comeBack); // after the admin has put the focus and made its boxes

// A form that draft.js does not look after warns before what was typed is lost.

const typed = () => new URLSearchParams(new FormData(form)).toString();
const opened = typed();
let leaving = false;
form.addEventListener("submit", () => (leaving = true));
window.addEventListener("pageshow", () => (leaving = false));
window.addEventListener("beforeunload", (event) => {
  if (!leaving && !document.getElementById("unsaved") && typed() !== opened) event.preventDefault();
});

// Rows

document.addEventListener("formset:added", (event) => {
  const control = firstOf(event.target);
  if (control) boxOf(control).focus();
});
document.addEventListener("formset:removed", (event) => {
  document.querySelector(`#${event.detail.formsetName}-group .add-row a`)?.focus();
});

// The next figure is most often of the same source; nothing else is taken over, for a date or a
// unit that nobody looked at would be a wrong one.
$(form).on("change", "[name$=-metric]", (event) => {
  const row = event.target.closest(".inline-related:not(.has_original)");
  const source = row?.querySelector("[name$=-source]");
  const above = row?.previousElementSibling?.querySelector("[name$=-source]")?.selectedOptions[0];
  if (!event.target.value || !source || source.value || !above?.value) return;
  source.add(new Option(above.text, above.value, true, true));
  source.dispatchEvent(new Event("change", { bubbles: true }));
});

// Keys that a mouse does not need

form.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const button = event.target.closest("[role=button]");
  if (button && (event.key === " " || (event.key === "Enter" && button.tagName !== "A"))) {
    event.preventDefault();
    button.click();
  } else if (event.key.length === 1 && event.key !== " " && event.target.matches(".select2-selection--single")) {
    $(controlOf(event.target)).select2("open");
    document.querySelector(".select2-container--open .select2-search__field").focus();
  }
});
for (const handle of form.querySelectorAll(".sort [role=button]")) handle.tabIndex = 0;
