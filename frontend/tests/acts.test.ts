import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { actBytes, actId, type Body, canonical, signAct } from "../src/acts.ts";
import { fromHex, toHex } from "../src/bytes.ts";
import { keysOfRoot, memberRoot } from "../src/derive.ts";
import { isOfOffice, officesOfRoot, possessionMessage, publicBody, signOfOffice, taken } from "../src/office.ts";
import { signersOf } from "../src/signin.ts";
import { vectors } from "./vectors.ts";

interface Vector {
  readonly bytes: string;
  readonly id: string;
}
interface OfOffice {
  readonly type: string;
  readonly body: Body;
  readonly shown: Body;
}
const root = process.env["GROUNDSWELL_ROOT"] ?? "../";
const acts = JSON.parse(
  new TextDecoder().decode(readFileSync(`${root}docs/protocol/vectors/acts.json`)),
) as { valid: Vector[]; of_office: OfOffice[] };
const prefix = "groundswell/act/v1\0";

test("the bytes are those of the library in Python", () => {
  assert.ok(acts.valid.length > 3);
  for (const vector of acts.valid) {
    const content = fromHex(vector.bytes, vector.bytes.length / 2);
    const text = new TextDecoder().decode(content);
    assert.ok(text.startsWith(prefix));
    const fields = JSON.parse(text.slice(prefix.length)) as Record<string, unknown>;
    const backwards = Object.fromEntries(Object.entries(fields).reverse());
    assert.equal(toHex(actBytes(backwards)), vector.bytes);
    assert.equal(actId(content), vector.id);
  }
});

test("names stand in the order of their UTF-16 units", () => {
  assert.equal(canonical({ "\u{1f600}": 1, "\uff5e": 2, b: 3, a: 4 }), '{"a":4,"b":3,"\u{1f600}":1,"\uff5e":2}');
  assert.equal(canonical(["\u0001\n\"\\/é", -1, {}, []]), '["\\u0001\\n\\"\\\\/é",-1,{},[]]');
});

test("what languages read differently is refused", () => {
  for (const value of [1.5, 2 ** 53, Number.NaN, Infinity, true, null, undefined, "\ud800", { "\udc00": 1 }, [null]]) {
    assert.throws(() => canonical(value), (error: unknown) => error instanceof RangeError);
  }
});

test("an act is signed with its own key, anew each time", async () => {
  const { act, halves } = signersOf(keysOfRoot(memberRoot(vectors.cards[0]?.indices ?? [], vectors.org)));
  const about = { org: vectors.org, now: 1_770_000_000, seen: { size: 5, root: "ab".repeat(32) } };
  const [content, signature] = await signAct(act, about, "member.vouch", { standing: "x" });
  const bytes = fromHex(content, content.length / 2);
  assert.ok(ed25519.verify(fromHex(signature, 64), bytes, fromHex(halves.act, 32)));
  const said = JSON.parse(new TextDecoder().decode(bytes).slice(prefix.length)) as Record<string, unknown>;
  assert.deepEqual([said["actor"], said["expires"], said["seen"]], [halves.act, 1_770_003_600, about.seen]);
  assert.notEqual((await signAct(act, about, "member.vouch", { standing: "x" }))[0], content);
});

test("who takes an office names its key, and proves to have it", async () => {
  for (const { indices, office, public: halves } of vectors.cards) {
    const root = memberRoot(indices, vectors.org);
    const signer = officesOfRoot(root)(office.mandate);
    assert.ok(signer);
    const statement = possessionMessage(vectors.org, office.mandate, halves.act, office.public);
    assert.equal(new TextDecoder().decode(statement), office.statement);
    const said = await taken(vectors.org, office.mandate, signersOf(keysOfRoot(root)).act, signer);
    assert.deepEqual(said, { office_key: office.public, possession: office.possession });
  }
});

test("of an act of office everyone reads the same as in Python, and texts only as their hash", () => {
  for (const { type, body, shown } of acts.of_office) {
    assert.ok(isOfOffice(type));
    assert.deepEqual(publicBody(type, body), shown);
  }
  assert.ok(!isOfOffice("member.vouch"));
});

test("an act of office names its key and its day, and nothing of the member", async () => {
  const root = memberRoot(vectors.cards[0]?.indices ?? [], vectors.org);
  const { mandate, public: key } = vectors.cards[0]!.office;
  const about = { org: vectors.org, now: 1_770_000_000, seen: { size: 5, root: "ab".repeat(32) } };
  const body = { mandate, position: "against", reason: "Because." };
  const [content, signature] = await signOfOffice(officesOfRoot(root)(mandate)!, about, "vote.cast", body);
  const bytes = fromHex(content, content.length / 2);
  assert.ok(ed25519.verify(fromHex(signature, 64), bytes, fromHex(key, 32)));
  const text = new TextDecoder().decode(bytes);
  const said = JSON.parse(text.slice(prefix.length)) as Record<string, number | string>;
  assert.equal(said["actor"], key);
  assert.deepEqual([Number(said["created"]) % 86_400, Number(said["expires"]) - Number(said["created"])], [0, 86_400]);
  assert.ok(!text.includes(signersOf(keysOfRoot(root)).halves.act) && !text.includes("Because"));
});
