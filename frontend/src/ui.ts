/**
 * The pages' steps and sentences. No sentence stands in the code: the page holds them all, translated, in hidden
 * elements with data-say; what varies goes into the data-fill spans inside.
 */

import { NoAnswer, ServerSays } from "./server.ts";
import { Mistyped } from "./words.ts";

/** A way things can end that the page has a sentence for. */
export class Problem extends Error {
  constructor(
    readonly sentence: string,
    readonly values: Record<string, string | number> = {},
  ) {
    super(sentence);
  }
}

/** The one element with this data attribute. Its absence is a mistake in the page. */
export function part<T extends HTMLElement = HTMLElement>(name: string, value?: string, within: ParentNode = document): T {
  const found = within.querySelector<T>(value === undefined ? `[data-${name}]` : `[data-${name}="${value}"]`);
  if (!found) throw new Error(`the page lacks ${name} ${value ?? ""}`);
  return found;
}

export function go(step: string): void {
  hush();
  for (const section of document.querySelectorAll<HTMLElement>("[data-step]")) {
    section.hidden = section.dataset["step"] !== step;
  }
  const heading = part("step", step).querySelector<HTMLElement>(":is(h1, h2):not([hidden])");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus();
}

export function fill(within: ParentNode, values: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(values)) {
    for (const span of within.querySelectorAll(`[data-fill="${name}"]`)) span.textContent = String(value);
  }
}

/** Shows a sentence beside the field it is about, or under the heading; screen readers say it at once. */
export function say(sentence: string, values: Record<string, string | number> = {}): void {
  const shown = part("say", sentence).cloneNode(true) as HTMLElement;
  shown.removeAttribute("data-say");
  fill(shown, values);
  const alert = part("alert");
  const step = document.querySelector("[data-step]:not([hidden])");
  const beside = step?.querySelector("[data-problem-here]");
  if (beside) beside.append(alert);
  else step?.querySelector(":is(h1, h2):not([hidden])")?.after(alert);
  alert.replaceChildren(...shown.childNodes);
  alert.hidden = false;
  alert.scrollIntoView({ block: "nearest" });
}

export function hush(): void {
  const alert = part("alert");
  alert.hidden = true;
  alert.replaceChildren();
}

export function tell(error: unknown): void {
  if (error instanceof Mistyped) say(error.code, { number: error.number });
  else if (error instanceof ServerSays) say("server", error.said);
  else if (error instanceof NoAnswer) say("no-answer");
  else if (error instanceof Problem) say(error.sentence, error.values);
  else say("unexpected");
}

/** Runs what a button starts: once at a time, and whatever goes wrong is told. */
async function run(button: HTMLButtonElement | null, work: () => void | Promise<void>): Promise<void> {
  if (button?.getAttribute("aria-disabled") === "true") return;
  hush();
  button?.setAttribute("aria-disabled", "true");
  try {
    await work();
  } catch (error) {
    tell(error);
  } finally {
    button?.removeAttribute("aria-disabled");
  }
}

export function onSubmit(step: string, work: (form: FormData) => void | Promise<void>): void {
  const form = part("step", step).querySelector("form");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector<HTMLButtonElement>("button:not([type=button])");
    void run(button, () => work(new FormData(form)));
  });
}

export function onPress(name: string, work: () => void | Promise<void>): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>(`button[data-press="${name}"]`)) {
    button.addEventListener("click", () => void run(button, work));
  }
}

export function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
