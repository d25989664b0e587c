/**
 * AES in CCM mode, with a nonce of 12 bytes, a tag of 16 and no associated data: how trustees' messages are encrypted
 * (specification 2.0, section 4.6.1). Browsers have no CCM; here it is put together from a library's CTR and CBC. RFC 3610.
 */

import { cbc, ctr } from "@noble/ciphers/aes.js";
import { type Bytes, join } from "../bytes.ts";

const BLOCK = 16;
const NONCE = 12;
const FIRST_FLAGS = 0x3a; // a tag of 16 bytes, a length of 3, no associated data
const COUNTER_FLAGS = 2;

export class CannotOpen extends Error {}

export function seal(key: Uint8Array, nonce: Uint8Array, message: Uint8Array): Bytes {
  const masked = stream(key, nonce, join(tag(key, nonce, message), message));
  return join(masked.slice(BLOCK), masked.slice(0, BLOCK));
}

/** Throws CannotOpen. */
export function open(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Bytes {
  if (sealed.length < BLOCK) throw new CannotOpen("decrypt");
  const [body, end] = [sealed.slice(0, -BLOCK), sealed.slice(-BLOCK)];
  const plain = stream(key, nonce, join(end, body));
  const message = plain.slice(BLOCK);
  if (!sameInConstantTime(plain.slice(0, BLOCK), tag(key, nonce, message))) throw new CannotOpen("decrypt");
  return message;
}

/** CTR from the counter 0, whose block masks the tag. */
function stream(key: Uint8Array, nonce: Uint8Array, data: Uint8Array): Bytes {
  return join(ctr(key, join(Uint8Array.of(COUNTER_FLAGS), nonceOf(nonce), new Uint8Array(3))).encrypt(data));
}

function tag(key: Uint8Array, nonce: Uint8Array, message: Uint8Array): Bytes {
  const length = Uint8Array.of(message.length >> 16, message.length >> 8, message.length);
  const first = join(Uint8Array.of(FIRST_FLAGS), nonceOf(nonce), length);
  const padded = join(message, new Uint8Array((BLOCK - (message.length % BLOCK)) % BLOCK));
  const chained = cbc(key, new Uint8Array(BLOCK), { disablePadding: true }).encrypt(join(first, padded));
  return join(chained.slice(-BLOCK));
}

function nonceOf(nonce: Uint8Array): Uint8Array {
  if (nonce.length !== NONCE) throw new RangeError("nonce");
  return nonce;
}

function sameInConstantTime(one: Uint8Array, other: Uint8Array): boolean {
  return one.reduce((found, byte, n) => found | (byte ^ other[n]!), 0) === 0;
}
