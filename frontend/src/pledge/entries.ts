/** Entries: made by the signer's page, checked by everyone; scrutiny.pledge.entries, sealing and checks in Python. */

import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import type { Draw } from "../booth/random.ts";
import { type Bytes, fromHex, join, same, utf8 } from "../bytes.ts";
import type { Signer } from "../signin.ts";
import { checkSealingKey, verify } from "../verify.ts";
import { type Card, oneOfEach } from "./cards.ts";
import { at, type Manifest } from "./manifest.ts";
import { padded, PAYLOAD_BYTES, type Payload, signPayload } from "./payload.ts";
import { drawScalar } from "./polynomials.ts";
import { checkKnowledge, proveKnowledge } from "./proofs.ts";
import { base, element, type Element, littleEndian, PledgeRefused, scalar, scalarBytes, SIZE, times } from "./ristretto.ts";
import { DOMAIN, domain, integer, signWith } from "./statements.ts";

const VERSION = 1;
const INDEX_BYTES = 2;
const SEALED_BYTES = PAYLOAD_BYTES + 16;
const PROOF_BYTES = 64;
const SIGNATURE_BYTES = 64;
const KEY_BYTES = 32;
const NONCE_BYTES = 24;

/** As it came: shares and elements are bytes that nobody has looked at yet. */
export interface Entry {
  readonly h: Bytes;
  readonly indices: readonly number[];
  readonly shares: readonly Bytes[];
  readonly points: readonly Bytes[];
  readonly trusteesPoint: Bytes;
  readonly reader: Bytes;
  readonly sealed: Bytes;
  readonly proof: Bytes;
  readonly signatures: readonly Bytes[];
}

/** What is drawn for one entry. Never used twice. */
export interface Draws {
  readonly decks: readonly bigint[];
  readonly trustees: bigint;
  readonly proof: bigint;
}

export function drawEntry(decks: number, draw: Draw): Draws {
  const one = () => drawScalar(draw);
  return { decks: Array.from({ length: decks }, one), trustees: one(), proof: one() };
}

/** The indices and the R's. */
export function about(entry: Entry): Bytes {
  return join(...entry.indices.map((index) => integer(index, INDEX_BYTES)), ...entry.points, entry.trusteesPoint);
}

function proofAbout(entry: Entry): Bytes {
  return join(entry.h, about(entry), entry.reader, sha256(entry.sealed));
}

function slotKeys(manifest: Manifest, entry: Entry): Bytes[] {
  return entry.indices.map((index, n) => manifest.decks[n]!.slots[index - 1]!);
}

/** What the payload's signatures name besides its own fields. */
export function payloadPlace(manifest: Manifest, entry: Entry): Bytes {
  return join(entry.h, ...slotKeys(manifest, entry), ...entry.points, entry.trusteesPoint);
}

function unsigned(entry: Entry): Bytes {
  const each = entry.indices.map((index, n) => join(integer(index, INDEX_BYTES), entry.shares[n]!, entry.points[n]!));
  const head = join(Uint8Array.of(VERSION, entry.indices.length), entry.h);
  return join(head, ...each, entry.trusteesPoint, entry.reader, entry.sealed, entry.proof);
}

export function entryBytes(entry: Entry): Bytes {
  return join(unsigned(entry), ...entry.signatures);
}

export function entryHash(entry: Entry): Bytes {
  return join(sha256(entryBytes(entry)));
}

/** Of every entry of a pledge with so many decks. */
export function entrySize(decks: number): number {
  return 2 + SIZE + decks * (INDEX_BYTES + 2 * SIZE + SIGNATURE_BYTES) + 2 * SIZE + SEALED_BYTES + PROOF_BYTES;
}

/** X25519 secret of whoever holds all cards of an entry. */
export function readerSecret(seeds: readonly Uint8Array[], h: Uint8Array): Bytes {
  return join(hkdf(sha512, join(...seeds), h, utf8(`${DOMAIN}reader`), KEY_BYTES));
}

function cipher(secrets: readonly Element[], entry: Entry) {
  const named = about(entry);
  const ikm = join(...secrets.map((one) => one.toBytes()));
  const made = hkdf(sha512, ikm, entry.h, join(utf8(`${DOMAIN}seal`), named), KEY_BYTES + NONCE_BYTES);
  const data = join(entry.h, named, entry.reader);
  return xchacha20poly1305(made.subarray(0, KEY_BYTES), made.subarray(KEY_BYTES), data);
}

/** `secrets` are Z_1 .. Z_D and Z_T. Throws PledgeRefused `sealed`. */
export function unseal(entry: Entry, secrets: readonly Element[]): Bytes {
  try {
    return join(cipher(secrets, entry).decrypt(entry.sealed));
  } catch {
    throw new PledgeRefused("sealed");
  }
}

export interface Signing {
  readonly name: string;
  readonly workplace: string;
  readonly paper: number;
  readonly signers: readonly Signer[];
}

/** From one card of each deck, checked before. Throws PledgeRefused `one-of-each`, `name-too-long`. */
export async function makeEntry(manifest: Manifest, cards: readonly Card[], who: Signing, draws: Draws): Promise<Entry> {
  const held = oneOfEach(manifest, cards);
  const bare = bareEntry(manifest, held, draws);
  const { name, workplace, paper } = who;
  const plain: Payload = { name, workplace, paper, h: bare.h, slots: bare.indices, keys: [], signatures: [] };
  const payload = await signPayload(plain, payloadPlace(manifest, bare), who.signers);
  const locks = draws.decks.map((r, n) => times(r, element(manifest.decks[n]!.commitments[0]!)));
  const secrets = [...locks, times(draws.trustees, manifest.key)];
  const sealed = { ...bare, sealed: join(cipher(secrets, bare).encrypt(padded(payload))) };
  const proof = proveKnowledge(utf8(`${DOMAIN}pok`), proofAbout(sealed), draws.trustees, draws.proof);
  const whole = { ...sealed, proof };
  return { ...whole, signatures: held.map((card) => signWith(card.seed, "entry", unsigned(whole))) };
}

function bareEntry(manifest: Manifest, held: readonly Card[], draws: Draws): Entry {
  const secret = readerSecret(held.map((card) => card.seed), manifest.h);
  return {
    h: manifest.h,
    indices: held.map((card) => card.index),
    shares: held.map((card) => scalarBytes(card.share)),
    points: draws.decks.map((r) => join(base(r).toBytes())),
    trusteesPoint: join(base(draws.trustees).toBytes()),
    reader: join(x25519.getPublicKey(secret)),
    sealed: new Uint8Array(0),
    proof: new Uint8Array(0),
    signatures: [],
  };
}

/** Throws PledgeRefused at step 20. */
export function readEntry(content: Uint8Array, decks: number): Entry {
  if (content.length !== entrySize(decks)) throw new PledgeRefused("entry-size", 20);
  if (content[0] !== VERSION || content[1] !== decks) throw new PledgeRefused("entry-version", 20);
  let place = 2;
  const take = (size: number) => join(content.subarray(place, (place += size)));
  const h = take(SIZE);
  const each = Array.from({ length: decks }, () => [take(INDEX_BYTES), take(SIZE), take(SIZE)] as const);
  const [trusteesPoint, reader, sealed, proof] = [take(SIZE), take(SIZE), take(SEALED_BYTES), take(PROOF_BYTES)];
  const signatures = Array.from({ length: decks }, () => take(SIGNATURE_BYTES));
  const indices = each.map(([index]) => index[0]! * 256 + index[1]!);
  const [shares, points] = [each.map(([, share]) => share), each.map(([, , point]) => point)];
  return { h, indices, shares, points, trusteesPoint, reader, sealed, proof, signatures };
}

/** Whether it is one that counts. Throws PledgeRefused with the step, as the library numbers them. */
export function checkEntry(manifest: Manifest, content: Uint8Array): Entry {
  const entry = readEntry(content, manifest.decks.length);
  if (!same(entry.h, manifest.h)) throw new PledgeRefused("other-pledge", 21);
  const inRange = entry.indices.every((index) => index >= 1 && index <= manifest.terms.cards);
  if (!inRange) throw new PledgeRefused("index", 22);
  at(23, () => entry.shares.forEach(scalar));
  at(24, () => checkShares(manifest, entry));
  const point = at(25, () => [...entry.points, entry.trusteesPoint].map(element)).pop()!;
  at(26, () => checkSealingKey(entry.reader));
  at(27, () => checkKnowledge(utf8(`${DOMAIN}pok`), proofAbout(entry), point, entry.proof));
  const message = join(domain("entry"), unsigned(entry));
  at(28, () => slotKeys(manifest, entry).forEach((key, n) => verify(key, message, entry.signatures[n]!, "slot-signature")));
  return entry;
}

function checkShares(manifest: Manifest, entry: Entry): void {
  entry.shares.forEach((share, n) => {
    const value = manifest.decks[n]!.values[entry.indices[n]! - 1]!;
    if (!same(base(littleEndian(share)).toBytes(), value)) throw new PledgeRefused("share");
  });
}

/** Taking an entry back: h, its hash, and a signature of every card. */
export function makeWithdrawal(manifest: Manifest, cards: readonly Card[], hash: Uint8Array): Bytes {
  const body = join(manifest.h, hash);
  return join(body, ...oneOfEach(manifest, cards).map((card) => signWith(card.seed, "withdrawal", body)));
}

/** By every card of the entry that it names. Throws PledgeRefused, Refused. */
export function checkWithdrawal(manifest: Manifest, entry: Entry, content: Uint8Array): void {
  const body = content.subarray(0, 2 * SIZE);
  if (content.length !== 2 * SIZE + manifest.decks.length * SIGNATURE_BYTES) throw new PledgeRefused("withdrawal");
  if (!same(body, join(manifest.h, entryHash(entry)))) throw new PledgeRefused("other-entry");
  slotKeys(manifest, entry).forEach((key, n) => {
    const place = 2 * SIZE + n * SIGNATURE_BYTES;
    verify(key, join(domain("withdrawal"), body), content.slice(place, place + SIGNATURE_BYTES), "slot-signature");
  });
}

/** What the server promised at once, signed by the key that the terms name. */
export function checkPromise(manifest: Manifest, hash: Uint8Array, batch: number, signature: Uint8Array): void {
  const body = join(domain("promise"), manifest.h, hash, integer(batch, 8));
  verify(fromHex(manifest.terms.server, 32), body, signature, "promise-signature");
}

