/** What a voter holds: 22 characters of base58, shown in four groups; on paper each group with a check character. */

import { sha256 } from "@noble/hashes/sha2.js";
import { toHex, utf8 } from "../bytes.ts";

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const GROUPS = [5, 6, 5, 6];
const LENGTH = 22;
const CHECK_BYTES = 8;

/** `group` is the mistyped one, counted from 1, or nought where the length is wrong. */
export class MistypedCredential extends Error {
  constructor(readonly group: number) {
    super("credential");
  }
}

/** The credential that somebody typed or scanned. Throws MistypedCredential. */
export function parseCredential(typed: string): string {
  const parts = typed.trim().split(/[\s-]+/u).filter((part) => part !== "");
  const joined = parts.join("");
  if (![...joined].every((letter) => BASE58.includes(letter))) throw new MistypedCredential(0);
  if (parts.length === GROUPS.length && parts.every((part, n) => part.length === GROUPS[n]! + 1)) {
    parts.forEach((part, n) => {
      if (checkLetter(n, part.slice(0, -1)) !== part.slice(-1)) throw new MistypedCredential(n + 1);
    });
    return parts.map((part) => part.slice(0, -1)).join("");
  }
  if (joined.length !== LENGTH) throw new MistypedCredential(0);
  return joined;
}

/** As it stands on a slip. */
export function onPaper(credential: string): string {
  let start = 0;
  return GROUPS.map((size, n) => {
    const part = credential.slice(start, (start += size));
    return part + checkLetter(n, part);
  }).join("-");
}

function checkLetter(place: number, part: string): string {
  const hash = sha256(utf8(`groundswell/slip/v1|${place}|${part}`)).slice(0, CHECK_BYTES);
  return BASE58[Number(BigInt(`0x${toHex(hash)}`) % 58n)]!;
}

/** The secret exponent in an election: BALLOTS, "Credentials". */
export function credentialExponent(q: bigint, uuid: string, credential: string): bigint {
  const half = (n: number) => toHex(sha256(utf8(`derive_credential|${uuid}|${n}|${credential}`)));
  return BigInt(`0x${half(0)}${half(1)}`) % q;
}
