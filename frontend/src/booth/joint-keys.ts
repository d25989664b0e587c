/**
 * Petition keys: one Ed25519 key from the secret halves of several registrars, none of whom has the key. The same as
 * scrutiny.identity.joint_keys. The numbers are in the vectors that both test.
 */

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { fromHex, join, toHex, utf8 } from "../bytes.ts";

const HALF = utf8("groundswell/petition-half/v1\0");
const NONCE = utf8("groundswell/petition-nonce/v1\0");
const { Point } = ed25519;
const ORDER = Point.Fn.ORDER;

/** 32 secret bytes. */
export function newHalf(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(32));
}

/** A hash as a number, the least significant byte first. */
function scalar(...parts: Uint8Array[]): bigint {
  const reversed = sha512(join(...parts)).reverse();
  return BigInt(`0x${toHex(reversed)}`) % ORDER;
}

function littleEndian(value: bigint): Uint8Array {
  return fromHex(value.toString(16).padStart(64, "0"), 32).reverse();
}

export function publicHalf(secret: Uint8Array): string {
  return Point.BASE.multiply(scalar(HALF, secret)).toHex();
}

/** Throws where one of them is no key. */
export function joinedPublic(halves: readonly string[]): string {
  const points = halves.map((one) => {
    const point = Point.fromHex(one);
    if (point.isSmallOrder() || !point.isTorsionFree()) throw new RangeError("public-key");
    return point;
  });
  return points.reduce((sum, one) => sum.add(one)).toHex();
}

/** SHA-256 of public halves, one after the other: said before they are shown. */
export function commitment(publics: readonly string[]): string {
  return digestOf(publics);
}

/** What the record holds of a list of keys. */
export function digestOf(keys: readonly string[]): string {
  return toHex(sha256(join(...keys.map((one) => fromHex(one, 32)))));
}

/** A petition key whose halves are at hand. */
export class JointKey {
  readonly #secret: bigint;
  readonly publicKey: string;

  constructor(halves: readonly Uint8Array[]) {
    this.#secret = halves.reduce((sum, half) => (sum + scalar(HALF, half)) % ORDER, 0n);
    this.publicKey = Point.BASE.multiply(this.#secret).toHex();
  }

  /** 64 bytes in hexadecimal, as any verifier of Ed25519 reads them. */
  sign(message: Uint8Array): string {
    const nonce = scalar(NONCE, littleEndian(this.#secret), message);
    const point = Point.BASE.multiply(nonce).toBytes();
    const challenge = scalar(point, fromHex(this.publicKey, 32), message);
    return toHex(join(point, littleEndian((nonce + challenge * this.#secret) % ORDER)));
  }
}
