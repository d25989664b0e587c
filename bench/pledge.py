"""`./run bench pledge`: dealing, checking and opening of small and large pledges.

Each beside the time of one multiplication of an element by a scalar of the same library in the same run: that ratio
says more than seconds on one machine. `./run bench pledge small` leaves the large one out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from _measure import median_of, peak_mb, timed

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the pledge is the one of the library's tests

from packages.scrutiny.tests.pledge import stories
from packages.scrutiny.tests.pledge.stories import Record, World, bundles

from scrutiny.identity.signatures import public_key
from scrutiny.pledge import board, cards, checks, counting, decks, manifest, opening, partials, proofs, ristretto
from scrutiny.pledge.manifest import Manifest
from scrutiny.pledge.payload import Eligible
from scrutiny.pledge.terms import Terms
from scrutiny.pledge.trigger import Trigger

SIZES = {"small": (200, 400), "large": (2_000, 5_000)}


def multiplication() -> float:
    """Seconds of one."""
    point, value = ristretto.base(proofs.draw()), proofs.draw()

    def many() -> None:
        for _ in range(200):
            ristretto.times(value, point)

    return median_of(many, 5) / 200


class Told:
    def __init__(self) -> None:
        self.unit = multiplication()
        print(f"one multiplication: {1e6 * self.unit:.0f} µs")

    def __call__(self, name: str, work: Callable[[], Any], per: int = 1, of: str = "") -> Any:
        result, seconds = timed(work)
        each = f", {seconds / per / self.unit:10,.1f} for each {of}" if of else ""
        print(f"  {name:<42} {seconds:8.2f} s {seconds / self.unit:12,.0f} multiplications{each}", flush=True)
        return result


def dealt(told: Told, terms: Terms) -> World:
    key, shares = told("trustees make their key, 3 of them", lambda: stories.key_ceremony(terms))
    both = told("two dealers deal", lambda: tuple(decks.deal(terms, n) for n in (1, 2)), 2 * terms.cards, "card")
    whole = Manifest(terms, key, tuple(one.deck for one in both))
    printed = tuple(tuple(cards.of_deck(one, n, whole.h)) for n, one in enumerate(both, 1))
    print(f"  the manifest has {len(bytes(whole)) / 1024:,.0f} KB")
    return World(whole, both, tuple(shares), printed)


def signed(told: Told, world: World, count: int) -> Record:
    record = Record(world)
    made = told("all sign", lambda: [world.entry(f"m{n}", n, n) for n in range(1, count + 1)], count, "entry")
    for batch in board.batches(made):
        record.publish(*batch)
    return record


def triggered(told: Told, record: Record, threshold: int) -> Trigger:
    whole = record.world.manifest
    contents = list(record.served.values())
    told("every entry is checked", lambda: [checks.check(whole, one) for one in contents], threshold, "entry")
    seen = told("the record is read and counted", lambda: counting.count(whole, record.board(), record.served))
    found = record.board()
    return Trigger(whole, found.size, found.root, seen, stories.DEADLINE, (1, 2))


def opened(told: Told, found: Trigger, world: World, threshold: int) -> None:
    who = Eligible(frozenset(public_key(stories.seed_of(f"m{n}")) for n in range(1, threshold + 1)))
    given = told("two trustees give their parts", lambda: bundles(found, world, 1, 2), 2 * threshold, "part")
    seed = stories.seed_of("trustee 1")
    sealed = told("one of them seals to all", lambda: partials.sealed(found, given[0], seed))
    told("a signer unseals", lambda: partials.unsealed(sealed, stories.committee_secret()))
    told("proofs of both are checked", lambda: [partials.check(found, one) for one in given], 2 * threshold, "part")
    told("the secrets of both decks", lambda: opening.deck_secrets(found.manifest, found.tally))
    names = told("everything is opened", lambda: opening.open_all(found, given, who), threshold, "entry")
    assert len(names.signed) == threshold


def run(told: Told, threshold: int, count: int) -> None:
    print(f"threshold {threshold:,} of {count:,} cards, two decks")
    terms = replace(stories.TERMS, wanted=threshold - 1, assumed=1, cards=count)
    world = dealt(told, terms)
    told("both decks are checked", lambda: manifest.check(world.manifest), 2 * count, "card")
    told("one card is checked", lambda: cards.check(world.manifest, world.cards[0][count - 1]))
    record = signed(told, world, threshold)
    opened(told, triggered(told, record, threshold), world, threshold)


def main() -> None:
    told = Told()
    for name in sys.argv[1:] or SIZES:
        run(told, *SIZES[name])
    print(f"peak memory {peak_mb():,.0f} MB")


if __name__ == "__main__":
    main()
