/** Come in: with a device that remembers, with ten words or numbers, or by showing the card to the camera. */

import { armCardField } from "../card-field.ts";
import { keysOfRoot, memberRoot } from "../derive.ts";
import { keepAndLeave, offerRemembering, remembered, unlockDevice } from "../device.ts";
import { loadList, organisationOnce, start } from "../keypage.ts";
import { canScan, scan } from "../scan.ts";
import { sameSitePath, signIn } from "../server.ts";
import { signersOf } from "../signin.ts";
import { go, onPress, onSubmit, part, Problem, tell, text } from "../ui.ts";
import { parseCard } from "../words.ts";

const wanted = sameSitePath(new URLSearchParams(location.search).get("next"));

start(async () => {
  const list = await loadList();
  const known = organisationOnce();
  const field = part<HTMLTextAreaElement>("card-field");
  let stopCamera = () => {};

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

  onPress("scan", async () => {
    stopCamera();
    part("camera").hidden = false;
    stopCamera = await scan(part<HTMLVideoElement>("video"), (read) => {
      try {
        parseCard(read, list);
      } catch (error) {
        tell(error);
        return false;
      }
      part("camera").hidden = true;
      field.value = read;
      field.form?.requestSubmit();
      return true;
    }).catch(() => {
      part("camera").hidden = true;
      throw new Problem("no-camera");
    });
  });
  onPress("stop-scan", () => {
    stopCamera();
    part("camera").hidden = true;
  });

  for (const button of document.querySelectorAll<HTMLElement>("[data-press=scan]")) button.hidden = !canScan();
  await offerRemembering();
  go("words");
  const { org } = await known();
  if ((await remembered(org)) && field.value === "") go("device"); // whoever has begun to type stays at the field
});
