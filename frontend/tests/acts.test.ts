import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { actBytes, actId, canonical, signAct } from "../src/acts.ts";
import { fromHex, toHex } from "../src/bytes.ts";
import { keysOfRoot, memberRoot } from "../src/derive.ts";
import { signersOf } from "../src/signin.ts";
import { vectors } from "./vectors.ts";

interface Vector {
  readonly bytes: string;
  readonly id: string;
}
const root = process.env["GROUNDSWELL_ROOT"] ?? "../";
const acts = JSON.parse(
  new TextDecoder().decode(readFileSync(`${root}docs/protocol/vectors/acts.json`)),
) as { valid: Vector[] };
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
