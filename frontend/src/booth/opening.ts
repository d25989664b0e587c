/** Opening what the two registrars sealed: only the election that both vouch for is voted in. */

import { utf8 } from "../bytes.ts";
import { Problem } from "../ui.ts";
import type { Offered } from "./calls.ts";
import { type Election, readElection } from "./election.ts";
import { checkHalves, checkRegistrars, type Half } from "./flow.ts";
import { type Asked, askedOf } from "./form.ts";
import { ProofFails } from "./proofs.ts";
import { openEnvelope } from "./sealing.ts";

/** What is known once both envelopes are open. */
export interface Opened {
  readonly election: Election;
  readonly questions: readonly Asked[];
  readonly halves: readonly Half[];
}

/** `age`: the public half of `identity`. Throws ProofFails with what does not match, Problem for others' keys. */
export async function openBoth(asked: Offered, age: string, identity: string | CryptoKey): Promise<Opened> {
  const election = read(asked.election);
  checkRegistrars(asked);
  const about = { org: asked.org, ballot: asked.ballot, uuid: election.uuid, recipient: asked.recipient, age };
  const halves = await allOpen(
    asked.registrars.map(({ key }, n) => openEnvelope({ ...about, registrar: key }, asked.envelopes[n]!, identity)),
  );
  checkHalves(halves, election);
  return { election, halves, questions: askedOf(election, asked.rules, asked.grades) };
}

/** Where none can be opened at all, the keys are somebody else's; that is a slip, and no false election. */
async function allOpen(opening: readonly Promise<Half>[]): Promise<readonly Half[]> {
  const settled = await Promise.allSettled(opening);
  const faults = settled.flatMap((one) => (one.status === "rejected" ? [reasonOf(one.reason)] : []));
  if (faults.length === settled.length && faults.every((one) => one === "envelope")) throw new Problem("not-yours");
  if (faults.length > 0) throw new ProofFails(faults[0]!);
  return settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}

function reasonOf(error: unknown): string {
  return error instanceof ProofFails ? error.message : "form";
}

function read(election: string): Election {
  try {
    return readElection(utf8(election));
  } catch {
    throw new ProofFails("election");
  }
}
