/** Sign a pledge with paper cards, or take a signature back: without a session, and nothing is kept on the device. */

import { loadList, start } from "../keypage.ts";
import { sendWithdrawal, servedOf } from "../pledge/calls.ts";
import { CardsStep } from "../pledge/cards-step.ts";
import { hashOfPledge, type Loaded, moment } from "../pledge/loading.ts";
import { type Done, NotMade, work } from "../pledge/making.ts";
import { over, SigningSteps } from "../pledge/signing-steps.ts";
import { fill, go, onPress, part, Problem } from "../ui.ts";

start(async () => {
  const way = { withdraws: false };
  const begin = (withdraws: boolean) => {
    way.withdraws = withdraws;
    for (const one of document.querySelectorAll<HTMLElement>("[data-way]")) {
      one.hidden = (one.dataset["way"] === "withdraw") !== withdraws;
    }
    go("cards");
  };
  const cards = new CardsStep((loaded) => (way.withdraws ? withdrawing(cards, loaded) : signing.enter(loaded)));
  const signing = new SigningSteps(cards, await loadList());
  onPress("begin", () => begin(false));
  onPress("begin-withdrawal", () => begin(true));
  // A link to this page itself would keep what is in it.
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-again]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      cards.forget();
      location.reload();
    });
  }
  go("first");
});

async function withdrawing(cards: CardsStep, loaded: Loaded): Promise<void> {
  if (loaded.state.state !== "signing") return over(loaded);
  const h = hashOfPledge(loaded);
  const served = await servedOf(h);
  let made: Done;
  try {
    made = await work({ kind: "withdraw", manifest: loaded.text, codes: cards.hand.codes, served });
  } catch (error) {
    cards.forget();
    go("cards");
    throw error instanceof NotMade && error.code !== "not-found" ? new Problem("not-made") : new Problem("not-found");
  }
  onPress("withdraw", async () => {
    const batch = await sendWithdrawal(h, made.made);
    cards.forget();
    fill(part("step", "withdrawn"), { batch: moment(batch) });
    go("withdrawn");
  });
  go("withdraw");
}
