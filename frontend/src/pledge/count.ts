/**
 * The count, as every reader works it out: distinct, valid, not withdrawn; scrutiny.pledge.board and counting in Python.
 * Whether the record that was read is the one under a checkpoint that witnesses signed is asked by `rootOf` and by
 * `scrutiny pledge check`.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { type Bytes, fromHex, join, same, toHex, utf8 } from "../bytes.ts";
import { checkEntry, checkWithdrawal, type Entry, entryHash } from "./entries.ts";
import type { Manifest } from "./manifest.ts";
import { PledgeRefused } from "./ristretto.ts";
import { fields, hexadecimal, items, number } from "./statements.ts";

export interface Listed {
  readonly place: number;
  readonly hash: string;
  readonly indices: readonly number[];
  readonly shares: readonly string[];
}

/** What the record says of one pledge, as far as `size`. `voided` maps "deck.index" to the place of the voiding. */
export interface Board {
  readonly size: number;
  readonly root: Bytes;
  readonly manifest: number | null;
  readonly listed: readonly Listed[];
  readonly withdrawals: readonly string[];
  readonly voided: ReadonlyMap<string, number>;
}

/** From the entries of the record, from the first on, as they are served. */
export function readBoard(record: readonly string[], h: Uint8Array): Board {
  const [listed, withdrawals, voided]: [Listed[], string[], Map<string, number>] = [[], [], new Map()];
  let manifest: number | null = null;
  record.forEach((content, place) => {
    if (!content.includes('"pledge.')) return;
    const { type, effect } = JSON.parse(content) as { type: string; effect: Record<string, unknown> };
    if (effect["pledge"] !== toHex(h)) return;
    if (type === "pledge.manifest") manifest ??= place;
    if (type === "pledge.entries") listed.push(...batch(place, effect));
    if (type === "pledge.withdrawals") {
      withdrawals.push(...items(effect["withdrawals"], 1, 10_000).map((one) => String(one)));
    }
    if (type === "pledge.voided") {
      items(effect["cards"], 1, 40_000).forEach((slot) => {
        const key = items(slot, 2, 2).join(".");
        if (!voided.has(key)) voided.set(key, place);
      });
    }
  });
  return { size: record.length, root: rootOf(record.map(utf8)), manifest, listed, withdrawals, voided };
}

function batch(place: number, effect: Record<string, unknown>): Listed[] {
  const found = items(fields(effect, ["pledge", "entries"])["entries"], 1, 10_000).map((one) => {
    const [hash, indices, shares] = items(one, 3, 3);
    return {
      place,
      hash: hexadecimal(hash),
      indices: items(indices, 1, 4).map((index) => number(index, 0)),
      shares: items(shares, 1, 4).map((share) => hexadecimal(share)),
    };
  });
  if (found.some((one, n) => n > 0 && found[n - 1]!.hash >= one.hash)) throw new PledgeRefused("pledge-order");
  return found;
}

/** RFC 6962, section 2.1. */
export function rootOf(leaves: readonly Uint8Array[]): Bytes {
  if (leaves.length === 0) return join(sha256(new Uint8Array(0)));
  if (leaves.length === 1) return join(sha256(join(Uint8Array.of(0), leaves[0]!)));
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return join(sha256(join(Uint8Array.of(1), rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)))));
}

export interface Uncounted {
  readonly hash: string;
  readonly step: number;
  readonly code: string;
}

export interface Tally {
  readonly counted: readonly Entry[];
  readonly withdrawn: readonly Entry[];
  readonly uncounted: readonly Uncounted[];
}

/** `served` maps hashes to entries as the server gives them. */
export function count(manifest: Manifest, board: Board, served: ReadonlyMap<string, Uint8Array>): Tally {
  const [valid, uncounted, used]: [Entry[], Uncounted[], Set<string>] = [[], [], new Set()];
  for (const listed of board.listed) {
    try {
      const entry = counts(manifest, listed, board, served, used);
      valid.push(entry);
      slots(entry).forEach((slot) => used.add(slot));
    } catch (error) {
      if (!(error instanceof PledgeRefused)) throw error;
      uncounted.push({ hash: listed.hash, step: error.step, code: error.code });
    }
  }
  const gone = new Set(board.withdrawals.map((content) => withdrawn(manifest, valid, content)));
  const isGone = (entry: Entry) => gone.has(toHex(entryHash(entry)));
  return { counted: valid.filter((one) => !isGone(one)), withdrawn: valid.filter(isGone), uncounted };
}

function slots(entry: Entry): string[] {
  return entry.indices.map((index, n) => `${n + 1}.${index}`);
}

function counts(
  manifest: Manifest, listed: Listed, board: Board, served: ReadonlyMap<string, Uint8Array>, used: ReadonlySet<string>,
): Entry {
  const content = served.get(listed.hash);
  if (!content) throw new PledgeRefused("not-served", 30);
  const entry = checkEntry(manifest, content);
  const agrees = listed.indices.join() === entry.indices.join() && listed.shares.join() === entry.shares.map(toHex).join();
  if (toHex(entryHash(entry)) !== listed.hash || !agrees) throw new PledgeRefused("other-entry", 30);
  const voided = (slot: string) => (board.voided.get(slot) ?? listed.place) < listed.place;
  if (slots(entry).some(voided)) throw new PledgeRefused("voided", 31);
  if (slots(entry).some((slot) => used.has(slot))) throw new PledgeRefused("used-card", 32);
  return entry;
}

/** The hash of the entry that is taken back; "" where it is no withdrawal: anyone can send one. */
function withdrawn(manifest: Manifest, valid: readonly Entry[], text: string): string {
  try {
    const content = fromHex(text, text.length / 2);
    const entry = valid.find((one) => same(entryHash(one), content.subarray(32, 64)));
    if (!entry) return "";
    checkWithdrawal(manifest, entry, content);
    return toHex(entryHash(entry));
  } catch {
    return "";
  }
}
