"""A result is the whole course of a count, so that every figure can be checked and not only the names at the end.

As JSON it has the keys of the official stage reports: title, rule, seats, valid_votes, quota, and for every stage
votes, non_transferable, elected, excluded and surplus; votes are decimal strings, and null for whoever has left the
count at an earlier stage.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from scrutiny.counting.lots import Lot
from scrutiny.encoding import Json

Votes: TypeAlias = tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """The state after one step. `elected` and `excluded` are of this stage, in the order of the paper.

    `surplus` is the candidate whose surplus this stage transferred; `excluded` those whose papers it transferred.
    `quota` is given where it can change from stage to stage, `keeps` only by Meek's method.
    """

    votes: Votes
    non_transferable: Fraction
    elected: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()
    surplus: int | None = None
    quota: Fraction | None = None
    keeps: tuple[Fraction, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Figures a rule decides by that are not votes: duels and paths of Schulze's rule, grades of majority judgment."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What a count found. `elected` is in order of election, `places` the decimals its votes are exact to.

    `quota` is the last one where it changed. `ranking` orders all candidates where the rule does; those of one group
    are equal before any lot.
    """

    rule: str
    title: str
    candidates: tuple[str, ...]
    seats: int
    valid: int
    invalid: int
    elected: tuple[int, ...]
    stages: tuple[Stage, ...] = ()
    quota: Fraction | None = None
    places: int = 0
    lots: tuple[Lot, ...] = ()
    ranking: tuple[tuple[int, ...], ...] = ()
    tables: tuple[Table, ...] = ()
    withdrawn: frozenset[int] = frozenset()

    def name(self, candidate: int) -> str:
        return self.candidates[candidate]

    def names(self, candidates: tuple[int, ...]) -> tuple[str, ...]:
        return tuple(self.candidates[candidate] for candidate in candidates)

    @property
    def fixed_quota(self) -> Fraction | None:
        """The quota, where it was the same at every stage."""
        return None if any(stage.quota is not None for stage in self.stages) else self.quota

    def quota_at(self, stage: Stage) -> Fraction | None:
        """The quota that held at a stage."""
        return self.quota if stage.quota is None else stage.quota


def decimal(value: Fraction, places: int) -> str:
    """The value with exactly so many decimals. Raises ValueError where it has more: nothing is rounded for show."""
    scaled = value * 10**places
    if scaled.denominator != 1:
        raise ValueError(f"{value} has more than {places} decimals")
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    sign = "-" if scaled.numerator < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits


def as_json(result: Result) -> dict[str, Json]:
    """The result as plain JSON values. Votes and quotas are decimal strings, candidates are named."""
    return {
        "title": result.title,
        "rule": result.rule,
        "candidates": list(result.candidates),
        "withdrawn": [result.name(index) for index in sorted(result.withdrawn)],
        "seats": result.seats,
        "valid_votes": result.valid,
        "invalid_votes": result.invalid,
        "quota": None if result.quota is None else decimal(result.quota, result.places),
        "elected": list(result.names(result.elected)),
        "stages": [_stage(result, stage) for stage in result.stages],
        "ranking": [list(result.names(group)) for group in result.ranking],
        "tables": [_table(table) for table in result.tables],
        "lots": [_lot(result, lot) for lot in result.lots],
    }


def json_text(result: Result) -> str:
    """The JSON document of a result, indented, with a final line break."""
    return json.dumps(as_json(result), ensure_ascii=False, indent=1) + "\n"


def _stage(result: Result, stage: Stage) -> dict[str, Json]:
    places = result.places
    votes: dict[str, Json] = {
        name: None if held is None else decimal(held, places)
        for name, held in zip(result.candidates, stage.votes, strict=True)
    }
    shown: dict[str, Json] = {
        "votes": votes,
        "non_transferable": decimal(stage.non_transferable, places),
        "elected": list(result.names(stage.elected)),
        "excluded": list(result.names(stage.excluded)),
        "surplus": None if stage.surplus is None else result.name(stage.surplus),
    }
    if stage.quota is not None:
        shown["quota"] = decimal(stage.quota, places)
    if stage.keeps:
        kept = [decimal(keep, places) for keep in stage.keeps]
        shown["keep"] = dict(zip(result.candidates, kept, strict=True))
    return shown


def _table(table: Table) -> dict[str, Json]:
    rows = {name: dict(zip(table.columns, cells, strict=True)) for name, cells in table.rows}
    return {"name": table.name, "columns": list(table.columns), "rows": rows}


def _lot(result: Result, lot: Lot) -> dict[str, Json]:
    return {
        "number": lot.number,
        "purpose": lot.purpose,
        "stage": lot.stage,
        "between": list(result.names(tuple(sorted(lot.order)))),
        "order": list(result.names(lot.order)),
    }
