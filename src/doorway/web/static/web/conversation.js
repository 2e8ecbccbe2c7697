// The conversation page: saves while one types, keys for the next family, one tap for who came.
// Everything here also works as a plain form; this file only makes it quicker.

const WAIT = 1200;
const TRY_AGAIN = 8000;

// What a form holds, without the token and what was there before.
function wordsOf(form) {
  const kept = {};
  for (const name of ["rating", "text"]) if (form.elements[name]) kept[name] = form.elements[name].value;
  return kept;
}

function wasOf(form) {
  const kept = {};
  for (const name of ["rating", "text"]) if (form.elements[name]) kept[name] = form.elements[`was_${name}`]?.value ?? "";
  return kept;
}

const plain = (words) => JSON.stringify(words, (_key, value) => (typeof value === "string" ? value.replace(/\r\n?/g, "\n").trim() : value));
const same = (one, other) => plain(one) === plain(other);

// Words that did not reach the school stay in this tab until they do.
const memory = {
  name: (form) => `doorway:${location.pathname}:${form.dataset.autosave ?? form.dataset.kept}`,
  keep(form, words) {
    try {
      sessionStorage.setItem(this.name(form), JSON.stringify(words));
    } catch {
      // A full or closed store: the words are still in the field.
    }
  },
  read(form) {
    try {
      return JSON.parse(sessionStorage.getItem(this.name(form)));
    } catch {
      return null;
    }
  },
  forget(form) {
    try {
      sessionStorage.removeItem(this.name(form));
    } catch {
      // Nothing was kept.
    }
  },
};

class Saver {
  constructor(form, says) {
    this.form = form;
    this.says = says;
    this.status = form.querySelector("[data-status]");
    this.button = form.querySelector("[data-save]");
    this.timer = 0;
    this.running = null;
    this.refused = null;
    this.button.hidden = true;
    this.restore();
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.now());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      delete form.dataset.sent;
      this.refused = null;
      this.now();
    });
  }

  get isDirty() {
    return !same(wordsOf(this.form), wasOf(this.form));
  }

  say(words, isProblem = false) {
    this.status.textContent = words;
    this.status.classList.toggle("govuk-error-message", isProblem);
    this.button.hidden = !isProblem;
  }

  restore() {
    const words = memory.read(this.form);
    if (!words || same(words, wasOf(this.form))) return memory.forget(this.form);
    for (const [name, value] of Object.entries(words)) if (this.form.elements[name]) this.form.elements[name].value = value;
    this.say(this.says.restored, true);
  }

  later() {
    memory.keep(this.form, wordsOf(this.form));
    this.refused = null;
    this.say(this.says.unsaved);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), WAIT);
  }

  // Saves what is there now; resolves to whether everything is saved.
  async now() {
    clearTimeout(this.timer);
    if (this.running) await this.running;
    if (!this.isDirty) {
      memory.forget(this.form);
      if (this.status.textContent === this.says.unsaved) this.say("");
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
    memory.keep(this.form, words);
    this.say(this.says.saving);
    let answer;
    let body = {};
    try {
      answer = await fetch(this.form.action, {
        method: "POST",
        body: new FormData(this.form),
        headers: { Accept: "application/json" },
        redirect: "manual",
        keepalive: true,
      });
      body = await answer.json();
    } catch {
      body = {};
    }
    if (answer?.ok && body.saved) {
      for (const [name, value] of Object.entries(words)) {
        const was = this.form.elements[`was_${name}`];
        if (was) was.value = value;
      }
      memory.forget(this.form);
      this.say(body.saved);
      return true;
    }
    if (body.error) {
      this.refused = words;
      this.say(body.error, true);
      // The next press of "Save" replaces knowingly what another window wrote.
      this.form.elements.was_text?.remove();
      return false;
    }
    this.say(this.says.failed, true);
    this.timer = setTimeout(() => this.now(), TRY_AGAIN);
    return false;
  }
}

const page = document.querySelector("[data-talk]");
const savers = page ? [...page.querySelectorAll("form[data-autosave]")].map((form) => new Saver(form, page.dataset)) : [];
const saveAll = async () => (await Promise.all(savers.map((saver) => saver.now()))).every(Boolean);

// A goal that is being typed is kept as well until it is added.
for (const form of document.querySelectorAll("form[data-kept]")) {
  const field = form.querySelector("[data-keep]");
  const words = memory.read(form);
  if (words?.text && !field.value) field.value = words.text;
  form.addEventListener("input", () => memory.keep(form, { text: field.value }));
  form.addEventListener("submit", () => memory.forget(form));
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
  const body = new FormData(form, event.submitter);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" }, redirect: "manual" });
    if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const fresh = holder.content.querySelector("form");
    form.replaceWith(fresh);
    fresh.querySelector("button")?.focus();
  } catch {
    delete form.dataset.sent;
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
