import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64 } from "@scure/base";
import { canonical } from "../src/acts.ts";
import { fromHex, join, toHex, utf8 } from "../src/bytes.ts";
import {
  eligibleFor, enterRoom, manifestOf, organisationApart, type Room, sayInRoom, sealedOf, sendEntry, sendWithdrawal, servedOf,
  shownOf, signaturesOf, stateOf,
} from "../src/pledge/calls.ts";
import { rootOf } from "../src/pledge/count.ts";
import { evidenceOf } from "../src/pledge/evidence.ts";
import { isRecorded, load } from "../src/pledge/loading.ts";
import { readManifest, type Terms, writeManifest } from "../src/pledge/manifest.ts";
import { say } from "../src/pledge/said.ts";
import { NoAnswer, ServerSays } from "../src/server.ts";
import type { Signer } from "../src/signin.ts";
import { Problem } from "../src/ui.ts";

interface Asked {
  readonly path: string;
  readonly credentials: RequestCredentials | undefined;
  readonly method: string;
  readonly body: string;
}
type Answers = Readonly<Record<string, unknown>>;

const H = "ab".repeat(32);
const root = process.env["GROUNDSWELL_ROOT"] ?? "../";
const known = JSON.parse(new TextDecoder().decode(readFileSync(`${root}docs/protocol/vectors/pledges.json`)));

/** A site that answers so, by the end of the path; what it was asked. */
function site(answers: Answers, status = 200): Asked[] {
  const asked: Asked[] = [];
  globalThis.fetch = async (path, init = {}) => {
    const text = String(path);
    const { credentials, method = "GET", body = "" } = init;
    asked.push({ path: text, credentials, method, body: String(body) });
    const found = Object.entries(answers).find(([end]) => text.endsWith(end))?.[1];
    if (found === undefined) return new Response("{}", { status: 500 });
    return new Response(typeof found === "string" ? found : JSON.stringify(found), { status });
  };
  return asked;
}

const EVERY: Answers = {
  "manifest.json": "{}", "signatures.json": {}, "state.json": {}, served: "00\nff\n", "sealed.json": {},
  "evidence.json": { entries: ["one"] }, sign: { code: "x" }, withdraw: { batch: "7" }, organisation: { org: "o" },
};

test("nothing that a signer's page asks or sends carries a cookie", async () => {
  const asked = site(EVERY);
  await Promise.all([manifestOf(H), signaturesOf(H), stateOf(H), servedOf(H), sealedOf(H), shownOf(H)]);
  await Promise.all([sendEntry(H, "x"), sendWithdrawal(H, "y"), organisationApart()]);
  assert.equal(asked.length, 9);
  assert.deepEqual([...new Set(asked.map((one) => one.credentials))], ["omit"]);
});

test("a signer's page names the pledge by its hash, and what it sends has nothing but the entry", async () => {
  const asked = site(EVERY);
  await sendEntry(H, "entry");
  assert.equal(await sendWithdrawal(H, "back"), 7);
  assert.deepEqual(asked.map((one) => [one.method, one.path]), [
    ["POST", `/pledges/of/${H}/sign`], ["POST", `/pledges/of/${H}/withdraw`],
  ]);
  assert.deepEqual(asked.map((one) => JSON.parse(one.body)), [{ entry: "entry" }, { withdrawal: "back" }]);
});

test("what is served comes line by line", async () => {
  site(EVERY);
  assert.deepEqual(await servedOf(H), ["00", "ff"]);
});

test("a refusal is told in the site's words, and silence as silence", async () => {
  const said = { code: "gone", message: "Over.", kept: "", todo: "Ask." };
  site({ "manifest.json": said, sign: said }, 410);
  const gone = (error: ServerSays) => error instanceof ServerSays && error.code === "gone" && error.said.todo === "Ask.";
  await assert.rejects(() => manifestOf(H), gone);
  await assert.rejects(() => sendEntry(H, "x"), gone);
  site({});
  await assert.rejects(() => manifestOf(H), (error: unknown) => error instanceof NoAnswer);
  globalThis.fetch = () => Promise.reject(new TypeError("network"));
  for (const call of [manifestOf, stateOf, servedOf]) {
    await assert.rejects(() => call(H), (error: unknown) => error instanceof NoAnswer);
  }
});

test("whose signatures count is asked with a session, and unknown without one", async () => {
  const keys = { members: ["aa"], tellers: [] };
  const asked = site({ "eligible.json": keys });
  assert.deepEqual(await eligibleFor(H), keys);
  assert.equal(asked[0]!.credentials, "same-origin");
  site({ "eligible.json": { code: "forbidden", message: "Not you." } }, 403);
  assert.equal(await eligibleFor(H), undefined);
});

// The pledge on a card, and its place in the record

const seed = new Uint8Array(32).fill(7);
const logKey = join(Uint8Array.of(1), ed25519.getPublicKey(seed));
const id = sha256(join(utf8("one.example/log\n"), logKey)).subarray(0, 4);
const POLICY = `log one.example/log+${toHex(id)}+${base64.encode(logKey)}\nquorum none\n`;
const given = readManifest(utf8(known.manifest));
const terms: Terms = { ...given.terms, witnesses: toHex(sha256(utf8(POLICY))) };
const raw = writeManifest(terms, given.trustees, JSON.parse(known.manifest).decks);
const whole = readManifest(raw);
const h = toHex(whole.h);
const entries = [canonical({ type: "other", effect: {} }), canonical({ type: "pledge.manifest", effect: { pledge: h } })];
const text = `one.example/log\n2\n${base64.encode(rootOf(entries.map(utf8)))}\n`;
const NOTE = `${text}\n— one.example/log ${base64.encode(join(id, ed25519.sign(utf8(text), seed)))}\n`;
const sibling = base64.encode(rootOf([utf8(entries[0]!)]));
const RECEIPT = `c2sp.org/tlog-proof@v1\nindex 1\n${sibling}\n\n${NOTE}`;

function answers(state: object = {}): Answers {
  return {
    "manifest.json": new TextDecoder().decode(raw), "signatures.json": known.signatures, served: "",
    "state.json": { entry: entries[1], receipt: RECEIPT, policy: POLICY, ...state },
    "evidence.json": { entries, checkpoint: NOTE, policy: POLICY, notices: [] },
  };
}

const problem = (sentence: string) => (error: unknown) => error instanceof Problem && error.sentence === sentence;

test("the pledge that a card names is fetched, and no other is taken for it", async () => {
  site(answers());
  const loaded = await load(h);
  assert.equal(toHex(loaded.manifest.h), h);
  await assert.rejects(() => load(known.h), problem("other-manifest"));
  site({ ...answers(), "manifest.json": "{}" });
  await assert.rejects(() => load(h), problem("other-manifest"));
});

test("a pledge is recorded when its receipt proves the entry that names it", async () => {
  site(answers());
  assert.equal(isRecorded(await load(h)), true);
});

test("a pledge that the record does not have yet, or that is shown with a false proof, is not recorded", async () => {
  const states = [
    { entry: "", receipt: "" }, { receipt: "" }, { receipt: RECEIPT.replace("index 1", "index 0") }, { receipt: "x" },
    { policy: "quorum none\n" }, { receipt: RECEIPT.replace("\n2\n", "\n3\n") }, { entry: entries[0] },
    { entry: entries[1]!.replace(h, known.h) },
  ];
  for (const state of states) {
    site(answers(state));
    assert.equal(isRecorded(await load(h)), false);
  }
});

test("a trustee's evidence is of the pledge with that hash", async () => {
  site(answers());
  const { manifest, evidence } = await evidenceOf(h);
  assert.equal(toHex(manifest.h), h);
  assert.deepEqual([evidence.board.size, evidence.board.manifest, evidence.checkpoint], [2, 1, NOTE]);
  await assert.rejects(() => evidenceOf(known.h), (error: { step: number }) => error.step === 10);
});

// Rooms

const signer: Signer = {
  publicKey: toHex(ed25519.getPublicKey(seed)), sign: async (message) => toHex(ed25519.sign(message, seed)),
};
const PLEDGE = "0b5f2c1e-3c55-4a60-8b6e-0f3a4a5f6f01";
const ROOM = { org: h, seen: { size: 2, root: h }, now: 5, pledge: PLEDGE, step: "deck", role: "dealer" } as unknown as Room;

test("a room is entered with a session, and a step is said with the act that names its digest", async () => {
  const asked = site({ room: { ...ROOM, fault: "" } });
  await enterRoom(PLEDGE);
  await say(ROOM, signer, { content: "what is said", kept: "sealed" });
  assert.deepEqual(asked.map((one) => [one.path, one.credentials]), Array(2).fill([`/pledges/${PLEDGE}/room`, "same-origin"]));
  const sent = JSON.parse(asked[1]!.body);
  assert.deepEqual([sent.step, sent.content, sent.kept], ["deck", "what is said", "sealed"]);
  const act = new TextDecoder().decode(fromHex(sent.signed, sent.signed.length / 2));
  assert.ok(act.includes(`"type":"pledge.custody"`));
  assert.ok(act.includes(toHex(sha256(utf8("what is said")))));
});

test("a fault that the site names is a problem, and not passed over", async () => {
  site({ room: { fault: "deck" } });
  assert.equal(await sayInRoom(PLEDGE, { step: "deck", content: "", kept: "", signed: "", signature: "" }), "deck");
  await assert.rejects(() => say(ROOM, signer, { content: "", kept: "" }), problem("fault"));
});

test("a dealer's page asks the site only for what its address names", async () => {
  Object.assign(globalThis, { location: new URL("https://one.example/static/keys/en/deal.html") });
  const { Online, pledgeIn } = await import("../src/pledge/dealer.ts");
  assert.equal(pledgeIn(`#${PLEDGE}`), PLEDGE);
  for (const hash of ["", "#", `#${PLEDGE}x`, "#../../x"]) assert.equal(pledgeIn(hash), "");
  site({ room: { ...ROOM, role: "trustee" } });
  await assert.rejects(() => new Online(PLEDGE).room(), problem("not-a-dealer"));
  site({ room: { ...ROOM, step: "", missing: ["Heron"] } });
  const early = (error: Problem) => error.sentence === "not-due" && error.values["missing"] === "Heron";
  await assert.rejects(() => new Online(PLEDGE).send("deck", () => "", () => {}), early);
});
