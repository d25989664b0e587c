/**
 * Ed25519 exactly as scrutiny.identity.signatures: key and R are canonical points of the prime-order group, S is below
 * the order, and the equation holds without cofactor. Then no two correct libraries disagree about a signature.
 */

import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { join, same } from "./bytes.ts";

const PRIME = 2n ** 255n - 19n;
const Point = ed25519.Point;

/** `step` says what was refused. */
export class Refused extends Error {
  constructor(readonly step: string) {
    super(step);
  }
}

export function isSoundPoint(encoded: Uint8Array): boolean {
  try {
    const point = Point.fromBytes(encoded, false);
    return same(point.toBytes(), encoded) && !point.isSmallOrder() && point.isTorsionFree();
  } catch {
    return false;
  }
}

export function checkPublicKey(key: Uint8Array): void {
  if (key.length !== 32 || !isSoundPoint(key)) throw new Refused("public-key");
}

export function checkSealingKey(key: Uint8Array): void {
  if (key.length !== 32 || littleEndian(key) >= PRIME) throw new Refused("sealing-key");
  try {
    // Any secret serves: clamped scalars are multiples of eight, so low order gives zero, which noble refuses.
    x25519.getSharedSecret(new Uint8Array(32), key);
  } catch {
    throw new Refused("sealing-key");
  }
}

/** Accepts one signature or throws Refused: "public-key" for a bad key, otherwise the name of the step. */
export function verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array, step = "signature"): void {
  checkPublicKey(key);
  if (signature.length !== 64 || !equationHolds(key, message, signature)) throw new Refused(step);
}

function equationHolds(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const [r, s] = [signature.slice(0, 32), littleEndian(signature.slice(32))];
  if (s >= Point.Fn.ORDER || !isSoundPoint(r)) return false;
  const hash = Point.Fn.create(littleEndian(sha512(join(r, key, message))));
  const claimed = Point.BASE.multiplyUnsafe(s).subtract(Point.fromBytes(key, false).multiplyUnsafe(hash));
  return same(claimed.toBytes(), r);
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
