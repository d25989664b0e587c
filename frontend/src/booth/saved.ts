/** A text to take along: it stands in a field to be copied, and a link saves it as a file. */

import { part } from "../ui.ts";

/** `name` is that of the field, the link and the file's beginning. */
export function offerText(name: string, text: string, file: string): void {
  part<HTMLTextAreaElement>("text", name).value = text;
  const link = part<HTMLAnchorElement>("save", name);
  if (link.href.startsWith("blob:")) URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = file;
}
