/** Knowledge of a logarithm, and equality of two; scrutiny.pledge.proofs in Python. */

import { type Bytes, join } from "../bytes.ts";
import {
  base, combined, element, type Element, hashed, modL, PledgeRefused, Point, scalar, scalarBytes, SIZE, times,
} from "./ristretto.ts";

/** A = wG and s = w + c x: 64 bytes. */
export function proveKnowledge(domain: Uint8Array, about: Uint8Array, secret: bigint, w: bigint): Bytes {
  const commitment = base(w).toBytes();
  return join(commitment, scalarBytes(w + hashed(domain, about, commitment) * secret));
}

export function checkKnowledge(domain: Uint8Array, about: Uint8Array, publicKey: Element, proof: Uint8Array): void {
  const commitment = element(proof.subarray(0, SIZE));
  const response = scalar(proof.subarray(SIZE));
  const challenge = hashed(domain, about, proof.subarray(0, SIZE));
  const right = commitment.add(combined([challenge], [publicKey]));
  if (!combined([response], [Point.BASE]).equals(right)) throw new PledgeRefused("knowledge");
}

export interface Equality {
  readonly challenge: bigint;
  readonly response: bigint;
}

/** x * G, P, and what is said to be x * P. */
export type Points = readonly [Element, Element, Element];

function equalityChallenge(domain: Uint8Array, about: Uint8Array, points: Points, a: Element, b: Element): bigint {
  return hashed(domain, about, ...points.map((point) => point.toBytes()), a.toBytes(), b.toBytes());
}

export function proveEquality(domain: Uint8Array, about: Uint8Array, secret: bigint, point: Element, w: bigint): Equality {
  const points: Points = [base(secret), point, times(secret, point)];
  const challenge = equalityChallenge(domain, about, points, base(w), times(w, point));
  return { challenge, response: modL(w + challenge * secret) };
}

export function checkEquality(domain: Uint8Array, about: Uint8Array, points: Points, proof: Equality): void {
  const [publicKey, point, product] = points;
  const a = combined([proof.response, -proof.challenge], [Point.BASE, publicKey]);
  const b = combined([proof.response, -proof.challenge], [point, product]);
  if (equalityChallenge(domain, about, points, a, b) !== proof.challenge) throw new PledgeRefused("equality");
}
