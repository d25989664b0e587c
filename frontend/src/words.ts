/**
 * The card of a member: nine secret words and a tenth that checks them, or the same as four-digit numbers.
 * The same rules as scrutiny.identity.words; docs/protocol/member-keys.md is the text for both.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { join, toHex, utf8 } from "./bytes.ts";

export const LIST_LENGTH = 7776;
export const SECRET_WORDS = 9;
export const CARD_WORDS = 10;
export const ENGLISH_SHA256 = "6d557f0693958fb5e650b68b5bee585eb82cf4da32965505c789e924743bc522";
const QR_PREFIX = "gw1:";
const BETWEEN_WORDS = /[ \t\n\v\f\r\u1680\u2028\u2029,;.]+/u;
const LETTERS_OF_A_PREFIX = 4;

/** Nine indices 0..7775: the secret itself. */
export type Card = readonly number[];
export type Slip = "wrong-number-of-words" | "no-such-word" | "no-such-number" | "check-word" | "no-list";

/** `number` is the position counted from 1, or for a wrong number of words how many were found. */
export class Mistyped extends Error {
  constructor(
    readonly code: Slip,
    readonly number: number,
  ) {
    super(code);
  }
}

export class WordList {
  readonly #meanings = new Map<string, number[]>();

  constructor(readonly words: readonly string[]) {
    words.forEach((word, index) => {
      const key = letters(word);
      this.#meanings.set(key, [...(this.#meanings.get(key) ?? []), index]);
    });
  }

  /** The pinned English list; anything else is refused, because other words would be another card. */
  static english(data: Uint8Array): WordList {
    if (toHex(sha256(data)) !== ENGLISH_SHA256) throw new RangeError("word list");
    return new WordList(new TextDecoder().decode(data).trim().split("\n"));
  }

  /** One index, or two for yo-yo and yoyo: the one spelled so comes first, and the check word decides. */
  meanings(word: string): readonly number[] {
    const found = this.#meanings.get(letters(word)) ?? [];
    return [...found].sort((a, b) => Number(this.words[a] !== word) - Number(this.words[b] !== word));
  }

  /** Words to offer once four letters are typed; fewer letters would offer too many. */
  startingWith(typed: string, limit: number): readonly string[] {
    const prefix = letters(plain(typed));
    if (prefix.length < LETTERS_OF_A_PREFIX) return [];
    const found = this.words.filter((word) => letters(word).startsWith(prefix));
    return found.length > 1 || letters(found[0] ?? "") !== prefix ? found.slice(0, limit) : [];
  }
}

/** Where the list could not be loaded, numbers still serve. */
export const NO_LIST = new WordList([]);

/** Nine fresh indices, each uniform: values that would favour some words are drawn again. */
export function newCard(draw: (into: Uint16Array<ArrayBuffer>) => void = (into) => crypto.getRandomValues(into)): Card {
  const card: number[] = [];
  const drawn = new Uint16Array(1);
  while (card.length < SECRET_WORDS) {
    draw(drawn);
    const value = drawn[0] ?? 0xffff;
    if (value < 0x10000 - (0x10000 % LIST_LENGTH)) card.push(value % LIST_LENGTH);
  }
  return card;
}

/** The nine indices as big-endian uint16: 18 bytes. */
export function cardBytes(card: Card): Uint8Array {
  if (card.length !== SECRET_WORDS || !card.every((i) => Number.isInteger(i) && i >= 0 && i < LIST_LENGTH)) {
    throw new RangeError("card");
  }
  return Uint8Array.from(card.flatMap((index) => [index >> 8, index & 0xff]));
}

export function checkWord(card: Card): number {
  const hash = sha256(join(utf8("groundswell/words/v1"), cardBytes(card)));
  return Number(BigInt(`0x${toHex(hash)}`) % BigInt(LIST_LENGTH));
}

export function cardIndices(card: Card): readonly number[] {
  return [...card, checkWord(card)];
}

export function cardWords(card: Card, list: WordList): readonly string[] {
  return cardIndices(card).map((index) => list.words[index] ?? "");
}

export function cardNumbers(card: Card): readonly string[] {
  return cardIndices(card).map((index) => String(index).padStart(4, "0"));
}

export function qrPayload(card: Card): string {
  return QR_PREFIX + cardNumbers(card).join("");
}

/** Ten words, ten numbers, or what the printed code says. Throws Mistyped. */
export function parseCard(text: string, list: WordList): Card {
  let typed = plain(text).trim();
  if (typed.startsWith(QR_PREFIX)) typed = typed.slice(QR_PREFIX.length);
  const read = /\p{L}/u.test(typed) ? readWords(typed, list) : readNumbers(typed);
  if (read.length !== CARD_WORDS) throw new Mistyped("wrong-number-of-words", read.length);
  for (const indices of choices(read)) {
    const card = indices.slice(0, SECRET_WORDS);
    if (checkWord(card) === indices[SECRET_WORDS]) return card;
  }
  throw new Mistyped("check-word", CARD_WORDS);
}

/** Whether one word or number, asked back by its position, is the one on the card. */
export function isOnCard(typed: string, card: Card, position: number, list: WordList): boolean {
  const index = cardIndices(card)[position - 1] ?? -1;
  const answer = plain(typed).trim();
  return /^[0-9]{4}$/.test(answer) ? Number(answer) === index : list.meanings(answer).includes(index);
}

/** The words of a text as they were typed, so far. */
export function typedWords(text: string): readonly string[] {
  return plain(text).split(BETWEEN_WORDS).filter(letters);
}

function plain(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

function letters(text: string): string {
  return text.replace(/[^\p{L}]/gu, "");
}

function readWords(text: string, list: WordList): (readonly number[])[] {
  if (list.words.length === 0) throw new Mistyped("no-list", 0);
  return typedWords(text).map((word, i) => {
    const found = list.meanings(word);
    if (found.length === 0) throw new Mistyped("no-such-word", i + 1);
    return found;
  });
}

function readNumbers(text: string): (readonly number[])[] {
  const numbers = (text.match(/[0-9]+/g) ?? []).flatMap((group) => group.match(/.{1,4}/g) ?? []);
  return numbers.map((number, i) => {
    if (number.length !== 4 || Number(number) >= LIST_LENGTH) throw new Mistyped("no-such-number", i + 1);
    return [Number(number)];
  });
}

/** Every way to choose one index for each word; the first meanings come first. */
function* choices(read: readonly (readonly number[])[]): Generator<number[]> {
  const [first, ...rest] = read;
  if (!first) {
    yield [];
    return;
  }
  for (const index of first) for (const others of choices(rest)) yield [index, ...others];
}
