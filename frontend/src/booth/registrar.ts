/**
 * Two registrars whose halves are added: scrutiny.roles.authority. Each publishes the hash of its halves, then shows them to
 * the other (public parts with proofs of possession), and both publish the same list and seal their halves to the electors.
 */

import { utf8 } from "../bytes.ts";
import { credentialExponent } from "./credential.ts";
import { fingerprint } from "./election.ts";
import type { AnyGroup } from "./group.ts";
import { checkSigned, proofJson, readProof, sign } from "./knowledge.ts";
import { ProofFails } from "./proofs.ts";
import type { Draw } from "./random.ts";

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const LENGTH = 22;

/** 22 characters of base58: 128 bits, drawn without bias. */
export function newCredential(draw: Draw): string {
  return Array.from({ length: LENGTH }, () => BASE58[Number(draw(58n))]!).join("");
}

/** The public parts of these halves with their proofs, in the order of the electorate, as they are hashed. */
export function halves(group: AnyGroup, uuid: string, name: string, secrets: readonly string[], draw: Draw): string {
  const ofG = group.fixed(group.g);
  const made = secrets.map((secret, place) => {
    const exponent = credentialExponent(group.q, uuid, secret);
    const text = group.text(ofG(exponent));
    return { public: text, proof: proofJson(sign(group, "half", exponent, `${uuid}|${name}|${place}|${text}`, draw)) };
  });
  return JSON.stringify({ uuid, name, halves: made });
}

export function hashOfHalves(published: string): string {
  return fingerprint(utf8(published));
}

/** The public parts of another registrar's halves. Throws ProofFails. */
export function checkHalves(group: AnyGroup, uuid: string, name: string, hashed: string, published: string): unknown[] {
  if (hashOfHalves(published) !== hashed) throw new ProofFails("hash");
  const found = JSON.parse(published) as { uuid: string; name: string; halves: { public: string; proof: unknown }[] };
  if (found.uuid !== uuid || found.name !== name) throw new ProofFails("other-election");
  return found.halves.map((half, place) => {
    const element = group.element(half.public);
    checkSigned(group, "half", element, `${uuid}|${name}|${place}|${half.public}`, readProof(group, half.proof));
    return element;
  });
}

/** The list that is published: all public credentials, sorted, so that its order tells nothing. */
export function publicList(group: AnyGroup, publics: readonly unknown[]): string {
  const texts = publics.map((one) => group.text(one)).sort();
  if (new Set(texts).size !== texts.length) throw new ProofFails("repeated-credential");
  return JSON.stringify(texts);
}
