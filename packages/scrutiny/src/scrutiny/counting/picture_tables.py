"""Pictures of counts without stages: grades as bars around the middle, duels as a table that marks who won."""

from __future__ import annotations

from fractions import Fraction

from scrutiny.counting.report import TITLES
from scrutiny.counting.stages import Result, Table
from scrutiny.counting.svg import LONGEST_TITLE, document, line, rect, short, text
from scrutiny.errors import Refused

MOST_CANDIDATES = 60
NAMES = 260
WIDE = 480
ROW = 30
CELL = 64
TOP = 74
AHEAD = 'fill="currentColor" fill-opacity="0.15"'
MIDDLE = 'stroke="#d55e00" stroke-width="2" stroke-dasharray="5 3"'
BASE = 'stroke="currentColor" stroke-width="0.5"'


def draw_tables(result: Result) -> str:
    """The SVG picture of a result by grades or by duels, the candidates in the order of the result.

    Raises Refused with code "picture-too-big" for more than 60 candidates.
    """
    if len(result.candidates) > MOST_CANDIDATES:
        raise Refused("picture-too-big", candidates=len(result.candidates))
    tables = {table.name: table for table in result.tables}
    order = [result.name(candidate) for group in result.ranking for candidate in group]
    if "grades" in tables:
        return _grades(result, tables["grades"], order)
    return _duels(result, tables["duels"], order)


def _heading(result: Result, note: str) -> list[str]:
    facts = f"{TITLES.get(result.rule, result.rule)}: {result.valid} valid papers. {note}"
    return [text(8, 22, short(result.title or "Count", LONGEST_TITLE), weight="bold"), text(8, 42, facts)]


def _title(result: Result) -> str:
    return f"{result.title or 'Count'}: {TITLES.get(result.rule, result.rule)}"


def _place(result: Result, name: str) -> str:
    candidate = result.candidates.index(name)
    return "elected" if candidate in result.elected else "not elected"


def _description(result: Result, order: list[str]) -> str:
    listed = "; ".join(f"{place}. {name}, {_place(result, name)}" for place, name in enumerate(order, 1))
    return f"{result.valid} valid papers. In order: {listed}."


def _grades(result: Result, table: Table, order: list[str]) -> str:
    rows = dict(table.rows)
    papers = max(1, result.valid)
    shapes = _heading(result, "The dashed line is the middle.")
    shapes += [text(8, TOP - 8, "Grades from the left: " + ", ".join(table.columns))]
    for place, name in enumerate(order):
        y = TOP + ROW * place
        shapes.append(text(8, y + 19, short(name), weight="bold"))
        x = Fraction(NAMES)
        for step, (grade, cell) in enumerate(zip(table.columns, rows[name], strict=True)):
            width = Fraction(int(cell) * WIDE, papers)
            if width:
                shapes.append(rect(x, y + 4, width, ROW - 8, _shade(step), f"{name}, {grade}: {cell}"))
            if width > 9 * len(cell):
                shapes.append(text(x + width / 2, y + 19, cell, "middle"))
            x += width
        shapes.append(text(NAMES + WIDE + 10, y + 19, _place(result, name)))
    bottom = TOP + ROW * len(order)
    shapes.append(line(NAMES + WIDE // 2, TOP - 2, NAMES + WIDE // 2, bottom, MIDDLE))
    return document(NAMES + WIDE + 120, bottom + 16, _title(result), _description(result, order), shapes)


def _shade(step: int) -> str:
    """The better the grade, the darker; light enough everywhere for the figures on it."""
    return f'fill="currentColor" fill-opacity="0.{max(4, 44 - 8 * step):02d}" {BASE}'


def _duels(result: Result, table: Table, order: list[str]) -> str:
    rows = {name: dict(zip(table.columns, cells, strict=True)) for name, cells in table.rows}
    shapes = _heading(result, "Papers that put the row before the column; shaded and bold: more than the other way.")
    for column, _ in enumerate(order):
        shapes.append(text(NAMES + CELL * column + CELL // 2, TOP - 8, str(column + 1), "middle"))
    for place, name in enumerate(order):
        y = TOP + ROW * place
        shapes.append(text(8, y + 19, short(f"{place + 1}. {name}"), weight="bold"))
        shapes.append(line(8, y + ROW, NAMES + CELL * len(order), y + ROW, BASE))
        for column, other in enumerate(order):
            if other != name:
                shapes += _duel(NAMES + CELL * column, y, rows[name][other], rows[other][name], f"{name}, {other}")
        shapes.append(text(NAMES + CELL * len(order) + 10, y + 19, _place(result, name)))
    width, height = NAMES + CELL * len(order) + 120, TOP + ROW * len(order) + 16
    return document(width, height, _title(result), _description(result, order), shapes)


def _duel(x: int, y: int, ours: str, theirs: str, names: str) -> list[str]:
    ahead = int(ours) > int(theirs)
    shade = [rect(x + 2, y + 2, CELL - 4, ROW - 4, AHEAD, f"{names}: {ours} to {theirs}")] if ahead else []
    return [*shade, text(x + CELL // 2, y + 19, ours, "middle", "bold" if ahead else "normal")]
