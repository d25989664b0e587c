"""The vector of docs/protocol/councils.md is counted again."""

from __future__ import annotations

from pathlib import Path

from scrutiny.organisation.charter import DEFAULTS
from scrutiny.organisation.councils import open_elections

PAGE = Path(__file__).resolve().parents[2] / "docs/protocol/councils.md"


def line(name: str) -> str:
    rows = PAGE.read_text(encoding="utf-8").splitlines()
    return next(row for row in rows if row.startswith(f"    {name}")).strip().removeprefix(name).strip()


def test_the_open_election_is_counted_as_it_says() -> None:
    papers = [tuple(int(rank) for rank in paper.split()) for paper in line("papers").split("/")]
    seed = bytes([7]) * 32
    assert open_elections.elected(papers, 3, 1, 4, DEFAULTS, seed) == (int(line("elected")),)
    assert open_elections.next_by_papers(papers, 3, 1, 0, {1, 2}, seed) == int(line("gone: 0").split()[-1])
