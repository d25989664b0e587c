/** A ballot: answers encrypted and proved, signed with a credential. Specification 2.0, sections 4.11 and 4.15. */

import { type Bytes, utf8 } from "../bytes.ts";
import { credentialExponent } from "./credential.ts";
import { type Choose, type Election, fingerprint, type Question } from "./election.ts";
import { encode, type Group, product } from "./group.ts";
import {
  type Bases,
  basesOf,
  blankChallenge,
  type Branch,
  encrypt,
  type Hidden,
  intervalChallenge,
  type Pair,
  pairsText,
  type Proof,
  proveOneOf,
  proveRanked,
  signHash,
} from "./proofs.ts";
import { type Draw, draw as drawn } from "./random.ts";

/** What the voter chose: for a question with choices 0 or 1 each (first the blank vote, if there is one), else numbers. */
export type Vote = readonly (readonly number[])[];

interface Json {
  readonly [name: string]: Json | string | readonly (Json | string | readonly Json[])[];
}

/** The bytes that are sent, and the tracker by which the voter finds them on the board. */
export interface Ballot {
  readonly content: string;
  readonly tracker: string;
}

/** Throws RangeError `answers` where a question cannot be answered so. `credentials`: one, or two halves that are added. */
export function makeBallot(election: Election, credentials: readonly string[], vote: Vote, draw: Draw = drawn): Ballot {
  const { group } = election;
  if (vote.length !== election.questions.length) throw new RangeError("answers");
  election.questions.forEach((question, n) => checkAnswer(question, vote[n]!));
  const bases = basesOf(group, election.publicKey, draw);
  const exponents = credentials.map((one) => credentialExponent(group.q, election.uuid, one));
  const secret = exponents.reduce((sum, one) => sum + one, 0n) % group.q;
  const credential = group.text(bases.ofG(secret));
  const context = `${election.fingerprint}|${credential}`;
  const unsigned = {
    election_uuid: election.uuid,
    election_hash: election.fingerprint,
    credential,
    answers: election.questions.map((question, n) =>
      question.kind === "choose" ? chosen(bases, context, question, vote[n]!) : ranked(bases, context, vote[n]!),
    ),
  };
  const hash = fingerprint(utf8(JSON.stringify(unsigned)));
  const content = JSON.stringify({ ...unsigned, signature: { hash, proof: proofJson(signHash(bases, secret, hash)) } });
  return { content, tracker: trackerOf(utf8(content)) };
}

export function trackerOf(content: Bytes): string {
  return fingerprint(content);
}

/** Throws RangeError where a question cannot be answered so. */
export function checkAnswer(question: Question, values: readonly number[]): void {
  if (question.kind === "rank") {
    if (values.length !== question.answers.length) throw new RangeError("answers");
    return;
  }
  const { answers, blank, least, most } = question;
  const sum = values.slice(Number(blank)).reduce((all, one) => all + one, 0);
  const wellFormed = values.length === answers.length + Number(blank) && values.every((one) => one === 0 || one === 1);
  const allowed = blank && values[0] === 1 ? sum === 0 : least <= sum && sum <= most;
  if (!wellFormed || !allowed) throw new RangeError("answers");
}

function proofJson({ challenge, response }: Proof): Json {
  return { challenge: challenge.toString(), response: response.toString() };
}

function pairJson<E>(group: Group<E>, { alpha, beta }: Pair<E>): Json {
  return { alpha: group.text(alpha), beta: group.text(beta) };
}

function chosen<E>(bases: Bases<E>, context: string, question: Choose, values: readonly number[]): Json {
  const { group } = bases;
  const hidden = values.map((value) => ({ r: bases.draw(group.q), value }));
  const pairs = hidden.map((one) => encrypt(bases, one));
  const individual = pairs.map((pair, n) => {
    const branches = [0, 1].map((number) => ({ pair, number }));
    return proveOneOf(bases, branches, [hidden[n]!, hidden[n]!], hidden[n]!.value, intervalChallenge(group, context, pair));
  });
  const whole = `${context}|${pairsText(group, pairs)}`;
  const made = {
    choices: pairs.map((pair) => pairJson(group, pair)),
    individual_proofs: individual.map((proofs) => proofs.map(proofJson)),
  };
  if (!question.blank) {
    const branches = bounds(question, summed(group, pairs));
    const sum = added(hidden, group.q);
    const challenge = intervalChallenge(group, whole, summed(group, pairs));
    const overall = proveOneOf(bases, branches, branches.map(() => sum), sum.value - question.least, challenge);
    return { ...made, overall_proof: overall.map(proofJson) };
  }
  return { ...made, ...blankProofs(bases, whole, question, pairs, hidden) };
}

/** m0 = 0 or the sum = 0; and m0 = 1 or the sum is within its bounds: section 4.13. */
function blankProofs<E>(
  bases: Bases<E>,
  whole: string,
  question: Choose,
  pairs: readonly Pair<E>[],
  hidden: readonly Hidden[],
): Json {
  const { group } = bases;
  const [zero, first] = [pairs[0]!, hidden[0]!];
  const total = summed(group, pairs.slice(1));
  const sum = added(hidden.slice(1), group.q);
  const within = bounds(question, total);
  const isBlank = first.value === 1;
  const blank = proveOneOf(
    bases,
    [{ pair: zero, number: 0 }, { pair: total, number: 0 }],
    [first, sum],
    isBlank ? 1 : 0,
    blankChallenge(group, "bproof0", whole),
  );
  const overall = proveOneOf(
    bases,
    [{ pair: zero, number: 1 }, ...within],
    [first, ...within.map(() => sum)],
    isBlank ? 0 : 1 + sum.value - question.least,
    blankChallenge(group, "bproof1", whole),
  );
  return { overall_proof: overall.map(proofJson), blank_proof: blank.map(proofJson) };
}

/** The branches that say: this sum is within the question's bounds. */
export function bounds<E>({ least, most }: Choose, pair: Pair<E>): Branch<E>[] {
  return Array.from({ length: most - least + 1 }, (_, n) => ({ pair, number: least + n }));
}

export function summed<E>(group: Group<E>, pairs: readonly Pair<E>[]): Pair<E> {
  return { alpha: product(group, pairs.map((one) => one.alpha)), beta: product(group, pairs.map((one) => one.beta)) };
}

function added(hidden: readonly Hidden[], q: bigint): Hidden {
  return {
    r: hidden.reduce((all, one) => all + one.r, 0n) % q,
    value: hidden.reduce((all, one) => all + one.value, 0),
  };
}

function ranked<E>(bases: Bases<E>, context: string, values: readonly number[]): Json {
  const { group } = bases;
  const r = bases.draw(group.q);
  const pair = { alpha: bases.ofG(r), beta: group.multiply(bases.ofY(r), encode(group, values)) };
  return { choices: pairJson(group, pair), proof: proofJson(proveRanked(bases, context, r, pair)) };
}
