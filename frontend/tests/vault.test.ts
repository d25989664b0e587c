import assert from "node:assert/strict";
import test from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import type { Bag } from "../src/bag.ts";
import { fromHex, join, utf8 } from "../src/bytes.ts";
import { keysOfRoot, memberRoot, publicHalves } from "../src/derive.ts";
import {
  addOffice,
  type Entry,
  forget,
  knowsOffice,
  recall,
  remember,
  rememberUnderPasskey,
  unlock,
  unlockOffices,
} from "../src/vault.ts";
import { sameSitePath } from "../src/server.ts";
import { vectors } from "./vectors.ts";

const org = vectors.org;
const root = memberRoot(vectors.cards[0]?.indices ?? [], org);
const halves = publicHalves(keysOfRoot(root));

/** Keeps copies as a browser's database does. */
class FakeBag implements Bag<Entry> {
  kept: Entry | undefined;
  async put(entry: Entry) {
    this.kept = structuredClone(entry);
  }
  async get() {
    return this.kept && structuredClone(this.kept);
  }
  async wipe() {
    this.kept = undefined;
  }
}

async function withImport(fake: SubtleCrypto["importKey"], body: () => Promise<void>): Promise<void> {
  const subtle = crypto.subtle;
  const original = subtle.importKey;
  Object.defineProperty(subtle, "importKey", { value: fake, configurable: true });
  try {
    await body();
  } finally {
    Object.defineProperty(subtle, "importKey", { value: original, configurable: true });
  }
}

async function signsAsOwner(entry: Entry, secret?: () => Promise<Uint8Array<ArrayBuffer>>): Promise<void> {
  const [kept, direct] = [await unlock(entry, secret), keysOfRoot(root)];
  assert.deepEqual(kept.halves, publicHalves(direct));
  assert.equal(kept.signin.publicKey, halves.signin);
  assert.equal((await kept.act.sign(join(direct.age))).length, 128);
}

test("keys are held by the browser where it can, and nothing secret lies beside them", async () => {
  const bag = new FakeBag();
  assert.equal(await remember(bag, root, org), "held");
  const entry = await recall(bag, org);
  assert.ok(entry?.way === "held");
  for (const key of Object.values(entry.keys)) assert.equal(key.extractable, false);
  assert.deepEqual(Object.keys(entry).sort(), ["halves", "keys", "org", "way"]);
  await signsAsOwner(entry);
});

test("where Ed25519 is missing the root is kept encrypted", async () => {
  const bag = new FakeBag();
  const refuse = async () => Promise.reject(new Error("NotSupportedError"));
  await withImport(refuse as never, async () => {
    assert.equal(await remember(bag, root, org), "wrapped");
  });
  const entry = await recall(bag, org);
  assert.ok(entry?.way === "wrapped");
  assert.equal(entry.key.extractable, false);
  assert.notEqual(entry.sealed.ciphertext.byteLength, root.length);
  await signsAsOwner(entry);
});

test("a key that signs wrongly after loading does not count", async () => {
  const bag = new FakeBag();
  const other = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
  await withImport((async () => (other as CryptoKeyPair).privateKey) as never, async () => {
    assert.equal(await remember(bag, root, org), "wrapped");
  });
});

test("where nothing can be stored nothing is remembered, and nothing is left", async () => {
  class Forgetful extends FakeBag {
    override async get() {
      return undefined;
    }
  }
  class Full extends FakeBag {
    override async put() {
      throw new Error("QuotaExceededError");
    }
  }
  for (const bag of [new Forgetful(), new Full()]) {
    assert.equal(await remember(bag, root, org), undefined);
    assert.equal(bag.kept, undefined);
  }
});

test("what a passkey locks opens with its secret only", async () => {
  const bag = new FakeBag();
  const passkey = { credential: new Uint8Array([1, 2, 3]), secret: crypto.getRandomValues(new Uint8Array(32)) };
  assert.equal(await rememberUnderPasskey(bag, root, org, passkey), "passkey");
  const entry = await recall(bag, org);
  assert.ok(entry?.way === "passkey");
  await signsAsOwner(entry, async () => passkey.secret);
  await assert.rejects(() => unlock(entry, async () => new Uint8Array(32)));
});

test("another organisation's keys are not used here", async () => {
  const bag = new FakeBag();
  await remember(bag, root, org);
  assert.equal(await recall(bag, "00".repeat(32)), undefined);
});

test("a device whose storage is broken remembers nobody, without an error", async () => {
  const broken = { get: () => Promise.reject(new Error("blocked")) } as unknown as Bag<Entry>;
  assert.equal(await recall(broken, org), undefined);
});

test("forgetting leaves nothing", async () => {
  const bag = new FakeBag();
  await remember(bag, root, org);
  await forget(bag);
  assert.equal(await recall(bag, org), undefined);
});

test("after signing in only a path of this site is followed", () => {
  const here = "https://example.org";
  for (const path of ["/", "/workplace/?a=1#b", "/a//b"]) assert.equal(sameSitePath(path, here), here + path);
  assert.equal(sameSitePath("/.//evil.example", here), `${here}//evil.example`);
  for (const path of [null, "", "//evil.example", "/\\evil.example", "/\t/evil.example", "https://evil.example/", "javascript:1"]) {
    assert.equal(sameSitePath(path, here), undefined, String(path));
  }
});

test("what was remembered for an hour is gone afterwards, also when the clock was set back", async () => {
  for (const moved of [3_600_000, -60_000]) {
    const bag = new FakeBag();
    const until = Date.now() + 3_600_000;
    assert.equal(await remember(bag, root, org, until), "held");
    assert.equal((await recall(bag, org))?.until, until);
    const now = Date.now;
    Date.now = () => now() + moved;
    try {
      assert.equal(await recall(bag, org), undefined);
      assert.equal(bag.kept, undefined);
    } finally {
      Date.now = now;
    }
  }
});

const { mandate, public: officeKey } = vectors.cards[0]!.office;

test("a browser that holds keys keeps that of an office once the words were typed, and does not give it out", async () => {
  const bag = new FakeBag();
  await remember(bag, root, org);
  assert.ok(!knowsOffice(bag.kept!, mandate));
  assert.equal((await unlockOffices(bag.kept!))(mandate), undefined);
  await addOffice(bag, root, org, mandate);
  const entry = await recall(bag, org);
  assert.ok(entry?.way === "held" && knowsOffice(entry, mandate));
  assert.equal(entry.offices?.[mandate]?.key.extractable, false);
  const signer = (await unlockOffices(entry))(mandate);
  assert.equal(signer?.publicKey, officeKey);
  const message = utf8("a message");
  assert.ok(ed25519.verify(fromHex((await signer?.sign(message)) ?? "", 64), message, fromHex(officeKey, 32)));
});

test("the key of an office is not kept beside the keys of somebody else", async () => {
  const bag = new FakeBag();
  await remember(bag, root, org);
  await addOffice(bag, memberRoot(vectors.cards[1]?.indices ?? [], org), org, mandate);
  assert.ok(!knowsOffice(bag.kept!, mandate));
});

test("where the root is kept encrypted the keys of offices follow from it", async () => {
  const bag = new FakeBag();
  const refuse = async () => Promise.reject(new Error("NotSupportedError"));
  await withImport(refuse as never, async () => assert.equal(await remember(bag, root, org), "wrapped"));
  assert.ok(knowsOffice(bag.kept!, mandate));
  assert.equal((await unlockOffices(bag.kept!))(mandate)?.publicKey, officeKey);
});
