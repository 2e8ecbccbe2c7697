// The class grid: moves by keys, saves each cell soon after it was typed, keeps in this tab what did not arrive.
// Without this file the grid is one plain form with one button.

import { Memory, send, sentence, tidy, whenBack } from "./saving.js";

const WAIT = 1500;
const TRY_AGAIN = 8000;

class Cell {
  constructor(field) {
    this.place = field.closest("td");
    this.name = this.place.id;
    const named = (part) => field.form.elements[`${this.name}-${part}`];
    this.fields = { text: named("text"), rating: named("rating") };
    this.was = { text: named("was_text"), rating: named("was_rating") };
    this.problem = this.place.querySelector(".govuk-error-message");
    // Words that the school refused, or that came back from the last time: they wait for "Save".
    this.waits = this.problem ? this.words : null;
  }

  get words() {
    return { text: tidy(this.fields.text.value), rating: this.fields.rating?.value ?? "" };
  }

  get isEmpty() {
    return !this.words.text && !this.words.rating;
  }

  get isChanged() {
    return !same(this.words, { text: tidy(this.was.text.value), rating: this.was.rating?.value ?? "" });
  }

  get isWaiting() {
    return this.waits !== null && same(this.words, this.waits);
  }

  fill({ text, rating }) {
    this.fields.text.value = text;
    if (this.fields.rating) this.fields.rating.value = rating;
  }

  saved(words) {
    this.was.text.value = words.text;
    if (this.was.rating) this.was.rating.value = words.rating;
    this.waits = null;
    this.problem?.remove();
    this.problem = null;
  }

  // What another window wrote is known now, so the next "Save" replaces it.
  refused(words, sentence, now) {
    this.waits = words;
    if (now) {
      this.was.text.value = now.text;
      if (this.was.rating) this.was.rating.value = now.rating ?? "";
    }
    this.problem ??= this.place.insertBefore(document.createElement("p"), this.place.firstChild);
    this.problem.className = "govuk-error-message";
    this.problem.setAttribute("role", "alert");
    this.problem.textContent = sentence;
  }

  put(body) {
    for (const field of [this.fields.text, this.fields.rating, this.was.text, this.was.rating]) {
      if (field) body.append(field.name, field.value);
    }
  }
}

const same = (one, other) => one.text === other.text && one.rating === other.rating;

class Sheet {
  constructor(form) {
    this.form = form;
    this.says = { ...document.querySelector("[data-says]").dataset, ...form.dataset };
    this.status = form.querySelector("[data-status]");
    this.fields = [...form.querySelectorAll("tbody select, tbody textarea")];
    this.cells = [...form.querySelectorAll("tbody textarea")].map((field) => new Cell(field));
    this.byName = new Map(this.cells.map((cell) => [cell.name, cell]));
    this.memory = new Memory(this.says.who);
    this.timer = 0;
    this.running = null;
    this.trouble = "";
    this.last = "";
    this.restore();
    this.show();
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.later());
    form.addEventListener("keydown", (event) => this.key(event));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      delete form.dataset.sent;
      for (const cell of this.cells) cell.waits = null;
      this.now();
    });
    window.addEventListener("beforeunload", (event) => this.changed.length && event.preventDefault());
    whenBack(() => this.trouble && this.now());
    for (const button of form.querySelectorAll("[data-fill]")) button.addEventListener("click", (event) => this.fill(event, button));
  }

  get changed() {
    return this.cells.filter((cell) => cell.isChanged);
  }

  // What the line below the table says: a trouble first, then what waits, then that all is well.
  show() {
    const changed = this.changed;
    for (const cell of this.cells) cell.place.classList.toggle("dw-changed", cell.isChanged);
    const waiting = changed.length ? `${this.says.changed} ${changed.length}` : this.last || this.says.none;
    this.status.textContent = this.trouble || (this.running ? this.says.saving : waiting);
    this.status.classList.toggle("govuk-error-message", Boolean(this.trouble));
    if (changed.length) this.memory.keep("cells", Object.fromEntries(changed.map((cell) => [cell.name, cell.words])));
    else this.memory.forget("cells");
  }

  restore() {
    let back = 0;
    for (const [name, words] of Object.entries(this.memory.read("cells") ?? {})) {
      const cell = this.byName.get(name);
      if (!cell || same(cell.words, words)) continue;
      cell.fill(words);
      if (!cell.isChanged) continue;
      cell.waits = cell.words;
      back += 1;
    }
    if (back) this.trouble = this.says.restored;
  }

  later() {
    if (this.trouble === this.says.restored) this.trouble = "";
    this.show();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), WAIT);
  }

  async now() {
    clearTimeout(this.timer);
    if (this.running) await this.running;
    const cells = this.changed.filter((cell) => !cell.isWaiting);
    if (!cells.length) {
      if (!this.changed.length) this.trouble = "";
      return this.show();
    }
    this.running = this.send(cells);
    this.show();
    await this.running;
    this.running = null;
    this.show();
    if (!this.trouble && this.changed.some((cell) => !cell.isWaiting)) this.later();
  }

  async send(cells) {
    const body = new FormData();
    body.append("who", this.form.elements.who.value);
    const sent = cells.map((cell) => [cell, cell.words]);
    for (const cell of cells) cell.put(body);
    const answer = await send(this.form.action, body);
    this.trouble = sentence(this.says, answer.state);
    if (answer.error) this.trouble = answer.error;
    if (answer.state === "unreached") this.timer = setTimeout(() => this.now(), TRY_AGAIN);
    if (answer.state !== "saved" && !answer.errors) {
      // What is refused as a whole, or will not be taken here any more, is not sent again and again.
      if (answer.state !== "unreached" && answer.state !== "signed-out") for (const [cell, words] of sent) cell.waits = words;
      return;
    }
    for (const [cell, words] of sent) {
      const problem = answer.errors?.[cell.name];
      if (problem) cell.refused(words, problem.error, problem.now);
      else cell.saved(words);
    }
    this.last = answer.saved ?? "";
    if (answer.errors) this.trouble = answer.summary;
  }

  // The same for everyone who has nothing.
  fill(event, button) {
    event.preventDefault();
    const key = button.value;
    const given = { rating: this.form.elements[`fill-${key}-rating`]?.value ?? "", text: this.form.elements[`fill-${key}-text`].value };
    for (const cell of this.cells.filter((one) => one.name.slice(39) === key && one.isEmpty)) cell.fill(given);
    button.closest("details").open = false;
    this.later();
  }

  // Up, down and Enter stay in the column; a list and a long text keep their own arrows where they need them.
  key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      this.form.requestSubmit();
      return;
    }
    const field = event.target;
    if (!this.fields.includes(field) || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const by = { ArrowUp: -1, ArrowDown: 1, Enter: event.shiftKey ? 0 : 1 }[event.key];
    if (!by) return;
    if (event.key !== "Enter" && !atEdge(field, by)) return;
    // Enter in the last row must not send the form or break the line.
    if (this.move(field, by) || event.key === "Enter") event.preventDefault();
  }

  move(field, by) {
    // c-<student's id, 36 letters>-<section>-<rating or text>
    const suffix = field.name.slice(38);
    const column = this.fields.filter((other) => other.name.slice(38) === suffix);
    const next = column[column.indexOf(field) + by];
    if (!next) return false;
    next.focus();
    next.select?.();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  }
}

// At the very end (or with everything marked, as after a move) the arrow leads on; inside a text it moves in the text.
function atEdge(field, by) {
  if (field.tagName === "SELECT") return true;
  const { selectionStart: start, selectionEnd: end, value } = field;
  return start === end ? end === (by < 0 ? 0 : value.length) : end - start === value.length;
}

const form = document.querySelector("form[data-grid]");
if (form) {
  new Sheet(form);
  for (const hint of document.querySelectorAll("[data-keys]")) hint.hidden = false;
}
