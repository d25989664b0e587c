/** Forget this device: first what it keeps, then the session; the first works without a network. */

import { forgetDevice } from "../device.ts";
import { start } from "../keypage.ts";
import { forgetSession } from "../server.ts";
import { go, onSubmit, Problem } from "../ui.ts";

start(async () => {
  onSubmit("start", async () => {
    await forgetDevice().catch(() => {
      throw new Problem("not-forgotten");
    });
    await forgetSession().catch(() => {
      throw new Problem("still-signed-in");
    });
    go("done");
  });
  go("start");
});
