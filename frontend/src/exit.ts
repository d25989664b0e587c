/** Leave quickly: a link or button with data-exit (its value is where to, or an empty page), or Shift three times. */

const WITHIN_MS = 1500;
const TIMES = 3;

export function armExit(): void {
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
  const to = document.querySelector<HTMLElement>("[data-exit]")?.dataset["exit"];
  document.title = "\u200b";
  document.body.replaceChildren();
  location.replace(to && location.protocol !== "file:" ? to : "about:blank");
}
