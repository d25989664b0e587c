/**
 * The trigger, as a trustee's page checks it: the count was reached in a record that witnesses signed before the
 * deadline. scrutiny.pledge.trigger, record.policy, notes and cosignatures in Python; c2sp.org for the formats.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { base64 } from "@scure/base";
import { type Bytes, fromHex, join, same, toHex, utf8 } from "../bytes.ts";
import { checkPublicKey, verify } from "../verify.ts";
import { type Board, count, type Tally } from "./count.ts";
import { at, type Manifest, thresholdOf } from "./manifest.ts";
import { noticeBody } from "./opening.ts";
import { PledgeRefused } from "./ristretto.ts";
import { check } from "./statements.ts";

const LOG = 1;
const COSIGNATURE = 4;
const TIME_BYTES = 8;
const ID_BYTES = 4;
const SHOWN_WITHIN = 48 * 3600;
const WAITING = 24 * 3600;

interface VerifierKey {
  readonly name: string;
  readonly kind: number;
  readonly publicKey: Bytes;
  readonly id: string;
}

interface Group {
  readonly needed: number;
  readonly members: readonly string[];
}

export interface Policy {
  readonly logs: readonly VerifierKey[];
  readonly witnesses: ReadonlyMap<string, VerifierKey>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly quorum: string;
}

function verifierKey(text: string): VerifierKey {
  const [name = "", id = "", ...rest] = text.split("+");
  const raw = join(base64.decode(rest.join("+")));
  const [kind, publicKey] = [raw[0]!, raw.slice(1)];
  checkPublicKey(publicKey);
  const right = toHex(sha256(join(utf8(`${name}\n`), raw)).subarray(0, ID_BYTES));
  if (!name || id !== right) throw new PledgeRefused("key");
  return { name, kind, publicKey, id };
}

/** Lines of c2sp.org/tlog-policy. Throws PledgeRefused. */
export function readPolicy(content: string): Policy {
  const [logs, witnesses, groups]: [VerifierKey[], Map<string, VerifierKey>, Map<string, Group>] = [[], new Map(), new Map()];
  let quorum = "";
  for (const line of content.split("\n")) {
    const [kind = "", ...words] = line.trim().split(/[ \t]+/);
    if (!kind || kind.startsWith("#")) continue;
    if (kind === "log") logs.push(keyOfKind(words[0], LOG));
    else if (kind === "witness") put(witnesses, groups, words[0], keyOfKind(words[1], COSIGNATURE));
    else if (kind === "group") put(groups, witnesses, words[0], readGroup(words, witnesses, groups));
    else if (kind === "quorum" && !quorum) quorum = words[0] ?? "";
    else throw new PledgeRefused("policy");
  }
  const distinct = new Set([...witnesses.values()].map((key) => toHex(key.publicKey)));
  const known = quorum === "none" || witnesses.has(quorum) || groups.has(quorum);
  if (!known || distinct.size !== witnesses.size) throw new PledgeRefused("policy");
  return { logs, witnesses, groups, quorum };
}

function keyOfKind(text: string | undefined, kind: number): VerifierKey {
  const key = verifierKey(text ?? "");
  if (key.kind !== kind) throw new PledgeRefused("policy");
  return key;
}

function put<T>(into: Map<string, T>, others: ReadonlyMap<string, unknown>, name: string | undefined, value: T): void {
  if (!name || name === "none" || into.has(name) || others.has(name)) throw new PledgeRefused("policy");
  into.set(name, value);
}

/** A member belongs to one group only, or it would count twice. */
function readGroup(words: readonly string[], witnesses: ReadonlyMap<string, unknown>, groups: ReadonlyMap<string, Group>): Group {
  const [, wanted = "", ...members] = words;
  const needed = wanted === "all" ? members.length : wanted === "any" ? 1 : /^[1-9][0-9]{0,8}$/.test(wanted) ? Number(wanted) : 0;
  const used = new Set([...groups.values()].flatMap((group) => group.members));
  const known = members.every((name) => (witnesses.has(name) || groups.has(name)) && !used.has(name));
  const fits = needed >= 1 && needed <= members.length && new Set(members).size === members.length;
  if (!known || !fits) throw new PledgeRefused("policy");
  return { needed, members };
}

/** The witnesses that the terms name. Throws PledgeRefused at step 40. */
export function readWitnesses(manifest: Manifest, content: string): Policy {
  return at(40, () => {
    if (toHex(sha256(utf8(content))) !== manifest.terms.witnesses) throw new PledgeRefused("other-policy");
    return readPolicy(content);
  });
}

/** Throws PledgeRefused. */
export function requireQuorum(policy: Policy, found: Checkpoint): void {
  if (!isQuorum(policy, new Set(found.cosigned.keys()))) throw new PledgeRefused("quorum");
}

function isQuorum(policy: Policy, seen: ReadonlySet<string>): boolean {
  const holds = (name: string): boolean => {
    const group = policy.groups.get(name);
    return group ? group.members.filter(holds).length >= group.needed : seen.has(name);
  };
  return policy.quorum === "none" || holds(policy.quorum);
}

export interface Checkpoint {
  readonly size: number;
  readonly root: Bytes;
  /** When each witness signed it. */
  readonly cosigned: ReadonlyMap<string, number>;
}

/** A signed note. Throws where the log or a known witness did not sign it as it stands there. */
export function readCheckpoint(policy: Policy, note: string): Checkpoint {
  const end = note.lastIndexOf("\n\n");
  const text = note.slice(0, end + 1);
  const [origin = "", size = "", root = ""] = text.split("\n");
  if (end < 0 || !/^(0|[1-9][0-9]{0,15})$/.test(size)) throw new PledgeRefused("checkpoint");
  const signed = note.slice(end + 2).split("\n").slice(0, -1).map(signatureLine);
  const of = (key: VerifierKey) => signed.filter((one) => one.name === key.name && one.id === key.id);
  const logs = policy.logs.filter((key) => key.name === origin && of(key).length > 0);
  if (logs.length === 0) throw new PledgeRefused("note-signature");
  logs.forEach((key) => of(key).forEach((one) => verify(key.publicKey, utf8(text), one.raw, "note-signature")));
  const cosigned = new Map<string, number>();
  policy.witnesses.forEach((key, name) => of(key).forEach((one) => cosigned.set(name, cosignature(key, text, one.raw))));
  return { size: Number(size), root: join(base64.decode(root)), cosigned };
}

function signatureLine(line: string): { name: string; id: string; raw: Bytes } {
  const [dash, name, encoded, ...rest] = line.split(" ");
  if (dash !== "—" || !name || !encoded || rest.length) throw new PledgeRefused("signature-line");
  const raw = join(base64.decode(encoded));
  return { name, id: toHex(raw.subarray(0, ID_BYTES)), raw: raw.slice(ID_BYTES) };
}

function cosignature(key: VerifierKey, text: string, raw: Bytes): number {
  const instant = Number(raw.subarray(0, TIME_BYTES).reduce((all, byte) => (all << 8n) | BigInt(byte), 0n));
  verify(key.publicKey, utf8(`cosignature/v1\ntime ${instant}\n${text}`), raw.slice(TIME_BYTES), "cosignature");
  return instant;
}

export interface Evidence {
  readonly board: Board;
  readonly served: ReadonlyMap<string, Uint8Array>;
  readonly checkpoint: string;
  readonly policy: string;
}

/** What a trustee checks before signing a notice. Throws PledgeRefused with the step, as the library numbers them. */
export function seen(manifest: Manifest, evidence: Evidence): Tally {
  const { board } = evidence;
  const policy = readWitnesses(manifest, evidence.policy);
  const found = at(41, () => {
    const read = readCheckpoint(policy, evidence.checkpoint);
    requireQuorum(policy, read);
    return read;
  });
  const early = [...found.cosigned].filter(([, instant]) => instant <= manifest.terms.deadline).map(([name]) => name);
  if (!isQuorum(policy, new Set(early))) throw new PledgeRefused("deadline", 42);
  if (found.size !== board.size || !same(found.root, board.root)) throw new PledgeRefused("other-record", 44);
  if (board.manifest === null) throw new PledgeRefused("unrecorded", 44);
  const tally = count(manifest, board, evidence.served);
  if (tally.counted.length < thresholdOf(manifest.terms)) throw new PledgeRefused("too-few", 45);
  return tally;
}

export interface Notice {
  readonly trustee: number;
  readonly size: number;
  readonly root: string;
  readonly shown: number;
  readonly signature: string;
}

/** From when on trustees may open. `notices` in the order of the record. Throws PledgeRefused at step 43. */
export function opensFrom(manifest: Manifest, evidence: Evidence, notices: readonly Notice[]): number {
  const unwitnessed = readPolicy(evidence.policy).quorum === "none";
  const latest = manifest.terms.deadline + (unwitnessed ? 0 : SHOWN_WITHIN);
  const [shown, spoken] = [new Map<string, number[]>(), new Set<number>()];
  for (const notice of notices) {
    if (spoken.has(notice.trustee) || notice.shown > latest || !holds(manifest, notice)) continue;
    spoken.add(notice.trustee);
    const place = `${notice.size} ${notice.root}`;
    const instants = [...(shown.get(place) ?? []), notice.shown];
    shown.set(place, instants);
    if (instants.length < manifest.terms.needed) continue;
    if (place !== `${evidence.board.size} ${toHex(evidence.board.root)}`) break;
    return Math.max(...instants) + WAITING;
  }
  throw new PledgeRefused("too-few-notices", 43);
}

function holds(manifest: Manifest, { trustee, size, root, shown, signature }: Notice): boolean {
  const one = manifest.terms.trustees[trustee - 1];
  try {
    const body = noticeBody(manifest.h, trustee, size, fromHex(root, 32), shown);
    check("notice", body, one?.act ?? "", fromHex(signature, 64), "notice-signature");
    return true;
  } catch {
    return false;
  }
}
