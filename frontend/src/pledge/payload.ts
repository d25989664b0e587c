/** What is inside an entry: who signed, in 512 bytes; scrutiny.pledge.payload in Python. */

import { sha256 } from "@noble/hashes/sha2.js";
import { canonical } from "../acts.ts";
import { type Bytes, fromHex, join, same, toHex, utf8 } from "../bytes.ts";
import type { Signer } from "../signin.ts";
import { verify } from "../verify.ts";
import type { Terms } from "./manifest.ts";
import { PledgeRefused } from "./ristretto.ts";
import { base64Of, domain, integer, items, number, rawOf, readJson, signBy, text } from "./statements.ts";

export const PAYLOAD_BYTES = 512;
const LENGTH_BYTES = 2;
// Line breaks, other control characters and marks that turn the direction of what follows: a name could hide in a list.
const UNSEEN = /[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/;
const FIELDS = ["h", "keys", "name", "paper", "signatures", "slots", "workplace"];

/** `keys` and `signatures` are one for a member, two of tellers for paper, none where anyone may sign. */
export interface Payload {
  readonly name: string;
  readonly workplace: string;
  readonly h: Bytes;
  readonly slots: readonly number[];
  readonly paper: number;
  readonly keys: readonly Bytes[];
  readonly signatures: readonly Bytes[];
}

function json(payload: Payload): string {
  const { h, keys, name, paper, signatures, slots, workplace } = payload;
  const of = (parts: readonly Bytes[]) => parts.map(base64Of);
  return canonical({ h: base64Of(h), keys: of(keys), name, paper, signatures: of(signatures), slots, workplace });
}

/** `place` is h, the slots' keys and the R's; the hash binds name and workplace. */
function signedBytes(payload: Payload, place: Uint8Array): Bytes {
  return join(place, sha256(utf8(json({ ...payload, signatures: [] }))));
}

/** Signed by the keys that it names. */
export async function signPayload(payload: Payload, place: Uint8Array, signers: readonly Signer[]): Promise<Payload> {
  const keys = signers.map((signer) => fromHex(signer.publicKey, 32));
  const body = signedBytes({ ...payload, keys }, place);
  const signatures = await Promise.all(signers.map((signer) => signBy(signer, "payload", body)));
  return { ...payload, keys, signatures };
}

/** A text that is shown in a list of names. */
function shown(value: unknown): string {
  const found = text(value, PAYLOAD_BYTES);
  if (UNSEEN.test(found)) throw new PledgeRefused("name");
  return found;
}

/** 512 bytes. Throws PledgeRefused `name`, `name-too-long`. */
export function padded(payload: Payload): Bytes {
  shown(payload.name);
  shown(payload.workplace);
  const content = utf8(json(payload));
  const rest = PAYLOAD_BYTES - LENGTH_BYTES - content.length;
  if (rest < 0) throw new PledgeRefused("name-too-long");
  return join(integer(content.length, LENGTH_BYTES), content, new Uint8Array(rest));
}

export function readPayload(plain: Uint8Array): Payload {
  const end = LENGTH_BYTES + plain[0]! * 256 + plain[1]!;
  if (plain.length !== PAYLOAD_BYTES || end > PAYLOAD_BYTES || plain.subarray(end).some(Boolean)) {
    throw new PledgeRefused("padding");
  }
  const found = readJson(plain.subarray(LENGTH_BYTES, end), FIELDS);
  return {
    name: shown(found["name"]),
    workplace: shown(found["workplace"]),
    h: rawOf(found["h"], 32),
    slots: items(found["slots"], 1, 255).map((one) => number(one, 1)),
    paper: number(found["paper"], 0, 1),
    keys: items(found["keys"], 0, 2).map((one) => rawOf(one, 32)),
    signatures: items(found["signatures"], 0, 2).map((one) => rawOf(one, 64)),
  };
}

/** Public act keys in hexadecimal, of those who are asked and of the tellers; null where nobody can say. */
export interface Eligible {
  readonly members: ReadonlySet<string> | null;
  readonly tellers: ReadonlySet<string> | null;
}

/** Throws with the reason for the list of what is void. */
export function checkPayload(terms: Terms, payload: Payload, slots: readonly number[], h: Bytes, place: Bytes, who: Eligible): void {
  if (!same(payload.h, h) || payload.slots.join() !== slots.join()) throw new PledgeRefused("other-entry");
  checkKeys(terms, payload, who);
  if (payload.keys.length !== payload.signatures.length) throw new PledgeRefused("payload-signature");
  const body = join(domain("payload"), signedBytes(payload, place));
  payload.keys.forEach((key, n) => verify(key, body, payload.signatures[n]!, "payload-signature"));
}

function checkKeys(terms: Terms, payload: Payload, who: Eligible): void {
  const keys = payload.keys.map(toHex);
  const allowed = payload.paper ? [2] : terms.audience === "anyone" ? [0, 1] : [1];
  if (!allowed.includes(keys.length) || new Set(keys).size !== keys.length) throw new PledgeRefused("keys");
  const asked = payload.paper ? who.tellers : terms.audience === "anyone" ? null : who.members;
  if (asked && !keys.every((key) => asked.has(key))) throw new PledgeRefused("not-eligible");
}
