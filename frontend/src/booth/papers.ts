/** The papers on the page: one after the other through the booth's own form, each read again, all of them once more. */

import { fill, go, onPress, part } from "../ui.ts";
import type { Vote } from "./ballot.ts";
import type { Asked } from "./form.ts";
import { forgetQuestions, makeQuestions, stepOf } from "./questions.ts";
import { forgetReview, showReview } from "./review.ts";
import { marks, sums, type Words } from "./station.ts";
import { copied } from "./templates.ts";

export class Papers {
  #all: (Vote | undefined)[] = [];
  #now = 0;
  #vote: (readonly number[])[] = [];

  constructor(
    readonly questions: readonly Asked[],
    readonly done: () => void,
  ) {
    onPress("paper-done", () => this.#keep());
  }

  /** So many papers; those that were entered before are kept. */
  begin(count: number): void {
    this.#all = Array.from({ length: count }, (_, n) => this.#all[n]);
    this.#next();
  }

  get all(): readonly Vote[] {
    return this.#all.filter((vote) => vote !== undefined);
  }

  forget(): void {
    this.#all = [];
    forgetQuestions();
    forgetReview();
    part("papers").replaceChildren();
  }

  #next(): void {
    const open = this.#all.findIndex((vote) => vote === undefined);
    if (open >= 0) this.#enter(open);
    else this.#overview();
  }

  #enter(paper: number): void {
    this.#now = paper;
    this.#vote = [];
    forgetQuestions();
    const answered = (number: number, values: readonly number[]) => {
      const changed = this.#vote.length === this.questions.length;
      this.#vote[number] = values;
      if (changed || number + 1 === this.questions.length) this.#review();
      else go(stepOf(number + 1));
    };
    makeQuestions(this.questions, answered, (number) => go(stepOf(number - 1)));
    this.#name();
    go(stepOf(0));
  }

  #review(): void {
    showReview(this.questions, this.#vote, (number) => go(stepOf(number)));
    go("review");
  }

  #keep(): void {
    this.#all[this.#now] = this.#vote;
    this.#next();
  }

  /** Which paper it is stands on every step. */
  #name(): void {
    const sentence = part("say", "paper-of").cloneNode(true) as HTMLElement;
    fill(sentence, { paper: this.#now + 1, of: this.#all.length });
    for (const place of document.querySelectorAll<HTMLElement>("[data-kind]")) place.textContent = sentence.textContent;
  }

  #overview(): void {
    const lines = this.all.map((vote, n) => {
      const line = copied("paper");
      const said = this.questions.map((asked, number) => marks(asked, vote[number]!, words()).join(", "));
      fill(line, { paper: n + 1, said: said.join(" · ") });
      line.querySelector("button")!.addEventListener("click", () => {
        this.#all[n] = undefined;
        this.#next();
      });
      return line;
    });
    part("papers").replaceChildren(...lines);
    this.done();
  }
}

export function words(): Words {
  return { blank: said("blank-vote"), nothing: said("none-of-them") };
}

function said(sentence: string): string {
  return part("say", sentence).textContent ?? "";
}

/** In the overview before sending, and in the protocol. */
export function showSums(questions: readonly Asked[], papers: readonly Vote[]): void {
  for (const place of document.querySelectorAll<HTMLElement>("[data-sums]")) {
    place.replaceChildren(...sums(questions, papers, words()).map(table));
  }
}

export function forgetSums(): void {
  for (const place of document.querySelectorAll("[data-sums]")) place.replaceChildren();
}

function table({ question, lines }: ReturnType<typeof sums>[number]): HTMLElement {
  const made = copied("sum");
  fill(made, { question });
  made.querySelector("tbody")!.append(
    ...lines.map(({ what, count }) => {
      const [line, head, cell] = [document.createElement("tr"), document.createElement("th"), document.createElement("td")];
      head.scope = "row";
      head.textContent = what;
      cell.textContent = String(count);
      line.append(head, cell);
      return line;
    }),
  );
  made.querySelector("caption")!.textContent = question;
  return made;
}
