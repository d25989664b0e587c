/** What ordinary pages load: htmx and quick exit. Everything works without it. */

import htmx from "htmx.org";
import { armExit } from "./exit.ts";

// The policy of our pages forbids inline styles and evaluation. Pages are not kept on the device.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;

armExit();

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
  button.addEventListener("click", () => window.print());
}
