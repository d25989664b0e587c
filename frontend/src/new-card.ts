/** Making a card, showing it, and asking two words back before the page lets go of it. */

import { qrPicture } from "./qr.ts";
import { go, onPress, onSubmit, part, Problem, text } from "./ui.ts";
import { type Card, CARD_WORDS, cardNumbers, cardWords, isOnCard, newCard, qrPayload, type WordList } from "./words.ts";

/** Wires the steps "card" and "check". `begin` makes a card and shows it; `done` gets it once it was written down. */
export function cardSteps(list: WordList, done: (card: Card) => void): { begin: () => void } {
  let card: Card = [];
  let asked: readonly number[] = [];

  onPress("print", () => window.print());
  onPress("back-to-card", () => go("card"));
  onPress("written-down", () => {
    asked = twoPositions();
    ask(asked);
  });
  onSubmit("check", (form) => {
    asked.forEach((position, i) => {
      if (!isOnCard(text(form, `answer-${i + 1}`), card, position, list)) {
        part<HTMLInputElement>("answer", String(i + 1)).focus();
        throw new Problem(`answer-${i + 1}`);
      }
    });
    done(card);
  });

  const begin = () => {
    card = newCard();
    show(card, list);
    go("card");
  };
  return { begin };
}

function show(card: Card, list: WordList): void {
  const [words, numbers] = [cardWords(card, list), cardNumbers(card)];
  part("words").replaceChildren(...numbers.map((number, i) => line(words[i] ?? "", number)));
  part("qr").replaceChildren(qrPicture(qrPayload(card)));
}

/** On an English page the word stands first; elsewhere the number, which needs no language. */
function line(word: string, number: string): HTMLLIElement {
  const item = document.createElement("li");
  const parts = [element("span", "word", word), element("span", "number", number)];
  parts[0]!.lang = "en";
  if (document.documentElement.lang !== "en") parts.reverse();
  item.append(...parts.filter((found) => found.textContent).flatMap((found) => [found, " "]));
  return item;
}

function element(tag: string, name: string, content: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = content;
  return made;
}

/** Two different positions from 1 to 10, in order. */
function twoPositions(): readonly number[] {
  const order = Array.from({ length: CARD_WORDS }, (_, i) => i + 1);
  const keys = crypto.getRandomValues(new Uint32Array(CARD_WORDS));
  order.sort((a, b) => (keys[a - 1] ?? 0) - (keys[b - 1] ?? 0));
  return order.slice(0, 2).sort((a, b) => a - b);
}

function ask(positions: readonly number[]): void {
  positions.forEach((position, i) => {
    for (const span of document.querySelectorAll(`[data-fill="asked-${i + 1}"]`)) span.textContent = String(position);
    part<HTMLInputElement>("answer", String(i + 1)).value = "";
  });
  go("check");
}
