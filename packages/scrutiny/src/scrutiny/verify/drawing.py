"""Drawing again: whether the lot fell to the places that a record names, from the list that it announced.

    1 list     the list has the digest that was announced
    2 lot      the seed is the root of the record at the size that was named
    3 drawn    the places are those that organisation.sortition draws
    4 instead  whoever came in the place of somebody is the next by lot
    5 record   the record announced this drawing, and names the same places (with a record only)

Raises Unverified with `step` and the code `list`, `lot`, `drawn`, `instead`, `record`; Malformed `drawing` for a file
that is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from scrutiny.errors import Malformed, ScrutinyError, Unverified
from scrutiny.organisation import sortition
from scrutiny.organisation.replay import State
from scrutiny.organisation.sortition import Listed
from scrutiny.record import tiles
from scrutiny.record.source import Source, read_tile


@dataclass(frozen=True)
class Drawing:
    """What whoever draws again is given. `drawn` are the places in the order in which they came, each with the one in
    whose stead it came, or None; `root` is 32 bytes, empty before it was drawn.
    """

    id: UUID
    size: int
    root: bytes
    count: int
    listed: bytes
    people: tuple[Listed, ...]
    drawn: tuple[tuple[UUID, UUID | None], ...]

    @property
    def is_drawn(self) -> bool:
        """Whether the lot has fallen; before that only the list can be checked."""
        return bool(self.root or self.drawn)


def read(said: Mapping[str, Any]) -> Drawing:
    """Raises Malformed `drawing`."""
    try:
        return Drawing(
            id=UUID(said["drawing"]),
            size=int(said["size"]),
            root=bytes.fromhex(said["root"]),
            count=int(said["count"]),
            listed=bytes.fromhex(said["listed"]),
            people=tuple(Listed(UUID(branch), UUID(place), UUID(one)) for branch, place, one in said["people"]),
            drawn=tuple((UUID(place), UUID(gone) if gone else None) for place, gone in said["drawn"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Malformed("drawing") from error


def check(drawing: Drawing) -> None:
    """Step 1, and once it is drawn 3 and 4, with the seed as the file has it. Raises Unverified."""
    try:
        same = sortition.digest(drawing.people) == drawing.listed
    except ScrutinyError as error:
        raise Unverified("list", step=1) from error
    if not same:
        raise Unverified("list", step=1)
    if not drawing.is_drawn:
        return
    first = [place for place, gone in drawing.drawn if gone is None]
    try:
        again = sortition.draw(drawing.root, drawing.id, drawing.people, drawing.count)
    except ScrutinyError as error:
        raise Unverified("drawn", step=3) from error
    if first != [one.person for one in again]:
        raise Unverified("drawn", step=3)
    _check_instead(drawing)


def _check_instead(drawing: Drawing) -> None:
    by_place = {one.person: one for one in drawing.people}
    before: list[Listed] = []
    for place, gone in drawing.drawn:
        if gone is not None:
            left = by_place.get(gone)
            found = left and sortition.instead(drawing.root, drawing.id, drawing.people, before, left)
            if left not in before or found is None or found.person != place:
                raise Unverified("instead", step=4, place=str(place))
        before.append(by_place[place])


def check_against(drawing: Drawing, files: Source, state: State, size: int) -> None:
    """Steps 2 and 5, against a record of this size that was verified, and what its entries say. Raises Unverified."""
    known = state.drawings.get(str(drawing.id))
    told = known and (known.size, known.count, known.listed)
    if known is None or told != (drawing.size, drawing.count, drawing.listed.hex()):
        raise Unverified("record", step=5)
    if known.drawn != {str(place) for place, _gone in drawing.drawn}:
        raise Unverified("record", step=5)
    if drawing.is_drawn and (drawing.size > size or _root(files, drawing.size, size) != drawing.root):
        raise Unverified("lot", step=2)


def _root(files: Source, at: int, size: int) -> bytes:
    return tiles.range_root(0, at, partial(read_tile, files), size)


def groups(people: Sequence[Listed]) -> tuple[int, int]:
    """How many branches, or groups of them, and workplaces there are on the list."""
    return len({one.branch for one in people}), len({(one.branch, one.workplace) for one in people})
