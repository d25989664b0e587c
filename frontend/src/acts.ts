/** Acts that a member signs: docs/protocol/acts.md is the text for this and for scrutiny.identity.signed_acts. */

import { sha256 } from "@noble/hashes/sha2.js";
import { type Bytes, fromHex, join, toHex, utf8 } from "./bytes.ts";
import type { Signer } from "./signin.ts";
import { verify } from "./verify.ts";

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
  /** How many seconds the act can be used for; an hour where nothing is said. */
  readonly lives?: number;
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

/** What somebody signed: the body of an act of this type by this key. Throws Refused, RangeError where it is not. */
export function readAct(signed: string, signature: string, actor: string, type: string): Record<string, unknown> {
  const content = fromHex(signed, signed.length / 2);
  const text = new TextDecoder("utf-8", { fatal: true }).decode(content);
  verify(fromHex(actor, 32), content, fromHex(signature, 64));
  if (!text.startsWith(PREFIX)) throw new RangeError("act");
  const found = JSON.parse(text.slice(PREFIX.length)) as { type: string; actor: string; subject: string; body: Body };
  const subject = toHex(sha256(utf8(canonical(found.body))));
  if (found.type !== type || found.actor !== actor || found.subject !== subject) throw new RangeError("act");
  return found.body;
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
    expires: about.now + (about.lives ?? LIVES),
    seen: { size: about.seen.size, root: about.seen.root },
    body,
  });
  return [toHex(content), await signer.sign(join(content))];
}
