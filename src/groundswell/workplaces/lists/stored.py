"""A plan as bytes, to wait in a table until a second steward confirms it; and with names merged."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection
from dataclasses import asdict, replace
from typing import Any

from groundswell.workplaces.lists.likeness import Pair, normal
from groundswell.workplaces.lists.plan import Heads, Plan, Problem, Test, Unit, unit_key

COUNTS = ("problem_count", "rows", "cases", "without_tally", "dropped_columns", "dropped_values")


def to_bytes(plan: Plan) -> bytes:
    content = {
        "units": [asdict(unit) for unit in plan.units.values()],
        "heads": [asdict(heads) for heads in plan.heads.values()],
        "tests": [asdict(test) for test in plan.tests],
        "problems": [asdict(problem) for problem in plan.problems],
        "likely": [asdict(pair) for pair in plan.likely],
        **{name: getattr(plan, name) for name in COUNTS},
    }
    return zlib.compress(json.dumps(content, ensure_ascii=False).encode())


def from_bytes(stored: bytes) -> Plan:
    content: dict[str, Any] = json.loads(zlib.decompress(stored))
    units = [Unit(**{**unit, "languages": tuple(unit["languages"])}) for unit in content["units"]]
    heads = [Heads(**item) for item in content["heads"]]
    return Plan(
        units={unit.key: unit for unit in units},
        heads={(h.unit, h.day, h.season_from): h for h in heads},
        tests=[Test(**item) for item in content["tests"]],
        problems=[Problem(**item) for item in content["problems"]],
        likely=[Pair(**item) for item in content["likely"]],
        **{name: content[name] for name in COUNTS},
    )


def merged(plan: Plan, pairs: Collection[Pair]) -> Plan:
    """The plan with the second name of each pair taken for the first: parts of the same name become one too."""
    other = {normal(pair.other, firm=True): pair.one for pair in pairs}
    new_key: dict[str, str] = {"": ""}
    units: dict[str, Unit] = {}
    for unit in plan.units.values():  # parents stand before their parts
        name = unit.name
        if unit.kind == "enterprise":
            seen = {normal(name, firm=True)}
            while (to := other.get(normal(name, firm=True))) and normal(to, firm=True) not in seen:
                name = to
                seen.add(normal(name, firm=True))
        parent = new_key[unit.parent]
        key = unit_key(parent, unit.kind, name)
        new_key[unit.key] = key
        units.setdefault(key, replace(unit, key=key, parent=parent, name=name))
    heads = [replace(h, unit=new_key[h.unit]) for h in plan.heads.values()]
    return replace(
        plan,
        units=units,
        heads={(h.unit, h.day, h.season_from): h for h in heads},
        tests=[replace(test, unit=new_key[test.unit]) for test in plan.tests],
        likely=[pair for pair in plan.likely if pair not in pairs],
    )
