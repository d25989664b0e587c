/** The election as the booth reads it: its bytes never change, and its fingerprint ties every proof to them. */

import { sha256 } from "@noble/hashes/sha2.js";
import type { Bytes } from "../bytes.ts";
import { type AnyGroup, groupNamed } from "./group.ts";

export interface Choose {
  readonly kind: "choose";
  readonly question: string;
  readonly answers: readonly string[];
  readonly blank: boolean;
  readonly least: number;
  readonly most: number;
}

/** A small number for every answer: its rank, or its grade. */
export interface Rank {
  readonly kind: "rank";
  readonly question: string;
  readonly answers: readonly string[];
}

export type Question = Choose | Rank;

export interface Election {
  readonly fingerprint: string;
  readonly uuid: string;
  readonly group: AnyGroup;
  readonly publicKey: unknown;
  readonly questions: readonly Question[];
}

/** Base64 of the SHA-256 without padding. */
export function fingerprint(content: Bytes): string {
  return btoa(String.fromCharCode(...sha256(content))).replace(/=+$/, "");
}

/** Throws RangeError where it is none that this booth can vote in. */
export function readElection(content: Bytes): Election {
  const value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(content)) as Record<string, unknown>;
  const { version, group: name, public_key: key, questions, uuid } = value;
  if (version !== 1 || typeof name !== "string" || typeof key !== "string" || typeof uuid !== "string") {
    throw new RangeError("election");
  }
  if (!Array.isArray(questions) || questions.length === 0) throw new RangeError("questions");
  const group = groupNamed(name);
  return { fingerprint: fingerprint(content), uuid, group, publicKey: group.element(key), questions: questions.map(question) };
}

function question(value: Record<string, unknown>): Question {
  if (value["type"] === "NonHomomorphic") {
    const inner = value["value"] as Record<string, unknown>;
    return { kind: "rank", question: text(inner["question"]), answers: texts(inner["answers"]) };
  }
  const made: Choose = {
    kind: "choose",
    question: text(value["question"]),
    answers: texts(value["answers"]),
    blank: value["blank"] === true,
    least: whole(value["min"]),
    most: whole(value["max"]),
  };
  if (made.least > made.most || made.most > made.answers.length) throw new RangeError("bounds");
  return made;
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new RangeError("text");
  return value;
}

function texts(value: unknown): readonly string[] {
  if (!Array.isArray(value) || value.length === 0) throw new RangeError("answers");
  return value.map(text);
}

function whole(value: unknown): number {
  if (!Number.isInteger(value) || (value as number) < 0) throw new RangeError("bounds");
  return value as number;
}
