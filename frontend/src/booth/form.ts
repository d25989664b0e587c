/** What a voter marks: as numbers that are encrypted, and as words that are read again. */

import type { Election } from "./election.ts";
import { ProofFails } from "./proofs.ts";

interface Common {
  readonly question: string;
  readonly answers: readonly string[];
}

interface Limits {
  readonly blank: boolean;
  readonly least: number;
  readonly most: number;
}

/** `one` and `several` are questions with choices; `one` of exactly one answer. */
export type Asked =
  | (Common & Limits & { readonly kind: "one" | "several" })
  | (Common & { readonly kind: "rank" })
  | (Common & { readonly kind: "grade"; readonly grades: readonly string[] });
export type Chosen = Extract<Asked, { kind: "one" | "several" }>;
export type Slip = "choose-one" | "too-few" | "too-many" | "blank-alone";

/** What was marked, for reading: answers in their order, grades beside them, or that it is blank. */
export interface Said {
  readonly blank: boolean;
  readonly lines: readonly { readonly answer: string; readonly grade?: string }[];
  readonly leftOut: readonly string[];
}

/** Throws ProofFails where the site names other kinds of questions than the election has. */
export function askedOf(
  election: Election,
  rules: readonly string[],
  grades: readonly (readonly string[] | null)[],
): readonly Asked[] {
  if (rules.length !== election.questions.length) throw new ProofFails("rules");
  return election.questions.map((found, n) => {
    const { question, answers } = found;
    const [rule, labels] = [rules[n], grades[n] ?? []];
    if (found.kind === "choose" && rule === "choose") {
      const { blank, least, most } = found;
      return { kind: least === 1 && most === 1 ? "one" : "several", question, answers, blank, least, most };
    }
    if (found.kind === "rank" && rule === "rank") return { kind: "rank", question, answers };
    if (found.kind === "rank" && rule === "grade" && labels.length > 0) {
      return { kind: "grade", question, answers, grades: labels };
    }
    throw new ProofFails("rules");
  });
}

/** What is wrong with these marks, or undefined. */
export function slipIn({ kind, least, most }: Chosen, marked: readonly number[], blank: boolean): Slip | undefined {
  if (blank) return marked.length === 0 ? undefined : "blank-alone";
  if (kind === "one") return marked.length === 1 ? undefined : "choose-one";
  if (marked.length < least) return "too-few";
  return marked.length > most ? "too-many" : undefined;
}

/** Noughts and ones, first the blank vote where there is one. `marked`: places of answers, from nought. */
export function chosenValues(asked: Chosen, marked: readonly number[], blank: boolean): readonly number[] {
  const values = asked.answers.map((_, n) => Number(marked.includes(n)));
  return asked.blank ? [Number(blank), ...values] : values;
}

/** Ranks from 1, nought for answers left out. `order`: the answers that have a rank, the best first. */
export function rankedValues(order: readonly number[], answers: number): readonly number[] {
  return Array.from({ length: answers }, (_, n) => order.indexOf(n) + 1);
}

/** The order with this answer at a place counted from 1 (beyond the last: last), or without it. */
export function placed(order: readonly number[], answer: number, place: number | undefined): readonly number[] {
  const others = order.filter((one) => one !== answer);
  if (place === undefined) return others;
  const at = Math.max(0, place - 1);
  return [...others.slice(0, at), answer, ...others.slice(at)];
}

/** One place up; an answer without a rank becomes the last. */
export function raised(order: readonly number[], answer: number): readonly number[] {
  const at = order.indexOf(answer);
  return placed(order, answer, at < 0 ? order.length + 1 : at);
}

/** One place down; the last one loses its rank. */
export function lowered(order: readonly number[], answer: number): readonly number[] {
  const at = order.indexOf(answer);
  return placed(order, answer, at < 0 || at === order.length - 1 ? undefined : at + 2);
}

/** A place that was typed: undefined for none, or the slip that it is no number of a place. */
export function typedPlace(typed: string, answers: number): number | undefined | "no-place" {
  const text = typed.normalize("NFKC").trim();
  if (text === "") return undefined;
  const place = /^[0-9]{1,4}$/.test(text) ? Number(text) : 0;
  return place >= 1 && place <= answers ? place : "no-place";
}

/** The marks as words, for whoever reads their vote again before it is encrypted. */
export function said(asked: Asked, values: readonly number[]): Said {
  if (asked.kind === "grade") return graded(asked.answers, asked.grades, values);
  if (asked.kind === "rank") return ranked(asked.answers, values);
  const blank = asked.blank && values[0] === 1;
  const marks = values.slice(Number(asked.blank));
  return { blank, lines: asked.answers.filter((_, n) => marks[n] === 1).map((answer) => ({ answer })), leftOut: [] };
}

function ranked(answers: readonly string[], values: readonly number[]): Said {
  const places = answers.map((answer, n) => ({ answer, rank: values[n]! }));
  const lines = places.filter(({ rank }) => rank > 0).sort((a, b) => a.rank - b.rank);
  return { blank: false, lines: lines.map(({ answer }) => ({ answer })), leftOut: without(answers, values) };
}

function graded(answers: readonly string[], grades: readonly string[], values: readonly number[]): Said {
  const lines = answers.flatMap((answer, n) => (values[n]! > 0 ? [{ answer, grade: grades[values[n]! - 1]! }] : []));
  return { blank: false, lines, leftOut: without(answers, values) };
}

function without(answers: readonly string[], values: readonly number[]): readonly string[] {
  return answers.filter((_, n) => values[n] === 0);
}
