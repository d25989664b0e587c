/**
 * What a registrar seals to an elector: half a credential, signed, with everything it belongs to. The same format as
 * scrutiny.identity.envelopes. The election's fingerprint is taken from here and from nowhere else.
 */

import { ed25519 } from "@noble/curves/ed25519.js";
import { canonical } from "../acts.ts";
import { openSealed } from "../age.ts";
import { fromHex, join, utf8 } from "../bytes.ts";
import type { Signer } from "../signin.ts";
import { ProofFails } from "./proofs.ts";

const PREFIX = "groundswell/credential/v1\0";
const NAMES = ["age", "ballot", "fingerprint", "org", "public", "recipient", "registrar", "secret", "uuid"];
const HALF_PREFIX = "groundswell/petition-key/v1\0";
const HALF_NAMES = ["age", "ballot", "keys", "org", "recipient", "registrar", "secret"];

export interface Credential {
  readonly org: string;
  readonly ballot: string;
  readonly uuid: string;
  readonly fingerprint: string;
  readonly recipient: string;
  readonly age: string;
  readonly registrar: string;
  readonly public: string;
  readonly secret: string;
}

/** Half of a petition key; `keys` is the digest of the list on which its public half stands. */
export interface PetitionHalf {
  readonly org: string;
  readonly ballot: string;
  readonly keys: string;
  readonly recipient: string;
  readonly age: string;
  readonly registrar: string;
  readonly secret: string;
}

/** What whoever opens an envelope knows already: `registrar` is the key that should have signed. */
export type EnvelopeContext = Pick<Credential, "org" | "ballot" | "uuid" | "recipient" | "age" | "registrar">;

/** What a voter needs of it: half a credential, the whole public one, and the election that the registrars mean. */
export interface Opened {
  readonly credential: string;
  readonly fingerprint: string;
  readonly public: string;
}

/** What is to be encrypted. */
export async function written(credential: Credential, signer: Signer): Promise<Uint8Array> {
  return signed(PREFIX, canonical(credential), signer);
}

export async function writtenHalf(half: PetitionHalf, signer: Signer): Promise<Uint8Array> {
  return signed(HALF_PREFIX, canonical(half), signer);
}

async function signed(prefix: string, content: string, signer: Signer): Promise<Uint8Array> {
  return utf8(canonical({ content, signature: await signer.sign(join(utf8(prefix + content))) }));
}

/** Throws ProofFails with `envelope` where it cannot be read, `signature`, or the name of what is another's. */
export async function openEnvelope(expected: EnvelopeContext, sealed: string, identity: CryptoKey | string): Promise<Opened> {
  const found = await opened<Credential>(PREFIX, NAMES, expected, sealed, identity);
  return { credential: found.secret, fingerprint: found.fingerprint, public: found.public };
}

/** Half of a petition key. Throws as openEnvelope does. */
export async function openHalf(
  expected: Omit<PetitionHalf, "secret">,
  sealed: string,
  identity: CryptoKey | string,
): Promise<Uint8Array> {
  return fromHex((await opened<PetitionHalf>(HALF_PREFIX, HALF_NAMES, expected, sealed, identity)).secret, 32);
}

async function opened<T extends object>(
  prefix: string,
  names: readonly string[],
  expected: Partial<T> & { readonly registrar: string },
  sealed: string,
  identity: CryptoKey | string,
): Promise<T> {
  const { content, signature } = await readPlain(sealed, identity);
  const found = JSON.parse(content) as T;
  if (Object.keys(found).sort().join() !== names.join() || canonical(found) !== content) throw new ProofFails("envelope");
  for (const [name, value] of Object.entries(expected)) {
    if (found[name as keyof T] !== value) throw new ProofFails(name);
  }
  const message = utf8(prefix + content);
  if (!ed25519.verify(fromHex(signature, 64), message, fromHex(expected.registrar, 32))) throw new ProofFails("signature");
  return found;
}

async function readPlain(sealed: string, identity: CryptoKey | string): Promise<{ content: string; signature: string }> {
  try {
    const plain = JSON.parse(new TextDecoder().decode(await openSealed(sealed, identity))) as Record<string, unknown>;
    const { content, signature } = plain;
    if (typeof content !== "string" || typeof signature !== "string") throw new Error("form");
    return { content, signature };
  } catch {
    throw new ProofFails("envelope");
  }
}
