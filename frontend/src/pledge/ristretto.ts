/**
 * ristretto255 (RFC 9496) for pledges; the same rules as scrutiny.pledge.ristretto. What comes from outside passes
 * `element` or `scalar` first. Big integers of browsers do not promise constant time: what is secret here is computed
 * on its owner's own device, once.
 */

import { pippenger } from "@noble/curves/abstract/curve.js";
import { ristretto255 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import type { AnyGroup } from "../booth/group.ts";
import { type Bytes, fromHex, join, toHex } from "../bytes.ts";

export const Point = ristretto255.Point;
export type Element = InstanceType<typeof Point>;
export const L = Point.Fn.ORDER;
export const SIZE = 32;
const WORTH_BUCKETS = 16;

/** What was refused, by the name that the library in Python gives it. */
export class PledgeRefused extends Error {
  constructor(
    readonly code: string,
    readonly step = 0,
  ) {
    super(code);
  }
}

/** Canonical, in the group and not the identity. */
export function element(raw: Uint8Array): Element {
  try {
    const found = Point.fromBytes(raw);
    if (!found.is0()) return found;
  } catch {
    // refused below
  }
  throw new PledgeRefused("element");
}

export function littleEndian(raw: Uint8Array): bigint {
  return raw.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** Below the order as an integer, and not zero. */
export function scalar(raw: Uint8Array): bigint {
  const value = littleEndian(raw);
  if (raw.length !== SIZE || value === 0n || value >= L) throw new PledgeRefused("scalar");
  return value;
}

export function scalarBytes(value: bigint): Bytes {
  const text = modL(value).toString(16).padStart(2 * SIZE, "0");
  return fromHex(text, SIZE).reverse();
}

export function modL(value: bigint): bigint {
  const rest = value % L;
  return rest < 0n ? rest + L : rest;
}

/** value * G, for secrets. */
export function base(value: bigint): Element {
  const rest = modL(value);
  return rest === 0n ? Point.ZERO : Point.BASE.multiply(rest);
}

/** For secrets: the library refuses nought and the identity. */
export function times(value: bigint, point: Element): Element {
  const rest = modL(value);
  return rest === 0n || point.is0() ? Point.ZERO : point.multiply(rest);
}

/** For public values only. */
export function publicTimes(value: bigint, point: Element): Element {
  return point.multiplyUnsafe(modL(value));
}

/** The sum of the products of public values. */
export function combined(values: readonly bigint[], points: readonly Element[]): Element {
  if (points.length >= WORTH_BUCKETS) return pippenger(Point, [...points], values.map(modL));
  return points.reduce((sum, point, n) => sum.add(publicTimes(values[n]!, point)), Point.ZERO);
}

/** SHA-512 of the parts, little-endian, modulo the order. */
export function hashed(...parts: readonly Uint8Array[]): bigint {
  return modL(littleEndian(sha512(join(...parts))));
}

/** For the trustees' key generation, which is that of elections; names carry the hash of the terms. */
export function ristrettoGroup(purpose: string): AnyGroup {
  const refuse = () => {
    throw new RangeError("group");
  };
  const read = (text: string) => element(fromHex(text, SIZE));
  const group = {
    name: `ristretto255/${purpose}`,
    q: L,
    g: Point.BASE,
    one: Point.ZERO,
    longestRanking: 0,
    padding: 0,
    element: read,
    unchecked: read,
    number: refuse,
    text: (point: Element) => toHex(point.toBytes()),
    multiply: (one: Element, other: Element) => one.add(other),
    inverse: (point: Element) => point.negate(),
    power: (point: Element, exponent: bigint) => times(exponent, point),
    fixed: (point: Element) => (exponent: bigint) => times(exponent, point),
    embedded: refuse,
    generator: refuse,
  };
  return group;
}
