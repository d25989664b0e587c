/** The vote in words, before it is encrypted: each question, what was marked, and a way back to it. */

import { fill, part } from "../ui.ts";
import type { Vote } from "./ballot.ts";
import { type Asked, type Said, said } from "./form.ts";
import { copied } from "./templates.ts";

export function showReview(questions: readonly Asked[], vote: Vote, change: (number: number) => void): void {
  const blocks = questions.map((asked, number) => {
    const block = copied("reviewed");
    fill(block, { question: asked.question });
    showMarks(block, asked.kind === "rank", said(asked, vote[number]!));
    block.querySelector("button")!.addEventListener("click", () => change(number));
    return block;
  });
  part("review").replaceChildren(...blocks);
}

export function forgetReview(): void {
  part("review").replaceChildren();
}

function showMarks(block: HTMLElement, ordered: boolean, { blank, lines, leftOut }: Said): void {
  part("blank", undefined, block).hidden = !blank;
  part("nothing", undefined, block).hidden = blank || lines.length > 0;
  const list = document.createElement(ordered ? "ol" : "ul");
  list.append(...lines.map(({ answer, grade }) => item(grade === undefined ? answer : `${answer}: ${grade}`)));
  if (lines.length > 0) part("marks", undefined, block).append(list);
  const rest = part("left-out", undefined, block);
  rest.hidden = lines.length === 0 || leftOut.length === 0;
  const others = document.createElement("ul");
  others.append(...leftOut.map(item));
  rest.append(others);
}

function item(text: string): HTMLLIElement {
  const made = document.createElement("li");
  made.textContent = text;
  return made;
}
