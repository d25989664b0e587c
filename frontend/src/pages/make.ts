/** Make words, write them down, register the keys behind them. */

import { armCardField } from "../card-field.ts";
import { keysOfRoot, memberRoot } from "../derive.ts";
import { keepAndLeave, offerRemembering } from "../device.ts";
import { loadList, organisationOnce, savedToAFile, start } from "../keypage.ts";
import { cardSteps } from "../new-card.ts";
import { register } from "../server.ts";
import { signersOf } from "../signin.ts";
import { go, onPress, onSubmit, part, text } from "../ui.ts";
import { type Card, parseCard } from "../words.ts";

start(async () => {
  const list = await loadList();
  const known = organisationOnce();
  let name = "";
  let card: Card = [];

  const ready = (made: Card) => {
    card = made;
    go(savedToAFile ? "saved" : "remember");
  };
  const steps = cardSteps(list, ready);

  armCardField(list);
  onSubmit("start", (form) => {
    name = text(form, "name");
    steps.begin();
  });
  onPress("own", () => {
    const field = part<HTMLInputElement>("name");
    if (!field.reportValidity()) return;
    name = field.value;
    go("own");
  });
  onSubmit("own", (form) => ready(parseCard(text(form, "card"), list)));
  onSubmit("remember", async (form) => {
    const { org } = await known();
    const root = memberRoot(card, org);
    const next = await register(org, signersOf(keysOfRoot(root)), name);
    await keepAndLeave(form, root, org, next);
  });

  await offerRemembering();
  if (savedToAFile) steps.begin();
  else go("start");
});
