/** What the petition page asks of the site: signed in, for its own keys; and without any session, to sign. */

import { ask, askApart } from "../server.ts";
import type { Petition, Wanted } from "./statement.ts";

export interface Half {
  /** The registrar's public act key, hexadecimal. */
  readonly registrar: string;
  readonly sealed: string;
}

/** A petition, or what a new one would be about; and my petition key in halves. */
export interface Offered {
  readonly petition: Petition;
  readonly title: string;
  readonly unit: string;
  readonly signed: number;
  readonly needed: number;
  readonly electors: number;
  readonly days: number;
  /** The last day on which it can be signed, in words. */
  readonly until: string;
  readonly recipient: string;
  readonly age: string;
  readonly ballot: string;
  readonly halves: readonly Half[];
  readonly state: "open" | "over" | "no-key";
  /** The petition that this one would be joined to. */
  readonly into: Petition | null;
}

export interface Counted {
  readonly signed: number;
  readonly needed: number;
}

export function offered(wanted: Wanted): Promise<Offered> {
  return ask(path(wanted));
}

function path(wanted: Wanted): string {
  if (wanted.what === "sign") return `/petitions/booth/${wanted.id}`;
  if (wanted.what === "join") return `/petitions/booth/${wanted.id}/join/${wanted.into}`;
  return `/petitions/booth/new/${wanted.what}/${wanted.about || "all"}`;
}

/** Begins it, with the first signature. The same bytes may be sent again. */
export function begin(petition: Petition, key: string, signature: string): Promise<Counted> {
  return sent("/petitions/begin", { ...petition, key, signature });
}

export function sign(petition: Petition, key: string, signature: string): Promise<Counted> {
  return sent(`/petitions/${petition.id}/sign`, { key, signature });
}

export function joinTo(joining: Petition, into: Petition, key: string, signature: string): Promise<Counted> {
  return sent(`/petitions/${joining.id}/join`, { into: into.id, key, signature });
}

function sent(address: string, fields: Record<string, string>): Promise<Counted> {
  return askApart(address, { method: "POST", body: JSON.stringify(fields) });
}
