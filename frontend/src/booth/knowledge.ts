/** Proofs of knowledge that trustees and registrars give: signatures, possession of a key, equality of logarithms. */

import { type Group, modulo } from "./group.ts";
import { hashed, type Proof, ProofFails } from "./proofs.ts";
import type { Draw } from "./random.ts";

export interface ProofJson {
  readonly challenge: string;
  readonly response: string;
}

export function proofJson({ challenge, response }: Proof): ProofJson {
  return { challenge: challenge.toString(), response: response.toString() };
}

const NUMBER = /^(0|[1-9][0-9]*)$/;

export function exponent<E>(group: Group<E>, text: unknown): bigint {
  if (typeof text !== "string" || !NUMBER.test(text) || BigInt(text) >= group.q) throw new ProofFails("form");
  return BigInt(text);
}

export function readProof<E>(group: Group<E>, value: unknown): Proof {
  const { challenge, response } = value as Record<string, unknown>;
  return { challenge: exponent(group, challenge), response: exponent(group, response) };
}

function answered(q: bigint, w: bigint, secret: bigint, challenge: bigint): Proof {
  return { challenge: modulo(challenge, q), response: modulo(w - secret * challenge, q) };
}

/** g^response * public^challenge. */
function commitment<E>(group: Group<E>, base: E, element: E, { challenge, response }: Proof): E {
  return group.multiply(group.power(base, response), group.power(element, challenge));
}

/** `name` is sigmsg for messages, half for the half of a credential. Sections 4.6.1 and 4.14. */
export function sign<E>(group: Group<E>, name: string, secret: bigint, message: string, draw: Draw): Proof {
  const w = draw(group.q);
  return answered(group.q, w, secret, hashed(group, name, message, group.text(group.power(group.g, w))));
}

export function checkSigned<E>(group: Group<E>, name: string, publicKey: E, message: string, proof: Proof): void {
  const made = commitment(group, group.g, publicKey, proof);
  if (hashed(group, name, message, group.text(made)) !== proof.challenge) throw new ProofFails("signature");
}

/** Section 4.5. */
export function provePossession<E>(group: Group<E>, secret: bigint, draw: Draw): Proof {
  const w = draw(group.q);
  const [publicKey, made] = [group.power(group.g, secret), group.power(group.g, w)];
  return answered(group.q, w, secret, hashed(group, "pok", group.name, group.text(publicKey), group.text(made)));
}

function equalityChallenge<E>(group: Group<E>, name: string, publicKey: E, a: E, b: E): bigint {
  return hashed(group, "decrypt", name, group.text(publicKey), `${group.text(a)},${group.text(b)}`);
}

/** That alpha was raised to the secret of g^secret. Section 4.18. */
export function proveEquality<E>(group: Group<E>, name: string, secret: bigint, alpha: E, draw: Draw): Proof {
  const w = draw(group.q);
  const publicKey = group.power(group.g, secret);
  const [a, b] = [group.power(group.g, w), group.power(alpha, w)];
  return answered(group.q, w, secret, equalityChallenge(group, name, publicKey, a, b));
}

export function checkEquality<E>(group: Group<E>, name: string, publicKey: E, alpha: E, factor: E, proof: Proof): void {
  const [a, b] = [commitment(group, group.g, publicKey, proof), commitment(group, alpha, factor, proof)];
  if (equalityChallenge(group, name, publicKey, a, b) !== proof.challenge) throw new ProofFails("decryption");
}
