/** A passkey that computes a secret for us (WebAuthn's prf extension): without it, what the device keeps stays shut. */

import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { type Bytes, join, utf8 } from "./bytes.ts";

const INPUT = join(sha256(utf8("groundswell/passkey/v1")));
const ES256 = -7;
const ED25519 = -8;
const RS256 = -257;

/** Whether it is worth offering. Some browsers know only after trying, so that making one may still fail. */
export async function offersPasskeys(): Promise<boolean> {
  if (!("PublicKeyCredential" in globalThis) || location.protocol === "file:") return false;
  const able = await PublicKeyCredential.getClientCapabilities?.().catch(() => undefined);
  if (able) return able["extension:prf"] === true;
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);
}

/** A new passkey under a neutral name: the address, which the device's list of passkeys shows anyhow. */
export async function makePasskey(): Promise<{ credential: Bytes; secret: Bytes }> {
  const name = location.hostname;
  const made = await navigator.credentials.create({
    publicKey: {
      rp: { name },
      user: { id: crypto.getRandomValues(new Uint8Array(16)), name, displayName: name },
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      pubKeyCredParams: [ES256, ED25519, RS256].map((alg) => ({ type: "public-key", alg })),
      authenticatorSelection: { userVerification: "required", residentKey: "discouraged" },
      extensions: { prf: { eval: { first: INPUT } } },
    },
  });
  if (!(made instanceof PublicKeyCredential)) throw new Error("no passkey");
  const credential = new Uint8Array(made.rawId);
  return { credential, secret: secretIn(made) ?? (await passkeySecret(credential)) };
}

/** Asks the person to unlock the passkey. */
export async function passkeySecret(credential: Bytes): Promise<Bytes> {
  const found = await navigator.credentials.get({
    publicKey: {
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      allowCredentials: [{ type: "public-key", id: credential }],
      userVerification: "required",
      extensions: { prf: { eval: { first: INPUT } } },
    },
  });
  const secret = found instanceof PublicKeyCredential ? secretIn(found) : undefined;
  if (!secret) throw new Error("no secret");
  return secret;
}

function secretIn(credential: PublicKeyCredential): Bytes | undefined {
  const first = credential.getClientExtensionResults().prf?.results?.first;
  if (!first) return undefined;
  const output = ArrayBuffer.isView(first)
    ? new Uint8Array(first.buffer, first.byteOffset, first.byteLength)
    : new Uint8Array(first);
  return join(expand(sha256, extract(sha256, output, INPUT), utf8("groundswell/passkey/v1"), 32));
}
