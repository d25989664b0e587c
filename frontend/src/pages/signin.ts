/** Come in: with a device that remembers, with ten words or numbers, or by showing the card to the camera. */

import { armCamera } from "../card-camera.ts";
import { armCardField } from "../card-field.ts";
import { keysOfRoot, memberRoot } from "../derive.ts";
import { keepAndLeave, offerRemembering, remembered, unlockDevice } from "../device.ts";
import { loadList, organisationOnce, start } from "../keypage.ts";
import { sameSitePath, signIn } from "../server.ts";
import { signersOf } from "../signin.ts";
import { go, onPress, onSubmit, part, Problem, text } from "../ui.ts";
import { parseCard } from "../words.ts";

const wanted = sameSitePath(new URLSearchParams(location.search).get("next"));

start(async () => {
  const list = await loadList();
  const known = organisationOnce();
  const field = part<HTMLTextAreaElement>("card-field");

  armCardField(list);
  onPress("use-device", async () => {
    const { org } = await known();
    const entry = await remembered(org);
    if (!entry) throw new Problem("device-locked");
    const next = await signIn(org, (await unlockDevice(entry)).signin);
    location.replace(wanted ?? next);
  });
  onPress("use-words", () => go("words"));
  onSubmit("words", async (form) => {
    const card = parseCard(text(form, "card"), list);
    const { org } = await known();
    const root = memberRoot(card, org);
    const next = await signIn(org, signersOf(keysOfRoot(root)).signin);
    await keepAndLeave(form, root, org, wanted ?? next);
  });

  armCamera(list);
  await offerRemembering();
  go("words");
  const { org } = await known();
  if ((await remembered(org)) && field.value === "") go("device"); // whoever has begun to type stays at the field
});
