/** The subgroup of prime order of the curve of RFC 8032. In text the usual 32 bytes stand from the last to the first. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { fromHex, toHex, utf8 } from "../bytes.ts";
import type { Group } from "./group.ts";

const { Point } = ed25519;
type PointOf = InstanceType<typeof Point>;

const HEX = /^[0-9a-f]{64}$/;
const Q = Point.Fn.ORDER;
const LONGEST_RANKING = 30;
const PADDING = 14;
const MOST_TRIES = 256n;

export function ed25519Group(): Group<PointOf> {
  return {
    name: "Ed25519",
    q: Q,
    g: Point.BASE,
    one: Point.ZERO,
    longestRanking: LONGEST_RANKING,
    padding: PADDING,
    element(text) {
      if (!HEX.test(text)) throw new RangeError("element");
      const found = read(text);
      if (!found) throw new RangeError("element");
      return found;
    },
    unchecked(text) {
      const found = HEX.test(text) ? onCurve(BigInt(`0x${text}`)) : undefined;
      if (!found) throw new RangeError("element");
      return found;
    },
    number: (element) => BigInt(`0x${toHex(element.toBytes().reverse())}`),
    text: (element) => toHex(element.toBytes().reverse()),
    multiply: (one, other) => one.add(other),
    inverse: (element) => element.negate(),
    power: (element, exponent) => times(element, exponent),
    fixed: (base) => {
      const prepared = base.equals(Point.ZERO) ? base : base.precompute(8, false);
      return (exponent) => times(prepared, exponent);
    },
    embedded: (number) => {
      const text = number.toString(16).padStart(64, "0");
      const found = HEX.test(text) ? read(text) : undefined;
      return found?.equals(Point.ZERO) ? undefined : found;
    },
    generator(index) {
      const start = BigInt(`0x${toHex(sha256(utf8(`ggen|${index}`)))}`) >> 2n;
      for (let end = 0n; end < MOST_TRIES; end++) {
        const found = onCurve(start + end)?.clearCofactor();
        if (found && !found.equals(Point.ZERO) && !found.equals(Point.BASE)) return found;
      }
      throw new RangeError("generator");
    },
  };
}

/** The point of this encoding, in the subgroup or not. */
function onCurve(number: bigint): PointOf | undefined {
  try {
    return Point.fromBytes(fromHex(number.toString(16).padStart(64, "0"), 32).reverse(), false);
  } catch {
    return undefined;
  }
}

/** Canonical, on the curve and in the subgroup, or undefined. */
function read(text: string): PointOf | undefined {
  try {
    const point = Point.fromBytes(fromHex(text, 32).reverse(), false);
    return point.isTorsionFree() ? point : undefined;
  } catch {
    return undefined;
  }
}

/** The library refuses the exponent nought. */
function times(point: PointOf, exponent: bigint): PointOf {
  const rest = exponent % Q;
  return rest === 0n || point.equals(Point.ZERO) ? Point.ZERO : point.multiply(rest);
}
