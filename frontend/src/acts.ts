/** Acts that a member signs: docs/protocol/acts.md is the text for this and for scrutiny.identity.signed_acts. */

import { sha256 } from "@noble/hashes/sha2.js";
import { type Bytes, join, toHex, utf8 } from "./bytes.ts";
import type { Signer } from "./signin.ts";

/** What an act may say: whatever every language reads alike. */
export type Json = string | number | readonly Json[] | { readonly [name: string]: Json };
export type Body = { readonly [name: string]: Json };

/** The record as whoever signs has seen it. */
export interface Seen {
  readonly size: number;
  readonly root: string;
}

export interface Signing {
  readonly org: string;
  readonly seen: Seen;
  /** Seconds since 1970, by the server's clock: those of old telephones are often wrong. */
  readonly now: number;
}

const PREFIX = "groundswell/act/v1\0";
const LONE_HALF = /\p{Surrogate}/u;
const LIVES = 3600;
const NONCE_BYTES = 16;

/** RFC 8785 for texts, whole numbers, lists and maps. Anything else is refused. */
export function canonical(value: unknown): string {
  if (typeof value === "string" && !LONE_HALF.test(value)) return JSON.stringify(value);
  if (Number.isSafeInteger(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const map = value as Record<string, unknown>;
    const parts = Object.keys(map).sort().map((name) => `${canonical(name)}:${canonical(map[name])}`);
    return `{${parts.join(",")}}`;
  }
  throw new RangeError("act");
}

export function actBytes(fields: Record<string, unknown>): Bytes {
  return utf8(PREFIX + canonical(fields));
}

export function actId(content: Bytes): string {
  return toHex(sha256(content));
}

/** The bytes of an act and the signature of them, both in hexadecimal. */
export async function signAct(signer: Signer, about: Signing, type: string, body: Body): Promise<[string, string]> {
  const content = actBytes({
    v: 1,
    org: about.org,
    type,
    actor: signer.publicKey,
    subject: toHex(sha256(utf8(canonical(body)))),
    nonce: toHex(crypto.getRandomValues(new Uint8Array(NONCE_BYTES))),
    created: about.now,
    expires: about.now + LIVES,
    seen: { size: about.seen.size, root: about.seen.root },
    body,
  });
  return [toHex(content), await signer.sign(join(content))];
}
