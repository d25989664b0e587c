"""Reads of the founding draft."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from groundswell.charter.queries import rules
from groundswell.founding.models import Draft, Founder


@dataclass(frozen=True)
class Place:
    """A unit of the draft; `depth` says how far below the top it stands."""

    id: str
    kind: str
    name: str
    parent: str
    depth: int


def draft() -> Draft | None:
    found: Draft | None = Draft.objects.first()
    return found


def places(of: Draft) -> list[Place]:
    """The units of the draft, each after the one above it."""
    below: dict[str, list[dict[str, str]]] = {}
    for unit in of.units:
        below.setdefault(unit["parent"], []).append(unit)

    def walk(parent: str, depth: int) -> list[Place]:
        found = []
        for unit in below.get(parent, []):
            found += [
                Place(unit["id"], unit["kind"], unit["name"], parent, depth),
                *walk(unit["id"], depth + 1),
            ]
        return found

    return walk("", 0)


def founders() -> list[Founder]:
    return list(Founder.objects.select_related("account").order_by("account__name"))


def founder(account: UUID | None) -> Founder | None:
    if account is None:
        return None
    found: Founder | None = Founder.objects.filter(account_id=account).select_related("account").first()
    return found


@dataclass(frozen=True)
class Readiness:
    """What still stands between the draft and its adoption."""

    founders_missing: int
    no_name: bool
    without_place: list[str]
    stewards_missing: int
    not_agreed: list[str]

    @property
    def text_complete(self) -> bool:
        return not (self.founders_missing or self.no_name or self.without_place or self.stewards_missing)

    @property
    def complete(self) -> bool:
        return self.text_complete and not self.not_agreed


def readiness(of: Draft) -> Readiness:
    people = founders()
    known = {unit["id"] for unit in of.units}
    return Readiness(
        founders_missing=max(0, rules().founders_needed - len(people)),
        no_name=not of.name,
        without_place=[f.account.name for f in people if f.place not in known],
        stewards_missing=max(0, rules().first_stewards - sum(f.steward_of in known for f in people)),
        not_agreed=[f.account.name for f in people if f.agreed != of.version],
    )
