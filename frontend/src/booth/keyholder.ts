/** Whoever acts on this page shows their keys once: this device remembers them, or they type ten words. */

import { armCamera } from "../card-camera.ts";
import { armCardField } from "../card-field.ts";
import { keysOfRoot, memberRoot } from "../derive.ts";
import { keep, offerRemembering, remembered, unlockWithAge } from "../device.ts";
import { organisationOnce } from "../keypage.ts";
import { type Signer, signersOf } from "../signin.ts";
import { go, onPress, onSubmit, Problem, text } from "../ui.ts";
import { parseCard, type WordList } from "../words.ts";

export class Keyholder {
  #signer: Signer | undefined;
  #then: (signer: Signer) => void | Promise<void> = () => {};

  /** `actor`: the public act key of whoever is signed in. */
  constructor(
    readonly org: string,
    readonly actor: string,
    readonly list: WordList,
  ) {
    const known = organisationOnce();
    onPress("use-device", async () => {
      const entry = await remembered(org);
      if (!entry) throw new Problem("device-locked");
      await this.#enter((await unlockWithAge(entry)).signers.act);
    });
    onPress("use-words", () => go("words"));
    onSubmit("words", async (form) => {
      const card = parseCard(text(form, "card"), list);
      await known();
      const root = memberRoot(card, org);
      const signer = signersOf(keysOfRoot(root)).act;
      if (signer.publicKey !== actor) throw new Problem("not-yours");
      await keep(text(form, "remember"), root, org);
      document.querySelector<HTMLFormElement>("[data-step=words] form")?.reset();
      await this.#enter(signer);
    });
  }

  async arm(): Promise<void> {
    armCamera(this.list);
    armCardField(this.list);
    await offerRemembering();
  }

  /** Goes on with the keys, at once where they were shown before. */
  async with(then: (signer: Signer) => void | Promise<void>): Promise<void> {
    if (this.#signer) return then(this.#signer);
    this.#then = then;
    go((await remembered(this.org)) ? "device" : "words");
  }

  async #enter(signer: Signer): Promise<void> {
    if (signer.publicKey !== this.actor) throw new Problem("not-yours");
    this.#signer = signer;
    await this.#then(signer);
  }
}
