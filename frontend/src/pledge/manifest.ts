/**
 * The manifest of a pledge: all its public values in one canonical text; scrutiny.pledge.terms, decks and manifest in
 * Python. A signer's page reads it, compares its hash with the card and checks the signatures; whoever has the time
 * checks every deck.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { canonical } from "../acts.ts";
import { type Bytes, fromHex, join, toHex, utf8 } from "../bytes.ts";
import { checkPublicKey, checkSealingKey, verify } from "../verify.ts";
import { checkAll } from "./polynomials.ts";
import { checkKnowledge } from "./proofs.ts";
import { element, type Element, PledgeRefused, Point, SIZE } from "./ristretto.ts";
import { type Fields, domain, fields, hexadecimal, integer, items, number, rawOf, readJson, text } from "./statements.ts";

export interface Trustee {
  readonly act: string;
  readonly unit: string;
}

export interface Demand {
  readonly threshold: number;
  readonly unit: string;
}

/** As in scrutiny.pledge.terms; the threshold of every deck is `wanted` + `assumed`. */
export interface Terms {
  readonly org: string;
  readonly nonce: string;
  readonly text: string;
  readonly unit: string;
  readonly audience: "members" | "anyone";
  readonly wanted: number;
  readonly assumed: number;
  readonly cards: number;
  readonly dealers: readonly string[];
  readonly deadline: number;
  readonly needed: number;
  readonly trustees: readonly Trustee[];
  readonly committee: readonly string[];
  readonly witnesses: string;
  readonly server: string;
  readonly together: readonly Demand[];
}

const TERMS = [
  "org", "nonce", "text", "unit", "audience", "wanted", "assumed", "cards", "dealers", "deadline", "needed", "trustees",
  "committee", "witnesses", "server", "together",
];
const MOST_CARDS = 10_000;
const MOST_THRESHOLD = 5_000;

export interface Deck {
  readonly commitments: readonly Bytes[];
  readonly values: readonly Bytes[];
  readonly slots: readonly Bytes[];
  readonly proof: Bytes;
}

export interface Manifest {
  readonly terms: Terms;
  readonly decks: readonly Deck[];
  readonly h: Bytes;
  /** T, and the T_j in the order of the trustees. */
  readonly key: Element;
  readonly parts: readonly Element[];
  /** The trustees' key as it stands there, with all that was signed in the rounds. */
  readonly trustees: string;
}

export function thresholdOf(terms: Terms): number {
  return terms.wanted + terms.assumed;
}

/** What the trustees' key generation and the decks are bound to. */
export function termsHash(terms: Terms): Bytes {
  return join(sha256(join(domain("terms"), utf8(canonical(terms)))));
}

/** Throws PledgeRefused with the step, as the library numbers them. */
export function at<T>(step: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof PledgeRefused && error.step) throw error;
    const code = error instanceof PledgeRefused ? error.code : "step" in (error as object) ? (error as Fields)["step"] : 0;
    throw new PledgeRefused(typeof code === "string" ? code : "malformed", step);
  }
}

export function readManifest(content: Uint8Array): Manifest {
  const found = at(1, () => {
    const read = readJson(content, ["v", "terms", "trustees", "decks"]);
    number(read["v"], 1, 1);
    return read;
  });
  const terms = at(2, () => readTerms(found["terms"]));
  const trustees = text(found["trustees"], 200_000);
  const { key, parts } = at(3, () => readKey(trustees, terms));
  const decks = at(4, () => items(found["decks"], terms.dealers.length, terms.dealers.length).map((one) => readDeck(terms, one)));
  return { terms, decks, h: join(sha256(content)), key, parts, trustees };
}

/** The terms alone, as a dealer gets them before there is a manifest. */
export function readTermsAlone(content: Uint8Array): Terms {
  return at(2, () => readTerms(readJson(content, TERMS)));
}

export function writeManifest(terms: Terms, trustees: string, decks: readonly Record<string, string>[]): Bytes {
  return utf8(canonical({ v: 1, terms, trustees, decks }));
}

function publicKey(value: unknown): string {
  checkPublicKey(fromHex(hexadecimal(value), 32));
  return value as string;
}

function sealingKey(value: unknown): string {
  checkSealingKey(fromHex(hexadecimal(value), 32));
  return value as string;
}

function readTerms(value: unknown): Terms {
  const found = fields(value, TERMS);
  hexadecimal(found["org"]);
  hexadecimal(found["nonce"], 16);
  hexadecimal(found["witnesses"]);
  text(found["text"], 4_000, 1);
  text(found["unit"], 80, 1);
  number(found["wanted"], 1, MOST_THRESHOLD);
  number(found["assumed"], 0, MOST_THRESHOLD);
  number(found["cards"], 1, MOST_CARDS);
  number(found["deadline"], 1);
  number(found["needed"], 2, 20);
  publicKey(found["server"]);
  items(found["dealers"], 1, 4).forEach(publicKey);
  items(found["committee"], 0, 20).forEach(sealingKey);
  items(found["trustees"], 2, 20).forEach((one) => {
    const { act, unit } = fields(one, ["act", "unit"]);
    publicKey(act);
    text(unit, 80, 1);
  });
  items(found["together"], 0, 100).forEach((one) => {
    const { threshold, unit } = fields(one, ["threshold", "unit"]);
    number(threshold, 2, MOST_THRESHOLD);
    text(unit, 80, 1);
  });
  const terms = found as unknown as Terms;
  checkTerms(terms);
  return terms;
}

function checkTerms(terms: Terms): void {
  const threshold = thresholdOf(terms);
  if (terms.audience !== "members" && terms.audience !== "anyone") throw new PledgeRefused("audience");
  if (threshold < 2 || threshold > Math.min(terms.cards, MOST_THRESHOLD)) throw new PledgeRefused("threshold");
  if (new Set(terms.dealers).size !== terms.dealers.length) throw new PledgeRefused("dealers");
  const units = terms.trustees.map((one) => one.unit);
  const largest = Math.max(...units.map((unit) => units.filter((other) => other === unit).length));
  const repeated = new Set(terms.trustees.map((one) => one.act)).size !== terms.trustees.length;
  if (repeated || terms.needed > units.length || largest >= terms.needed) throw new PledgeRefused("trustees");
  checkTogether(terms);
}

/** In the order of code points, which is not that of UTF-16. */
function before(one: string, other: string): boolean {
  const [a, b] = [utf8(one), utf8(other)];
  const n = a.findIndex((byte, i) => byte !== b[i]);
  return n < 0 ? a.length < b.length : n < b.length && a[n]! < b[n]!;
}

function checkTogether(terms: Terms): void {
  const all = terms.together;
  if (all.length === 0) return;
  const ordered = all.every((one, n) => n === 0 || before(all[n - 1]!.unit, one.unit));
  const own = all.some((one) => one.unit === terms.unit && one.threshold === thresholdOf(terms));
  if (!ordered || all.length === 1 || !own) throw new PledgeRefused("together");
}

/** The key that follows from the commitments of all trustees; the rounds themselves are the trustees' to check. */
function readKey(trustees: string, terms: Terms): { key: Element; parts: Element[] } {
  const [[kind, found]] = JSON.parse(trustees) as [[string, Fields]];
  const signed = items((found as Fields)["coefexps"], terms.trustees.length, terms.trustees.length);
  if (kind !== "Pedersen" || found["threshold"] !== terms.needed) throw new PledgeRefused("trustees");
  const rows = signed.map((one) => readRow(one, terms.needed));
  const key = rows.reduce((sum, row) => sum.add(row[0]!), Point.ZERO);
  const parts = terms.trustees.map((_, n) => rows.reduce((sum, row) => sum.add(row.reduceRight(
    (inner, point) => (inner.is0() ? inner : inner.multiplyUnsafe(BigInt(n + 1))).add(point), Point.ZERO)), Point.ZERO));
  if (key.is0()) throw new PledgeRefused("trustees");
  return { key, parts };
}

function readRow(signed: unknown, needed: number): Element[] {
  const { coefexps } = JSON.parse((signed as Fields)["message"] as string) as Fields;
  return items(coefexps, needed, needed).map((one) => element(fromHex(hexadecimal(one), SIZE)));
}

function readDeck(terms: Terms, value: unknown): Deck {
  const found = fields(value, ["commitments", "values", "slots", "proof"]);
  return {
    commitments: cut(rawOf(found["commitments"], thresholdOf(terms) * SIZE)),
    values: cut(rawOf(found["values"], terms.cards * SIZE)),
    slots: cut(rawOf(found["slots"], terms.cards * SIZE)),
    proof: rawOf(found["proof"], 2 * SIZE),
  };
}

function cut(raw: Bytes): Bytes[] {
  return Array.from({ length: raw.length / SIZE }, (_, n) => raw.slice(n * SIZE, (n + 1) * SIZE));
}

/** What the proof of possession of a deck names. Decks are counted from 1. */
export function deckAbout(terms: Terms, deck: Omit<Deck, "proof">, index: number): Bytes {
  const hash = sha256(join(...deck.commitments, ...deck.values, ...deck.slots));
  return join(termsHash(terms), integer(index, 1), hash);
}

/** Every deck, completely. */
export function checkDecks({ terms, decks }: Manifest): void {
  decks.forEach((deck, n) => checkDeck(terms, deck, n + 1));
  const slots = decks.flatMap((deck) => deck.slots.map(toHex));
  at(7, () => {
    if (new Set(slots).size !== slots.length) throw new PledgeRefused("repeated-slot");
  });
}

export function checkDeck(terms: Terms, deck: Deck, index: number): void {
  const [points, values] = at(4, () => [deck.commitments.map(element), deck.values.map(element)] as const);
  const about = deckAbout(terms, deck, index);
  at(5, () => checkKnowledge(domain("deck"), about, points[0]!, deck.proof));
  at(6, () => checkAll(points, values, join(domain("weights"), about)));
  at(7, () => deck.slots.forEach(checkPublicKey));
}

export interface Signatures {
  readonly dealers: readonly Bytes[];
  readonly trustees: readonly Bytes[];
}

/** All dealers and all trustees signed h. */
export function checkSignatures({ terms, h }: Manifest, signed: Signatures): void {
  at(8, () => {
    checkEach(h, terms.dealers, signed.dealers);
    checkEach(h, terms.trustees.map((one) => one.act), signed.trustees);
  });
}

function checkEach(h: Bytes, keys: readonly string[], signed: readonly Bytes[]): void {
  if (keys.length !== signed.length) throw new PledgeRefused("unsigned");
  keys.forEach((key, n) => verify(fromHex(key, 32), join(domain("manifest"), h), signed[n]!));
}

