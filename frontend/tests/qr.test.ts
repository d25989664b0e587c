import assert from "node:assert/strict";
import test from "node:test";
import encodeQR from "qr";
import decodeQR from "qr/decode.js";
import { qrPath } from "../src/qr.ts";
import { newCard, parseCard, qrPayload } from "../src/words.ts";
import { english } from "./vectors.ts";

const PIXELS = 4;

/** The picture as a camera would give it: four pixels a module, from the path that the page draws. */
function photograph(path: string, size: number) {
  const width = size * PIXELS;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let i = 0; i < PIXELS * PIXELS; i++) {
      const at = (Number(y) * PIXELS + Math.floor(i / PIXELS)) * width + Number(x) * PIXELS + (i % PIXELS);
      data.fill(0, at * 4, at * 4 + 3);
    }
  }
  return { width, height: width, data };
}

test("the printed code of a card is read back", () => {
  const card = newCard();
  const rows = encodeQR(qrPayload(card), "raw", { ecc: "medium", border: 4 });
  const read = decodeQR(photograph(qrPath(rows), rows.length));
  assert.deepEqual(parseCard(read, english), card);
});
