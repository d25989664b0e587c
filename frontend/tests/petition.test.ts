import assert from "node:assert/strict";
import test from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { commitment, digestOf, joinedPublic, JointKey, publicHalf } from "../src/booth/joint-keys.ts";
import { fromHex, toHex, utf8 } from "../src/bytes.ts";
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
