"""Reads of petitions. Where one stands is computed from the signatures, the clock and its ballot."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from groundswell.accounts.models import Key, KeyState
from groundswell.charter.queries import rules
from groundswell.councils import queries as councils
from groundswell.councils.models import Mandate, OccasionState
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Unknown
from groundswell.motions.models import KeyEnvelope, KeyList, Kind, Petition, PetitionSignature
from groundswell.record.queries import org_id
from groundswell.workplaces import tree
from scrutiny.organisation.councils import clocks, mandates, petitions
from scrutiny.organisation.councils.bodies import Body, BodyKind

KEY = 32  # bytes


def body_of(unit: UUID | None) -> str:
    """The key of the assembly of a unit, or of all members."""
    return Body(BodyKind.ASSEMBLY, unit).key


def key_list(unit: UUID | None) -> KeyList | None:
    """The latest list of petition keys of these electors, if any ballot of theirs has made one."""
    published = KeyList.objects.filter(published__isnull=False)
    listed = published.filter(electorate__unit_id=unit) if unit else published.filter(electorate__unit=None)
    latest = listed.select_related("electorate__unit").defer("keys").order_by("-electorate__frozen")
    found: KeyList | None = latest.first()
    return found


@lru_cache(maxsize=8)
def _keys(digest: str) -> petitions.KeyList:
    """The list with this digest. It is checked once in each process: that takes its time where it is long."""
    held = bytes(KeyList.objects.values_list("keys", flat=True).get(digest=digest))
    return petitions.KeyList(tuple(held[place : place + KEY] for place in range(0, len(held), KEY)))


def keys_of(listed: KeyList) -> petitions.KeyList:
    return _keys(listed.digest)


def size_of(listed: KeyList) -> int:
    """How many keys are on a list. The list itself may be long, and is not fetched for that."""
    size = KeyList.objects.filter(pk=listed.pk).annotate(size=Length("keys")).values_list("size", flat=True).get()
    return int(size) // KEY


def listed_under(digest: str) -> KeyList | None:
    found: KeyList | None = KeyList.objects.filter(digest=digest).select_related("electorate").first()
    return found


def petition(petition_id: UUID) -> Petition:
    found: Petition | None = _all().filter(id=petition_id).first()
    if found is None:
        raise Unknown
    return found


def _all() -> QuerySet[Petition, Petition]:
    joined = "listed__electorate", "unit", "mandate__holder", "mandate__unit", "joined_into", "occasion"
    return Petition.objects.select_related(*joined).defer("listed__keys")


def value(one: Petition) -> petitions.Petition:
    """As it is signed, and as the record knows it."""
    return petitions.Petition(
        id=one.id,
        kind=petitions.Kind(one.kind),
        org=org_id(),
        electorate=one.body,
        keys=one.listed.digest,
        subject=one.mandate_id,
        text=one.text,
        opened=one.opened,
        closes=one.closes,
    )


def found_signatures(one: Petition) -> list[petitions.Signature]:
    """All that were made under it, in the order of the keys."""
    rows = PetitionSignature.objects.filter(petition=one).order_by("key").values_list("key", "signature")
    return [petitions.Signature(bytes.fromhex(key), bytes.fromhex(made)) for key, made in rows]


def has_signed(one: Petition, key: bytes) -> bool:
    return PetitionSignature.objects.filter(petition=one, key=key.hex()).exists()


def parts(one: Petition) -> list[Petition]:
    """The petition with those that were joined to it."""
    return [one, *Petition.objects.filter(joined_into=one).order_by("opened", "id")]


def signed(one: Petition) -> int:
    """How many keys have signed it, or one that was joined to it."""
    found = PetitionSignature.objects.filter(Q(petition=one) | Q(petition__joined_into=one))
    return found.values("key").distinct().count()


def state(one: Petition) -> str:
    """One of the states of scrutiny.organisation.councils.clocks.PETITION."""
    occasion = one.occasion
    if occasion is not None and occasion.state == OccasionState.SETTLED and occasion.outcome in clocks.DECIDED:
        return clocks.DECIDED[occasion.outcome]
    return clocks.petition_state(
        one.closes, one.reached, now(), joined=one.joined_into_id is not None, moot=is_moot(one)
    )


def is_moot(one: Petition) -> bool:
    """Whether the mandate that it would recall is over."""
    return one.mandate is not None and is_over(one.mandate)


def is_over(mandate: Mandate) -> bool:
    return mandates.state_at(mandate_value(mandate), now()) in mandates.MANDATE.ends()


def recallable(mandate_id: UUID) -> Mandate:
    """Raises Unknown for a mandate that is over, or that is none."""
    found = councils.mandate(mandate_id)
    if is_over(found):
        raise Unknown
    return found


@dataclass(frozen=True)
class Standing:
    """A petition as everybody sees it: only the count, never who."""

    petition: Petition
    state: str
    signed: int
    electors: int

    @property
    def percent(self) -> int:
        """How far it has come towards what is needed."""
        return min(100, self.signed * 100 // self.petition.needed)

    @property
    def open(self) -> bool:
        return self.state == clocks.OPEN


def standing(one: Petition) -> Standing:
    return Standing(one, state(one), signed(one), size_of(one.listed))


def latest(units: Collection[UUID]) -> list[Standing]:
    """Those of all members and of these units, the latest first."""
    found = _all().filter(Q(unit=None) | Q(unit_id__in=list(units))).order_by("-opened", "id")[:100]
    return [standing(one) for one in found]


def path_of(units: Collection[UUID]) -> set[UUID]:
    """The units in which somebody who stands in these is an elector."""
    return tree.ancestors_of_all(units)


def same_question(one: Petition) -> list[Petition]:
    """Other open petitions that ask these electors the same."""
    others = _all().filter(listed=one.listed, kind=one.kind, joined_into=None, reached=None).exclude(id=one.id)
    mine = value(one)
    return [other for other in others if state(other) == clocks.OPEN and petitions.same_question(mine, value(other))]


def needed(kind: str, listed: KeyList) -> int:
    return petitions.needed(petitions.Kind(kind), size_of(listed), rules())


def halves(listed: KeyList, account: UUID) -> list[KeyEnvelope]:
    """What registrars sealed to somebody, if it was sealed to the keys that they have now."""
    age = living_age(account)
    return list(KeyEnvelope.objects.filter(listed=listed, account_id=account, age=age).order_by("registrar"))


def living_age(account: UUID) -> str:
    """The key to which things are sealed to somebody now; "" where they have none that lives."""
    found = Key.objects.filter(account_id=account, state=KeyState.LIVING).values_list("age", flat=True).first()
    return found or ""


def open_by(key: bytes) -> int:
    """How many petitions this key has begun that are open still."""
    begun = Petition.objects.filter(mover=key.hex(), reached=None, joined_into=None).select_related(
        "mandate", "occasion"
    )
    return sum(state(one) == clocks.OPEN for one in begun)


def recallable_in(units: Collection[UUID]) -> list[Mandate]:
    """Mandates that these units have given and that are not over, where a petition can be begun now."""
    listed = {unit for unit in units if key_list(unit) is not None}
    found = Mandate.objects.filter(unit_id__in=listed, end__gt=now()).select_related("unit", "holder")
    return [one for one in found.order_by("unit__name", "end") if not is_over(one)]


def mandate_value(mandate: Mandate) -> mandates.Mandate:
    """The mandate as the rules of petitions see it: who gave it, and whether it is over."""
    ended = mandates.End(mandates.LAID_DOWN, mandate.ended) if mandate.ended else None
    return mandates.Mandate(
        id=mandate.id,
        holder=mandate.holder_id,
        electorate=body_of(mandate.unit_id),
        body=body_of(mandate.unit_id),
        seat=0,
        ballot="",
        instructions="",
        given=mandate.start,
        start=mandate.start,
        end=mandate.end,
        accepted=mandate.start,
        ended=ended,
    )


def recalls(mandate: UUID) -> list[Petition]:
    return list(_all().filter(kind=Kind.RECALL, mandate_id=mandate).order_by("-opened"))
