import assert from "node:assert/strict";
import test from "node:test";
import { toHex, utf8 } from "../src/bytes.ts";
import { keysOfRoot, memberRoot, officeSeed, publicHalves } from "../src/derive.ts";
import { officesOfRoot } from "../src/office.ts";
import { registerCall, rotateCall, signersOf, signinCall, signinMessage } from "../src/signin.ts";
import { checkPublicKey, checkSealingKey, type Refused, verify } from "../src/verify.ts";
import { hex, vectors } from "./vectors.ts";

const place = { org: vectors.org, origin: vectors.origin, challenge: vectors.challenge };
const signersFor = (card: number[]) => signersOf(keysOfRoot(memberRoot(card, vectors.org)));
const refusal = (attempt: () => void): string => {
  try {
    attempt();
    return "";
  } catch (error) {
    return (error as Refused).step;
  }
};

test("keys are derived as published", () => {
  for (const vector of vectors.cards) {
    const root = memberRoot(vector.indices, vectors.org);
    const keys = keysOfRoot(root);
    assert.equal(toHex(root), vector.root);
    assert.deepEqual({ signin: toHex(keys.signin), act: toHex(keys.act), age: toHex(keys.age) }, vector.seeds);
    assert.deepEqual(publicHalves(keys), vector.public);
    const mandate = hex(vector.office.mandate.replaceAll("-", ""));
    assert.equal(toHex(officeSeed(root, mandate)), vector.office.seed);
    assert.equal(officesOfRoot(root)(vector.office.mandate)?.publicKey, vector.office.public);
  }
});

test("the browser signs the very bytes that Python signs", async () => {
  const { old_card, card, signin, register, rotate } = vectors.messages;
  const [old, signers] = [signersFor(old_card), signersFor(card)];
  const entering = await signinCall(place, signers.signin);
  assert.equal(entering["signature"], signin["signature"]);
  const registering = await registerCall(place, signers);
  assert.equal(registering["signature"], register["signature"]);
  assert.equal(registering["act_signature"], register["act_signature"]);
  const rotating = await rotateCall(place, old.signin, signers);
  for (const name of ["old_signature", "signature", "act_signature"]) assert.equal(rotating[name], rotate[name]);
  assert.equal(rotating["old"], old.halves.signin);
});

test("a call carries exactly the fields that the server reads", async () => {
  const signers = signersFor(vectors.messages.card);
  assert.deepEqual(Object.keys(await signinCall(place, signers.signin)).sort(), ["challenge", "key", "signature"]);
  assert.deepEqual(Object.keys(await registerCall(place, signers)).sort(), [
    "act", "act_signature", "age", "challenge", "signature", "signin",
  ]);
});

test("what is no origin, id or key is never signed", () => {
  const key = vectors.challenge;
  for (const origin of ["null", "file:///x", "https://a b", "https://a\nb", ""]) {
    assert.throws(() => signinMessage({ ...place, origin }, key));
  }
  assert.throws(() => signinMessage({ ...place, org: place.org.toUpperCase() }, key));
  assert.throws(() => signinMessage(place, `${key}\n`));
});

test("signatures on which libraries disagree are judged as in Python", () => {
  for (const { name, public: key, signature, refused_at } of vectors.disputed_signatures) {
    const step = refusal(() => verify(hex(key), hex(vectors.disputed_message), hex(signature)));
    assert.equal(step, refused_at, name);
  }
});

test("unsound keys are told from sound ones as in Python", () => {
  for (const [key, sound] of Object.entries(vectors.public_keys)) {
    assert.equal(refusal(() => checkPublicKey(hex(key))), sound ? "" : "public-key", key);
  }
  for (const [key, sound] of Object.entries(vectors.sealing_keys)) {
    assert.equal(refusal(() => checkSealingKey(hex(key))), sound ? "" : "sealing-key", key);
  }
});

test("a changed message or signature is refused, with the caller's name for the step", async () => {
  const { signin } = signersFor(vectors.messages.card);
  const message = utf8("a message");
  const signature = hex(await signin.sign(message));
  verify(hex(signin.publicKey), message, signature);
  assert.equal(refusal(() => verify(hex(signin.publicKey), utf8("another"), signature, "here")), "here");
  for (const bit of [0, 255, 256, 511]) {
    const changed = signature.slice();
    changed[bit >> 3]! ^= 1 << (bit & 7);
    assert.equal(refusal(() => verify(hex(signin.publicKey), message, changed, "here")), "here");
  }
});
