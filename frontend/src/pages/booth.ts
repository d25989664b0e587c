/** Vote: open what the registrars sealed, mark the answers, encrypt them here, and cast the ballot or check it. */

import { ageIdentity } from "../age-keys.ts";
import { auditFile } from "../booth/audit.ts";
import type { Vote } from "../booth/ballot.ts";
import { cast, type Offered, offered, type Receipt, spoil } from "../booth/calls.ts";
import { described, type Half, partOf, Ready, Spent } from "../booth/flow.ts";
import { make, type Stage } from "../booth/making.ts";
import { type Opened, openBoth } from "../booth/opening.ts";
import { ProofFails } from "../booth/proofs.ts";
import { forgetQuestions, makeQuestions, stepOf } from "../booth/questions.ts";
import { forgetReview, showReview } from "../booth/review.ts";
import { offerText } from "../booth/saved.ts";
import { readable } from "../booth/tracker.ts";
import { armCamera } from "../card-camera.ts";
import { armCardField } from "../card-field.ts";
import { keysOfRoot, memberRoot, publicHalves } from "../derive.ts";
import { keep, offerRemembering, remembered, unlockWithAge } from "../device.ts";
import { loadList, organisationOnce, start } from "../keypage.ts";
import { NoAnswer, ServerSays } from "../server.ts";
import { fill, go, onPress, onSubmit, part, Problem, text } from "../ui.ts";
import { parseCard, type WordList } from "../words.ts";

start(async () => {
  addEventListener("hashchange", () => location.reload());
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[hreflang]")) link.hash = location.hash;
  onPress("reload", () => location.reload());
  const id = partOf(location.hash);
  if (id === undefined) {
    go("nowhere");
    return;
  }
  go("loading");
  const [list, asked] = await Promise.all([loadList(), fetched(id)]);
  if (asked === undefined) return;
  showBallot(asked);
  if (asked.cast) showTracker(asked.cast.tracker, list);
  if (asked.state !== "open") {
    go(asked.state);
    return;
  }
  await unlocking(asked, list);
});

async function fetched(id: string): Promise<Offered | undefined> {
  try {
    return await offered(id);
  } catch (error) {
    if (error instanceof NoAnswer) go("retry");
    else if (error instanceof ServerSays) {
      go("refused");
      fill(part("step", "refused"), error.said);
    } else throw error;
    return undefined;
  }
}

/** What the election says of itself stands above what the site says of it. */
function showBallot(asked: Offered): void {
  const { name, description } = words(asked);
  showKind(asked);
  for (const place of document.querySelectorAll<HTMLElement>("[data-voted]")) place.hidden = asked.cast === null;
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-ballot]")) {
    link.href = `/ballots/${encodeURIComponent(asked.ballot)}/`;
  }
  part("description").replaceChildren(...description.split(/\n+/u).filter(Boolean).map(paragraph));
  part("registrars").replaceChildren(...asked.registrars.map(registrar));
  fill(document, { title: name, unit: asked.unit, closes: asked.closes, threshold: asked.threshold });
}

/** On every step, those of the questions included. */
function showKind({ binding }: Offered): void {
  const sentence = part("say", binding ? "binding" : "consultation").textContent;
  for (const place of document.querySelectorAll<HTMLElement>("[data-kind]")) place.textContent = sentence;
}

function words(asked: Offered): { name: string; description: string } {
  try {
    return described(asked.election);
  } catch {
    return { name: asked.title, description: asked.text }; // before there is an election
  }
}

function paragraph(text: string): HTMLElement {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

function registrar({ name, key }: Offered["registrars"][number]): HTMLElement {
  const [line, code] = [document.createElement("li"), document.createElement("code")];
  code.textContent = key;
  line.append(`${name}: `, code);
  return line;
}

function showTracker(tracker: string, list: WordList): void {
  const { text: shown, language } = readable(tracker, list, document.documentElement.lang);
  for (const place of document.querySelectorAll<HTMLElement>("[data-tracker]")) {
    place.textContent = shown;
    if (language !== undefined) place.lang = language;
  }
  fill(document, { hash: tracker });
}

async function unlocking(asked: Offered, list: WordList): Promise<void> {
  const known = organisationOnce();
  onPress("use-device", async () => {
    const entry = await remembered(asked.org);
    if (!entry) throw new Problem("device-locked");
    const { signers, age } = await unlockWithAge(entry);
    await enter(asked, list, signers.halves.age, age);
  });
  onPress("use-words", () => go("words"));
  onSubmit("words", async (form) => {
    const card = parseCard(text(form, "card"), list);
    await known();
    const root = memberRoot(card, asked.org);
    const keys = keysOfRoot(root);
    const own = publicHalves(keys);
    checkOwner(asked, own.age);
    const opened = await enter(asked, list, own.age, ageIdentity(keys.age));
    if (opened) await keep(text(form, "remember"), root, asked.org);
    part("step", "words").querySelector("form")?.reset();
  });
  armCamera(list);
  await offerRemembering();
  const here = (await remembered(asked.org)) !== undefined;
  for (const place of document.querySelectorAll<HTMLElement>("[data-remembered]")) {
    place.hidden = (place.dataset["remembered"] === "yes") !== here;
  }
  go("first");
  armCardField(list);
}

function checkOwner(asked: Offered, age: string): void {
  if (asked.age !== undefined && asked.age !== age) throw new Problem("not-yours");
}

/** Whether the questions are asked now. */
async function enter(asked: Offered, list: WordList, age: string, identity: string | CryptoKey): Promise<boolean> {
  checkOwner(asked, age);
  let opened: Opened;
  try {
    opened = await openBoth(asked, age, identity);
  } catch (error) {
    if (!(error instanceof ProofFails)) throw error;
    go("swapped");
    fill(part("step", "swapped"), { reason: error.message });
    return false;
  }
  voting(asked, opened, list);
  return true;
}

function voting(asked: Offered, { questions, halves }: Opened, list: WordList): void {
  const vote: (readonly number[])[] = [];
  let reviewed = false;
  let ready: Ready | undefined;

  const review = () => {
    ready = undefined;
    reviewed = true;
    showReview(questions, vote, (number) => go(stepOf(number)));
    go("review");
  };
  const answered = (number: number, values: readonly number[]) => {
    vote[number] = values;
    if (reviewed || number + 1 === questions.length) review();
    else go(stepOf(number + 1));
  };
  const back = (number: number) => {
    if (reviewed) review();
    else go(stepOf(number - 1));
  };
  makeQuestions(questions, answered, back);
  showKind(asked);
  const begin = () => {
    ready = undefined;
    reviewed = false;
    go(stepOf(0));
  };

  onPress("encrypt", async () => {
    ready = await encrypt(asked.election, halves, vote);
    showTracker(ready.tracker, list);
    go("ready");
  });
  onPress("change", review);
  onPress("cast", () => unspent(() => castBallot(asked, ready!, list)));
  onPress("check", () => unspent(() => openBallot(asked, ready!)));
  onPress("answers", begin);
  begin();
}

async function encrypt(election: string, halves: readonly Half[], vote: Vote): Promise<Ready> {
  showStage(0);
  go("making");
  const credentials = halves.map((half) => half.credential);
  try {
    const made = await make({ election, credentials, public: halves[0]!.public, vote: [...vote] }, showStage);
    return new Ready(election, made);
  } catch {
    go("review");
    throw new Problem("not-made");
  }
}

function showStage(stage: Stage): void {
  const bar = part("bar").querySelector("progress")!;
  const sentence = stage === "checking" ? "checking" : "encrypting";
  if (typeof stage === "number") bar.value = stage;
  else bar.removeAttribute("value");
  const line = part("stage");
  if (line.dataset["stage"] === sentence) return;
  line.dataset["stage"] = sentence;
  line.textContent = part("say", sentence).textContent;
}

async function unspent(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw error instanceof Spent ? new Problem("spent") : error;
  }
}

/** Sent again, these are the same bytes: they count once, however often they arrive. */
async function castBallot(asked: Offered, ready: Ready, list: WordList): Promise<void> {
  const content = ready.forCasting();
  go("sending");
  let answer: Receipt;
  try {
    answer = await cast(asked.part, content);
  } catch (error) {
    go(error instanceof NoAnswer ? "lost" : "ready");
    if (error instanceof NoAnswer) return;
    throw error;
  }
  if (answer.tracker !== ready.tracker || !answer.receipt.includes(ready.tracker)) {
    go("ready");
    throw new Problem("other-receipt");
  }
  forgetQuestions();
  forgetReview();
  showTracker(answer.tracker, list);
  fill(part("step", "done"), { number: answer.number });
  offerText("receipt", answer.receipt, "receipt.txt");
  go("done");
}

/** The site hears of it first: what was opened shows how one votes, and must never be accepted any more. */
async function openBallot(asked: Offered, ready: Ready): Promise<void> {
  const { content, opening } = ready.forChecking();
  await spoil(asked.part, content);
  offerText("audit", auditFile(ready.election, content, opening), "ballot-check.json");
  go("opened");
}
