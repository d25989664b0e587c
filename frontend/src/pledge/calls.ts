/**
 * What the pages of a pledge ask of the site. All that a signer does goes without cookies: the site cannot tell a
 * member from anybody else. Rooms of dealers and trustees are asked with them.
 */

import type { Signing } from "../acts.ts";
import { ask, askApart, NoAnswer, type Organisation, send, ServerSays } from "../server.ts";
import type { Notice } from "./trigger.ts";

/** `entry`: the text of the record's entry that holds h; `receipt` proves it, "" while witnesses have not signed so far. */
export interface State {
  readonly state: "signing" | "reached" | "opening" | "opened" | "missed" | "void" | "preparing";
  readonly takes: number;
  readonly now: number;
  readonly deadline: number;
  readonly last: number;
  readonly batch: number;
  readonly count: number;
  readonly threshold: number;
  readonly policy: string;
  readonly organisation: string;
  readonly title: string;
  readonly entry: string;
  readonly receipt: string;
}

/** The record as far as the checkpoint, and what trustees said of it, in the order of the record. */
export interface Shown {
  readonly entries: readonly string[];
  readonly checkpoint: string;
  readonly policy: string;
  readonly notices: readonly Notice[];
}

export interface Signed {
  readonly dealers: readonly string[];
  readonly trustees: readonly string[];
}

/** `signature` is the server's promise that the entry comes into the record with that batch. */
export interface Promised {
  readonly hash: string;
  readonly batch: string;
  readonly signature: string;
  readonly code: string;
}

export interface Keyholders {
  readonly members: readonly string[] | null;
  readonly tellers: readonly string[];
}

export interface Custodian {
  readonly account: string;
  readonly name: string;
  readonly place: number;
  readonly act: string;
  readonly age: string;
  readonly fault: string;
}

export interface Room extends Signing {
  readonly actor: string;
  readonly pledge: string;
  readonly title: string;
  readonly role: "dealer" | "trustee";
  readonly place: number;
  readonly account: string;
  readonly age: string;
  readonly step: string;
  readonly fault: string;
  readonly missing: readonly string[];
  readonly kept: Readonly<Record<string, string>>;
  readonly custodians: Readonly<Record<"dealer" | "trustee", readonly Custodian[]>>;
  readonly terms: string;
  readonly manifest: string;
  readonly h: string;
  readonly said: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Seconds from which parts may be given; 0 while it is not fixed. */
  readonly opens: number;
  readonly latest: number;
  readonly set: readonly string[];
}

/** The one that is printed on cards names no pledge: h stands on the card. */
function of(h: string, name: string): string {
  return `/pledges/of/${encodeURIComponent(h)}/${name}`;
}

/** As it is, without a session. Throws ServerSays, NoAnswer. */
async function text(path: string): Promise<string> {
  const init: RequestInit = { credentials: "omit", redirect: "error", cache: "no-store", headers: { Accept: "application/json" } };
  try {
    const response = await fetch(path, init);
    if (response.ok) return await response.text();
    const { code = "", message = "", kept = "", todo = "" } = (await response.json()) as Record<string, string>;
    if (message) throw new ServerSays(code, { message, kept, todo });
  } catch (error) {
    if (error instanceof ServerSays) throw error;
  }
  throw new NoAnswer();
}

export function organisationApart(): Promise<Organisation> {
  return askApart("/keys/organisation");
}

export function manifestOf(h: string): Promise<string> {
  return text(of(h, "manifest.json"));
}

export function signaturesOf(h: string): Promise<Signed> {
  return askApart(of(h, "signatures.json"));
}

export function stateOf(h: string): Promise<State> {
  return askApart(of(h, "state.json"));
}

/** Entries in hexadecimal. */
export async function servedOf(h: string): Promise<readonly string[]> {
  return (await text(of(h, "served"))).split("\n").filter(Boolean);
}

export function sealedOf(h: string): Promise<Readonly<Record<string, string>>> {
  return askApart(of(h, "sealed.json"));
}

export function shownOf(h: string): Promise<Shown> {
  return askApart(of(h, "evidence.json"));
}

/** Keys of members stand nowhere in public: whoever is not signed in cannot say whose count. */
export async function eligibleFor(h: string): Promise<Keyholders | undefined> {
  try {
    return await ask<Keyholders>(of(h, "eligible.json"));
  } catch (error) {
    if (error instanceof ServerSays) return undefined;
    throw error;
  }
}

/** The same entry sent again gets the same answer. */
export function sendEntry(h: string, entry: string): Promise<Promised> {
  return askApart(of(h, "sign"), { method: "POST", body: JSON.stringify({ entry }) });
}

export async function sendWithdrawal(h: string, withdrawal: string): Promise<number> {
  const init = { method: "POST", body: JSON.stringify({ withdrawal }) };
  return Number((await askApart<{ batch: string }>(of(h, "withdraw"), init)).batch);
}

function room(pledge: string): string {
  return `/pledges/${encodeURIComponent(pledge)}/room`;
}

export function enterRoom(pledge: string): Promise<Room> {
  return ask(room(pledge));
}

export interface Said {
  readonly step: string;
  readonly content: string;
  readonly kept: string;
  readonly signed: string;
  readonly signature: string;
}

/** A fault is what the site says is false about a message that was signed. */
export async function sayInRoom(pledge: string, said: Said): Promise<string> {
  return (await send<{ fault: string }>(room(pledge), { ...said })).fault;
}
