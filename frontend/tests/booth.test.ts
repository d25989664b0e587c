import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { makeBallot, trackerOf } from "../src/booth/ballot.ts";
import { credentialExponent, MistypedCredential, parseCredential } from "../src/booth/credential.ts";
import { type Election, fingerprint, readElection } from "../src/booth/election.ts";
import { encode, groupNamed } from "../src/booth/group.ts";
import { basesOf, signHash } from "../src/booth/proofs.ts";
import { draw } from "../src/booth/random.ts";
import { verifyBallot } from "../src/booth/verify.ts";
import { utf8 } from "../src/bytes.ts";

interface Vector {
  readonly election: string;
  readonly credentials: readonly string[];
  readonly public: string;
  readonly vote: readonly (readonly number[])[];
  readonly ballot: string;
  readonly tracker: string;
}
const root = process.env["GROUNDSWELL_ROOT"] ?? "../";
const { slip, ballots } = JSON.parse(
  new TextDecoder().decode(readFileSync(`${root}docs/protocol/vectors/booth.json`)),
) as { slip: { credential: string; on_paper: string }; ballots: readonly Vector[] };

const named = (step: string) => (error: unknown) => error instanceof Error && error.message === step;

test("ballots of the library in Python hold, and are found by their trackers", () => {
  assert.ok(ballots.length >= 5);
  for (const vector of ballots) {
    verifyBallot(readElection(utf8(vector.election)), vector.ballot);
    assert.equal(trackerOf(utf8(vector.ballot)), vector.tracker);
  }
});

test("ballots made here hold, each anew, with the same credential", () => {
  for (const vector of ballots) {
    const election = readElection(utf8(vector.election));
    const made = makeBallot(election, vector.credentials, vector.vote);
    verifyBallot(election, made.content);
    assert.notEqual(made.content, makeBallot(election, vector.credentials, vector.vote).content);
    const { credential } = JSON.parse(made.content) as { credential: string };
    assert.equal(credential, (JSON.parse(vector.ballot) as { credential: string }).credential);
  }
});

test("the public credential is the library's", () => {
  for (const vector of ballots) {
    const { group, uuid } = readElection(utf8(vector.election));
    const secret = credentialExponent(group.q, uuid, slip.credential);
    assert.equal(group.text(group.fixed(group.g)(secret)), vector.public);
    assert.equal(group.text(group.power(group.g, secret)), vector.public);
  }
});

test("a credential is read from screen and slip, and the mistyped group is named", () => {
  assert.equal(parseCredential(slip.on_paper), slip.credential);
  assert.equal(parseCredential(` ${slip.credential.replace(/^(.{5})(.{6})(.{5})/, "$1-$2 $3-")}\n`), slip.credential);
  const parts = slip.on_paper.split("-");
  const wrong = [parts[0], parts[1], (parts[2]![0] === "a" ? "b" : "a") + parts[2]!.slice(1), parts[3]].join("-");
  assert.throws(() => parseCredential(wrong), (error: unknown) => error instanceof MistypedCredential && error.group === 3);
  for (const bad of ["", "abc", slip.credential.slice(1), `${slip.credential}0`, `${slip.credential.slice(1)}l`]) {
    assert.throws(() => parseCredential(bad), (error: unknown) => error instanceof MistypedCredential && error.group === 0);
  }
});

test("what may not be answered is not encrypted", () => {
  const vector = ballots[0]!;
  const election = readElection(utf8(vector.election));
  const [yes, several] = vector.vote;
  for (const vote of [[yes], [[1, 1, 0], several], [[0, 1, 1], several], [[0, 0, 0], several], [[0, 2, 0], several],
    [[0, 1], several], [yes, [1, 1, 1, 1, 0]], [yes, [1.5, 0, 0, 0, 0]]] as number[][][]) {
    assert.throws(() => makeBallot(election, vector.credentials, vote), named("answers"));
  }
});

type Part = Record<string, unknown>;

/** The ballot with one exponent changed, its hash and signature left as they were. */
function changed(ballot: string, path: readonly (string | number)[], value: unknown): string {
  const copy = JSON.parse(ballot) as Part;
  const last = path[path.length - 1]!;
  const inner = path.slice(0, -1).reduce<Part>((part, name) => part[name] as Part, copy);
  inner[last] = value;
  return JSON.stringify(copy);
}

/** What a voter with a booth of their own could send: any content, rightly hashed and signed. */
function signedAnew(election: Election, credentials: readonly string[], ballot: string): string {
  const { signature: _signature, ...unsigned } = JSON.parse(ballot) as Part;
  const { group, uuid } = election;
  const secret = credentials.reduce((sum, one) => sum + credentialExponent(group.q, uuid, one), 0n) % group.q;
  const hash = fingerprint(utf8(JSON.stringify(unsigned)));
  const { challenge, response } = signHash(basesOf(group, election.publicKey, draw), secret, hash);
  const proof = { challenge: challenge.toString(), response: response.toString() };
  return JSON.stringify({ ...unsigned, signature: { hash, proof } });
}

test("a changed ballot is refused, and the step is named", () => {
  const { election: text, ballot } = ballots[2]!;
  const election = readElection(utf8(text));
  const other = (JSON.parse(ballot) as { answers: { choices: { alpha: string }[] }[] }).answers[1]!.choices[0]!.alpha;
  const cases: [string, string][] = [
    [changed(ballot, ["election_uuid"], "x"), "other-election"],
    [changed(ballot, ["answers", 0, "choices", 0, "alpha"], other), "ballot-hash"],
    [changed(ballot, ["signature", "proof", "response"], "1"), "signature"],
    [changed(ballot, ["signature", "proof", "response"], "01"), "form"],
    [changed(ballot, ["credential"], "00".repeat(32)), "ballot-hash"],
    [ballot.replace(":", ": "), "form"],
    [changed(ballot, ["answers"], []), "ballot-hash"],
  ];
  for (const [content, step] of cases) assert.throws(() => verifyBallot(election, content), named(step));
});

test("a proof that was left out or swapped is refused even when the ballot is signed anew", () => {
  const { election: text, credentials, vote } = ballots[2]!;
  const election = readElection(utf8(text));
  const cases: [readonly (string | number)[], string][] = [
    [["answers", 0, "individual_proofs", 1, 0, "challenge"], "individual-proof"],
    [["answers", 0, "blank_proof", 0, "response"], "blank-proof"],
    [["answers", 0, "overall_proof", 0, "response"], "overall-proof"],
    [["answers", 1, "overall_proof", 0, "response"], "overall-proof"],
    [["answers", 2, "proof", "response"], "raw-elgamal"],
  ];
  for (const [path, step] of cases) {
    const lying = signedAnew(election, credentials, changed(makeBallot(election, credentials, vote).content, path, "7"));
    assert.throws(() => verifyBallot(election, lying), named(step));
  }
});

test("elements outside of the group are none", () => {
  const belenios = groupNamed("BELENIOS-2048");
  for (const text of ["0", "2", "01", "-1", "", "1".repeat(650)]) {
    assert.throws(() => belenios.element(text), (error: unknown) => error instanceof RangeError);
  }
  const edwards = groupNamed("Ed25519");
  // Small order, not canonical, no point, wrong length.
  for (const text of ["00".repeat(32), "7f" + "ff".repeat(31), "ff".repeat(32), "02", "EC" + "00".repeat(31)]) {
    assert.throws(() => edwards.element(text), (error: unknown) => error instanceof RangeError);
  }
  assert.throws(() => groupNamed("RFC-2"), (error: unknown) => error instanceof RangeError);
});

test("powers, tables and inverses agree", () => {
  for (const name of ["BELENIOS-2048", "RFC-3526-2048", "Ed25519"]) {
    const group = groupNamed(name);
    const [a, b] = [draw(group.q), draw(group.q)];
    const base = group.power(group.g, a);
    assert.equal(group.text(group.fixed(base)(b)), group.text(group.power(base, b)));
    assert.equal(group.text(group.multiply(base, group.inverse(base))), group.text(group.one));
    assert.equal(group.text(group.fixed(base)(0n)), group.text(group.one));
    assert.equal(group.text(group.element(group.text(base))), group.text(base));
  }
});

test("numbers are drawn below the bound", () => {
  const seen = new Set(Array.from({ length: 200 }, () => draw(5n)));
  assert.deepEqual([...seen].sort(), [0n, 1n, 2n, 3n, 4n]);
  assert.equal(draw(1n), 0n);
});

test("ranked values stay in bounds", () => {
  const group = groupNamed("Ed25519");
  for (const values of [[256], [-1], [0.5], Array.from({ length: 31 }, () => 1)]) {
    assert.throws(() => encode(group, values), named("ranked-value"));
  }
});
