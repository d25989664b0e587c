/** The opening in a reader's browser: by the cards of an entry that counts, or by the key of somebody of the committee. */

import { sha256 } from "@noble/hashes/sha2.js";
import { fromHex, join, toHex, utf8 } from "../bytes.ts";
import { readCode, shortCode } from "./cards.ts";
import { readBoard, type Tally } from "./count.ts";
import { readerSecret } from "./entries.ts";
import type { OpenJob } from "./making.ts";
import { type Manifest, thresholdOf } from "./manifest.ts";
import { type Bundle, openAll, readBundle, unsealBundle } from "./opening.ts";
import { PledgeRefused } from "./ristretto.ts";
import { seen } from "./trigger.ts";

export interface Named {
  readonly name: string;
  readonly workplace: string;
  readonly paper: number;
  /** By which a signer finds the own entry. */
  readonly code: string;
}

export interface Names {
  readonly signed: readonly Named[];
  readonly void: readonly { readonly code: string; readonly why: string }[];
  /** Places of trustees whose parts do not hold. */
  readonly refused: readonly number[];
  readonly withdrawn: number;
  readonly threshold: number;
}

/** Record, witnesses, count and all parts are checked first. Throws PledgeRefused with the step. */
export async function opened(manifest: Manifest, job: OpenJob): Promise<Names> {
  const board = readBoard(job.record, manifest.h);
  const tally = seen(manifest, { board, served: byHash(job.served), checkpoint: job.checkpoint, policy: job.policy });
  const bundles = await unsealed(manifest, job.sealed, secretOf(manifest, job));
  const who = { members: job.members && new Set(job.members), tellers: job.tellers && new Set(job.tellers) };
  const opening = openAll(manifest, board, tally, bundles, who);
  return named(manifest, tally, opening);
}

function named(manifest: Manifest, tally: Tally, opening: ReturnType<typeof openAll>): Names {
  const code = (hash: string) => shortCode(fromHex(hash, 32));
  const signed = opening.signed.map(({ entry, payload: { name, workplace, paper } }) => ({ name, workplace, paper, code: code(entry) }));
  return {
    signed: signed.sort((one, other) => one.name.localeCompare(other.name)),
    void: opening.void.map((one) => ({ code: code(one.entry), why: one.code })),
    refused: opening.refused,
    withdrawn: tally.withdrawn.length,
    threshold: thresholdOf(manifest.terms),
  };
}

/** Entries by the hash that the record lists them under. */
export function byHash(served: readonly string[]): Map<string, Uint8Array> {
  return new Map(served.map((text) => fromHex(text, text.length / 2)).map((one) => [toHex(join(sha256(one))), one]));
}

function secretOf(manifest: Manifest, { codes, secret }: OpenJob): Uint8Array {
  const seeds = codes.map(readCode).map((card) => card.seed);
  return seeds.length > 0 ? readerSecret(seeds, manifest.h) : fromHex(secret, 32);
}

/** A trustee who sealed something else is left out: the others may be enough. */
async function unsealed(manifest: Manifest, sealed: readonly string[], secret: Uint8Array): Promise<Bundle[]> {
  const found: Bundle[] = [];
  let foreign = 0;
  for (const text of sealed) {
    try {
      found.push(readBundle(manifest, await unsealBundle(utf8(text), secret)));
    } catch (error) {
      if (error instanceof PledgeRefused && error.code === "not-for-you") foreign++;
    }
  }
  if (sealed.length > 0 && foreign === sealed.length) throw new PledgeRefused("not-for-you");
  return found;
}
