/** Sign what a form asks for: it is shown in words, signed with the key for acts, and the form is sent once more. */

import { type Asked, inWords } from "../act-words.ts";
import { signAct } from "../acts.ts";
import { armCamera } from "../card-camera.ts";
import { armCardField } from "../card-field.ts";
import { keysOfRoot, memberRoot } from "../derive.ts";
import { keep, keepOffices, offerRemembering, remembered, unlockWithOffices } from "../device.ts";
import { loadList, organisationOnce, start } from "../keypage.ts";
import { isOfOffice, mandateOf, type Offices, officesOfRoot, signOfOffice, taken, takesOffice } from "../office.ts";
import { NoAnswer, type Pending, pending, sameSitePath, ServerSays } from "../server.ts";
import { type Signer, signersOf } from "../signin.ts";
import { fill, go, onPress, onSubmit, part, Problem, text } from "../ui.ts";
import { type Entry, knowsOffice } from "../vault.ts";
import { parseCard } from "../words.ts";

interface Keys {
  readonly act: Signer;
  readonly offices: Offices;
}

/** What the page adds to a form whose act takes an office. */
const OF_OFFICES = ["office_key", "possession"];

start(async () => {
  const [list, asked] = await Promise.all([loadList(), fetched()]);
  if (asked === undefined) return;
  if (!show(asked)) return;
  const known = organisationOnce();
  onPress("use-device", async () => {
    const entry = await remembered(asked.org);
    if (!entry) throw new Problem("device-locked");
    await sign(asked, await unlockWithOffices(entry));
  });
  onPress("use-words", () => go("words"));
  onSubmit("words", async (form) => {
    const card = parseCard(text(form, "card"), list);
    await known();
    const root = memberRoot(card, asked.org);
    const { act } = signersOf(keysOfRoot(root));
    check(asked, act);
    await keep(text(form, "remember"), root, asked.org);
    await keepOffices(root, asked.org, mandates(asked));
    await sign(asked, { act, offices: officesOfRoot(root) });
  });
  armCamera(list);
  await offerRemembering();
  go(canSign(await remembered(asked.org), asked) ? "device" : "words");
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

/** The offices whose keys are needed. */
function mandates(asked: Pending): string[] {
  return asked.acts.filter((one) => takesOffice(one.type) || needsOffice(one)).map((one) => mandateOf(one.body));
}

function needsOffice({ type, office }: Asked): boolean {
  return isOfOffice(type) && Boolean(office);
}

/** Without the words a device that holds keys does not come to that of an office which it has not signed in before. */
function canSign(entry: Entry | undefined, asked: Pending): boolean {
  const needed = mandates(asked);
  part("office-words").hidden = needed.length === 0 || entry === undefined;
  return entry !== undefined && needed.every((mandate) => knowsOffice(entry, mandate));
}

async function sign(asked: Pending, keys: Keys): Promise<void> {
  check(asked, keys.act);
  const signed: [string, string][] = [];
  const fields = asked.fields.filter(([name]) => !OF_OFFICES.includes(name));
  for (const one of asked.acts) {
    if (takesOffice(one.type)) {
      const named = await taken(asked.org, mandateOf(one.body), keys.act, office(keys, one));
      fields.push(...Object.entries(named));
      signed.push(await signAct(keys.act, asked, one.type, { ...one.body, ...named }));
    } else if (needsOffice(one)) signed.push(await signOfOffice(office(keys, one), asked, one.type, one.body));
    else signed.push(await signAct(keys.act, asked, one.type, one.body));
  }
  sendAgain({ ...asked, fields }, JSON.stringify(signed));
}

/** The key that the record knows for this office, or, where it is taken only now, the one to be known for it. */
function office(keys: Keys, one: Asked): Signer {
  const found = keys.offices(mandateOf(one.body));
  if (!found) throw new Problem("office-locked");
  if (needsOffice(one) && found.publicKey !== one.office) throw new Problem("office-not-yours");
  return found;
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
