/** An entry waits a while that nobody can foresee, so that its arrival does not tell who had the page open. */

import type { Draw } from "../booth/random.ts";

const LEAST = 20;
const SPAN = 100n;
const SECOND = 1_000;

/** Seconds: from 20 to 119. */
export function drawDelay(draw: Draw): number {
  return LEAST + Number(draw(SPAN));
}

/** Calls `tick` with the seconds that are left, each second. False where it was cancelled before the end. */
export function waitOut(seconds: number, tick: (left: number) => void, cancelled: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    let left = seconds;
    const end = (whole: boolean) => {
      clearInterval(timer);
      resolve(whole);
    };
    const timer = setInterval(() => {
      tick(--left);
      if (left <= 0) end(true);
    }, SECOND);
    cancelled.addEventListener("abort", () => end(false), { once: true });
    tick(left);
  });
}
