/** That the manifest stands in the record which witnesses signed: c2sp.org/tlog-proof, and RFC 6962, section 2.1.1. */

import { sha256 } from "@noble/hashes/sha2.js";
import { base64 } from "@scure/base";
import { type Bytes, join, same, toHex, utf8 } from "../bytes.ts";
import type { Manifest } from "./manifest.ts";
import { PledgeRefused } from "./ristretto.ts";
import { readCheckpoint, readWitnesses, requireQuorum } from "./trigger.ts";

const HEADER = "c2sp.org/tlog-proof@v1";

export interface Receipt {
  readonly index: number;
  readonly proof: readonly Bytes[];
  readonly checkpoint: string;
}

export function readReceipt(text: string): Receipt {
  const end = text.indexOf("\n\n");
  const [header, place = "", ...hashes] = text.slice(0, end).split("\n");
  const index = /^index (0|[1-9][0-9]{0,15})$/.exec(place)?.[1];
  if (end < 0 || header !== HEADER || index === undefined) throw new PledgeRefused("receipt");
  return { index: Number(index), proof: hashes.map((one) => join(base64.decode(one))), checkpoint: text.slice(end + 2) };
}

/** The root to which the leaf at that place leads; section 2.1.3.2 of RFC 9162. */
export function rootFrom(index: number, size: number, leaf: Uint8Array, proof: readonly Uint8Array[]): Bytes {
  let [node, last, at] = [join(sha256(join(Uint8Array.of(0), leaf))), size - 1, index];
  if (index > last) throw new PledgeRefused("no-entry");
  for (const other of proof) {
    if (last === 0) throw new PledgeRefused("proof");
    const left = at % 2 === 1 || at === last;
    node = join(sha256(join(Uint8Array.of(1), ...(left ? [other, node] : [node, other]))));
    while (left && at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  if (last !== 0) throw new PledgeRefused("proof");
  return node;
}

/** The entry is the one that names h, and stands where the witnesses of the terms have signed. Throws PledgeRefused. */
export function checkRecorded(manifest: Manifest, policy: string, text: string, entry: string): void {
  const [witnesses, receipt] = [readWitnesses(manifest, policy), readReceipt(text)];
  const found = readCheckpoint(witnesses, receipt.checkpoint);
  requireQuorum(witnesses, found);
  const root = rootFrom(receipt.index, found.size, utf8(entry), receipt.proof);
  if (!same(root, found.root)) throw new PledgeRefused("proof");
  const { type, effect } = JSON.parse(entry) as { type: string; effect: { pledge?: string } };
  const right = type === "pledge.manifest" && effect.pledge === toHex(manifest.h);
  if (!right) throw new PledgeRefused("other-entry");
}
