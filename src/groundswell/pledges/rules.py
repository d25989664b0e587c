"""How many to ask for: plain numbers."""

from __future__ import annotations

from dataclasses import dataclass

HOSTILE_SHARE = 20
SPARE_SHARE = 10


@dataclass(frozen=True)
class Suggested:
    """`wanted` make the crowd; `assumed` cards may be in hostile hands; `cards` are printed in each deck."""

    wanted: int
    assumed: int
    cards: int


def suggested(heads: int, took_part: int | None, least: int, margin: int) -> Suggested:
    """Half of those who work there, but not more than twice as many as once took part in the open: a target that is out
    of reach costs trust.

    One card in 20 is assumed in hostile hands. Everybody can be handed a card, and one in ten can be lost.
    """
    half = (heads + 1) // 2
    wanted = max(least, half if took_part is None else min(half, 2 * took_part))
    cards = max(heads + heads // SPARE_SHARE, wanted)
    assumed = max(margin, cards // HOSTILE_SHARE)
    return Suggested(wanted, assumed, max(cards, wanted + assumed))


def of_share(percent: int, heads: int) -> int:
    """So many in a hundred, rounded up."""
    return -(-percent * heads // 100)
