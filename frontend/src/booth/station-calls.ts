/** What the page of tellers asks of the site: the election, whether a slip is good, and to take what they have signed. */

import { type Body, signAct, type Signing } from "../acts.ts";
import { ask, send } from "../server.ts";
import type { Signer } from "../signin.ts";
import type { Confirmed } from "./confirmed.ts";

/** Ballots of an urn at which I am one of the tellers; `mine`: whether I entered them. */
export interface Batch {
  readonly station: string;
  readonly papers: number;
  readonly salt: string;
  readonly digest: string;
  readonly ballots: readonly string[];
  readonly teller: string;
  readonly co_teller: string;
  readonly mine: number;
  readonly confirmed: number;
}

export interface Told extends Signing, Confirmed {
  readonly actor: string;
  readonly part: string;
  /** Which part it is, and of how many. */
  readonly place: number;
  readonly parts: number;
  readonly title: string;
  readonly unit: string;
  readonly closes: string;
  readonly teller: string;
  /** The exact text of the election. */
  readonly election: string;
  readonly rules: readonly string[];
  readonly grades: readonly (readonly string[] | null)[];
  /** Fewer papers than this are nobody else's business. */
  readonly floor: number;
  readonly state: "open" | "early" | "closed";
  readonly tellers: readonly { readonly account: string; readonly name: string }[];
  readonly stations: readonly Batch[];
}

export type SlipState = "good" | "used" | "unknown";

/** What is sent; sent again it is answered as it was. */
export interface Sent {
  readonly station: string;
  readonly election: string;
  readonly co_teller: string;
  readonly salt: string;
  readonly digest: string;
  readonly ballots: readonly string[];
}

export class Site {
  constructor(readonly part: string) {}

  told(): Promise<Told> {
    return ask(this.#path());
  }

  async slip(credential: string): Promise<SlipState> {
    return (await send<{ state: SlipState }>(this.#path("/slip"), { credential })).state;
  }

  /** Credentials with which somebody had voted: then nothing was taken. */
  async enter(signer: Signer, { ballots, salt, ...said }: Sent): Promise<readonly string[]> {
    const signed = await this.#signed(signer, "ballot.papers", { ...said, papers: ballots.length });
    const sent = { ...said, salt, ballots: JSON.stringify(ballots), ...signed };
    return (await send<{ refused: readonly string[] }>(this.#path(), sent)).refused;
  }

  /** The ballots are on the board then. */
  async confirm(signer: Signer, { station, digest }: Batch): Promise<void> {
    const signed = await this.#signed(signer, "ballot.papers.confirm", { station, digest });
    await send(this.#path("/confirm"), { station, digest, ...signed });
  }

  async takeBack(signer: Signer, { station }: Batch): Promise<void> {
    const signed = await this.#signed(signer, "ballot.papers.back", { station });
    await send(this.#path("/back"), { station, ...signed });
  }

  /** Over the record and the time as they are now: counting may have taken hours. */
  async #signed(signer: Signer, type: string, body: Body): Promise<{ signed: string; signature: string }> {
    const now = await this.told();
    const [signed, signature] = await signAct(signer, now, type, { ballot: now.ballot, ...body });
    return { signed, signature };
  }

  #path(rest = ""): string {
    return `/ballots/station/${encodeURIComponent(this.part)}${rest}`;
  }
}
