"""The frozen list from which auditors are drawn: every member once, by branch and workplace, and named by nobody.

A place on it is a number that only the site can lead back to a member: HMAC-SHA-256 of the account under a salt that is
drawn for this list and never leaves the site. Workplaces, and branches, in which fewer stand than the charter lets the
public see are counted together with others, so that whoever gets the list learns no small number from it.
"""

from __future__ import annotations

import hmac
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID

from groundswell.charter.queries import rules
from groundswell.kernel.errors import Unknown
from groundswell.members.queries import members_today
from groundswell.workplaces.models import Closure, Placement, Unit
from scrutiny.encoding import Json, canonical_json
from scrutiny.organisation.ballots.floors import joined
from scrutiny.organisation.sortition import Listed
from scrutiny.organisation.units import ABOVE_WORKPLACE

PIECE = 1 << 16


def place_of(salt: bytes, account: UUID) -> UUID:
    return UUID(bytes=hmac.digest(salt, account.bytes, "sha256")[:16])


def freeze(salt: bytes) -> list[Listed]:
    """All members of today, in the order of the list."""
    where = _where()
    floor = rules().public_floor
    branches = _together(Counter(branch for branch, _place in where.values()), floor)
    inside: dict[UUID, Counter[UUID]] = {}
    for branch, workplace in where.values():
        inside.setdefault(branches[branch], Counter())[workplace] += 1
    workplaces = {branch: _together(sizes, floor) for branch, sizes in inside.items()}
    return sorted(
        Listed(branches[branch], workplaces[branches[branch]][workplace], place_of(salt, account))
        for account, (branch, workplace) in where.items()
    )


def _where() -> dict[UUID, tuple[UUID, UUID]]:
    """The branch and the workplace of each member: where they have stood the longest."""
    people = set(members_today())
    tops = set(Unit.objects.filter(parent=None).values_list("id", flat=True))
    below = Unit.objects.exclude(kind__in=ABOVE_WORKPLACE)
    first = below.filter(parent=None) | below.filter(parent__kind__in=ABOVE_WORKPLACE)
    branch_of = _above(tops)
    workplace_of = _above(set(first.values_list("id", flat=True)))
    found: dict[UUID, tuple[UUID, UUID]] = {}
    for person, unit in Placement.objects.order_by("since", "id").values_list("person", "unit_id"):
        if person in people and person not in found and unit in branch_of:
            found[person] = branch_of[unit], workplace_of.get(unit, branch_of[unit])
    return found


def _above(ancestors: set[UUID]) -> dict[UUID, UUID]:
    return dict(Closure.objects.filter(ancestor_id__in=ancestors).values_list("descendant_id", "ancestor_id"))


def _together(sizes: Mapping[UUID, int], floor: int) -> dict[UUID, UUID]:
    """For each part the first of those with which it is counted."""
    named = {str(part): size for part, size in sizes.items()}
    groups = joined(named, floor) if sum(named.values()) >= floor else (tuple(named),)
    return {UUID(part): UUID(min(group)) for group in groups for part in group}


def rows(people: Iterable[Listed]) -> list[Json]:
    """As sortition.digest hashes them."""
    return [[str(one.branch), str(one.workplace), str(one.person)] for one in sorted(people)]


def pack(people: Iterable[Listed]) -> bytes:
    return zlib.compress(canonical_json(rows(people)))


def unpack(content: bytes) -> list[Listed]:
    found = json.loads(zlib.decompress(content))
    return [Listed(UUID(branch), UUID(workplace), UUID(person)) for branch, workplace, person in found]


def owners(salt: bytes) -> dict[UUID, UUID]:
    """Whose place is whose, of those who are members today."""
    return {place_of(salt, account): account for account in members_today()}


def known(content: bytes | None) -> list[Listed]:
    """Raises Unknown for a list that is not kept any more."""
    if content is None:
        raise Unknown
    return unpack(content)


def parts(content: bytes | None) -> Iterable[bytes]:
    """The list as it was hashed, piece by piece. Raises Unknown for one that is not kept any more."""
    if content is None:
        raise Unknown
    stream = zlib.decompressobj()
    return (stream.decompress(content[at : at + PIECE]) for at in range(0, len(content), PIECE))
