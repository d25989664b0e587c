/** The pledge that a card names, as the site shows it, and whether it may be believed. */

import { fromHex, same, toHex, utf8 } from "../bytes.ts";
import { Problem } from "../ui.ts";
import { manifestOf, type Signed, signaturesOf, type State, stateOf } from "./calls.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import { checkRecorded } from "./recorded.ts";

export interface Loaded {
  readonly manifest: Manifest;
  /** The manifest as it came: its bytes are what h is the hash of. */
  readonly text: string;
  readonly signed: Signed;
  readonly state: State;
}

/** Throws Problem where it is not the one with that hash. */
export async function load(h: string): Promise<Loaded> {
  const [text, signed, state] = await Promise.all([manifestOf(h), signaturesOf(h), stateOf(h)]);
  return { manifest: readThis(h, text), text, signed, state };
}

function readThis(h: string, text: string): Manifest {
  try {
    const manifest = readManifest(utf8(text));
    if (same(manifest.h, fromHex(h, 32))) return manifest;
  } catch {
    // not the one on the card either
  }
  throw new Problem("other-manifest");
}

/** False where it does not stand in the record that the pledge's witnesses signed, or the proof does not hold. */
export function isRecorded({ manifest, state }: Loaded): boolean {
  try {
    checkRecorded(manifest, state.policy, state.receipt, state.entry);
    return true;
  } catch {
    return false;
  }
}

export function hashOfPledge(loaded: Loaded): string {
  return toHex(loaded.manifest.h);
}

/** An instant in the reader's language and time. */
export function moment(seconds: number): string {
  const form = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  return form.format(new Date(seconds * 1_000));
}

/** What is pledged, wherever the page has a place for it. */
export function showText(text: string): void {
  for (const place of document.querySelectorAll("[data-words-of]")) {
    place.replaceChildren(...text.split(/\n+/u).filter(Boolean).map(paragraph));
  }
}

function paragraph(line: string): HTMLElement {
  const made = document.createElement("p");
  made.textContent = line;
  return made;
}
