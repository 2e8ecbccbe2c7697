// Leaving with words that are not kept: a form with data-leaving asks first, in the browser's own words.
// data-leaving="unsaved": the page came back with words that the school has not kept, changed since or not.
"use strict";

import { isChanged } from "./typed.js";

// On its way: what this form holds is being kept. Another form of the page, like the one for the language, keeps nothing.
const isSent = (form) => Date.now() - (form.dataset.sent ?? 0) < 5000;

window.addEventListener("beforeunload", (event) => {
  const forms = [...document.querySelectorAll("form[data-leaving]")];
  if (forms.some((form) => !isSent(form) && (form.dataset.leaving === "unsaved" || [...form.elements].some(isChanged)))) event.preventDefault();
});
