// A class of the course plan is dragged to another grade, and one that was found or is named for what is left into a grade or a term. What a drop does
// is to press the button that appears there for everybody: without scripts, and with the keyboard, the same button does it.
"use strict";

const grades = [...document.querySelectorAll("[data-grade]")];
let moving = null;

const button = (form, grade) => form.querySelector(`button[name="grade"][value="${grade}"]`);

const drags = (row, title, begin, end) => {
  row.draggable = true;
  row.addEventListener("dragstart", (event) => {
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", title.textContent);
    begin();
  });
  row.addEventListener("dragend", end);
};

// `pressed` says which button a drop presses, or none; `before` is done just before that.
const takes = (place, pressed, before = () => {}) => {
  place.addEventListener("dragover", (event) => {
    if (!pressed()) return;
    event.preventDefault();
    place.classList.add("dw-grade--over");
  });
  place.addEventListener("dragleave", (event) => {
    if (!place.contains(event.relatedTarget)) place.classList.remove("dw-grade--over");
  });
  place.addEventListener("drop", (event) => {
    const found = pressed();
    if (!found) return;
    event.preventDefault();
    before(found.form);
    found.form.requestSubmit(found);
  });
};

for (const form of document.querySelectorAll("[data-moves]")) {
  const row = form.closest("[data-planned]");
  drags(
    row,
    row.querySelector("strong"),
    () => {
      moving = form;
      for (const grade of grades) grade.classList.toggle("dw-grade--open", Boolean(button(form, grade.dataset.grade)));
    },
    () => {
      moving = null;
      for (const grade of grades) grade.classList.remove("dw-grade--open", "dw-grade--over");
    },
  );
}

for (const grade of grades) takes(grade, () => moving && button(moving, grade.dataset.grade));

// Beside the classes that were found: grades, and in each the terms, into which the one that is dragged may be dropped.
const drops = document.querySelector("[data-drops]");

const zone = (pressed, term, words) => {
  const place = document.createElement("div");
  place.className = "dw-drop__zone";
  place.textContent = words;
  takes(place, () => pressed, (form) => {
    if (term !== null) form.elements.term.value = term;
  });
  return place;
};

const zonesOf = (pressed) => {
  const term = pressed.value.split(" ").slice(1).join(" ");
  const choice = term ? null : pressed.form.elements.term;
  if (!choice) return [zone(pressed, null, term || drops.dataset.here)];
  return [...choice.options].map((one) => zone(pressed, one.value, one.value ? one.text : drops.dataset.any));
};

if (drops) {
  document.querySelector("[data-drag-hint]").hidden = false;
  for (const form of document.querySelectorAll("[data-places]")) {
    const row = form.closest("[data-suggested], li");
    const clear = () => {
      drops.hidden = true;
      for (const old of drops.querySelectorAll(".dw-drop__zone")) old.remove();
    };
    const show = () => {
      for (const pressed of form.querySelectorAll("button[name='at']")) {
        const place = drops.querySelector(`[data-drop="${pressed.value.split(" ")[0]}"]`);
        place?.append(...zonesOf(pressed));
      }
      drops.hidden = false;
    };
    // A browser ends a drag when the page changes while it begins.
    drags(row, row.querySelector("h3, [data-title]"), () => setTimeout(show), clear);
  }
}
