import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64, base64urlnopad } from "@scure/base";
import { canonical } from "../src/acts.ts";
import { ageIdentity } from "../src/age-keys.ts";
import { openSealed } from "../src/age.ts";
import { draw } from "../src/booth/random.ts";
import { fromHex, join, same, toHex, utf8 } from "../src/bytes.ts";
import type { Room } from "../src/pledge/calls.ts";
import { cardsOf, deal, type Dealt, deckJson, MistypedCode, readCode, secondCode, shortCode } from "../src/pledge/cards.ts";
import { readBoard, rootOf } from "../src/pledge/count.ts";
import { drawDelay, waitOut } from "../src/pledge/delay.ts";
import { checkEntry, checkWithdrawal, readEntry } from "../src/pledge/entries.ts";
import { Hand, WrongCard } from "../src/pledge/hand.ts";
import { isWith, type MakeJob, type OpenJob } from "../src/pledge/making.ts";
import { type Manifest, readManifest, type Terms, writeManifest } from "../src/pledge/manifest.ts";
import { byHash, type Names, opened } from "../src/pledge/reader.ts";
import { checkRecorded, readReceipt, rootFrom } from "../src/pledge/recorded.ts";
import { PledgeRefused } from "../src/pledge/ristretto.ts";
import { act, Lied, type Me, NotNow, type Shown, termsOfMine } from "../src/pledge/room.ts";
import { done } from "../src/pledge/signer.ts";
import type { Notice } from "../src/pledge/trigger.ts";
import type { Signer } from "../src/signin.ts";

interface Vectors {
  manifest: string;
  signatures: { dealers: string[]; trustees: string[] };
  cards: { deck: number; index: number; code: string }[];
  entries: { cards: string[]; entry: string; hash: string }[];
  trustees: { act_seeds: string[] };
}

const root = process.env["GROUNDSWELL_ROOT"] ?? "../";
const known: Vectors = JSON.parse(new TextDecoder().decode(readFileSync(`${root}docs/protocol/vectors/pledges.json`)));
const manifest = readManifest(utf8(known.manifest));
const coded = (code: string) => (error: unknown) => error instanceof PledgeRefused && error.code === code;
const refusedAt = (step: number) => (error: unknown) => (error as { step: number }).step === step;
const why = (reason: string) => (error: unknown) => (error as { why: string }).why === reason;
const HOUR = 3600;

function signer(seed: Uint8Array): Signer {
  return { publicKey: toHex(ed25519.getPublicKey(seed)), sign: async (message) => toHex(ed25519.sign(message, seed)) };
}

// A record of our own

const logSeed = new Uint8Array(32).fill(7);
const NAME = "journeys.example/record";
const logKey = join(Uint8Array.of(1), ed25519.getPublicKey(logSeed));
const keyId = sha256(join(utf8(`${NAME}\n`), logKey)).subarray(0, 4);
const POLICY = `log ${NAME}+${toHex(keyId)}+${base64.encode(logKey)}\nquorum none\n`;

function note(record: readonly string[], seed = logSeed): string {
  const text = `${NAME}\n${record.length}\n${base64.encode(rootOf(record.map(utf8)))}\n`;
  return `${text}\n— ${NAME} ${base64.encode(join(keyId, ed25519.sign(utf8(text), seed)))}\n`;
}

/** RFC 6962, section 2.1.1: from the sibling of the leaf up. */
function proofOf(index: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return [];
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1));
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  if (index < split) return [...proofOf(index, left), rootOf(right)];
  return [...proofOf(index - split, right), rootOf(left)];
}

function receipt(index: number, record: readonly string[], seed = logSeed): string {
  const proof = proofOf(index, record.map(utf8)).map((one) => `${base64.encode(one)}\n`).join("");
  return `c2sp.org/tlog-proof@v1\nindex ${index}\n${proof}\n${note(record, seed)}`;
}

// A pledge of our own: three trustees, two needed

const actSeeds = known.trustees.act_seeds.map((one) => fromHex(one, 32));
const ageSeeds = actSeeds.map((_, n) => new Uint8Array(32).fill(60 + n));
const DEADLINE = 2_000_000_000;
const witnesses = toHex(sha256(utf8(POLICY)));
const committeeSeed = new Uint8Array(32).fill(44);
const terms: Terms = {
  ...manifest.terms, deadline: DEADLINE, witnesses, audience: "anyone", committee: [toHex(x25519.getPublicKey(committeeSeed))],
};

interface Story {
  readonly kept: Record<string, string>[];
  readonly whole: Manifest;
  readonly text: string;
  readonly dealt: readonly Dealt[];
  readonly said: Record<string, Record<string, string>>;
}

function me(n: number, clock = DEADLINE - HOUR, fetch: Me["fetch"] = () => Promise.reject(new Error("fetch"))): Me {
  return { signer: signer(actSeeds[n]!), age: ageIdentity(ageSeeds[n]!), clock: () => clock, fetch };
}

function room(n: number, step: string, about: Partial<Room> = {}): Room {
  const publics = ageSeeds.map((one) => toHex(x25519.getPublicKey(one)));
  const trustee = terms.trustees.map((one, k) => (
    { account: `a${k}`, name: `Trustee ${k + 1}`, place: k + 1, act: one.act, age: publics[k]!, fault: "" }
  ));
  return {
    org: terms.org, seen: { size: 0, root: "" }, now: DEADLINE - HOUR, actor: terms.trustees[n]!.act, pledge: "p", title: "t",
    role: "trustee", place: n + 1, account: `a${n}`, age: publics[n]!, step, fault: "", missing: [], kept: {},
    custodians: { dealer: [], trustee }, terms: canonical(terms), manifest: "", h: "", said: {}, opens: 0,
    latest: DEADLINE, set: [], ...about,
  };
}

async function rounds(): Promise<Story> {
  const kept: Record<string, string>[] = actSeeds.map(() => ({}));
  const said: Record<string, Record<string, string>> = {};
  for (const step of ["certificate", "commitment", "shares", "key"]) {
    for (const n of actSeeds.keys()) {
      const made = await act(room(n, step, { kept: kept[n]!, said: { ...said, [step]: {} } }), me(n));
      if (made.kept) kept[n]![step] = made.kept;
      (said[`${step} now`] ??= {})[String(n + 1)] = made.content;
    }
    said[step] = said[`${step} now`]!;
  }
  const every = (step: string) => Object.values(said[step]!).map((text) => JSON.parse(text));
  const certs = every("certificate").map((one) => one.certificate);
  const key = { certs, coefexps: every("shares").map((one) => one.commitments), threshold: terms.needed };
  const dealt = terms.dealers.map((_, n) => deal(terms, n + 1, draw));
  const raw = writeManifest(terms, JSON.stringify([["Pedersen", key]]), dealt.map((one) => deckJson(one.deck)));
  return { kept, whole: readManifest(raw), text: new TextDecoder().decode(raw), dealt, said };
}

const story = await rounds();
const h = toHex(story.whole.h);

function codes(index: number): string[] {
  return story.dealt.map((one, n) => secondCode(cardsOf(one, n + 1, story.whole.h)[index - 1]!));
}

function job(index: number, more: Partial<MakeJob> = {}): MakeJob {
  const name = `Signer ${index}`;
  return { kind: "make", manifest: story.text, codes: codes(index), name, workplace: "Foundry", paper: 0, seeds: [], ...more };
}

const entries = await Promise.all([1, 2, 3, 4].slice(0, terms.wanted + terms.assumed).map((index) => done(job(index))));
const served = entries.map((one) => toHex(base64urlnopad.decode(one.made)));
const record = [
  canonical({ type: "organisation.found", effect: {} }),
  canonical({ type: "pledge.manifest", effect: { pledge: h } }),
  canonical({ type: "pledge.entries", effect: { pledge: h, entries: served.map(listed).sort() } }),
];

function listed(text: string): [string, number[], string[]] {
  const content = fromHex(text, text.length / 2);
  const entry = readEntry(content, 2);
  return [toHex(sha256(content)), [...entry.indices], entry.shares.map(toHex)];
}

function shown(more: readonly string[] = record, checkpoint = note(more), notices: readonly Notice[] = []): Shown {
  const board = readBoard(more, story.whole.h);
  return { manifest: story.whole, evidence: { board, served: byHash(served), checkpoint, policy: POLICY }, notices };
}

const setUp = { manifest: story.text, h };

async function signedIn(n: number): Promise<Record<string, string>> {
  const made = await act(room(n, "manifest", { ...setUp, kept: story.kept[n]! }), me(n));
  return { ...story.kept[n]!, manifest: made.kept };
}

async function noticeOf(n: number, clock = DEADLINE - HOUR, fetch = async () => shown()): Promise<Notice> {
  const made = await act(room(n, "notice", { ...setUp, kept: await signedIn(n) }), me(n, clock, fetch));
  return { trustee: n + 1, ...JSON.parse(made.content) };
}

// A receipt

test("the manifest's place in the record is proved, in records of every size", () => {
  for (let size = 1; size <= 9; size++) {
    const grown = Array.from({ length: size }, (_, n) => `entry ${n}`);
    const leaves = grown.map(utf8);
    for (let index = 0; index < size; index++) {
      const proof = proofOf(index, leaves);
      assert.deepEqual(rootFrom(index, size, leaves[index]!, proof), rootOf(leaves));
      assert.throws(() => rootFrom(index, size, leaves[index]!, [...proof, leaves[0]!.subarray(0, 32)]));
      if (proof.length > 0) assert.throws(() => rootFrom(index, size, leaves[index]!, proof.slice(1)));
      assert.ok(!same(rootFrom(index, size, utf8("other"), proof), rootOf(leaves)));
    }
  }
  assert.throws(() => rootFrom(3, 3, utf8("x"), []), coded("no-entry"));
});

test("a receipt is believed only under the log and the witnesses that the terms name", () => {
  const mine = receipt(1, record);
  assert.equal(readReceipt(mine).index, 1);
  checkRecorded(story.whole, POLICY, mine, record[1]!);
  const foreign = receipt(1, record, new Uint8Array(32).fill(8));
  assert.throws(() => checkRecorded(story.whole, POLICY, foreign, record[1]!));
  assert.throws(() => checkRecorded(story.whole, `${POLICY}# more\n`, mine, record[1]!), refusedAt(40));
  assert.throws(() => checkRecorded(story.whole, POLICY, mine, `${record[1]!} `), coded("proof"));
});

test("a receipt of something else in the record proves nothing", () => {
  for (const index of [0, 2]) {
    const other = receipt(index, record);
    assert.throws(() => checkRecorded(story.whole, POLICY, other, record[index]!), coded("other-entry"));
    assert.throws(() => checkRecorded(story.whole, POLICY, other, record[1]!), coded("proof"));
  }
  for (const bad of ["", "c2sp.org/tlog-proof@v1\nindex 01\n\nx", "c2sp.org/tlog-proof@v2\nindex 1\n\nx", "index 1\n\n"]) {
    assert.throws(() => readReceipt(bad), coded("receipt"));
  }
});

// Cards in a hand

test("cards are shown in any order, and again, and one of each deck makes the hand whole", () => {
  const hand = new Hand();
  const [first, second] = codes(1);
  assert.deepEqual(hand.missing(2), [1, 2]);
  hand.take(second!);
  hand.take(second!);
  assert.deepEqual(hand.missing(2), [1]);
  hand.take(first!.toLowerCase());
  assert.deepEqual(hand.missing(2), []);
  assert.deepEqual(hand.cards.map((card) => card.deck), [1, 2]);
  assert.equal(hand.h, h);
});

test("a second card of a deck, and a card of another pledge, are not taken up", () => {
  const hand = new Hand();
  hand.take(codes(1)[0]!);
  assert.throws(() => hand.read(codes(2)[0]!), (error: unknown) => error instanceof WrongCard && error.why === "same-deck");
  const foreign = known.cards.find((one) => one.deck === 2)!.code;
  assert.throws(() => hand.read(foreign), (error: unknown) => error instanceof WrongCard && error.why === "other-pledge");
  assert.throws(() => hand.read("GWP:123"), (error: unknown) => error instanceof MistypedCode && error.code === "length");
});

test("a hand that forgets holds nothing, and the seeds are overwritten", () => {
  const hand = new Hand();
  hand.take(codes(1)[0]!);
  const [card] = hand.cards;
  hand.forget();
  assert.equal(hand.h, "");
  assert.deepEqual(hand.codes, []);
  assert.ok(card!.seed.every((byte) => byte === 0));
});

// Waiting

test("a delay is drawn from twenty seconds to two minutes", () => {
  const drawn = Array.from({ length: 300 }, () => drawDelay(draw));
  assert.ok(drawn.every((one) => one >= 20 && one < 120));
  assert.ok(new Set(drawn).size > 50);
});

test("what is waited out is told second by second, and a cancelled wait ends at once", async () => {
  const told: number[] = [];
  assert.equal(await waitOut(1, (left) => told.push(left), new AbortController().signal), true);
  assert.deepEqual(told, [1, 0]);
  const stop = new AbortController();
  const waiting = waitOut(100, () => {}, stop.signal);
  stop.abort();
  assert.equal(await waiting, false);
});

// Signing

test("a card is checked together with the manifest's signatures", async () => {
  const { dealers, trustees } = known.signatures;
  const check = { kind: "check", manifest: known.manifest, dealers, trustees, code: known.cards[0]!.code } as const;
  assert.deepEqual(await done(check), { made: "", hash: "" });
  await assert.rejects(() => done({ ...check, dealers: [...dealers].reverse() }), refusedAt(8));
  await assert.rejects(() => done({ ...check, code: codes(1)[0]! }), refusedAt(10));
});

test("an entry is made of one card of each deck, and is one that counts", async () => {
  const made = await done(job(5));
  const entry = checkEntry(story.whole, base64urlnopad.decode(made.made));
  assert.deepEqual(entry.indices, [5, 5]);
  assert.equal(made.hash, toHex(sha256(base64urlnopad.decode(made.made))));
  await assert.rejects(() => done(job(5, { codes: codes(5).slice(1) })), coded("one-of-each"));
  await assert.rejects(() => done(job(5, { name: "x".repeat(500) })), coded("name-too-long"));
  await assert.rejects(() => done(job(5, { name: "a\u202eb" })), coded("name"));
});

test("a signature is taken back by its own cards only, wherever it stands among what is served", async () => {
  const withdraw = { kind: "withdraw", manifest: story.text, codes: codes(2), served: ["00", ...served] } as const;
  const made = await done(withdraw);
  assert.equal(made.hash, entries[1]!.hash);
  const entry = checkEntry(story.whole, base64urlnopad.decode(entries[1]!.made));
  checkWithdrawal(story.whole, entry, base64urlnopad.decode(made.made));
  await assert.rejects(() => done({ ...withdraw, codes: codes(6) }), coded("not-found"));
  await assert.rejects(() => done({ ...withdraw, codes: [codes(1)[0]!, codes(2)[1]!] }), coded("not-found"));
});

test("an entry belongs to exactly the cards with its numbers", () => {
  const cards = codes(3).map(readCode);
  assert.ok(isWith([3, 3], cards));
  assert.ok(!isWith([3, 4], cards));
  assert.ok(!isWith([3], cards));
});

// Trustees

test("three trustees make a key in rounds, and what each keeps is sealed to them", async () => {
  for (const n of actSeeds.keys()) {
    assert.deepEqual(Object.keys(story.kept[n]!), ["certificate", "commitment", "key"]);
    const plain = await openSealed(story.kept[n]!["key"]!, ageIdentity(ageSeeds[n]!));
    assert.ok(/^\{"share":"[0-9]+"\}$/.test(new TextDecoder().decode(plain)));
    await assert.rejects(() => openSealed(story.kept[n]!["key"]!, ageIdentity(committeeSeed)));
  }
  for (const step of ["certificate", "commitment", "shares", "key"]) {
    const said = JSON.stringify(story.said[step]);
    assert.ok(!said.includes("\"share\":"), "a share is never sent");
  }
});

test("a trustee signs only the manifest of these terms with their own part in it", async () => {
  assert.ok((await signedIn(0))["manifest"]);
  const other = { ...room(0, "manifest", { ...setUp, kept: story.kept[1]! }) };
  await assert.rejects(() => act(other, me(0)));
  const foreign = room(0, "manifest", { manifest: known.manifest, kept: story.kept[0]! });
  await assert.rejects(() => act(foreign, me(0)), coded("other-terms"));
  assert.throws(() => termsOfMine(room(1, "certificate"), me(0)), coded("trustees"));
});

test("whoever endorsed a certificate falsely is named", async () => {
  const swapped = { ...story.said["certificate"]!, 2: story.said["certificate"]!["1"]! };
  const asked = room(0, "shares", { kept: story.kept[0]!, said: { ...story.said, certificate: swapped } });
  await assert.rejects(() => act(asked, me(0)), (error: unknown) => error instanceof Lied && error.who === "Trustee 2");
});

test("a notice names the record that this device has counted, by this device's clock", async () => {
  const notice = await noticeOf(0);
  assert.equal(notice.size, record.length);
  assert.equal(notice.root, toHex(rootOf(record.map(utf8))));
  assert.equal(notice.shown, DEADLINE - HOUR);
});

test("no notice is signed where too few are counted, the record is another, or the pledge is not the one that was signed", async () => {
  const few = record.slice(0, 2);
  await assert.rejects(() => noticeOf(0, DEADLINE - HOUR, async () => shown(few)), refusedAt(45));
  await assert.rejects(() => noticeOf(0, DEADLINE - HOUR, async () => shown(record, note(few))), refusedAt(44));
  const asked = room(0, "notice", { manifest: story.text, h: "00".repeat(32), kept: await signedIn(0) });
  await assert.rejects(() => act(asked, me(0, DEADLINE - HOUR, async () => shown())), coded("manifest"));
});

test("no notice is signed by a clock that differs from the site's, or after the last moment", async () => {
  await assert.rejects(() => noticeOf(0, DEADLINE - HOUR + 601), (error: unknown) => error instanceof NotNow && error.why === "clock");
  const late = room(0, "notice", { ...setUp, kept: await signedIn(0), latest: DEADLINE - 2 * HOUR });
  await assert.rejects(() => act(late, me(0, DEADLINE - HOUR, async () => shown())), why("too-late"));
});

test("all pledges of a set must be reached under one checkpoint", async () => {
  const other = "11".repeat(32);
  const kept = await signedIn(0);
  const asked = room(0, "notice", { ...setUp, kept, set: [h, other] });
  const fetched = (its: Shown) => async (wanted: string) => (wanted === h ? shown() : its);
  await act(asked, me(0, DEADLINE - HOUR, fetched(shown())));
  const grown = [...record, canonical({ type: "other", effect: {} })];
  await assert.rejects(() => act(asked, me(0, DEADLINE - HOUR, fetched(shown(grown)))), refusedAt(44));
});

async function sealed(n: number, notices: readonly Notice[], clock: number, opens: number): Promise<string> {
  const about = { ...setUp, kept: await signedIn(n), opens, now: clock };
  return (await act(room(n, "seal", about), me(n, clock, async () => shown(record, note(record), notices)))).content;
}

const notices = [await noticeOf(0), await noticeOf(2)];
const opens = DEADLINE - HOUR + 24 * HOUR;

test("no part is given before the waiting day is over, whatever the site says", async () => {
  await assert.rejects(() => sealed(0, notices, opens - 1, opens - 1), why("too-early"));
  await assert.rejects(() => sealed(0, notices, opens, 0), why("too-early"));
  await assert.rejects(() => sealed(0, notices.slice(1), opens, opens), refusedAt(43));
  await assert.rejects(() => sealed(0, [notices[0]!, { ...notices[1]!, shown: 5 }], opens, opens), refusedAt(43));
});

test("a share is deleted only after a missed deadline and its two days, for the pledge that was signed", async () => {
  const late = DEADLINE + 49 * HOUR;
  const asked = room(0, "delete", { ...setUp, kept: await signedIn(0), now: late });
  const said = JSON.parse((await act(asked, me(0, late))).content);
  assert.deepEqual([Object.keys(said), said.instant], [["instant", "signature"], late]);
  await assert.rejects(() => act({ ...asked, now: DEADLINE }, me(0, DEADLINE)), coded("early"));
  const foreign = { ...asked, manifest: known.manifest };
  await assert.rejects(() => act(foreign, me(0, late)), coded("manifest"));
});

// Opening

const parts = [await sealed(0, notices, opens, opens), await sealed(2, notices, opens, opens)];

function asking(more: Partial<OpenJob> = {}): OpenJob {
  return {
    kind: "open", manifest: story.text, record, served, checkpoint: note(record), policy: POLICY, sealed: parts,
    codes: codes(1), secret: "", members: null, tellers: null, ...more,
  };
}

test("those who signed and the committee read the same names", async () => {
  const names = await opened(story.whole, asking());
  assert.deepEqual(names.signed.map((one) => one.name), entries.map((_, n) => `Signer ${n + 1}`));
  assert.equal(names.signed[0]!.code, shortCode(fromHex(entries[0]!.hash, 32)));
  assert.deepEqual([names.void, names.refused, names.withdrawn], [[], [], 0]);
  const read = await done(asking({ codes: [], secret: toHex(committeeSeed) }));
  assert.deepEqual((JSON.parse(read.made) as Names).signed, names.signed);
});

test("unused cards open nothing, and neither do the parts of one trustee", async () => {
  await assert.rejects(() => opened(story.whole, asking({ codes: codes(6) })), coded("not-for-you"));
  await assert.rejects(() => opened(story.whole, asking({ sealed: parts.slice(1) })), coded("too-few-partials"));
  await assert.rejects(() => opened(story.whole, asking({ sealed: [] })), coded("too-few-partials"));
});

test("nothing is opened from a record that is not the one of the checkpoint", async () => {
  await assert.rejects(() => opened(story.whole, asking({ record: record.slice(0, 2) })), refusedAt(44));
  await assert.rejects(() => opened(story.whole, asking({ policy: "quorum none\n" })), refusedAt(40));
  await assert.rejects(() => opened(story.whole, asking({ served: served.slice(1) })), refusedAt(45));
});
