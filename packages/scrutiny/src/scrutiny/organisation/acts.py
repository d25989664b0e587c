"""What members, officials and the host do, as typed values.

An act is what one action of the site takes, what the record keeps, and what replay reads. `type` is its stable name;
`office` says that it is an act of office, which stands in the record at once and for everyone; other acts are
personal: only committed to, and appended with the day's batch. `body` and `parse` turn an act into JSON and back,
strictly: an unknown, missing or mistyped field is refused, so that what was signed has one meaning only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, ClassVar, get_args, get_origin, get_type_hints
from uuid import UUID

from scrutiny.encoding import Json
from scrutiny.errors import Malformed

LARGEST = 2**53


@dataclass(frozen=True)
class Act:
    """Base of all acts. Fields are texts, integers, truth values, UUIDs, days, or tuples of these."""

    type: ClassVar[str] = ""
    office: ClassVar[bool] = False

    def body(self) -> dict[str, Json]:
        """The fields as JSON values: UUIDs and days as text."""
        return {item.name: _to_json(getattr(self, item.name)) for item in fields(self)}


REGISTRY: dict[str, type[Act]] = {}


def act(name: str, *, office: bool = False) -> Callable[[type[Any]], type[Any]]:
    """Give a class its stable name and whether it is an act of office."""

    def register(cls: type[Any]) -> type[Any]:
        cls.type, cls.office = name, office
        REGISTRY[name] = cls
        return cls

    return register


def parse(name: str, body: Json) -> Act:
    """The act with this name and body. Raises Malformed `unknown-act`, `wrong-fields`, `wrong-value`."""
    if name not in REGISTRY:
        raise Malformed("unknown-act", type=name)
    cls = REGISTRY[name]
    hints = _hints(cls)
    if not isinstance(body, Mapping) or set(body) != set(hints):
        raise Malformed("wrong-fields", type=name)
    return cls(**{field: _from_json(hints[field], body[field], field) for field in hints})


@cache
def _hints(cls: Any) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {item.name: hints[item.name] for item in fields(cls)}


def _to_json(value: Any) -> Json:
    if isinstance(value, tuple):
        return [_to_json(item) for item in value]
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Act):
        return value.body()
    if value is None or isinstance(value, (str, int)):
        return value
    raise TypeError(f"an act cannot hold {type(value).__name__}")


def _from_json(kind: Any, value: Json, field: str) -> Any:
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise Malformed("wrong-value", field=field)
        return tuple(_from_json(get_args(kind)[0], item, field) for item in value)
    if type(None) in get_args(kind):
        return None if value is None else _from_json(get_args(kind)[0], value, field)
    if isinstance(kind, type) and issubclass(kind, Act):
        return _part(kind, value, field)
    return _scalar(kind, value, field)


def _part(kind: type[Act], value: Json, field: str) -> Act:
    hints = _hints(kind)
    if not isinstance(value, Mapping) or set(value) != set(hints):
        raise Malformed("wrong-fields", field=field)
    return kind(**{name: _from_json(hints[name], value[name], name) for name in hints})


def _scalar(kind: Any, value: Json, field: str) -> Any:
    """One text, integer, truth value, UUID or day, in the one form in which `body` writes it."""
    found: Any = value
    if kind in (UUID, dt.date):
        found = _read(kind, value)
    elif type(value) is not kind or (kind is int and not -LARGEST < found < LARGEST):
        found = None
    if found is None:
        raise Malformed("wrong-value", field=field)
    return found


def _read(kind: Any, value: Json) -> UUID | dt.date | None:
    if not isinstance(value, str):
        return None
    try:
        found: UUID | dt.date = UUID(value) if kind is UUID else dt.date.fromisoformat(value)
    except ValueError:
        return None
    return found if _to_json(found) == value else None


# Founding


@act("organisation.found", office=True)
@dataclass(frozen=True)
class Found(Act):
    """Name, first units and founders; `rules` are those of the charter that it adopts, as name and value."""

    name: str
    units: tuple[UUID, ...]
    founders: tuple[UUID, ...]
    stewards: tuple[UUID, ...]
    rules: tuple[str, ...]


# The tree of units


@act("unit.add", office=True)
@dataclass(frozen=True)
class AddUnit(Act):
    unit: UUID
    parent: UUID | None
    kind: str
    name: str
    languages: tuple[str, ...] = ()


@act("unit.rename", office=True)
@dataclass(frozen=True)
class RenameUnit(Act):
    unit: UUID
    name: str


@act("unit.languages", office=True)
@dataclass(frozen=True)
class SetLanguages(Act):
    """The languages spoken in a unit, as two-letter codes."""

    unit: UUID
    languages: tuple[str, ...]


@act("unit.move", office=True)
@dataclass(frozen=True)
class MoveUnit(Act):
    unit: UUID
    parent: UUID | None


@act("unit.merge", office=True)
@dataclass(frozen=True)
class MergeUnits(Act):
    units: tuple[UUID, ...]
    into: UUID


@dataclass(frozen=True)
class NewPart(Act):
    unit: UUID
    name: str


@act("unit.split", office=True)
@dataclass(frozen=True)
class SplitUnit(Act):
    unit: UUID
    into: tuple[NewPart, ...]


@act("unit.close", office=True)
@dataclass(frozen=True)
class CloseUnit(Act):
    unit: UUID


@act("unit.headcount", office=True)
@dataclass(frozen=True)
class SetHeadcount(Act):
    unit: UUID
    day: dt.date
    count: int
    source: str
    season_from: str = ""
    season_to: str = ""


@act("edit.propose", office=True)
@dataclass(frozen=True)
class ProposeEdit(Act):
    proposal: UUID
    edit: str


@act("edit.confirm", office=True)
@dataclass(frozen=True)
class ConfirmEdit(Act):
    proposal: UUID


@act("edit.reject", office=True)
@dataclass(frozen=True)
class RejectEdit(Act):
    proposal: UUID


@act("import.adopt", office=True)
@dataclass(frozen=True)
class AdoptImport(Act):
    of: UUID
    digest: str
    units: int
    headcounts: int
    tests: int


@act("import.undo", office=True)
@dataclass(frozen=True)
class UndoImport(Act):
    of: UUID


# Tests of strength


@act("test.plan", office=True)
@dataclass(frozen=True)
class PlanTest(Act):
    test: UUID
    unit: UUID
    title: str
    kind: str
    target_percent: int
    day: dt.date


@act("test.count", office=True)
@dataclass(frozen=True)
class RecordTestCount(Act):
    test: UUID
    unit: UUID
    count: int
    asked: int


@act("test.close", office=True)
@dataclass(frozen=True)
class CloseTest(Act):
    test: UUID


# Keys


@act("key.register")
@dataclass(frozen=True)
class RegisterKey(Act):
    account: UUID


@act("key.rotate")
@dataclass(frozen=True)
class RotateKey(Act):
    old: UUID
    new: UUID


@act("key.return.ask")
@dataclass(frozen=True)
class AskKeyReturn(Act):
    account: UUID
    new: UUID


@act("key.return.vouch")
@dataclass(frozen=True)
class VouchKeyReturn(Act):
    key_return: UUID


@act("key.return.cancel")
@dataclass(frozen=True)
class CancelKeyReturn(Act):
    key_return: UUID


@act("key.return.settle")
@dataclass(frozen=True)
class SettleKeyReturn(Act):
    key_return: UUID


# Membership


@act("card.issue")
@dataclass(frozen=True)
class IssueCard(Act):
    card_digest: str
    unit: UUID
    expires: dt.date


@act("card.void")
@dataclass(frozen=True)
class VoidCard(Act):
    card_digest: str


@act("member.apply")
@dataclass(frozen=True)
class Apply(Act):
    card_digest: str
    account: UUID


@act("member.vouch")
@dataclass(frozen=True)
class Vouch(Act):
    standing: UUID


@act("member.vouch.withdraw")
@dataclass(frozen=True)
class WithdrawVouch(Act):
    standing: UUID


@act("member.admit")
@dataclass(frozen=True)
class Admit(Act):
    standing: UUID
    unit: UUID


@act("member.end")
@dataclass(frozen=True)
class EndStanding(Act):
    standing: UUID
    reason: str


@act("member.move")
@dataclass(frozen=True)
class MoveStanding(Act):
    standing: UUID
    old: UUID
    new: UUID


@act("member.add")
@dataclass(frozen=True)
class AddStanding(Act):
    standing: UUID
    unit: UUID


@act("member.show")
@dataclass(frozen=True)
class ShowMe(Act):
    standing: UUID
    visible: bool
    active: bool
    languages: tuple[str, ...]


@act("member.out-of-work")
@dataclass(frozen=True)
class OutOfWork(Act):
    standing: UUID
    cause: str
    day: dt.date


@act("member.back-at-work")
@dataclass(frozen=True)
class BackAtWork(Act):
    standing: UUID


@act("member.dispute.open")
@dataclass(frozen=True)
class DisputeOpened(Act):
    standing: UUID


@act("member.dispute.close")
@dataclass(frozen=True)
class DisputeClosed(Act):
    standing: UUID


@act("review.open")
@dataclass(frozen=True)
class OpenReview(Act):
    standing: UUID
    reason: str


@act("review.appeal")
@dataclass(frozen=True)
class Appeal(Act):
    standing: UUID


@act("review.answer")
@dataclass(frozen=True)
class AnswerReview(Act):
    review: UUID
    answer: str


@act("review.settle")
@dataclass(frozen=True)
class SettleReview(Act):
    review: UUID
    outcome: str


# Stewards


@act("steward.nominate")
@dataclass(frozen=True)
class NominateSteward(Act):
    unit: UUID
    account: UUID


@act("steward.sign")
@dataclass(frozen=True)
class SignSteward(Act):
    nomination: UUID


@act("steward.sign.withdraw")
@dataclass(frozen=True)
class WithdrawStewardSignature(Act):
    nomination: UUID


@act("steward.accept", office=True)
@dataclass(frozen=True)
class AcceptStewardship(Act):
    nomination: UUID
    mandate: UUID


@act("steward.end", office=True)
@dataclass(frozen=True)
class EndStewardship(Act):
    mandate: UUID
    reason: str
