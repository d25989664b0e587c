/** What a dealer's page asks of the site when it has a network: only what is missing, and only when a button is pressed. */

import { Keyholder } from "../booth/keyholder.ts";
import { loadList } from "../keypage.ts";
import type { Signer } from "../signin.ts";
import { Problem } from "../ui.ts";
import { enterRoom, type Room } from "./calls.ts";
import { say } from "./said.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The pledge that the address names, or "". */
export function pledgeIn(hash: string): string {
  return UUID.test(hash.slice(1)) ? hash.slice(1) : "";
}

export class Online {
  #keys: Keyholder | undefined;

  /** "" where the page was opened for no pledge. */
  constructor(readonly pledge: string) {}

  forget(): void {
    this.#keys = undefined;
  }

  /** Throws Problem `not-a-dealer` for a trustee. */
  async room(): Promise<Room> {
    const room = await enterRoom(this.pledge);
    if (room.role !== "dealer") throw new Problem("not-a-dealer");
    return room;
  }

  /**
   * `make` has the content, once the dealer's keys are there. Throws Problem `not-due` where the site waits for something
   * else.
   */
  async send(step: "deck" | "manifest", make: (signer: Signer) => string | Promise<string>, then: () => void): Promise<void> {
    const room = await this.room();
    if (room.step !== step) throw new Problem("not-due", { missing: room.missing.join(", ") });
    const keys = await this.#keyholder(room);
    await keys.with(async (signer) => {
      await say(room, signer, { content: await make(signer), kept: "" });
      then();
    });
  }

  async #keyholder(room: Room): Promise<Keyholder> {
    if (this.#keys) return this.#keys;
    this.#keys = new Keyholder(room.org, room.actor, await loadList());
    await this.#keys.arm();
    return this.#keys;
  }
}
