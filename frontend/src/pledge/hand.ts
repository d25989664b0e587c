/** The cards that somebody holds: one of each deck of one pledge, in whatever order they are shown. */

import { toHex } from "../bytes.ts";
import { type Card, readCode } from "./cards.ts";

/** Why a card cannot be taken up: the page has a sentence for each. */
export class WrongCard extends Error {
  constructor(readonly why: "other-pledge" | "same-deck") {
    super(why);
  }
}

export class Hand {
  readonly #held = new Map<number, { card: Card; code: string }>();

  /** The hash of the manifest that all of them name; "" while there is no card. */
  get h(): string {
    const [first] = this.#held.values();
    return first ? toHex(first.card.h) : "";
  }

  /** In the order of the decks. */
  get cards(): readonly Card[] {
    return this.#sorted().map((one) => one.card);
  }

  get codes(): readonly string[] {
    return this.#sorted().map((one) => one.code);
  }

  #sorted() {
    return [...this.#held.values()].sort((one, other) => one.card.deck - other.card.deck);
  }

  /** The same card shown twice is no mistake. Throws MistypedCode, PledgeRefused, WrongCard. */
  read(code: string): Card {
    const card = readCode(code);
    if (this.h && toHex(card.h) !== this.h) throw new WrongCard("other-pledge");
    const held = this.#held.get(card.deck);
    if (held && held.card.index !== card.index) throw new WrongCard("same-deck");
    return card;
  }

  /** After the card was checked against its manifest. */
  take(code: string): void {
    const card = this.read(code);
    this.#held.set(card.deck, { card, code });
  }

  /** Which decks have not been shown yet, from 1. */
  missing(decks: number): readonly number[] {
    return Array.from({ length: decks }, (_, n) => n + 1).filter((deck) => !this.#held.has(deck));
  }

  forget(): void {
    for (const { card } of this.#held.values()) card.seed.fill(0);
    this.#held.clear();
  }
}
