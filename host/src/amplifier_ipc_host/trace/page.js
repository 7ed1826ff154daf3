"use strict";
// Without this script all rows are there and open on a click; it adds the filter and the keys.
const rows = [...document.querySelectorAll(".row")];
const text = document.getElementById("text");
const wrong = document.getElementById("wrong");
const late = document.getElementById("late");
const buttons = [...document.querySelectorAll(".services button")];
const said = rows.map((row) => row.textContent.toLowerCase());
const above = rows.map((row) => document.getElementById(row.dataset.above ?? ""));

function filter() {
  const wanted = text.value.trim().toLowerCase();
  const chosen = new Set(buttons.filter(isPressed).map((button) => button.dataset.service));
  const fits = (row, place) =>
    said[place].includes(wanted) &&
    (!chosen.size || chosen.has(row.dataset.from) || chosen.has(row.dataset.to)) &&
    (!wrong.checked || row.classList.contains("wrong")) &&
    !(late.checked && row.classList.contains("startup"));
  const shown = new Set(rows.filter(fits));
  const context = new Set();
  // A row that fits is shown below who caused it; backwards, so that causes of causes are found in one pass.
  for (let place = rows.length - 1; place >= 0; place--) {
    const row = rows[place];
    if ((shown.has(row) || context.has(row)) && above[place] && !shown.has(above[place])) context.add(above[place]);
    row.hidden = !shown.has(row) && !context.has(row);
    row.classList.toggle("context", context.has(row));
  }
  for (const section of document.querySelectorAll("section")) {
    section.hidden = !section.querySelector(".row:not([hidden])");
    fit(section, [...section.querySelectorAll(".row")].filter((row) => shown.has(row)), shown.size === rows.length);
  }
  document.getElementById("nothing").hidden = shown.size > 0;
  const all = `${rows.length} messages`;
  document.getElementById("count").textContent = shown.size === rows.length ? all : `${shown.size} of ${all}`;
}

// The bars of a turn show the time of the rows that fit: 1000 units are the whole turn.
function fit(section, fitting, all) {
  const bars = fitting.map((row) => row.querySelector("rect")).map((bar) => [bar.x.baseVal.value, bar.width.baseVal.value]);
  const begin = all || !bars.length ? 0 : Math.min(...bars.map(([x]) => x));
  const end = all || !bars.length ? 1000 : Math.max(...bars.map(([x, width]) => x + width));
  for (const bar of section.querySelectorAll("svg")) bar.setAttribute("viewBox", `${begin} 0 ${end - begin} 10`);
  const [left, right] = section.querySelectorAll(".scale span");
  const ms = Number(section.dataset.ms) / 1000;
  left.textContent = (begin * ms).toFixed(0);
  right.textContent = `${(end * ms).toFixed(0)} ms`;
}

function isPressed(button) {
  return button.getAttribute("aria-pressed") === "true";
}

function move(step) {
  const visible = rows.filter((row) => !row.hidden);
  const here = visible.indexOf(document.activeElement.closest(".row"));
  const next = visible[here < 0 ? 0 : Math.min(Math.max(here + step, 0), visible.length - 1)];
  next?.firstElementChild.focus();
}

function clear() {
  text.value = "";
  wrong.checked = late.checked = false;
  for (const button of buttons) button.setAttribute("aria-pressed", "false");
  filter();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target === text;
  if (event.key === "/" && !typing) text.focus();
  else if (event.key === "Escape") clear();
  else if (event.key === "ArrowDown" && !event.target.closest("pre")) move(1);
  else if (event.key === "ArrowUp" && !typing && !event.target.closest("pre")) move(-1);
  else return;
  event.preventDefault();
}

text.addEventListener("input", filter);
wrong.addEventListener("change", filter);
late.addEventListener("change", filter);
for (const button of buttons) {
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(!isPressed(button)));
    filter();
  });
}
document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("keydown", onKey);
filter();
