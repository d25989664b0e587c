// Compiles the tests and passes them with node's own runner: one command for every node from 20 on.
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = fileURLToPath(new URL("../../build/frontend-tests/", import.meta.url));
const names = readdirSync(here).filter((name) => name.endsWith(".test.ts"));

rmSync(out, { recursive: true, force: true });
await build({
  entryPoints: names.map((name) => here + name),
  bundle: true,
  format: "esm",
  platform: "node",
  outdir: out,
  outExtension: { ".js": ".mjs" },
  logLevel: "warning",
});
const compiled = names.map((name) => out + name.replace(/\.ts$/, ".mjs"));
const done = spawnSync(process.execPath, ["--test", ...compiled], {
  stdio: "inherit",
  env: { ...process.env, GROUNDSWELL_ROOT: fileURLToPath(new URL("../../", import.meta.url)) },
});
process.exit(done.status ?? 1);
