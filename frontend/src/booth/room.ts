/**
 * The steps of registrars and trustees: from what the site tells, and what they had sealed to themselves in earlier steps, to
 * the message of the step that is due. The same messages as scrutiny makes on files.
 */

import type { Signing } from "../acts.ts";
import { openSealed, sealTo } from "../age.ts";
import { fromHex, toHex, utf8 } from "../bytes.ts";
import type { Signer } from "../signin.ts";
import { checkConfirmed, type Confirmation } from "./confirmed.ts";
import { credentialExponent } from "./credential.ts";
import { decrypt, readTally } from "./decrypt.ts";
import { checkSum, readBoard } from "./board.ts";
import { type Election, readElection } from "./election.ts";
import { commitment, digestOf, joinedPublic, newHalf, publicHalf } from "./joint-keys.ts";
import { type Credential, written, writtenHalf } from "./sealing.ts";
import { type AnyGroup, groupNamed, product } from "./group.ts";
import { type Pair, ProofFails } from "./proofs.ts";
import { draw } from "./random.ts";
import { checkHalves, halves, hashOfHalves, newCredential, publicList } from "./registrar.ts";
import { shuffle } from "./shuffle.ts";
import {
  certify,
  type Certificate,
  checkCommitments,
  checkShares,
  drawPolynomial,
  finish,
  hashOf,
  newSeed,
  type Polynomial,
  readCertificates,
  shareFor,
  type Signed,
} from "./threshold.ts";

export interface Custodian {
  readonly account: string;
  readonly name: string;
  readonly place: number;
  readonly act: string;
  readonly age: string;
  readonly fault: string;
}

interface Part {
  readonly uuid: string;
  readonly election: string;
  readonly electors: readonly { readonly account: string; readonly age: string }[];
}

type Said = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface Room extends Signing {
  readonly actor: string;
  readonly ballot: string;
  readonly title: string;
  readonly closes: string;
  readonly role: "registrar" | "trustee";
  readonly place: number;
  readonly account: string;
  readonly age: string;
  readonly stage: string;
  readonly step: string;
  readonly fault: string;
  readonly group: string;
  readonly threshold: number;
  readonly missing: readonly string[];
  readonly kept: Readonly<Record<string, string>>;
  readonly custodians: Readonly<Record<"registrar" | "trustee", readonly Custodian[]>>;
  readonly said?: Said;
  readonly elections?: Readonly<Record<string, string>>;
  readonly parts?: readonly Part[];
  readonly again?: Readonly<Record<string, readonly string[]>>;
  readonly counts?: readonly Count[];
  readonly confirmed?: Readonly<Record<string, Confirmation>>;
  /** Of a registrar: for whom slips are printed, by part. */
  readonly slips?: readonly SlipsOf[];
}

/** What is opened at once: the addresses of the archives whose ballots it sums up, and the shuffles so far. */
interface Count {
  readonly id: string;
  readonly election: string;
  readonly tally: string;
  readonly archives: readonly string[];
  readonly shuffles: readonly string[];
}

/** Fetches an archive. */
export type Fetch = (address: string) => Promise<Uint8Array>;

/** A message, and what its author needs later (any JSON). */
interface Made {
  readonly content: string;
  readonly kept?: unknown;
}

export interface Me {
  readonly signer: Signer;
  readonly age: CryptoKey | string;
  readonly fetch: Fetch;
}

export type Progress = (done: number, of: number) => void;

/** Whose message was shown to be false, in which step. */
export class Lied extends ProofFails {
  constructor(
    readonly who: string,
    step: string,
  ) {
    super(step);
  }
}

/** The message of the step that is due; what is to be kept is sealed to its author. */
export async function act(room: Room, me: Me, progress: Progress): Promise<{ content: string; kept: string }> {
  const step = STEPS[room.step];
  if (!step) throw new RangeError("step");
  const made = await step(room, me, progress);
  const kept = made.kept === undefined ? "" : await sealTo(room.age, utf8(JSON.stringify(made.kept)));
  return { content: made.content, kept };
}

async function kept<T>(room: Room, me: Me, step: string): Promise<T> {
  const sealed = room.kept[step];
  if (sealed === undefined) throw new RangeError("kept");
  return JSON.parse(new TextDecoder().decode(await openSealed(sealed, me.age))) as T;
}

function inOrder(said: Readonly<Record<string, string>>): string[] {
  return Object.keys(said).sort((one, other) => Number(one) - Number(other)).map((place) => said[place]!);
}

// Trustees

interface SeedKept {
  readonly seed: string;
}

function certificates(room: Room): { signed: Signed[]; read: Certificate[] } {
  const signed = inOrder(room.said!["certificate"]!).map((text) => JSON.parse(text) as Signed);
  return { signed, read: readCertificates(groupNamed(room.group), signed, room.threshold) };
}

async function certificateStep(room: Room): Promise<Made> {
  const [group, seed] = [groupNamed(room.group), newSeed(draw)];
  const made = certify(group, seed, room.custodians.trustee.length, room.threshold, room.place, draw);
  return { content: JSON.stringify(made), kept: { seed } };
}

async function commitmentStep(room: Room, me: Me): Promise<Made> {
  const { seed } = await kept<SeedKept>(room, me, "certificate");
  const polynomial = drawPolynomial(groupNamed(room.group), seed, room.threshold, draw);
  return { content: hashOf(polynomial), kept: { secret: polynomial.secret, signed: JSON.stringify(polynomial.signed) } };
}

async function sharesStep(room: Room, me: Me): Promise<Made> {
  const { seed } = await kept<SeedKept>(room, me, "certificate");
  const mine = await kept<{ secret: string[]; signed: string }>(room, me, "commitment");
  const polynomial: Polynomial = { secret: mine.secret, signed: JSON.parse(mine.signed) as Signed };
  const { read } = certificates(room);
  const group = groupNamed(room.group);
  const shares = read.map((_one, n) => shareFor(group, read, seed, polynomial, n + 1, draw));
  return { content: JSON.stringify({ commitments: polynomial.signed, shares }) };
}

async function privateKey(room: Room, me: Me) {
  const { seed } = await kept<SeedKept>(room, me, "certificate");
  const { signed, read } = certificates(room);
  const group = groupNamed(room.group);
  const published = inOrder(room.said!["shares"]!).map((text) => JSON.parse(text) as { commitments: Signed; shares: string[] });
  const hashes = inOrder(room.said!["commitment"]!);
  const committed = checkCommitments(group, read, room.threshold, hashes, published.map((one) => one.commitments));
  const mine = published.map((one) => one.shares[room.place - 1]!);
  const found = checkShares(group, read, seed, room.place, mine, committed, draw);
  return { group, seed, signed, committed, ...found };
}

async function keyStep(room: Room, me: Me): Promise<Made> {
  const { group, seed, signed, committed, secret, complaints } = await privateKey(room, me);
  if (complaints.length > 0) return { content: JSON.stringify({ complaints }) };
  const own = committed[room.place - 1]!.map((one) => group.text(one));
  return { content: JSON.stringify({ complaints: [], ...finish(group, seed, secret, signed, own, draw) }) };
}

/** The key that all trustees have made together: the product of what each committed to first. */
function commonKey(group: AnyGroup, committed: readonly (readonly unknown[])[]): unknown {
  return product(group, committed.map((one) => one[0]));
}

/** Every election is under the key that the trustees made, and the trial of this one's share succeeds. Throws ProofFails. */
async function confirmStep(room: Room, me: Me): Promise<Made> {
  const { group, secret, complaints, committed } = await privateKey(room, me);
  if (complaints.length > 0 || secret === 0n) throw new ProofFails("share");
  const key = group.text(commonKey(group, committed));
  const found = Object.entries(room.elections!).map(([uuid, text]) => {
    const election = readElection(utf8(text));
    if (election.uuid !== uuid || election.group.name !== group.name) throw new ProofFails("election");
    if (group.text(election.publicKey) !== key) throw new ProofFails("key");
    return [uuid, election.fingerprint];
  });
  return { content: JSON.stringify({ elections: Object.fromEntries(found) }) };
}

async function shuffleStep(room: Room, me: Me, progress: Progress): Promise<Made> {
  const { group, committed } = await privateKey(room, me);
  const made: [string, string][] = [];
  for (const count of room.counts!) {
    const { election, tally } = await checked(count, commonKey(group, committed), me);
    made.push([count.id, shuffle(election, tally, draw)]);
    progress(made.length, room.counts!.length);
  }
  return { content: JSON.stringify({ shuffle: Object.fromEntries(made) }) };
}

async function decryptStep(room: Room, me: Me, progress: Progress): Promise<Made> {
  const { group, secret, complaints, committed } = await privateKey(room, me);
  if (complaints.length > 0) throw new ProofFails("share");
  const made: [string, string][] = [];
  for (const count of room.counts!) {
    const { election, tally } = await checked(count, commonKey(group, committed), me);
    made.push([count.id, decrypt(election, tally, secret, draw)]);
    progress(made.length, room.counts!.length);
  }
  return { content: JSON.stringify({ decrypt: Object.fromEntries(made) }) };
}

/** What is to be shuffled or opened, when it is the sum of the ballots on the boards and nothing else. Throws ProofFails. */
async function checked(count: Count, key: unknown, me: Me): Promise<{ election: Election; tally: Pair<unknown>[][] }> {
  const election = readElection(utf8(count.election));
  const tally = readTally(election.group, count.tally);
  const boards = (await Promise.all(count.archives.map(me.fetch))).map(readBoard);
  if (boards.length === 0) throw new ProofFails("board");
  checkSum(boards, election, key, tally, count.shuffles);
  return { election, tally };
}

// Registrars

interface HashKept {
  readonly secrets: Readonly<Record<string, readonly string[]>>;
  readonly halves: Readonly<Record<string, string>>;
  /** Halves of petition keys, of the electors of all parts in their order. */
  readonly petition: readonly string[];
}

function electorsOf(room: Room): { readonly account: string; readonly age: string }[] {
  return room.parts!.flatMap((part) => part.electors);
}

function publicHalves(secrets: readonly string[]): string[] {
  return secrets.map((one) => publicHalf(fromHex(one, 32)));
}

async function hashStep(room: Room, _me: Me, progress: Progress): Promise<Made> {
  const group = groupNamed(room.group);
  const secrets: Record<string, string[]> = {};
  const documents: Record<string, string> = {};
  for (const [n, { uuid, electors }] of room.parts!.entries()) {
    secrets[uuid] = electors.map(() => newCredential(draw));
    documents[uuid] = halves(group, uuid, room.account, secrets[uuid], draw);
    progress(n + 1, room.parts!.length);
    await breath();
  }
  const hashes = Object.fromEntries(Object.entries(documents).map(([uuid, text]) => [uuid, hashOfHalves(text)]));
  const petition = electorsOf(room).map(() => toHex(newHalf()));
  const said = { hashes, petition: commitment(publicHalves(petition)) };
  return { content: JSON.stringify(said), kept: { secrets, halves: documents, petition } };
}

/** What the other needs, sealed to each of them: the server must not learn whose credential is whose. */
async function halvesStep(room: Room, me: Me): Promise<Made> {
  const mine = await kept<HashKept>(room, me, "hash");
  const plain = utf8(JSON.stringify({ halves: mine.halves, petition: publicHalves(mine.petition) }));
  const sealed: Record<string, string> = {};
  for (const other of room.custodians.registrar) {
    if (other.account !== room.account) sealed[other.account] = await sealTo(other.age, plain);
  }
  return { content: JSON.stringify({ sealed }) };
}

interface Shown {
  readonly halves: Readonly<Record<string, string>>;
  readonly petition: readonly string[];
}

async function listStep(room: Room, me: Me, progress: Progress): Promise<Made> {
  return { content: JSON.stringify(await sealedTo(room, me, progress, () => true)) };
}

/** The same credentials, for those only who have new keys. */
async function againStep(room: Room, me: Me, progress: Progress): Promise<Made> {
  const wanted = (part: Part, account: string) => (room.again![part.uuid] ?? []).includes(account);
  const { envelopes, keys: halves } = await sealedTo(room, me, progress, wanted);
  const again = room.parts!.filter(({ uuid }) => room.again![uuid]).map((part) => {
    const sealed = part.electors.map(({ account }, n) => [account, envelopes[part.uuid]![n]!] as const);
    return [part.uuid, Object.fromEntries(sealed.filter(([account]) => wanted(part, account)))];
  });
  const accounts = electorsOf(room).map(({ account }, n) => [account, halves[n]!] as const);
  const keys = Object.fromEntries(accounts.filter(([account]) => again.some(([, found]) => account in (found as object))));
  return { content: JSON.stringify({ again: Object.fromEntries(again), keys }) };
}

/** Who of one part votes on paper. Numbers are those among the electors of that part. */
interface SlipsOf {
  readonly uuid: string;
  readonly part: number;
  readonly people: readonly { readonly number: number; readonly name: string }[];
}

/** Half a slip, and whom to hand it to. */
export interface Printed {
  readonly uuid: string;
  readonly part: number;
  readonly number: number;
  readonly name: string;
  readonly half: string;
}

/** This registrar's halves of those who vote on paper, from what was sealed when they were made. */
export async function printed(room: Room, me: Me): Promise<readonly Printed[]> {
  const { secrets } = await kept<HashKept>(room, me, "hash");
  return (room.slips ?? []).flatMap(({ uuid, part, people }) =>
    people.map(({ number, name }) => ({ uuid, part, number, name, half: secrets[uuid]![number - 1]! })),
  );
}

interface SealedTo {
  readonly lists: Record<string, string>;
  readonly envelopes: Record<string, string[]>;
  /** The public petition keys, sorted, and this registrar's halves, sealed to the electors of all parts. */
  readonly petition: readonly string[];
  readonly keys: readonly string[];
}

/** The lists of all parts, and the envelopes of those electors who are wanted; empty for the others. */
async function sealedTo(
  room: Room,
  me: Me,
  progress: Progress,
  wanted: (part: Part, account: string) => boolean,
): Promise<SealedTo> {
  const mine = await kept<HashKept>(room, me, "hash");
  const others = await shownByOthers(room, me);
  const lists: Record<string, string> = {};
  const envelopes: Record<string, string[]> = {};
  const total = room.parts!.reduce((sum, part) => sum + part.electors.length, 0);
  let done = 0;
  for (const part of room.parts!) {
    const publics = joined(room, part, mine.secrets[part.uuid]!, others);
    const group = groupNamed(room.group);
    lists[part.uuid] = publicList(group, publics);
    const { fingerprint } = readElection(utf8(part.election));
    checkConfirmed({ ...room, trustees: room.custodians.trustee }, part.uuid, fingerprint);
    const sealed: string[] = [];
    for (const [n, elector] of part.electors.entries()) {
      const about = {
        org: room.org,
        ballot: room.ballot,
        uuid: part.uuid,
        fingerprint,
        recipient: elector.account,
        age: elector.age,
        registrar: me.signer.publicKey,
        public: group.text(publics[n]),
        secret: mine.secrets[part.uuid]![n]!,
      };
      sealed.push(wanted(part, elector.account) ? await envelope(about, me.signer) : "");
      progress(++done, total);
    }
    envelopes[part.uuid] = sealed;
  }
  const petition = petitionKeys(room, mine.petition, others);
  const isWanted = room.parts!.flatMap((part) => part.electors.map(({ account }) => wanted(part, account)));
  const about = { org: room.org, ballot: room.ballot, keys: digestOf(petition), registrar: me.signer.publicKey };
  const keys = await Promise.all(
    electorsOf(room).map(async ({ account, age }, n) => {
      if (age === "" || !isWanted[n]) return "";
      const half = { ...about, recipient: account, age, secret: mine.petition[n]! };
      return sealTo(age, await writtenHalf(half, me.signer));
    }),
  );
  return { lists, envelopes, petition, keys };
}

/** The list of petition keys, sorted. Throws Lied where another shows other halves than they had said the hash of. */
function petitionKeys(room: Room, mine: readonly string[], others: readonly { who: Custodian; shown: Shown }[]): string[] {
  const halves = [publicHalves(mine)];
  for (const { who, shown } of others) {
    const hashed = (JSON.parse(room.said!["hash"]![String(who.place)]!) as { petition: string }).petition;
    const right = shown.petition.length === mine.length && commitment(shown.petition) === hashed;
    if (!right) throw new Lied(who.name, "hash");
    halves.push([...shown.petition]);
  }
  return mine.map((_one, n) => joinedPublic(halves.map((one) => one[n]!))).sort();
}

/** Empty for somebody who has no keys now: they come to the registrars. */
async function envelope(about: Credential, signer: Signer): Promise<string> {
  return about.age === "" ? "" : sealTo(about.age, await written(about, signer));
}

async function shownByOthers(room: Room, me: Me): Promise<{ who: Custodian; shown: Shown }[]> {
  const found: { who: Custodian; shown: Shown }[] = [];
  for (const who of room.custodians.registrar) {
    if (who.account === room.account) continue;
    const plain = await openSealed(room.said!["halves"]![String(who.place)]!, me.age);
    found.push({ who, shown: JSON.parse(new TextDecoder().decode(plain)) as Shown });
  }
  return found;
}

/** The whole public credentials of a part, in the order of its electors. Throws Lied. */
function joined(room: Room, part: Part, secrets: readonly string[], others: readonly { who: Custodian; shown: Shown }[]): unknown[] {
  const group = groupNamed(room.group);
  const ofG = group.fixed(group.g);
  let whole: unknown[] = secrets.map((secret) => ofG(credentialExponent(group.q, part.uuid, secret)));
  for (const { who, shown } of others) {
    const { hashes } = JSON.parse(room.said!["hash"]![String(who.place)]!) as { hashes: Record<string, string> };
    try {
      const theirs = checkHalves(group, part.uuid, who.account, hashes[part.uuid]!, shown.halves[part.uuid]!);
      if (theirs.length !== whole.length) throw new ProofFails("electorate");
      whole = whole.map((one, n) => group.multiply(one, theirs[n]));
    } catch (error) {
      throw new Lied(who.name, error instanceof Error ? error.message : "form");
    }
  }
  return whole;
}

/** Lets the page draw itself. */
function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

const STEPS: Readonly<Record<string, (room: Room, me: Me, progress: Progress) => Promise<Made>>> = {
  certificate: certificateStep,
  commitment: commitmentStep,
  shares: sharesStep,
  key: keyStep,
  confirm: confirmStep,
  shuffle: shuffleStep,
  decrypt: decryptStep,
  hash: hashStep,
  halves: halvesStep,
  list: listStep,
  again: againStep,
};

