/** The field that takes ten words or ten numbers: completions on offer, a wrong word named while it is typed. */

import { hush, part, say } from "./ui.ts";
import { typedWords, type WordList } from "./words.ts";

const MOST_OFFERED = 8;
const LAST_WORD = /[^\s,;.]*$/u;

export function armCardField(list: WordList): void {
  const field = part<HTMLTextAreaElement>("card-field");
  const offers = part("completions");
  let slip = -1;
  field.addEventListener("input", () => {
    const found = firstSlip(field.value, list);
    if (found !== slip && found >= 0) say("no-such-word", { number: found + 1 });
    else if (found < 0) hush();
    slip = found;
    const unfinished = atTheEnd(field) ? (LAST_WORD.exec(field.value)?.[0] ?? "") : "";
    offer(offers, list.startingWith(unfinished, MOST_OFFERED), (word) => {
      field.value = `${field.value.replace(LAST_WORD, "")}${word} `;
      offers.replaceChildren();
      field.focus();
    });
  });
}

function atTheEnd(field: HTMLTextAreaElement): boolean {
  return field.selectionEnd === field.value.length;
}

/** Buttons in the order of the alphabet, reached with the Tab key from the field. */
function offer(offers: HTMLElement, words: readonly string[], take: (word: string) => void): void {
  offers.replaceChildren(
    ...words.map((word) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.lang = "en";
      button.textContent = word;
      button.addEventListener("click", () => take(word));
      return button;
    }),
  );
}

/** Which finished word is no word, or -1. Finished are those that something follows. */
function firstSlip(text: string, list: WordList): number {
  if (list.words.length === 0) return -1;
  return typedWords(text.replace(LAST_WORD, "")).findIndex((word) => list.meanings(word).length === 0);
}
