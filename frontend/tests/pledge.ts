// What packages/scrutiny/tests/pledge/test_vectors.py asks for: a signer, a dealer and a trustee without a browser.
import { ed25519 } from "@noble/curves/ed25519.js";
import { draw } from "../src/booth/random.ts";
import {
  certify, checkCommitments, checkShares, drawPolynomial, finish, hashOf, newSeed, readCertificates, shareFor,
} from "../src/booth/threshold.ts";
import { fromHex, toHex, utf8 } from "../src/bytes.ts";
import { cardsOf, deal, deckJson, readCode, secondCode } from "../src/pledge/cards.ts";
import { checkEndorsement, endorse, groupOf } from "../src/pledge/ceremony.ts";
import { count, readBoard } from "../src/pledge/count.ts";
import { drawEntry, entryBytes, entryHash, makeEntry } from "../src/pledge/entries.ts";
import { readManifest, writeManifest } from "../src/pledge/manifest.ts";
import { makeBundle, sealBundle, signedBundle } from "../src/pledge/opening.ts";
import { scalar } from "../src/pledge/ristretto.ts";
import type { Signer } from "../src/signin.ts";

interface Known {
  readonly manifest: string;
  readonly record: readonly string[];
  readonly entries: readonly { readonly cards: readonly string[]; readonly entry: string; readonly hash: string }[];
  readonly trustees: { readonly shares: readonly string[]; readonly act_seeds: readonly string[] };
}

function signer(seed: Uint8Array): Signer {
  return { publicKey: toHex(ed25519.getPublicKey(seed)), sign: async (message) => toHex(ed25519.sign(message, seed)) };
}

export async function made(known: Known): Promise<Record<string, unknown>> {
  const manifest = readManifest(utf8(known.manifest));
  const who = { name: "Дина", workplace: "Цех № 5", paper: 0, signers: [signer(new Uint8Array(32).fill(9))] };
  const entry = await makeEntry(manifest, known.entries[0]!.cards.map(readCode), who, drawEntry(2, draw));
  const dealt = manifest.decks.map((_, n) => deal(manifest.terms, n + 1, draw));
  const text = writeManifest(manifest.terms, manifest.trustees, dealt.map((one) => deckJson(one.deck)));
  const { h } = readManifest(text);
  return {
    entry: toHex(entryBytes(entry)),
    hash: toHex(entryHash(entry)),
    manifest: new TextDecoder().decode(text),
    codes: dealt.flatMap((one, n) => cardsOf(one, n + 1, h).map(secondCode)),
    sealed: toHex(await sealed(known)),
    ceremony: await ceremony(known),
  };
}

/** All rounds of three trustees: what the server assembles. */
async function ceremony({ manifest: content, trustees }: Known): Promise<Record<string, unknown>> {
  const { terms } = readManifest(utf8(content));
  const group = groupOf(terms);
  const seeds = terms.trustees.map(() => newSeed(draw));
  const certs = seeds.map((seed, n) => certify(group, seed, seeds.length, terms.needed, n + 1, draw));
  for (const [n, cert] of certs.entries()) {
    checkEndorsement(terms, cert, n + 1, await endorse(terms, cert, signer(fromHex(trustees.act_seeds[n]!, 32))));
  }
  const known = readCertificates(group, certs, terms.needed);
  const drawn = seeds.map((seed) => drawPolynomial(group, seed, terms.needed, draw));
  const signed = drawn.map((one) => one.signed);
  const points = checkCommitments(group, known, terms.needed, drawn.map(hashOf), signed);
  const ended = seeds.map((seed, n) => {
    const shares = seeds.map((sender, k) => shareFor(group, known, sender, drawn[k]!, n + 1, draw));
    const { secret, complaints } = checkShares(group, known, seed, n + 1, shares, points, draw);
    if (complaints.length) throw new Error("complaint");
    const own = (JSON.parse(signed[n]!.message) as { coefexps: string[] }).coefexps;
    return { secret: secret.toString(), ...finish(group, seed, secret, certs, own, draw) };
  });
  return { certs, coefexps: signed, ended };
}

async function sealed({ manifest: content, record, entries, trustees }: Known): Promise<Uint8Array> {
  const manifest = readManifest(utf8(content));
  const board = readBoard(record, manifest.h);
  const served = new Map(entries.map((one) => [one.hash, fromHex(one.entry, one.entry.length / 2)]));
  const tally = count(manifest, board, served);
  const bundle = makeBundle(manifest, board, tally, 1, scalar(fromHex(trustees.shares[0]!, 32)), draw);
  const plain = await signedBundle(manifest, bundle, signer(fromHex(trustees.act_seeds[0]!, 32)));
  return sealBundle(manifest, tally, plain);
}
