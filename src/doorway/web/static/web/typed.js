// What somebody typed or chose in a field of a form, and whether it is anything at all.
"use strict";

export const isChanged = (field) => {
  if (field.type === "hidden") return false;
  if (field.options) {
    const options = [...field.options];
    const isSaid = options.some((one) => one.defaultSelected);
    return isSaid ? options.some((one) => one.selected !== one.defaultSelected) : field.selectedIndex > 0;
  }
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  return "defaultValue" in field && field.value !== field.defaultValue;
};

/** Fields that may be kept in this tab: no secret, no file, nothing that nobody typed. */
export const isKept = (field) =>
  field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type) && field.autocomplete !== "one-time-code";

/** What is chosen or typed, to be given to `write` on the same page in another language. */
export const read = (field) => {
  if (field.options) return [...field.options].filter((one) => one.selected).map((one) => one.value);
  return field.type === "checkbox" || field.type === "radio" ? field.checked : field.value;
};

export const write = (field, said) => {
  if (field.options) {
    // A choice that is not offered any more is not made: the field stays as the page has it.
    if (!said.every((value) => [...field.options].some((one) => one.value === value))) return;
    for (const one of field.options) one.selected = said.includes(one.value);
  } else if (field.type === "checkbox" || field.type === "radio") field.checked = said;
  else field.value = said;
  // Whatever follows the field (growing, counting, choosing) hears of it as of typing.
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
};
