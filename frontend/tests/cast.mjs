// Reads elections, credentials and votes as JSON from standard input and writes the ballots.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = fileURLToPath(new URL("../../build/frontend-tests/cast.mjs", import.meta.url));
await build({
  entryPoints: [`${here}cast.ts`],
  bundle: true,
  format: "esm",
  platform: "node",
  outfile: out,
  logLevel: "warning",
});
const { cast } = await import(out);
process.stdout.write(JSON.stringify(cast(JSON.parse(readFileSync(0, "utf8")))));
