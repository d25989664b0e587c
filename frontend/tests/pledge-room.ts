/** One step of a dealer or trustee of a pledge, in the code of the browser. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { ageIdentity } from "../src/age-keys.ts";
import { draw } from "../src/booth/random.ts";
import { fromHex, toHex } from "../src/bytes.ts";
import type { Room, Shown } from "../src/pledge/calls.ts";
import { dealDeck, publicValues, termsOf } from "../src/pledge/dealing.ts";
import { evidenceFrom } from "../src/pledge/evidence.ts";
import { act } from "../src/pledge/room.ts";

interface Public extends Shown {
  readonly manifest: string;
  readonly served: readonly string[];
}

interface Said {
  readonly room: Room;
  readonly act: string;
  readonly age: string;
  readonly shown: Readonly<Record<string, Public>>;
}

export async function stepOf({ room, act: seed, age, shown }: Said): Promise<{ content: string; kept: string }> {
  if (room.step === "deck") return { content: publicValues(dealDeck(termsOf(room.terms), room.place, draw)), kept: "" };
  const key = fromHex(seed, 32);
  const publicKey = toHex(ed25519.getPublicKey(key));
  const signer = { publicKey, sign: async (message: Uint8Array) => toHex(ed25519.sign(message, key)) };
  const fetch = async (h: string) => evidenceFrom(h, shown[h]!.manifest, shown[h]!.served, shown[h]!);
  return act(room, { signer, age: ageIdentity(fromHex(age, 32)), clock: () => room.now, fetch });
}
