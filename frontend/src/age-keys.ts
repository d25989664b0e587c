/** A member's sealing keys as age writes them (age-encryption.org/v1). */

import { bech32 } from "@scure/base";
import { fromHex } from "./bytes.ts";

/** What others encrypt to: a public half in hexadecimal. */
export function ageRecipient(publicHalf: string): string {
  return bech32.encodeFromBytes("age", fromHex(publicHalf, 32));
}

/** What opens it. */
export function ageIdentity(secret: Uint8Array): string {
  return bech32.encodeFromBytes("age-secret-key-", secret).toUpperCase();
}
