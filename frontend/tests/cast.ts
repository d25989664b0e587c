// Makes the ballots that tests/test_booth.py asks for: the voter's side of the browser, without a browser.
import { auditFile, makeRecorded } from "../src/booth/audit.ts";
import type { Vote } from "../src/booth/ballot.ts";
import { readElection } from "../src/booth/election.ts";
import { verifyBallot } from "../src/booth/verify.ts";
import { utf8 } from "../src/bytes.ts";

interface Asked {
  readonly election: string;
  readonly credentials: readonly string[];
  readonly vote: Vote;
}

interface Made {
  readonly content: string;
  readonly tracker: string;
  readonly audit: string;
  readonly milliseconds: number;
}

export function cast(asked: readonly Asked[]): Made[] {
  return asked.map(({ election: content, credentials, vote }) => {
    const election = readElection(utf8(content));
    const start = performance.now();
    const { content: ballot, tracker, opening } = makeRecorded(election, credentials, vote);
    verifyBallot(election, ballot);
    const milliseconds = performance.now() - start;
    return { content: ballot, tracker, audit: auditFile(content, ballot, opening), milliseconds };
  });
}
