// What was typed and not sent yet goes along when the language of a page is changed: kept in this tab for the moment
// between two pages, for this person and this address, and forgotten as soon as it stands there again.
"use strict";

import { isChanged, isKept, read, write } from "./typed.js";

const KEY = "doorway:switched";
const MOST_SECONDS = 60;

// Pages that save while one types keep their own words.
const forms = () => [...document.querySelectorAll("main form")].filter((form) => !form.closest("[data-autosave], [data-grid]"));
const here = () => location.pathname + location.search;
const who = () => document.querySelector(".dw-tools__who")?.textContent ?? "";

// The same field in another language: which form, which name, and the how manieth of that name.
const places = () =>
  forms().flatMap((form, number) => {
    const seen = {};
    return [...form.elements].filter(isKept).map((field) => {
      seen[field.name] = (seen[field.name] ?? -1) + 1;
      return { field, place: [number, form.getAttribute("action") ?? "", field.type, field.name, seen[field.name]].join(" ") };
    });
  });

document.querySelector("form.dw-languages:not([data-shown-again])")?.addEventListener("submit", () => {
  const said = places().filter(({ field }) => isChanged(field)).map(({ field, place }) => [place, read(field)]);
  if (!said.length) return;
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ here: here(), who: who(), at: Date.now(), said }));
  } catch {
    // No store: the browser asks before the words are left, where a page wants that.
    return;
  }
  // They are not left behind; a chosen file is.
  for (const form of forms()) if (![...form.elements].some((field) => isChanged(field) && !isKept(field))) form.dataset.sent = Date.now();
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
  for (const { field, place } of places()) if (said.has(place)) write(field, said.get(place));
}
