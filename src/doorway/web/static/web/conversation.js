// The conversation page: saves while one types, keys for the next family, one tap for who came.
// Everything here also works as a plain form; this file only makes it quicker.

import { Memory, send, sentence, tidy, whenBack } from "./saving.js";

const WAIT = 1200;
const TRY_AGAIN = 8000;
const NAMES = ["rating", "text"];

const page = document.querySelector("[data-talk]");
const says = document.querySelector("[data-says]")?.dataset ?? {};
const memory = new Memory(says.who ?? "");

// What a form holds, and what it held when it was last saved.
const wordsOf = (form, prefix = "") =>
  Object.fromEntries(NAMES.filter((name) => form.elements[name]).map((name) => [name, form.elements[prefix + name]?.value ?? ""]));
// Typed while this file was on its way, or put back by the browser: not what the page came with.
const isTouched = (form) =>
  NAMES.map((name) => form.elements[name]).some((field) =>
    field?.options ? [...field.options].some((one) => one.selected !== one.defaultSelected) : field && tidy(field.value) !== tidy(field.defaultValue),
  );
const same = (one, other) => NAMES.every((name) => tidy(one[name] ?? "") === tidy(other[name] ?? ""));

class Saver {
  constructor(form) {
    this.form = form;
    this.name = form.dataset.autosave;
    this.status = form.querySelector("[data-status]");
    this.button = form.querySelector("[data-save]");
    this.timer = 0;
    this.running = null;
    this.refused = null;
    this.button.hidden = true;
    const isTouchedEarly = isTouched(form) && this.isDirty;
    this.restore();
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.now());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      delete form.dataset.sent;
      this.refused = null;
      this.now();
    });
    if (isTouchedEarly) this.later();
  }

  get isDirty() {
    return !same(wordsOf(this.form), wordsOf(this.form, "was_"));
  }

  say(words, isProblem = false) {
    this.status.textContent = words;
    this.status.classList.toggle("govuk-error-message", isProblem);
    this.button.hidden = !isProblem;
  }

  // A page that came back with what was typed and refused shows the newer words already.
  restore() {
    const words = memory.read(this.name);
    if (!words || same(words, wordsOf(this.form)) || same(words, wordsOf(this.form, "was_"))) return memory.forget(this.name);
    for (const [name, value] of Object.entries(words)) if (this.form.elements[name]) this.form.elements[name].value = value;
    this.say(says.restored, true);
  }

  later() {
    memory.keep(this.name, wordsOf(this.form));
    this.refused = null;
    this.say(says.unsaved);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), WAIT);
  }

  // Saves what is there now; resolves to whether everything is saved.
  async now() {
    clearTimeout(this.timer);
    if (this.running) await this.running;
    if (!this.isDirty) {
      memory.forget(this.name);
      if (this.status.textContent === says.unsaved) this.say("");
      return true;
    }
    if (this.refused && same(this.refused, wordsOf(this.form))) return false;
    this.running = this.send();
    const saved = await this.running;
    this.running = null;
    // Typed on while it was under way: save that too.
    return saved && this.isDirty ? this.now() : saved;
  }

  async send() {
    const words = wordsOf(this.form);
    memory.keep(this.name, words);
    this.say(says.saving);
    const answer = await send(this.form.action, new FormData(this.form));
    if (answer.state === "saved") {
      for (const [name, value] of Object.entries(words)) {
        const was = this.form.elements[`was_${name}`];
        if (was) was.value = value;
      }
      memory.forget(this.name);
      sentence(says, "saved");
      this.say(answer.saved);
      return true;
    }
    if (answer.state === "refused") {
      this.refused = words;
      this.say(answer.error, true);
      // The next press of "Save" replaces knowingly what another window wrote.
      this.form.elements.was_text?.remove();
      return false;
    }
    this.say(sentence(says, answer.state), true);
    if (answer.state === "unreached") this.timer = setTimeout(() => this.now(), TRY_AGAIN);
    return false;
  }
}

const savers = page ? [...page.querySelectorAll("form[data-autosave]")].map((form) => new Saver(form)) : [];
const saveAll = async () => (await Promise.all(savers.map((saver) => saver.now()))).every(Boolean);
whenBack(() => savers.filter((saver) => !saver.button.hidden && saver.isDirty).forEach((saver) => saver.now()));

// A goal that is being typed is kept as well, until the page that comes back says that it was added.
for (const form of document.querySelectorAll("form[data-kept]")) {
  const name = form.dataset.kept;
  const fields = [...form.querySelectorAll("textarea, select, input:not([type=hidden])")];
  const kept = memory.read(name);
  const keep = (isSent) => memory.keep(name, { isSent, words: Object.fromEntries(fields.map((field) => [field.name, field.value])) });
  const isAdded = location.hash === `#${form.id}`;
  if (isAdded && kept?.isSent) memory.forget(name);
  else if (kept && !fields[0].value) for (const field of fields) field.value = kept.words[field.name] ?? field.value;
  form.addEventListener("input", () => keep(false));
  form.addEventListener("submit", () => keep(true));
  // After one was added, the next one can be typed at once. Going to the address's # takes the focus away until then.
  if (isAdded) window.addEventListener("load", () => setTimeout(() => fields[0].focus(), 50));
}

// Leaving with words that are not saved: save them first, and warn when that fails.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.getAttribute("href").startsWith("#") || !savers.some((saver) => saver.isDirty)) return;
  event.preventDefault();
  await saveAll();
  location.assign(link.href);
});
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.matches("[data-autosave], [data-swap]") || event.defaultPrevented || !savers.some((saver) => saver.isDirty)) return;
  event.preventDefault();
  delete form.dataset.sent;
  const pressed = event.submitter;
  if (await saveAll()) form.requestSubmit(pressed);
});
window.addEventListener("beforeunload", (event) => {
  if (savers.some((saver) => saver.isDirty)) event.preventDefault();
});

// Who came: the form is swapped for its answer where it stands.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-swap]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const pressed = event.submitter;
  const body = new FormData(form, pressed);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" }, redirect: "manual" });
    if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const fresh = holder.content.querySelector("form");
    form.replaceWith(fresh);
    fresh.querySelector("button")?.focus();
  } catch {
    // The plain way: the page itself is sent, with the button that was pressed.
    const value = Object.assign(document.createElement("input"), { type: "hidden", name: pressed.name, value: pressed.value });
    delete form.dataset.sent;
    form.append(value);
    form.submit();
  }
});

// Single keys: never while one types, and they can be turned off.
const KEYS = "doorway:keys-off";
const hint = document.querySelector("[data-keys]");
const toggle = document.querySelector("[data-keys-toggle]");
const isOff = () => {
  try {
    return localStorage.getItem(KEYS) === "yes";
  } catch {
    return false;
  }
};
if (hint) hint.hidden = false;
if (toggle) {
  const label = () => (toggle.textContent = isOff() ? page.dataset.keysOff : page.dataset.keysOn);
  label();
  toggle.addEventListener("click", () => {
    try {
      localStorage.setItem(KEYS, isOff() ? "no" : "yes");
    } catch {
      // Without a store the keys stay on.
    }
    label();
  });
}
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || isOff()) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  document.querySelector(`[data-plain-key="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
});
