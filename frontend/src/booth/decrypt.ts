/** A trustee's part in opening the result: section 4.18. */

import type { Election } from "./election.ts";
import type { AnyGroup } from "./group.ts";
import { proofJson, proveEquality } from "./knowledge.ts";
import type { Pair } from "./proofs.ts";
import type { Draw } from "./random.ts";

/** The ciphertexts of every question, as they stand in an archive. Throws RangeError. */
export function readTally(group: AnyGroup, text: string): Pair<unknown>[][] {
  const rows = JSON.parse(text) as { alpha: string; beta: string }[][];
  return rows.map((row) => row.map(({ alpha, beta }) => ({ alpha: group.element(alpha), beta: group.element(beta) })));
}

/** The bytes of a partial decryption. */
export function decrypt({ group, fingerprint }: Election, tally: readonly Pair<unknown>[][], secret: bigint, draw: Draw): string {
  return JSON.stringify({
    decryption_factors: tally.map((row) => row.map(({ alpha }) => group.text(group.power(alpha, secret)))),
    decryption_proofs: tally.map((row) =>
      row.map(({ alpha }) => proofJson(proveEquality(group, fingerprint, secret, alpha, draw))),
    ),
  });
}
