/**
 * A ballot opened to check the booth: its randomness, in the order drawn. The last number drawn signs the ballot and is
 * never given out: with it, anybody could compute the credential from the signature.
 */

import { type Ballot, makeBallot, type Vote } from "./ballot.ts";
import type { Election, Question } from "./election.ts";
import { type Draw, draw as drawn } from "./random.ts";

/** What makes a ballot checkable, apart from the ballot and the election. */
export interface Opening {
  readonly credential: string;
  readonly vote: Vote;
  readonly randomness: readonly string[];
}

export interface Opened extends Ballot {
  readonly opening: Opening;
}

/** A ballot with what opens it. `watch` hears after every number how many were drawn. */
export function makeRecorded(
  election: Election,
  credentials: readonly string[],
  vote: Vote,
  watch: (count: number) => void = () => undefined,
  draw: Draw = drawn,
): Opened {
  const numbers: string[] = [];
  const recording: Draw = (bound) => {
    const number = draw(bound);
    watch(numbers.push(number.toString()));
    return number;
  };
  const made = makeBallot(election, credentials, vote, recording);
  if (numbers.length !== drawsOf(election)) throw new Error("other numbers were drawn than are known");
  const { credential } = JSON.parse(made.content) as { credential: string };
  return { ...made, opening: { credential, vote, randomness: numbers.slice(0, -1) } };
}

/** How many numbers a ballot takes, that of its signature included. */
export function drawsOf(election: Election): number {
  return election.questions.reduce((sum, question) => sum + drawsFor(question), 1);
}

/** Each proof of one branch among several takes one number, and two for every branch. */
function drawsFor(question: Question): number {
  if (question.kind === "rank") return 2;
  const { answers, blank, least, most } = question;
  const values = answers.length + Number(blank);
  const proof = (branches: number) => 1 + 2 * branches;
  const sums = most - least + 1;
  return values * (1 + proof(2)) + (blank ? proof(2) + proof(1 + sums) : proof(sums));
}

/** What `scrutiny election audit` reads. Election and ballot stand in it as text, so that their bytes stay the same. */
export function auditFile(election: string, ballot: string, { credential, vote, randomness }: Opening): string {
  return `${JSON.stringify({ election, ballot, credential, vote, randomness }, undefined, 1)}\n`;
}
