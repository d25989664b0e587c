/** The buttons that read a card by camera into the field for it, and send the form. */

import { canScan, scan } from "./scan.ts";
import { onPress, part, Problem, tell } from "./ui.ts";
import { parseCard, type WordList } from "./words.ts";

export function armCamera(list: WordList): void {
  const field = part<HTMLTextAreaElement>("card-field");
  let stopCamera = () => {};
  onPress("scan", async () => {
    stopCamera();
    part("camera").hidden = false;
    stopCamera = await scan(part<HTMLVideoElement>("video"), (read) => {
      try {
        parseCard(read, list);
      } catch (error) {
        tell(error);
        return false;
      }
      part("camera").hidden = true;
      field.value = read;
      field.form?.requestSubmit();
      return true;
    }).catch(() => {
      part("camera").hidden = true;
      throw new Problem("no-camera");
    });
  });
  onPress("stop-scan", () => {
    stopCamera();
    part("camera").hidden = true;
  });
  for (const button of document.querySelectorAll<HTMLElement>("[data-press=scan]")) button.hidden = !canScan();
}
