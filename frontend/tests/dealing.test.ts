import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { base64urlnopad } from "@scure/base";
import { canonical } from "../src/acts.ts";
import { draw } from "../src/booth/random.ts";
import { toHex, utf8 } from "../src/bytes.ts";
import { checkCard, deal, deckJson, readCode } from "../src/pledge/cards.ts";
import { dealDeck, publicValues, readReturned, sheet, siteOf, type Table, termsOf } from "../src/pledge/dealing.ts";
import { readManifest, writeManifest } from "../src/pledge/manifest.ts";

const root = process.env["GROUNDSWELL_ROOT"] ?? "../";
const known = JSON.parse(new TextDecoder().decode(readFileSync(`${root}docs/protocol/vectors/pledges.json`))) as { manifest: string };
const vector = readManifest(utf8(known.manifest));
const { terms } = vector;
const coded = (code: string) => (error: unknown) => (error as { code: string }).code === code;

/** The manifest with this deck in its place, and another dealer's in the other. */
function returned(table: Table, changed = terms): string {
  const all = terms.dealers.map((_, n) => (n + 1 === table.deck ? table.dealt : deal(terms, n + 1, draw)));
  return new TextDecoder().decode(writeManifest(changed, vector.trustees, all.map((one) => deckJson(one.deck))));
}

test("terms are read as the site hands them out, with spaces around them", () => {
  assert.deepEqual(termsOf(`\n ${canonical(terms)} \n`), terms);
});

test("terms that are cut off, changed in form or impossible are refused", () => {
  const whole = canonical(terms);
  const impossible = canonical({ ...terms, cards: 1 });
  for (const wrong of ["", whole.slice(0, -1), whole.replace(",", ", "), impossible]) assert.throws(() => termsOf(wrong));
});

test("a deck that the terms do not name is not dealt", () => {
  for (const number of [0, -1, 1.5, Number.NaN, terms.dealers.length + 1]) {
    assert.throws(() => dealDeck(terms, number, draw), coded("deck"));
  }
});

test("two decks are never the same", () => {
  assert.notEqual(publicValues(dealDeck(terms, 1, draw)), publicValues(dealDeck(terms, 1, draw)));
});

test("no secret of a card is in the public values", () => {
  const table = dealDeck(terms, 1, draw);
  const given = publicValues(table);
  const bytes = JSON.parse(given) as Record<string, string>;
  const hex = Object.values(bytes).map((one) => toHex(base64urlnopad.decode(one))).join(" ");
  for (const seed of table.dealt.seeds) assert.ok(!hex.includes(toHex(seed)));
});

test("every card of the sheet is one that the manifest accepts", () => {
  const table = dealDeck(terms, 2, draw);
  const manifest = readReturned(table, `${returned(table)}\n`);
  const printed = sheet(table, manifest, "https://union.example/");
  assert.equal(printed.length, terms.cards);
  printed.forEach((one, n) => {
    const card = readCode(one.second);
    checkCard(manifest, card);
    assert.deepEqual([card.deck, card.index, one.deck, one.index], [2, n + 1, 2, n + 1]);
    assert.deepEqual(readCode(one.groups.join(" ").toLowerCase()), card);
  });
});

test("the first code is the same on every card and says nothing of it", () => {
  const table = dealDeck(terms, 1, draw);
  const printed = sheet(table, readReturned(table, returned(table)), "https://union.example");
  assert.deepEqual(new Set(printed.map((one) => one.first)), new Set(["https://union.example/pledge/"]));
});

test("a manifest with another deck in the place of the own one is refused", () => {
  const table = dealDeck(terms, 1, draw);
  assert.throws(() => readReturned(table, returned(dealDeck(terms, 1, draw))), coded("other-deck"));
});

test("a manifest with other terms is refused", () => {
  const table = dealDeck(terms, 1, draw);
  const text = returned(table, { ...terms, text: `${terms.text}!` });
  assert.throws(() => readReturned(table, text), coded("other-terms"));
});

test("a manifest in which another dealer's deck is wrong is refused", () => {
  const table = dealDeck(terms, 1, draw);
  const good = deckJson(table.dealt.deck);
  const [one, other] = [deckJson(deal(terms, 2, draw).deck), deckJson(deal(terms, 2, draw).deck)];
  const decks = [good, { ...one, values: other["values"]! }];
  const text = new TextDecoder().decode(writeManifest(terms, vector.trustees, decks));
  assert.throws(() => readReturned(table, text));
});

test("an address is that of a site and nothing more", () => {
  assert.equal(siteOf("https://union.example/any/page?x=1#y"), "https://union.example");
  for (const wrong of ["", "union.example", "javascript:alert(1)", "file:///x"]) assert.throws(() => siteOf(wrong), coded("site"));
});
