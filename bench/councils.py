"""`./run bench councils [--members N] [--units N]`: the tree of delegation of millions, and who sits where.

Every workplace sends what the charter gives it into the council of its enterprise, these into the congress of their
branch, and these into the congress of all. Pages beside one trivial query in the same run, on SQLite or on the
PostgreSQL that GROUNDSWELL_DATABASE names (an empty one).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import organisation as one
from _measure import median_of, timed
from django.core.management import call_command
from django.db import connection
from django.test import Client

from groundswell.charter.queries import rules
from groundswell.councils.models import Mandate
from groundswell.kernel.actions import housekeeping
from groundswell.kernel.clock import now, today
from groundswell.record.models import Log
from groundswell.workplaces.models import Closure, Figures, Placement, Unit
from scrutiny.organisation.councils.mandates import DAY

BRANCH, ENTERPRISE, SITE, SHIFT = 1, 2, 3, 4
OFFICES = 40_000
TARGET = 100
FIELDS = ("id", "office", "unit", "holder", "start", "end", "ended", "electorate", "signed", "founding", "body",
          "rests_on", "inherited", "office_key")  # fmt: skip


WIDE = 1_000
"""Workplaces of one more enterprise, each with one delegate in its council."""


def body(kind: str, level: int, number: int) -> str:
    return f"{kind}:{one.uuid(level, number)}"


def mandates(counts: list[int], members: int) -> Iterator[tuple[int, str, int, int, int, str, int | None]]:
    """Delegates upward from every workplace, then stewards of shifts until there are as many offices as wanted."""
    branches, enterprises, sites, shifts = counts
    made, each = 0, max(1, members // sites * rules().delegates_per_hundred // 100)
    firsts: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for site in range(sites):
        above = site * enterprises // sites
        for seat in range(each):
            holder = -(-site * shifts // sites) + seat * shifts
            yield made, "delegate", SITE, site, holder, body("council", ENTERPRISE, above), None
            firsts.setdefault((ENTERPRISE, above), []).append((made, holder))
            made += 1
    for level, share, kind, over in (
        (ENTERPRISE, max(1, rules().council_most * branches // enterprises), "branch-congress", branches),
        (BRANCH, rules().council_most // branches, "alliance-congress", 0),
    ):
        for number in range(counts[level - 1]):
            above = number * over // counts[level - 1]
            to = body(kind, level - 1, above) if over else f"{kind}:"
            for rests_on, holder in firsts[level, number][:share]:
                yield made, "delegate", level, number, holder, to, rests_on
                firsts.setdefault((level - 1, above), []).append((made, holder))
                made += 1
    for shift in range(min(shifts, max(0, OFFICES - made))):
        yield made + shift, "steward", SHIFT, shift, shift, "", None


@housekeeping
def seat_all(counts: list[int], members: int) -> int:
    start, end = now() - 30 * DAY, now() + 300 * DAY
    rows = [
        (one.uuid(10, n), office, one.uuid(level, unit), one.uuid(8, holder), start, end - n % 200 * DAY, None, 100, 60,
         False, key, None if low is None else one.uuid(10, low), n % 50 == 0, "")
        for n, office, level, unit, holder, key, low in mandates(counts, members)
    ]  # fmt: skip
    Mandate.objects.insert(FIELDS, rows)
    return len(rows)


@housekeeping
def add_wide() -> None:
    """An enterprise of many small workplaces, in which members of others stand too."""
    day, top, start = today(), one.uuid(BRANCH, 0), now() - 30 * DAY
    wide, sites = one.uuid(5, 0), [one.uuid(6, n) for n in range(WIDE)]
    units = [(wide, top, "enterprise", "wide"), *((site, wide, "site", f"wide {n}") for n, site in enumerate(sites))]
    Unit.objects.insert(
        ["id", "parent", "kind", "name", "languages", "key", "opened", "closed", "opening", "merged_into", "made_by"],
        [(*unit, [], None, day, None, False, None, None) for unit in units],
    )
    paths = [(wide, top), (wide,), *((site, *above) for site in sites for above in ((), (wide,), (wide, top)))]
    Closure.objects.insert(["ancestor", "descendant", "depth"], [(p[-1], p[0], len(p) - 1) for p in paths])
    sizes = [(wide, 100 * WIDE), *((site, 100) for site in sites)]
    Figures.objects.insert(
        ["unit", "members", "active", "headcount", "peak"], [(unit, n, 0, 2 * n, 2 * n) for unit, n in sizes]
    )
    Placement.objects.insert(
        ["unit", "person", "of", "since", "active", "languages"],
        [(site, one.uuid(8, n), one.uuid(9, n), day, False, []) for n, site in enumerate(sites)],
    )
    Mandate.objects.insert(
        FIELDS,
        [(one.uuid(11, n), "delegate", site, one.uuid(8, n), start, start + 200 * DAY, None, 100, 60, False,
          body("council", 5, 0), None, False, "") for n, site in enumerate(sites)],
    )  # fmt: skip


def pages(client: Client, counts: list[int]) -> Iterator[tuple[str, str]]:
    site = 7 * counts[2] // counts[3]
    enterprise = site * counts[1] // counts[2]
    congress, council = body("branch-congress", BRANCH, 0), body("council", ENTERPRISE, enterprise)
    assembly = body("assembly", SITE, site)
    yield "the tree from the top", "/offices/bodies/"
    yield "the tree: a branch", f"/offices/bodies/?at={congress}"
    yield "the tree: an enterprise", f"/offices/bodies/?at={council}"
    yield f"the tree: {WIDE:,} workplaces", f"/offices/bodies/?at={body('council', 5, 0)}"
    yield "congress of all", "/offices/bodies/alliance-congress:"
    yield "congress of a branch", f"/offices/bodies/{congress}"
    yield "council of an enterprise", f"/offices/bodies/{council}"
    yield f"council of {WIDE:,} workplaces", f"/offices/bodies/{body('council', 5, 0)}"
    yield "assembly of a workplace", f"/offices/bodies/{assembly}"
    yield "offices of my units", "/offices/"


def measure(counts: list[int]) -> None:
    with connection.cursor() as cursor:
        query = 1000 * median_of(lambda: cursor.execute("SELECT 1"), 200)
    client = one.sign_in(7)
    for name, address in pages(client, counts):
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
        one.line(name, 1000 * median_of(lambda a=address: client.get(a), one.TIMES), query, TARGET)  # type: ignore[misc]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=3_000_000)
    parser.add_argument("--units", type=int, default=30_000)
    chosen = parser.parse_args()
    call_command("migrate", verbosity=0)
    if Log.objects.exists():  # a database of its own, filled by an earlier run
        counts, offices = one.levels(chosen.units), Mandate.objects.count()
    else:
        one.begin()
        counts = one.fill(chosen.members, chosen.units)
        offices, _seconds = timed(lambda: seat_all(counts, chosen.members))
        add_wide()
    print(f"{connection.vendor}: {chosen.members:,} members, {sum(counts):,} units, {offices:,} offices", flush=True)
    measure(counts)


if __name__ == "__main__":
    main()
