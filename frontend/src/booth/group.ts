/**
 * What the voter's side needs of a group of prime order q with generator g, written multiplicatively. The same groups as
 * scrutiny.groups; docs/protocol/ballots.md is the text for both. An element that exists is valid: membership and
 * canonical form are checked where text becomes an element.
 */

import { ed25519Group } from "./edwards.ts";
import { modularGroup } from "./modular.ts";

export interface Group<E> {
  readonly name: string;
  readonly q: bigint;
  readonly g: E;
  readonly one: E;
  /** How many small values a ranked answer may have, and how many bits pad them. */
  readonly longestRanking: number;
  readonly padding: number;
  element(text: string): E;
  /** An element whose membership others check: only multiplied and compared here. */
  unchecked(text: string): E;
  /** The number as which an element is written. */
  number(element: E): bigint;
  text(element: E): string;
  multiply(one: E, other: E): E;
  inverse(element: E): E;
  power(element: E, exponent: bigint): E;
  /** Powers of one base, prepared once. */
  fixed(base: E): (exponent: bigint) => E;
  /** The element that is written as this number, or undefined where there is none. */
  embedded(number: bigint): E | undefined;
  /** Independent generators for shuffles, from -1 on. */
  generator(index: number): E;
}

// Elements are opaque to everything but their own group.
export type AnyGroup = Group<any>;

const VALUE_BITS = 8n;
const LARGEST_VALUE = 255;

export function groupNamed(name: string): AnyGroup {
  if (name === "Ed25519") return ed25519Group();
  return modularGroup(name);
}

/** A remainder that is never negative. */
export function modulo(value: bigint, q: bigint): bigint {
  const rest = value % q;
  return rest < 0n ? rest + q : rest;
}

/** Small values of a ranked answer as one element. Specification 2.0, section 4.11.2. */
export function encode<E>(group: Group<E>, values: readonly number[]): E {
  if (values.length > group.longestRanking || !values.every((v) => Number.isInteger(v) && v >= 0 && v <= LARGEST_VALUE)) {
    throw new RangeError("ranked-value");
  }
  const number = values.reduce((all, value) => (all << VALUE_BITS) | BigInt(value), 0n);
  for (let end = 0; end < 2 ** group.padding; end++) {
    const found = group.embedded((number << BigInt(group.padding)) | BigInt(end));
    if (found !== undefined) return found;
  }
  throw new RangeError("ranked-value");
}

export function product<E>(group: Group<E>, elements: readonly E[]): E {
  return elements.reduce((all, one) => group.multiply(all, one), group.one);
}
