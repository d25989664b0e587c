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
RESOLUTION = 150
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


def hits(browser: Browser, sheet: Path) -> list[Hits]:
    """What is read on each page, and in which window. Looks everywhere on the first page, and on the others where there
    was a code on that one.
    """
    prefix = sheet.with_suffix("")
    subprocess.run(["pdftoppm", "-r", str(RESOLUTION), "-png", str(sheet), str(prefix)], check=True)
    found: list[Hits] = []
    with browser.new_context() as context:
        page = context.new_page()
        page.evaluate(decoder())
        for picture in sorted(prefix.parent.glob(f"{prefix.name}-*.png")):
            windows = [place for place, _text in found[0]] if found else None
            given = [base64.b64encode(picture.read_bytes()).decode(), windows, SIDE]
            found.append(cast(Hits, page.evaluate(READ, given)))
    return found


def read_sheet(browser: Browser, sheet: Path) -> list[str]:
    """The second codes on all pages, in the order in which they are printed."""
    texts = [text for page in hits(browser, sheet) for _place, text in page if text.startswith(SECOND)]
    return list(dict.fromkeys(texts))


def film(browser: Browser, sheet: Path) -> Path:
    """What a camera sees that is held over the second code of the first card: one picture, as a film."""
    x, y = next(place for place, text in hits(browser, sheet)[0] if text.startswith(SECOND))
    window = [word for option, value in (("-x", x), ("-y", y), ("-W", SIDE), ("-H", SIDE)) for word in (option, value)]
    enlarged = [word if isinstance(word, str) else str(round(2 * word)) for word in window]
    made = sheet.with_name(f"{sheet.stem}-film")
    pages = ["-f", "1", "-l", "1", "-jpeg", "-singlefile"]
    subprocess.run(["pdftoppm", "-r", str(2 * RESOLUTION), *pages, *enlarged, str(sheet), str(made)], check=True)
    return made.with_suffix(".jpg").rename(made.with_suffix(".mjpeg"))
