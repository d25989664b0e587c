/**
 * An order of answers, without dragging: buttons that move one by a place, and a field for the number of its place.
 * What has a rank stands first; what has none keeps the order of the ballot.
 */

import { fill, hush, part, say } from "../ui.ts";
import { lowered, placed, raised, rankedValues, typedPlace } from "./form.ts";
import type { Fields } from "./questions.ts";
import { copied } from "./templates.ts";

interface Line {
  readonly answer: number;
  readonly shown: HTMLElement;
  readonly field: HTMLInputElement;
  readonly up: HTMLButtonElement;
  readonly down: HTMLButtonElement;
}

export function rankingFields(answers: readonly string[], place: HTMLElement, number: number): Fields {
  let order: readonly number[] = [];
  const list = copied("ranking");
  place.append(list);
  const lines = answers.map((text, answer) => line(text, answer, `answer-${number}-${answer}`));
  const said = copied("ranking-said");
  place.append(said);

  const change = (one: Line, next: readonly number[]) => {
    hush();
    order = next;
    arrange(list, lines, order);
    announce(said, answers[one.answer]!, order.indexOf(one.answer));
  };
  /** False where what stands in the field is no place. */
  const take = (one: Line): boolean => {
    const typed = typedPlace(one.field.value, answers.length);
    if (typed === "no-place") return refuse(one, answers.length);
    const now = order.indexOf(one.answer) + 1;
    if (typed !== (now || undefined)) change(one, placed(order, one.answer, typed));
    accept(one);
    return true;
  };
  for (const one of lines) {
    press(one.up, () => change(one, raised(order, one.answer)));
    press(one.down, () => change(one, lowered(order, one.answer)));
    // The focus moves on before the lines do, and stays where it went.
    one.field.addEventListener("change", () => setTimeout(() => take(one)));
    one.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      take(one);
    });
  }
  arrange(list, lines, order);
  return () => {
    const wrong = lines.find((one) => !take(one));
    wrong?.field.focus();
    return wrong ? undefined : rankedValues(order, answers.length);
  };
}

function line(text: string, answer: number, id: string): Line {
  const shown = copied("rank");
  fill(shown, { answer: text });
  const [label, field] = [shown.querySelector("label")!, shown.querySelector("input")!];
  field.id = label.htmlFor = id;
  return { answer, shown, field, up: part("up", undefined, shown), down: part("down", undefined, shown) };
}

function press(button: HTMLButtonElement, work: () => void): void {
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") !== "true") work();
  });
}

/** Moving an element takes the focus from it; it gets it back. */
function arrange(list: HTMLElement, lines: readonly Line[], order: readonly number[]): void {
  const focused = document.activeElement;
  const others = lines.filter((one) => !order.includes(one.answer));
  const sorted = [...order.map((answer) => lines[answer]!), ...others];
  sorted.forEach((one, n) => {
    if (list.children[n] !== one.shown) list.insertBefore(one.shown, list.children[n] ?? null);
    const rank = order.indexOf(one.answer) + 1;
    one.field.value = rank ? String(rank) : "";
    one.up.setAttribute("aria-disabled", String(rank === 1));
    one.down.setAttribute("aria-disabled", String(rank === 0));
  });
  if (focused instanceof HTMLElement && focused !== document.activeElement && list.contains(focused)) focused.focus();
}

function announce(said: HTMLElement, answer: string, at: number): void {
  const sentence = part("say", at < 0 ? "left-out" : "placed").cloneNode(true) as HTMLElement;
  fill(sentence, { answer, place: at + 1 });
  said.replaceChildren(...sentence.childNodes);
}

function refuse(one: Line, most: number): false {
  const here = one.shown.closest("section")!.querySelector("[data-problem-here]")!;
  one.shown.append(here);
  one.field.setAttribute("aria-invalid", "true");
  one.field.setAttribute("aria-describedby", "problem");
  say("no-place", { most });
  return false;
}

function accept(one: Line): void {
  one.field.removeAttribute("aria-invalid");
  one.field.removeAttribute("aria-describedby");
}
