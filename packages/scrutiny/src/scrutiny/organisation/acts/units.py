"""Acts on the tree of units: all of them acts of office, proposed by one steward and confirmed by a second."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from scrutiny.organisation.acts.base import Act, Part, act


@act("unit.add", office=True)
@dataclass(frozen=True)
class AddUnit(Act):
    """A new unit; `parent` is None at the top, `kind` one of units.KINDS, `languages` two-letter codes."""

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
    """Hang a unit, with all below it, under another one."""

    unit: UUID
    parent: UUID | None


@act("unit.merge", office=True)
@dataclass(frozen=True)
class MergeUnits(Act):
    """Who stands in `units`, and what stands below them, comes into `into`; they are closed and keep their history."""

    units: tuple[UUID, ...]
    into: UUID


@dataclass(frozen=True)
class NewPart(Part):
    unit: UUID
    name: str


@act("unit.split", office=True)
@dataclass(frozen=True)
class SplitUnit(Act):
    """New units of the same kind beside `unit`, which stays, with its members and its history."""

    unit: UUID
    into: tuple[NewPart, ...]


@act("unit.close", office=True)
@dataclass(frozen=True)
class CloseUnit(Act):
    unit: UUID


@act("unit.headcount", office=True)
@dataclass(frozen=True)
class SetHeadcount(Act):
    """From `day` on `count` people work there, says `source`; with a season (MM-DD to MM-DD) only within it."""

    unit: UUID
    day: dt.date
    count: int
    source: str
    season_from: str = ""
    season_to: str = ""


@act("edit.propose", office=True)
@dataclass(frozen=True)
class ProposeEdit(Act):
    """Put an edit before a second steward. `edit` is the type of the act that would follow, `content` its body as
    RFC 8785 JSON; of an import the digest of its sheet and the pairs of names that become one.
    """

    proposal: UUID
    edit: str
    content: str


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
    """Take over a table: SHA-256 of the file (hexadecimal), and how many units, headcounts and tests it brought."""

    of: UUID
    digest: str
    units: int
    headcounts: int
    tests: int


@act("import.undo", office=True)
@dataclass(frozen=True)
class UndoImport(Act):
    of: UUID
