/** Makes a ballot and checks it whole before anybody sees it. A worker: it takes seconds on an old phone. */

import { utf8 } from "../bytes.ts";
import { drawsOf, makeRecorded, type Opened } from "./audit.ts";
import { readElection } from "./election.ts";
import type { Answer, Job } from "./making.ts";
import { ProofFails } from "./proofs.ts";
import { verifyBallot } from "./verify.ts";

const STEPS = 50; // more messages would show nothing more

addEventListener("message", ({ data }: MessageEvent<Job>) => {
  try {
    answer({ kind: "made", made: made(data) });
  } catch (error) {
    answer({ kind: "failed", step: error instanceof Error ? error.message : "" });
  }
});

function made(job: Job): Opened {
  const election = readElection(utf8(job.election));
  const all = drawsOf(election);
  const every = Math.max(1, Math.floor(all / STEPS));
  const ballot = makeRecorded(election, job.credentials, job.vote, (count) => {
    if (count % every === 0) answer({ kind: "stage", stage: count / all });
  });
  answer({ kind: "stage", stage: "checking" });
  if (ballot.opening.credential !== job.public) throw new ProofFails("credential");
  verifyBallot(election, ballot.content);
  return ballot;
}

function answer(what: Answer): void {
  (self as unknown as Worker).postMessage(what);
}
