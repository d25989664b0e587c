/** The site's answers to key pages: JSON, same origin, with the header that no other site's form can send. */

import type { Asked } from "./act-words.ts";
import type { Signing } from "./acts.ts";
import { type Signer, type Signers, type Place, registerCall, rotateCall, signinCall } from "./signin.ts";

/** A refusal in the server's own words: what happened, what was kept, what to do. */
export class ServerSays extends Error {
  constructor(
    readonly code: string,
    readonly said: { message: string; kept: string; todo: string },
  ) {
    super(code);
  }
}

/** Nothing came back: no network, or not an answer of ours. */
export class NoAnswer extends Error {}

export interface Organisation {
  readonly org: string;
  readonly name: string;
  readonly origins: readonly string[];
}

export function organisation(): Promise<Organisation> {
  return ask("/keys/organisation");
}

export async function signIn(org: string, signer: Signer): Promise<string> {
  return next(await send("/keys/sign-in", await signinCall(await place(org), signer)));
}

/** May be sent again after its answer was lost. */
export function register(org: string, signers: Signers, name: string): Promise<string> {
  return unlessInForce(org, signers, async () => {
    const about = { name, language: document.documentElement.lang };
    return next(await send("/keys/register", { ...(await registerCall(await place(org), signers)), ...about }));
  });
}

/** May be sent again after its answer was lost. */
export function rotate(org: string, old: Signer, signers: Signers): Promise<string> {
  return unlessInForce(org, signers, async () =>
    next(await send("/keys/rotate", await rotateCall(await place(org), old, signers))),
  );
}

/** A refusal may mean that an earlier attempt did arrive: then the new keys sign in already. */
async function unlessInForce(org: string, signers: Signers, attempt: () => Promise<string>): Promise<string> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof ServerSays)) throw error;
    return signIn(org, signers.signin).catch(() => {
      throw error;
    });
  }
}

/** A form that waits for signatures. `actor` is the public act key of whoever is signed in. */
export interface Pending extends Signing {
  readonly actor: string;
  readonly path: string;
  readonly back: string;
  readonly fields: readonly (readonly [string, string])[];
  readonly acts: readonly Asked[];
}

export function pending(): Promise<Pending> {
  return ask("/keys/pending");
}

export async function forgetSession(): Promise<string> {
  return next(await send("/keys/forget", {}));
}

async function place(org: string): Promise<Place> {
  const { challenge } = await send<{ challenge: string }>("/keys/challenge", {});
  return { org, origin: location.origin, challenge };
}

function next(answer: { next: string }): string {
  return sameSitePath(answer.next) ?? "/";
}

/**
 * The whole address of a path on this site, or undefined: an address from elsewhere must not lead away after signing in.
 * Whole, because a path such as /.//other.example would become an address of its own when shortened.
 */
export function sameSitePath(wanted: string | null, here: string = location.origin): string | undefined {
  if (!wanted?.startsWith("/")) return undefined;
  try {
    const url = new URL(wanted, here);
    return url.origin === here ? url.href : undefined;
  } catch {
    return undefined;
  }
}

export function send<T = { next: string }>(path: string, body: Record<string, string>): Promise<T> {
  return ask<T>(path, { method: "POST", body: JSON.stringify(body) });
}

/** The archive of a board, which is no JSON. */
export async function archive(path: string): Promise<Uint8Array> {
  const response = await fetch(path, { credentials: "same-origin", redirect: "error", cache: "no-store" }).catch(() => undefined);
  if (!response?.ok) throw new NoAnswer();
  return new Uint8Array(await response.arrayBuffer());
}

/** Without cookies: the site cannot tell who asks. */
export function askApart<T>(path: string, init: RequestInit = {}): Promise<T> {
  return ask<T>(path, init, "omit");
}

export async function ask<T>(path: string, init: RequestInit = {}, credentials: RequestCredentials = "same-origin"): Promise<T> {
  const headers = { "X-Groundswell": "1", "Content-Type": "application/json", Accept: "application/json" };
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(path, { ...init, headers, credentials, redirect: "error", cache: "no-store" });
    answer = await response.json();
  } catch {
    throw new NoAnswer();
  }
  if (response.ok) return answer as T;
  const { code = "", message = "", kept = "", todo = "" } = answer as Record<string, string>;
  if (!message) throw new NoAnswer();
  throw new ServerSays(code, { message, kept, todo });
}
