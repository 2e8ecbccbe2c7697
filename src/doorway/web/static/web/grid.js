// The class grid: moves by keys, marks what is changed, fills a column. Saving is the plain form.

const form = document.querySelector("form[data-grid]");

if (form) {
  const status = form.querySelector("[data-status]");
  const fields = [...form.querySelectorAll("tbody select, tbody textarea")];
  const wasOf = (field) => form.elements[field.name.replace(/-(rating|text)$/, "-was_$1")].value;
  const tidy = (text) => text.replace(/\r\n?/g, "\n").trim();
  const isChanged = (field) => tidy(field.value) !== tidy(wasOf(field));
  let leaving = false;

  const mark = () => {
    const cells = new Set();
    for (const field of fields) field.closest("td").classList.remove("dw-changed");
    for (const field of fields.filter(isChanged)) cells.add(field.closest("td"));
    for (const cell of cells) cell.classList.add("dw-changed");
    status.textContent = cells.size ? `${form.dataset.changed} ${cells.size}` : form.dataset.none;
  };

  const hint = document.querySelector("[data-keys]");
  if (hint) hint.hidden = false;
  mark();
  form.addEventListener("input", mark);
  form.addEventListener("change", mark);
  form.addEventListener("submit", () => (leaving = true));
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && fields.some(isChanged)) event.preventDefault();
  });

  // Up, down and Enter stay in the column; a list and a long text keep their own arrows where they need them.
  const move = (field, by) => {
    // c-<student's id, 36 letters>-<section>-<rating or text>
    const suffix = field.name.slice(38);
    const column = fields.filter((other) => other.name.slice(38) === suffix);
    const next = column[column.indexOf(field) + by];
    if (!next) return false;
    next.focus();
    if (next.select) next.select();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  };
  const atEdge = (field, by) => {
    if (field.tagName === "SELECT") return true;
    if (field.selectionStart !== field.selectionEnd) return field.selectionEnd - field.selectionStart === field.value.length;
    const rest = by < 0 ? field.value.slice(0, field.selectionStart) : field.value.slice(field.selectionEnd);
    return !rest.includes("\n");
  };
  form.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!fields.includes(field) || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const by = { ArrowUp: -1, ArrowDown: 1, Enter: event.shiftKey ? 0 : 1 }[event.key];
    if (!by) return;
    if (event.key !== "Enter" && !atEdge(field, by)) return;
    // Enter in the last row must not send the form or break the line.
    if (move(field, by) || event.key === "Enter") event.preventDefault();
  });

  // The same for everyone who has nothing: filled here, looked at, then saved with the rest.
  for (const button of form.querySelectorAll("[data-fill]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const key = button.value;
      const given = { rating: form.elements[`fill-${key}-rating`]?.value ?? "", text: form.elements[`fill-${key}-text`].value };
      for (const text of fields.filter((field) => field.name.slice(39) === `${key}-text`)) {
        const rating = form.elements[text.name.replace(/-text$/, "-rating")];
        if (text.value.trim() || rating?.value) continue;
        text.value = given.text;
        if (rating) rating.value = given.rating;
      }
      button.closest("details").open = false;
      mark();
    });
  }
}
