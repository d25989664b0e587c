/** A step in the room of dealers and trustees, signed and sent. */

import { sha256 } from "@noble/hashes/sha2.js";
import { signAct } from "../acts.ts";
import { toHex, utf8 } from "../bytes.ts";
import type { Signer } from "../signin.ts";
import { Problem } from "../ui.ts";
import { type Room, sayInRoom } from "./calls.ts";

/** Throws Problem `fault` where the site says that it is false. */
export async function say(room: Room, signer: Signer, made: { content: string; kept: string }): Promise<void> {
  const body = { pledge: room.pledge, step: room.step, digest: toHex(sha256(utf8(made.content))) };
  const [signed, signature] = await signAct(signer, room, "pledge.custody", body);
  const fault = await sayInRoom(room.pledge, { step: room.step, ...made, signed, signature });
  if (fault !== "") throw new Problem("fault");
}
