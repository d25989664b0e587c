"""Charts are well-formed whatever they are given, keep to the policy, and say the truth in picture and table."""

from __future__ import annotations

from xml.etree import ElementTree as ET
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.web.charts import BarRow, Bars, Trend, TrendPoint, bar_chart, percent_text, trend_chart

SVG = "{http://www.w3.org/2000/svg}"
PERCENTS = st.none() | st.floats(-50, 400, allow_nan=False)
TARGETS = st.none() | st.integers(0, 100)
ROWS = st.lists(st.builds(BarRow, st.text(), PERCENTS, st.text(), st.none() | st.integers(0, 9999)), max_size=8)
POINTS = st.lists(st.builds(TrendPoint, st.text(), PERCENTS, st.text()), max_size=40)


def drawn(markup: str) -> ET.Element:
    svg: ET.Element = fromstring(markup)
    return svg


def classed(svg: ET.Element, name: str) -> list[ET.Element]:
    return [one for one in svg.iter() if name in (one.get("class") or "").split()]


def share(element: ET.Element, name: str) -> float:
    return float((element.get(name) or "").removesuffix("%").removesuffix("rem"))


def check_rules(svg: ET.Element) -> None:
    assert svg.tag == f"{SVG}svg"
    assert svg.get("role") == "img"
    assert svg[0].tag == f"{SVG}title"
    for element in svg.iter():
        assert element.tag in {f"{SVG}{name}" for name in ("svg", "title", "text", "rect", "line", "circle")}
        assert not {name for name in element.attrib if name == "style" or name.startswith("on") or "href" in name}
        assert "fill" not in element.attrib
        assert "stroke" not in element.attrib


@given(ROWS, TARGETS, st.text())
def test_a_bar_chart_is_well_formed_whatever_it_shows(rows: list[BarRow], target: int | None, caption: str) -> None:
    check_rules(drawn(bar_chart(rows, target, caption)))


@given(POINTS, TARGETS, st.text())
def test_a_trend_is_well_formed_whatever_it_shows(points: list[TrendPoint], target: int | None, caption: str) -> None:
    check_rules(drawn(trend_chart(points, caption, target)))


@given(ROWS, TARGETS)
def test_no_bar_is_longer_than_its_track(rows: list[BarRow], target: int | None) -> None:
    for bar in classed(drawn(bar_chart(rows, target, "")), "fill"):
        assert 0 <= share(bar, "width") <= 100


@given(ROWS)
def test_only_what_may_be_shown_has_a_bar_and_a_figure(rows: list[BarRow]) -> None:
    svg = drawn(bar_chart(rows, None, ""))
    shown = [row for row in rows if row.percent is not None]
    assert len(classed(svg, "fill")) == len(classed(svg, "value")) == len(shown)


@given(ROWS, TARGETS)
def test_rows_stand_below_one_another_and_inside_the_picture(rows: list[BarRow], target: int | None) -> None:
    svg = drawn(bar_chart(rows, target, ""))
    heights = [share(text, "y") for text in [*classed(svg, "what"), *classed(svg, "note")]]
    assert all(0 < height <= share(svg, "height") + 0.3 for height in heights)
    tops = [share(bar, "y") for bar in classed(svg, "track")]
    assert tops == sorted(set(tops))


def test_a_hidden_row_shows_its_note_and_no_number() -> None:
    markup = bar_chart([BarRow("Night", None, "too few to show alone", of=4)], 65, "By shift")
    assert "too few to show alone" in markup
    assert "%" not in "".join(text.text or "" for text in drawn(markup).iter(f"{SVG}text"))
    assert not classed(drawn(markup), "target")


def test_nought_is_drawn_as_nought_and_not_as_hidden() -> None:
    svg = drawn(bar_chart([BarRow("Night", 0)], None, ""))
    assert [share(bar, "width") for bar in classed(svg, "fill")] == [0]
    assert [text.text for text in classed(svg, "value")] == ["0\u00a0%"]


def test_more_than_all_is_drawn_full_and_written_as_it_is() -> None:
    svg = drawn(bar_chart([BarRow("Press shop", 104)], None, ""))
    assert [share(bar, "width") for bar in classed(svg, "fill")] == [100]
    assert [text.text for text in classed(svg, "value")] == ["104\u00a0%"]


def test_the_target_crosses_every_bar_at_its_place() -> None:
    svg = drawn(bar_chart([BarRow("Morning", 72), BarRow("Evening", 64)], 65, ""))
    assert [(line.get("x1"), line.get("x2")) for line in classed(svg, "target")] == [("65.00%", "65.00%")] * 2


def test_a_long_name_takes_two_lines_and_stands_whole_in_the_table() -> None:
    name = "Consolidated Fruit Packing and Cold Storage Company of the Lower Valley, Plant Number Four"
    bars = Bars([BarRow(name, 50)], "By site")
    lines = classed(drawn(bars.svg), "what")
    assert len(lines) == 2
    assert (lines[1].text or "").endswith("…")
    assert bars.cells[0][0] == name


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "&amp;", '"><svg onload=x>', "Цех № 4", "日本", "\x00\x0b"]
)
def test_a_name_is_text_and_never_markup(name: str) -> None:
    svg = drawn(bar_chart([BarRow(name, 10)], None, name))
    check_rules(svg)
    cleaned = name.replace("\x00", "").replace("\x0b", "")
    assert svg[0].text == (cleaned or None)


def test_the_line_of_a_trend_breaks_where_a_figure_is_hidden() -> None:
    points = [TrendPoint("2022", 10), TrendPoint("2023", 20), TrendPoint("2024", None), TrendPoint("2025", 30)]
    svg = drawn(trend_chart(points, ""))
    strokes = [line for line in svg.iter(f"{SVG}line") if not line.get("class")]
    assert len(strokes) == 1
    assert len(classed(svg, "dot")) == 3


def test_a_higher_figure_stands_higher() -> None:
    dots = classed(drawn(trend_chart([TrendPoint("1", 20), TrendPoint("2", 70)], "")), "dot")
    assert share(dots[0], "cy") > share(dots[1], "cy")
    assert share(dots[0], "cx") < share(dots[1], "cx")


@given(POINTS, TARGETS)
def test_every_point_lies_on_or_above_the_axis(points: list[TrendPoint], target: int | None) -> None:
    svg = drawn(trend_chart(points, "", target))
    (axis,) = classed(svg, "axis")
    assert all(0 <= share(dot, "cy") <= share(axis, "y1") for dot in classed(svg, "dot"))
    assert all(0 < share(dot, "cx") < 100 for dot in classed(svg, "dot"))


def test_half_as_much_stands_half_as_high() -> None:
    svg = drawn(trend_chart([TrendPoint("1", 30), TrendPoint("2", 60)], ""))
    (axis,) = classed(svg, "axis")
    low, high = (share(axis, "y1") - share(dot, "cy") for dot in classed(svg, "dot"))
    assert high == pytest.approx(2 * low, abs=0.02)


def test_of_many_points_only_the_first_and_the_last_speak() -> None:
    points = [TrendPoint(f"month {n}", n) for n in range(24)]
    svg = drawn(trend_chart(points, ""))
    assert [text.text for text in classed(svg, "what")] == ["month 0", "month 23"]
    assert len(classed(svg, "dot")) == 24


def test_a_trend_of_one_point_stands_in_the_middle() -> None:
    (dot,) = classed(drawn(trend_chart([TrendPoint("2026", 61)], "")), "dot")
    assert dot.get("cx") == "50%"


def test_the_table_says_what_the_picture_says() -> None:
    bars = Bars([BarRow("Morning", 72.4, of=118), BarRow("Night", None, "too few", of=7)], "By shift", 65)
    assert bars.header == ("Part", "With us", "Of")
    assert bars.cells == [("Morning", "72\u00a0%", "118"), ("Night", "too few", "7")]


def test_the_table_has_no_column_for_counts_that_nobody_knows() -> None:
    bars = Bars([BarRow("Morning", 72)], "By shift")
    assert bars.header == ("Part", "With us")
    assert bars.cells == [("Morning", "72\u00a0%")]


def test_the_table_of_a_trend_has_every_point() -> None:
    trend = Trend([TrendPoint("2025", 44), TrendPoint("2026", None, "too few")], "By year", 65)
    assert trend.header == ("When", "With us")
    assert trend.cells == [("2025", "44\u00a0%"), ("2026", "too few")]


def test_a_figure_and_its_sign_stay_on_one_line() -> None:
    assert percent_text(61.4) == "61\u00a0%"
