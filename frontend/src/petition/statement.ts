/** What a petition says, and the bytes that are signed: the same as scrutiny.organisation.councils.petitions. */

import { sha256 } from "@noble/hashes/sha2.js";
import { canonical } from "../acts.ts";
import { type Bytes, fromHex, join, toHex, utf8 } from "../bytes.ts";

const DOMAIN = utf8("groundswell/petition/v1\0");
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const LONGEST = 20_000; // characters of a text

/** Days as 2026-11-23. `subject` is the mandate that a recall is about, else "". */
export interface Petition {
  readonly id: string;
  readonly kind: "recall" | "ballot";
  readonly org: string;
  readonly electorate: string;
  readonly keys: string;
  readonly subject: string;
  readonly text: string;
  readonly opened: string;
  readonly closes: string;
}

export function message(petition: Petition): Bytes {
  return join(DOMAIN, fromHex(petition.org, 32), idBytes(petition.id), sha256(utf8(statement(petition))));
}

/** Signed by both movers: two petitions on one question go on as one. */
export function joinMessage(joining: Petition, into: Petition): Bytes {
  return join(message(joining), utf8("join"), idBytes(into.id));
}

/** Of the text it has the hash, so that whoever has only the record can work it out. */
function statement({ closes, electorate, keys, kind, opened, subject, text }: Petition): string {
  return canonical({ closes, electorate, keys, kind, opened, subject, text: toHex(sha256(utf8(text))) });
}

function idBytes(id: string): Bytes {
  if (!ID.test(id)) throw new RangeError("id");
  return fromHex(id.replaceAll("-", ""), 16);
}

/** As texts are signed: in one form of Unicode, and without spaces around them. Undefined where it says nothing. */
export function written(text: string): string | undefined {
  const found = text.replaceAll("\r\n", "\n").trim().normalize("NFC");
  return found === "" || [...found].length > LONGEST ? undefined : found;
}

/** A new id: 122 random bits. */
export function newId(): string {
  return crypto.randomUUID();
}

/** What the page was opened for. */
export type Wanted =
  | { readonly what: "sign"; readonly id: string }
  | { readonly what: "join"; readonly id: string; readonly into: string }
  | { readonly what: "recall" | "ballot"; readonly about: string };

/** From what stands behind the # of the address; `ballot:` alone is one of all members. */
export function wantedOf(hash: string): Wanted | undefined {
  const [first = "", second = "", third = ""] = hash.replace(/^#/, "").toLowerCase().split(":");
  if (ID.test(first) && second === "") return { what: "sign", id: first };
  if (first === "join" && ID.test(second) && ID.test(third)) return { what: "join", id: second, into: third };
  if (first === "recall" && ID.test(second)) return { what: "recall", about: second };
  if (first === "ballot" && (second === "" || ID.test(second))) return { what: "ballot", about: second };
  return undefined;
}
