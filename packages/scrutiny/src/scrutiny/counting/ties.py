"""Equal votes are first compared at earlier stages, the latest first; only what stays equal goes to a lot.

The Scottish Local Government Elections Order 2011, Schedule 1, Part III, rules 50 and 52: regard is had to the most
recently preceding stage at which the votes of those concerned were unequal. Where that stage separates only some of
them, those left together are compared at the stage before it, as the Electoral Act 1992 (ACT), Schedule 4, clause 8
spells out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence


def narrowed(
    tied: Sequence[int], history: Sequence[Sequence[int]], extreme: Callable[[Iterable[int]], int]
) -> tuple[int, ...]:
    """Those of the tied who had the extreme (`min` or `max`) number of votes at earlier stages.

    `history` holds the scaled votes of every candidate after each earlier stage, oldest first. More than one candidate
    comes back only if they were equal at every earlier stage.
    """
    left = tuple(tied)
    for votes in reversed(history):
        wanted = extreme(votes[candidate] for candidate in left)
        left = tuple(candidate for candidate in left if votes[candidate] == wanted)
        if len(left) == 1:
            break
    return left
