/** Parts of the page that are needed several times stand in it once, as templates with all their sentences. */

import { part } from "../ui.ts";

export function copied(name: string): HTMLElement {
  return part<HTMLTemplateElement>("template", name).content.firstElementChild!.cloneNode(true) as HTMLElement;
}
