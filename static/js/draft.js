// What an editor typed and did not save stays in this browser, for this account, and is offered
// when the form opens again: after a crash, an expired session, a window closed by mistake.
// Whether it may then be saved is still for the server to say.
//
// Kept is what differs from the page: { at, version, submitted, changed: {key: [was, is]},
// rows: [{group, values}], labels: {"field:value": text} }. The key of an input is its name; in a
// saved row "figures#<id>-value", for the number of a row changes and its id does not.
const notice = document.getElementById("unsaved");
const form = notice.closest("form");
const { user, edition, version, saved } = notice.dataset;
const ours = `unsaved:${user}:${edition}:`;
const TWO_WEEKS = 14 * 24 * 3_600_000;
const LARGEST = 1_000_000; // characters; a browser keeps about five million for a site
const ROW = /^(\w+)-(\d+|__prefix__)-(\w+)$/;

// The form as data

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const isTyped = (control) =>
  control.name && !control.matches("[type=submit], [type=button], [type=hidden]:not(._reorder_)");

function valueOf(control) {
  if (control.type === "checkbox") return control.checked;
  if (control.multiple) return [...control.selectedOptions].map((option) => option.value);
  return control.value;
}

function* inputs() {
  const named = new Map([...form.elements].map((control) => [control.name, control]));
  for (const control of named.values()) {
    if (!isTyped(control)) continue;
    const [, group, number, field = control.name] = control.name.match(ROW) ?? [];
    const id = named.get(`${group}-${number}-id`)?.value;
    const key = id ? `${group}#${id}-${field}` : control.name;
    yield { control, key, group, number, field, added: Boolean(group) && !id };
  }
}

function read() {
  const [fields, rows] = [{}, {}];
  for (const { control, key, group, number, field, added } of inputs()) {
    if (!added) fields[key] = valueOf(control);
    else (rows[`${group}-${number}`] ??= { group, number, values: {} }).values[field] = valueOf(control);
  }
  const touched = Object.values(rows).filter(
    ({ group, number, values }) =>
      number !== "__prefix__" && !same(values, rows[`${group}-__prefix__`]?.values),
  );
  return { fields, rows: touched };
}

// An autocomplete has no other options than the chosen ones: their texts have to come along.
function labelsOf(changed) {
  const labels = {};
  for (const { control, key, field, added } of inputs()) {
    if (!control.matches(".admin-autocomplete") || !(added || key in changed)) continue;
    for (const option of control.selectedOptions) labels[`${field}:${option.value}`] = option.text;
  }
  return labels;
}

// What is kept

// A private window, or no room: the form works as it did without us.
function attempt(access) {
  try {
    return access();
  } catch {
    return null;
  }
}

const stored = (key) => attempt(() => JSON.parse(localStorage.getItem(key)));
const forget = (key) => attempt(() => localStorage.removeItem(key));
const slots = (prefix) =>
  attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(prefix))) ?? [];

function store(key, state) {
  const text = JSON.stringify(state);
  if (text.length <= LARGEST) attempt(() => localStorage.setItem(key, text));
}

function tidy() {
  const mine = new Set(saved.split(",").map(Number));
  for (const key of slots("unsaved:")) {
    const state = stored(key);
    const arrived = key.startsWith(ours) && state?.submitted && mine.has(state.version + 1);
    if (arrived || !(Date.now() - state?.at < TWO_WEEKS)) forget(key);
  }
}

// A refused form comes back with what was typed: it goes on with the slot that it was sent from.
tidy();
const refused = form.querySelector(".errornote") !== null;
const sent = refused ? attempt(() => sessionStorage.getItem("unsaved")) : null;
const goesOn = sent?.startsWith(ours) && stored(sent);
const slot = goesOn ? sent : ours + Math.random().toString(36).slice(2);
const before = stored(slot) ?? { version: Number(version), changed: {} };
const base = read().fields;
for (const [key, [was]] of Object.entries(before.changed)) base[key] = was;

function unsaved() {
  const { fields, rows } = read();
  const changed = Object.fromEntries(
    Object.entries(fields)
      .filter(([key, is]) => !same(is, base[key]))
      .map(([key, is]) => [key, [base[key], is]]),
  );
  const nothing = rows.length === 0 && Object.keys(changed).length === 0;
  return nothing ? null : { changed, rows, labels: labelsOf(changed) };
}

function keep(submitted = false) {
  clearTimeout(waiting);
  const state = unsaved();
  if (state) store(slot, { at: Date.now(), version: before.version, submitted, ...state });
  else forget(slot);
}

// While somebody types

let waiting;
let leaving = false;
for (const event of ["input", "change", "click", "keyup", "end", "formset:added"]) {
  form.addEventListener(event, () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 400);
  });
}
document.addEventListener("visibilitychange", () => document.hidden && !leaving && keep());
form.addEventListener("submit", () => {
  leaving = true;
  keep(true);
  attempt(() => sessionStorage.setItem("unsaved", slot));
});
window.addEventListener("pageshow", () => (leaving = false));
window.addEventListener("beforeunload", (event) => {
  if (!leaving && unsaved()) event.preventDefault();
});

// Putting it back

function write(control, value, field, labels) {
  if (control.type === "checkbox") control.checked = value;
  else if (control.tagName !== "SELECT") control.value = value;
  else choose(control, [value].flat(), field, labels);
  control.classList.add("put-back");
  control.closest("details")?.setAttribute("open", "");
  for (const event of ["input", "change"]) control.dispatchEvent(new Event(event, { bubbles: true }));
}

function choose(select, values, field, labels) {
  const offered = new Set([...select.options].map((option) => option.value));
  for (const value of values.filter((each) => !offered.has(each))) {
    select.add(new Option(labels[`${field}:${value}`] ?? value, value));
  }
  for (const option of select.options) option.selected = values.includes(option.value);
}

function putBackFields({ changed, labels }) {
  const [theirs, gone] = [[], []];
  const found = new Map([...inputs()].map((input) => [input.key, input]));
  for (const [key, [was, is]] of Object.entries(changed)) {
    const input = found.get(key);
    if (!input) {
      if (is && !key.endsWith("-position")) gone.push(labels[`${key.split("-").pop()}:${is}`] ?? is);
      continue;
    }
    const now = valueOf(input.control);
    if (!same(now, was) && !same(now, is)) theirs.push([input.control, shown(input.control)]);
    write(input.control, is, input.field, labels);
  }
  return { theirs, gone };
}

const shown = (control) =>
  control.tagName === "SELECT"
    ? [...control.selectedOptions].map((option) => option.text).join(", ")
    : String(valueOf(control));

function putBackRow({ group, values }, labels) {
  const number = freeRow(group);
  for (const { control, field } of [...inputs()].filter(
    (input) => input.group === group && input.number === number,
  )) {
    if (field in values) write(control, values[field], field, labels);
  }
}

function freeRow(group) {
  const touched = new Set(read().rows.map((row) => `${row.group}-${row.number}`));
  const free = [...inputs()].find(
    (input) =>
      input.group === group && input.added && input.number !== "__prefix__" &&
      !touched.has(`${group}-${input.number}`),
  );
  if (free) return free.number;
  document.querySelector(`#${group}-group .add-row a`).click();
  return String(form.elements[`${group}-TOTAL_FORMS`].value - 1);
}

function putBackOrder() {
  const place = (row) => Number(row.querySelector("._reorder_")?.value ?? 0);
  for (const group of form.querySelectorAll(".sortable")) {
    const rows = [...group.querySelectorAll(".has_original")];
    const marker = document.createComment("");
    rows[0]?.before(marker);
    marker.after(...rows.sort((one, other) => place(one) - place(other)));
    marker.remove();
  }
}

// The notice

const lang = document.documentElement.lang || undefined;

function since(at) {
  const minutes = Math.round((at - Date.now()) / 60_000);
  const said = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
  if (minutes > -60) return said.format(minutes, "minute");
  return minutes > -48 * 60 ? said.format(Math.round(minutes / 60), "hour") : said.format(Math.round(minutes / 1440), "day");
}

function clock(at) {
  const today = new Date(at).toDateString() === new Date().toDateString();
  return new Date(at).toLocaleString(lang, { dateStyle: today ? undefined : "medium", timeStyle: "short" });
}

function say(name) {
  notice.replaceChildren(document.getElementById(name).content.cloneNode(true));
  return (part) => notice.querySelector(`.${part}`);
}

function offer() {
  const offered = slots(ours).filter((key) => key !== slot && stored(key));
  const key = offered.sort((one, other) => stored(other).at - stored(one).at)[0];
  if (!key) return notice.replaceChildren();
  const state = stored(key);
  const part = say("unsaved-offer");
  part("when").textContent = part("when").textContent
    .replace("{time}", clock(state.at)).replace("{ago}", since(state.at));
  part("since").hidden = state.version === Number(version);
  part("put-back").addEventListener("click", () => accept(key, state));
  part("throw-away").addEventListener("click", () => {
    forget(key);
    offer();
  });
}

function accept(key, state) {
  const { theirs, gone } = putBackFields(state);
  for (const row of state.rows) putBackRow(row, state.labels);
  putBackOrder();
  keep();
  forget(key);
  const part = say("unsaved-back");
  list(part("theirs"), theirs.map(([control, text]) => `${control.labels[0]?.textContent ?? ""} ${text}`));
  list(part("gone"), gone.map(String));
}

function list(part, lines) {
  part.hidden = lines.length === 0;
  for (const line of lines) {
    part.querySelector("ul").append(Object.assign(document.createElement("li"), { textContent: line }));
  }
}

if (!refused) offer();
