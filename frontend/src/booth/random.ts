/** The booth's only door to randomness. */

import { toHex } from "../bytes.ts";

/** A uniform number in [0, bound). */
export type Draw = (bound: bigint) => bigint;

/** From the browser's generator, by rejection: no bias from a remainder. */
export const draw: Draw = (bound) => {
  const bits = (bound - 1n).toString(2).length;
  const bytes = new Uint8Array(Math.ceil(bits / 8));
  for (;;) {
    crypto.getRandomValues(bytes);
    const value = BigInt(`0x${toHex(bytes)}`) >> BigInt(8 * bytes.length - bits);
    if (value < bound) return value;
  }
};
