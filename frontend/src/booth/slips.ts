/** Slips of paper: two halves with one number, each from a registrar. What stands on them, and which belong together. */

import { credentialExponent, MistypedCredential, onPaper, parseCredential } from "./credential.ts";
import type { Election } from "./election.ts";

const NAME = "GW-SLIP/1";

export interface HalfSlip {
  readonly uuid: string;
  readonly number: number;
  readonly half: string;
}

export interface Slip {
  readonly number: number;
  readonly halves: readonly string[];
}

export type Mistake =
  | "no-slip"
  | "other-ballot"
  | "no-number"
  | "same-half"
  | "third-half"
  | "mistyped"
  | "mistyped-length"
  | "slip-used"
  | "slip-unknown";

/** `values` go into the sentence. */
export class NoSlip extends Error {
  constructor(
    readonly mistake: Mistake,
    readonly values: Readonly<Record<string, number>> = {},
  ) {
    super(mistake);
  }
}

/** What the code of a half slip says. */
export function slipText({ uuid, number, half }: HalfSlip): string {
  return `${NAME} ${uuid} ${number} ${onPaper(half)}`;
}

/** A half that was read by camera. Throws NoSlip where it is none, or another ballot's. */
export function readSlip(text: string, uuid: string): HalfSlip {
  const [name, of, number, half, ...rest] = text.trim().split(/\s+/u);
  if (name !== NAME || of === undefined || number === undefined || half === undefined || rest.length > 0) {
    throw new NoSlip("no-slip");
  }
  if (of !== uuid) throw new NoSlip("other-ballot");
  return typedSlip(number, half, uuid);
}

/** A half that was typed; the whole text of the code is taken too. Throws NoSlip. */
export function typedSlip(number: string, half: string, uuid: string): HalfSlip {
  if (half.trim().startsWith(NAME)) return readSlip(half, uuid);
  if (!/^[1-9][0-9]{0,6}$/.test(number.trim())) throw new NoSlip("no-number");
  try {
    return { uuid, number: Number(number.trim()), half: parseCredential(half) };
  } catch (error) {
    if (!(error instanceof MistypedCredential)) throw error;
    throw error.group > 0 ? new NoSlip("mistyped", { group: error.group }) : new NoSlip("mistyped-length");
  }
}

/** What lies open on the table. */
export class Slips {
  readonly #found = new Map<number, readonly string[]>();

  /** The slip to which this half belongs, as it is now. Throws NoSlip where it lies here already. */
  add({ number, half }: HalfSlip): Slip {
    const before = this.#found.get(number) ?? [];
    if (before.includes(half)) throw new NoSlip("same-half", { number });
    if (before.length > 1) throw new NoSlip("third-half", { number });
    const halves = [...before, half];
    this.#found.set(number, halves);
    return { number, halves };
  }

  /** The last half of a slip was not entered after all. */
  takeBack({ number, halves }: Slip): void {
    this.#found.set(number, halves.slice(0, -1));
  }

  remove(number: number): void {
    this.#found.delete(number);
  }

  get all(): readonly Slip[] {
    return [...this.#found].map(([number, halves]) => ({ number, halves })).sort((a, b) => a.number - b.number);
  }

  get whole(): readonly Slip[] {
    return this.all.filter(({ halves }) => halves.length === 2);
  }

  /** Numbers of which a half is missing. */
  get broken(): readonly number[] {
    return this.all.filter(({ halves }) => halves.length < 2).map(({ number }) => number);
  }
}

/** The public credential that the halves of a slip make in an election. */
export function publicOf({ group, uuid }: Election, { halves }: Slip): string {
  const secret = halves.reduce((sum, half) => sum + credentialExponent(group.q, uuid, half), 0n) % group.q;
  return group.text(group.power(group.g, secret));
}
