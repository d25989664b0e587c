/** A petition key from the halves that registrars sealed to one elector. */

import { JointKey } from "../booth/joint-keys.ts";
import { ProofFails } from "../booth/proofs.ts";
import { openHalf } from "../booth/sealing.ts";
import { Problem } from "../ui.ts";
import type { Offered } from "./calls.ts";

const LEAST_REGISTRARS = 2;

/** `age` is the public half of `identity`. Throws ProofFails with what does not match, Problem for others' keys. */
export async function petitionKey(asked: Offered, age: string, identity: string | CryptoKey): Promise<JointKey> {
  const registrars = new Set(asked.halves.map((one) => one.registrar));
  if (registrars.size < LEAST_REGISTRARS || registrars.size !== asked.halves.length) throw new ProofFails("registrars");
  const { org, keys } = asked.petition;
  const about = { org, ballot: asked.ballot, keys, recipient: asked.recipient, age };
  const settled = await Promise.allSettled(
    asked.halves.map(({ registrar, sealed }) => openHalf({ ...about, registrar }, sealed, identity)),
  );
  const faults = settled.flatMap((one) => (one.status === "rejected" ? [reasonOf(one.reason)] : []));
  if (faults.length === settled.length && faults.every((one) => one === "envelope")) throw new Problem("not-yours");
  if (faults.length > 0) throw new ProofFails(faults[0]!);
  return new JointKey(settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])));
}

function reasonOf(error: unknown): string {
  return error instanceof ProofFails ? error.message : "form";
}
