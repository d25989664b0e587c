"""A result as text: a report to read and a table for a spreadsheet. Both show every figure; neither rounds."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from fractions import Fraction

from scrutiny.counting.stages import Result, Stage, Table, decimal

TITLES = {
    "scottish": "Scottish STV",
    "meek": "Meek STV",
    "schulze": "Schulze's rule",
    "approval": "most votes",
    "judgment": "majority judgment",
    "countback": "countback for a vacant seat",
}
PURPOSES = {
    "surplus": "whose surplus moves first",
    "exclude": "who is excluded",
    "countback-exclude": "who is excluded",
    "elect": "who is elected",
}
NOT_TRANSFERABLE = "not transferable"
_FORMULA = ("=", "+", "-", "@")


def as_text(result: Result) -> str:
    """The course of the count in plain English text, with a final line break."""
    parts = [_heading(result)]
    before: Stage | None = None
    for number, stage in enumerate(result.stages, 1):
        parts.append(_stage(result, number, stage, before))
        before = stage
    parts += [_table(table) for table in result.tables]
    if result.ranking:
        order = (f"{place}. {', '.join(result.names(group))}" for place, group in enumerate(result.ranking, 1))
        parts.append("\n".join(["Order of all candidates:", *order]))
    if result.lots:
        parts.append("\n".join(_lots(result)))
    parts.append("\n".join(["Elected, in this order:", *(f"  {name}" for name in result.names(result.elected))]))
    return "\n\n".join(parts) + "\n"


def as_csv(result: Result) -> str:
    """One row for each candidate, one column for each stage and for each column of the rule's tables.

    A name that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    tables = [f"{table.name}: {column}" for table in result.tables for column in table.columns]
    stages = [f"stage {number}" for number in range(1, len(result.stages) + 1)]
    writer.writerow(["candidate", "elected as", "excluded at stage", *stages, *map(_harmless, tables)])
    for candidate, name in enumerate(result.candidates):
        if candidate not in result.withdrawn:
            writer.writerow([_harmless(name), *_outcome(result, candidate), *_figures(result, candidate)])
    if result.stages:
        writer.writerows(_sums(result))
    return out.getvalue()


def _heading(result: Result) -> str:
    title = f"{result.title}\n" if result.title else ""
    quota = "" if result.fixed_quota is None else f", quota {decimal(result.fixed_quota, result.places)}"
    seats = "1 seat" if result.seats == 1 else f"{result.seats} seats"
    papers = f"{result.valid} valid papers, {result.invalid} invalid"
    away = result.names(tuple(sorted(result.withdrawn)))
    withdrawn = f"\nTaking no part: {', '.join(away)}" if away else ""
    return f"{title}{TITLES.get(result.rule, result.rule)}: {seats}, {papers}{quota}{withdrawn}"


def _stage(result: Result, number: int, stage: Stage, before: Stage | None) -> str:
    lines = [f"Stage {number}{_what(result, stage)}"]
    if stage.quota is not None:
        lines.append(f"  quota {decimal(stage.quota, result.places)}")
    rows = []
    for candidate, held in enumerate(stage.votes):
        if held is not None:
            earlier = before.votes[candidate] if before else None
            note = "elected" if candidate in stage.elected else "excluded" if candidate in stage.excluded else ""
            rows.append((result.name(candidate), *_moved(result, held, earlier), note))
    lost = before.non_transferable if before else None
    rows.append((NOT_TRANSFERABLE, *_moved(result, stage.non_transferable, lost), ""))
    return "\n".join(lines + _aligned(rows))


def _what(result: Result, stage: Stage) -> str:
    if stage.surplus is not None:
        return f": surplus of {result.name(stage.surplus)}"
    if stage.excluded:
        return f": exclusion of {', '.join(result.names(stage.excluded))}"
    return ""


def _moved(result: Result, now: Fraction, before: Fraction | None) -> tuple[str, str]:
    change = Fraction(0) if before is None else now - before
    sign = "+" if change > 0 else ""
    return decimal(now, result.places), f"{sign}{decimal(change, result.places)}" if change else ""


def _aligned(rows: Sequence[tuple[str, str, str, str]]) -> list[str]:
    name, held, change = (max(len(row[column]) for row in rows) for column in range(3))
    lines = (f"  {row[0]:<{name}}  {row[1]:>{held}}  {row[2]:>{change}}  {row[3]}" for row in rows)
    return [line.rstrip() for line in lines]


def _table(table: Table) -> str:
    columns, rows = table.columns, table.rows
    if columns == tuple(name for name, _ in rows):
        columns = tuple(str(number) for number in range(1, len(rows) + 1))
        rows = tuple((f"{number}. {name}", cells) for number, (name, cells) in enumerate(rows, 1))
    every = [("", columns), *rows]
    widths = [max(len(cells[column]) for _, cells in every) for column in range(len(columns))]
    longest = max(len(name) for name, _ in every)
    lines = [f"{table.name.capitalize()}:"]
    for name, cells in every:
        shown = "  ".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
        lines.append(f"  {name:<{longest}}  {shown}".rstrip())
    return "\n".join(lines)


def _lots(result: Result) -> list[str]:
    lines = ["Lots:"]
    for lot in result.lots:
        among = ", ".join(result.names(tuple(sorted(lot.order))))
        order = ", ".join(result.names(lot.order))
        purpose = PURPOSES.get(lot.purpose, lot.purpose)
        lines.append(f"  {lot.number}. Stage {lot.stage}, {purpose}, between {among}. Order drawn: {order}.")
    return lines


def _harmless(text: str) -> str:
    return "'" + text if text.startswith(_FORMULA) else text


def _outcome(result: Result, candidate: int) -> tuple[str, str]:
    place = str(result.elected.index(candidate) + 1) if candidate in result.elected else ""
    at = next((str(number) for number, stage in enumerate(result.stages, 1) if candidate in stage.excluded), "")
    return place, at


def _figures(result: Result, candidate: int) -> list[str]:
    votes = [stage.votes[candidate] for stage in result.stages]
    figures = ["" if held is None else decimal(held, result.places) for held in votes]
    name = result.name(candidate)
    return figures + [_harmless(cell) for table in result.tables for cell in dict(table.rows)[name]]


def _sums(result: Result) -> list[list[str]]:
    """Rows under the candidates. In parentheses, so that no candidate's name can be taken for one of them."""
    lost = [decimal(stage.non_transferable, result.places) for stage in result.stages]
    rows = [[f"({NOT_TRANSFERABLE})", "", "", *lost]]
    quotas = [result.quota_at(stage) for stage in result.stages]
    if any(quota is not None for quota in quotas):
        rows.append(["(quota)", "", "", *("" if q is None else decimal(q, result.places) for q in quotas)])
    return rows
