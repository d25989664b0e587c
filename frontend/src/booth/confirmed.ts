/** Whether trustees have signed that an election is the one: whoever seals credentials or counts papers asks it. */

import { sha256 } from "@noble/hashes/sha2.js";
import { readAct } from "../acts.ts";
import { toHex, utf8 } from "../bytes.ts";
import { ProofFails } from "./proofs.ts";

/** A trustee's word for the elections, as it was signed. */
export interface Confirmation {
  readonly content: string;
  readonly signed: string;
  readonly signature: string;
}

/** What a page is told of them. */
export interface Confirmed {
  readonly ballot: string;
  readonly threshold: number;
  readonly trustees: readonly { readonly act: string; readonly place: number }[];
  readonly confirmed?: Readonly<Record<string, Confirmation>>;
}

/** Enough trustees have signed that this is the election. Throws ProofFails `confirmed`. */
export function checkConfirmed(room: Confirmed, uuid: string, fingerprint: string): void {
  const trustees = room.trustees.filter((one) => {
    const said = room.confirmed?.[String(one.place)];
    if (!said) return false;
    const body = readAct(said.signed, said.signature, one.act, "ballot.custody");
    const elections = (JSON.parse(said.content) as { elections: Record<string, string> }).elections;
    const isIts = body["ballot"] === room.ballot && body["step"] === "confirm";
    return isIts && body["digest"] === toHex(sha256(utf8(said.content))) && elections[uuid] === fingerprint;
  });
  if (new Set(trustees.map((one) => one.act)).size < room.threshold) throw new ProofFails("confirmed");
}
