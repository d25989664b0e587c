"""Schulze's rule: a path is as strong as its weakest duel, and whoever has the stronger path to the other is ahead.

Source: M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
election method", Social Choice and Welfare 36 (2011), sections 2.2 and 2.3, with the strength of a duel measured by
the votes of the winning side ("winning votes"; a duel that is lost or drawn has strength 0).

- All candidates are ordered: the first group are those nobody is ahead of (a subset of the Schwartz set); the next
  group are those nobody is ahead of once the groups before are set aside; and so on.
- Seats are filled group by group. Where a group does not fit into the seats that are left, the lot decides among it.
  Several seats filled so are the best placed of one order; they are no proportional representation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from scrutiny.counting.lots import Lots, fill
from scrutiny.counting.profile import Profile
from scrutiny.counting.ranks import Levels, orders
from scrutiny.counting.stages import Result, Table

Matrix: TypeAlias = tuple[tuple[int, ...], ...]


def count(profile: Profile, seed: bytes | None = None) -> Result:
    """The count by Schulze's rule (source above), with tables of the duels and of the strongest paths.

    Raises Refused with code "lot-needed" if a tie has to go to a lot and there is no seed.
    """
    papers, invalid = orders(profile)
    wins = duels(papers, len(profile.candidates))
    paths = strongest_paths(wins)
    ranking = groups(paths, profile.standing)
    lots = Lots(seed)
    names = profile.candidates
    return Result(
        rule="schulze",
        title=profile.title,
        candidates=names,
        seats=profile.seats,
        valid=sum(papers.values()),
        invalid=invalid,
        elected=fill(ranking, profile.seats, lots),
        lots=lots.drawn,
        ranking=ranking,
        tables=(table("duels", names, profile.standing, wins), table("paths", names, profile.standing, paths)),
        withdrawn=profile.withdrawn,
    )


def duels(papers: Mapping[Levels, int], candidates: int) -> Matrix:
    """`duels[a][b]`: how many papers put a before b. Unmarked candidates stand equal behind the marked."""
    wins = [[0] * candidates for _ in range(candidates)]
    everyone = frozenset(range(candidates))
    for levels, weight in papers.items():
        behind = everyone
        for level in levels:
            behind -= level
            for ahead in level:
                row = wins[ahead]
                for other in behind:
                    row[other] += weight
    return tuple(tuple(row) for row in wins)


def strongest_paths(wins: Matrix) -> Matrix:
    """`paths[a][b]`: the strength of the strongest path from a to b, 0 where there is none (Schulze 2011, 2.3)."""
    size = range(len(wins))
    paths = [[wins[a][b] if wins[a][b] > wins[b][a] else 0 for b in size] for a in size]
    for via in size:
        through = paths[via]
        for start in size:
            row = paths[start]
            limit = row[via]
            if start != via and limit:
                for end in size:
                    if end not in (start, via):
                        row[end] = max(row[end], min(limit, through[end]))
    return tuple(tuple(row) for row in paths)


def groups(paths: Matrix, standing: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """All standing candidates, in groups: each the candidates whom nobody left is ahead of."""
    left = list(standing)
    found: list[tuple[int, ...]] = []
    while left:
        first = tuple(one for one in left if all(paths[one][other] >= paths[other][one] for other in left))
        found.append(first)
        left = [candidate for candidate in left if candidate not in first]
    return tuple(found)


def table(name: str, names: Sequence[str], standing: Sequence[int], matrix: Matrix) -> Table:
    """A square matrix as a table of the standing candidates; nothing stands on the diagonal."""
    columns = tuple(names[candidate] for candidate in standing)
    rows = tuple(
        (names[row], tuple("" if row == column else str(matrix[row][column]) for column in standing))
        for row in standing
    )
    return Table(name, columns, rows)
