// What the pages share that save while one types: sending words, and keeping those that did not arrive.

export const tidy = (text) => text.replace(/\r\n?/g, "\n").trim();

// Signing in again, in another tab, changes the token of forms; the cookie always has the one that holds.
const token = () => document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1];

/**
 * Sends a form's data. Resolves to `{state, ...}`:
 * `saved` and `refused` carry what the school answered; `signed-out` wants a new sign-in; `unreached` may be tried
 * again by itself (no network, or a server that is down); `closed` will not be taken here any more.
 */
export async function send(address, body) {
  const fresh = token();
  if (fresh) body.set("csrfmiddlewaretoken", fresh);
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      redirect: "manual",
      // A browser sends on after the page was left, as far as it is little.
      keepalive: [...body.values()].join("").length < 20000,
    });
  } catch {
    return { state: "unreached" };
  }
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return { state: "signed-out" };
  const said = await answer.json().catch(() => null);
  if (said?.saved) return { state: "saved", ...said };
  if (said?.error || said?.errors) return { state: "refused", ...said };
  return { state: answer.status >= 500 ? "unreached" : "closed" };
}

/** Words that did not reach the school, kept in this tab for this person until they do. */
export class Memory {
  constructor(who) {
    this.prefix = `doorway:${who}:${location.pathname}:`;
  }

  keep(name, words) {
    try {
      sessionStorage.setItem(this.prefix + name, JSON.stringify(words));
    } catch {
      // A full or closed store: the words are still in the field.
    }
  }

  read(name) {
    try {
      return JSON.parse(sessionStorage.getItem(this.prefix + name));
    } catch {
      return null;
    }
  }

  forget(name) {
    try {
      sessionStorage.removeItem(this.prefix + name);
    } catch {
      // Nothing was kept.
    }
  }
}

/** The sentence for a state, out of the page's own words (`data-failed`, `data-signed-out`, `data-closed`). */
export function sentence(says, state) {
  const note = document.querySelector("[data-sign-in-again]");
  if (note) note.hidden = state !== "signed-out";
  return { unreached: says.failed, "signed-out": says.signedOut, closed: says.closed }[state] ?? "";
}

/** Calls `again` when it may work now: the network is back, or the tab is looked at again (after signing in elsewhere). */
export function whenBack(again) {
  window.addEventListener("online", again);
  document.addEventListener("visibilitychange", () => document.hidden || again());
  window.addEventListener("focus", again);
}
