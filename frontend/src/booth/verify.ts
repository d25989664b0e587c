/** A ballot is checked whole before it is sent, from its bytes alone: a booth that miscalculates tells before it casts. */

import { type Bytes, utf8 } from "../bytes.ts";
import { bounds, summed } from "./ballot.ts";
import { type Choose, type Election, fingerprint } from "./election.ts";
import type { Group } from "./group.ts";
import {
  type Bases,
  basesOf,
  blankChallenge,
  checkOneOf,
  checkRanked,
  checkSignature,
  intervalChallenge,
  type Pair,
  pairsText,
  type Proof,
  ProofFails,
} from "./proofs.ts";
import { draw } from "./random.ts";

type Value = Record<string, unknown>;
const NUMBER = /^(0|[1-9][0-9]{0,700})$/;

/**
 * Throws ProofFails with the name of the step: `form`, `other-election`, `ballot-hash`, `signature`, `individual-proof`,
 * `overall-proof`, `blank-proof`, `raw-elgamal`, and RangeError `element` where something is no element of the group.
 */
export function verifyBallot(election: Election, content: string): void {
  const value = JSON.parse(content) as Value;
  if (JSON.stringify(value) !== content) throw new ProofFails("form");
  const [uuid, hash, credential, answers, signature] = fields(value, [
    "election_uuid",
    "election_hash",
    "credential",
    "answers",
    "signature",
  ]);
  if (uuid !== election.uuid || hash !== election.fingerprint) throw new ProofFails("other-election");
  const [signed, proof] = fields(signature, ["hash", "proof"]);
  const { signature: _signature, ...unsigned } = value;
  if (signed !== fingerprint(utf8(JSON.stringify(unsigned)) as Bytes)) throw new ProofFails("ballot-hash");
  const { group } = election;
  const bases = basesOf(group, election.publicKey, draw);
  checkSignature(bases, group.element(text(credential)), text(signed), proofOf(group, proof));
  const given = list(answers);
  if (given.length !== election.questions.length) throw new ProofFails("form");
  const context = `${election.fingerprint}|${text(credential)}`;
  election.questions.forEach((question, n) => {
    if (question.kind === "choose") checkChosen(bases, context, question, given[n]);
    else checkRankedAnswer(bases, context, given[n]);
  });
}

function checkChosen<E>(bases: Bases<E>, context: string, question: Choose, value: unknown): void {
  const { group } = bases;
  const names = ["choices", "individual_proofs", "overall_proof", ...(question.blank ? ["blank_proof"] : [])];
  const [choices, individual, overall, blank] = fields(value, names);
  const pairs = list(choices).map((one) => pairOf(group, one));
  const proofs = list(individual);
  const wanted = question.answers.length + Number(question.blank);
  if (pairs.length !== wanted || proofs.length !== wanted) throw new ProofFails("form");
  pairs.forEach((pair, n) => {
    const branches = [0, 1].map((number) => ({ pair, number }));
    checkOneOf(bases, "individual-proof", branches, proofsOf(group, proofs[n]), intervalChallenge(group, context, pair));
  });
  const whole = `${context}|${pairsText(group, pairs)}`;
  if (!question.blank) {
    const total = summed(group, pairs);
    const challenge = intervalChallenge(group, whole, total);
    checkOneOf(bases, "overall-proof", bounds(question, total), proofsOf(group, overall), challenge);
    return;
  }
  const [zero, total] = [pairs[0]!, summed(group, pairs.slice(1))];
  const either = [zero, total].map((pair) => ({ pair, number: 0 }));
  checkOneOf(bases, "blank-proof", either, proofsOf(group, blank), blankChallenge(group, "bproof0", whole));
  const within = [{ pair: zero, number: 1 }, ...bounds(question, total)];
  checkOneOf(bases, "overall-proof", within, proofsOf(group, overall), blankChallenge(group, "bproof1", whole));
}

function checkRankedAnswer<E>(bases: Bases<E>, context: string, value: unknown): void {
  const [choices, proof] = fields(value, ["choices", "proof"]);
  checkRanked(bases, context, pairOf(bases.group, choices), proofOf(bases.group, proof));
}

/** The values of exactly these fields, in this order. */
function fields(value: unknown, names: readonly string[]): unknown[] {
  if (typeof value !== "object" || value === null || Object.keys(value).join() !== names.join()) {
    throw new ProofFails("form");
  }
  return names.map((name) => (value as Value)[name]);
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new ProofFails("form");
  return value;
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new ProofFails("form");
  return value;
}

function pairOf<E>(group: Group<E>, value: unknown): Pair<E> {
  const [alpha, beta] = fields(value, ["alpha", "beta"]);
  return { alpha: group.element(text(alpha)), beta: group.element(text(beta)) };
}

function proofOf<E>(group: Group<E>, value: unknown): Proof {
  const [challenge, response] = fields(value, ["challenge", "response"]).map((one) => {
    if (!NUMBER.test(text(one)) || BigInt(text(one)) >= group.q) throw new ProofFails("form");
    return BigInt(text(one));
  });
  return { challenge: challenge!, response: response! };
}

function proofsOf<E>(group: Group<E>, value: unknown): Proof[] {
  return list(value).map((one) => proofOf(group, one));
}
