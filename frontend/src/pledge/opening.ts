/**
 * What trustees say and give, and the opening by readers; scrutiny.pledge.trustees_said, partials and opening in
 * Python.
 */

import { x25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { Decrypter, Encrypter } from "age-encryption";
import { canonical } from "../acts.ts";
import { ageIdentity, ageRecipient } from "../age-keys.ts";
import type { Draw } from "../booth/random.ts";
import { type Bytes, join, same, toHex, utf8 } from "../bytes.ts";
import type { Signer } from "../signin.ts";
import { Refused } from "../verify.ts";
import type { Board, Tally } from "./count.ts";
import { type Entry, entryHash, payloadPlace, unseal } from "./entries.ts";
import { at, type Manifest, thresholdOf } from "./manifest.ts";
import { checkPayload, type Eligible, type Payload, readPayload } from "./payload.ts";
import { atZero, drawScalar, interpolated } from "./polynomials.ts";
import { checkEquality, type Equality, proveEquality } from "./proofs.ts";
import {
  base, combined, element, type Element, littleEndian, PledgeRefused, scalar, scalarBytes, SIZE, times,
} from "./ristretto.ts";
import { base64Of, check, DOMAIN, domain, integer, items, number, rawOf, readJson, signBy, text } from "./statements.ts";

const PARTIAL = utf8(`${DOMAIN}partial`);
const RAW_BYTES = 3 * SIZE;
const LONGEST = 8_000_000;
const MOST_READERS = 64;
const MOST_PARTS = 200;
const SHOWN_WITHIN = 48 * 3600;

/** A trustee was shown, at the instant `shown`, a record of this size and root in which the count is reached. */
export function noticeBody(h: Uint8Array, trustee: number, size: number, root: Uint8Array, shown: number): Bytes {
  return join(h, integer(trustee, 1), integer(size, 8), root, integer(shown, 8));
}

export function signNotice(
  signer: Signer, h: Uint8Array, trustee: number, size: number, root: Uint8Array, shown: number,
): Promise<Bytes> {
  return signBy(signer, "notice", noticeBody(h, trustee, size, root, shown));
}

/** That a trustee deleted the share, after a missed deadline and its 48 hours. */
export function signDeleted(signer: Signer, manifest: Manifest, trustee: number, instant: number): Promise<Bytes> {
  if (instant <= manifest.terms.deadline + SHOWN_WITHIN) throw new PledgeRefused("early");
  return signBy(signer, "deleted", join(manifest.h, integer(trustee, 1), integer(instant, 8)));
}

/** A withdrawal as a trustee saw it when the record had `size` entries. */
export function countersign(signer: Signer, withdrawal: Uint8Array, trustee: number, size: number): Promise<Bytes> {
  return signBy(signer, "countersign", join(sha256(withdrawal), integer(trustee, 1), integer(size, 8)));
}

/** Which entries are opened. */
export function setHash(manifest: Manifest, board: Board, tally: Tally): Bytes {
  const hashes = tally.counted.map(entryHash);
  return join(sha256(join(domain("set"), manifest.h, integer(board.size, 8), board.root, ...hashes)));
}

export interface Partial {
  readonly value: Element;
  readonly proof: Equality;
}

/** Of one trustee, for all entries of the set in their order. */
export interface Bundle {
  readonly trustee: number;
  readonly set: Bytes;
  readonly partials: readonly Partial[];
}

function partialAbout(manifest: Manifest, entry: Entry, trustee: number): Bytes {
  return join(manifest.h, entryHash(entry), integer(trustee, 1));
}

/** t_j R_T for every entry of the set, with proofs: when the waiting day is over. */
export function makeBundle(
  manifest: Manifest, board: Board, tally: Tally, trustee: number, secret: bigint, draw: Draw,
): Bundle {
  const partials = tally.counted.map((entry) => {
    const point = element(entry.trusteesPoint);
    const proof = proveEquality(PARTIAL, partialAbout(manifest, entry, trustee), secret, point, drawScalar(draw));
    return { value: times(secret, point), proof };
  });
  return { trustee, set: setHash(manifest, board, tally), partials };
}

function bundleBytes(manifest: Manifest, { trustee, set, partials }: Bundle): Bytes {
  const raw = partials.map(({ value, proof }) =>
    join(value.toBytes(), scalarBytes(proof.challenge), scalarBytes(proof.response)));
  return utf8(canonical({ h: base64Of(manifest.h), partials: base64Of(join(...raw)), set: base64Of(set), trustee }));
}

/** Signed, as it is to be sealed. */
export async function signedBundle(manifest: Manifest, bundle: Bundle, signer: Signer): Promise<Bytes> {
  const content = bundleBytes(manifest, bundle);
  return join(await signBy(signer, "partials", content), content);
}

/**
 * Encrypted with age to a key made for this alone, which is encrypted to the readers of the counted entries and the
 * committee, in groups: programs for age take quadratic time in the number of recipients.
 */
export async function sealBundle(manifest: Manifest, tally: Tally, plain: Uint8Array): Promise<Bytes> {
  const secret = crypto.getRandomValues(new Uint8Array(SIZE));
  const readers = [...tally.counted.map((entry) => toHex(entry.reader)), ...manifest.terms.committee];
  const keys: string[] = [];
  for (let n = 0; n < readers.length; n += MOST_READERS) {
    keys.push(await encrypted(utf8(ageIdentity(secret)), readers.slice(n, n + MOST_READERS)));
  }
  const body = await encrypted(plain, [toHex(x25519.getPublicKey(secret))]);
  return utf8(canonical({ body, keys }));
}

async function encrypted(plain: Uint8Array, to: readonly string[]): Promise<string> {
  const encrypter = new Encrypter();
  to.forEach((reader) => encrypter.addRecipient(ageRecipient(reader)));
  return base64Of(await encrypter.encrypt(plain));
}

/** By a reader's X25519 secret. Throws PledgeRefused `not-for-you`. */
export async function unsealBundle(content: Uint8Array, secret: Uint8Array): Promise<Bytes> {
  const found = readJson(content, ["body", "keys"]);
  for (const sealed of items(found["keys"], 1, MOST_PARTS)) {
    const key = await decrypted(sealed, ageIdentity(secret));
    const plain = key && (await decrypted(found["body"], new TextDecoder().decode(key)));
    if (plain) return plain;
  }
  throw new PledgeRefused("not-for-you");
}

async function decrypted(value: unknown, identity: string): Promise<Bytes | undefined> {
  const sealed = text(value, LONGEST);
  const raw = rawOf(sealed, Math.floor((sealed.length * 3) / 4));
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  try {
    return join(await decrypter.decrypt(raw));
  } catch {
    return undefined;
  }
}

/** Throws PledgeRefused at step 50. */
export function readBundle(manifest: Manifest, plain: Uint8Array): Bundle {
  return at(50, () => {
    const [signature, content] = [join(plain.subarray(0, 64)), plain.subarray(64)];
    const found = readJson(content, ["h", "partials", "set", "trustee"]);
    const trustee = number(found["trustee"], 1, manifest.terms.trustees.length);
    check("partials", content, manifest.terms.trustees[trustee - 1]!.act, signature, "partials-signature");
    if (!same(rawOf(found["h"], 32), manifest.h)) throw new PledgeRefused("other-pledge");
    const written = text(found["partials"], LONGEST);
    const raw = rawOf(written, Math.floor((written.length * 3) / 4));
    if (raw.length % RAW_BYTES) throw new PledgeRefused("partials");
    const partials = Array.from({ length: raw.length / RAW_BYTES }, (_, n) => readPartial(raw.subarray(n * RAW_BYTES)));
    return { trustee, set: rawOf(found["set"], 32), partials };
  });
}

function readPartial(raw: Uint8Array): Partial {
  const [challenge, response] = [scalar(raw.subarray(SIZE, 2 * SIZE)), scalar(raw.subarray(2 * SIZE, RAW_BYTES))];
  return { value: element(raw.subarray(0, SIZE)), proof: { challenge, response } };
}

/** Throws PledgeRefused at step 51 or 52. */
export function checkBundle(manifest: Manifest, board: Board, tally: Tally, bundle: Bundle): void {
  const right = same(bundle.set, setHash(manifest, board, tally)) && bundle.partials.length === tally.counted.length;
  if (!right) throw new PledgeRefused("other-set", 51);
  const publicKey = manifest.parts[bundle.trustee - 1]!;
  at(52, () => tally.counted.forEach((entry, n) => {
    const { value, proof } = bundle.partials[n]!;
    const named = partialAbout(manifest, entry, bundle.trustee);
    checkEquality(PARTIAL, named, [publicKey, element(entry.trusteesPoint), value], proof);
  }));
}

export interface Opening {
  readonly signed: readonly { readonly entry: string; readonly payload: Payload }[];
  readonly void: readonly { readonly entry: string; readonly code: string }[];
  readonly refused: readonly number[];
}

/** Both locks of every entry of the set. Throws PledgeRefused `too-few-partials`, or at step 60. */
export function openAll(manifest: Manifest, board: Board, tally: Tally, bundles: readonly Bundle[], who: Eligible): Opening {
  const [good, refused] = usable(manifest, board, tally, bundles);
  const secrets = manifest.decks.map((_, n) => deckSecret(manifest, tally, n));
  const weights = atZero(good.map((bundle) => bundle.trustee));
  const scalars = good.map((bundle) => weights.get(bundle.trustee)!);
  const [signed, empty]: [{ entry: string; payload: Payload }[], { entry: string; code: string }[]] = [[], []];
  const members = new Set<string>();
  tally.counted.forEach((entry, n) => {
    const hash = toHex(entryHash(entry));
    try {
      const shared = combined(scalars, good.map((bundle) => bundle.partials[n]!.value));
      signed.push({ entry: hash, payload: opened(manifest, entry, secrets, shared, who, members) });
    } catch (error) {
      empty.push({ entry: hash, code: reason(error) });
    }
  });
  return { signed, void: empty, refused };
}

function reason(error: unknown): string {
  if (error instanceof PledgeRefused) return error.code;
  return error instanceof Refused ? error.step : "json";
}

function usable(manifest: Manifest, board: Board, tally: Tally, bundles: readonly Bundle[]): [Bundle[], number[]] {
  const [good, bad] = [new Map<number, Bundle>(), new Set<number>()];
  for (const bundle of bundles) {
    try {
      checkBundle(manifest, board, tally, bundle);
      if (!good.has(bundle.trustee)) good.set(bundle.trustee, bundle);
    } catch {
      bad.add(bundle.trustee);
    }
  }
  if (good.size < manifest.terms.needed) throw new PledgeRefused("too-few-partials");
  return [[...good.values()].slice(0, manifest.terms.needed), [...bad].filter((one) => !good.has(one)).sort((a, b) => a - b)];
}

/** The secret of a deck from t published shares, compared with C_0. */
export function deckSecret(manifest: Manifest, tally: Tally, deck: number): bigint {
  const all = [...tally.counted, ...tally.withdrawn];
  const shares = all.slice(0, thresholdOf(manifest.terms));
  if (shares.length < thresholdOf(manifest.terms)) throw new PledgeRefused("too-few-shares", 60);
  const secret = interpolated(new Map(shares.map((one) => [one.indices[deck]!, littleEndian(one.shares[deck]!)])));
  if (!same(base(secret).toBytes(), manifest.decks[deck]!.commitments[0]!)) throw new PledgeRefused("secret", 60);
  return secret;
}

function opened(
  manifest: Manifest, entry: Entry, secrets: readonly bigint[], shared: Element, who: Eligible, members: Set<string>,
): Payload {
  const locks = secrets.map((secret, n) => times(secret, element(entry.points[n]!)));
  const payload = readPayload(unseal(entry, [...locks, shared]));
  checkPayload(manifest.terms, payload, entry.indices, manifest.h, payloadPlace(manifest, entry), who);
  const key = payload.keys.map(toHex).join();
  if (!payload.paper && key && members.has(key)) throw new PledgeRefused("second");
  if (!payload.paper) members.add(key);
  return payload;
}
