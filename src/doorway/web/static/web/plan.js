// A class of the course plan is dragged to another grade. What a drop does is to press the button that appears there for
// everybody: without scripts, and with the keyboard, the same button moves it.
"use strict";

const grades = [...document.querySelectorAll("[data-grade]")];
let moving = null;

// After something was done, go on reading there. The address says so as well, and some browsers only scroll for it.
document.getElementById("done")?.focus();

const button = (form, grade) => form.querySelector(`button[name="grade"][value="${grade}"]`);

for (const form of document.querySelectorAll("[data-moves]")) {
  const row = form.closest("[data-planned]");
  row.draggable = true;
  row.addEventListener("dragstart", (event) => {
    moving = form;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", row.querySelector("strong").textContent);
    for (const grade of grades) grade.classList.toggle("dw-grade--open", Boolean(button(form, grade.dataset.grade)));
  });
  row.addEventListener("dragend", () => {
    moving = null;
    for (const grade of grades) grade.classList.remove("dw-grade--open", "dw-grade--over");
  });
}

for (const grade of grades) {
  const target = () => moving && button(moving, grade.dataset.grade);
  grade.addEventListener("dragover", (event) => {
    if (!target()) return;
    event.preventDefault();
    grade.classList.add("dw-grade--over");
  });
  grade.addEventListener("dragleave", () => grade.classList.remove("dw-grade--over"));
  grade.addEventListener("drop", (event) => {
    const pressed = target();
    if (!pressed) return;
    event.preventDefault();
    pressed.form.requestSubmit(pressed);
  });
}
