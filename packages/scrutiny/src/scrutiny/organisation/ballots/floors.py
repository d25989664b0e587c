"""Which parts of a wider ballot are counted apart: none so small that a vote could be guessed.

Parts are districts, workplaces, or what came in on paper. Beforehand they are joined by the size of their electorates.
A part in which fewer than the floor have voted at the end is neither decrypted nor published apart, but joined with
the next one. Both times the smallest goes to the smallest of the rest, so that as many parts as possible stay apart.
"""

from __future__ import annotations

from collections.abc import Mapping

from scrutiny.errors import RuleBroken


def joined(sizes: Mapping[str, int], floor: int) -> tuple[tuple[str, ...], ...]:
    """Groups of parts, each with at least `floor` people where that is possible at all; empty parts go with others.

    `sizes` maps the id of a part to how many may vote there, or have voted. The same sizes give the same groups,
    whatever their order. Raises RuleBroken `too-few` where all of them together are fewer than the floor.
    """
    if sum(sizes.values()) < floor:
        raise RuleBroken("too-few", floor=floor)
    groups: list[tuple[int, tuple[str, ...]]] = [(size, (part,)) for part, size in sizes.items()]
    while len(groups) > 1:
        groups.sort()
        (smallest, parts), (next_size, next_parts), *rest = groups
        if smallest >= floor:
            break
        groups = [(smallest + next_size, tuple(sorted(parts + next_parts))), *rest]
    return tuple(sorted(parts for _size, parts in groups))


def decided_openly(electors: int, open_below: int) -> bool:
    """Whether so few may vote that a ballot could keep nothing secret: then the assembly decides with open hands."""
    return electors < open_below
