/** What the room answers to what the site tells; for the tests in Python. Input and output are JSON. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { ageIdentity } from "../src/age-keys.ts";
import { act, type Room } from "../src/booth/room.ts";
import { fromHex, toHex } from "../src/bytes.ts";

export async function roomOf(said: { room: Room; act: string; age: string }): Promise<{ content: string; kept: string }> {
  const seed = fromHex(said.act, 32);
  const publicKey = toHex(ed25519.getPublicKey(seed));
  const signer = { publicKey, sign: async (message: Uint8Array) => toHex(ed25519.sign(message, seed)) };
  return act(said.room, { signer, age: ageIdentity(fromHex(said.age, 32)) }, () => undefined);
}
