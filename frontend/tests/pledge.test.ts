import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { draw } from "../src/booth/random.ts";
import { certify, newSeed, type Signed } from "../src/booth/threshold.ts";
import { fromHex, join, toHex, utf8 } from "../src/bytes.ts";
import { cardsOf, checkCard, deal, deckJson, firstCode, groupsOf, MistypedCode, readCode, secondCode, shortCode } from "../src/pledge/cards.ts";
import { checkEndorsement, checkOwnPart, endorse, groupOf, signManifest } from "../src/pledge/ceremony.ts";
import { count, readBoard } from "../src/pledge/count.ts";
import { checkEntry, checkPromise, checkWithdrawal, drawEntry, entryBytes, entryHash, entrySize, makeEntry, makeWithdrawal, readEntry, readerSecret, type Signing } from "../src/pledge/entries.ts";
import { checkDecks, checkSignatures, readManifest, writeManifest } from "../src/pledge/manifest.ts";
import { checkBundle, countersign, deckSecret, makeBundle, noticeBody, openAll, readBundle, sealBundle, setHash, signDeleted, signedBundle, signNotice, unsealBundle } from "../src/pledge/opening.ts";
import { scalar } from "../src/pledge/ristretto.ts";
import { checkAll } from "../src/pledge/polynomials.ts";
import { check } from "../src/pledge/statements.ts";
import { type Notice, opensFrom, readPolicy, seen } from "../src/pledge/trigger.ts";
import type { Signer } from "../src/signin.ts";
import { hex } from "./vectors.ts";

interface EntryVector {
  cards: string[];
  name: string;
  workplace: string;
  paper: number;
  seeds: string[];
  draws: { decks: string[]; trustees: string; proof: string };
  entry: string;
  hash: string;
  short: string;
  reader: string;
}
interface Vectors {
  manifest: string;
  h: string;
  key: string;
  parts: string[];
  signatures: { dealers: string[]; trustees: string[] };
  cards: { deck: number; index: number; share: string; seed: string; code: string; groups: string[] }[];
  entries: EntryVector[];
  refused: { attack: string; step: number; entry: string }[];
  withdrawal: string;
  countersignature: string;
  promise: string;
  record: string[];
  checkpoint: string;
  policy: string;
  trustees: {
    shares: string[];
    act_seeds: string[];
    notice: { trustee: number; size: number; root: string; shown: number; signature: string };
    set: string;
    bundles: string[];
    opening: { signed: { entry: string; name: string }[]; void: { entry: string; code: string }[] };
  };
}

const root = process.env["GROUNDSWELL_ROOT"] ?? "../";
const known: Vectors = JSON.parse(
  new TextDecoder().decode(readFileSync(`${root}docs/protocol/vectors/pledges.json`)),
);
const manifest = readManifest(utf8(known.manifest));
const secret = (text: string) => scalar(fromHex(text, 32));
const mistyped = (code: string, ...places: number[]) => (error: unknown) =>
  error instanceof MistypedCode && error.code === code && (places.length === 0 || places.includes(error.place));
const refusedAt = (step: number | string) => (error: unknown) => (error as { step: number | string }).step === step;
const coded = (code: string) => (error: unknown) => (error as { code: string }).code === code;

function signer(seed: Uint8Array): Signer {
  return { publicKey: toHex(ed25519.getPublicKey(seed)), sign: async (message) => toHex(ed25519.sign(message, seed)) };
}

function who(vector: EntryVector): Signing {
  const { name, workplace, paper, seeds } = vector;
  return { name, workplace, paper, signers: seeds.map((seed) => signer(hex(seed))) };
}

function drawsOf({ draws }: EntryVector) {
  return { decks: draws.decks.map(secret), trustees: secret(draws.trustees), proof: secret(draws.proof) };
}

const board = readBoard(known.record, manifest.h);
const served = new Map(known.entries.map((one) => [one.hash, hex(one.entry)]));
const tally = count(manifest, board, served);
const everyone = {
  members: new Set(known.entries.flatMap((one) => one.seeds.map((seed) => signer(hex(seed)).publicKey))),
  tellers: new Set<string>(),
};

test("a manifest of the library in Python holds, with its hash, its key and its signatures", () => {
  assert.equal(toHex(manifest.h), known.h);
  assert.equal(toHex(manifest.key.toBytes()), known.key);
  assert.deepEqual(manifest.parts.map((part) => toHex(part.toBytes())), known.parts);
  checkDecks(manifest);
  const all = (parts: string[]) => parts.map((one) => fromHex(one, 64));
  const signed = { dealers: all(known.signatures.dealers), trustees: all(known.signatures.trustees) };
  checkSignatures(manifest, signed);
  assert.throws(() => checkSignatures(manifest, { ...signed, trustees: [...signed.trustees].reverse() }), refusedAt(8));
  assert.throws(() => checkSignatures(manifest, { ...signed, dealers: [] }), coded("unsigned"));
});

test("a manifest in another form or with other decks is refused at its step", () => {
  const changes: [number, (text: string) => string][] = [
    [1, (text) => text.replace('"v":1', '"v":2')],
    [1, (text) => text.replace('"v":1', '"v": 1')],
    [2, (text) => text.replace('"wanted":2', '"wanted":6')],
    [2, (text) => text.replace('"needed":2', '"needed":1')],
    [2, (text) => text.replace('"audience":"members"', '"audience":"everyone"')],
    [4, (text) => text.replace('"wanted":2', '"wanted":3')],
  ];
  for (const [step, change] of changes) {
    assert.throws(() => readManifest(utf8(change(known.manifest))), refusedAt(step));
  }
  const [first, second] = manifest.decks;
  const swapped = { ...manifest, decks: [second!, first!] };
  assert.throws(() => checkDecks(swapped), refusedAt(5));
});

test("cards are read, written and checked as in Python", () => {
  for (const vector of known.cards) {
    const card = readCode(vector.code);
    assert.deepEqual([card.deck, card.index, toHex(card.seed)], [vector.deck, vector.index, vector.seed]);
    assert.equal(card.share, secret(vector.share));
    assert.equal(secondCode(card), vector.code);
    assert.deepEqual(groupsOf(card), vector.groups);
    checkCard(manifest, card);
    const typed = vector.groups.join(" - ").toLowerCase().replace(/0/g, "o").replace(/1/g, "i");
    assert.deepEqual(readCode(typed), card);
  }
  assert.equal(firstCode("https://one.example/"), "https://one.example/pledge/");
});

test("a mistyped group is named, and a card that does not hold is refused at its step", () => {
  const [vector] = known.cards;
  const groups = vector!.groups.map((group, n) => (n === 4 ? (group[0] === "A" ? "B" : "A") + group.slice(1) : group));
  assert.throws(() => readCode(groups.join("")), mistyped("checksum", 5));
  assert.throws(() => readCode("GWP:"), mistyped("length", 0));
  const card = readCode(vector!.code);
  assert.throws(() => checkCard(manifest, { ...card, h: new Uint8Array(32) }), refusedAt(10));
  assert.throws(() => checkCard(manifest, { ...card, index: 0 }), refusedAt(11));
  assert.throws(() => checkCard(manifest, { ...card, deck: 3 }), refusedAt(11));
  assert.throws(() => checkCard(manifest, { ...card, share: card.share + 1n }), refusedAt(12));
  assert.throws(() => checkCard(manifest, { ...card, seed: new Uint8Array(32) }), refusedAt(14));
});

test("the same draws make the same entry as in Python, byte for byte", async () => {
  for (const vector of known.entries) {
    const cards = vector.cards.map(readCode).reverse();
    const made = await makeEntry(manifest, cards, who(vector), drawsOf(vector));
    assert.equal(toHex(entryBytes(made)), vector.entry);
    assert.equal(toHex(entryHash(made)), vector.hash);
    assert.equal(shortCode(entryHash(made)), vector.short);
    assert.equal(toHex(readerSecret(cards.reverse().map((card) => card.seed), manifest.h)), vector.reader);
  }
});

test("entries made anew differ, hold, and have one size", async () => {
  const vector = known.entries[0]!;
  const cards = vector.cards.map(readCode);
  const make = () => makeEntry(manifest, cards, who(vector), drawEntry(2, draw));
  const [one, other] = [entryBytes(await make()), entryBytes(await make())];
  assert.notEqual(toHex(one), toHex(other));
  checkEntry(manifest, one);
  assert.deepEqual([one.length, other.length, entrySize(2)], [950, 950, 950]);
});

test("what cannot be an entry is said before anything is sealed", async () => {
  const vector = known.entries[0]!;
  const cards = vector.cards.map(readCode);
  const long = { ...who(vector), name: "A".repeat(400) };
  await assert.rejects(() => makeEntry(manifest, cards, long, drawEntry(2, draw)), coded("name-too-long"));
  const hiding = { ...who(vector), workplace: "Foundry\n  Ben" };
  await assert.rejects(() => makeEntry(manifest, cards, hiding, drawEntry(2, draw)), coded("name"));
  await assert.rejects(() => makeEntry(manifest, [cards[0]!, cards[0]!], who(vector), drawEntry(2, draw)), coded("one-of-each"));
});

test("hostile entries are refused at the step at which Python refuses them", () => {
  assert.ok(known.refused.length >= 8);
  for (const { attack, step, entry } of known.refused) {
    assert.ok(attack);
    assert.throws(() => checkEntry(manifest, hex(entry)), refusedAt(step));
  }
  const short = hex(known.entries[0]!.entry).slice(1);
  assert.throws(() => readEntry(short, 2), refusedAt(20));
});

test("an entry changed anywhere is refused", () => {
  for (let place = 0; place < 950; place += 31) {
    const content = hex(known.entries[0]!.entry);
    content[place]! ^= 1;
    assert.throws(() => checkEntry(manifest, content), () => true);
  }
});

test("a withdrawal takes the paper of all cards", () => {
  const vector = known.entries[0]!;
  const cards = vector.cards.map(readCode);
  const entry = readEntry(hex(vector.entry), 2);
  const made = makeWithdrawal(manifest, cards, entryHash(entry));
  assert.equal(toHex(made), known.withdrawal);
  checkWithdrawal(manifest, entry, made);
  const thief = [cards[0]!, { ...cards[1]!, seed: new Uint8Array(32) }];
  assert.throws(() => checkWithdrawal(manifest, entry, makeWithdrawal(manifest, thief, entryHash(entry))), refusedAt("slot-signature"));
  const other = readEntry(hex(known.entries[1]!.entry), 2);
  assert.throws(() => checkWithdrawal(manifest, other, made), coded("other-entry"));
});

test("the server's promise is checked", () => {
  const hash = hex(known.entries[0]!.hash);
  checkPromise(manifest, hash, manifest.terms.deadline - 600, hex(known.promise));
  assert.throws(() => checkPromise(manifest, hash, manifest.terms.deadline - 601, hex(known.promise)));
});

test("the count is that of Python, and withdrawn, repeated, voided and hidden entries do not count", () => {
  assert.equal(tally.counted.length, 4);
  assert.equal(toHex(board.root), known.trustees.notice.root);
  const line = (type: string, effect: object) => JSON.stringify({ effect: { pledge: known.h, ...effect }, type });
  const gone = [...known.record, line("pledge.withdrawals", { withdrawals: [known.withdrawal, "00"] })];
  const after = count(manifest, readBoard(gone, manifest.h), served);
  assert.deepEqual([after.counted.length, after.withdrawn.length], [3, 1]);
  const twice = [...known.record, known.record[known.record.length - 1]!];
  const codes = (lines: string[]) => count(manifest, readBoard(lines, manifest.h), served).uncounted.map((one) => one.code);
  assert.deepEqual(codes(twice), ["used-card", "used-card"]);
  const voided = [...known.record.slice(0, 2), line("pledge.voided", { cards: [[1, 1]] }), ...known.record.slice(2)];
  assert.deepEqual(codes(voided), ["voided"]);
  assert.equal(count(manifest, board, new Map()).uncounted.every((one) => one.code === "not-served"), true);
});

test("bundles of Python hold, and open to the same names", () => {
  const { bundles, opening, set } = known.trustees;
  assert.equal(toHex(setHash(manifest, board, tally)), set);
  const read = bundles.map((one) => readBundle(manifest, hex(one)));
  read.forEach((bundle) => checkBundle(manifest, board, tally, bundle));
  const opened = openAll(manifest, board, tally, read.slice(1), everyone);
  assert.deepEqual(opened.signed.map(({ entry, payload }) => ({ entry, name: payload.name })), opening.signed);
  assert.deepEqual([opened.void, opened.refused], [[], []]);
});

test("a trustee of the browser gives what opens, sealed to readers and to nobody else", async () => {
  const { shares, act_seeds } = known.trustees;
  const bundle = makeBundle(manifest, board, tally, 1, secret(shares[0]!), draw);
  const plain = await signedBundle(manifest, bundle, signer(hex(act_seeds[0]!)));
  const sealed = await sealBundle(manifest, tally, plain);
  const reader = hex(known.entries[2]!.reader);
  const read = readBundle(manifest, await unsealBundle(sealed, reader));
  checkBundle(manifest, board, tally, read);
  await assert.rejects(() => unsealBundle(sealed, new Uint8Array(32).fill(7)), coded("not-for-you"));
  const other = readBundle(manifest, hex(known.trustees.bundles[1]!));
  assert.equal(openAll(manifest, board, tally, [read, other], everyone).signed.length, 4);
});

test("a trustee who lies is named; too few open nothing", () => {
  const [one, two, three] = known.trustees.bundles.map((text) => readBundle(manifest, hex(text)));
  const lie = { ...one!, partials: [one!.partials[1]!, ...one!.partials.slice(1)] };
  assert.throws(() => checkBundle(manifest, board, tally, lie), refusedAt(52));
  assert.deepEqual(openAll(manifest, board, tally, [lie, two!, three!], everyone).refused, [1]);
  assert.throws(() => openAll(manifest, board, tally, [lie, two!, two!], everyone), coded("too-few-partials"));
  assert.throws(() => checkBundle(manifest, board, tally, { ...one!, set: new Uint8Array(32) }), refusedAt(51));
  const forged = hex(known.trustees.bundles[0]!);
  forged[3]! ^= 1;
  assert.throws(() => readBundle(manifest, forged), refusedAt(50));
});

test("who is not asked and who signs twice is void", () => {
  const bundles = known.trustees.bundles.map((text) => readBundle(manifest, hex(text)));
  const nobody = openAll(manifest, board, tally, bundles, { ...everyone, members: new Set() });
  assert.deepEqual(nobody.void.map((one) => one.code), Array(4).fill("not-eligible"));
});

test("fewer shares than the threshold give no secret of a deck", () => {
  const two = { ...tally, counted: tally.counted.slice(0, 2) };
  assert.throws(() => deckSecret(manifest, two, 0), coded("too-few-shares"));
});

const evidence = { board, served, checkpoint: known.checkpoint, policy: known.policy };

test("a trustee sees that the count was reached in time, in a record that witnesses signed", () => {
  assert.equal(seen(manifest, evidence).counted.length, 4);
});

test("what a trustee must not sign is refused at its step", () => {
  const lines = known.checkpoint.split("\n");
  const [witness, other] = [lines[5]!, lines[6]!];
  const short = { ...board, size: board.size - 1 };
  const early = { ...manifest, terms: { ...manifest.terms, deadline: 5 } };
  const many = { ...manifest, terms: { ...manifest.terms, wanted: 4 } };
  const cases: [number, () => unknown][] = [
    [40, () => seen(manifest, { ...evidence, policy: known.policy.replace("2 w1", "1 w1") })],
    [41, () => seen(manifest, { ...evidence, checkpoint: known.checkpoint.replace(`${witness}\n`, "") })],
    [41, () => seen(manifest, { ...evidence, checkpoint: known.checkpoint.replace(`${lines[4]}\n`, "") })],
    [41, () => seen(manifest, { ...evidence, checkpoint: known.checkpoint.replace("\n4\n", "\n5\n") })],
    [41, () => seen(manifest, { ...evidence, checkpoint: known.checkpoint.replace(other, witness) })],
    [41, () => seen(manifest, { ...evidence, checkpoint: "" })],
    [42, () => seen(early, evidence)],
    [44, () => seen(manifest, { ...evidence, board: short })],
    [44, () => seen(manifest, { ...evidence, board: { ...board, manifest: null } })],
    [45, () => seen(many, evidence)],
  ];
  for (const [step, attempt] of cases) assert.throws(attempt, refusedAt(step));
});

test("the day begins with the last of so many notices, and late, false and second ones are passed over", async () => {
  const at = async (trustee: number, shown: number): Promise<Notice> => {
    const signed = await signNotice(signer(hex(known.trustees.act_seeds[trustee - 1]!)), manifest.h, trustee, board.size, board.root, shown);
    return { trustee, size: board.size, root: toHex(board.root), shown, signature: toHex(signed) };
  };
  const { deadline } = manifest.terms;
  const [one, two, late] = [await at(1, deadline + 5), await at(2, deadline + 9), await at(3, deadline + 48 * 3600 + 1)];
  assert.equal(opensFrom(manifest, evidence, [one, late, two]), deadline + 9 + 86_400);
  for (const notices of [[], [one], [one, one], [one, late], [one, { ...two, shown: two.shown + 1 }], [one, { ...two, trustee: 4 }]]) {
    assert.throws(() => opensFrom(manifest, evidence, notices), refusedAt(43));
  }
  assert.throws(() => opensFrom(manifest, { ...evidence, board: { ...board, size: 3 } }, [one, two]), refusedAt(43));
});

test("a policy in which a witness counts twice, is unknown, or nobody is named is refused", () => {
  const [log, w1, w2] = known.policy.split("\n");
  const bad = [
    "",
    `${log}\n${w1}\n`,
    `${log}\n${w1}\n${w1!.replace("w1.example ", "w3 ")}\nquorum none\n`,
    `${log}\n${w1}\ngroup g 2 w1.example w1.example\nquorum g\n`,
    `${log}\n${w1}\n${w2}\ngroup g 1 w1.example\ngroup f 2 g w1.example\nquorum f\n`,
    `${log}\n${w1}\ngroup g 2 w1.example\nquorum g\n`,
    `${log}\nquorum x\n`,
    `${log}\nquorum none\nquorum none\n`,
    `${log}\nsomething\nquorum none\n`,
    `${log!.replace("+", "+0")}\nquorum none\n`,
  ];
  for (const text of bad) assert.throws(() => readPolicy(text));
  assert.equal(readPolicy(`# nobody\n${log}\nquorum none\n`).quorum, "none");
  assert.equal(readPolicy(known.policy).witnesses.size, 2);
});

test("notices, deletions and countersignatures are those of Python", async () => {
  const { notice, act_seeds } = known.trustees;
  const second = signer(hex(act_seeds[1]!));
  const made = await signNotice(second, manifest.h, 2, notice.size, hex(notice.root), notice.shown);
  assert.equal(toHex(made), notice.signature);
  check("notice", noticeBody(manifest.h, 2, notice.size, hex(notice.root), notice.shown), second.publicKey, made, "x");
  assert.equal(toHex(await countersign(second, hex(known.withdrawal), 2, 9)), known.countersignature);
  assert.throws(() => signDeleted(second, manifest, 2, manifest.terms.deadline), coded("early"));
  assert.equal((await signDeleted(second, manifest, 2, manifest.terms.deadline + 200_000)).length, 64);
});

test("a trustee signs only a manifest that holds the own certificate and the own part of the key", async () => {
  const [[, key]] = JSON.parse(manifest.trustees) as [[string, { certs: Signed[] }]];
  const own = secret(known.trustees.shares[1]!);
  checkOwnPart(manifest, key.certs[1]!, 2, own);
  assert.throws(() => checkOwnPart(manifest, key.certs[0]!, 2, own), coded("replaced"));
  assert.throws(() => checkOwnPart(manifest, key.certs[1]!, 2, own + 1n), coded("replaced"));
  const signed = await signManifest(manifest, signer(hex(known.trustees.act_seeds[1]!)));
  assert.equal(toHex(signed), known.signatures.trustees[1]);
});

test("a certificate is endorsed with the key of the record, for these terms", async () => {
  const { terms } = manifest;
  const cert = certify(groupOf(terms), newSeed(draw), 3, 2, 1, draw);
  const endorsed = await endorse(terms, cert, signer(hex(known.trustees.act_seeds[0]!)));
  checkEndorsement(terms, cert, 1, endorsed);
  assert.throws(() => checkEndorsement(terms, cert, 2, endorsed), refusedAt("endorsement"));
  assert.throws(() => checkEndorsement({ ...terms, nonce: "11".repeat(16) }, cert, 1, endorsed), refusedAt("endorsement"));
});

test("a deck that is dealt here makes a manifest and cards that hold", () => {
  const dealt = manifest.decks.map((_, n) => deal(manifest.terms, n + 1, draw));
  const whole = readManifest(writeManifest(manifest.terms, manifest.trustees, dealt.map((one) => deckJson(one.deck))));
  checkDecks(whole);
  dealt.forEach((one, n) => cardsOf(one, n + 1, whole.h).forEach((card) => checkCard(whole, readCode(secondCode(card)))));
  assert.throws(() => checkCard(manifest, cardsOf(dealt[0]!, 1, whole.h)[0]!), refusedAt(10));
});

test("one equation for all shares finds one that is wrong, in small decks and in large ones", () => {
  for (const size of [6, 40]) {
    const terms = { ...manifest.terms, cards: size };
    const { deck } = deal(terms, 1, draw);
    checkDecks({ ...manifest, terms, decks: [deck] });
    const wrong = { ...deck, values: [deck.values[1]!, ...deck.values.slice(1)] };
    assert.throws(() => checkDecks({ ...manifest, terms, decks: [wrong] }), refusedAt(5));
  }
  assert.throws(() => checkAll([manifest.key], [manifest.key, manifest.parts[0]!], join()), coded("polynomial"));
});
