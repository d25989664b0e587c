/**
 * The board as a trustee reads it before opening anything: an archive from its first event to its last, and the encrypted sum
 * of the ballots that count. A trustee opens no other sum: who is handed somebody's single ballot opens nothing.
 *
 * Signatures and proofs of the ballots are checked by everybody who verifies the archive, not here.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { toHex } from "../bytes.ts";
import { type Election, readElection } from "./election.ts";
import { type AnyGroup, product } from "./group.ts";
import { type Pair, ProofFails } from "./proofs.ts";
import { checkShuffle } from "./shuffle.ts";

const BLOCK = 512;
const NAME = 100;
const SIZE = [124, 135] as const;
const EVENT = ".event.json";

export type Row = readonly Pair<unknown>[];

export interface Board {
  readonly election: Election;
  /** Of each credential the last ballot. */
  readonly ballots: readonly Ballot[];
  /** The hash of the event with which voting ended. */
  readonly head: string;
}

interface Ballot {
  readonly credential: string;
  readonly answers: readonly { readonly choices: Texts | readonly Texts[] }[];
}

interface Texts {
  readonly alpha: string;
  readonly beta: string;
}

interface Event {
  readonly parent?: string;
  readonly height: number;
  readonly type: string;
  readonly payload?: string;
}

/** The board of a part whose voting is over. Throws ProofFails `board`. */
export function readBoard(archive: Uint8Array): Board {
  const data = new Map<string, Uint8Array>();
  const ballots = new Map<string, Ballot>();
  let [last, height, election]: [string | undefined, number, Election | undefined] = [undefined, 0, undefined];
  for (const { name, content } of records(archive)) {
    const hash = toHex(sha256(content));
    if (!name.startsWith(hash)) throw new ProofFails("board");
    if (!name.endsWith(EVENT)) {
      data.set(hash, content);
      continue;
    }
    const event = json<Event>(content);
    if (event.parent !== last || event.height !== height++) throw new ProofFails("board");
    last = hash;
    if (event.type === "Setup") election = electionOf(data, event);
    else if (event.type === "Ballot") {
      const ballot = json<Ballot>(payload(data, event.payload));
      ballots.delete(ballot.credential);
      ballots.set(ballot.credential, ballot);
    } else if (event.type === "EndBallots" && election) return { election, ballots: [...ballots.values()], head: hash };
    else throw new ProofFails("board");
    if (event.type === "Ballot") data.clear();
  }
  throw new ProofFails("board");
}

/** The encrypted sum of several boards under one key; of ranked questions all answers, in the order of their alphas. */
export function sumOf(boards: readonly Board[]): Pair<unknown>[][] {
  const { election } = boards[0]!;
  return election.questions.map((question, n) => {
    const answers = boards.flatMap((board) => board.ballots.map((ballot) => ballot.answers[n]!.choices));
    if (question.kind === "rank") return ranked(election.group, answers as readonly Texts[]);
    const count = question.answers.length + (question.blank ? 1 : 0);
    return Array.from({ length: count }, (_, place) => multiplied(election.group, (answers as Texts[][]).map((one) => one[place]!)));
  });
}

/**
 * Whether this is the sum of these boards, after these shuffles, in an election under the trustees' key. Throws ProofFails
 * `election`, `key`, `tally` and what shuffles raise.
 */
export function checkSum(
  boards: readonly Board[],
  election: Election,
  key: unknown,
  tally: readonly Row[],
  shuffles: readonly string[],
): void {
  const { group } = election;
  const known = boards.some((board) => board.election.fingerprint === election.fingerprint);
  if (!known || !boards.every((board) => sameQuestions(board.election, election))) throw new ProofFails("election");
  if (!boards.every((board) => group.text(board.election.publicKey) === group.text(key))) throw new ProofFails("key");
  let found: Row[] = sumOf(boards);
  for (const text of shuffles) found = checkShuffle(election, found, text);
  if (written(group, found) !== written(group, tally)) throw new ProofFails("tally");
}

function sameQuestions(one: Election, other: Election): boolean {
  return one.group.name === other.group.name && JSON.stringify(one.questions) === JSON.stringify(other.questions);
}

function written(group: AnyGroup, rows: readonly Row[]): string {
  return JSON.stringify(rows.map((row) => row.map(({ alpha, beta }) => [group.text(alpha), group.text(beta)])));
}

function ranked(group: AnyGroup, answers: readonly Texts[]): Pair<unknown>[] {
  const pairs = answers.map(({ alpha, beta }) => ({ alpha: group.element(alpha), beta: group.element(beta) }));
  const order = (one: Pair<unknown>) => group.number(one.alpha);
  return pairs.sort((one, other) => (order(one) < order(other) ? -1 : order(one) > order(other) ? 1 : 0));
}

function multiplied(group: AnyGroup, pairs: readonly Texts[]): Pair<unknown> {
  const all = (side: keyof Texts) => product(group, pairs.map((pair) => group.unchecked(pair[side])));
  return { alpha: all("alpha"), beta: all("beta") };
}

function electionOf(data: ReadonlyMap<string, Uint8Array>, event: Event): Election {
  const setup = json<{ election: string }>(payload(data, event.payload));
  return readElection(payload(data, setup.election) as Uint8Array<ArrayBuffer>);
}

function payload(data: ReadonlyMap<string, Uint8Array>, hash: string | undefined): Uint8Array {
  const found = hash === undefined ? undefined : data.get(hash);
  if (!found) throw new ProofFails("board");
  return found;
}

/** Name and content of each record but the first, which names the format. */
function* records(archive: Uint8Array): Generator<{ name: string; content: Uint8Array }> {
  const ascii = new TextDecoder("ascii");
  for (let [at, first] = [0, true]; at + BLOCK <= archive.length; first = false) {
    const name = ascii.decode(archive.subarray(at, at + NAME)).replace(/\0+$/, "");
    const size = Number.parseInt(ascii.decode(archive.subarray(at + SIZE[0], at + SIZE[1])), 8);
    const start = at + BLOCK;
    if (!Number.isInteger(size) || size < 0 || start + size > archive.length) throw new ProofFails("board");
    if (!first) yield { name, content: archive.subarray(start, start + size) };
    at = start + size + ((BLOCK - (size % BLOCK)) % BLOCK);
  }
}

function json<T>(content: Uint8Array): T {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(content)) as T;
  } catch {
    throw new ProofFails("board");
  }
}
