"""Strokes of which pictures are made: lengths across in per cent, heights in rem, colours by class (web.charts)."""

from __future__ import annotations

import unicodedata
from textwrap import wrap
from xml.etree import ElementTree as ET

from django.utils.functional import Promise
from django.utils.safestring import SafeString

Text = str | Promise

LINE = 1.4  # rem, height of a line of text
WIDEST_LABEL = 30  # characters beside the figure at 320 px
MOST_LINES = 2


def within(percent: float) -> float:
    return min(100.0, max(0.0, percent))


def share(percent: float) -> str:
    return f"{within(percent):.2f}%"


def rem(height: float) -> str:
    return f"{height:.2f}rem"


def shape(svg: ET.Element, name: str, **attributes: str) -> None:
    ET.SubElement(svg, name, attributes)


def text(svg: ET.Element, content: str, x: str, top: float, names: str) -> None:
    """A line of text whose upper edge is at `top`. `y` is where its letters stand."""
    ET.SubElement(svg, "text", {"x": x, "y": rem(top + 1.0), "class": names}).text = content


def lines(label: Text, widest: int = WIDEST_LABEL) -> list[str]:
    """A label in as many lines as a chart gives it; the rest stands in the table."""
    found = wrap(clean(label), widest, max_lines=MOST_LINES, placeholder=" …")
    return found or ["…"]


def clipped(label: Text, most: int) -> str:
    whole = clean(label)
    return whole if len(whole) <= most else whole[: most - 1] + "…"


def clean(text: Text) -> str:
    """Without the characters that no XML document may hold."""
    return "".join(c for c in str(text) if unicodedata.category(c) not in ("Cc", "Cs", "Cn"))


def markup(svg: ET.Element) -> SafeString:
    """ElementTree escapes every text and attribute that went into it."""
    return SafeString(ET.tostring(svg, encoding="unicode"))
