/** A tracker as people read it: five words of the list, or their numbers where the page is not in English. */

import type { WordList } from "../words.ts";
import { LIST_LENGTH } from "../words.ts";

const TRACKER_WORDS = 5;
const TRACKER_BYTES = 32;

export interface Readable {
  readonly text: string;
  readonly language: string | undefined;
}

/** Sixteen bits each, the high byte first. Throws RangeError where it is no SHA-256 in base64. */
export function trackerIndices(tracker: string): readonly number[] {
  const bytes = decoded(tracker);
  return Array.from({ length: TRACKER_WORDS }, (_, n) => ((bytes[2 * n]! << 8) | bytes[2 * n + 1]!) % LIST_LENGTH);
}

export function readable(tracker: string, list: WordList, language: string): Readable {
  const indices = trackerIndices(tracker);
  const words = indices.map((index) => list.words[index]);
  if (language === "en" && words.every((word) => word !== undefined)) return { text: words.join(" "), language: "en" };
  return { text: indices.map((index) => String(index).padStart(4, "0")).join(" "), language: undefined };
}

function decoded(tracker: string): Uint8Array {
  if (!/^[A-Za-z0-9+/]{43}$/.test(tracker)) throw new RangeError("tracker");
  const bytes = Uint8Array.from(atob(`${tracker}=`), (letter) => letter.charCodeAt(0));
  if (bytes.length !== TRACKER_BYTES) throw new RangeError("tracker");
  return bytes;
}
