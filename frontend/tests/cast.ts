// Makes the ballots that tests/test_booth.py asks for: the voter's side of the browser, without a browser.
import { makeBallot, type Vote } from "../src/booth/ballot.ts";
import { readElection } from "../src/booth/election.ts";
import { verifyBallot } from "../src/booth/verify.ts";
import { utf8 } from "../src/bytes.ts";

interface Asked {
  readonly election: string;
  readonly credentials: readonly string[];
  readonly vote: Vote;
}

export function cast(asked: readonly Asked[]): { content: string; tracker: string; milliseconds: number }[] {
  return asked.map(({ election: content, credentials, vote }) => {
    const election = readElection(utf8(content));
    const start = performance.now();
    const made = makeBallot(election, credentials, vote);
    verifyBallot(election, made.content);
    return { ...made, milliseconds: performance.now() - start };
  });
}
