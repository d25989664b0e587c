/** Bytes, hexadecimal, text: the few conversions that everything here needs. */

export type Bytes = Uint8Array<ArrayBuffer>;

export { bytesToHex as toHex } from "@noble/hashes/utils.js";

export function fromHex(text: string, size: number): Bytes {
  if (text.length !== 2 * size || !/^[0-9a-f]*$/.test(text)) throw new RangeError("hexadecimal");
  return Uint8Array.from({ length: size }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

export function join(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}
