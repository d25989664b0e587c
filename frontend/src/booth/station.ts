/** Papers from an urn: which goes with which slip is drawn by lot; their sums are for the protocol and stay here. */

import { sha256 } from "@noble/hashes/sha2.js";
import { toHex, utf8 } from "../bytes.ts";
import type { Vote } from "./ballot.ts";
import { type Asked, said } from "./form.ts";
import type { Draw } from "./random.ts";
import type { Slip } from "./slips.ts";

/** A paper and the slip that the lot has given it. */
export interface Pair {
  readonly slip: Slip;
  readonly vote: Vote;
}

/** A ballot that was made of a pair. */
export interface Cast extends Pair {
  readonly credential: string;
  readonly content: string;
  readonly tracker: string;
}

export interface Sum {
  readonly question: string;
  readonly lines: readonly { readonly what: string; readonly count: number }[];
}

/** For the words that the page holds. */
export interface Words {
  readonly blank: string;
  readonly nothing: string;
}

/** Every order is as likely: Fisher-Yates. */
export function shuffled<T>(items: readonly T[], draw: Draw): T[] {
  const made = [...items];
  for (let last = made.length - 1; last > 0; last -= 1) {
    const other = Number(draw(BigInt(last + 1)));
    [made[last], made[other]] = [made[other]!, made[last]!];
  }
  return made;
}

/** As many pairs as papers; slips that are left over stay unused. There are no more papers than slips. */
export function drawn(slips: readonly Slip[], papers: readonly Vote[], draw: Draw): readonly Pair[] {
  if (papers.length > slips.length) throw new RangeError("papers");
  const order = shuffled(slips, draw);
  return papers.map((vote, n) => ({ vote, slip: order[n]! }));
}

/** In the order of their trackers, which tells nothing about the order of papers or slips. */
export function sorted(ballots: readonly Cast[]): readonly Cast[] {
  return [...ballots].sort((one, other) => (one.tracker < other.tracker ? -1 : 1));
}

/** SHA-256 of the salt and the ballots one after the other, in hexadecimal. */
export function digestOf(salt: string, contents: readonly string[]): string {
  return toHex(sha256(utf8(salt + contents.join(""))));
}

/** How often each answer was given; of questions that are ranked, each order; of graded ones, each grade. */
export function sums(questions: readonly Asked[], papers: readonly Vote[], words: Words): readonly Sum[] {
  return questions.map((asked, n) => {
    const counted = new Map<string, number>(possible(asked, words).map((what) => [what, 0]));
    for (const paper of papers) {
      for (const what of marks(asked, paper[n]!, words)) counted.set(what, (counted.get(what) ?? 0) + 1);
    }
    return { question: asked.question, lines: [...counted].map(([what, count]) => ({ what, count })) };
  });
}

function possible(asked: Asked, words: Words): readonly string[] {
  if (asked.kind === "rank") return [];
  if (asked.kind === "grade") return asked.answers.flatMap((answer) => asked.grades.map((grade) => `${answer}: ${grade}`));
  return asked.blank ? [...asked.answers, words.blank] : asked.answers;
}

/** What one paper says to one question, in words. */
export function marks(asked: Asked, values: readonly number[], words: Words): readonly string[] {
  const { blank, lines } = said(asked, values);
  if (blank) return [words.blank];
  if (lines.length === 0) return [words.nothing];
  const texts = lines.map(({ answer, grade }) => (grade === undefined ? answer : `${answer}: ${grade}`));
  return asked.kind === "rank" ? [texts.join(" › ")] : texts;
}
