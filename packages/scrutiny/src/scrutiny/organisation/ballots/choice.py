"""In which group a ballot is encrypted, and into which parts a large one is divided."""

from __future__ import annotations

from collections.abc import Mapping

from scrutiny.organisation.ballots.floors import joined
from scrutiny.organisation.charter import CharterRules

LARGE = 20_000
DISTRICT = 1_000


def group_for(rules: CharterRules, electors: int, *, ranked: bool) -> str:
    """Small ballots can be checked with the reference tool; large ones need the faster group, and the charter may want
    it for all.
    """
    if electors > LARGE or rules.ballot_group == "Ed25519":
        return "Ed25519"
    return "RFC-3526-2048" if ranked else "BELENIOS-2048"


def parts(sizes: Mapping[str, int], floor: int, *, apart: bool) -> tuple[tuple[str, ...], ...]:
    """Which branches (or other places) are counted together. `apart`: each on its own where it is large enough.

    A ballot that is not counted apart is one part up to 20,000 electors; above, one for each place with at least
    1,000. Where all are fewer than the floor there is one part.
    """
    total = sum(sizes.values())
    if not apart and total <= LARGE:
        return (tuple(sorted(sizes)),)
    least = floor if apart else max(floor, DISTRICT)
    return joined(sizes, least) if total >= least else (tuple(sorted(sizes)),)
