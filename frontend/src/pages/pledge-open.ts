/** See who signed: opened in this browser, by whoever signed or is of the committee. Names go nowhere. */

import { armCamera } from "../card-camera.ts";
import { armCardField } from "../card-field.ts";
import { toHex } from "../bytes.ts";
import { keysOfRoot, memberRoot, publicHalves } from "../derive.ts";
import { loadList, organisationOnce, start } from "../keypage.ts";
import { eligibleFor, sealedOf, servedOf, shownOf } from "../pledge/calls.ts";
import { CardsStep } from "../pledge/cards-step.ts";
import { hashOfPledge, load, type Loaded, showText } from "../pledge/loading.ts";
import { NotMade, work } from "../pledge/making.ts";
import type { Named, Names } from "../pledge/reader.ts";
import { NoAnswer, ServerSays } from "../server.ts";
import { fill, go, onPress, onSubmit, part, Problem, text } from "../ui.ts";
import { parseCard, type WordList } from "../words.ts";

const HASH = /^[0-9a-f]{64}$/;

/** How a reader opens: with the cards of an entry, or with an age key in hexadecimal. */
interface Reader {
  readonly codes: readonly string[];
  readonly secret: string;
}

start(async () => {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[hreflang]")) link.hash = location.hash;
  addEventListener("hashchange", () => location.reload());
  onPress("reload", () => location.reload());
  const h = location.hash.slice(1);
  if (!HASH.test(h)) {
    go("nowhere");
    return;
  }
  go("loading");
  const [list, loaded] = await Promise.all([loadList(), fetched(h)]);
  if (!loaded) return;
  const { terms } = loaded.manifest;
  fill(document, { title: loaded.state.title, unit: terms.unit });
  showText(terms.text);
  if (loaded.state.state !== "opened") {
    go("early");
    return;
  }
  arm(h, loaded, list);
  go("first");
});

async function fetched(h: string): Promise<Loaded | undefined> {
  try {
    return await load(h);
  } catch (error) {
    if (error instanceof Problem) throw error;
    go(error instanceof NoAnswer ? "retry" : "nowhere");
    if (error instanceof NoAnswer || error instanceof ServerSays) return undefined;
    throw error;
  }
}

function arm(h: string, first: Loaded, list: WordList): void {
  const cards = new CardsStep(async (loaded) => {
    const { codes } = cards.hand;
    cards.forget();
    await show(loaded, { codes, secret: "" });
  });
  cards.only = h;
  const known = organisationOnce();
  onPress("use-cards", () => go("cards"));
  onPress("use-words", () => go("words"));
  onPress("print", () => print());
  onSubmit("words", async (form) => {
    const card = parseCard(text(form, "card"), list);
    const { terms } = first.manifest;
    if ((await known()).org !== terms.org) throw new Problem("other-organisation");
    const keys = keysOfRoot(memberRoot(card, terms.org));
    if (!terms.committee.includes(publicHalves(keys).age)) throw new Problem("not-committee");
    part("step", "words").querySelector("form")!.reset();
    await show(first, { codes: [], secret: toHex(keys.age) });
  });
  armCamera(list);
  armCardField(list);
}

/** Fetches everything, and opens it beside the page. */
async function show(loaded: Loaded, reader: Reader): Promise<void> {
  const before = document.querySelector<HTMLElement>("[data-step]:not([hidden])")?.dataset["step"] ?? "first";
  go("opening");
  try {
    draw(loaded, await opened(loaded, reader));
  } catch (error) {
    go(before === "checking" ? "cards" : before);
    throw error instanceof NotMade ? sentence(error) : error;
  }
}

async function opened(loaded: Loaded, reader: Reader): Promise<{ names: Names; unasked: boolean }> {
  const h = hashOfPledge(loaded);
  const [shown, served, sealed, who] = await Promise.all([shownOf(h), servedOf(h), sealedOf(h), eligibleFor(h)]);
  const { members, tellers } = who ?? { members: null, tellers: null };
  const { entries: record, checkpoint, policy } = shown;
  const evidence = { manifest: loaded.text, record, served, checkpoint, policy, sealed: Object.values(sealed) };
  const { made } = await work({ kind: "open", ...evidence, ...reader, members, tellers });
  return { names: JSON.parse(made) as Names, unasked: who === undefined };
}

function sentence({ code, step }: NotMade): Problem {
  const known = ["not-for-you", "too-few-partials"].includes(code);
  return known ? new Problem(code) : new Problem("does-not-hold", { number: step });
}

function draw({ manifest }: Loaded, { names, unasked }: { names: Names; unasked: boolean }): void {
  part("names").replaceChildren(...names.signed.map(row));
  part("void").replaceChildren(...names.void.map(({ code, why }) => made("void-row", { code, why: reason(why) })));
  for (const place of document.querySelectorAll<HTMLElement>("[data-if]")) {
    place.hidden = !shownIf(place.dataset["if"]!, names, unasked, manifest.terms.audience);
  }
  const { threshold, withdrawn, refused } = names;
  const count = names.signed.length;
  fill(part("step", "names"), { count, threshold, withdrawn, refused: refused.join(", ") });
  go("names");
}

function shownIf(what: string, names: Names, unasked: boolean, audience: string): boolean {
  if (what === "void") return names.void.length > 0;
  if (what === "withdrawn") return names.withdrawn > 0;
  if (what === "refused") return names.refused.length > 0;
  if (what === "anyone") return audience === "anyone";
  return unasked && (audience === "members" || names.signed.some((one) => one.paper));
}

function row(named: Named): DocumentFragment {
  const { name, workplace, code, paper } = named;
  const found = made("name-row", { name, workplace, code });
  part("on-paper", undefined, found).hidden = !paper;
  return found;
}

/** The page has a sentence for most; the others are shown by the name that the library gives them. */
function reason(why: string): string {
  return document.querySelector(`[data-why="${CSS.escape(why)}"]`)?.textContent ?? why;
}

function made(template: string, values: Record<string, string | number>): DocumentFragment {
  const found = part<HTMLTemplateElement>("template", template).content.cloneNode(true) as DocumentFragment;
  fill(found, values);
  return found;
}
