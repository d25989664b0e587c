/** The room of a registrar or trustee: the step that is due is done on this device, signed and sent; then the next. */

import { canonical, signAct } from "../acts.ts";
import { ageIdentity } from "../age-keys.ts";
import { act, Lied, type Me, printed, type Room } from "../booth/room.ts";
import { showSlips } from "../booth/slip-cards.ts";
import { armCamera } from "../card-camera.ts";
import { armCardField } from "../card-field.ts";
import { toHex, utf8 } from "../bytes.ts";
import { keysOfRoot, memberRoot } from "../derive.ts";
import { keep, offerRemembering, remembered, unlockWithAge } from "../device.ts";
import { loadList, organisationOnce, start } from "../keypage.ts";
import { archive, ask, NoAnswer, send } from "../server.ts";
import { signersOf } from "../signin.ts";
import { fill, go, onPress, onSubmit, part, Problem, say, text } from "../ui.ts";
import { parseCard } from "../words.ts";
import { sha256 } from "@noble/hashes/sha2.js";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LOOK_AGAIN = 15_000;

start(async () => {
  const ballot = location.hash.slice(1);
  if (!UUID.test(ballot)) throw new Problem("no-ballot");
  const path = `/ballots/room/${ballot}`;
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-back]")) link.href = `/ballots/${ballot}/`;
  const [list, first] = await Promise.all([loadList(), ask<Room>(path)]);
  const known = organisationOnce();
  let me: Me | undefined;
  let wantsSlips = false;
  const enter = async (found: Me, room: Room) => {
    if (found.signer.publicKey !== room.actor) throw new Problem("not-yours");
    me = found;
    if (wantsSlips) await toPrint(await ask<Room>(path), found);
    else await workOn(path, room, found);
  };
  onPress("use-device", async () => {
    const entry = await remembered(first.org);
    if (!entry) throw new Problem("device-locked");
    const { signers, age } = await unlockWithAge(entry);
    await enter({ signer: signers.act, age, fetch: archive }, first);
  });
  onPress("use-words", () => go("words"));
  onSubmit("words", async (form) => {
    const card = parseCard(text(form, "card"), list);
    await known();
    const root = memberRoot(card, first.org);
    const keys = keysOfRoot(root);
    const found = { signer: signersOf(keys).act, age: ageIdentity(keys.age), fetch: archive };
    if (found.signer.publicKey !== first.actor) throw new Problem("not-yours");
    await keep(text(form, "remember"), root, first.org);
    await enter(found, first);
  });
  onPress("look-again", async () => look(path, me));
  onPress("slips", async () => {
    wantsSlips = true;
    if (me) await toPrint(await ask<Room>(path), me);
    else go((await remembered(first.org)) ? "device" : "words");
  });
  onPress("print", () => print());
  onPress("slips-done", () => {
    wantsSlips = false;
    part("slips").replaceChildren();
    return look(path, me);
  });
  armCamera(list);
  await offerRemembering();
  show(first);
  armCardField(list);
  if (first.step === "") rest(first, path, () => me);
  else go((await remembered(first.org)) ? "device" : "words");
});

function show(room: Room): void {
  fill(document, { title: room.title });
  for (const one of document.querySelectorAll<HTMLElement>("[data-role-is], [data-due]")) {
    const { roleIs, due } = one.dataset;
    one.hidden = roleIs === undefined ? due !== room.step : roleIs !== room.role;
  }
}

/** Whoever has not shown their keys yet is asked for them when there is something to do. */
async function look(path: string, me: Me | undefined): Promise<void> {
  const room = await ask<Room>(path);
  show(room);
  if (room.step === "") rest(room, path, () => me);
  else if (me) await workOn(path, room, me);
  else go((await remembered(room.org)) ? "device" : "words");
}

/** What is printed is worked out here, from what this registrar sealed to themselves, and goes nowhere else. */
async function toPrint(room: Room, me: Me): Promise<void> {
  const cards = await printed(room, me);
  if (cards.length === 0) throw new Problem("no-slips");
  const by = room.custodians.registrar.find((one) => one.account === room.account);
  showSlips(cards, { title: room.title, closes: room.closes, registrar: by?.name ?? "" });
  go("slips");
}

/** Does what is due until nothing is. */
async function workOn(path: string, room: Room, me: Me): Promise<void> {
  while (room.step !== "") {
    show(room);
    go("working");
    await new Promise((resolve) => setTimeout(resolve, 50));
    await oneStep(path, room, me);
    room = await ask<Room>(path);
  }
  show(room);
  rest(room, path, () => me);
}

async function oneStep(path: string, room: Room, me: Me): Promise<void> {
  let made: { content: string; kept: string };
  try {
    made = await act(room, me, (done, of) => fill(part("step", "working"), { done, of }));
  } catch (error) {
    if (error instanceof Lied) {
      go("lied");
      fill(part("step", "lied"), { who: error.who });
    }
    throw error instanceof Lied ? new Problem("lied") : error;
  }
  const body = { ballot: room.ballot, step: room.step, digest: toHex(sha256(utf8(made.content))) };
  canonical(body);
  const [signed, signature] = await signAct(me.signer, room, "ballot.custody", body);
  const answer = await send<{ fault: string }>(path, { step: room.step, ...made, signed, signature });
  if (answer.fault !== "") throw new Problem("fault");
}

function rest(room: Room, path: string, me: () => Me | undefined): void {
  const over = room.stage === "decided" || room.stage === "ended";
  go(over ? "over" : "waiting");
  const names = room.missing.join(", ");
  fill(part("step", "waiting"), { missing: names });
  part("missing-line").hidden = names === "";
  part("slips-line").hidden = (room.slips ?? []).length === 0;
  if (over) return;
  setTimeout(() => {
    if (part("step", "waiting").hidden) return;
    look(path, me()).catch((error: unknown) => {
      if (!(error instanceof NoAnswer)) say("unexpected");
      rest(room, path, me);
    });
  }, LOOK_AGAIN);
}
