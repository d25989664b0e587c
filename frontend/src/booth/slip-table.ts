/** The slips on the page: halves come by camera or by hand, and each whole slip is asked about at once. */

import { canScan, scan } from "../scan.ts";
import { fill, hush, onPress, onSubmit, part, Problem, say, tell, text } from "../ui.ts";
import type { Election } from "./election.ts";
import { type HalfSlip, NoSlip, publicOf, readSlip, type Slip, Slips, typedSlip } from "./slips.ts";
import type { SlipState } from "./station-calls.ts";
import { copied } from "./templates.ts";

const SHORT_LIST = 5;

export class SlipTable {
  readonly #slips = new Slips();
  #stop = () => {};

  constructor(
    readonly election: Election,
    readonly ask: (credential: string) => Promise<SlipState>,
  ) {
    onSubmit("slips", async (form) => {
      await this.#typed(text(form, "number"), text(form, "half"));
    });
    onPress("scan-slip", () => this.#scan());
    onPress("stop-slip", () => this.#close());
    for (const button of document.querySelectorAll<HTMLElement>("[data-press=scan-slip]")) button.hidden = !canScan();
  }

  get whole(): readonly Slip[] {
    return this.#slips.whole;
  }

  /** Whether all slips have both halves; says what is missing. */
  complete(): boolean {
    const { broken } = this.#slips;
    this.#close();
    if (broken.length > 0) say("broken", { numbers: broken.join(", ") });
    else if (this.whole.length === 0) say("no-slips");
    return broken.length === 0 && this.whole.length > 0;
  }

  /** Somebody has voted with these meanwhile. */
  drop(numbers: readonly number[]): void {
    for (const number of numbers) this.#slips.remove(number);
    this.#show();
  }

  async #typed(number: string, half: string): Promise<void> {
    try {
      await this.#take(typedSlip(number, half, this.election.uuid));
    } catch (error) {
      if (!(error instanceof NoSlip)) throw error;
      say(error.mistake, error.values);
      part("step", "slips").querySelector<HTMLInputElement>(error.mistake === "no-number" ? "#slip-number" : "#slip-half")?.focus();
      return;
    }
    const form = part("step", "slips").querySelector("form");
    const kept = this.#slips.broken.at(-1);
    form?.reset();
    const field = form?.querySelector<HTMLInputElement>("#slip-number");
    if (field && kept !== undefined && this.#slips.broken.length < SHORT_LIST) field.value = String(kept);
    field?.focus();
  }

  async #take(half: HalfSlip): Promise<void> {
    const slip = this.#slips.add(half);
    if (slip.halves.length < 2) this.#said("added", slip.number);
    else await this.#check(slip);
    this.#show();
  }

  async #check(slip: Slip): Promise<void> {
    let state: SlipState;
    try {
      state = await this.ask(publicOf(this.election, slip));
    } catch (error) {
      this.#slips.takeBack(slip); // nobody knows yet whether it is good: the second half is entered again
      this.#show();
      throw error;
    }
    if (state === "good") {
      this.#said("added-whole", slip.number);
      return;
    }
    this.#slips.remove(slip.number);
    this.#show();
    throw new NoSlip(state === "used" ? "slip-used" : "slip-unknown", { number: slip.number });
  }

  /** A code stays before the camera for a while: what lies here already is passed over. */
  async #scan(): Promise<void> {
    this.#close();
    part("slip-camera").hidden = false;
    let last = "";
    this.#stop = await scan(part<HTMLVideoElement>("slip-video"), (read) => {
      if (read !== last) void this.#read((last = read));
      return false;
    }).catch(() => {
      part("slip-camera").hidden = true;
      throw new Problem("no-camera");
    });
  }

  async #read(code: string): Promise<void> {
    hush();
    try {
      await this.#take(readSlip(code, this.election.uuid));
    } catch (error) {
      if (!(error instanceof NoSlip)) tell(error);
      else if (error.mistake !== "same-half") say(error.mistake, error.values);
    }
  }

  #close(): void {
    this.#stop();
    this.#stop = () => {};
    part("slip-camera").hidden = true;
  }

  #said(sentence: string, number: number): void {
    const shown = part("say", sentence).cloneNode(true) as HTMLElement;
    fill(shown, { number });
    part("slip-said").replaceChildren(...shown.childNodes);
  }

  #show(): void {
    const lines = this.#slips.all.map((slip) => {
      const line = copied("slip");
      fill(line, { number: slip.number });
      part("state", undefined, line).textContent = part("say", slip.halves.length < 2 ? "half" : "good").textContent;
      line.querySelector("button")!.addEventListener("click", () => this.drop([slip.number]));
      return line;
    });
    part("slips").replaceChildren(...lines);
    fill(document, { slips: this.whole.length });
  }
}
