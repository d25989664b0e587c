// Reads the vectors of pledges from standard input and writes what the browser's code makes of them.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = fileURLToPath(new URL("../../build/frontend-tests/pledge-made.mjs", import.meta.url));
await build({
  entryPoints: [`${here}pledge.ts`],
  bundle: true,
  format: "esm",
  platform: "node",
  outfile: out,
  logLevel: "warning",
});
const { made } = await import(out);
process.stdout.write(JSON.stringify(await made(JSON.parse(readFileSync(0, "utf8")))));
