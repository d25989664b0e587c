/** The printed code of a card, drawn as SVG. */

import encodeQR from "qr";

const SVG = "http://www.w3.org/2000/svg";
const QUIET_ZONE = 4;

export function qrPicture(payload: string): SVGSVGElement {
  const rows = encodeQR(payload, "raw", { ecc: "medium", border: QUIET_ZONE });
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
  svg.setAttribute("width", "240");
  svg.setAttribute("height", "240");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("shape-rendering", "crispEdges");
  svg.append(shape("#fff", `M0 0h${rows.length}v${rows.length}h-${rows.length}z`), shape("#000", qrPath(rows)));
  return svg;
}

/** One square for each dark module. */
export function qrPath(rows: readonly (readonly boolean[])[]): string {
  return rows.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")).join("")).join("");
}

function shape(colour: string, path: string): SVGPathElement {
  const element = document.createElementNS(SVG, "path");
  element.setAttribute("fill", colour);
  element.setAttribute("d", path);
  return element;
}
