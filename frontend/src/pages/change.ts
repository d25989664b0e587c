/** New words for old ones, by someone who still has the old ones or a device that remembers them. */

import { armCardField } from "../card-field.ts";
import { keysOfRoot, memberRoot } from "../derive.ts";
import { forgetDevice, keepAndLeave, offerRemembering, remembered, unlockDevice } from "../device.ts";
import { loadList, organisationOnce, start } from "../keypage.ts";
import { cardSteps } from "../new-card.ts";
import { rotate } from "../server.ts";
import { type Signer, signersOf } from "../signin.ts";
import { go, onPress, onSubmit, part, Problem, text } from "../ui.ts";
import { type Card, parseCard } from "../words.ts";

start(async () => {
  const list = await loadList();
  const known = organisationOnce();
  let old: Signer | undefined;
  let card: Card = [];

  const steps = cardSteps(list, (made) => {
    card = made;
    go("remember");
  });

  armCardField(list);
  onPress("use-device", async () => {
    const entry = await remembered((await known()).org);
    if (!entry) throw new Problem("device-locked");
    old = (await unlockDevice(entry)).signin;
    steps.begin();
  });
  onSubmit("old", async (form) => {
    const typed = parseCard(text(form, "card"), list);
    old = signersOf(keysOfRoot(memberRoot(typed, (await known()).org))).signin;
    steps.begin();
  });
  onSubmit("remember", async (form) => {
    const { org } = await known();
    const root = memberRoot(card, org);
    const next = await rotate(org, old!, signersOf(keysOfRoot(root)));
    await forgetDevice().catch(() => undefined); // what it remembers is revoked now
    await keepAndLeave(form, root, org, next);
  });

  await offerRemembering();
  go("old");
  const { org } = await known();
  part("device").hidden = !(await remembered(org));
});
