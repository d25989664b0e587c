/** Checks cards and makes entries beside the page: it takes seconds on an old phone. */

import { MistypedCode } from "./cards.ts";
import type { Answer, Job } from "./making.ts";
import { PledgeRefused } from "./ristretto.ts";
import { done } from "./signer.ts";

addEventListener("message", ({ data }: MessageEvent<Job>) => {
  done(data).then(
    (made) => answer({ kind: "done", ...made }),
    (error: unknown) => answer(failed(error)),
  );
});

function failed(error: unknown): Answer {
  if (error instanceof PledgeRefused) return { kind: "failed", code: error.code, step: error.step };
  return { kind: "failed", code: error instanceof MistypedCode ? "card" : "unexpected", step: 0 };
}

function answer(what: Answer): void {
  (self as unknown as Worker).postMessage(what);
}
