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
const NAMES = ["age", "ballot", "fingerprint", "org", "petition", "public", "recipient", "registrar", "secret", "uuid"];

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
  readonly petition: string;
}

/** What whoever opens an envelope knows already: `registrar` is the key that should have signed. */
export type EnvelopeContext = Pick<Credential, "org" | "ballot" | "uuid" | "recipient" | "age" | "registrar">;

/** What a voter needs of it: half a credential, the whole public one, and the election that the registrars mean. */
export interface Opened {
  readonly credential: string;
  readonly fingerprint: string;
  readonly public: string;
  readonly petition: string;
}

/** What is to be encrypted. */
export async function written(credential: Credential, signer: Signer): Promise<Uint8Array> {
  const content = canonical(credential);
  return utf8(canonical({ content, signature: await signer.sign(join(utf8(PREFIX + content))) }));
}

/** Throws ProofFails with `envelope` where it cannot be read, `signature`, or the name of what is another's. */
export async function openEnvelope(expected: EnvelopeContext, sealed: string, identity: CryptoKey | string): Promise<Opened> {
  const { content, signature } = await readPlain(sealed, identity);
  const found = JSON.parse(content) as Credential;
  if (Object.keys(found).sort().join() !== NAMES.join() || canonical(found) !== content) throw new ProofFails("envelope");
  for (const [name, value] of Object.entries(expected)) {
    if (found[name as keyof Credential] !== value) throw new ProofFails(name);
  }
  const message = utf8(PREFIX + content);
  if (!ed25519.verify(fromHex(signature, 64), message, fromHex(expected.registrar, 32))) throw new ProofFails("signature");
  return { credential: found.secret, fingerprint: found.fingerprint, public: found.public, petition: found.petition };
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
