import assert from "node:assert/strict";
import test from "node:test";
import { onPaper, parseCredential } from "../src/booth/credential.ts";
import type { Asked } from "../src/booth/form.ts";
import { draw } from "../src/booth/random.ts";
import { newCredential } from "../src/booth/registrar.ts";
import { NoSlip, readSlip, slipText, Slips, typedSlip } from "../src/booth/slips.ts";
import { digestOf, drawn, shuffled, sorted, sums } from "../src/booth/station.ts";

const UUID = "NXgXqQyMhQzhUc";
const STRIKE: Asked = { kind: "one", question: "Strike?", answers: ["Yes", "No"], blank: true, least: 1, most: 1 };
const ORDER: Asked = { kind: "rank", question: "Order?", answers: ["a", "b", "c"] };
const GRADES: Asked = { kind: "grade", question: "Grade?", answers: ["a", "b"], grades: ["good", "bad"] };
const WORDS = { blank: "Blank", nothing: "Nothing" };

function half(number: number) {
  return { uuid: UUID, number, half: newCredential(draw) };
}

function mistake(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof NoSlip) return error.mistake;
    throw error;
  }
  return "";
}

test("what a registrar prints is read back, by camera and by hand", () => {
  for (let n = 1; n < 30; n += 1) {
    const made = half(n);
    assert.deepEqual(readSlip(slipText(made), UUID), made);
    assert.deepEqual(typedSlip(String(n), onPaper(made.half), UUID), made);
    assert.deepEqual(typedSlip("", slipText(made), UUID), made);
    assert.equal(parseCredential(onPaper(made.half)), made.half);
  }
});

test("a vector of the paper form", () => {
  assert.equal(onPaper("abcdeFGHJKLMnpqrstuvwx"), "abcdeG-FGHJKLd-MnpqrE-stuvwx7");
});

test("a slip of the pen is named by its group, and others' codes are refused", () => {
  // Not a drawn one: of 58 slips of the pen, one fits the check character by chance.
  const made = { uuid: UUID, number: 7, half: "abcdeFGHJKLMnpqrstuvwx" };
  const text = onPaper(made.half);
  const other = text[0] === "2" ? "3" : "2";
  assert.equal(mistake(() => typedSlip("7", other + text.slice(1), UUID)), "mistyped");
  assert.equal(mistake(() => typedSlip("7", text.slice(2), UUID)), "mistyped-length");
  assert.equal(mistake(() => typedSlip("0", text, UUID)), "no-number");
  assert.equal(mistake(() => typedSlip("x", text, UUID)), "no-number");
  assert.equal(mistake(() => readSlip(slipText(made), "another")), "other-ballot");
  assert.equal(mistake(() => readSlip("https://example.org/", UUID)), "no-slip");
  assert.equal(mistake(() => readSlip(`${slipText(made)} more`, UUID)), "no-slip");
});

test("two halves with one number make a slip", () => {
  const slips = new Slips();
  const [one, other] = [half(3), half(3)];
  assert.equal(slips.add(one).halves.length, 1);
  assert.equal(mistake(() => slips.add(one)), "same-half");
  assert.deepEqual(slips.broken, [3]);
  assert.equal(slips.add(other).halves.length, 2);
  assert.equal(mistake(() => slips.add(half(3))), "third-half");
  slips.add(half(2));
  assert.deepEqual(slips.whole.map(({ number }) => number), [3]);
  assert.deepEqual(slips.broken, [2]);
  slips.takeBack({ number: 3, halves: [one.half, other.half] });
  assert.deepEqual(slips.broken, [2, 3]);
  slips.add(other);
  slips.remove(2);
  assert.deepEqual(slips.broken, []);
});

test("the lot gives each paper a slip of its own, and every order comes", () => {
  const slips = [1, 2, 3].map((number) => ({ number, halves: [] }));
  const papers = [[[1]], [[2]], [[3]]];
  const seen = new Set<string>();
  for (let n = 0; n < 300; n += 1) {
    const pairs = drawn(slips, papers, draw);
    assert.deepEqual(pairs.map(({ vote }) => vote), papers);
    seen.add(pairs.map(({ slip }) => slip.number).join(""));
  }
  assert.equal(seen.size, 6);
  assert.equal(drawn(slips, papers.slice(0, 2), draw).length, 2);
  assert.throws(() => drawn(slips.slice(0, 2), papers, draw), (error: Error) => error instanceof RangeError);
});

test("every order of the lot is about as likely", () => {
  const counts = new Map<string, number>();
  for (let n = 0; n < 6000; n += 1) {
    const order = shuffled(["a", "b", "c"], draw).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  for (const count of counts.values()) assert.ok(count > 800 && count < 1200, String(count));
});

test("ballots are sent in the order of their trackers, and salted before they are hashed", () => {
  const cast = (tracker: string) => ({ tracker, content: "", credential: "", vote: [], slip: { number: 1, halves: [] } });
  assert.deepEqual(sorted(["b", "a", "Z"].map(cast)).map(({ tracker }) => tracker), ["Z", "a", "b"]);
  assert.notEqual(digestOf("00", ["a"]), digestOf("01", ["a"]));
  assert.equal(digestOf("", ["a", "bc"]), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("the protocol counts every kind of question", () => {
  const papers = [
    [[0, 1, 0], [1, 2, 0], [1, 2]],
    [[0, 1, 0], [1, 2, 0], [1, 0]],
    [[1, 0, 0], [0, 0, 0], [0, 0]],
  ];
  const [strike, order, grades] = sums([STRIKE, ORDER, GRADES], papers, WORDS);
  assert.deepEqual(strike!.lines.map(({ what, count }) => [what, count]), [["Yes", 2], ["No", 0], ["Blank", 1]]);
  assert.deepEqual(order!.lines.map(({ what, count }) => [what, count]), [["a › b", 2], ["Nothing", 1]]);
  const graded = new Map(grades!.lines.map(({ what, count }) => [what, count]));
  assert.equal(graded.get("a: good"), 2);
  assert.equal(graded.get("b: bad"), 1);
  assert.equal(graded.get("Nothing"), 1);
});
