/** The long calculations of a signer's page, beside the page: what goes to the worker and what comes back. */

import type { Card } from "./cards.ts";

const WORKER = "/static/pledge-worker.js";

/** A card is checked against the manifest that it names, and that one against its signatures. */
export interface CheckJob {
  readonly kind: "check";
  readonly manifest: string;
  readonly dealers: readonly string[];
  readonly trustees: readonly string[];
  readonly code: string;
}

/** `seeds` of act keys in hexadecimal: one of a member, two of tellers, none where anyone may sign. */
export interface MakeJob {
  readonly kind: "make";
  readonly manifest: string;
  readonly codes: readonly string[];
  readonly name: string;
  readonly workplace: string;
  readonly paper: number;
  readonly seeds: readonly string[];
}

/** With all cards of the entry that is taken back. */
export interface WithdrawJob {
  readonly kind: "withdraw";
  readonly manifest: string;
  readonly codes: readonly string[];
  readonly served: readonly string[];
}

/** Everything that is public, and the secret of one reader: that of all cards of an entry, or of the committee. */
export interface OpenJob {
  readonly kind: "open";
  readonly manifest: string;
  readonly record: readonly string[];
  readonly served: readonly string[];
  readonly checkpoint: string;
  readonly policy: string;
  readonly sealed: readonly string[];
  readonly codes: readonly string[];
  /** In hexadecimal, where there are no cards. */
  readonly secret: string;
  readonly members: readonly string[] | null;
  readonly tellers: readonly string[] | null;
}

export type Job = CheckJob | MakeJob | WithdrawJob | OpenJob;

/** `made`: base64 as the site takes it, JSON of the list that was opened; "" where it was a check alone. */
export type Answer =
  | { readonly kind: "done"; readonly made: string; readonly hash: string }
  | { readonly kind: "failed"; readonly code: string; readonly step: number };

export interface Done {
  readonly made: string;
  /** Of the entry, in hexadecimal. */
  readonly hash: string;
}

/** What did not hold, as the library numbers it; 0 where this browser could not calculate. */
export class NotMade extends Error {
  constructor(
    readonly code: string,
    readonly step: number,
  ) {
    super(code);
  }
}

/** Throws NotMade. */
export function work(job: Job): Promise<Done> {
  return new Promise<Done>((resolve, reject) => {
    const worker = new Worker(WORKER);
    const end = (ending: () => void) => {
      worker.terminate();
      ending();
    };
    worker.addEventListener("error", () => end(() => reject(new NotMade("worker", 0))));
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
      if (data.kind === "done") end(() => resolve(data));
      else end(() => reject(new NotMade(data.code, data.step)));
    });
    worker.postMessage(job);
  });
}

/** Which entry was made with exactly these cards. */
export function isWith(indices: readonly number[], cards: readonly Card[]): boolean {
  return cards.length === indices.length && cards.every((card, n) => card.deck === n + 1 && card.index === indices[n]);
}
