/** That the manifest stands in the record which witnesses signed: c2sp.org/tlog-proof, and RFC 6962, section 2.1.1. */

import { sha256 } from "@noble/hashes/sha2.js";
import { base64 } from "@scure/base";
import { type Bytes, join, same, toHex } from "../bytes.ts";
import type { Manifest } from "./manifest.ts";
import { PledgeRefused } from "./ristretto.ts";
import { readCheckpoint, readWitnesses, requireQuorum } from "./trigger.ts";

const HEADER = "c2sp.org/tlog-proof@v1";
const BUNDLE = 256;

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

/** The entry at that place, from the bundle in which it stands: lengths of two bytes, and texts. */
export function entryIn(bundle: Uint8Array, index: number): Bytes {
  let at = 0;
  for (let n = index % BUNDLE; n > 0; n--) at += 2 + lengthAt(bundle, at);
  const end = at + 2 + lengthAt(bundle, at);
  if (end > bundle.length) throw new PledgeRefused("bundle");
  return join(bundle.subarray(at + 2, end));
}

function lengthAt(bundle: Uint8Array, at: number): number {
  if (at + 2 > bundle.length) throw new PledgeRefused("bundle");
  return bundle[at]! * 256 + bundle[at + 1]!;
}

/** The size of the record under which the receipt was made. Throws where the policy's witnesses have not signed it. */
export function sizeOf(manifest: Manifest, policy: string, receipt: Receipt): number {
  return signed(manifest, policy, receipt).size;
}

function signed(manifest: Manifest, policy: string, receipt: Receipt) {
  const witnesses = readWitnesses(manifest, policy);
  const found = readCheckpoint(witnesses, receipt.checkpoint);
  requireQuorum(witnesses, found);
  return found;
}

/** The bundle holds, at the receipt's place, the entry that names h. Throws PledgeRefused. */
export function checkRecorded(manifest: Manifest, policy: string, receipt: Receipt, bundle: Uint8Array): void {
  const found = signed(manifest, policy, receipt);
  const entry = entryIn(bundle, receipt.index);
  if (!same(rootFrom(receipt.index, found.size, entry, receipt.proof), found.root)) throw new PledgeRefused("proof");
  const { type, effect } = JSON.parse(new TextDecoder().decode(entry)) as { type: string; effect: { pledge?: string } };
  const right = type === "pledge.manifest" && effect.pledge === toHex(manifest.h);
  if (!right) throw new PledgeRefused("other-entry");
}
