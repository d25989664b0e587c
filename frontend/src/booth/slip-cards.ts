/** The halves of slips as they are printed: a code, the same to be typed, and to whom each goes. */

import { qrPicture } from "../qr.ts";
import { fill, part } from "../ui.ts";
import { onPaper } from "./credential.ts";
import type { Printed } from "./room.ts";
import { slipText } from "./slips.ts";
import { copied } from "./templates.ts";

export interface About {
  readonly title: string;
  readonly closes: string;
  readonly registrar: string;
}

export function showSlips(cards: readonly Printed[], about: About): void {
  part("slips").replaceChildren(...cards.map((card) => slipCard(card, about)));
  part("handing").replaceChildren(...cards.map((card) => handing(card)));
  if (new Set(cards.map((card) => card.part)).size < 2) return;
  for (const line of document.querySelectorAll<HTMLElement>("[data-part-line]")) line.hidden = false;
}

/** No name stands on a slip: whoever finds it does not learn whose it is. */
function slipCard(card: Printed, about: About): HTMLElement {
  const made = copied("slip");
  fill(made, { ...about, part: card.part, number: card.number, half: onPaper(card.half) });
  const picture = qrPicture(slipText(card));
  picture.classList.add("qr");
  part("code", undefined, made).append(picture);
  return made;
}

function handing({ number, name, part: of }: Printed): HTMLElement {
  const line = copied("handing");
  fill(line, { number, name, part: of });
  return line;
}
