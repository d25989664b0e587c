/** Making a ballot beside the page, which stays alive meanwhile: what goes to the worker and what comes back. */

import type { Opened } from "./audit.ts";
import type { Vote } from "./ballot.ts";

const WORKER = "/static/booth-worker.js";

export interface Job {
  readonly election: string;
  readonly credentials: readonly string[];
  /** The public credential that the registrars named. */
  readonly public: string;
  readonly vote: Vote;
}

/** How far it is: from nought to one while it is made, then it is checked. */
export type Stage = number | "checking";
export type Answer =
  | { readonly kind: "stage"; readonly stage: Stage }
  | { readonly kind: "made"; readonly made: Opened }
  | { readonly kind: "failed"; readonly step: string };

/** Throws where this browser cannot, or the ballot did not pass its own check. */
export function make(job: Job, tell: (stage: Stage) => void): Promise<Opened> {
  return new Promise<Opened>((resolve, reject) => {
    const worker = new Worker(WORKER);
    const end = (work: () => void) => {
      worker.terminate();
      work();
    };
    worker.addEventListener("error", () => end(() => reject(new Error("worker"))));
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
      if (data.kind === "stage") tell(data.stage);
      else if (data.kind === "made") end(() => resolve(data.made));
      else end(() => reject(new Error(data.step)));
    });
    worker.postMessage(job);
  });
}
