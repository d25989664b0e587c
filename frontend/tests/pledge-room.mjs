// Reads what the site tells a dealer or trustee of a pledge, with their secret seeds, and writes their next message.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = fileURLToPath(new URL(`../../build/frontend-tests/pledge-room-${process.pid}.mjs`, import.meta.url));
await build({
  entryPoints: [`${here}pledge-room.ts`],
  bundle: true,
  format: "esm",
  platform: "node",
  outfile: out,
  logLevel: "warning",
});
const { stepOf } = await import(out);
process.stdout.write(JSON.stringify(await stepOf(JSON.parse(readFileSync(0, "utf8")))));
