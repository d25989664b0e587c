/** Record, entries, checkpoint and policy of a pledge, fetched for a trustee who checks all of it. */

import { fromHex, same, utf8 } from "../bytes.ts";
import { checkpointOf, manifestOf, recordOf, servedOf, stateOf } from "./calls.ts";
import { readBoard } from "./count.ts";
import { readManifest } from "./manifest.ts";
import { byHash } from "./reader.ts";
import { PledgeRefused } from "./ristretto.ts";
import type { Shown } from "./room.ts";

/** Throws PledgeRefused at step 10 where the manifest is not the one with that hash. */
export async function evidenceOf(h: string): Promise<Shown> {
  const fetched = await Promise.all([manifestOf(h), recordOf(h), servedOf(h), checkpointOf(h), stateOf(h)]);
  const [text, record, served, checkpoint, { policy }] = fetched;
  const manifest = readManifest(utf8(text));
  if (!same(manifest.h, fromHex(h, 32))) throw new PledgeRefused("manifest", 10);
  return { manifest, evidence: { board: readBoard(record, manifest.h), served: byHash(served), checkpoint, policy } };
}
