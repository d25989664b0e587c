/**
 * Papers from an urn. The first teller enters slips and papers here, the lot joins them, and encrypted ballots are sent;
 * the second compares their fingerprint with the printed protocol and confirms. Sums never leave the device.
 */

import { toHex, utf8 } from "../bytes.ts";
import { checkConfirmed } from "../booth/confirmed.ts";
import { type Election, fingerprint, readElection } from "../booth/election.ts";
import { described, partOf } from "../booth/flow.ts";
import { askedOf } from "../booth/form.ts";
import { Keyholder } from "../booth/keyholder.ts";
import { make } from "../booth/making.ts";
import { forgetSums, Papers, showSums } from "../booth/papers.ts";
import { ProofFails } from "../booth/proofs.ts";
import { draw } from "../booth/random.ts";
import { SlipTable } from "../booth/slip-table.ts";
import { publicOf } from "../booth/slips.ts";
import { type Cast, digestOf, drawn, type Pair, sorted } from "../booth/station.ts";
import { type Batch, type Sent, Site, type Told } from "../booth/station-calls.ts";
import { copied } from "../booth/templates.ts";
import { readable } from "../booth/tracker.ts";
import { loadList, start } from "../keypage.ts";
import { NoAnswer, ServerSays } from "../server.ts";
import type { Signer } from "../signin.ts";
import { fill, go, onPress, onSubmit, part, Problem, say, tell, text } from "../ui.ts";
import type { WordList } from "../words.ts";

const SALT_BYTES = 32;
const DIGITS_TOGETHER = 4;

start(async () => {
  addEventListener("hashchange", () => location.reload());
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[hreflang]")) link.hash = location.hash;
  onPress("reload", () => location.reload());
  onPress("print", () => print());
  const id = partOf(location.hash);
  if (id === undefined) {
    go("nowhere");
    return;
  }
  go("loading");
  const site = new Site(id);
  const [list, told] = await Promise.all([loadList(), fetched(site)]);
  if (told === undefined) return;
  show(told);
  if (told.state !== "open") {
    go(told.state);
    return;
  }
  const election = trusted(told);
  if (election === undefined) return;
  const keys = new Keyholder(told.org, told.actor, list);
  armBatches(site, told, keys, list);
  armUrn(site, told, election, keys);
  go("start");
  await keys.arm();
});

async function fetched(site: Site): Promise<Told | undefined> {
  try {
    return await site.told();
  } catch (error) {
    if (error instanceof NoAnswer) go("retry");
    else if (error instanceof ServerSays) {
      go("refused");
      fill(part("step", "refused"), error.said);
    } else throw error;
    return undefined;
  }
}

function show(told: Told): void {
  const link = `/ballots/${encodeURIComponent(told.ballot)}/`;
  for (const one of document.querySelectorAll<HTMLAnchorElement>("a[data-ballot]")) one.href = link;
  const title = told.election === "" ? told.title : described(told.election).name;
  const { unit, closes, floor } = told;
  fill(document, { title, unit, closes, floor, part: told.place });
  for (const line of document.querySelectorAll<HTMLElement>("[data-part-line]")) line.hidden = told.parts < 2;
  part("tellers").append(...told.tellers.map(({ account, name }) => new Option(name, account)));
}

/** The election, where enough trustees have signed that it is the one. */
function trusted(told: Told): Election | undefined {
  try {
    const election = readElection(utf8(told.election));
    checkConfirmed(told, election.uuid, election.fingerprint);
    return election;
  } catch (error) {
    go("swapped");
    fill(part("step", "swapped"), { reason: error instanceof ProofFails ? error.message : "election" });
    return undefined;
  }
}

// What waits for the other teller

function armBatches(site: Site, told: Told, keys: Keyholder, list: WordList): void {
  let chosen: Batch | undefined;
  const confirm = async (signer: Signer, batch: Batch) => {
    await site.confirm(signer, batch);
    showTrackers(batch, list);
  };
  const takeBack = async (signer: Signer, batch: Batch) => {
    await site.takeBack(signer, batch);
    go("back");
  };
  const works: Readonly<Record<string, (batch: Batch) => void | Promise<void>>> = {
    compare: (batch) => {
      chosen = batch;
      compare(batch);
    },
    back: (batch) => keys.with((signer) => takeBack(signer, batch)),
    trackers: (batch) => showTrackers(batch, list),
  };
  part("batches").replaceChildren(...told.stations.map((batch) => shownBatch(batch, works)));
  onPress("confirm", () => keys.with((signer) => confirm(signer, chosen!)));
  onPress("take-back", () => keys.with((signer) => takeBack(signer, chosen!)));
}

function shownBatch(batch: Batch, works: Readonly<Record<string, (batch: Batch) => void | Promise<void>>>): HTMLElement {
  const made = copied("batch");
  fill(made, { papers: batch.papers, teller: batch.teller, co: batch.co_teller });
  const state = batch.confirmed ? "done" : batch.mine ? "waits" : "mine";
  const wanted = { done: ["trackers"], waits: ["back"], mine: ["compare"] }[state];
  for (const one of made.querySelectorAll<HTMLElement>("[data-is]")) one.hidden = one.dataset["is"] !== state;
  for (const button of made.querySelectorAll<HTMLElement>("[data-do]")) {
    const name = button.dataset["do"]!;
    button.hidden = !wanted.includes(name);
    button.addEventListener("click", () => void Promise.resolve(works[name]!(batch)).catch(tell));
  }
  return made;
}

function compare(batch: Batch): void {
  const digest = digestOf(batch.salt, batch.ballots);
  if (digest !== batch.digest || batch.ballots.length !== batch.papers) {
    say("other-papers");
    return;
  }
  go("compare");
  fill(part("step", "compare"), { teller: batch.teller, co: batch.co_teller, papers: batch.papers, digest: spaced(digest) });
}

/** Worked out here, from the ballots. */
function showTrackers(batch: Batch, list: WordList): void {
  const lines = batch.ballots.map((content) => {
    const line = document.createElement("li");
    line.textContent = readable(fingerprint(utf8(content)), list, document.documentElement.lang).text;
    return line;
  });
  part("trackers").replaceChildren(...lines);
  fill(part("step", "confirmed"), { papers: batch.papers });
  go("confirmed");
}

function spaced(digits: string): string {
  return digits.match(new RegExp(`.{1,${DIGITS_TOGETHER}}`, "g"))!.join(" ");
}

// An urn

function armUrn(site: Site, told: Told, election: Election, keys: Keyholder): void {
  const questions = askedOf(election, told.rules, told.grades);
  const slips = new SlipTable(election, (credential) => site.slip(credential));
  const papers = new Papers(questions, () => go("all"));
  let other = { account: "", name: "" };
  let ballots: readonly Cast[] = [];
  let dropped: readonly number[] = [];
  let sent: Sent | undefined;

  const fresh = () => {
    const contents = sorted(ballots).map(({ content }) => content);
    const salt = toHex(crypto.getRandomValues(new Uint8Array(SALT_BYTES)));
    const about = { station: crypto.randomUUID(), election: election.uuid, co_teller: other.account };
    return { ...about, salt, digest: digestOf(salt, contents), ballots: contents };
  };
  const ready = () => {
    sent = fresh();
    showSums(questions, ballots.map(({ vote }) => vote));
    fill(document, { papers: ballots.length, co: other.name, teller: told.teller, dropped: dropped.join(", ") });
    fill(document, { digest: spaced(sent.digest) });
    for (const one of document.querySelectorAll<HTMLElement>("[data-dropped]")) one.hidden = dropped.length === 0;
    part("alone").hidden = ballots.length > 1;
    part("few").hidden = ballots.length >= told.floor;
    go("sums");
  };

  onSubmit("start", async (form) => {
    const account = text(form, "co");
    const found = told.tellers.find((one) => one.account === account);
    if (!found) throw new Problem("no-teller");
    other = found;
    await keys.with(() => go("slips"));
  });
  onPress("slips-done", () => {
    if (slips.complete()) go("papers");
  });
  onPress("more-slips", () => go("slips"));
  onSubmit("papers", (form) => {
    const count = counted(text(form, "count"));
    if (count > slips.whole.length) say("more-papers", { over: count - slips.whole.length });
    else papers.begin(count);
  });
  onPress("papers-again", () => go("papers"));
  onPress("make", async () => {
    dropped = [];
    ballots = await made(told.election, election, drawn(slips.whole, papers.all, draw));
    ready();
  });
  onPress("send", () =>
    keys.with(async (signer) => {
      const refused = await entered(site, signer, sent!);
      if (refused === undefined) return;
      if (refused.length === 0) {
        papers.forget();
        go("sent");
        return;
      }
      const lost = ballots.filter(({ credential }) => refused.includes(credential));
      ballots = ballots.filter((one) => !lost.includes(one));
      dropped = [...dropped, ...lost.map(({ slip }) => slip.number)];
      if (ballots.length === 0) throw new Problem("all-used");
      ready();
    }),
  );
  addEventListener("pagehide", forgetSums);
}

function counted(typed: string): number {
  const count = /^[1-9][0-9]{0,5}$/.test(typed.trim()) ? Number(typed.trim()) : 0;
  if (count === 0) throw new Problem("no-count");
  return count;
}

/** What is refused; undefined where no answer came: the same can be sent again then. */
async function entered(site: Site, signer: Signer, sent: Sent): Promise<readonly string[] | undefined> {
  try {
    return await site.enter(signer, sent);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    go("lost");
    return undefined;
  }
}

async function made(content: string, election: Election, pairs: readonly Pair[]): Promise<readonly Cast[]> {
  const bar = part("bar").querySelector("progress")!;
  go("making");
  const found: Cast[] = [];
  try {
    for (const pair of pairs) {
      fill(part("step", "making"), { made: found.length + 1, of: pairs.length });
      const credential = publicOf(election, pair.slip);
      const job = { election: content, credentials: pair.slip.halves, public: credential, vote: pair.vote };
      const ballot = await make(job, (stage) => {
        bar.value = (found.length + (typeof stage === "number" ? stage : 1)) / pairs.length;
      });
      found.push({ ...pair, credential, content: ballot.content, tracker: ballot.tracker });
    }
  } catch {
    go("all");
    throw new Problem("not-made");
  }
  return found;
}
