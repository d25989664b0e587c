import assert from "node:assert/strict";
import test from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { commitment, joinedPublic, JointKey, publicHalf } from "../src/booth/joint-keys.ts";
import { fromHex, utf8 } from "../src/bytes.ts";

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
