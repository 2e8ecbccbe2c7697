// What was typed and not sent yet goes along when the language of a page is changed: kept in this tab for the moment
// between two pages, for this person and this address, and forgotten as soon as it stands there again.
"use strict";

import { isChanged, isKept, read, write } from "./typed.js";

const KEY = "doorway:switched";
const MOST_SECONDS = 60;
// Hidden fields that are others at each look; all the rest say what a form is about.
const OF_A_LOOK = ["csrfmiddlewaretoken", "seen", "entry", "page", "next", "done"];

// Pages that save while one types keep their own words.
const forms = () => [...document.querySelectorAll("main form")].filter((form) => !form.closest("[data-autosave], [data-grid]"));
const here = () => location.pathname + location.search;
const who = () => document.querySelector(".dw-tools__who")?.textContent ?? "";

// Which form it is, wherever it stands: on the new page somebody may have gone, or the order may be another one.
const about = (form) =>
  [form.getAttribute("action") ?? "", ...[...form.elements].filter((one) => one.type === "hidden" && !OF_A_LOOK.includes(one.name)).map((one) => `${one.name}=${one.value}`)].join(" ");

// The same field in another language. A box or a circle is the one of its value, and never one that stands in its place.
// Where two fields cannot be told apart, neither is kept.
const places = () => {
  const found = new Map();
  for (const form of forms()) {
    const of = about(form);
    for (const field of [...form.elements].filter(isKept)) {
      const isTicked = field.type === "checkbox" || field.type === "radio";
      const place = JSON.stringify([of, field.type, field.name, isTicked ? field.value : ""]);
      found.set(place, found.has(place) ? null : field);
    }
  }
  return [...found].filter(([, field]) => field);
};

document.querySelector("form.dw-languages:not([data-shown-again])")?.addEventListener("submit", () => {
  const changed = places().filter(([, field]) => isChanged(field));
  if (!changed.length) return;
  try {
    const said = changed.map(([place, field]) => [place, read(field)]);
    sessionStorage.setItem(KEY, JSON.stringify({ here: here(), who: who(), at: Date.now(), said }));
  } catch {
    // No store: the browser asks before the words are left, where a page wants that.
    return;
  }
  // They are not left behind; a chosen file is.
  const kept = new Set(changed.map(([, field]) => field));
  for (const form of forms()) if (![...form.elements].some((field) => isChanged(field) && !kept.has(field))) form.dataset.sent = Date.now();
});

const taken = () => {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
    return kept;
  } catch {
    return null;
  }
};

const kept = taken();
if (kept && kept.here === here() && kept.who === who() && Date.now() - kept.at < MOST_SECONDS * 1000) {
  const said = new Map(kept.said);
  for (const [place, field] of places()) if (said.has(place)) write(field, said.get(place));
}
