/** Sealing with age (age-encryption.org/v1): to a member's public half, and back. As text it is base64. */

import { base64 } from "@scure/base";
import { Decrypter, Encrypter } from "age-encryption";
import { ageRecipient } from "./age-keys.ts";
import { type Bytes, join } from "./bytes.ts";

export async function sealTo(publicHalf: string, plain: Uint8Array): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(ageRecipient(publicHalf));
  return base64.encode(await encrypter.encrypt(plain));
}

/** Throws where it was not sealed to this identity. */
export async function openSealed(sealed: string, identity: CryptoKey | string): Promise<Bytes> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return join(await decrypter.decrypt(base64.decode(sealed)));
}
