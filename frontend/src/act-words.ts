/** An act in words: the sentence of its type, and what it says, by the labels of this page. Text only, never markup. */

import { type Body, canonical, type Json } from "./acts.ts";

const LONG_LIST = 12;
const PROPOSED = "content";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface Asked {
  readonly type: string;
  readonly body: Body;
  /** What the site calls the ids in it. */
  readonly names: Readonly<Record<string, string>>;
  /** The key of the office in which it is done, or "" where the key for acts signs. */
  readonly office?: string;
}

/** Undefined where this page has no sentence for such an act: then it must not be signed here. */
export function inWords(asked: Asked): HTMLElement | undefined {
  const sentence = words("act", asked.type);
  if (sentence === undefined) return undefined;
  const shown = element("section", element("p", sentence));
  shown.className = "act";
  const names = { ...Object.fromEntries(namedInside(asked.body)), ...asked.names };
  if (Object.keys(asked.body).length > 0) shown.append(map(asked.body, { ...asked, names }));
  return shown;
}

/** New units have no name on the site yet. One that gets another name is shown under the name that it has. */
function namedInside(value: Json): [string, string][] {
  if (isList(value)) return value.flatMap(namedInside);
  if (typeof value !== "object") return [];
  const { unit, name } = value as Body;
  const here: [string, string][] = typeof unit === "string" && typeof name === "string" ? [[unit, name]] : [];
  return [...here, ...Object.values(value).flatMap(namedInside)];
}

function map(body: Body, asked: Asked): HTMLElement {
  const list = document.createElement("dl");
  for (const [name, value] of Object.entries(body)) {
    list.append(element("dt", words("label", name) ?? name), element("dd", said(name, value, asked)));
  }
  return list;
}

function said(name: string, value: Json, asked: Asked): string | HTMLElement {
  if (typeof value === "string") return (name === PROPOSED && nested(value, asked)) || text(value, asked);
  if (typeof value === "number") return (isYesOrNo(name) && words("word", value ? "yes" : "no")) || String(value);
  if (isList(value)) return listed(name, value, asked);
  return map(value, asked);
}

function text(value: string, { names, type }: Asked): string {
  if (value === "") return "—";
  const called = names[value] ?? (UUID.test(value) ? undefined : (words("word", `${type}:${value}`) ?? words("word", value)));
  return called ?? value;
}

/** What is proposed stands as JSON inside an act. Other than canonical it could hold what would not be shown. */
function nested(value: string, asked: Asked): HTMLElement | undefined {
  if (!value.startsWith("{")) return undefined;
  try {
    const body = JSON.parse(value) as Body;
    return canonical(body) === value ? map(body, asked) : undefined;
  } catch {
    return undefined;
  }
}

function listed(name: string, values: readonly Json[], asked: Asked): string | HTMLElement {
  if (values.length === 0) return "—";
  const list = document.createElement("ul");
  list.append(...values.map((value) => element("li", said(name, value, asked))));
  if (values.length <= LONG_LIST) return list;
  const folded = element("details", element("summary", String(values.length)));
  folded.append(list);
  return folded;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isYesOrNo(name: string): boolean {
  return document.querySelector(`[data-label="${CSS.escape(name)}"][data-yes-or-no]`) !== null;
}

function words(kind: "act" | "label" | "word", name: string): string | undefined {
  return document.querySelector(`[data-${kind}="${CSS.escape(name)}"]`)?.textContent?.trim();
}

function element(tag: string, content: string | HTMLElement): HTMLElement {
  const made = document.createElement(tag);
  made.append(content);
  return made;
}
