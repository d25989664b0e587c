/**
 * Key generation by a group of trustees, in rounds; the same messages as scrutiny.roles.threshold. Specification 2.0,
 * section 4.6; hashes before values (Gennaro and others, J. Cryptology 2007).
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { fromHex, toHex, utf8 } from "../bytes.ts";
import { open, seal } from "./ccm.ts";
import { fingerprint } from "./election.ts";
import { type AnyGroup, product } from "./group.ts";
import {
  checkSigned,
  exponent,
  proofJson,
  type ProofJson,
  proveEquality,
  provePossession,
  readProof,
  sign,
} from "./knowledge.ts";
import { ProofFails } from "./proofs.ts";
import type { Draw } from "./random.ts";

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const SEED_LENGTH = 22;
const NONCE = 12;

/** A message of a trustee, with the signature of its verification key, as it stands in JSON. */
export interface Signed {
  readonly message: string;
  readonly signature: ProofJson;
}

export interface Certificate<E = any> {
  readonly verification: E;
  readonly encryption: E;
}

export interface Complaint {
  readonly by: number;
  readonly against: number;
  readonly masked: string;
  readonly proof: ProofJson;
}

export function newSeed(draw: Draw): string {
  return Array.from({ length: SEED_LENGTH }, () => BASE58[Number(draw(58n))]!).join("");
}

/** The secret signing and decryption exponents of a seed. */
export function keysOf(group: AnyGroup, seed: string): { signing: bigint; decryption: bigint } {
  const of = (name: string) => BigInt(`0x${toHex(sha256(utf8(`${name}|${seed}`)))}`) % group.q;
  return { signing: of("sk"), decryption: of("dk") };
}

function signed(group: AnyGroup, signing: bigint, message: string, draw: Draw): Signed {
  return { message, signature: proofJson(sign(group, "sigmsg", signing, message, draw)) };
}

/** Round 1. `index` counts from 1. */
export function certify(group: AnyGroup, seed: string, size: number, threshold: number, index: number, draw: Draw): Signed {
  const { signing, decryption } = keysOf(group, seed);
  const message = {
    context: { group: group.name, size, threshold, index },
    verification: group.text(group.power(group.g, signing)),
    encryption: group.text(group.power(group.g, decryption)),
  };
  return signed(group, signing, JSON.stringify(message), draw);
}

/** Certificates in their order. Throws ProofFails. */
export function readCertificates(group: AnyGroup, certs: readonly Signed[], threshold: number): Certificate[] {
  return certs.map((cert, n) => {
    const { context, verification, encryption } = JSON.parse(cert.message) as Record<string, any>;
    const wanted = { group: group.name, size: certs.length, threshold, index: n + 1 };
    const found = { context, verification, encryption };
    if (JSON.stringify(found) !== cert.message || JSON.stringify(context) !== JSON.stringify(wanted)) {
      throw new ProofFails("certificate-context");
    }
    const made = { verification: group.element(verification), encryption: group.element(encryption) };
    checkSigned(group, "sigmsg", made.verification, cert.message, readProof(group, cert.signature));
    return made;
  });
}

/** Round 2: secret coefficients in decimal, and the signed commitments to them. */
export interface Polynomial {
  readonly secret: readonly string[];
  readonly signed: Signed;
}

export function drawPolynomial(group: AnyGroup, seed: string, threshold: number, draw: Draw): Polynomial {
  const secret = Array.from({ length: threshold }, () => draw(group.q));
  const message = JSON.stringify({ coefexps: secret.map((a) => group.text(group.power(group.g, a))) });
  return { secret: secret.map(String), signed: signed(group, keysOf(group, seed).signing, message, draw) };
}

/** What is published before the commitments. */
export function hashOf(polynomial: Polynomial): string {
  return fingerprint(utf8(polynomial.signed.message));
}

/** Round 3: the share of the trustee at that place, signed by the sender and encrypted to the recipient. */
export function shareFor(
  group: AnyGroup,
  certificates: readonly Certificate[],
  seed: string,
  polynomial: Polynomial,
  place: number,
  draw: Draw,
): string {
  const { signing } = keysOf(group, seed);
  const recipient = certificates[place - 1]!.encryption;
  const value = polynomial.secret.reduceRight((sum, a) => (sum * BigInt(place) + BigInt(a)) % group.q, 0n);
  const inner = JSON.stringify({ secret: value.toString() });
  const channel = JSON.stringify({ recipient: group.text(recipient), message: inner });
  return encrypt(group, signing, recipient, JSON.stringify(signed(group, signing, channel, draw)), draw);
}

function encrypt(group: AnyGroup, signing: bigint, recipient: unknown, message: string, draw: Draw): string {
  const [r, s] = [draw(group.q), draw(group.q)];
  const [key, alpha] = [group.power(group.g, s), group.power(group.g, r)];
  const beta = group.multiply(group.power(recipient, r), key);
  const data = seal(cipherKey(group, key), nonce(group, alpha), utf8(message));
  const proof = sign(group, "share", r, between(group, group.power(group.g, signing), recipient), draw);
  return JSON.stringify({ alpha: group.text(alpha), beta: group.text(beta), data: toHex(data), proof: proofJson(proof) });
}

function between(group: AnyGroup, sender: unknown, recipient: unknown): string {
  return `${group.name}|${group.text(sender)}|${group.text(recipient)}`;
}

function cipherKey(group: AnyGroup, key: unknown): Uint8Array {
  return sha256(utf8(`key|${group.text(key)}`));
}

function nonce(group: AnyGroup, alpha: unknown): Uint8Array {
  return sha256(utf8(`iv|${group.text(alpha)}`)).slice(0, NONCE);
}

/** Round 3: commitments against the hashes of round 2. Throws ProofFails. */
export function checkCommitments(
  group: AnyGroup,
  certificates: readonly Certificate[],
  threshold: number,
  hashes: readonly string[],
  messages: readonly Signed[],
): unknown[][] {
  if (hashes.length !== certificates.length || messages.length !== certificates.length) throw new ProofFails("form");
  return messages.map((one, n) => {
    if (fingerprint(utf8(one.message)) !== hashes[n]) throw new ProofFails("hash");
    checkSigned(group, "sigmsg", certificates[n]!.verification, one.message, readProof(group, one.signature));
    const { coefexps } = JSON.parse(one.message) as { coefexps: string[] };
    if (coefexps.length !== threshold) throw new ProofFails("coefficients-length");
    return coefexps.map((text) => group.element(text));
  });
}

/** g to the polynomial's value at a place. */
function evaluated(group: AnyGroup, commitments: readonly unknown[], place: number): unknown {
  return product(group, commitments.map((a, k) => group.power(a, BigInt(place) ** BigInt(k) % group.q)));
}

/** Round 4: the private key that the shares add up to, and a complaint for each that is wrong. */
export function checkShares(
  group: AnyGroup,
  certificates: readonly Certificate[],
  seed: string,
  place: number,
  shares: readonly string[],
  commitments: readonly (readonly unknown[])[],
  draw: Draw,
): { secret: bigint; complaints: Complaint[] } {
  const { decryption } = keysOf(group, seed);
  const own = certificates[place - 1]!.encryption;
  const complaints: Complaint[] = [];
  let secret = 0n;
  shares.forEach((message, n) => {
    const about = { alpha: group.g };
    try {
      const share = received(group, message, certificates[n]!.verification, own, decryption, about);
      const right = evaluated(group, commitments[n]!, place);
      if (group.text(group.power(group.g, share)) !== group.text(right)) throw new ProofFails("share");
      secret = (secret + share) % group.q;
    } catch (error) {
      if (error instanceof TypeError && !(error instanceof ProofFails)) throw error;
      complaints.push(complain(group, decryption, place, n + 1, about.alpha, draw));
    }
  });
  return { secret, complaints };
}

/** Opens a share. `about.alpha` is set as soon as the sender is known to have made the message. */
function received(
  group: AnyGroup,
  message: string,
  sender: unknown,
  own: unknown,
  decryption: bigint,
  about: { alpha: unknown },
): bigint {
  const { alpha: alphaText, beta, data, proof } = JSON.parse(message) as Record<string, any>;
  const alpha = group.element(alphaText);
  checkShareProof(group, alpha, between(group, sender, own), proof);
  about.alpha = alpha;
  const key = group.multiply(group.element(beta), group.inverse(group.power(alpha, decryption)));
  const plain = open(cipherKey(group, key), nonce(group, alpha), fromHex(data, data.length / 2));
  const inner = JSON.parse(new TextDecoder().decode(plain)) as Signed;
  checkSigned(group, "sigmsg", sender, inner.message, readProof(group, inner.signature));
  const channel = JSON.parse(inner.message) as { recipient: string; message: string };
  if (channel.recipient !== group.text(own)) throw new ProofFails("recipient");
  return exponent(group, (JSON.parse(channel.message) as { secret: string }).secret);
}

function checkShareProof(group: AnyGroup, alpha: unknown, message: string, proof: unknown): void {
  checkSigned(group, "share", alpha, message, readProof(group, proof));
}

function complain(group: AnyGroup, decryption: bigint, by: number, against: number, alpha: unknown, draw: Draw): Complaint {
  const masked = group.power(alpha, decryption);
  const name = `complaint|${by}|${against}|${group.text(alpha)}|${group.text(masked)}`;
  return { by, against, masked: group.text(masked), proof: proofJson(proveEquality(group, name, decryption, alpha, draw)) };
}

/** Round 5: this trustee's public key with its proof, signed, and the signature of the whole ceremony. */
export function finish(
  group: AnyGroup,
  seed: string,
  secret: bigint,
  certs: readonly Signed[],
  commitments: readonly string[],
  draw: Draw,
): { key: object; signature: ProofJson } {
  const { signing } = keysOf(group, seed);
  const publicKey = group.text(group.power(group.g, secret));
  const key = {
    pok: proofJson(provePossession(group, secret, draw)),
    public_key: publicKey,
    signature: proofJson(sign(group, "sigmsg", signing, publicKey, draw)),
  };
  const ceremony = JSON.stringify({ certs: certs.map(plain), coefexps: commitments });
  return { key, signature: proofJson(sign(group, "sigmsg", signing, `certs_sig|${ceremony}`, draw)) };
}

/** In the order of fields in which everybody writes it. */
function plain({ message, signature }: Signed): Signed {
  return { message, signature: { challenge: signature.challenge, response: signature.response } };
}

