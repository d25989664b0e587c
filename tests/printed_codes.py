"""The codes on printed sheets, read back from a PDF as a camera would: by pdftoppm and the decoder of the pages."""

from __future__ import annotations

import base64
import subprocess
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FRONTEND = Path(__file__).resolve().parents[1] / "frontend"
RESOLUTION = "150"
READ = """async ([picture, windows, side]) => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + picture;
  await image.decode();
  const canvas = document.createElement('canvas');
  Object.assign(canvas, {width: image.width, height: image.height});
  const context = canvas.getContext('2d', {willReadFrequently: true});
  context.drawImage(image, 0, 0);
  const all = [];
  for (let y = 0; y + side <= image.height; y += side / 5)
    for (let x = 0; x + side <= image.width; x += side / 5) all.push([x, y]);
  const hits = [];
  for (const [x, y] of windows ?? all) {
    try {
      hits.push([[x, y], decodeQR(context.getImageData(x, y, side, side))]);
    } catch {}
  }
  return hits;
}"""
SIDE = 300
SECOND = "GWP:"
Hits = list[tuple[tuple[float, float], str]]


@lru_cache(maxsize=1)
def decoder() -> str:
    source = "import decode from 'qr/decode.js'; globalThis.decodeQR = decode;"
    command = ["node_modules/.bin/esbuild", "--bundle", "--format=iife"]
    done = subprocess.run(command, cwd=FRONTEND, input=source.encode(), check=True, capture_output=True)
    return done.stdout.decode()


def read_sheet(browser: Browser, sheet: Path) -> list[str]:
    """The second codes on all pages, in the order in which they are printed. Looks everywhere on the first page, and
    on the others where there was a code on that one.
    """
    prefix = sheet.with_suffix("")
    subprocess.run(["pdftoppm", "-r", RESOLUTION, "-png", str(sheet), str(prefix)], check=True)
    pages = sorted(prefix.parent.glob(f"{prefix.name}-*.png"))
    with browser.new_context() as context:
        page = context.new_page()
        page.evaluate(decoder())
        windows: list[tuple[float, float]] | None = None
        found: list[str] = []
        for picture in pages:
            given = [base64.b64encode(picture.read_bytes()).decode(), windows, SIDE]
            hits = cast(Hits, page.evaluate(READ, given))
            windows = windows or [place for place, _text in hits]
            found += [text for _place, text in hits if text.startswith(SECOND)]
    return list(dict.fromkeys(found))
