import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { auditFile, drawsOf, makeRecorded } from "../src/booth/audit.ts";
import { makeBallot } from "../src/booth/ballot.ts";
import { credentialExponent } from "../src/booth/credential.ts";
import { readElection } from "../src/booth/election.ts";
import { checkHalves, checkRegistrars, described, partOf, Ready, Spent } from "../src/booth/flow.ts";
import {
  askedOf,
  type Chosen,
  chosenValues,
  lowered,
  placed,
  raised,
  rankedValues,
  said,
  slipIn,
  typedPlace,
} from "../src/booth/form.ts";
import { draw } from "../src/booth/random.ts";
import { readable, trackerIndices } from "../src/booth/tracker.ts";
import { verifyBallot } from "../src/booth/verify.ts";
import { utf8 } from "../src/bytes.ts";
import { NO_LIST, WordList } from "../src/words.ts";

interface Vector {
  readonly election: string;
  readonly credentials: readonly string[];
  readonly vote: readonly (readonly number[])[];
}
const root = process.env["GROUNDSWELL_ROOT"] ?? "../";
const { ballots } = JSON.parse(new TextDecoder().decode(readFileSync(`${root}docs/protocol/vectors/booth.json`))) as {
  ballots: readonly Vector[];
};
const list = WordList.english(readFileSync(`${root}packages/scrutiny/src/scrutiny/identity/words_en.txt`));
const named = (step: string) => (error: unknown) => error instanceof Error && error.message === step;

const LAST_FIRST = Uint8Array.from({ length: 32 }, (_, n) => [0, 1, 0x1e, 0x60, 0x1e, 0x5f, 0xff, 0xff, 1, 0][n] ?? 9);
const TRACKER = btoa(String.fromCharCode(...LAST_FIRST)).replace("=", "");

test("a tracker is five words in English, and five numbers elsewhere or without the list", () => {
  const wanted = [1, 0, 7775, 0xffff % 7776, 256];
  assert.deepEqual(trackerIndices(TRACKER), wanted);
  const words = wanted.map((index) => list.words[index]).join(" ");
  assert.deepEqual(readable(TRACKER, list, "en"), { text: words, language: "en" });
  const numbers = { text: "0001 0000 7775 3327 0256", language: undefined };
  assert.deepEqual(readable(TRACKER, list, "ru"), numbers);
  assert.deepEqual(readable(TRACKER, NO_LIST, "en"), numbers);
});

test("what is no tracker is not shown as one", () => {
  for (const bad of ["", TRACKER.slice(1), `${TRACKER}=`, `${TRACKER.slice(1)}-`]) {
    assert.throws(() => trackerIndices(bad), named("tracker"));
  }
});

test("the part stands behind the # of the address", () => {
  const id = "0190a1b2-0000-7000-8000-0123456789ab";
  assert.equal(partOf(`#${id}`), id);
  assert.equal(partOf(`#${id.toUpperCase()}`), id);
  for (const bad of ["", "#", `#${id}/spoil`, "#../keys/forget"]) assert.equal(partOf(bad), undefined);
});

const choose = (kind: Chosen["kind"], least: number, most: number, blank = true): Chosen => ({
  kind,
  question: "?",
  answers: ["a", "b", "c"],
  blank,
  least,
  most,
});

test("limits are kept, and a blank vote stands alone", () => {
  const [one, several] = [choose("one", 1, 1), choose("several", 1, 2)];
  assert.equal(slipIn(one, [], false), "choose-one");
  assert.equal(slipIn(one, [1], false), undefined);
  assert.equal(slipIn(several, [], false), "too-few");
  assert.equal(slipIn(several, [0, 2], false), undefined);
  assert.equal(slipIn(several, [0, 1, 2], false), "too-many");
  assert.equal(slipIn(several, [0], true), "blank-alone");
  assert.equal(slipIn(several, [], true), undefined);
  assert.equal(slipIn(choose("several", 0, 2, false), [], false), undefined);
});

test("marks become noughts and ones, the blank vote first where there is one", () => {
  assert.deepEqual(chosenValues(choose("several", 0, 2), [0, 2], false), [0, 1, 0, 1]);
  assert.deepEqual(chosenValues(choose("one", 1, 1), [], true), [1, 0, 0, 0]);
  assert.deepEqual(chosenValues(choose("several", 0, 2, false), [1], false), [0, 1, 0]);
});

test("answers are ranked one place at a time, by a number, or left out", () => {
  assert.deepEqual(raised([], 2), [2]);
  assert.deepEqual(raised([2], 0), [2, 0]);
  assert.deepEqual(raised([2, 0, 1], 1), [2, 1, 0]);
  assert.deepEqual(raised([2, 0], 2), [2, 0]);
  assert.deepEqual(lowered([2, 0, 1], 2), [0, 2, 1]);
  assert.deepEqual(lowered([2, 0, 1], 1), [2, 0]);
  assert.deepEqual(lowered([2], 0), [2]);
  assert.deepEqual(placed([2, 0, 1], 1, 1), [1, 2, 0]);
  assert.deepEqual(placed([2, 0, 1], 2, 3), [0, 1, 2]);
  assert.deepEqual(placed([2], 1, 9), [2, 1]);
  assert.deepEqual(placed([2, 0], 2, undefined), [0]);
  assert.deepEqual(rankedValues([2, 0], 4), [2, 0, 1, 0]);
  assert.deepEqual(rankedValues([], 2), [0, 0]);
});

test("a typed place is a number up to the number of answers, or nothing", () => {
  assert.equal(typedPlace(" 3 ", 3), 3);
  assert.equal(typedPlace("３", 3), 3);
  assert.equal(typedPlace(" ", 3), undefined);
  for (const bad of ["0", "4", "-1", "1.5", "x", "99999"]) assert.equal(typedPlace(bad, 3), "no-place");
});

test("the kinds of the questions are those of the election, or nothing is asked", () => {
  const election = readElection(utf8(ballots[2]!.election));
  const kinds = (rules: string[], grades: (string[] | null)[]) => askedOf(election, rules, grades).map((one) => one.kind);
  assert.deepEqual(kinds(["choose", "choose", "rank"], [null, null, null]), ["one", "several", "rank"]);
  assert.deepEqual(kinds(["choose", "choose", "grade"], [[], [], ["good", "bad"]]), ["one", "several", "grade"]);
  const wrong = ["choose choose", "rank choose rank", "choose choose choose", "choose choose "].map((one) => one.split(" "));
  for (const rules of wrong) {
    assert.throws(() => kinds(rules, []), named("rules"));
  }
  assert.throws(() => kinds(["choose", "choose", "grade"], [null, null, []]), named("rules"));
});

test("the vote is read again in words", () => {
  const several = choose("several", 0, 2);
  const lines = (...answers: string[]) => answers.map((answer) => ({ answer }));
  assert.deepEqual(said(several, [0, 1, 0, 1]), { blank: false, lines: lines("a", "c"), leftOut: [] });
  assert.deepEqual(said(several, [1, 0, 0, 0]), { blank: true, lines: [], leftOut: [] });
  assert.deepEqual(said(choose("several", 0, 2, false), [0, 0, 0]), { blank: false, lines: [], leftOut: [] });
  const { question, answers } = several;
  const rank = { kind: "rank", question, answers } as const;
  assert.deepEqual(said(rank, [2, 0, 1]), { blank: false, lines: lines("c", "a"), leftOut: ["b"] });
  const grade = { kind: "grade", question, answers, grades: ["good", "bad"] } as const;
  const graded = [{ answer: "a", grade: "bad" }, { answer: "c", grade: "good" }];
  assert.deepEqual(said(grade, [2, 0, 1]), { blank: false, lines: graded, leftOut: ["b"] });
});

test("both registrars vouch for this election and one credential, each with a half of their own", () => {
  const election = readElection(utf8(ballots[0]!.election));
  const half = { credential: "one", fingerprint: election.fingerprint, public: "p" };
  const other = { ...half, credential: "other" };
  checkHalves([half, other], election);
  assert.throws(() => checkHalves([half, { ...other, fingerprint: "x" }], election), named("fingerprint"));
  assert.throws(() => checkHalves([half, { ...other, public: "q" }], election), named("credential"));
  assert.throws(() => checkHalves([half, half], election), named("halves"));
});

test("there are two registrars with different keys, and an envelope from each", () => {
  const [a, b] = [{ account: "a", name: "A", key: "1" }, { account: "b", name: "B", key: "2" }];
  checkRegistrars({ registrars: [a, b], envelopes: ["", ""] });
  for (const registrars of [[a], [a, a], [a, { ...b, key: "1" }], [a, { ...b, account: "a" }], [a, b, b]]) {
    assert.throws(() => checkRegistrars({ registrars, envelopes: ["", ""] }), named("registrars"));
  }
  assert.throws(() => checkRegistrars({ registrars: [a, b], envelopes: [""] }), named("envelopes"));
});

test("an election tells its name itself", () => {
  assert.deepEqual(described(ballots[0]!.election), { name: "Vectors", description: "Not a real election." });
  assert.deepEqual(described("{}"), { name: "", description: "" });
});

test("the numbers drawn are recorded in order, and make the same ballot again", () => {
  for (const { election: text, credentials, vote } of ballots) {
    const election = readElection(utf8(text));
    const drawn: bigint[] = [];
    const counts: number[] = [];
    const keeping = (bound: bigint) => {
      drawn.push(draw(bound));
      return drawn[drawn.length - 1]!;
    };
    const made = makeRecorded(election, credentials, vote, (count) => counts.push(count), keeping);
    verifyBallot(election, made.content);
    assert.equal(drawn.length, drawsOf(election));
    assert.equal(counts.at(-1), drawn.length);
    assert.deepEqual(made.opening.randomness, drawn.slice(0, -1).map(String));
    const rest = [...drawn];
    assert.equal(makeBallot(election, credentials, vote, () => rest.shift()!).content, made.content);
  }
});

test("an opened ballot does not give the credential away", () => {
  for (const { election: text, credentials, vote } of ballots) {
    const election = readElection(utf8(text));
    const { q } = election.group;
    const made = makeRecorded(election, credentials, vote);
    const { signature } = JSON.parse(made.content) as { signature: { proof: { challenge: string; response: string } } };
    const secret = credentials.reduce((sum, one) => sum + credentialExponent(q, election.uuid, one), 0n) % q;
    const { challenge, response } = signature.proof;
    const nonce = (BigInt(response) + secret * BigInt(challenge)) % q;
    const file = auditFile(text, made.content, made.opening);
    assert.ok(!file.includes(nonce.toString()));
    for (const one of credentials) assert.ok(!file.includes(one));
  }
});

test("the file for checking holds election and ballot byte for byte", () => {
  const { election: text, credentials, vote } = ballots[0]!;
  const made = makeRecorded(readElection(utf8(text)), credentials, vote);
  const file = JSON.parse(auditFile(text, made.content, made.opening)) as Record<string, unknown>;
  assert.deepEqual(Object.keys(file), ["election", "ballot", "credential", "vote", "randomness"]);
  assert.equal(file["election"], text);
  assert.equal(file["ballot"], made.content);
  assert.deepEqual(file["vote"], vote);
});

test("a ballot is cast or opened, never both", () => {
  const { election: text, credentials, vote } = ballots[1]!;
  const prepared = makeRecorded(readElection(utf8(text)), credentials, vote);
  const [cast, opened] = [new Ready(text, prepared), new Ready(text, prepared)];
  assert.equal(cast.forCasting(), prepared.content);
  assert.equal(cast.forCasting(), prepared.content);
  assert.throws(() => cast.forChecking(), (error: unknown) => error instanceof Spent);
  assert.equal(opened.forChecking(), prepared);
  assert.throws(() => opened.forCasting(), (error: unknown) => error instanceof Spent);
});
