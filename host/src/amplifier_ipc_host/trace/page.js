"use strict";
// Only the rows in sight are in the document: a trace may have ten thousand messages.
const { services, turns, rows } = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const [list, space, detail, text, method, wrong, late] = "list space detail text method wrong late".split(" ").map(byId);
const service = new Map(services.map((each) => [each.name, each]));
const SPARE = 12; // rows drawn above and below those in sight

let items = []; // what the filter leaves: headings of turns and rows, each with its top in px
let whole = 0; // height of all
let scales = []; // the time that the bars of each turn show
let selected = -1;
let folded = true; // line ends in texts as \n

function make(tag, className = "", content = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.textContent = content;
  return element;
}

// ---- the filter

const chosen = () => new Set([...document.querySelectorAll('.services [aria-pressed="true"]')].map((each) => each.value));

function matcher() {
  const wanted = text.value.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = new RegExp(wanted, "i");
  const names = chosen();
  return (row) =>
    (!method.value || row.method === method.value) &&
    (!names.size || names.has(row.from) || names.has(row.to)) &&
    (!wrong.checked || row.error) &&
    !(late.checked && row.early) &&
    (!wanted || [row.method, row.name, row.from, row.to, row.error, ...row.parts.map((part) => part[1])].some((each) => pattern.test(each)));
}

function filter() {
  const fits = matcher();
  const shown = rows.map(fits);
  const context = new Set();
  // A row that fits is shown below who caused it; backwards, so that causes of causes are found in one pass.
  for (let place = rows.length - 1; place >= 0; place--) {
    const above = rows[place].above;
    if ((shown[place] || context.has(place)) && above >= 0 && !shown[above]) context.add(above);
  }
  const count = shown.filter(Boolean).length;
  lay(shown, context, count === rows.length);
  const all = `${rows.length} messages`;
  byId("count").textContent = count === rows.length ? all : `${count} of ${all}`;
  byId("nothing").hidden = count > 0;
  draw();
}

function lay(shown, context, everything) {
  const narrow = matchMedia("(max-width: 760px)").matches;
  const [row, heading] = narrow ? [58, 34] : [27, 38];
  items = [];
  whole = 0;
  const add = (item, height) => {
    items.push({ ...item, top: whole, height });
    whole += height;
  };
  scales = turns.map((turn, number) => {
    const places = [...Array(turn.count).keys()].map((place) => turn.first + place);
    const fitting = places.filter((place) => shown[place]);
    const scale = everything || !fitting.length ? [0, turn.ms] : time(fitting.map((place) => rows[place]), turn);
    if (fitting.length) add({ turn: number, scale }, heading);
    for (const place of places) {
      if (shown[place] || context.has(place)) add({ place, turn: number, context: context.has(place) }, row);
    }
    return scale;
  });
  space.style.height = `${whole}px`;
}

// From the first to the last of some rows; what has no answer lasts to the end of the turn.
function time(fitting, turn) {
  let [begin, end] = [Infinity, -Infinity];
  for (const row of fitting) {
    begin = Math.min(begin, row.at);
    end = Math.max(end, row.ms === null ? turn.ms : row.at + row.ms);
  }
  return [begin, Math.max(end, begin + 0.001)];
}

// ---- the rows in sight

function draw() {
  const top = list.scrollTop;
  const bottom = top + list.clientHeight;
  const begin = Math.max(items.findIndex((item) => item.top + item.height > top) - SPARE, 0);
  const past = items.findIndex((item) => item.top > bottom);
  const end = past < 0 ? items.length : past + SPARE;
  space.replaceChildren(...items.slice(begin, end).map((item) => ("place" in item ? rowOf(item) : headingOf(item))));
  if (selected >= 0 && byId(`m${selected}`)) list.setAttribute("aria-activedescendant", `m${selected}`);
  else list.removeAttribute("aria-activedescendant");
}

function placed(element, item) {
  element.style.top = `${item.top}px`;
  element.style.height = `${item.height}px`;
  return element;
}

function headingOf(item) {
  const turn = turns[item.turn];
  const element = make("div", "turn");
  element.setAttribute("role", "presentation");
  const name = make("h2", "", `Turn ${turn.number} `);
  name.append(make("small", "", turn.summary));
  const scale = make("span", "scale");
  const ends = item.scale.map((ms) => `${ms.toFixed(0)} ms`);
  scale.append(make("span", "", ends[0]), make("span", "", ends[1]));
  element.append(name, scale);
  return placed(element, item);
}

function rowOf(item) {
  const row = rows[item.place];
  const element = make("div", `row d${row.depth}`);
  element.id = `m${item.place}`;
  element.setAttribute("role", "option");
  element.setAttribute("aria-selected", String(item.place === selected));
  element.classList.toggle("wrong", Boolean(row.error));
  element.classList.toggle("context", item.context);
  element.dataset.place = item.place;
  const what = make("span", "what");
  what.append(make("b", "", row.method));
  if (row.error) what.append(" ", make("em", "", `✗ ${row.error}`));
  if (row.name) what.append(" ", make("span", "name", row.name));
  element.append(make("span", "at", row.at.toFixed(1)), make("span", "took", row.took), what, who(row), barOf(row, item));
  return placed(element, item);
}

function who(row) {
  const element = make("span", "who");
  element.append(dot(row.from), `${row.from} → `, dot(row.to), row.to);
  return element;
}

function dot(name) {
  return make("i", `dot c${service.get(name)?.colour ?? 0}`);
}

function barOf(row, item) {
  const [begin, end] = scales[item.turn];
  const unit = 100 / Math.max(end - begin, 0.001);
  const left = Math.min(Math.max((row.at - begin) * unit, 0), 99.5);
  const right = Math.min(((row.ms === null ? end : row.at + row.ms) - begin) * unit, 100);
  const bar = make("span", "bar");
  const inside = make("i", row.error ? "cw" : `c${service.get(row.by)?.colour ?? 0}`);
  inside.style.left = `${left}%`;
  inside.style.width = `${Math.max(right - left, 0.5)}%`;
  bar.append(inside);
  return bar;
}

// ---- the message that is open

function select(place) {
  selected = place;
  if (!detail.hidden) describe();
  const item = items.find((each) => each.place === place);
  if (item) {
    const head = list.firstElementChild.offsetHeight;
    const [top, bottom] = [item.top, item.top + item.height + head];
    if (top < list.scrollTop) list.scrollTop = top;
    else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight;
  }
  draw();
}

function open(place) {
  detail.hidden = false;
  select(place);
  describe();
  detail.scrollTop = 0;
}

function close() {
  detail.hidden = true;
  list.focus({ preventScroll: true });
  draw();
}

function describe() {
  const row = rows[selected];
  const end = make("button", "close", "✕");
  end.setAttribute("aria-label", "Close");
  end.addEventListener("click", close);
  const name = make("h2", "", row.method);
  if (row.name) name.append(" ", make("span", "name", row.name));
  const about = [end, name];
  if (row.error) about.push(make("p", "wrong", `✗ ${row.error}`));
  const ends = make("p", "who");
  ends.append(...withLanguage(row.from), " → ", ...withLanguage(row.to));
  const when = row.took === "…" ? `at ${row.at.toFixed(1)} ms, without an answer` : `at ${row.at.toFixed(1)} ms${row.took && `, took ${row.took} ms`}`;
  about.push(ends, make("p", "when", row.child && row.child !== row.name ? `${when}, in session ${row.child}` : when));
  if (row.above >= 0) about.push(cause(row.above));
  const parts = row.parts.map(([title, said, note]) => partOf(title, said, note));
  if (!parts.length) parts.push(make("p", "note", "What it carried was not traced, or it carried nothing."));
  if (row.parts.some((part) => part[1].includes("\\n"))) about.push(unfold());
  detail.replaceChildren(...about, ...parts);
}

function withLanguage(name) {
  const known = service.get(name);
  const language = known?.language ? [" ", make("span", `language l-${known.family}`, known.language)] : [];
  return [dot(name), name, ...language];
}

function cause(place) {
  const button = make("button", "cause", `below ${rows[place].method} ${rows[place].name}`.trim());
  button.addEventListener("click", () => open(place));
  return button;
}

function unfold() {
  const label = make("label", "unfold");
  const box = make("input");
  box.type = "checkbox";
  box.checked = !folded;
  box.addEventListener("change", () => {
    folded = !box.checked;
    describe();
    detail.querySelector(".unfold input").focus();
  });
  label.append(box, " Line ends in texts as lines");
  return label;
}

function partOf(title, said, note) {
  const section = make("section", title === "error" ? "part wrong" : "part");
  const name = make("h3", "", title);
  const copy = make("button", "copy", "Copy");
  const shown = make("pre", "", folded ? said : said.replace(/(\\\\)|\\n/g, (found, escaped) => escaped ?? "\n"));
  shown.tabIndex = 0;
  copy.addEventListener("click", () => copied(said, shown).then((done) => {
    copy.textContent = done ? "Copied" : "Selected: press Ctrl-C";
  }));
  name.append(copy);
  section.append(name, ...(note ? [make("p", "note", note)] : []), shown);
  return section;
}

// A page from a disk may not be let at the clipboard: then the text is selected, and the user copies it.
async function copied(said, shown) {
  try {
    await navigator.clipboard.writeText(said);
    return true;
  } catch {
    getSelection().selectAllChildren(shown);
    return document.execCommand("copy");
  }
}

// ---- what the user does

function move(step) {
  const there = items.filter((item) => "place" in item);
  if (!there.length) return;
  const here = there.findIndex((item) => item.place === selected);
  const next = here < 0 && step > 0 ? step - 1 : here + step;
  select(there[Math.min(Math.max(next, 0), there.length - 1)].place);
  list.focus({ preventScroll: true });
}

function clear() {
  text.value = method.value = "";
  wrong.checked = late.checked = false;
  for (const button of document.querySelectorAll(".services button")) button.setAttribute("aria-pressed", "false");
  filter();
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20, Home: -Infinity, End: Infinity };

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const here = event.target;
  const typing = here === text || here === method;
  if (event.key === "/" && !typing) text.focus();
  else if (event.key === "Escape" && !detail.hidden) close();
  else if (event.key === "Escape") clear();
  else if (event.key in STEPS && !detail.contains(here) && !(typing && event.key !== "ArrowDown") && here !== method) move(STEPS[event.key]);
  else if (event.key === "Enter" && here === list && selected >= 0) open(selected);
  else return;
  event.preventDefault();
}

for (const each of services) {
  const button = make("button", "", each.name);
  button.type = "button";
  button.value = each.name;
  button.setAttribute("aria-pressed", "false");
  button.prepend(dot(each.name));
  if (each.language) button.append(make("b", `language l-${each.family}`, each.language));
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    filter();
  });
  document.querySelector(".services").append(button);
}
for (const name of [...new Set(rows.map((row) => row.method))].sort()) method.append(new Option(name, name));
text.addEventListener("input", filter);
for (const each of [method, wrong, late]) each.addEventListener("change", filter);
space.addEventListener("click", (event) => {
  const row = event.target.closest(".row");
  if (row) open(Number(row.dataset.place));
});
list.addEventListener("scroll", draw, { passive: true });
addEventListener("resize", filter);
document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("keydown", onKey);
filter();
