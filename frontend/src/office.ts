/**
 * Acts of office: signed with a key of the mandate, so that everyone can check them and nobody learns more from it about
 * the member. docs/protocol/member-keys.md is the text for this and for scrutiny.identity.offices.
 */

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { type Body, type Json, type Signing, signAct } from "./acts.ts";
import { type Bytes, fromHex, toHex, utf8 } from "./bytes.ts";
import { officeSeed } from "./derive.ts";
import { type Signer, seedSigner } from "./signin.ts";

/** The signer of an office, by the id of its mandate; undefined where these keys cannot make it. */
export type Offices = (mandate: string) => Signer | undefined;

const DAY = 86_400;
const TAKES = new Set(["mandate.accept", "mandate.inherit", "office.renew", "steward.accept"]);
/** What of an act of office is text: everyone reads its SHA-256 only. */
const TEXTS: ReadonlyMap<string, readonly string[]> = new Map([
  ["council.vote", []],
  ["mandate.lay_down", []],
  ["report.give", ["report"]],
  ["steward.end", []],
  ["vote.call", ["title", "text"]],
  ["vote.cast", ["reason"]],
]);

/** Whether such an act takes an office or gives it a new key, and so names a key made for it. */
export function takesOffice(type: string): boolean {
  return TAKES.has(type);
}

/** Whether such an act is signed with the key of an office, where there is one. */
export function isOfOffice(type: string): boolean {
  return TEXTS.has(type);
}

export function mandateOf(body: Body): string {
  const { mandate } = body;
  if (typeof mandate !== "string") throw new RangeError("act");
  return mandate;
}

export function officesOfRoot(root: Bytes): Offices {
  return (mandate) => {
    const seed = officeSeed(root, fromHex(mandate.replaceAll("-", ""), 16));
    return seedSigner(seed, toHex(ed25519.getPublicKey(seed)));
  };
}

export function possessionMessage(org: string, mandate: string, act: string, office: string): Bytes {
  return utf8(["groundswell/office/v1", org, mandate, act, office].map((line) => `${line}\n`).join(""));
}

/** What the form and the act of an acceptance say of the key of the office. */
export async function taken(org: string, mandate: string, act: Signer, office: Signer): Promise<Record<string, string>> {
  const message = possessionMessage(org, mandate, act.publicKey, office.publicKey);
  return { office_key: office.publicKey, possession: await office.sign(message) };
}

/** What everyone will read of an act of office. */
export function publicBody(type: string, body: Body): Body {
  const texts = TEXTS.get(type) ?? [];
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, texts.includes(name) ? hashed(value) : value]));
}

function hashed(text: Json): string {
  if (typeof text !== "string") throw new RangeError("act");
  return text && toHex(sha256(utf8(text)));
}

/** Signed with the key of the office; of the time it says the day only, as the record does. */
export function signOfOffice(office: Signer, about: Signing, type: string, body: Body): Promise<[string, string]> {
  return signAct(office, { ...about, now: about.now - (about.now % DAY), lives: DAY }, type, publicBody(type, body));
}
