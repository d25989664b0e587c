"""The tree of delegation around one body as a picture to walk: what it sends to above, who sends to it below.

A pure function from values to SVG. Each node is a link; a bar is as wide as its unit has members, and each seat a dot:
full where somebody sits, empty where nobody does. What the picture shows stands in the lists of the same page as text.
Where many send, they are drawn in groups, each of them a link to its page of the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString

from groundswell.web import drawing
from groundswell.web.drawing import LINE, Text, rem, shape

DRAWN = 12  # so many groups at most, where those who send are too many to be drawn one by one
ROW = 3.4  # rem, one node: large enough for a finger
INDENT = 6.0  # per cent, from a body to those who send to it
WIDEST = 27  # characters of a line at 320 px, beside the indent
DOT = 0.32  # rem
A_LINE = 20  # dots beside one another at 320 px
DOT_LINES = 2
STEP = 4.6  # per cent, from one dot to the next


@dataclass(frozen=True)
class Node:
    """One body, or a group of them. `weight`: its members, None where that is not told; `filled`, `vacant`: seats."""

    label: Text
    note: Text
    href: str
    weight: int | None
    filled: int
    vacant: int = 0


def drawn(here: Node, above: Node | None, below: Sequence[Node], title: Text, description: Text) -> SafeString:
    """The picture. `here` is no link: its page is the one that is being read."""
    svg = _picture(title, description)
    heaviest = max([node.weight or 0 for node in (here, *below)], default=0)
    top = 0.0
    if above is not None:
        top = _node(svg, replace(above, weight=None), 0.0, top, heaviest, "above")
        _stroke(svg, "2%", "2%", top - 0.3, top + 0.9)
        top += 0.9
    trunk = top = _node(svg, here, 0.0, top, heaviest, "here")
    for node in below:
        _stroke(svg, "2%", across(INDENT), top + LINE / 2, top + LINE / 2)
        _stroke(svg, "2%", "2%", trunk - 0.3, top + LINE / 2)
        trunk, top = top + LINE / 2, _node(svg, node, INDENT, top, heaviest, "below")
    svg.set("height", rem(top))
    return drawing.markup(svg)


def across(percent: float) -> str:
    return f"{percent:.2f}%"


def _picture(title: Text, description: Text) -> ET.Element:
    """A group, not an image: the links in it are for everybody."""
    named = {"aria-labelledby": "tree-title", "aria-describedby": "tree-description"}
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "class": "delegation", "width": "100%"})
    svg.attrib.update(role="group", **named)
    ET.SubElement(svg, "title", {"id": "tree-title"}).text = drawing.clean(title)
    ET.SubElement(svg, "desc", {"id": "tree-description"}).text = drawing.clean(description)
    return svg


def _node(svg: ET.Element, node: Node, left: float, top: float, heaviest: int, name: str) -> float:
    """Draw one node below `top`; the height at which it ends."""
    into = ET.SubElement(svg, "a", {"href": node.href}) if node.href else svg
    label = drawing.lines(node.label, WIDEST)
    start = top + LINE * (len(label) + 1)
    height = max(ROW, start - top + 1.0 + _dot_lines(node) * 3 * DOT)
    edge = {"x": across(left), "width": across(100 - left)}
    shape(into, "rect", **edge, y=rem(top), height=rem(height - 0.3), **{"class": f"node {name}"})
    for number, line in enumerate(label):
        drawing.text(into, line, across(left + 2), top + 0.1 + LINE * number, "what")
    drawing.text(into, drawing.clipped(node.note, WIDEST), across(left + 2), start - LINE, "note")
    _weight(into, node, left + 2, start + 0.05, heaviest)
    _dots(into, node, left + 2, start + 0.85)
    return top + height


def _weight(into: ET.Element, node: Node, left: float, top: float, heaviest: int) -> None:
    if node.weight and heaviest:
        width = across((96 - left) * node.weight / heaviest)
        shape(into, "rect", x=across(left), y=rem(top), width=width, height="0.25rem", **{"class": "fill"})


def _dot_lines(node: Node) -> int:
    return min(DOT_LINES, -(-(node.filled + node.vacant) // A_LINE))


def _dots(into: ET.Element, node: Node, left: float, top: float) -> None:
    """One for each seat; of more than fit, as many full and empty ones as their share."""
    seats, most = node.filled + node.vacant, A_LINE * DOT_LINES
    full = node.filled if seats <= most else round(node.filled * most / seats)
    for number in range(min(seats, most)):
        line, place = divmod(number, A_LINE)
        at = {"cx": across(left + 1 + place * STEP * (96 - left) / 96), "cy": rem(top + line * 3 * DOT)}
        shape(into, "circle", **at, r=rem(DOT), **{"class": "dot" if number < full else "dot vacant"})


def _stroke(svg: ET.Element, x1: str, x2: str, y1: float, y2: float) -> None:
    shape(svg, "line", x1=x1, x2=x2, y1=rem(y1), y2=rem(y2), **{"class": "axis"})
