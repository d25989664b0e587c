/** What people sign about a pledge, and JSON that means one thing only; scrutiny.pledge.statements in Python. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { base64urlnopad } from "@scure/base";
import { canonical } from "../acts.ts";
import { type Bytes, fromHex, join, utf8 } from "../bytes.ts";
import type { Signer } from "../signin.ts";
import { verify } from "../verify.ts";
import { PledgeRefused } from "./ristretto.ts";

export const DOMAIN = "groundswell/pledge/v1/";

/** For what is signed: the domain and a zero byte. */
export function domain(purpose: string): Bytes {
  return utf8(`${DOMAIN}${purpose}\0`);
}

export function signWith(seed: Uint8Array, purpose: string, body: Uint8Array): Bytes {
  return join(ed25519.sign(join(domain(purpose), body), seed));
}

/** By a member's act key, wherever it is kept. */
export async function signBy(signer: Signer, purpose: string, body: Uint8Array): Promise<Bytes> {
  return fromHex(await signer.sign(join(domain(purpose), body)), 64);
}

export function check(purpose: string, body: Uint8Array, key: string, signature: Uint8Array, step: string): void {
  verify(fromHex(key, 32), join(domain(purpose), body), signature, step);
}

export function base64Of(raw: Uint8Array): string {
  return base64urlnopad.encode(raw);
}

/** Exactly so many bytes, in the one form in which base64 is written. */
export function rawOf(text: unknown, size: number): Bytes {
  if (typeof text !== "string" || text.length !== Math.ceil((size * 4) / 3)) throw new PledgeRefused("base64");
  try {
    const raw = join(base64urlnopad.decode(text));
    if (base64Of(raw) === text) return raw;
  } catch {
    // refused below
  }
  throw new PledgeRefused("base64");
}

export type Fields = Record<string, unknown>;

/** An object with exactly these fields, in canonical form. */
export function readJson(content: Uint8Array, names: readonly string[]): Fields {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  const value: unknown = JSON.parse(text);
  if (canonical(value) !== text) throw new PledgeRefused("not-canonical");
  return fields(value, names);
}

export function fields(value: unknown, names: readonly string[]): Fields {
  const found = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value).sort() : [];
  if (found.join() !== [...names].sort().join()) throw new PledgeRefused("fields");
  return value as Fields;
}

export function number(value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): number {
  if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > most) {
    throw new PledgeRefused("number");
  }
  return value as number;
}

export function text(value: unknown, most: number, least = 0): string {
  if (typeof value !== "string" || [...value].length < least || [...value].length > most) throw new PledgeRefused("text");
  return value;
}

export function items(value: unknown, least: number, most: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length < least || value.length > most) throw new PledgeRefused("list");
  return value;
}

export function hexadecimal(value: unknown, size = 32): string {
  if (typeof value !== "string" || value.length !== 2 * size || !/^[0-9a-f]*$/.test(value)) {
    throw new PledgeRefused("not-hexadecimal");
  }
  return value;
}

/** Big-endian. */
export function integer(value: number, size: number): Bytes {
  return fromHex(value.toString(16).padStart(2 * size, "0"), size);
}
