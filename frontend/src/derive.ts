/** From nine words to keys: one root, and from it a key for each purpose, none of which signs for another. */

import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { type Bytes, fromHex, join, toHex, utf8 } from "./bytes.ts";
import { type Card, cardBytes } from "./words.ts";

/** Secret seeds of 32 bytes: sign-in and acts (Ed25519), sealing (X25519). */
export interface MemberKeys {
  readonly signin: Bytes;
  readonly act: Bytes;
  readonly age: Bytes;
}

/** 64 lowercase hexadecimal digits each. */
export interface PublicHalves {
  readonly signin: string;
  readonly act: string;
  readonly age: string;
}

/** HKDF-SHA-256 with the organisation's id (64 hexadecimal digits) as salt. */
export function memberRoot(card: Card, org: string): Bytes {
  const extracted = extract(sha256, cardBytes(card), fromHex(org, 32));
  return join(expand(sha256, extracted, utf8("groundswell/member/v1"), 32));
}

export function seed(root: Uint8Array, info: Uint8Array): Bytes {
  return join(expand(sha256, root, info, 32));
}

/** The key of one office under one mandate (16 bytes of its id). */
export function officeSeed(root: Uint8Array, mandate: Uint8Array): Bytes {
  return seed(root, join(utf8("office/v1"), mandate));
}

export function keysOfRoot(root: Uint8Array): MemberKeys {
  return { signin: seed(root, utf8("signin/v1")), act: seed(root, utf8("act/v1")), age: seed(root, utf8("age/v1")) };
}

export function publicHalves(keys: MemberKeys): PublicHalves {
  return {
    signin: toHex(ed25519.getPublicKey(keys.signin)),
    act: toHex(ed25519.getPublicKey(keys.act)),
    age: toHex(x25519.getPublicKey(keys.age)),
  };
}
