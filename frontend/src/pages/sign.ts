/** Sign what a form asks for: it is shown in words, signed with the key for acts, and the form is sent once more. */

import { inWords } from "../act-words.ts";
import { signAct } from "../acts.ts";
import { armCamera } from "../card-camera.ts";
import { armCardField } from "../card-field.ts";
import { keysOfRoot, memberRoot } from "../derive.ts";
import { keep, offerRemembering, remembered, unlockDevice } from "../device.ts";
import { loadList, organisationOnce, start } from "../keypage.ts";
import { NoAnswer, type Pending, pending, sameSitePath, ServerSays } from "../server.ts";
import { type Signer, signersOf } from "../signin.ts";
import { fill, go, onPress, onSubmit, part, Problem, text } from "../ui.ts";
import { parseCard } from "../words.ts";

start(async () => {
  const [list, asked] = await Promise.all([loadList(), fetched()]);
  if (asked === undefined) return;
  if (!show(asked)) return;
  const known = organisationOnce();
  onPress("use-device", async () => {
    const entry = await remembered(asked.org);
    if (!entry) throw new Problem("device-locked");
    await sign(asked, (await unlockDevice(entry)).act);
  });
  onPress("use-words", () => go("words"));
  onSubmit("words", async (form) => {
    const card = parseCard(text(form, "card"), list);
    await known();
    const root = memberRoot(card, asked.org);
    const { act } = signersOf(keysOfRoot(root));
    check(asked, act);
    await keep(text(form, "remember"), root, asked.org);
    await sign(asked, act);
  });
  armCamera(list);
  await offerRemembering();
  go((await remembered(asked.org)) ? "device" : "words");
  armCardField(list);
});

/** Undefined where nothing waits: that is no mistake, and leads on. */
async function fetched(): Promise<Pending | undefined> {
  try {
    return await pending();
  } catch (error) {
    if (error instanceof NoAnswer) {
      go("retry");
      return undefined;
    }
    if (!(error instanceof ServerSays) || error.code !== "gone") throw error;
    go("nothing");
    fill(part("step", "nothing"), error.said);
    return undefined;
  }
}

/** Puts the acts under both headings. False where this page cannot say what one of them means. */
function show(asked: Pending): boolean {
  const back = sameSitePath(asked.back) ?? "/";
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-back]")) link.href = back;
  for (const place of document.querySelectorAll<HTMLElement>("[data-acts]")) {
    const shown = asked.acts.map(inWords);
    if (!shown.every((one) => one !== undefined)) {
      go("unknown");
      return false;
    }
    place.replaceChildren(...shown);
  }
  return true;
}

function check(asked: Pending, signer: Signer): void {
  if (signer.publicKey !== asked.actor) throw new Problem("not-yours");
}

async function sign(asked: Pending, signer: Signer): Promise<void> {
  check(asked, signer);
  const signed: [string, string][] = [];
  for (const { type, body } of asked.acts) signed.push(await signAct(signer, asked, type, body));
  sendAgain(asked, JSON.stringify(signed));
}

/** A form like the one that was sent, with one field more: the browser follows it as it would have followed that. */
function sendAgain(asked: Pending, signed: string): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = sameSitePath(asked.path) ?? "/";
  form.hidden = true;
  for (const [name, value] of [...asked.fields, ["_signed", signed] as const]) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  HTMLFormElement.prototype.submit.call(form); // a field may be called submit
}
