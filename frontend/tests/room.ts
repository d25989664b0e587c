/** What the room answers to what the site tells; for the tests in Python. Input and output are JSON. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { ageIdentity } from "../src/age-keys.ts";
import { act, type Room } from "../src/booth/room.ts";
import { fromHex, toHex } from "../src/bytes.ts";

/** `archives` are what stands at the addresses that the room names, in base64. */
interface Said {
  room: Room;
  act: string;
  age: string;
  archives: Record<string, string>;
}

export async function roomOf(said: Said): Promise<{ content: string; kept: string }> {
  const seed = fromHex(said.act, 32);
  const publicKey = toHex(ed25519.getPublicKey(seed));
  const signer = { publicKey, sign: async (message: Uint8Array) => toHex(ed25519.sign(message, seed)) };
  const fetch = async (address: string) => Uint8Array.from(atob(said.archives[address]!), (letter) => letter.charCodeAt(0));
  return act(said.room, { signer, age: ageIdentity(fromHex(said.age, 32)), fetch }, () => undefined);
}
