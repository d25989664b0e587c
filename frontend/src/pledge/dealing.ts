/** What a dealer's page does between its steps: no document, no network, so that it can be tested alone. */

import { canonical } from "../acts.ts";
import type { Draw } from "../booth/random.ts";
import { toHex, utf8 } from "../bytes.ts";
import { type Card, cardsOf, deal, type Dealt, deckJson, firstCode, groupsOf, secondCode } from "./cards.ts";
import { checkDecks, type Manifest, readManifest, readTermsAlone, type Terms, termsHash } from "./manifest.ts";
import { PledgeRefused } from "./ristretto.ts";

/** A deck between dealing and printing. It exists only in this page; `deck` is counted from 1. */
export interface Table {
  readonly terms: Terms;
  readonly deck: number;
  readonly dealt: Dealt;
}

/** What is on one printed card. */
export interface Printed {
  readonly index: number;
  readonly deck: number;
  readonly first: string;
  readonly second: string;
  readonly groups: readonly string[];
}

/** Terms as the site hands them out. Spaces around them do not matter. Throws PledgeRefused at step 2. */
export function termsOf(pasted: string): Terms {
  return readTermsAlone(utf8(pasted.trim()));
}

/** Throws PledgeRefused `deck` unless the terms name a dealer of that number. */
export function dealDeck(terms: Terms, deck: number, draw: Draw): Table {
  if (!Number.isInteger(deck) || deck < 1 || deck > terms.dealers.length) throw new PledgeRefused("deck");
  return { terms, deck, dealt: deal(terms, deck, draw) };
}

/** What leaves the page before the cards are printed: nothing in it is secret. */
export function publicValues(table: Table): string {
  return canonical(deckJson(table.dealt.deck));
}

/** The manifest that came back holds these terms and this very deck, and every deck in it is right. */
export function readReturned(table: Table, pasted: string): Manifest {
  const manifest = readManifest(utf8(pasted.trim()));
  if (toHex(termsHash(manifest.terms)) !== toHex(termsHash(table.terms))) throw new PledgeRefused("other-terms");
  const own = manifest.decks[table.deck - 1]!;
  if (canonical(deckJson(own)) !== publicValues(table)) throw new PledgeRefused("other-deck");
  checkDecks(manifest);
  return manifest;
}

/** Every card of the deck, in the order of their numbers. `site` is the address that the first code opens. */
export function sheet(table: Table, manifest: Manifest, site: string): Printed[] {
  return cardsOf(table.dealt, table.deck, manifest.h).map((card) => onPaper(card, site));
}

function onPaper(card: Card, site: string): Printed {
  const { deck, index } = card;
  return { deck, index, first: firstCode(site), second: secondCode(card), groups: groupsOf(card) };
}

/** An address of a site, without what follows the host. Throws PledgeRefused `site`. */
export function siteOf(typed: string): string {
  const found = URL.canParse(typed) ? new URL(typed) : undefined;
  if (!found || !/^https?:$/.test(found.protocol)) throw new PledgeRefused("site");
  return found.origin;
}
