/**
 * The room of a pledge's trustee: the step that is due is done on this device, signed and sent; then the next. And the
 * door through which a dealer whose page has no network hands in files and takes files away.
 */

import { ageIdentity } from "../age-keys.ts";
import { sha256 } from "@noble/hashes/sha2.js";
import { toHex, utf8 } from "../bytes.ts";
import { armCamera } from "../card-camera.ts";
import { armCardField } from "../card-field.ts";
import { keysOfRoot, memberRoot } from "../derive.ts";
import { keep, offerRemembering, remembered, unlockWithAge } from "../device.ts";
import { loadList, organisationOnce, start } from "../keypage.ts";
import { enterRoom, type Room } from "../pledge/calls.ts";
import { evidenceOf } from "../pledge/evidence.ts";
import { moment, showText } from "../pledge/loading.ts";
import { signManifest } from "../pledge/ceremony.ts";
import { checkDecks, readManifest, readTermsAlone, thresholdOf } from "../pledge/manifest.ts";
import { PledgeRefused } from "../pledge/ristretto.ts";
import { act, Lied, type Me, NotNow } from "../pledge/room.ts";
import { say } from "../pledge/said.ts";
import { NoAnswer } from "../server.ts";
import { type Signer, signersOf } from "../signin.ts";
import { fill, go, onPress, onSubmit, part, Problem, tell, text } from "../ui.ts";
import { parseCard, type WordList } from "../words.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LOOK_AGAIN = 15_000;

start(async () => {
  const pledge = location.hash.slice(1);
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[hreflang]")) link.hash = location.hash;
  if (!UUID.test(pledge)) {
    go("nowhere");
    return;
  }
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-back]")) link.href = `/pledges/${pledge}/`;
  part<HTMLAnchorElement>("deal").hash = pledge;
  const [list, first] = await Promise.all([loadList(), enterRoom(pledge)]);
  const table = new Table(first);
  armKeys(table, first, list);
  onPress("look-again", () => table.look());
  onSubmit("dealer", async (form) => {
    const file = form.get("values");
    const content = file instanceof File ? (await file.text()).trim() : "";
    if (content === "") throw new Problem("no-file");
    await table.deals("deck", () => content);
  });
  onPress("sign-manifest", () => table.deals("manifest", async (signer, room) => manifestSigned(room, signer)));
  armCamera(list);
  await offerRemembering();
  armCardField(list);
  await table.look(first);
});

/** The device that remembers, or ten words. */
function armKeys(table: Table, first: Room, list: WordList): void {
  const known = organisationOnce();
  onPress("use-device", async () => {
    const entry = await remembered(first.org);
    if (!entry) throw new Problem("device-locked");
    const { signers, age } = await unlockWithAge(entry);
    await table.enter(signers.act, age);
  });
  onPress("use-words", () => go("words"));
  onSubmit("words", async (form) => {
    const card = parseCard(text(form, "card"), list);
    await known();
    const root = memberRoot(card, first.org);
    const keys = keysOfRoot(root);
    const signer = signersOf(keys).act;
    if (signer.publicKey !== first.actor) throw new Problem("not-yours");
    await keep(text(form, "remember"), root, first.org);
    part("step", "words").querySelector("form")!.reset();
    await table.enter(signer, ageIdentity(keys.age));
  });
}

type Content = (signer: Signer, room: Room) => string | Promise<string>;

class Table {
  #me: Me | undefined;
  /** What a dealer wanted to send when they were asked for their keys. */
  #wanted: (() => Promise<void>) | undefined;

  constructor(readonly first: Room) {}

  async enter(signer: Signer, age: CryptoKey | string): Promise<void> {
    if (signer.publicKey !== this.first.actor) throw new Problem("not-yours");
    this.#me = { signer, age, clock: () => Math.floor(Date.now() / 1_000), fetch: evidenceOf };
    const wanted = this.#wanted;
    this.#wanted = undefined;
    await (wanted ? wanted() : this.look());
  }

  /** A dealer's step, from what was made on another device. */
  async deals(step: "deck" | "manifest", make: Content): Promise<void> {
    const room = await enterRoom(this.first.pledge);
    if (room.step !== step) throw new Problem("not-due", { missing: room.missing.join(", ") });
    if (!this.#me) {
      this.#wanted = () => this.deals(step, make);
      return go((await remembered(room.org)) ? "device" : "words");
    }
    const { signer } = this.#me;
    go("dealer");
    await say(room, signer, { content: await make(signer, room), kept: "" });
    await this.look();
    part("sent").hidden = false;
  }

  /** Does what is due until nothing is. Whoever has not shown their keys yet is asked for them. */
  async look(found?: Room): Promise<void> {
    let room = found ?? (await enterRoom(this.first.pledge));
    show(room);
    if (room.role === "dealer") {
      showDealer(room);
      return go("dealer");
    }
    while (room.step !== "") {
      if (!this.#me) return go((await remembered(room.org)) ? "device" : "words");
      await oneStep(room, this.#me);
      room = await enterRoom(room.pledge);
      show(room);
    }
    this.#rest(room);
  }

  #rest(room: Room): void {
    go("waiting");
    const names = room.missing.join(", ");
    fill(part("step", "waiting"), { missing: names });
    part("missing-line").hidden = names === "";
    setTimeout(() => {
      if (part("step", "waiting").hidden) return;
      this.look().catch((error: unknown) => {
        if (error instanceof NoAnswer) this.#rest(room);
        else tell(error);
      });
    }, LOOK_AGAIN);
  }
}

function show(room: Room): void {
  const terms = readTermsAlone(utf8(room.terms));
  const [threshold, deadline] = [thresholdOf(terms), moment(terms.deadline)];
  const opens = room.opens ? moment(room.opens) : "";
  fill(document, { title: room.title, unit: terms.unit, threshold, deadline, needed: terms.needed, opens });
  showText(terms.text);
  for (const one of document.querySelectorAll<HTMLElement>("[data-due]")) one.hidden = one.dataset["due"] !== room.step;
  for (const one of document.querySelectorAll<HTMLElement>("[data-role-is]")) one.hidden = one.dataset["roleIs"] !== room.role;
  part("opens-line").hidden = opens === "" || room.step !== "";
}

/** What a page without a network needs: the terms, and later the manifest, as files. */
function showDealer(room: Room): void {
  offer("terms", room.terms);
  offer("manifest", room.manifest);
  fill(part("step", "dealer"), { place: room.place, h: room.manifest ? toHex(sha256(utf8(room.manifest))) : "" });
}

function offer(name: string, content: string): void {
  const link = part<HTMLAnchorElement>("save", name);
  link.hidden = content === "";
  if (link.href.startsWith("blob:")) URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  link.download = `${name}.json`;
}

/** The dealer has compared its hash with the one that their own page shows. */
async function manifestSigned(room: Room, signer: Signer): Promise<string> {
  const manifest = readManifest(utf8(room.manifest));
  checkDecks(manifest);
  return JSON.stringify({ signature: toHex(await signManifest(manifest, signer)) });
}

async function oneStep(room: Room, me: Me): Promise<void> {
  go("working");
  await new Promise((resolve) => setTimeout(resolve, 50));
  try {
    await say(room, me.signer, await act(room, me));
  } catch (error) {
    go("stopped");
    throw sentence(error);
  }
}

/** Nothing was signed: the page says why. */
function sentence(error: unknown): unknown {
  if (error instanceof Lied) return new Problem("lied", { who: error.who });
  if (error instanceof NotNow) return new Problem(error.why);
  if (error instanceof PledgeRefused) return new Problem(error.step === 45 ? "too-few" : "does-not-hold", { number: error.step });
  return error;
}
