// Bundles what browsers load into build/static: the same input gives the same bytes.
// Classic scripts, not modules: a key page that was saved to a file could not load modules.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = `${root}frontend/src/`;
const target = process.env.GROUNDSWELL_STATIC ?? `${root}build/static/`; // elsewhere: tests, reproducibility

mkdirSync(target, { recursive: true });
await build({
  entryPoints: {
    site: `${source}site.ts`,
    "card-link": `${source}card-link.ts`,
    "keys-make": `${source}pages/make.ts`,
    "keys-signin": `${source}pages/signin.ts`,
    "keys-change": `${source}pages/change.ts`,
    "keys-sign": `${source}pages/sign.ts`,
    "keys-room": `${source}pages/room.ts`,
    "keys-forget": `${source}pages/forget.ts`,
    "keys-booth": `${source}pages/booth.ts`,
    "keys-station": `${source}pages/station.ts`,
    "keys-petition": `${source}pages/petition.ts`,
    "keys-deal": `${source}pages/deal.ts`,
    "keys-pledge": `${source}pages/pledge.ts`,
    "keys-pledge-room": `${source}pages/pledge-room.ts`,
    "keys-pledge-open": `${source}pages/pledge-open.ts`,
    "pledge-worker": `${source}pledge/worker.ts`,
    "booth-worker": `${source}booth/worker.ts`,
  },
  outdir: target,
  bundle: true,
  format: "iife",
  minify: true,
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
});
copyFileSync(`${root}packages/scrutiny/src/scrutiny/identity/words_en.txt`, `${target}words-en.txt`);

for (const name of readdirSync(target).filter((name) => /\.(js|txt)$/.test(name))) {
  writeFileSync(`${target}${name}.gz`, gzipSync(readFileSync(target + name), { level: 9 }));
}
