/** Record, entries, checkpoint and policy of a pledge, fetched for a trustee who checks all of it. */

import { fromHex, same, utf8 } from "../bytes.ts";
import { manifestOf, servedOf, type Shown as Public, shownOf } from "./calls.ts";
import { readBoard } from "./count.ts";
import { readManifest } from "./manifest.ts";
import { byHash } from "./reader.ts";
import { PledgeRefused } from "./ristretto.ts";
import type { Shown } from "./room.ts";

/** Throws PledgeRefused at step 10 where the manifest is not the one with that hash. */
export async function evidenceOf(h: string): Promise<Shown> {
  const [text, served, shown] = await Promise.all([manifestOf(h), servedOf(h), shownOf(h)]);
  return evidenceFrom(h, text, served, shown);
}

export function evidenceFrom(h: string, text: string, served: readonly string[], shown: Public): Shown {
  const manifest = readManifest(utf8(text));
  if (!same(manifest.h, fromHex(h, 32))) throw new PledgeRefused("manifest", 10);
  const { entries, checkpoint, policy, notices } = shown;
  const board = readBoard(entries, manifest.h);
  return { manifest, evidence: { board, served: byHash(served), checkpoint, policy }, notices };
}
