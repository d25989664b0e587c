/** What a member signs to come in, to register keys and to exchange them: text, one value a line. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { type Bytes, toHex, utf8 } from "./bytes.ts";
import { type MemberKeys, type PublicHalves, publicHalves } from "./derive.ts";

/** Whose keys, where they are used, and the server's challenge. */
export interface Place {
  readonly org: string;
  readonly origin: string;
  readonly challenge: string;
}

/** Something that signs: a seed in memory, or a key that the browser keeps and does not give out. */
export interface Signer {
  readonly publicKey: string;
  sign(message: Bytes): Promise<string>;
}

export interface Signers {
  readonly signin: Signer;
  readonly act: Signer;
  readonly halves: PublicHalves;
}

export function signersOf(keys: MemberKeys): Signers {
  const halves = publicHalves(keys);
  return { signin: seedSigner(keys.signin, halves.signin), act: seedSigner(keys.act, halves.act), halves };
}

export function seedSigner(seed: Uint8Array, publicKey: string): Signer {
  return { publicKey, sign: async (message) => toHex(ed25519.sign(message, seed)) };
}

export function signinMessage(place: Place, key: string): Bytes {
  return lines("groundswell/signin/v1", place, key);
}

export function registerMessage(place: Place, keys: PublicHalves): Bytes {
  return lines("groundswell/register/v1", place, keys.signin, keys.act, keys.age);
}

export function rotateMessage(place: Place, old: string, keys: PublicHalves): Bytes {
  return lines("groundswell/rotate/v1", place, old, keys.signin, keys.act, keys.age);
}

function lines(domain: string, place: Place, ...keys: string[]): Bytes {
  const hexadecimal = [place.org, place.challenge, ...keys];
  if (!hexadecimal.every((value) => /^[0-9a-f]{64}$/.test(value)) || !/^https?:\/\/[!-~]+$/.test(place.origin)) {
    throw new RangeError("message");
  }
  return utf8([domain, place.org, place.origin, place.challenge, ...keys].map((line) => `${line}\n`).join(""));
}

/** The fields of each call to the server, signed. */
export async function signinCall(place: Place, signer: Signer): Promise<Record<string, string>> {
  const signature = await signer.sign(signinMessage(place, signer.publicKey));
  return { challenge: place.challenge, key: signer.publicKey, signature };
}

export async function registerCall(place: Place, signers: Signers): Promise<Record<string, string>> {
  return { challenge: place.challenge, ...signers.halves, ...(await byNewKeys(registerMessage(place, signers.halves), signers)) };
}

export async function rotateCall(place: Place, old: Signer, signers: Signers): Promise<Record<string, string>> {
  const message = rotateMessage(place, old.publicKey, signers.halves);
  const byOld = { old: old.publicKey, old_signature: await old.sign(message) };
  return { challenge: place.challenge, ...byOld, ...signers.halves, ...(await byNewKeys(message, signers)) };
}

async function byNewKeys(message: Bytes, { signin, act }: Signers): Promise<Record<string, string>> {
  return { signature: await signin.sign(message), act_signature: await act.sign(message) };
}
