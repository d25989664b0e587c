/**
 * A shuffle of ranked answers with its proof: specification 2.0, sections 4.17 and 6 (Wikström and Terelius, "Proofs of
 * restricted shuffles", in the form of CHVote 1.3.2). Lists count from 0 here; names follow the tables of section 6.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { toHex, utf8 } from "../bytes.ts";
import type { Election } from "./election.ts";
import { type AnyGroup, modulo, product } from "./group.ts";
import { type Pair, ProofFails } from "./proofs.ts";
import type { Draw } from "./random.ts";

type Pairs = readonly Pair<unknown>[];

/** The bytes of a shuffle of every ranked question. */
export function shuffle(election: Election, tally: readonly Pairs[], draw: Draw): string {
  const rows = tally.filter((_row, n) => election.questions[n]!.kind === "rank");
  const made = rows.map((row) => shuffled(election, row, draw));
  return JSON.stringify({ ciphertexts: made.map((one) => one.ciphertexts), proofs: made.map((one) => one.proof) });
}

function shuffled(election: Election, before: Pairs, draw: Draw): { ciphertexts: object[]; proof: unknown[] } {
  const { group, publicKey } = election;
  const order = permutation(before.length, draw);
  const r = before.map(() => draw(group.q));
  const fresh = before.map(({ alpha, beta }, n) => ({
    alpha: group.multiply(alpha, group.power(group.g, r[n]!)),
    beta: group.multiply(beta, group.power(publicKey, r[n]!)),
  }));
  const after = order.map((j) => fresh[j]!);
  const ciphertexts = after.map(({ alpha, beta }) => ({ alpha: group.text(alpha), beta: group.text(beta) }));
  return { ciphertexts, proof: prove(election, before, after, r, order, draw) };
}

function permutation(count: number, draw: Draw): number[] {
  const order = Array.from({ length: count }, (_, n) => n);
  for (let n = count - 1; n > 0; n--) {
    const other = Number(draw(BigInt(n + 1)));
    [order[n], order[other]] = [order[other]!, order[n]!];
  }
  return order;
}

/** Table 4. */
function prove(election: Election, before: Pairs, after: Pairs, rPrime: readonly bigint[], order: readonly number[], draw: Draw): unknown[] {
  const { group, publicKey: y, fingerprint } = election;
  const { q } = group;
  const power = (base: unknown, e: bigint) => group.power(base, modulo(e, q));
  const h = group.generator(-1);
  const hs = before.map((_pair, n) => group.generator(n));
  const r: bigint[] = [];
  const c: unknown[] = [];
  order.forEach((j, n) => {
    r[j] = draw(q);
    c[j] = group.multiply(power(group.g, r[j]), hs[n]);
  });
  const known = listedPairs(group, before) + listedPairs(group, after) + listed(group, c);
  const u = challenges(q, before.length, `shuffle-challenges|${fingerprint}|${known}`);
  const uPrime = order.map((j) => u[j]!);
  const rHat: bigint[] = [];
  const cHat: unknown[] = [];
  uPrime.reduce((last, ui, n) => {
    rHat[n] = draw(q);
    return (cHat[n] = group.multiply(power(group.g, rHat[n]), power(last, ui)));
  }, h as unknown);
  const w = [0, 1, 2, 3].map(() => draw(q));
  const wHat = order.map(() => draw(q));
  const wPrime = order.map(() => draw(q));
  const raised = (bases: readonly unknown[]) => product(group, bases.map((base, n) => power(base, wPrime[n]!)));
  const chain = [h, ...cHat.slice(0, -1)];
  const t = [
    power(group.g, w[0]!),
    power(group.g, w[1]!),
    group.multiply(power(group.g, w[2]!), raised(hs)),
    group.multiply(power(y, -w[3]!), raised(after.map((pair) => pair.beta))),
    group.multiply(power(group.g, -w[3]!), raised(after.map((pair) => pair.alpha))),
  ];
  const tHat = chain.map((earlier, n) => group.multiply(power(group.g, wHat[n]!), power(earlier, wPrime[n]!)));
  const said = listed(group, t) + listed(group, tHat);
  const all = `shuffle-challenge|${fingerprint}|${said}${known}${listed(group, cHat)}${group.text(y)}`;
  const challenge = BigInt(`0x${toHex(sha256(utf8(all)))}`) % q;
  const v = uPrime.map(() => 1n);
  for (let n = v.length - 2; n >= 0; n--) v[n] = (uPrime[n + 1]! * v[n + 1]!) % q;
  const dot = (a: readonly bigint[], b: readonly bigint[]) => a.reduce((sum, one, n) => sum + one * b[n]!, 0n);
  const sums = [r.reduce((sum, one) => sum + one, 0n), dot(rHat, v), dot(r, u), dot(rPrime, u)];
  const answer = (wi: bigint, secret: bigint) => modulo(wi + challenge * secret, q).toString();
  const text = (element: unknown) => group.text(element);
  return [
    [text(t[0]), text(t[1]), text(t[2]), [text(t[3]), text(t[4])], tHat.map(text)],
    [...sums.map((sum, n) => answer(w[n]!, sum)), wHat.map((wi, n) => answer(wi, rHat[n]!)), wPrime.map((wi, n) => answer(wi, uPrime[n]!))],
    c.map(text),
    cHat.map(text),
  ];
}

interface Written {
  readonly ciphertexts: readonly (readonly { readonly alpha: string; readonly beta: string }[])[];
  readonly proofs: readonly WrittenProof[];
}

type WrittenProof = readonly [
  readonly [string, string, string, readonly [string, string], readonly string[]],
  readonly [string, string, string, string, readonly string[], readonly string[]],
  readonly string[],
  readonly string[],
];

/** The tally after a shuffle of every ranked question. Throws ProofFails `shuffle`. */
export function checkShuffle(election: Election, tally: readonly Pairs[], text: string): Pairs[] {
  const { ciphertexts, proofs } = JSON.parse(text) as Written;
  const { group } = election;
  const ranked = election.questions.filter((question) => question.kind === "rank").length;
  if (ciphertexts.length !== ranked || proofs.length !== ranked) throw new ProofFails("shuffle");
  let next = 0;
  return tally.map((row, n) => {
    if (election.questions[n]!.kind !== "rank") return row;
    const [pairs, proof] = [ciphertexts[next]!, proofs[next++]!];
    const after = pairs.map(({ alpha, beta }) => ({ alpha: group.element(alpha), beta: group.element(beta) }));
    verify(election, row, after, proof);
    return after;
  });
}

/** Table 5. */
function verify(election: Election, before: Pairs, after: Pairs, written: WrittenProof): void {
  const { group, publicKey: y, fingerprint } = election;
  const { q } = group;
  const [[t1, t2, t3, [t41, t42], tHat], [s1, s2, s3, s4, sHat, sPrime], c, cHat] = written;
  const lengths = [after, tHat, sHat, sPrime, c, cHat].map((one) => one.length);
  if (before.length === 0 || !lengths.every((length) => length === before.length)) throw new ProofFails("shuffle");
  const read = (texts: readonly string[]) => texts.map((text) => group.element(text));
  const numbers = (texts: readonly string[]) => texts.map((text) => exponent(text, q));
  const [t, that, cs, chat] = [read([t1, t2, t3, t41, t42]), read(tHat), read(c), read(cHat)];
  const [s, shat, sprime] = [numbers([s1, s2, s3, s4]), numbers(sHat), numbers(sPrime)];
  const power = (base: unknown, e: bigint) => group.power(base, modulo(e, q));
  const raised = (bases: readonly unknown[], es: readonly bigint[]) => product(group, bases.map((base, n) => power(base, es[n]!)));
  const h = group.generator(-1);
  const hs = before.map((_pair, n) => group.generator(n));
  const known = listedPairs(group, before) + listedPairs(group, after) + listed(group, cs);
  const u = challenges(q, before.length, `shuffle-challenges|${fingerprint}|${known}`);
  const said = listed(group, t) + listed(group, that);
  const all = `shuffle-challenge|${fingerprint}|${said}${known}${listed(group, chat)}${group.text(y)}`;
  const challenge = BigInt(`0x${toHex(sha256(utf8(all)))}`) % q;
  const divide = (one: unknown, other: unknown) => group.multiply(one, group.inverse(other));
  const answer = (commitment: unknown, ...answers: unknown[]) => product(group, [power(commitment, -challenge), ...answers]);
  const bar = divide(product(group, cs), product(group, hs));
  const end = divide(chat[chat.length - 1], power(h, u.reduce((all, one) => (all * one) % q, 1n)));
  const [alphas, betas] = [before.map((pair) => pair.alpha), before.map((pair) => pair.beta)];
  const [newAlphas, newBetas] = [after.map((pair) => pair.alpha), after.map((pair) => pair.beta)];
  const found = [
    answer(bar, power(group.g, s[0]!)),
    answer(end, power(group.g, s[1]!)),
    answer(raised(cs, u), power(group.g, s[2]!), raised(hs, sprime)),
    answer(raised(betas, u), power(y, -s[3]!), raised(newBetas, sprime)),
    answer(raised(alphas, u), power(group.g, -s[3]!), raised(newAlphas, sprime)),
  ];
  const chain = [h, ...chat.slice(0, -1)].map((earlier, n) =>
    answer(chat[n], power(group.g, shat[n]!), power(earlier, sprime[n]!)),
  );
  if (listed(group, [...found, ...chain]) !== listed(group, [...t, ...that])) throw new ProofFails("shuffle");
}

function exponent(text: string, q: bigint): bigint {
  if (!/^(0|[1-9][0-9]*)$/.test(text) || BigInt(text) >= q) throw new ProofFails("shuffle");
  return BigInt(text);
}

/** Table 10: every element and a comma. */
function listed(group: AnyGroup, elements: readonly unknown[]): string {
  return elements.map((element) => `${group.text(element)},`).join("");
}

function listedPairs(group: AnyGroup, pairs: Pairs): string {
  return listed(group, pairs.flatMap(({ alpha, beta }) => [alpha, beta]));
}

/** Table 11. */
function challenges(q: bigint, count: number, text: string): bigint[] {
  const head = toHex(sha256(utf8(text)));
  return Array.from({ length: count }, (_, n) => BigInt(`0x${toHex(sha256(utf8(head + toHex(sha256(utf8(String(n)))))))}`) % q);
}
