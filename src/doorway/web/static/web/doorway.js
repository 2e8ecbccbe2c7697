// Small helps for those whose browser runs scripts. Every page works without this file.
"use strict";

// After a form came back with errors, start reading at the summary.
document.querySelector("[data-errors]")?.focus();

// After something was done, go on reading there. The address says so as well, and some browsers only scroll for it.
document.getElementById("done")?.focus();

// A link of the summary lands in the field itself, below its label.
document.querySelector("[data-errors]")?.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  (field.closest(".govuk-form-group") ?? field).scrollIntoView();
  field.focus({ preventScroll: true });
});

// A form that is on its way is not sent twice by an impatient finger.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent && Date.now() - form.dataset.sent < 5000) event.preventDefault();
  else if (form.method === "post") form.dataset.sent = Date.now();
});

// The page of a refused form is shown in the other language with what stands in the form now, changed since or not.
document.querySelector("[data-shown-again]")?.addEventListener("submit", (event) => {
  const again = event.target.elements.again;
  const sent = new URLSearchParams(again.value);
  const leadsHere = (address) => new URL(address, location.href).pathname === location.pathname;
  const isThisOne = (form) =>
    [form.getAttribute("action") ?? "", ...[...form.querySelectorAll("[formaction]")].map((one) => one.getAttribute("formaction"))].some(leadsHere) &&
    [...form.elements].every((one) => one.type !== "hidden" || one.name === "csrfmiddlewaretoken" || sent.has(one.name));
  const found = [...document.querySelectorAll("main form[method=post]")].filter(isThisOne);
  if (found.length !== 1) return;
  const [form] = found;
  // What nobody types stays what was sent, and so does the answer to it.
  const isTyped = (name) => !form.querySelector(`:is(button, input[type=hidden])[name="${CSS.escape(name)}"]`);
  const words = new URLSearchParams([...new FormData(form)].filter(([name, value]) => isTyped(name) && typeof value === "string"));
  for (const [name, value] of sent) if (!isTyped(name)) words.append(name, value);
  again.value = words;
  // They are not left behind.
  form.dataset.sent = Date.now();
});

// Fields that grow with their words, where the browser cannot do it by itself.
if (!CSS.supports("field-sizing", "content")) {
  const grow = (field) => {
    field.style.blockSize = "auto";
    field.style.blockSize = `${field.scrollHeight + 4}px`;
  };
  for (const field of document.querySelectorAll(".dw-grows")) {
    grow(field);
    field.addEventListener("input", () => grow(field));
  }
}

// Words that a page kept for one person are gone when that person signs out.
document.querySelector("form[data-sign-out]")?.addEventListener("submit", () => {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("doorway:")) sessionStorage.removeItem(key);
  } catch {
    // No store, nothing kept.
  }
});

// A page about something that is being made looks again by itself. Without scripts there is a button.
const underway = document.querySelector("[data-looks-again]");
if (underway) {
  let looks = 300;
  const look = async () => {
    try {
      const answer = await fetch(location.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = answer.ok && !answer.redirected && page.querySelector("[data-looks-again]");
      if (!now) return void location.reload();
      // Word by word, so that what is read aloud is only what changed.
      const [said, says] = [underway, now].map((part) => part.querySelector("[role=status]"));
      if (said.textContent !== says.textContent) said.textContent = says.textContent;
      const [bar, far] = [underway, now].map((part) => part.querySelector("progress"));
      if (bar && far) Object.assign(bar, { max: far.max, value: far.value });
      else if (far) underway.append(far.parentElement);
    } catch {
      // No network for a moment: the next look may find it.
    }
    // Whoever has left the screen is not kept signed in for ever.
    if (--looks) setTimeout(look, 2000);
  };
  setTimeout(look, 2000);
}

// Coming back with the browser's back button must find a form that can be sent.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// Buttons that print the page; without scripts they are not shown (hidden in the markup).
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Links and buttons with data-key="n" answer to Alt+N, also while one types; a label takes one to its field.
for (const hint of document.querySelectorAll("[data-alt-keys]")) hint.hidden = false;
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const key = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key;
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return;
  event.preventDefault();
  target.click();
});
