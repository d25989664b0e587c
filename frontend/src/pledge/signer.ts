/** What the pages of signers and readers calculate, without a document or a network, so that it can be tested alone. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { draw } from "../booth/random.ts";
import { fromHex, toHex, utf8 } from "../bytes.ts";
import type { Signer } from "../signin.ts";
import { opened } from "./reader.ts";
import { type Card, checkCard, oneOfEach, readCode } from "./cards.ts";
import { checkEntry, drawEntry, type Entry, entryBytes, entryHash, makeEntry, makeWithdrawal, readEntry } from "./entries.ts";
import { isWith, type CheckJob, type Done, type Job, type MakeJob, type WithdrawJob } from "./making.ts";
import { checkSignatures, type Manifest, readManifest } from "./manifest.ts";
import { PledgeRefused } from "./ristretto.ts";
import { base64Of } from "./statements.ts";

/** Throws PledgeRefused, Refused, MistypedCode. */
export async function done(job: Job): Promise<Done> {
  const manifest = readManifest(utf8(job.manifest));
  if (job.kind === "check") return checked(manifest, job);
  if (job.kind === "open") return { made: JSON.stringify(await opened(manifest, job)), hash: "" };
  return job.kind === "make" ? made(manifest, job) : takenBack(manifest, job);
}

function checked(manifest: Manifest, { code, dealers, trustees }: CheckJob): Done {
  const raw = (all: readonly string[]) => all.map((one) => fromHex(one, 64));
  const card = readCode(code);
  checkCard(manifest, card);
  checkSignatures(manifest, { dealers: raw(dealers), trustees: raw(trustees) });
  return { made: "", hash: "" };
}

async function made(manifest: Manifest, job: MakeJob): Promise<Done> {
  const cards = oneOfEach(manifest, job.codes.map(readCode));
  cards.forEach((card) => checkCard(manifest, card));
  const { name, workplace, paper } = job;
  const who = { name, workplace, paper, signers: job.seeds.map((seed) => signerOf(fromHex(seed, 32))) };
  const entry = entryBytes(await makeEntry(manifest, cards, who, drawEntry(cards.length, draw)));
  return { made: base64Of(entry), hash: toHex(entryHash(checkEntry(manifest, entry))) };
}

function signerOf(seed: Uint8Array): Signer {
  return { publicKey: toHex(ed25519.getPublicKey(seed)), sign: async (message) => toHex(ed25519.sign(message, seed)) };
}

function takenBack(manifest: Manifest, { codes, served }: WithdrawJob): Done {
  const cards = oneOfEach(manifest, codes.map(readCode));
  const hash = entryHash(mine(manifest, cards, served));
  return { made: base64Of(makeWithdrawal(manifest, cards, hash)), hash: toHex(hash) };
}

/** The entry that was made with these cards. Anyone can send anything: what does not hold is nobody's. */
function mine(manifest: Manifest, cards: readonly Card[], served: readonly string[]): Entry {
  for (const text of served) {
    const content = fromHex(text, text.length / 2);
    try {
      if (isWith(readEntry(content, cards.length).indices, cards)) return checkEntry(manifest, content);
    } catch {
      continue;
    }
  }
  throw new PledgeRefused("not-found");
}
