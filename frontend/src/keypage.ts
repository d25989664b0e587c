/** What every key page does: quick exit, no secrets left behind, languages, the word list, the organisation. */

import { armExit } from "./exit.ts";
import { type Organisation, organisation } from "./server.ts";
import { Problem, tell } from "./ui.ts";
import { NO_LIST, WordList } from "./words.ts";

export const savedToAFile = location.protocol === "file:";

/** Starts a page; what goes wrong before the first step is told too. */
export function start(page: () => Promise<void>): void {
  armExit();
  leaveNothingBehind();
  keepAddressAcrossLanguages();
  page().catch(tell);
}

export async function loadList(): Promise<WordList> {
  try {
    const response = await fetch("/static/words-en.txt");
    return response.ok ? WordList.english(new Uint8Array(await response.arrayBuffer())) : NO_LIST;
  } catch {
    return NO_LIST;
  }
}

/** Asked again on every call until it is known, so that a page outlives a gap in the network. */
export function organisationOnce(): () => Promise<Organisation> {
  let known: Organisation | undefined;
  return async () => {
    known ??= await organisation();
    if (!known.origins.includes(location.origin)) throw new Problem("wrong-place");
    return known;
  };
}

/** A browser may keep a page alive behind the "back" button: the words must not come back with it. */
function leaveNothingBehind(): void {
  addEventListener("pagehide", () => {
    for (const secret of document.querySelectorAll("[data-secret]")) secret.replaceChildren();
    for (const form of document.forms) form.reset();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

function keepAddressAcrossLanguages(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[hreflang]")) link.search = location.search;
}
