/**
 * The proofs of a ballot, made and checked. Specification 2.0, sections 4.11 to 4.14. Whoever proves knows the randomness r of
 * a ciphertext, so that also the branches that are not true need powers of g and of the election's key only.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { toHex, utf8 } from "../bytes.ts";
import { type Group, modulo } from "./group.ts";
import type { Draw } from "./random.ts";

export interface Proof {
  readonly challenge: bigint;
  readonly response: bigint;
}

export interface Pair<E> {
  readonly alpha: E;
  readonly beta: E;
}

/** What a ciphertext hides, known to the voter only. */
export interface Hidden {
  readonly r: bigint;
  readonly value: number;
}

/** A group, the election's public key y, powers of both bases prepared, and where randomness comes from. */
export interface Bases<E> {
  readonly group: Group<E>;
  readonly y: E;
  readonly ofG: (exponent: bigint) => E;
  readonly ofY: (exponent: bigint) => E;
  readonly draw: Draw;
}

/** One branch of a disjunction: this pair encrypts that number. */
export interface Branch<E> {
  readonly pair: Pair<E>;
  readonly number: number;
}

export class ProofFails extends Error {}

export function basesOf<E>(group: Group<E>, y: E, draw: Draw): Bases<E> {
  return { group, y, ofG: group.fixed(group.g), ofY: group.fixed(y), draw };
}

export function hashed<E>(group: Group<E>, ...parts: readonly string[]): bigint {
  return BigInt(`0x${toHex(sha256(utf8(parts.join("|"))))}`) % group.q;
}

export function pairText<E>(group: Group<E>, { alpha, beta }: Pair<E>): string {
  return `${group.text(alpha)},${group.text(beta)}`;
}

export function pairsText<E>(group: Group<E>, pairs: readonly Pair<E>[]): string {
  return pairs.map((pair) => pairText(group, pair)).join(",");
}

export function encrypt<E>({ group, ofG, ofY }: Bases<E>, { r, value }: Hidden): Pair<E> {
  return { alpha: ofG(r), beta: group.multiply(ofY(r), ofG(BigInt(value))) };
}

/** The response to a challenge: w - secret * challenge. */
function answered(q: bigint, w: bigint, secret: bigint, challenge: bigint): Proof {
  const reduced = modulo(challenge, q);
  return { challenge: reduced, response: modulo(w - secret * reduced, q) };
}

/**
 * A disjunction of which branch `which` is true. `hidden` tells for every branch what its pair hides; `challenge` hashes the
 * commitments.
 */
export function proveOneOf<E>(
  bases: Bases<E>,
  branches: readonly Branch<E>[],
  hidden: readonly Hidden[],
  which: number,
  challenge: (commitments: readonly Pair<E>[]) => bigint,
): Proof[] {
  const { group, ofG, ofY, draw } = bases;
  const { q } = group;
  const w = draw(q);
  const proofs = branches.map(() => ({ challenge: draw(q), response: draw(q) }));
  const commitments = branches.map(({ number }, n) => {
    if (n === which) return { alpha: ofG(w), beta: ofY(w) };
    const { r, value } = hidden[n]!;
    const proof = proofs[n]!;
    const together = modulo(proof.response + r * proof.challenge, q);
    const difference = modulo(BigInt(value - number) * proof.challenge, q);
    return { alpha: ofG(together), beta: group.multiply(ofY(together), ofG(difference)) };
  });
  const others = proofs.reduce((sum, proof, n) => (n === which ? sum : sum + proof.challenge), 0n);
  proofs[which] = answered(q, w, hidden[which]!.r, challenge(commitments) - others);
  return proofs;
}

export function checkOneOf<E>(
  { group, ofG, ofY }: Bases<E>,
  name: string,
  branches: readonly Branch<E>[],
  proofs: readonly Proof[],
  challenge: (commitments: readonly Pair<E>[]) => bigint,
): void {
  if (proofs.length !== branches.length) throw new ProofFails(name);
  const commitments = branches.map(({ pair, number }, n) => {
    const proof = proofs[n]!;
    const without = group.multiply(pair.beta, group.inverse(ofG(BigInt(number))));
    return {
      alpha: group.multiply(ofG(proof.response), group.power(pair.alpha, proof.challenge)),
      beta: group.multiply(ofY(proof.response), group.power(without, proof.challenge)),
    };
  });
  const total = proofs.reduce((sum, proof) => sum + proof.challenge, 0n) % group.q;
  if (challenge(commitments) !== total) throw new ProofFails(name);
}

/** The challenge of section 4.12. */
export function intervalChallenge<E>(group: Group<E>, context: string, pair: Pair<E>) {
  return (commitments: readonly Pair<E>[]) =>
    hashed(group, "prove", context, pairText(group, pair), pairsText(group, commitments));
}

/** The challenge of section 4.13; `name` is bproof0 or bproof1. */
export function blankChallenge<E>(group: Group<E>, name: string, context: string) {
  return (commitments: readonly Pair<E>[]) => hashed(group, name, context, pairsText(group, commitments));
}

/** A signature with a credential: section 4.14. */
export function signHash<E>({ group, ofG, draw }: Bases<E>, secret: bigint, hash: string): Proof {
  const w = draw(group.q);
  return answered(group.q, w, secret, hashed(group, "sig", hash, group.text(ofG(w))));
}

export function checkSignature<E>({ group, ofG }: Bases<E>, credential: E, hash: string, proof: Proof): void {
  const commitment = group.multiply(ofG(proof.response), group.power(credential, proof.challenge));
  if (hashed(group, "sig", hash, group.text(commitment)) !== proof.challenge) throw new ProofFails("signature");
}

function rankedChallenge<E>({ group, y }: Bases<E>, context: string, pair: Pair<E>, commitment: E): bigint {
  return hashed(group, "raweg", context, `${group.text(y)},${pairText(group, pair)}`, group.text(commitment));
}

/** Whoever encrypted a ranked answer knows its randomness: section 4.11.2. */
export function proveRanked<E>(bases: Bases<E>, context: string, r: bigint, pair: Pair<E>): Proof {
  const w = bases.draw(bases.group.q);
  return answered(bases.group.q, w, r, rankedChallenge(bases, context, pair, bases.ofG(w)));
}

export function checkRanked<E>(bases: Bases<E>, context: string, pair: Pair<E>, proof: Proof): void {
  const commitment = bases.group.multiply(bases.ofG(proof.response), bases.group.power(pair.alpha, proof.challenge));
  if (rankedChallenge(bases, context, pair, commitment) !== proof.challenge) throw new ProofFails("raw-elgamal");
}
