import assert from "node:assert/strict";
import test from "node:test";
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { sealTo } from "../src/age.ts";
import { ageIdentity } from "../src/age-keys.ts";
import { commitment, digestOf, joinedPublic, JointKey, publicHalf } from "../src/booth/joint-keys.ts";
import { ProofFails } from "../src/booth/proofs.ts";
import { type PetitionHalf, writtenHalf } from "../src/booth/sealing.ts";
import { fromHex, toHex, utf8 } from "../src/bytes.ts";
import type { Half, Offered } from "../src/petition/calls.ts";
import { petitionKey } from "../src/petition/key.ts";
import { joinMessage, message, type Petition, wantedOf, written } from "../src/petition/statement.ts";

// The same numbers stand in packages/scrutiny/tests/identity/test_joint_keys.py.
const ONE = new Uint8Array(32).fill(1);
const OTHER = new Uint8Array(32).fill(2);
const PUBLIC = "d6b8070a35e4bf4c0c0b9d324033228d0e2a8815ac2cd4610da2b943a9d5d1e8";
const SIGNATURE =
  "1983b4502fc7ba3c3db1f462b5527dc16d57ca919f6b4bcb64ecca8cb61e3f6a" +
  "0a9951c9564ca1b0973970c529328afe5946a42e78e0ce23e5eeb2ca7f13790e";

test("a petition key is the sum of its halves, and its signatures are Ed25519", () => {
  assert.equal(joinedPublic([publicHalf(ONE), publicHalf(OTHER)]), PUBLIC);
  const key = new JointKey([ONE, OTHER]);
  assert.equal(key.publicKey, PUBLIC);
  assert.equal(key.sign(utf8("text")), SIGNATURE);
  assert.ok(ed25519.verify(fromHex(SIGNATURE, 64), utf8("text"), fromHex(PUBLIC, 32)));
});

test("half of a petition key signs nothing", () => {
  const alone = new JointKey([ONE]).sign(utf8("text"));
  assert.ok(!ed25519.verify(fromHex(alone, 64), utf8("text"), fromHex(PUBLIC, 32)));
});

test("what was said before of public halves fits nothing else", () => {
  assert.equal(commitment([PUBLIC]), "cf91168d017235e5ed6f2e112febc6787507a7f5a8471acf281896304923d56b");
  assert.notEqual(commitment([publicHalf(ONE)]), commitment([publicHalf(OTHER)]));
});

test("a point of small order is no half", () => {
  const identity = `01${"00".repeat(31)}`;
  assert.throws(() => joinedPublic([publicHalf(ONE), identity]));
});

// The vector of docs/protocol/petitions.md.
const PETITION: Petition = {
  id: "00000000-0000-4000-8000-000000000009",
  kind: "ballot",
  org: "ab".repeat(32),
  electorate: "assembly:00000000-0000-4000-8000-000000000001",
  keys: "cf91168d017235e5ed6f2e112febc6787507a7f5a8471acf281896304923d56b",
  subject: "",
  text: "Nobody works alone.",
  opened: "2026-03-02",
  closes: "2026-05-01",
};
const MESSAGE =
  "67726f756e647377656c6c2f7065746974696f6e2f763100" +
  "ab".repeat(32) +
  "00000000000040008000000000000009" +
  "743b459e32a2987a269fc395548d05954dd211f75b5a49c19f8a68833b394338";

test("what is signed under a petition is what the library would check", () => {
  assert.equal(toHex(message(PETITION)), MESSAGE);
  assert.equal(digestOf([PUBLIC]), PETITION.keys);
  assert.notEqual(toHex(message({ ...PETITION, text: "Something else." })), MESSAGE);
});

test("two petitions are joined under bytes of their own", () => {
  const other = { ...PETITION, id: "00000000-0000-4000-8000-00000000000a" };
  assert.ok(toHex(joinMessage(PETITION, other)).startsWith(`${MESSAGE}6a6f696e`));
  assert.notEqual(toHex(joinMessage(PETITION, other)), toHex(joinMessage(other, PETITION)));
});

test("texts are signed in one form, and an empty one is none", () => {
  assert.equal(written("  Cafe\u0301\r\nat noon \n"), "Caf\u00e9\nat noon");
  assert.equal(written(" \n "), undefined);
  assert.equal(written("x".repeat(20_001)), undefined);
});

test("the address says what the page is for", () => {
  const [one, other] = [PETITION.id, "00000000-0000-4000-8000-00000000000a"];
  assert.deepEqual(wantedOf(`#${one}`), { what: "sign", id: one });
  assert.deepEqual(wantedOf(`#join:${one}:${other}`), { what: "join", id: one, into: other });
  assert.deepEqual(wantedOf(`#recall:${one}`), { what: "recall", about: one });
  assert.deepEqual(wantedOf("#ballot:"), { what: "ballot", about: "" });
  for (const wrong of ["", "#", "#recall:", "#join:x:y", "#../../keys"]) assert.equal(wantedOf(wrong), undefined);
});

// Opening one's own petition key.

const ORG = "ab".repeat(32);
const ELECTOR = { age: new Uint8Array(32).fill(9), account: "00000000-0000-4000-8000-000000000002" };
const REGISTRARS = [new Uint8Array(32).fill(3), new Uint8Array(32).fill(4)];
const agePublic = toHex(x25519.getPublicKey(ELECTOR.age));

async function sealedBy(seed: Uint8Array, secret: Uint8Array, changed: Partial<PetitionHalf> = {}): Promise<Half> {
  const registrar = toHex(ed25519.getPublicKey(seed));
  const half = {
    org: ORG,
    ballot: "b",
    keys: PETITION.keys,
    recipient: ELECTOR.account,
    age: agePublic,
    registrar,
    secret: toHex(secret),
  };
  const signer = { publicKey: registrar, sign: async (message: Uint8Array) => toHex(ed25519.sign(message, seed)) };
  return { registrar, sealed: await sealTo(agePublic, await writtenHalf({ ...half, ...changed }, signer)) };
}

function offeredWith(halves: readonly Half[]): Offered {
  const about = { title: "", unit: "", signed: 0, needed: 1, electors: 1, days: 60, until: "", state: "open", into: null };
  return { ...about, petition: PETITION, recipient: ELECTOR.account, age: agePublic, ballot: "b", halves } as Offered;
}

const opened = (halves: readonly Half[]) => petitionKey(offeredWith(halves), agePublic, ageIdentity(ELECTOR.age));
const failing = (step: string) => (error: unknown) => error instanceof ProofFails && error.message === step;

test("the two halves that registrars sealed make the key on the list", async () => {
  const halves = [await sealedBy(REGISTRARS[0]!, ONE), await sealedBy(REGISTRARS[1]!, OTHER)];
  assert.equal((await opened(halves)).publicKey, PUBLIC);
});

test("a half for another list, ballot or member is not signed with", async () => {
  const right = await sealedBy(REGISTRARS[0]!, ONE);
  for (const [name, value] of Object.entries({ keys: "00".repeat(32), ballot: "c", recipient: "x", org: "00".repeat(32) })) {
    const wrong = await sealedBy(REGISTRARS[1]!, OTHER, { [name]: value });
    await assert.rejects(() => opened([right, wrong]), failing(name));
  }
});

test("one registrar alone makes no key, nor the same one twice", async () => {
  const right = await sealedBy(REGISTRARS[0]!, ONE);
  await assert.rejects(() => opened([right]), failing("registrars"));
  const again = await sealedBy(REGISTRARS[0]!, OTHER);
  await assert.rejects(() => opened([right, again]), failing("registrars"));
});

test("a half that somebody else signed is refused", async () => {
  const right = await sealedBy(REGISTRARS[0]!, ONE);
  const forged = await sealedBy(REGISTRARS[1]!, OTHER, { registrar: right.registrar });
  await assert.rejects(() => opened([right, forged]), failing("registrar"));
});
