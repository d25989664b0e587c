"""Small elections written in one line, and strategies that make them up."""

from __future__ import annotations

import itertools
import json
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st

from scrutiny.counting import blt
from scrutiny.counting.profile import Ballot, Profile, Ranks
from scrutiny.counting.stages import Result, Stage

HERE = Path(__file__).parent / "data"
SHARED = Path(__file__).parents[5] / "shared" / "data" / "stv"
SEED = bytes(range(16))


def poll(names: str, *papers: str, seats: int = 1, withdrawn: str = "", title: str = "Poll") -> Profile:
    """`poll("A B C", "3 A B", "2 C A=B - A")`: weights, then ranks; = joins a tie, - leaves a rank out."""
    candidates = tuple(names.split())
    ballots = tuple(_ballot(paper, candidates) for paper in papers)
    gone = frozenset(candidates.index(name) for name in withdrawn.split())
    return Profile(candidates, ballots, seats, title, gone)


def _ballot(paper: str, candidates: tuple[str, ...]) -> Ballot:
    weight, *marks = paper.split()
    return Ballot(int(weight), tuple(() if mark == "-" else _rank(mark, candidates) for mark in marks))


def _rank(mark: str, candidates: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(candidates.index(name) for name in mark.split("="))


def ranked(*papers: tuple[int, str], seats: int = 1) -> Profile:
    """`ranked((5, "ACBED"), ...)`: one letter for each candidate, as tables in papers have it."""
    names = " ".join(sorted({letter for _, order in papers for letter in order}))
    return poll(names, *(f"{weight} {' '.join(order)}" for weight, order in papers), seats=seats)


def winners(result: Result) -> str:
    return " ".join(result.names(result.elected))


def groups(result: Result) -> list[str]:
    """The order of all candidates, one string for each group of equals."""
    return ["=".join(result.names(group)) for group in result.ranking]


def votes(result: Result, stage: int) -> dict[str, str | None]:
    """The votes at a stage, counted from 1, by name, without superfluous zeros."""
    held = result.stages[stage - 1].votes
    return {
        name: None if number is None else plain(number) for name, number in zip(result.candidates, held, strict=True)
    }


def plain(number: Fraction) -> str:
    """A decimal number as written by hand."""
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
    digits = str(number.numerator * 10**places // number.denominator).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def sums(result: Result) -> list[Fraction]:
    """All votes of each stage together with those that are not transferable."""
    return [sum((held for held in stage.votes if held is not None), stage.non_transferable) for stage in result.stages]


def names_of(result: Result, stage: Stage) -> tuple[str, str, str | None]:
    surplus = None if stage.surplus is None else result.name(stage.surplus)
    return " ".join(result.names(stage.elected)), " ".join(result.names(stage.excluded)), surplus


def stored(name: str) -> bytes:
    return (HERE / name).read_bytes()


@cache
def ward(name: str) -> Profile:
    """The ballots of a real file kept here."""
    return blt.read(stored(f"{name}.blt")).profile


def official(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(stored(name))
    return found


def shared(name: str) -> bytes:
    """A real file that is not kept in this repository; without it the test is skipped."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the repository")
    return path.read_bytes()


def orders(candidates: int) -> list[Ranks]:
    """Every way to rank some or all of the candidates without ties."""
    every = range(candidates)
    return [
        tuple((one,) for one in order)
        for length in range(1, candidates + 1)
        for order in itertools.permutations(every, length)
    ]


def weak_orders(candidates: int) -> list[Ranks]:
    """Every way to put each of the candidates into one of three ranks or none; blank papers left out."""
    placings = itertools.product(range(4), repeat=candidates)
    made = [tuple(tuple(c for c in range(candidates) if place[c] == rank) for rank in range(3)) for place in placings]
    return [ranks for ranks in made if any(ranks)]


def messy_marks(candidates: int) -> list[Ranks]:
    """Every paper of up to three ranks with up to two candidates each, repetitions and gaps included."""
    every = range(candidates)
    rank = [(), *((one,) for one in every), *itertools.combinations(every, 2)]
    return [ranks for length in range(4) for ranks in itertools.product(rank, repeat=length)]


NAMES = ("Ada", "Bo", "Cy", "Di", "Eli")
_ORDERS = orders(5)
_WEAK = weak_orders(4)
_MESSY = messy_marks(4)

weights = st.integers(1, 9)

some = settings(max_examples=10)
"""Enough where the same must hold for every rule, and each rule is tried."""

several = settings(max_examples=20)


def profiles(marks: list[Ranks], candidates: int, most_seats: int = 3) -> st.SearchStrategy[Profile]:
    papers = st.lists(st.tuples(weights, st.sampled_from(marks)), min_size=1, max_size=12)

    def build(chosen: list[tuple[int, Ranks]], seats: int) -> Profile:
        ballots = tuple(Ballot(weight, ranks) for weight, ranks in chosen)
        return Profile(NAMES[:candidates], ballots, seats, "Made up")

    return st.builds(build, papers, st.integers(1, most_seats))


strict = profiles(_ORDERS, 5)
weak = profiles(_WEAK, 4)
messy = profiles(_MESSY, 4)


def renamed(profile: Profile, order: list[int]) -> Profile:
    """The same election with the candidates in another order on the paper: the new i-th is the old `order[i]`-th."""
    place = {old: new for new, old in enumerate(order)}
    ballots = tuple(
        Ballot(ballot.weight, tuple(tuple(place[mark] for mark in rank) for rank in ballot.ranks))
        for ballot in profile.ballots
    )
    gone = frozenset(place[old] for old in profile.withdrawn)
    return Profile(tuple(profile.candidates[old] for old in order), ballots, profile.seats, profile.title, gone)
