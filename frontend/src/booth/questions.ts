/** The questions on the page: one step each. What is marked stays when one goes back. */

import { fill, onSubmit, part, say } from "../ui.ts";
import { type Asked, type Chosen, chosenValues, slipIn } from "./form.ts";
import { rankingFields } from "./ranking.ts";
import { copied } from "./templates.ts";

/** The values marked, or undefined where it was said on the page what is wrong. */
export type Fields = () => readonly number[] | undefined;

export function stepOf(number: number): string {
  return `question-${number}`;
}

/** A step for every question; `answered` gets its number, from nought, and the values. */
export function makeQuestions(
  questions: readonly Asked[],
  answered: (number: number, values: readonly number[]) => void,
  back: (number: number) => void,
): void {
  questions.forEach((asked, number) => {
    const section = copied("question");
    section.dataset["step"] = stepOf(number);
    const { question, answers } = asked;
    fill(section, { number: number + 1, count: questions.length, question, answers: answers.length });
    if (asked.kind === "several") fill(section, { least: asked.least, most: asked.most });
    keepHint(section, asked, number);
    part("questions").append(section);
    const values = fieldsOf(asked, part("answers", undefined, section), number);
    onSubmit(stepOf(number), () => {
      const marked = values();
      if (marked) answered(number, marked);
    });
    const previous = part("previous", undefined, section);
    previous.hidden = number === 0;
    previous.addEventListener("click", () => back(number));
  });
}

/** Nothing of the vote stays on the page. What the page says of mistakes may stand in a question, and stays. */
export function forgetQuestions(): void {
  part("questions").after(part("alert"));
  part("questions").replaceChildren();
}

function keepHint(section: HTMLElement, asked: Asked, number: number): void {
  for (const hint of section.querySelectorAll<HTMLElement>("[data-hint]")) {
    if (hint.dataset["hint"] === asked.kind) hint.id = `hint-${number}`;
    else hint.remove();
  }
  part("answers", undefined, section).setAttribute("aria-describedby", `hint-${number} problem`);
}

function fieldsOf(asked: Asked, place: HTMLElement, number: number): Fields {
  if (asked.kind === "rank") return rankingFields(asked.answers, place, number);
  if (asked.kind === "grade") return gradeFields(asked.answers, asked.grades, place, number);
  return choiceFields(asked, place, number);
}

function choiceFields(asked: Chosen, place: HTMLElement, number: number): Fields {
  const type = asked.kind === "one" ? "radio" : "checkbox";
  const boxes = asked.answers.map((answer) => choice(place, "choice", type, number, answer));
  const blank = asked.blank ? choice(place, "blank", type, number) : undefined;
  return () => {
    const marked = boxes.flatMap((box, n) => (box.checked ? [n] : []));
    const isBlank = blank?.checked ?? false;
    const slip = slipIn(asked, marked, isBlank);
    if (slip === undefined) return chosenValues(asked, marked, isBlank);
    boxes[0]!.focus();
    say(slip, { least: asked.least, most: asked.most, marked: marked.length });
    return undefined;
  };
}

function choice(place: HTMLElement, name: string, type: string, number: number, answer?: string): HTMLInputElement {
  const line = copied(name);
  if (answer !== undefined) fill(line, { answer });
  const box = line.querySelector("input")!;
  box.type = type;
  box.name = `answer-${number}`;
  place.append(line);
  return box;
}

function gradeFields(answers: readonly string[], labels: readonly string[], place: HTMLElement, number: number): Fields {
  const lists = answers.map((answer, n) => {
    const line = copied("grade");
    const [label, list] = [line.querySelector("label")!, line.querySelector("select")!];
    list.id = label.htmlFor = `answer-${number}-${n}`;
    label.textContent = answer;
    list.append(...labels.map((grade, at) => new Option(grade, String(at + 1))));
    place.append(line);
    return list;
  });
  return () => lists.map((list) => Number(list.value));
}
