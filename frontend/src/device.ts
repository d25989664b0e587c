/** Remembering as the pages offer it: the choice, what comes of it, and where to go then. */

import { browserBag } from "./bag.ts";
import type { Bytes } from "./bytes.ts";
import { makePasskey, offersPasskeys, passkeySecret } from "./passkey.ts";
import { savedToAFile } from "./keypage.ts";
import type { Signer, Signers } from "./signin.ts";
import { go, part, Problem, text } from "./ui.ts";
import type { Offices } from "./office.ts";
import {
  addOffice,
  type Entry,
  forget,
  recall,
  remember,
  rememberUnderPasskey,
  unlock,
  unlockOffices,
  unlockSealing,
} from "./vault.ts";

export interface Unlocked {
  readonly signers: Signers;
  readonly age: CryptoKey | string;
}

const HOUR = 3_600_000;
const bag = browserBag<Entry>();

/** Shows the choice only where this browser can keep anything. */
export async function offerRemembering(): Promise<void> {
  const able = !savedToAFile && globalThis.crypto.subtle !== undefined && "indexedDB" in globalThis;
  part("remember").hidden = !able;
  part("passkey").hidden = !able || !(await offersPasskeys());
}

export function remembered(org: string): Promise<Entry | undefined> {
  return recall(bag, org);
}

export async function unlockDevice(entry: Entry): Promise<Signers> {
  try {
    return await unlock(entry, passkeySecret);
  } catch {
    throw new Problem("device-locked");
  }
}

/** The keys that sign, and the one that opens what was sealed to this member. */
export async function unlockWithAge(entry: Entry): Promise<Unlocked> {
  try {
    const once = entry.way === "passkey" ? await onceAsked(entry.credential) : undefined;
    return { signers: await unlock(entry, once), age: await unlockSealing(entry, once) };
  } catch {
    throw new Problem("device-locked");
  }
}

/** The keys that sign, and those of offices. */
export async function unlockWithOffices(entry: Entry): Promise<{ act: Signer; offices: Offices }> {
  try {
    const once = entry.way === "passkey" ? await onceAsked(entry.credential) : undefined;
    return { act: (await unlock(entry, once)).act, offices: await unlockOffices(entry, once) };
  } catch {
    throw new Problem("device-locked");
  }
}

/** Keys of offices for which the words were typed; where none can be kept, they are typed again. */
export async function keepOffices(root: Bytes, org: string, mandates: readonly string[]): Promise<void> {
  for (const mandate of mandates) await addOffice(bag, root, org, mandate).catch(() => undefined);
}

/** A passkey asks the person: once is enough. */
async function onceAsked(credential: Bytes): Promise<() => Promise<Bytes>> {
  const secret = await passkeySecret(credential);
  return async () => secret;
}

export function forgetDevice(): Promise<void> {
  return forget(bag);
}

/** Keeps the keys as chosen and leaves; where nothing could be kept, says so first. */
export async function keepAndLeave(form: FormData, root: Bytes, org: string, next: string): Promise<void> {
  const kept = await keep(text(form, "remember"), root, org);
  if (kept) {
    location.replace(next);
    return;
  }
  part<HTMLAnchorElement>("onward").href = next;
  go("not-remembered");
}

/** Whether the keys are kept as chosen; nothing is, where that was the choice. */
export async function keep(choice: string, root: Bytes, org: string): Promise<boolean> {
  try {
    if (choice === "passkey") return Boolean(await rememberUnderPasskey(bag, root, org, await makePasskey()));
    if (choice === "hour") return Boolean(await remember(bag, root, org, Date.now() + HOUR));
    if (choice === "device") return Boolean(await remember(bag, root, org));
    return true;
  } catch {
    return false;
  }
}
