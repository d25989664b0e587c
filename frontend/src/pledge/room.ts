/**
 * The steps of a trustee: from what the site tells, and what they had sealed to themselves in earlier steps, to the
 * message of the step that is due; docs/protocol/pledges.md. No document and no network, but for what `fetch` fetches.
 */

import { canonical } from "../acts.ts";
import { openSealed, sealTo } from "../age.ts";
import { draw } from "../booth/random.ts";
import {
  certify, type Certificate, checkCommitments, checkShares, drawPolynomial, finish, hashOf, newSeed, type Polynomial,
  readCertificates, shareFor, type Signed,
} from "../booth/threshold.ts";
import { fromHex, same, toHex, utf8 } from "../bytes.ts";
import type { Signer } from "../signin.ts";
import type { Room } from "./calls.ts";
import { checkEndorsement, checkOwnPart, endorse, groupOf, signManifest } from "./ceremony.ts";
import { checkDecks, type Manifest, readManifest, readTermsAlone, type Terms, termsHash } from "./manifest.ts";
import { makeBundle, sealBundle, signDeleted, signedBundle, signNotice } from "./opening.ts";
import { PledgeRefused } from "./ristretto.ts";
import type { Tally } from "./count.ts";
import { type Evidence, type Notice, opensFrom, seen } from "./trigger.ts";

/** What is looked at before a notice is signed and before a part is given, of any pledge by its h. */
export interface Shown {
  readonly manifest: Manifest;
  readonly evidence: Evidence;
  /** In the order of the record. */
  readonly notices: readonly Notice[];
}

export interface Me {
  readonly signer: Signer;
  readonly age: CryptoKey | string;
  /** Seconds, by the clock of this device. */
  readonly clock: () => number;
  readonly fetch: (h: string) => Promise<Shown>;
}

interface Made {
  readonly content: string;
  readonly kept?: unknown;
}

/** Whose message was shown to be false. */
export class Lied extends Error {
  constructor(readonly who: string) {
    super("lied");
  }
}

/** Why a trustee signs nothing now: the page has a sentence for each. */
export class NotNow extends Error {
  constructor(readonly why: "clock" | "too-early" | "too-late") {
    super(why);
  }
}

const CLOCKS_DIFFER = 600;

/** The message of the step that is due; what is to be kept is sealed to its author. */
export async function act(room: Room, me: Me): Promise<{ content: string; kept: string }> {
  const step = STEPS[room.step];
  if (!step) throw new RangeError("step");
  const made = await step(room, me);
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

/** Whoever acts is the trustee of that place in these very terms. */
export function termsOfMine(room: Room, me: Me): Terms {
  const terms = readTermsAlone(utf8(room.terms));
  if (terms.trustees[room.place - 1]?.act !== me.signer.publicKey) throw new PledgeRefused("trustees");
  return terms;
}

interface CertificateKept {
  readonly seed: string;
  readonly certificate: Signed;
}

async function certificateStep(room: Room, me: Me): Promise<Made> {
  const [terms, seed] = [termsOfMine(room, me), newSeed(draw)];
  const certificate = certify(groupOf(terms), seed, terms.trustees.length, terms.needed, room.place, draw);
  const endorsement = toHex(await endorse(terms, certificate, me.signer));
  return { content: JSON.stringify({ certificate, endorsement }), kept: { seed, certificate } };
}

async function commitmentStep(room: Room, me: Me): Promise<Made> {
  const terms = termsOfMine(room, me);
  const { seed } = await kept<CertificateKept>(room, me, "certificate");
  const { secret, signed } = drawPolynomial(groupOf(terms), seed, terms.needed, draw);
  return { content: hashOf({ secret, signed }), kept: { secret, signed: JSON.stringify(signed) } };
}

/** Everybody's, endorsed with the act keys that the terms name. Throws Lied. */
function certificates(room: Room, terms: Terms): { signed: Signed[]; read: Certificate[] } {
  const signed = inOrder(room.said["certificate"]!).map((text, n) => endorsed(room, terms, text, n + 1));
  return { signed, read: readCertificates(groupOf(terms), signed, terms.needed) };
}

function endorsed(room: Room, terms: Terms, text: string, place: number): Signed {
  const { certificate, endorsement } = JSON.parse(text) as { certificate: Signed; endorsement: string };
  try {
    checkEndorsement(terms, certificate, place, fromHex(endorsement, 64));
  } catch {
    throw new Lied(room.custodians.trustee[place - 1]?.name ?? String(place));
  }
  return certificate;
}

async function sharesStep(room: Room, me: Me): Promise<Made> {
  const terms = termsOfMine(room, me);
  const { seed } = await kept<CertificateKept>(room, me, "certificate");
  const mine = await kept<{ secret: string[]; signed: string }>(room, me, "commitment");
  const polynomial: Polynomial = { secret: mine.secret, signed: JSON.parse(mine.signed) as Signed };
  const { read } = certificates(room, terms);
  const shares = read.map((_, n) => shareFor(groupOf(terms), read, seed, polynomial, n + 1, draw));
  return { content: JSON.stringify({ commitments: polynomial.signed, shares }) };
}

async function keyStep(room: Room, me: Me): Promise<Made> {
  const terms = termsOfMine(room, me);
  const group = groupOf(terms);
  const { seed } = await kept<CertificateKept>(room, me, "certificate");
  const { signed, read } = certificates(room, terms);
  const said = inOrder(room.said["shares"]!).map((text) => JSON.parse(text) as { commitments: Signed; shares: string[] });
  const hashes = inOrder(room.said["commitment"]!);
  const committed = checkCommitments(group, read, terms.needed, hashes, said.map((one) => one.commitments));
  const mine = said.map((one) => one.shares[room.place - 1]!);
  const { secret, complaints } = checkShares(group, read, seed, room.place, mine, committed, draw);
  if (complaints.length > 0) return { content: JSON.stringify({ complaints }) };
  const own = committed[room.place - 1]!.map((one) => group.text(one));
  const ended = finish(group, seed, secret, signed, own, draw);
  return { content: JSON.stringify({ complaints: [], ...ended }), kept: { share: secret.toString() } };
}

async function share(room: Room, me: Me): Promise<bigint> {
  return BigInt((await kept<{ share: string }>(room, me, "key")).share);
}

/** The manifest has these terms, decks that hold, and my own certificate and part of the key. */
async function manifestStep(room: Room, me: Me): Promise<Made> {
  const terms = termsOfMine(room, me);
  const manifest = readManifest(utf8(room.manifest));
  if (!same(termsHash(manifest.terms), termsHash(terms))) throw new PledgeRefused("other-terms");
  checkDecks(manifest);
  const { certificate } = await kept<CertificateKept>(room, me, "certificate");
  checkOwnPart(manifest, certificate, room.place, await share(room, me));
  const signature = toHex(await signManifest(manifest, me.signer));
  return { content: JSON.stringify({ signature }), kept: { h: toHex(manifest.h) } };
}

/** The site must not put another pledge in the place of the one that was signed. */
async function checkSigned(room: Room, me: Me): Promise<void> {
  if ((await kept<{ h: string }>(room, me, "manifest")).h !== room.h) throw new PledgeRefused("manifest", 10);
}

/** The record is read, and its entries counted, on this device: of every pledge of the set under one checkpoint. */
async function shown(room: Room, me: Me): Promise<{ own: Shown; all: readonly Shown[]; tally: Tally }> {
  await checkSigned(room, me);
  const own = await me.fetch(room.h);
  const others = await Promise.all(room.set.filter((h) => h !== room.h).map((h) => me.fetch(h)));
  others.forEach((other) => sameCheckpoint(own, other));
  return { own, all: [own, ...others], tally: seen(own.manifest, own.evidence) };
}

/** Throws PledgeRefused where another pledge of the set is not reached in the same record. */
function sameCheckpoint(own: Shown, other: Shown): void {
  if (other.evidence.checkpoint !== own.evidence.checkpoint) throw new PledgeRefused("other-record", 44);
  seen(other.manifest, other.evidence);
}

/** By this device's clock, if the site's agrees with it. */
function now(room: Room, me: Me): number {
  const instant = me.clock();
  if (Math.abs(instant - room.now) > CLOCKS_DIFFER) throw new NotNow("clock");
  return instant;
}

async function noticeStep(room: Room, me: Me): Promise<Made> {
  const instant = now(room, me);
  const { own } = await shown(room, me);
  if (instant > room.latest) throw new NotNow("too-late");
  const { board, checkpoint } = own.evidence;
  const signature = toHex(await signNotice(me.signer, own.manifest.h, room.place, board.size, board.root, instant));
  const said = { checkpoint, root: toHex(board.root), shown: instant, signature, size: board.size };
  return { content: canonical(said) };
}

async function sealStep(room: Room, me: Me): Promise<Made> {
  const instant = now(room, me);
  const { own: { manifest, evidence }, all, tally } = await shown(room, me);
  const opens = Math.max(room.opens, ...all.map((one) => opensFrom(one.manifest, one.evidence, one.notices)));
  if (room.opens === 0 || instant < opens) throw new NotNow("too-early");
  const bundle = makeBundle(manifest, evidence.board, tally, room.place, await share(room, me), draw);
  const sealed = await sealBundle(manifest, tally, await signedBundle(manifest, bundle, me.signer));
  return { content: new TextDecoder().decode(sealed) };
}

/** What was sealed lies on the server alone, which deletes it with this statement; this page has kept nothing. */
async function deleteStep(room: Room, me: Me): Promise<Made> {
  const [instant, manifest] = [now(room, me), readManifest(utf8(room.manifest))];
  await checkSigned({ ...room, h: toHex(manifest.h) }, me);
  const signature = toHex(await signDeleted(me.signer, manifest, room.place, instant));
  return { content: canonical({ instant, signature }) };
}

const STEPS: Readonly<Record<string, (room: Room, me: Me) => Promise<Made>>> = {
  certificate: certificateStep,
  commitment: commitmentStep,
  shares: sharesStep,
  key: keyStep,
  manifest: manifestStep,
  notice: noticeStep,
  seal: sealStep,
  delete: deleteStep,
};
