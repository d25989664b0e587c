/**
 * The trustees' key, made for one pledge alone: the rounds of booth/threshold.ts in a group whose name carries the hash
 * of the terms, and certificates endorsed with the act keys that the terms name; scrutiny.pledge.ceremony in Python.
 */

import type { AnyGroup } from "../booth/group.ts";
import type { Signed } from "../booth/threshold.ts";
import { type Bytes, join, toHex, utf8 } from "../bytes.ts";
import type { Signer } from "../signin.ts";
import { type Manifest, type Terms, termsHash } from "./manifest.ts";
import { PledgeRefused, ristrettoGroup } from "./ristretto.ts";
import { check, signBy } from "./statements.ts";

export function groupOf(terms: Terms): AnyGroup {
  return ristrettoGroup(toHex(termsHash(terms)));
}

function endorsedBytes(terms: Terms, certificate: Signed): Bytes {
  return join(termsHash(terms), utf8(certificate.message));
}

/** Round 1: the certificate is this trustee's, says the key that is in the record. */
export function endorse(terms: Terms, certificate: Signed, signer: Signer): Promise<Bytes> {
  return signBy(signer, "certificate", endorsedBytes(terms, certificate));
}

/** Trustees are counted from 1. Throws Refused `endorsement`. */
export function checkEndorsement(terms: Terms, certificate: Signed, trustee: number, endorsement: Uint8Array): void {
  const { act } = terms.trustees[trustee - 1]!;
  check("certificate", endorsedBytes(terms, certificate), act, endorsement, "endorsement");
}

/** What a trustee asks before signing h: my certificate and my part of the key are those of the manifest. */
export function checkOwnPart(manifest: Manifest, certificate: Signed, trustee: number, secret: bigint): void {
  const [[, key]] = JSON.parse(manifest.trustees) as [[string, { certs: Signed[] }]];
  const group = groupOf(manifest.terms);
  const own = group.text(group.power(group.g, secret));
  const right = own === toHex(manifest.parts[trustee - 1]!.toBytes());
  if (key.certs[trustee - 1]?.message !== certificate.message || !right) throw new PledgeRefused("replaced");
}

/** Of a dealer or a trustee who has checked the manifest. */
export function signManifest(manifest: Manifest, signer: Signer): Promise<Bytes> {
  return signBy(signer, "manifest", manifest.h);
}
