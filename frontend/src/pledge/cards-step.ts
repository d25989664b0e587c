/** The step of a page on which cards are shown one after the other, until there is one of each deck. */

import { toHex } from "../bytes.ts";
import { canScan, scan } from "../scan.ts";
import { fill, go, hush, onPress, onSubmit, part, Problem, tell, text } from "../ui.ts";
import { type Card, MistypedCode } from "./cards.ts";
import { Hand, WrongCard } from "./hand.ts";
import { type Loaded, load } from "./loading.ts";
import { NotMade, work } from "./making.ts";
import { PledgeRefused } from "./ristretto.ts";

export class CardsStep {
  readonly hand = new Hand();
  #loaded: Loaded | undefined;
  #stopCamera = () => {};

  /** `whole` goes on when all cards are there and each was right. */
  constructor(readonly whole: (loaded: Loaded) => Promise<void>) {
    onSubmit("cards", (form) => this.#show(text(form, "code")));
    onPress("scan-code", () => this.#scan());
    onPress("stop-code", () => this.#stop());
    for (const button of document.querySelectorAll<HTMLElement>("[data-press=scan-code]")) button.hidden = !canScan();
    addEventListener("pagehide", () => this.forget());
  }

  forget(): void {
    this.#stop();
    this.hand.forget();
    this.#loaded = undefined;
    part("held").replaceChildren();
  }

  /** Only the pledge with this hash, where the page was opened for one. */
  only = "";

  async #show(code: string): Promise<void> {
    if (!code.trim() && this.#isWhole) return this.#goOn();
    const card = this.#read(code);
    if (!(await this.#holds(card, code))) return;
    this.hand.take(code);
    part<HTMLTextAreaElement>("code-field").value = "";
    this.#draw();
    if (this.#isWhole) await this.#goOn();
    else go("cards");
  }

  /** What was mistyped stays in the field, which has the focus again. */
  #read(code: string): Card {
    try {
      return orProblem(() => this.hand.read(code));
    } catch (error) {
      part("code-field").focus();
      throw error;
    }
  }

  get #isWhole(): boolean {
    return this.#missing.length === 0;
  }

  get #missing(): readonly number[] {
    return this.hand.missing(this.#loaded?.manifest.decks.length ?? 1);
  }

  /** Where that fails, the cards need not be shown again. */
  async #goOn(): Promise<void> {
    try {
      await this.whole(this.#loaded!);
    } catch (error) {
      if (!part("step", "checking").hidden) go("cards");
      throw error;
    }
  }

  /** A card that does not hold is a complaint and must not be thrown away: the page says so, and stays there. */
  async #holds(card: Card, code: string): Promise<boolean> {
    const h = toHex(card.h);
    if (this.only && h !== this.only) throw new Problem("other-pledge");
    go("checking");
    try {
      this.#loaded ??= await load(h);
      const { text: manifest, signed } = this.#loaded;
      await work({ kind: "check", manifest, code, ...signed });
      return true;
    } catch (error) {
      const step = error instanceof NotMade ? error.step : 0;
      go(step ? "complaint" : "cards");
      fill(part("step", "complaint"), { number: step });
      if (step) return false;
      throw error instanceof NotMade ? new Problem("not-checked") : error;
    }
  }

  #draw(): void {
    part("held").replaceChildren(...this.hand.cards.map(row));
    part("still").hidden = this.#isWhole;
    fill(part("still"), { missing: this.#missing.join(", ") });
  }

  async #scan(): Promise<void> {
    this.#stop();
    part("code-camera").hidden = false;
    this.#stopCamera = await scan(part<HTMLVideoElement>("code-video"), (read) => this.#seen(read)).catch(() => {
      part("code-camera").hidden = true;
      throw new Problem("no-camera");
    });
  }

  /** Whether this is what the camera was to find. */
  #seen(read: string): boolean {
    try {
      orProblem(() => this.hand.read(read));
    } catch (error) {
      tell(error);
      return false;
    }
    hush();
    part("code-camera").hidden = true;
    const field = part<HTMLTextAreaElement>("code-field");
    field.value = read;
    field.form?.requestSubmit();
    return true;
  }

  #stop(): void {
    this.#stopCamera();
    this.#stopCamera = () => {};
    part("code-camera").hidden = true;
  }
}

function row(card: Card): DocumentFragment {
  const made = part<HTMLTemplateElement>("template", "held").content.cloneNode(true) as DocumentFragment;
  fill(made, { deck: card.deck, index: card.index });
  return made;
}

function orProblem<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MistypedCode) throw new Problem(`code-${error.code}`, { place: error.place });
    if (error instanceof WrongCard) throw new Problem(error.why);
    throw error instanceof PledgeRefused ? new Problem("not-a-card") : error;
  }
}
