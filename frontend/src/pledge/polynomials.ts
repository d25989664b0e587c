/** Shamir's polynomials and Feldman's commitments; scrutiny.pledge.polynomials in Python. */

import { shake256 } from "@noble/hashes/sha3.js";
import type { Draw } from "../booth/random.ts";
import { base, combined, type Element, L, littleEndian, modL, PledgeRefused } from "./ristretto.ts";

const WEIGHT_BYTES = 16;

/** A secret scalar, never zero. */
export function drawScalar(draw: Draw): bigint {
  return 1n + draw(L - 1n);
}

export function drawPolynomial(threshold: number, draw: Draw): bigint[] {
  return Array.from({ length: threshold }, () => drawScalar(draw));
}

export function valueAt(coefficients: readonly bigint[], place: number): bigint {
  return coefficients.reduceRight((sum, one) => (sum * BigInt(place) + one) % L, 0n);
}

export function powersOf(place: number, count: number): bigint[] {
  const found = [1n];
  while (found.length < count) found.push((found[found.length - 1]! * BigInt(place)) % L);
  return found.slice(0, count);
}

/** f(place) * G from the commitments alone. */
export function committed(points: readonly Element[], place: number): Element {
  return combined(powersOf(place, points.length), points);
}

/** values[i - 1] = f(i) * G for every i, in one equation whose weights follow from `seed`. */
export function checkAll(points: readonly Element[], values: readonly Element[], seed: Uint8Array): void {
  const stream = shake256(seed, { dkLen: WEIGHT_BYTES * values.length });
  const weights = values.map((_, n) => littleEndian(stream.subarray(n * WEIGHT_BYTES, (n + 1) * WEIGHT_BYTES)));
  if (!combined(weights, values).equals(combined(weightedPowers(weights, points.length), points))) {
    throw new PledgeRefused("polynomial");
  }
}

function weightedPowers(weights: readonly bigint[], count: number): bigint[] {
  let current = [...weights];
  return Array.from({ length: count }, () => {
    const sum = current.reduce((all, one) => all + one, 0n) % L;
    current = current.map((one, n) => (one * BigInt(n + 1)) % L);
    return sum;
  });
}

/** Lagrange's coefficients: f(0) is the sum of coefficient * f(place). */
export function atZero(places: readonly number[]): Map<number, bigint> {
  const whole = places.reduce((all, place) => (all * BigInt(place)) % L, 1n);
  return new Map(places.map((place) => [place, modL(whole * inverse(bottom(place, places)))]));
}

function bottom(place: number, places: readonly number[]): bigint {
  const others = places.filter((other) => other !== place);
  return modL(others.reduce((all, other) => (all * BigInt(other - place)) % L, BigInt(place)));
}

function inverse(value: bigint): bigint {
  let [a, b, x, y] = [modL(value), L, 1n, 0n];
  while (b !== 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return modL(x);
}

export function interpolated(shares: ReadonlyMap<number, bigint>): bigint {
  const weights = atZero([...shares.keys()]);
  return modL([...shares].reduce((sum, [place, share]) => sum + weights.get(place)! * share, 0n));
}

export function commitmentsTo(coefficients: readonly bigint[]): Element[] {
  return coefficients.map(base);
}
