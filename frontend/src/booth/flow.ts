/** What the booth may do with what it has: which election it trusts, and what becomes of a ballot that was made. */

import type { Offered } from "./calls.ts";
import type { Opened as Prepared } from "./audit.ts";
import type { Election } from "./election.ts";
import { ProofFails } from "./proofs.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LEAST_REGISTRARS = 2;

/** What all registrars vouch for, and this registrar's half. */
export interface Half {
  readonly credential: string;
  readonly fingerprint: string;
  readonly public: string;
}

/** The part whose id stands behind the # of the address. */
export function partOf(hash: string): string | undefined {
  const id = hash.replace(/^#/, "").toLowerCase();
  return UUID.test(id) ? id : undefined;
}

/** Two registrars or more with different keys, and an envelope from each. Throws ProofFails. */
export function checkRegistrars({ registrars, envelopes }: Pick<Offered, "registrars" | "envelopes">): void {
  const accounts = new Set(registrars.map((one) => one.account));
  const keys = new Set(registrars.map((one) => one.key));
  const count = registrars.length;
  if (count < LEAST_REGISTRARS || accounts.size !== count || keys.size !== count) throw new ProofFails("registrars");
  if (envelopes.length !== count) throw new ProofFails("envelopes");
}

/** All speak of this election and of one credential, and no two halves are the same. Throws ProofFails. */
export function checkHalves(halves: readonly Half[], election: Election): void {
  if (!halves.every((half) => half.fingerprint === election.fingerprint)) throw new ProofFails("fingerprint");
  if (new Set(halves.map((half) => half.public)).size !== 1) throw new ProofFails("credential");
  if (new Set(halves.map((half) => half.credential)).size !== halves.length) throw new ProofFails("halves");
}

/** What the election says of itself: the registrars vouch for these words. */
export function described(election: string): { name: string; description: string } {
  const { name, description } = JSON.parse(election) as Record<string, unknown>;
  return { name: plain(name), description: plain(description) };
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A ballot that was used one way is not used the other way. */
export class Spent extends Error {}

/** A ballot that was made is either cast or opened. Cast it may be several times, because answers get lost. */
export class Ready {
  #fate: "cast" | "opened" | undefined;

  constructor(
    readonly election: string,
    readonly prepared: Prepared,
  ) {}

  get tracker(): string {
    return this.prepared.tracker;
  }

  forCasting(): string {
    return this.#use("cast").content;
  }

  forChecking(): Prepared {
    return this.#use("opened");
  }

  #use(fate: "cast" | "opened"): Prepared {
    if (this.#fate !== undefined && this.#fate !== fate) throw new Spent();
    this.#fate = fate;
    return this.prepared;
  }
}
