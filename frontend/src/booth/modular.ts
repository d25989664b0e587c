/**
 * Subgroups of prime order of the integers modulo a prime: BELENIOS-2048 and RFC-3526-2048. Specification 2.0, section 5;
 * RFC 3526, section 3. Big integers of browsers do not promise constant time: what they compute here never leaves the
 * voter's own device, and each ballot is made once.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { toHex, utf8 } from "../bytes.ts";
import type { Group } from "./group.ts";

const BELENIOS_P =
  "0xa3ef2d011fefb1b6e39e568fccdffb0fb7dc7ef3a791b6862791811d21fc35f21e6d36856b428030421f514ed40bfd4c06e092a495af8d79a2f85e0fb11c0ede07dd973f9c53e50930c6e82ac36de1ae3fb8c3aabfff12ce27a5022ddd8912d107435012768a2cdd0a4091d8fa447f6c7ebc15a349fa318a6b4fe17d8d47e843a3e14dfa9b2162f4d7229abe93a188b46b006517d6f6747ebbb29c9ec3099b607f18fb1a8bc858279aa8599411d998d3e3fada9e010840d082d8c31911acdd4a0e7992d0f18cc759cb5de0acf66a3882555bc810941e021b6a4ccfa04ee4008f878affa2375e2999b44f6cef17d707301e59e0e6351e051ed9cec4157646e64f";
const BELENIOS_G =
  "0x1307c1ab5f295885d7caa3a78a42415e31fd1c5807b61fb1e781878a52230a51988b98c259597f9c5a9dfd001d26ba31d9d8976f01d95a1c8262ee68a0e92cea541e5219e0d0d094301b894236823fe1d4bc04e29f3748aefd4f10d5b1a356a8643e673fd9d215fc8fe5fb9cf9fdb8ea88fdb1a3381a697fdf9c2458570b06d26aef1be365fdd90165f397c6b870df8c1b9e519edcee8bb0f74b7a1615a274ba60a7ea574a61f552d2dde0ce514e0927c4ff49b1964c4a913731ae4268d60d7f22127b6cbba44d453ac8b72fd04e0991b7aeff04867d8724ac638f5f34100d2d47aa680d43771902743d663f42d853c041e1c91fe3823f4bcf284308f1d7e653";
const BELENIOS_Q = "0xadb6066a73522565f4daa0f2579db7f2f0fa90c2168bc709e20263387d55c491";
const RFC_3526_P =
  "0xffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3be39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa051015728e5a8aacaa68ffffffffffffffff";
const DECIMAL = /^(0|[1-9][0-9]{0,700})$/;
const LONGEST_RANKING = 254;
const PADDING = 8;
const WINDOW = 5n;

export function modularGroup(name: string): Group<bigint> {
  if (name === "BELENIOS-2048") return group(name, BigInt(BELENIOS_P), BigInt(BELENIOS_Q), BigInt(BELENIOS_G));
  if (name === "RFC-3526-2048") return group(name, BigInt(RFC_3526_P), (BigInt(RFC_3526_P) - 1n) / 2n, 2n);
  throw new RangeError("group");
}

function group(name: string, p: bigint, q: bigint, g: bigint): Group<bigint> {
  const belongs = (value: bigint) => value > 0n && value < p && power(value, q, p) === 1n;
  return {
    name,
    q,
    g,
    one: 1n,
    longestRanking: LONGEST_RANKING,
    padding: PADDING,
    element(text) {
      if (!DECIMAL.test(text) || !belongs(BigInt(text))) throw new RangeError("element");
      return BigInt(text);
    },
    unchecked: (text) => (DECIMAL.test(text) ? BigInt(text) % p : 0n),
    number: (element) => element,
    text: (element) => element.toString(),
    multiply: (one, other) => (one * other) % p,
    inverse: (element) => power(element, q - 1n, p),
    power: (element, exponent) => power(element, exponent % q, p),
    fixed: (base) => table(base, p, q),
    embedded: (number) => (belongs(number) ? number : undefined),
    generator(index) {
      const found = power(BigInt(`0x${toHex(sha256(utf8(`ggen|${index}`)))}`) % p, (p - 1n) / q, p);
      if (found <= 1n || found === g) throw new RangeError("generator");
      return found;
    },
  };
}

/** From the highest digit down, four bits at a time. */
function power(base: bigint, exponent: bigint, p: bigint): bigint {
  const small = [1n];
  for (let n = 1; n < 16; n++) small.push((small[n - 1]! * base) % p);
  let result = 1n;
  for (const digit of exponent.toString(16)) {
    for (let n = 0; n < 4; n++) result = (result * result) % p;
    if (digit !== "0") result = (result * small[parseInt(digit, 16)]!) % p;
  }
  return result;
}

/** One product for every window of the exponent: Brickell, Gordon, McCurley, Wilson, Eurocrypt 1992. */
function table(base: bigint, p: bigint, q: bigint): (exponent: bigint) => bigint {
  const rows: bigint[][] = [];
  const mask = (1n << WINDOW) - 1n;
  for (let rest = q; rest > 0n; rest >>= WINDOW) {
    const row = [1n];
    for (let n = 0n; n < mask; n++) row.push((row[row.length - 1]! * base) % p);
    rows.push(row);
    base = (row[row.length - 1]! * base) % p;
  }
  return (exponent) => {
    let [result, rest] = [1n, exponent % q];
    for (const row of rows) {
      result = (result * row[Number(rest & mask)]!) % p;
      rest >>= WINDOW;
    }
    return result;
  };
}
