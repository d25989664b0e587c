/** Leave quickly: a link or button with data-exit (its value is where to, or an empty page), or Shift three times. */

const WITHIN_MS = 1500;
const TIMES = 3;
const LEFT = "left";

export function armExit(): void {
  stayAway();
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-exit]") : null;
    if (button) leave(event);
  });
  let pressed: number[] = [];
  document.addEventListener("keydown", (event) => {
    const now = event.timeStamp;
    pressed = event.key === "Shift" && !event.repeat ? [...pressed.filter((at) => now - at < WITHIN_MS), now] : [];
    if (pressed.length === TIMES) leave(event);
  });
}

/** What was on the screen is gone at once, also while the next page is still on its way. */
function leave(event: Event): void {
  event.preventDefault();
  note(true);
  away();
}

function away(): void {
  const to = document.querySelector<HTMLElement>("[data-exit]")?.dataset["exit"];
  document.title = "\u200b";
  document.body.replaceChildren();
  location.replace(to && location.protocol !== "file:" ? to : "about:blank");
}

/**
 * The pages before the one that was left are still in this tab's history, which no page can empty. Whoever steps back
 * to one of them is led away again; whoever comes by an address or a link is back.
 */
function stayAway(): void {
  const [way] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (way?.type !== "back_forward") note(false);
  else if (left()) away();
  addEventListener("pageshow", (event) => {
    if (event.persisted && left()) away();
  });
}

/** For this tab only, and gone with it. */
function note(gone: boolean): void {
  try {
    if (gone) sessionStorage.setItem(LEFT, "1");
    else sessionStorage.removeItem(LEFT);
  } catch {
    // A browser that keeps nothing still leaves this page.
  }
}

function left(): boolean {
  try {
    return sessionStorage.getItem(LEFT) !== null;
  } catch {
    return false;
  }
}
