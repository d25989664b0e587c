/**
 * Begin or sign a petition: open the two halves of the petition key, sign here, and send the signature without any session,
 * so that the site learns that an elector has signed, and not who.
 */

import { ageIdentity } from "../age-keys.ts";
import type { JointKey } from "../booth/joint-keys.ts";
import { ProofFails } from "../booth/proofs.ts";
import { armCamera } from "../card-camera.ts";
import { armCardField } from "../card-field.ts";
import { keysOfRoot, memberRoot, publicHalves } from "../derive.ts";
import { keep, offerRemembering, remembered, unlockWithAge } from "../device.ts";
import { loadList, organisationOnce, start } from "../keypage.ts";
import { begin, type Counted, joinTo, type Offered, offered, sign } from "../petition/calls.ts";
import { petitionKey } from "../petition/key.ts";
import { joinMessage, message, newId, type Petition, type Wanted, wantedOf, written } from "../petition/statement.ts";
import { NoAnswer, ServerSays } from "../server.ts";
import { fill, go, onPress, onSubmit, part, Problem, text } from "../ui.ts";
import { parseCard, type WordList } from "../words.ts";

start(async () => {
  addEventListener("hashchange", () => location.reload());
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[hreflang]")) link.hash = location.hash;
  onPress("reload", () => location.reload());
  const wanted = wantedOf(location.hash);
  if (wanted === undefined) {
    go("nowhere");
    return;
  }
  go("loading");
  const [list, asked] = await Promise.all([loadList(), fetched(wanted)]);
  if (asked === undefined) return;
  show(asked, wanted);
  if (asked.state === "open") await unlocking(asked, wanted, list);
  else go(asked.state);
});

async function fetched(wanted: Wanted): Promise<Offered | undefined> {
  try {
    return await offered(wanted);
  } catch (error) {
    if (error instanceof NoAnswer) go("retry");
    else if (error instanceof ServerSays) {
      go("refused");
      fill(part("step", "refused"), error.said);
    } else throw error;
    return undefined;
  }
}

function show(asked: Offered, wanted: Wanted): void {
  const { title, unit, signed, needed, electors, days, until } = asked;
  fill(document, { title, unit, signed, needed, electors, days, until });
  for (const place of document.querySelectorAll<HTMLElement>("[data-for]")) {
    place.hidden = !place.dataset["for"]!.split(" ").includes(wanted.what);
  }
  for (const place of document.querySelectorAll<HTMLElement>("[data-said]")) {
    place.replaceChildren(...asked.petition.text.split(/\n+/u).filter(Boolean).map(paragraph));
  }
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-petition]")) {
    link.href = wanted.what === "sign" || wanted.what === "join" ? `/petitions/${encodeURIComponent(wanted.id)}/` : "/petitions/";
  }
}

function paragraph(said: string): HTMLElement {
  const made = document.createElement("p");
  made.textContent = said;
  return made;
}

async function unlocking(asked: Offered, wanted: Wanted, list: WordList): Promise<void> {
  const known = organisationOnce();
  onPress("use-device", async () => {
    const entry = await remembered(asked.petition.org);
    if (!entry) throw new Problem("device-locked");
    const { signers, age } = await unlockWithAge(entry);
    await enter(asked, wanted, signers.halves.age, age);
  });
  onPress("use-words", () => go("words"));
  onSubmit("words", async (form) => {
    const card = parseCard(text(form, "card"), list);
    await known();
    const root = memberRoot(card, asked.petition.org);
    const keys = keysOfRoot(root);
    const age = publicHalves(keys).age;
    if (asked.age !== age) throw new Problem("not-yours");
    if (await enter(asked, wanted, age, ageIdentity(keys.age))) await keep(text(form, "remember"), root, asked.petition.org);
    part("step", "words").querySelector("form")?.reset();
  });
  armCamera(list);
  await offerRemembering();
  const here = (await remembered(asked.petition.org)) !== undefined;
  for (const place of document.querySelectorAll<HTMLElement>("[data-remembered]")) {
    place.hidden = (place.dataset["remembered"] === "yes") !== here;
  }
  go("first");
  armCardField(list);
}

/** Whether what the registrars sealed could be opened. */
async function enter(asked: Offered, wanted: Wanted, age: string, identity: string | CryptoKey): Promise<boolean> {
  let key: JointKey;
  try {
    key = await petitionKey(asked, age, identity);
  } catch (error) {
    if (!(error instanceof ProofFails)) throw error;
    go("swapped");
    fill(part("step", "swapped"), { reason: error.message });
    return false;
  }
  if (wanted.what === "sign") signing(asked, key);
  else if (wanted.what === "join") joining(asked, key);
  else beginning(asked, key);
  return true;
}

function signing(asked: Offered, key: JointKey): void {
  const signature = key.sign(message(asked.petition));
  onPress("sign", () => sending("sign", key, () => sign(asked.petition, key.publicKey, signature)));
  go("sign");
}

function joining(asked: Offered, key: JointKey): void {
  const into = asked.into;
  if (into === null) throw new RangeError("into");
  const signature = key.sign(joinMessage(asked.petition, into));
  onPress("join", () => sending("join", key, () => joinTo(asked.petition, into, key.publicKey, signature)));
  go("join");
}

/** The text is read once more, as it will be signed, before anything is sent. */
function beginning(asked: Offered, key: JointKey): void {
  let made: Petition;
  const id = newId();
  onSubmit("write", (form) => {
    const said = written(text(form, "text"));
    if (said === undefined) throw new Problem("no-text");
    made = { ...asked.petition, id, text: said };
    part("read").replaceChildren(...said.split(/\n+/u).filter(Boolean).map(paragraph));
    go("read");
  });
  onPress("change", () => go("write"));
  onPress("begin", async () => {
    await sending("read", key, () => begin(made, key.publicKey, key.sign(message(made))));
    for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-petition]")) link.href = `/petitions/${id}/`;
  });
  go("write");
}

/** Sent again after its answer was lost, the same signature counts once. */
async function sending(step: string, key: JointKey, call: () => Promise<Counted>): Promise<void> {
  go("sending");
  try {
    const { signed, needed } = await call();
    fill(document, { signed, needed, key: key.publicKey });
    go(step === "join" ? "joined" : "done");
  } catch (error) {
    go(step);
    throw error;
  }
}
