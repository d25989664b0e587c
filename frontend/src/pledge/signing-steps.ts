/** The steps in which somebody signs with their cards: who, whose words, a look at it, a while of waiting, the promise. */

import { draw } from "../booth/random.ts";
import { fromHex, toHex } from "../bytes.ts";
import { armCamera } from "../card-camera.ts";
import { armCardField } from "../card-field.ts";
import { keysOfRoot, memberRoot } from "../derive.ts";
import { NoAnswer } from "../server.ts";
import { fill, go, onPress, onSubmit, part, Problem, tell, text } from "../ui.ts";
import { parseCard, type WordList } from "../words.ts";
import { organisationApart, type Promised, sendEntry } from "./calls.ts";
import { shortCode } from "./cards.ts";
import type { CardsStep } from "./cards-step.ts";
import { drawDelay, waitOut } from "./delay.ts";
import { checkPromise } from "./entries.ts";
import { hashOfPledge, isRecorded, type Loaded, moment, showText } from "./loading.ts";
import { type Done, NotMade, work } from "./making.ts";
import { thresholdOf } from "./manifest.ts";

const SAYS_LEFT = 30;

interface Who {
  name: string;
  workplace: string;
  paper: boolean;
  /** Act keys: of the member, or of two tellers. */
  seeds: string[];
}

/** What the page shows when nothing can be sent for this pledge now. */
export function over(loaded: Loaded): void {
  const { state } = loaded.state;
  for (const one of document.querySelectorAll<HTMLElement>("[data-over]")) {
    one.hidden = !one.dataset["over"]!.split(" ").includes(state);
  }
  const link = part<HTMLAnchorElement>("open");
  link.hash = hashOfPledge(loaded);
  link.hidden = state !== "opened";
  go("over");
}

export class SigningSteps {
  #loaded: Loaded | undefined;
  #who: Who = { name: "", workplace: "", paper: false, seeds: [] };
  #made: Done | undefined;
  #stop = new AbortController();

  constructor(
    readonly cards: CardsStep,
    readonly list: WordList,
  ) {
    onSubmit("pledge", (form) => this.#named(form));
    onSubmit("words", (form) => this.#words(form));
    onPress("back", () => go("pledge"));
    onPress("sign", () => this.#sign());
    onPress("cancel", () => this.#stop.abort());
    onPress("send-again", () => this.#send());
    addEventListener("pagehide", () => this.#forget());
    armCamera(list);
    armCardField(list);
  }

  #forget(): void {
    this.#stop.abort();
    this.#who = { name: "", workplace: "", paper: false, seeds: [] };
    this.#made = undefined;
    this.cards.forget();
    for (const secret of document.querySelectorAll("[data-secret]")) secret.replaceChildren();
    for (const form of document.forms) form.reset();
  }

  async enter(loaded: Loaded): Promise<void> {
    this.#loaded = loaded;
    if (!loaded.state.takes) return over(loaded);
    if (!isRecorded(loaded)) return go("unrecorded");
    const { terms } = loaded.manifest;
    showText(terms.text);
    for (const one of document.querySelectorAll<HTMLElement>("[data-audience]")) {
      one.hidden = one.dataset["audience"] !== terms.audience;
    }
    const { organisation, count } = loaded.state;
    const [threshold, deadline] = [thresholdOf(terms), moment(terms.deadline)];
    fill(document, { organisation, unit: terms.unit, threshold, deadline, count });
    const field = part<HTMLInputElement>("step", "pledge").querySelector<HTMLInputElement>("#workplace")!;
    field.defaultValue = terms.unit;
    go("pledge");
  }

  #named(form: FormData): void {
    const [name, workplace] = [text(form, "name").trim(), text(form, "workplace").trim()];
    if (!name || !workplace) throw new Problem("no-name");
    const paper = text(form, "paper") === "1";
    this.#who = { name, workplace, paper, seeds: [] };
    for (const one of document.querySelectorAll<HTMLElement>("[data-on-paper]")) one.hidden = !paper;
    fill(part("step", "review"), { name, workplace });
    this.#next();
  }

  get #signersNeeded(): number {
    if (this.#who.paper) return 2;
    return this.#loaded!.manifest.terms.audience === "members" ? 1 : 0;
  }

  #next(): void {
    const had = this.#who.seeds.length;
    if (had >= this.#signersNeeded) return go("review");
    const teller = this.#who.paper ? had + 1 : 0;
    for (const one of document.querySelectorAll<HTMLElement>("[data-teller]")) {
      one.hidden = one.dataset["teller"] !== String(teller);
    }
    go("words");
  }

  async #words(form: FormData): Promise<void> {
    const card = parseCard(text(form, "card"), this.list);
    const { org } = this.#loaded!.manifest.terms;
    const here = await organisationApart();
    if (!here.origins.includes(location.origin)) throw new Problem("wrong-place");
    if (here.org !== org) throw new Problem("other-organisation");
    const seed = toHex(keysOfRoot(memberRoot(card, org)).act);
    if (this.#who.seeds.includes(seed)) throw new Problem("same-teller");
    this.#who.seeds.push(seed);
    part("step", "words").querySelector("form")!.reset();
    part("completions").replaceChildren();
    this.#next();
  }

  async #sign(): Promise<void> {
    const { name, workplace, paper, seeds } = this.#who;
    const [manifest, codes] = [this.#loaded!.text, this.cards.hand.codes];
    go("making");
    try {
      this.#made = await work({ kind: "make", manifest, codes, name, workplace, paper: Number(paper), seeds });
    } catch (error) {
      const code = error instanceof NotMade ? error.code : "";
      go(code.startsWith("name") ? "pledge" : "review");
      throw new Problem(code === "name" ? "bad-name" : code === "name-too-long" ? code : "not-made");
    }
    this.#wait().catch(tell);
  }

  async #wait(): Promise<void> {
    this.#stop = new AbortController();
    go("waiting");
    const whole = await waitOut(drawDelay(draw), (left) => countDown(left), this.#stop.signal);
    if (whole) return this.#send();
    this.#forget();
    go("cancelled");
  }

  /** Sent again, these are the same bytes: they count once, however often they arrive. */
  async #send(): Promise<void> {
    go("sending");
    try {
      const promised = await sendEntry(hashOfPledge(this.#loaded!), this.#made!.made);
      this.#kept(promised);
    } catch (error) {
      await refused(error);
    }
  }

  #kept({ batch, signature }: Promised): void {
    const { manifest } = this.#loaded!;
    const hash = fromHex(this.#made!.hash, 32);
    try {
      checkPromise(manifest, hash, Number(batch), fromHex(signature, 64));
    } catch {
      throw new Problem("false-promise");
    }
    const code = shortCode(hash);
    this.#forget();
    part("short").textContent = code;
    fill(part("step", "done"), { batch: moment(Number(batch)), hash: toHex(hash), promise: `${batch} ${signature}` });
    go("done");
  }
}

/** The entry is still here, and can be sent again. */
async function refused(error: unknown): Promise<void> {
  go(error instanceof NoAnswer || error instanceof Problem ? "lost" : "review");
  if (!(error instanceof NoAnswer)) throw error;
}

function countDown(left: number): void {
  fill(part("step", "waiting"), { left });
  if (left === SAYS_LEFT) part("waiting-said").textContent = part("say", "half-a-minute").textContent;
}
