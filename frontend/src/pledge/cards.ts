/** Cards and their two codes, and the dealer's deck; scrutiny.pledge.cards and decks in Python. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import type { Draw } from "../booth/random.ts";
import { type Bytes, join, same, utf8 } from "../bytes.ts";
import { at, deckAbout, type Deck, type Manifest, type Terms, thresholdOf } from "./manifest.ts";
import { commitmentsTo, committed, drawPolynomial, drawScalar, valueAt } from "./polynomials.ts";
import { proveKnowledge } from "./proofs.ts";
import { base, element, PledgeRefused, scalar, scalarBytes, SIZE } from "./ristretto.ts";
import { base64Of, domain, integer } from "./statements.ts";

const VERSION = 1;
const PREFIX = "GWP:";
export const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUP_BYTES = 5;
const GROUP_SIGNS = 8;
const BODY_BYTES = 4 + 3 * SIZE;
const GROUPS = BODY_BYTES / GROUP_BYTES + 1;

/** `deck` and `index` are counted from 1; `h` is the hash of the manifest. */
export interface Card {
  readonly deck: number;
  readonly index: number;
  readonly share: bigint;
  readonly seed: Bytes;
  readonly h: Bytes;
}

/** `place` is the group, from 1, or for a wrong length how many signs were found. */
export class MistypedCode extends Error {
  constructor(
    readonly code: "length" | "letter" | "checksum" | "card",
    readonly place = 0,
  ) {
    super(code);
  }
}

function cardBytes(card: Card): Bytes {
  return join(Uint8Array.of(VERSION, card.deck), integer(card.index, 2), scalarBytes(card.share), card.seed, card.h);
}

function signsOf(raw: Uint8Array, count: number): string {
  const number = raw.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);
  return Array.from({ length: count }, (_, n) => LETTERS[Number((number >> BigInt(5 * (count - 1 - n))) & 31n)]).join("");
}

function checkSign(place: number, signs: string): string {
  return LETTERS[sha256(join(domain("group"), Uint8Array.of(place), utf8(signs)))[0]! & 31]!;
}

/** As they are printed and typed: 21 groups of nine signs. */
export function groupsOf(card: Card): string[] {
  const body = cardBytes(card);
  const whole = join(body, sha256(join(domain("card"), body)).subarray(0, GROUP_BYTES));
  return Array.from({ length: GROUPS }, (_, n) => {
    const signs = signsOf(whole.subarray(n * GROUP_BYTES, (n + 1) * GROUP_BYTES), GROUP_SIGNS);
    return signs + checkSign(n + 1, signs);
  });
}

/** What is in the printed code. */
export function secondCode(card: Card): string {
  return PREFIX + groupsOf(card).join("");
}

/** Of the bare page: nothing of the card is in it. */
export function firstCode(site: string): string {
  return `${site.replace(/\/+$/, "")}/pledge/`;
}

/** A scanned or typed second code. Throws MistypedCode, PledgeRefused. */
export function readCode(typed: string): Card {
  const size = GROUP_SIGNS + 1;
  let plain = typed.toUpperCase().replace(/[\s-]/g, "");
  if (plain.startsWith(PREFIX)) plain = plain.slice(PREFIX.length);
  plain = plain.replace(/[IL]/g, "1").replace(/O/g, "0");
  if (plain.length !== GROUPS * size) throw new MistypedCode("length", plain.length);
  const parts = Array.from({ length: GROUPS }, (_, n) => readGroup(plain.slice(n * size, (n + 1) * size), n + 1));
  const body = join(...parts.slice(0, -1));
  if (!same(sha256(join(domain("card"), body)).subarray(0, GROUP_BYTES), parts[GROUPS - 1]!)) throw new MistypedCode("card");
  return ofBody(body);
}

function readGroup(signs: string, place: number): Bytes {
  const digits = [...signs].map((sign) => LETTERS.indexOf(sign));
  if (digits.includes(-1)) throw new MistypedCode("letter", place);
  if (checkSign(place, signs.slice(0, -1)) !== signs.slice(-1)) throw new MistypedCode("checksum", place);
  return integer(digits.slice(0, -1).reduce((all, digit) => all * 32 + digit, 0), GROUP_BYTES);
}

function ofBody(body: Bytes): Card {
  if (body[0] !== VERSION) throw new PledgeRefused("card-version");
  const seed = body.slice(4 + SIZE, 4 + 2 * SIZE);
  const share = scalar(body.subarray(4, 4 + SIZE));
  return { deck: body[1]!, index: body[2]! * 256 + body[3]!, share, seed, h: body.slice(4 + 2 * SIZE) };
}

/** Throws PledgeRefused with the step: such a card is a complaint, never to be thrown away. */
export function checkCard(manifest: Manifest, card: Card): void {
  const [deck, cards] = [manifest.decks[card.deck - 1], manifest.terms.cards];
  refuse(!same(card.h, manifest.h), "manifest", 10);
  if (!deck || card.index < 1 || card.index > cards) throw new PledgeRefused("index", 11);
  const value = base(card.share);
  refuse(!same(value.toBytes(), deck.values[card.index - 1]!), "share", 12);
  const right = at(13, () => committed(deck.commitments.map(element), card.index));
  refuse(!right.equals(value), "polynomial", 13);
  refuse(!same(ed25519.getPublicKey(card.seed), deck.slots[card.index - 1]!), "slot", 14);
}

function refuse(wrong: boolean, code: string, step: number): void {
  if (wrong) throw new PledgeRefused(code, step);
}

/** One card of each deck, in the order of the decks. */
export function oneOfEach(manifest: Manifest, held: readonly Card[]): Card[] {
  const ordered = [...held].sort((one, other) => one.deck - other.deck);
  const right = ordered.length === manifest.decks.length && ordered.every((card, n) => card.deck === n + 1);
  if (!right) throw new PledgeRefused("one-of-each");
  return ordered;
}

/** A deck with the secrets of its cards: for the dealer's page, until it has printed. */
export interface Dealt {
  readonly deck: Deck;
  readonly shares: readonly bigint[];
  readonly seeds: readonly Bytes[];
}

/** The deck of that number, from 1. */
export function deal(terms: Terms, index: number, draw: Draw): Dealt {
  const coefficients = drawPolynomial(thresholdOf(terms), draw);
  const shares = Array.from({ length: terms.cards }, (_, n) => valueAt(coefficients, n + 1));
  const seeds = shares.map(() => crypto.getRandomValues(new Uint8Array(SIZE)));
  const bare = {
    commitments: commitmentsTo(coefficients).map((one) => join(one.toBytes())),
    values: shares.map((one) => join(base(one).toBytes())),
    slots: seeds.map((seed) => join(ed25519.getPublicKey(seed))),
  };
  const about = deckAbout(terms, bare, index);
  const proof = proveKnowledge(domain("deck"), about, coefficients[0]!, drawScalar(draw));
  return { deck: { ...bare, proof }, shares, seeds };
}

/** As it stands in the manifest. */
export function deckJson(deck: Deck): Record<string, string> {
  return {
    commitments: base64Of(join(...deck.commitments)),
    proof: base64Of(deck.proof),
    slots: base64Of(join(...deck.slots)),
    values: base64Of(join(...deck.values)),
  };
}

/** All cards of a dealer, once the manifest is there. */
export function cardsOf(dealt: Dealt, deck: number, h: Bytes): Card[] {
  return dealt.shares.map((share, n) => ({ deck, index: n + 1, share, seed: dealt.seeds[n]!, h }));
}

/** Eight signs that a signer writes on the card, to find the entry in the list. */
export function shortCode(entryHash: Uint8Array): string {
  const signs = signsOf(entryHash.subarray(0, GROUP_BYTES), GROUP_SIGNS);
  return `${signs.slice(0, 4)}-${signs.slice(4)}`;
}
