/** What the booth asks of the site: the ballot with my envelopes, and to put on the board what was made here. */

import { ask } from "../server.ts";

export interface Registrar {
  readonly account: string;
  readonly name: string;
  /** Public act key, hexadecimal. */
  readonly key: string;
}

export interface Offered {
  readonly org: string;
  readonly ballot: string;
  readonly part: string;
  readonly title: string;
  readonly text: string;
  readonly unit: string;
  readonly binding: boolean | number;
  /** How many trustees together could open single ballots. */
  readonly threshold: number;
  readonly closes: string;
  /** The exact text of the election. */
  readonly election: string;
  readonly rules: readonly string[];
  readonly grades: readonly (readonly string[] | null)[];
  readonly recipient: string;
  /** The age key that the envelopes were sealed to, where the site says it. */
  readonly age?: string;
  readonly registrars: readonly Registrar[];
  readonly envelopes: readonly string[];
  readonly cast: { readonly tracker: string } | null;
  readonly state: "open" | "early" | "closed" | "no-credential" | "paper";
}

export interface Receipt {
  readonly tracker: string;
  readonly receipt: string;
  readonly number: number;
}

export function offered(part: string): Promise<Offered> {
  return ask(path(part));
}

/** May be sent again after its answer was lost: the same bytes get the same receipt. */
export function cast(part: string, ballot: string): Promise<Receipt> {
  return ask(path(part), sent(ballot));
}

/** Tells the site that this ballot is opened to check it, and must never be cast. */
export async function spoil(part: string, ballot: string): Promise<void> {
  await ask(`${path(part)}/spoil`, sent(ballot));
}

function path(part: string): string {
  return `/ballots/booth/${encodeURIComponent(part)}`;
}

function sent(ballot: string): RequestInit {
  return { method: "POST", body: JSON.stringify({ ballot }) };
}
