"""Drawing a jury, or auditors, from a frozen list by lot: in proportion to branches and workplaces, in whole numbers,
by a seed that everybody can read, so that everybody can draw again.

The method is systematic sampling with implicit stratification: W. G. and L. H. Madow, On the theory of systematic
sampling, Annals of Mathematical Statistics 15 (1944); W. G. Cochran, Sampling Techniques, 3rd edition 1977, chapter 8.

1. The list is put in order: branches, in each its workplaces, in each its people, each time by lot.
2. One number r is drawn, each from 0 to N - 1 equally likely, N being the length of the list.
3. Of k places, one falls to the person at place i (from 0) where ((i + 1) k + r) div N is more than (i k + r) div N.

What is fair about it, exactly, if the seed could not be foreseen: every person on the list is drawn with the same
probability k/N. Every branch, and every workplace, with n people on the list gets k n / N places, rounded down or up,
and on average exactly that. No other way of drawing k of N gives the least likely person more. What it does not give:
each set of people the same chance. Two from one small workplace are hardly ever drawn together, and that is meant.

Two things may be asked for besides; the price is said with each. `branches` fixes how many each branch gets: chances
are then equal inside a branch, and differ between them. `most` allows so many from one workplace at most: a workplace
to which more would be due gets exactly `most`, drawn among its people with equal chances, which are smaller than those
of people elsewhere; all others have one and the same chance.

Lots are HMAC-SHA-256 under the seed of "groundswell/sortition/v1" 0x00, the drawing's id (16 bytes), the digest of the
list (32), SHA-256 of the purpose (32) and what is drawn: "branch" with the branch's id; "workplace" with branch and
workplace; "person" with the person's; the smallest first. The number r has the purpose "startall" (of one branch
"start" and its id) and a counter of 8 bytes from 0: the lot as a number modulo N, unless it is not below the greatest
multiple of N up to 2^256; then the next counter. So a changed list gives another drawing. A seed is only to be taken
from what was named before it existed, as the root of the record at a size that was not yet reached (organisation.lots
says what that leaves open).

Codes of RuleBroken: `listed-twice`, `too-few`, `too-few-workplaces`, `branches`.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from scrutiny.encoding import Json, canonical_json, sha256
from scrutiny.errors import RuleBroken

DOMAIN = b"groundswell/sortition/v1\x00"


@dataclass(frozen=True, order=True)
class Listed:
    """Somebody on the frozen list, and where they are counted."""

    branch: UUID
    workplace: UUID
    person: UUID


def digest(people: Collection[Listed]) -> bytes:
    """What the record holds of the list before the seed exists: SHA-256 of it in order, in RFC 8785 JSON.

    Raises RuleBroken `listed-twice`.
    """
    if len({one.person for one in people}) != len(people):
        raise RuleBroken("listed-twice")
    rows = sorted([str(one.branch), str(one.workplace), str(one.person)] for one in people)
    listed: list[Json] = list(rows)
    return sha256(canonical_json(listed))


@dataclass(frozen=True)
class Lots:
    """All lots of one drawing. `seed` is public."""

    seed: bytes
    drawing: UUID
    listed: bytes

    def lot(self, purpose: bytes, *what: bytes) -> bytes:
        """The fields before the last have fixed lengths, so no two things are drawn by the same bytes."""
        content = b"".join((DOMAIN, self.drawing.bytes, self.listed, sha256(purpose), *what))
        return hmac.digest(self.seed, content, "sha256")

    def below(self, purpose: bytes, limit: int) -> int:
        """A number from 0 to limit - 1, each equally likely: what would favour some is drawn again."""
        fair = 2**256 // limit * limit
        attempt = 0
        while (number := int.from_bytes(self.lot(purpose, attempt.to_bytes(8)))) >= fair:
            attempt += 1
        return number % limit

    def in_order(self, people: Iterable[Listed]) -> list[Listed]:
        """Branches, workplaces and people by lot; those of one place stay together."""

        @cache
        def place(branch: UUID, workplace: UUID) -> tuple[bytes, bytes]:
            where = branch.bytes + workplace.bytes
            return self.lot(b"branch", branch.bytes), self.lot(b"workplace", where)

        def order(one: Listed) -> tuple[tuple[bytes, bytes], bytes]:
            return place(one.branch, one.workplace), self.lot(b"person", one.person.bytes)

        return sorted(people, key=order)


def draw(
    seed: bytes,
    drawing: UUID,
    people: Collection[Listed],
    count: int,
    *,
    branches: Mapping[UUID, int] | None = None,
    most: int | None = None,
) -> tuple[Listed, ...]:
    """So many of the people, in the order of the list. `branches`, where given, says how many of each branch.

    Raises RuleBroken `listed-twice`, `too-few` people, `too-few-workplaces` for `most`, `branches` where their numbers
    do not add up.
    """
    lots = Lots(seed, drawing, digest(people))
    if branches is None:
        return tuple(sorted(_drawn(lots, b"all", people, count, most)))
    if sum(branches.values()) != count or not all(wanted >= 0 for wanted in branches.values()):
        raise RuleBroken("branches")
    found: list[Listed] = []
    for branch, wanted in branches.items():
        found += _drawn(lots, branch.bytes, [one for one in people if one.branch == branch], wanted, most)
    return tuple(sorted(found))


def _drawn(lots: Lots, purpose: bytes, people: Collection[Listed], count: int, most: int | None) -> list[Listed]:
    if not 0 <= count <= len(people):
        raise RuleBroken("too-few", people=len(people), count=count)
    ordered = lots.in_order(people)
    full = _full(ordered, count, most)
    found = [one for place in full for one in _first(ordered, place, most or 0)]
    rest = [one for one in ordered if (one.branch, one.workplace) not in full]
    return found + systematic(rest, count - len(found), lots.below(b"start" + purpose, max(1, len(rest))))


def systematic(ordered: Sequence[Listed], count: int, start: int) -> list[Listed]:
    """Every (N / count)-th, from `start` on, in whole numbers."""
    size = len(ordered)
    return [one for i, one in enumerate(ordered) if ((i + 1) * count + start) // size > (i * count + start) // size]


def _full(ordered: Sequence[Listed], count: int, most: int | None) -> set[tuple[UUID, UUID]]:
    """The workplaces to which more than `most` would be due: each takes exactly so many, and the others share the rest.

    One by one from the largest, because each that is full leaves more for the others.
    """
    if most is None:
        return set()
    sizes = _sizes(ordered)
    if sum(min(most, size) for size in sizes.values()) < count:
        raise RuleBroken("too-few-workplaces", count=count, most=most)
    full: set[tuple[UUID, UUID]] = set()
    people, places = len(ordered), count
    for place, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        if places * size <= most * people:
            break
        full.add(place)
        people, places = people - size, places - most
    return full


def _sizes(people: Iterable[Listed]) -> dict[tuple[UUID, UUID], int]:
    sizes: dict[tuple[UUID, UUID], int] = {}
    for one in people:
        sizes[one.branch, one.workplace] = sizes.get((one.branch, one.workplace), 0) + 1
    return sizes


def _first(ordered: Iterable[Listed], place: tuple[UUID, UUID], count: int) -> list[Listed]:
    return [one for one in ordered if (one.branch, one.workplace) == place][:count]


def instead(
    seed: bytes, drawing: UUID, people: Collection[Listed], drawn: Collection[Listed], gone: Listed
) -> Listed | None:
    """Who takes the place of somebody drawn who cannot serve: the next by lot of the same workplace, else of the same
    branch, else of all who were not drawn. `drawn` are all who ever were, those who stepped back included, so that
    nobody comes twice. None where nobody is left.
    """
    lots = Lots(seed, drawing, digest(people))
    left = [one for one in people if one not in set(drawn)]

    def near(one: Listed) -> tuple[bool, bool, bytes]:
        same = (one.branch, one.workplace) == (gone.branch, gone.workplace)
        return not same, one.branch != gone.branch, lots.lot(b"instead", one.person.bytes)

    return min(left, key=near, default=None)
