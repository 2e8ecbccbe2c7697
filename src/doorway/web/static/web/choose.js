// A long list becomes a field to type in: the editable combobox of the ARIA Authoring Practices, with a list of what
// fits. The list itself stays in the form and is what is sent; without scripts it is what one sees.
"use strict";

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const wordsOf = (text) => plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

class Choice {
  constructor(select) {
    this.select = select;
    this.says = select.dataset;
    this.options = [...select.options]
      .filter((option) => option.value)
      .map((option) => {
        const under = option.dataset.under ?? "";
        return { option, text: option.text.trim(), under, title: wordsOf(option.text), words: wordsOf(`${option.text} ${under}`) };
      });
    this.shown = [];
    this.active = -1;
    this.build();
    this.listen();
    this.sync();
  }

  build() {
    const { select } = this;
    const id = select.id;
    const label = document.querySelector(`label[for="${CSS.escape(id)}"]`);
    this.box = document.createElement("div");
    this.box.className = "dw-choose";
    this.input = document.createElement("input");
    this.input.className = "govuk-input";
    if (select.classList.contains("govuk-select--error")) this.input.classList.add("govuk-input--error");
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (select.hasAttribute(name)) this.input.setAttribute(name, select.getAttribute(name));
    }
    const own = { type: "text", role: "combobox", autocomplete: "off", autocapitalize: "none", spellcheck: "false", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-found` };
    this.input.placeholder = this.says.hint ?? "";
    for (const [name, value] of Object.entries(own)) this.input.setAttribute(name, value);
    this.list = document.createElement("ul");
    this.list.id = `${id}-found`;
    this.list.className = "dw-choose__list";
    this.list.setAttribute("role", "listbox");
    if (label) this.list.setAttribute("aria-label", label.textContent.trim());
    this.list.hidden = true;
    this.status = document.createElement("div");
    this.status.setAttribute("role", "status");
    select.id = `${id}-kept`;
    this.input.id = id;
    select.hidden = true;
    // What nobody sees must not stop the form.
    select.required = false;
    select.before(this.box);
    // What is said to everybody stands above the list, which would cover it.
    this.box.append(this.input, this.status, this.list);
  }

  listen() {
    this.input.addEventListener("input", () => {
      this.select.value = "";
      this.open();
    });
    this.input.addEventListener("click", () => this.open());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.leave());
    // The field keeps the focus while somebody points at the list.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const line = event.target.closest("[role=option]");
      if (line) this.take(this.shown[[...this.list.children].indexOf(line)]);
    });
    this.select.form?.addEventListener("submit", (event) => {
      if (this.select.value || !this.input.value.trim()) return;
      event.preventDefault();
      // It was not sent, so that nobody may think it is on its way.
      event.stopPropagation();
      this.input.focus();
      this.open();
      if (this.shown.length) this.say(this.says.pick, true);
    });
    window.addEventListener("pageshow", () => this.sync());
  }

  fitting() {
    const chosen = this.select.value && this.select.selectedOptions[0].text.trim() === this.input.value;
    const asked = chosen ? [] : wordsOf(this.input.value);
    const has = (words) => asked.every((word) => words.some((other) => other.startsWith(word)));
    const found = this.options.filter((one) => has(one.words));
    // What begins like the words comes first, then titles that have them, then what only the line below has.
    const rank = (one) => (one.title[0]?.startsWith(asked[0] ?? "") && has(one.title) ? 0 : has(one.title) ? 1 : 2);
    return found.sort((one, other) => rank(one) - rank(other));
  }

  open() {
    this.shown = this.fitting();
    this.list.replaceChildren(...this.shown.map((one, place) => this.line(one, place)));
    const is_open = this.shown.length > 0;
    this.list.hidden = !is_open;
    this.input.setAttribute("aria-expanded", String(is_open));
    this.point(-1);
    const { none, one, many } = this.says;
    this.say(is_open ? (this.shown.length === 1 ? one : many.replace("{number}", this.shown.length)) : none, !is_open);
  }

  line(one, place) {
    const line = document.createElement("li");
    line.id = `${this.list.id}-${place}`;
    line.setAttribute("role", "option");
    line.append(one.text);
    if (one.under) {
      const under = document.createElement("span");
      under.className = "dw-quiet";
      under.textContent = one.under;
      line.append(" ", under);
    }
    return line;
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.point(-1);
  }

  point(place) {
    this.active = place;
    // What the keys point at is what a screen reader calls selected; until then it is what was chosen.
    [...this.list.children].forEach((line, at) => {
      line.classList.toggle("dw-choose__active", at === place);
      line.setAttribute("aria-selected", String(place < 0 ? this.shown[at].option.selected : at === place));
    });
    const line = this.list.children[place];
    if (line) {
      this.input.setAttribute("aria-activedescendant", line.id);
      line.scrollIntoView({ block: "nearest" });
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  key(event) {
    const is_open = !this.list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!is_open) this.open();
      if (!event.altKey && this.shown.length) {
        const last = this.shown.length - 1;
        this.point(step > 0 ? (this.active >= last ? 0 : this.active + 1) : this.active <= 0 ? last : this.active - 1);
      }
    } else if (event.key === "Enter" && is_open && (this.active >= 0 || this.shown.length === 1)) {
      event.preventDefault();
      this.take(this.shown[Math.max(0, this.active)]);
    } else if (event.key === "Escape" && is_open) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Escape") {
      this.input.value = "";
      this.select.value = "";
    }
  }

  take(one) {
    this.select.value = one.option.value;
    this.input.value = one.text;
    this.say("");
    this.close();
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  leave() {
    const text = plain(this.input.value.trim());
    const same = this.options.filter((one) => plain(one.text) === text);
    if (!this.select.value && same.length === 1) this.take(same[0]);
    this.close();
  }

  say(text, is_seen = false) {
    this.status.textContent = text;
    this.status.classList.toggle("dw-visually-hidden", !is_seen);
  }

  sync() {
    this.input.value = this.select.value ? this.select.selectedOptions[0].text.trim() : "";
    this.say("");
  }
}

for (const select of document.querySelectorAll("select[data-choose]")) new Choice(select);
