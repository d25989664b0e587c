"""The few shapes our pictures are made of. Every text is escaped, every length is exact, and nothing can run.

Looks are attributes of the shapes: no style sheet and no script, so the strictest page may carry them.
"""

from __future__ import annotations

import re
from fractions import Fraction
from xml.sax.saxutils import escape, quoteattr

FONT = "system-ui, sans-serif"
LONGEST = 30
LONGEST_TITLE = 60


def length(value: Fraction | int) -> str:
    """A length in hundredths of a pixel, cut, without a superfluous fraction."""
    hundredths = int(value * 100)
    whole, part = divmod(abs(hundredths), 100)
    sign = "-" if hundredths < 0 else ""
    return sign + (f"{whole}.{part:02d}".rstrip("0").rstrip(".") if part else str(whole))


def short(text: str, longest: int = LONGEST) -> str:
    """The text, cut where a picture has no room for it."""
    return text if len(text) <= longest else text[: longest - 1] + "\u2026"


def text(x: Fraction | int, y: Fraction | int, content: str, anchor: str = "start", weight: str = "normal") -> str:
    place = f'x="{length(x)}" y="{length(y)}"'
    return f'<text {place} text-anchor="{anchor}" font-weight="{weight}">{escape(content)}</text>'


def rect(
    x: Fraction | int, y: Fraction | int, width: Fraction | int, height: Fraction | int, look: str, tip: str = ""
) -> str:
    shape = f'<rect x="{length(x)}" y="{length(y)}" width="{length(width)}" height="{length(height)}" {look}'
    return f"{shape}><title>{escape(tip)}</title></rect>" if tip else f"{shape}/>"


def line(x: Fraction | int, y: Fraction | int, x2: Fraction | int, y2: Fraction | int, look: str) -> str:
    ends = f'x1="{length(x)}" y1="{length(y)}" x2="{length(x2)}" y2="{length(y2)}"'
    return f"<line {ends} {look}/>"


def pattern(name: str) -> str:
    """A hatching that shapes can be filled with."""
    frame = f'id="{name}" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"'
    strokes = '<rect width="4" height="4" fill="#56b4e9"/><line x1="0" y1="0" x2="0" y2="4" stroke="#003a5d"/>'
    return f"<defs><pattern {frame}>{strokes}</pattern></defs>"


def slug(title: str) -> str:
    """A beginning for identifiers, so that several pictures can stand on one page."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40] or "count"


def document(width: int, height: int, title: str, description: str, shapes: list[str]) -> str:
    """A whole picture with its title and description for those who do not see it."""
    name = slug(title)
    frame = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    label = f'role="img" aria-labelledby="{name}-title {name}-desc"'
    return "\n".join(
        [
            f'<svg {frame} {label} font-family={quoteattr(FONT)} font-size="13" fill="currentColor">',
            f'<title id="{name}-title">{escape(title)}</title>',
            f'<desc id="{name}-desc">{escape(description)}</desc>',
            *shapes,
            "</svg>\n",
        ]
    )
