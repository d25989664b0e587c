/**
 * A dealer deals one deck and prints its cards. After loading, nothing here asks the network for anything, unless a
 * button says so: the deck itself never leaves the page but on paper.
 */

import { draw } from "../booth/random.ts";
import { toHex } from "../bytes.ts";
import { savedToAFile, start } from "../keypage.ts";
import { dealDeck, type Printed, publicValues, readReturned, sheet, siteOf, type Table, termsOf } from "../pledge/dealing.ts";
import { signManifest } from "../pledge/ceremony.ts";
import { Online, pledgeIn } from "../pledge/dealer.ts";
import type { Manifest } from "../pledge/manifest.ts";
import type { Signer } from "../signin.ts";
import { qrPicture } from "../qr.ts";
import { fill, go, onPress, onSubmit, part, Problem, text } from "../ui.ts";

start(async () => {
  let table: Table | undefined;
  let manifest: Manifest | undefined;
  let warned = false;
  const online = new Online(savedToAFile ? "" : pledgeIn(location.hash));
  const forget = () => {
    online.forget();
    table = manifest = undefined;
    for (const secret of document.querySelectorAll("[data-secret]")) secret.replaceChildren();
    for (const form of document.forms) form.reset();
  };
  const dealt = () => orProblem("nothing-dealt", () => table ?? missing());

  addEventListener("pagehide", forget);
  onSubmit("terms", async (form) => {
    const terms = orProblem("bad-terms", () => termsOf(text(form, "terms")));
    await breath();
    table = orProblem("bad-deck", () => dealDeck(terms, Number(text(form, "deck")), draw));
    showValues(table);
    go("values");
  });
  onPress("copy", async () => {
    await navigator.clipboard.writeText(publicValues(dealt())).catch(() => {
      throw new Problem("not-copied");
    });
  });
  onPress("download", () => download(publicValues(dealt()), `deck-${dealt().deck}.json`));
  onPress("have-manifest", () => go("manifest"));
  onPress("back-to-values", () => go("values"));
  onSubmit("manifest", async (form) => {
    const own = dealt();
    const site = orProblem("bad-site", () => siteOf(text(form, "site")));
    await breath();
    manifest = orProblem("bad-manifest", () => readReturned(own, text(form, "manifest")));
    showCards(sheet(own, manifest, site));
    fill(document, { h: toHex(manifest.h), text: own.terms.text });
    go("cards");
  });
  onPress("print", () => window.print());
  onPress("forget", () => {
    // A dealer who forgets too early can never sign, and nobody could ever sign with these cards.
    const unsigned = online.pledge !== "" && part("manifest-sent").hidden;
    if (unsigned && !warned) {
      warned = true;
      throw new Problem("not-signed-yet");
    }
    forget();
    go("forgotten");
  });
  armOnline(online, () => publicValues(dealt()), () => manifest ?? missing());
  armFiles();
  if (!savedToAFile) part<HTMLInputElement>("site").defaultValue = location.origin;
  go("terms");
});

/** What needs a network: hidden where the address names no pledge of the site. */
function armOnline(online: Online, values: () => string, checked: () => Manifest): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[hreflang]")) link.hash = location.hash;
  for (const one of document.querySelectorAll<HTMLElement>("[data-online]")) one.hidden = online.pledge === "";
  const sent = (step: string) => () => {
    go(step);
    part(step === "values" ? "deck-sent" : "manifest-sent").hidden = false;
  };
  onPress("fetch-terms", async () => {
    const { terms, place } = await online.room();
    part<HTMLTextAreaElement>("terms").value = terms;
    part<HTMLInputElement>("deck").value = String(place);
  });
  onPress("fetch-manifest", async () => {
    const { manifest, missing } = await online.room();
    if (!manifest) throw new Problem("no-manifest-yet", { missing: missing.join(", ") });
    part<HTMLTextAreaElement>("manifest").value = manifest;
  });
  onPress("send-values", () => online.send("deck", values, sent("values")));
  onPress("send-signature", () => online.send("manifest", (signer) => signature(checked(), signer), sent("cards")));
}

async function signature(manifest: Manifest, signer: Signer): Promise<string> {
  return JSON.stringify({ signature: toHex(await signManifest(manifest, signer)) });
}

/** A file in place of what would be pasted. */
function armFiles(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>("input[data-file-for]")) {
    input.addEventListener("change", async () => {
      const content = await input.files?.[0]?.text();
      if (content !== undefined) part<HTMLTextAreaElement>(input.dataset["fileFor"]!).value = content;
    });
  }
}

/** Whatever the library refuses, the page has one calm sentence for it. */
function orProblem<T>(sentence: string, work: () => T): T {
  try {
    return work();
  } catch {
    throw new Problem(sentence);
  }
}

function missing(): never {
  throw new RangeError("dealt");
}

/** The browser shows that the button was pressed before the long calculation begins. */
function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}

function showValues(table: Table): void {
  part<HTMLTextAreaElement>("values").value = publicValues(table);
  fill(document, { deck: table.deck, cards: table.terms.cards });
}

function showCards(cards: readonly Printed[]): void {
  const pattern = part<HTMLTemplateElement>("card-pattern");
  part("sheet").replaceChildren(...cards.map((card) => drawn(pattern, card)));
}

function drawn(pattern: HTMLTemplateElement, card: Printed): DocumentFragment {
  const made = pattern.content.cloneNode(true) as DocumentFragment;
  fill(made, { deck: card.deck, index: card.index, address: card.first });
  part("first-code", undefined, made).append(qrPicture(card.first));
  part("second-code", undefined, made).append(qrPicture(card.second));
  part("groups", undefined, made).replaceChildren(...card.groups.map(group));
  return made;
}

function group(signs: string): HTMLLIElement {
  const item = document.createElement("li");
  const code = document.createElement("code");
  code.textContent = signs;
  item.append(code);
  return item;
}

function download(content: string, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}
