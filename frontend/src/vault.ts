/**
 * Remembered devices. In this order: keys that the browser holds and does not give out; the root encrypted under such a
 * key; nothing. Browsers differ in what they can store, so each way is stored, loaded again and used before it counts.
 * Where the member chose a passkey, the root is encrypted under what only the passkey can compute (passkey.ts).
 */

import { ed25519 } from "@noble/curves/ed25519.js";
import { ageIdentity } from "./age-keys.ts";
import type { Bag } from "./bag.ts";
import { type Bytes, fromHex, join, toHex, utf8 } from "./bytes.ts";
import { keysOfRoot, type MemberKeys, officeSeed, type PublicHalves, publicHalves } from "./derive.ts";
import { type Offices, officesOfRoot } from "./office.ts";
import { type Signer, type Signers, signersOf } from "./signin.ts";

interface Sealed {
  readonly iv: Bytes;
  readonly ciphertext: ArrayBuffer;
}

interface Owner {
  readonly org: string;
  /** Milliseconds since 1970, by this device's clock; the entry is dropped when they are over. */
  readonly until?: number;
  readonly halves: PublicHalves;
}

interface HeldOffice {
  readonly key: CryptoKey;
  readonly publicKey: string;
}

interface HeldKeys {
  readonly signin: CryptoKey;
  readonly act: CryptoKey;
  readonly age: CryptoKey;
}

export type Entry = Owner &
  (
    | { readonly way: "held"; readonly keys: HeldKeys; readonly offices?: Readonly<Record<string, HeldOffice>> }
    | { readonly way: "wrapped"; readonly key: CryptoKey; readonly sealed: Sealed }
    | { readonly way: "passkey"; readonly credential: Bytes; readonly sealed: Sealed }
  );
export type Way = Entry["way"];

/** Opens what a passkey locked: its credential's id in, 32 secret bytes out. Asks the person. */
export type PasskeySecret = (credential: Bytes) => Promise<Bytes>;

// RFC 8410: the fixed beginning of an unencrypted PKCS#8 key; the 32 bytes of the seed follow.
const PKCS8 = { Ed25519: "302e020100300506032b657004220420", X25519: "302e020100300506032b656e04220420" };
const BASE_POINT = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 9 : 0));
const LONGEST_UNTIL = 3_600_000;
const TRIAL = utf8("groundswell/trial/v1");

/** Tries each way; the one that worked, or undefined where this browser can keep nothing. */
export async function remember(bag: Bag<Entry>, root: Bytes, org: string, until?: number): Promise<Way | undefined> {
  for (const make of [heldEntry, wrappedEntry]) {
    try {
      const entry = await make(root, org);
      return await keepAndTry(bag, until === undefined ? entry : { ...entry, until });
    } catch {
      await bag.wipe().catch(() => undefined);
    }
  }
  return undefined;
}

export async function rememberUnderPasskey(
  bag: Bag<Entry>,
  root: Bytes,
  org: string,
  passkey: { credential: Bytes; secret: Bytes },
): Promise<Way> {
  const sealed = await seal(await aesKey(passkey.secret), root, org);
  const entry: Entry = { ...owner(root, org), way: "passkey", credential: passkey.credential, sealed };
  return keepAndTry(bag, entry, async () => passkey.secret);
}

/** What this device remembers for this organisation, if anything can be read. */
export async function recall(bag: Bag<Entry>, org: string): Promise<Entry | undefined> {
  try {
    const entry = await bag.get();
    if (entry?.until !== undefined && !isWithin(entry.until)) {
      await bag.wipe();
      return undefined;
    }
    return entry?.org === org ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** A clock that was set back by more than an hour ends it too. */
function isWithin(until: number): boolean {
  return Date.now() < until && until - Date.now() <= LONGEST_UNTIL;
}

/** Makes a remembered entry ready to sign. Throws where the passkey is refused or the browser lost the key. */
export async function unlock(entry: Entry, passkeySecret?: PasskeySecret): Promise<Signers> {
  if (entry.way === "held") return heldSigners(entry.keys, entry.halves);
  const key = entry.way === "wrapped" ? entry.key : await aesKey(await passkeySecret!(entry.credential));
  return signersOf(keysOfRoot(await unseal(key, entry.sealed, entry.org)));
}

/** What opens what was sealed to this member: a key that the browser holds, or an identity of age. */
export async function unlockSealing(entry: Entry, passkeySecret?: PasskeySecret): Promise<CryptoKey | string> {
  if (entry.way === "held") return entry.keys.age;
  const key = entry.way === "wrapped" ? entry.key : await aesKey(await passkeySecret!(entry.credential));
  return ageIdentity(keysOfRoot(await unseal(key, entry.sealed, entry.org)).age);
}

/** Keys of offices. A browser that holds keys has those that were typed for since; elsewhere they follow from the root. */
export async function unlockOffices(entry: Entry, passkeySecret?: PasskeySecret): Promise<Offices> {
  if (entry.way === "held") return (mandate) => heldOffice(entry.offices?.[mandate]);
  const key = entry.way === "wrapped" ? entry.key : await aesKey(await passkeySecret!(entry.credential));
  return officesOfRoot(await unseal(key, entry.sealed, entry.org));
}

/** Whether this device can sign in an office without the words. */
export function knowsOffice(entry: Entry, mandate: string): boolean {
  return entry.way !== "held" || entry.offices?.[mandate] !== undefined;
}

/** Where the browser holds the keys of this member, that of an office from now on, too. */
export async function addOffice(bag: Bag<Entry>, root: Bytes, org: string, mandate: string): Promise<void> {
  const entry = await recall(bag, org);
  if (entry?.way !== "held" || entry.halves.act !== publicHalves(keysOfRoot(root)).act) return;
  const seed = officeSeed(root, fromHex(mandate.replaceAll("-", ""), 16));
  const held = { key: await hold("Ed25519", seed, ["sign"]), publicKey: toHex(ed25519.getPublicKey(seed)) };
  await bag.put({ ...entry, offices: { ...entry.offices, [mandate]: held } });
}

/** Deletes everything; whoever remembers another member on this device has to do so first. */
export function forget(bag: Bag<Entry>): Promise<void> {
  return bag.wipe();
}

async function keepAndTry(bag: Bag<Entry>, entry: Entry, secret?: PasskeySecret): Promise<Way> {
  await bag.wipe();
  await bag.put(entry);
  const loaded = await bag.get();
  if (!loaded) throw new Error("not kept");
  const signers = await unlock(loaded, secret);
  for (const signer of [signers.signin, signers.act]) {
    const signature = fromHex(await signer.sign(TRIAL), 64);
    if (!ed25519.verify(signature, TRIAL, fromHex(signer.publicKey, 32))) throw new Error("does not sign");
  }
  if (loaded.way === "held") await trySealing(loaded.keys.age, loaded.halves.age);
  return loaded.way;
}

/** The sealing key times the base point is its public half. */
async function trySealing(age: CryptoKey, publicHalf: string): Promise<void> {
  const point = await crypto.subtle.importKey("raw", BASE_POINT, "X25519", false, []);
  const computed = await crypto.subtle.deriveBits({ name: "X25519", public: point }, age, 256);
  if (toHex(new Uint8Array(computed)) !== publicHalf) throw new Error("does not seal");
}

function owner(root: Bytes, org: string): Owner {
  return { org, halves: publicHalves(keysOfRoot(root)) };
}

async function heldEntry(root: Bytes, org: string): Promise<Entry> {
  return { ...owner(root, org), way: "held", keys: await heldKeys(keysOfRoot(root)) };
}

async function heldKeys(keys: MemberKeys): Promise<HeldKeys> {
  return {
    signin: await hold("Ed25519", keys.signin, ["sign"]),
    act: await hold("Ed25519", keys.act, ["sign"]),
    age: await hold("X25519", keys.age, ["deriveBits"]),
  };
}

function hold(algorithm: "Ed25519" | "X25519", seed: Bytes, uses: KeyUsage[]): Promise<CryptoKey> {
  return crypto.subtle.importKey("pkcs8", join(fromHex(PKCS8[algorithm], 16), seed), algorithm, false, uses);
}

function heldSigners(keys: HeldKeys, halves: PublicHalves): Signers {
  return { signin: heldSigner(keys.signin, halves.signin), act: heldSigner(keys.act, halves.act), halves };
}

function heldOffice(held: HeldOffice | undefined): Signer | undefined {
  return held && heldSigner(held.key, held.publicKey);
}

function heldSigner(key: CryptoKey, publicKey: string): Signer {
  return { publicKey, sign: async (message) => toHex(new Uint8Array(await crypto.subtle.sign("Ed25519", key, message))) };
}

async function wrappedEntry(root: Bytes, org: string): Promise<Entry> {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  return { ...owner(root, org), way: "wrapped", key, sealed: await seal(key, root, org) };
}

function aesKey(secret: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["encrypt", "decrypt"]);
}

async function seal(key: CryptoKey, root: Bytes, org: string): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, ciphertext: await crypto.subtle.encrypt(gcm(iv, org), key, root) };
}

async function unseal(key: CryptoKey, sealed: Sealed, org: string): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.decrypt(gcm(sealed.iv, org), key, sealed.ciphertext));
}

function gcm(iv: Bytes, org: string): AesGcmParams {
  return { name: "AES-GCM", iv, additionalData: fromHex(org, 32) };
}
