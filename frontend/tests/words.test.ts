import assert from "node:assert/strict";
import test from "node:test";
import {
  cardNumbers,
  cardWords,
  checkWord,
  ENGLISH_SHA256,
  isOnCard,
  Mistyped,
  newCard,
  NO_LIST,
  parseCard,
  qrPayload,
  typedWords,
  WordList,
} from "../src/words.ts";
import { english, listBytes, vectors } from "./vectors.ts";

test("cards show as published", () => {
  for (const { indices, check, words, numbers, qr } of vectors.cards) {
    assert.equal(checkWord(indices), check);
    assert.deepEqual(cardWords(indices, english), words);
    assert.deepEqual(cardNumbers(indices), numbers);
    assert.equal(qrPayload(indices), qr);
  }
});

test("what can be read is read as in Python", () => {
  for (const { text, indices } of vectors.readable) assert.deepEqual(parseCard(text, english), indices, text);
});

test("what is mistyped is named as in Python", () => {
  for (const { text, code, number } of vectors.mistyped) {
    assert.throws(
      () => parseCard(text, english),
      (error: Mistyped) => error.code === code && error.number === number,
    );
  }
});

test("new cards are read back from words, numbers and code", () => {
  for (let i = 0; i < 200; i++) {
    const card = newCard();
    for (const text of [cardWords(card, english).join(" "), cardNumbers(card).join(" "), qrPayload(card)]) {
      assert.deepEqual(parseCard(text, english), card);
    }
  }
});

test("values that would favour some words are drawn again", () => {
  const drawn = [65535, 62208, 62207, 7776, 0, 1, 2, 3, 4, 5, 6];
  const card = newCard((into) => void (into[0] = drawn.shift() ?? 0));
  assert.deepEqual(card, [7775, 0, 0, 1, 2, 3, 4, 5, 6]);
});

test("another list in the place of the pinned one is refused", () => {
  assert.equal(vectors.list_sha256, ENGLISH_SHA256);
  assert.throws(() => WordList.english(listBytes.slice(1)));
});

test("without the list numbers still serve, and words say so", () => {
  const card = newCard();
  assert.deepEqual(parseCard(qrPayload(card), NO_LIST), card);
  assert.throws(
    () => parseCard(cardWords(card, english).join(" "), NO_LIST),
    (error: Mistyped) => error.code === "no-list",
  );
});

test("completions are offered from the fourth letter on, and not for a finished word", () => {
  assert.deepEqual(english.startingWith("aba", 8), []);
  assert.deepEqual(english.startingWith("abac", 8), ["abacus"]);
  assert.deepEqual(english.startingWith("ABDO", 8), ["abdomen", "abdominal"]);
  assert.deepEqual(english.startingWith("abacus", 8), []);
  assert.deepEqual(english.startingWith("drop-d", 8), ["drop-down"]);
  assert.equal(english.startingWith("over", 8).length, 8);
});

test("a word asked back is accepted as word or as number, and nothing else is", () => {
  const card = vectors.cards[2]?.indices ?? [];
  assert.ok(isOnCard(" Abdomen ", card, 1, english));
  assert.ok(isOnCard("0001", card, 1, english));
  assert.ok(isOnCard("hardness", card, 10, english));
  for (const wrong of ["abstract", "1", "00001", "", "0022"]) assert.equal(isOnCard(wrong, card, 1, english), false);
  assert.equal(isOnCard("", card, 11, NO_LIST), false);
});

test("typed words are told apart however they are written", () => {
  assert.deepEqual(typedWords("1. Abacus, drop-down;\n zoom "), ["abacus", "drop-down", "zoom"]);
});
