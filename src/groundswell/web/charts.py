"""Charts drawn on the server as SVG: pure functions from values to markup, and the table that stands behind each.

Lengths along a chart are percentages and heights are in rem, so that a chart is as wide as its place and its text as
large as the reader's, on a phone and in print alike. Colours come from the stylesheet by class: no chart knows whether
it is dark. What is too small to be shown alone has no percentage but a note, and is told apart from nought.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from groundswell.web import drawing
from groundswell.web.drawing import LINE, Text

BAR = 0.8  # rem, thickness of a bar
GAP = 0.95  # rem, from one row to the next
WIDEST_NOTE = 38
PLOT = 8.0  # rem, height of the plot of a trend
LABELLED_POINTS = 6  # with more points, only the first and the last carry their figure


@dataclass(frozen=True)
class BarRow:
    """One bar. `percent` None: hidden, and `note` says why; `of` is how many the percentage is of, if known."""

    label: Text
    percent: float | None
    note: Text = ""
    of: int | None = None


@dataclass(frozen=True)
class TrendPoint:
    """One moment of a trend. `percent` None leaves a gap in the line, and `note` says why."""

    label: Text
    percent: float | None
    note: Text = ""


@dataclass(frozen=True)
class Bars:
    """A bar chart and its caption; `target` in per cent is drawn across all bars."""

    rows: Sequence[BarRow]
    caption: Text
    target: int | None = None

    @property
    def svg(self) -> SafeString:
        return bar_chart(self.rows, self.target, self.caption)

    @property
    def header(self) -> tuple[str, ...]:
        return (_("Part"), _("With us"), *((_("Of"),) if self._counted else ()))

    @property
    def cells(self) -> list[tuple[str, ...]]:
        """The table behind the chart, row by row."""
        counts = [("" if row.of is None else str(row.of),) if self._counted else () for row in self.rows]
        return [(str(row.label), shown(row), *count) for row, count in zip(self.rows, counts, strict=True)]

    @property
    def _counted(self) -> bool:
        return any(row.of is not None for row in self.rows)


@dataclass(frozen=True)
class Trend:
    """A line over time and its caption; `target` in per cent is drawn across it."""

    points: Sequence[TrendPoint]
    caption: Text
    target: int | None = None

    @property
    def svg(self) -> SafeString:
        return trend_chart(self.points, self.caption, self.target)

    @property
    def header(self) -> tuple[str, ...]:
        return (_("When"), _("With us"))

    @property
    def cells(self) -> list[tuple[str, ...]]:
        return [(str(point.label), shown(point)) for point in self.points]


def percent_text(value: float) -> str:
    """`61 %`, whole, with a space that does not break."""
    return f"{value:.0f}\u00a0%"


def shown(what: BarRow | TrendPoint) -> str:
    """Its figure, or the note that stands in its place."""
    return str(what.note) if what.percent is None else percent_text(what.percent)


def bar_chart(rows: Sequence[BarRow], target: int | None, caption: Text) -> SafeString:
    """Rows of a label, a figure and a bar below both. Percentages above 100 are drawn full and written as they are."""
    svg = _picture("bars", caption)
    top = 0.0
    for row in rows:
        top = _bar_row(svg, row, target, top) + GAP
    svg.set("height", drawing.rem(max(top - GAP, LINE)))
    return drawing.markup(svg)


def _bar_row(svg: ET.Element, row: BarRow, target: int | None, top: float) -> float:
    """Draw one row below `top`; the height at which it ends."""
    lines = drawing.lines(row.label)
    for number, line in enumerate(lines):
        drawing.text(svg, line, "0", top + LINE * number, "what")
    if row.percent is None:
        notes = drawing.lines(row.note, WIDEST_NOTE)
        for number, line in enumerate(notes, len(lines)):
            drawing.text(svg, line, "0", top + LINE * number - 0.2, "note")
        return top + LINE * (len(lines) + len(notes)) - 0.4
    drawing.text(svg, percent_text(row.percent), "100%", top, "value")
    start = top + LINE * len(lines)
    drawing.shape(svg, "rect", x="0", y=drawing.rem(start), width="100%", height=drawing.rem(BAR), **{"class": "track"})
    drawing.shape(
        svg,
        "rect",
        x="0",
        y=drawing.rem(start),
        width=drawing.share(row.percent),
        height=drawing.rem(BAR),
        **{"class": "fill"},
    )
    if target is not None:
        at = drawing.share(target)
        drawing.shape(
            svg,
            "line",
            x1=at,
            x2=at,
            y1=drawing.rem(start - 0.2),
            y2=drawing.rem(start + BAR + 0.2),
            **{"class": "target"},
        )
    return start + BAR


def trend_chart(points: Sequence[TrendPoint], caption: Text, target: int | None = None) -> SafeString:
    """A line through the points from left to right, broken where a figure is hidden. It always begins at nought."""
    svg = _picture("trend", caption)
    top = _ceiling([point.percent for point in points], target)
    svg.set("height", drawing.rem(PLOT + 3 * LINE))
    _level(svg, 0, top, "axis")
    if target is not None:
        _level(svg, target, top, "target")
    places = [_across(number, len(points)) for number in range(len(points))]
    for (x1, a), (x2, b) in pairwise(zip(places, points, strict=True)):
        if a.percent is not None and b.percent is not None:
            drawing.shape(svg, "line", x1=x1, x2=x2, y1=_height(a.percent, top), y2=_height(b.percent, top))
    for number, (x, point) in enumerate(zip(places, points, strict=True)):
        _point(svg, x, point, top, speaks=_speaks(number, len(points)))
    return drawing.markup(svg)


def _point(svg: ET.Element, x: str, point: TrendPoint, top: float, *, speaks: bool) -> None:
    if point.percent is not None:
        drawing.shape(svg, "circle", cx=x, cy=_height(point.percent, top), r="0.3rem", **{"class": "dot"})
    if not speaks:
        return
    if point.percent is not None:
        drawing.text(svg, percent_text(point.percent), x, _depth(point.percent, top) - LINE - 0.5, "value middle")
    drawing.text(svg, drawing.clipped(point.label, 10), x, PLOT + 2 * LINE - 0.2, "what middle")


def _ceiling(shown_percents: Sequence[float | None], target: int | None) -> float:
    """How much the full height of a trend stands for: the highest figure or the target, in steps of 25, at most 100."""
    highest = max([value for value in (*shown_percents, target) if value is not None], default=0)
    return min(100.0, 25.0 * max(1, ceil(drawing.within(highest) / 25)))


def _level(svg: ET.Element, percent: float, top: float, name: str) -> None:
    at = _height(percent, top)
    drawing.shape(svg, "line", x1="0", x2="100%", y1=at, y2=at, **{"class": name})


def _speaks(number: int, among: int) -> bool:
    return among <= LABELLED_POINTS or number in (0, among - 1)


def _across(number: int, among: int) -> str:
    """Where the nth of so many points stands, away from both edges so that its figure has room."""
    return f"{8 + 84 * number / (among - 1):.2f}%" if among > 1 else "50%"


def _depth(percent: float, top: float) -> float:
    return 2 * LINE + PLOT * (1 - min(top, drawing.within(percent)) / top) - 0.4


def _height(percent: float, top: float) -> str:
    return drawing.rem(_depth(percent, top))


def _picture(kind: str, caption: Text) -> ET.Element:
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "class": kind, "role": "img", "width": "100%"})
    ET.SubElement(svg, "title").text = drawing.clean(caption)
    return svg
