"""What the petition page is told: the petition, how it stands, and the halves of the key of whoever asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from groundswell.charter.queries import rules
from groundswell.councils.models import Mandate
from groundswell.kernel.clock import today
from groundswell.kernel.errors import Gone
from groundswell.motions import queries
from groundswell.motions.models import KeyList, Kind, Petition
from groundswell.record.queries import org_id
from groundswell.web.templatetags.components import day
from groundswell.workplaces.queries import unit as unit_of
from scrutiny.encoding import Json
from scrutiny.organisation.councils import clocks

LONGEST_TITLE = 120


@dataclass(frozen=True)
class New:
    """A petition that is not begun yet."""

    kind: Kind
    listed: KeyList
    unit: UUID | None
    subject: UUID | None
    title: str
    place: str


def heading(one: Petition) -> str:
    return title_of(one.mandate, one.text)


def title_of(about: Mandate | None, text: str) -> str:
    """The name of whom a recall is about, or the first line of the text that is demanded."""
    if about is not None:
        return _("Recall {name}, {unit}").format(name=about.holder.name, unit=about.unit.name)
    first = text.strip().partition("\n")[0]
    return first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1] + "…"


def until(closes: dt.date) -> str:
    """The last day on which it can be signed, as people read it."""
    return day(closes - dt.timedelta(days=1))


def of_petition(one: Petition, account: UUID, into: Petition | None = None) -> dict[str, Json]:
    standing, place = queries.standing(one), place_of(one)
    state = "open" if standing.open else "over"
    return {
        "petition": _written(one),
        "title": heading(one),
        "unit": place,
        "signed": standing.signed,
        "needed": one.needed,
        "electors": standing.electors,
        "days": (one.closes - one.opened).days,
        "until": until(one.closes),
        "into": _written(into) if into else None,
        **_key(one.listed, account, state),
    }


def place_of(one: Petition) -> str:
    return one.unit.name if one.unit else _("All members")


def of_recall(about: Mandate, account: UUID) -> dict[str, Json]:
    """Raises Gone where these electors have no petition keys yet."""
    listed = _listed(about.unit_id)
    return _new(New(Kind.RECALL, listed, about.unit_id, about.id, title_of(about, ""), about.unit.name), account)


def of_ballot(unit: UUID | None, account: UUID, organisation: str) -> dict[str, Json]:
    """Raises Gone where these electors have no petition keys yet."""
    place = unit_of(unit).name if unit else organisation
    return _new(New(Kind.BALLOT, _listed(unit), unit, None, _("Demand a ballot"), place), account)


def _listed(unit: UUID | None) -> KeyList:
    found = queries.key_list(unit)
    if found is None:
        raise Gone(
            _("These electors have no petition keys yet: they get them with their first ballot."),
            todo=_("Talk to each other, and demand the ballot at a meeting."),
        )
    return found


def _new(new: New, account: UUID) -> dict[str, Json]:
    days, opened = rules().petition_days, today()
    petition: dict[str, Json] = {
        "id": "",
        "kind": str(new.kind),
        "org": org_id(),
        "electorate": queries.body_of(new.unit),
        "keys": new.listed.digest,
        "subject": str(new.subject or ""),
        "text": "",
        "opened": opened.isoformat(),
        "closes": (opened + dt.timedelta(days=days)).isoformat(),
    }
    return {
        "petition": petition,
        "title": new.title,
        "unit": new.place,
        "signed": 0,
        "needed": queries.needed(new.kind, new.listed),
        "electors": queries.size_of(new.listed),
        "days": days,
        "until": until(opened + dt.timedelta(days=days)),
        "into": None,
        **_key(new.listed, account, clocks.OPEN),
    }


def _written(one: Petition) -> Json:
    return {
        "id": str(one.id),
        "kind": str(one.kind),
        "org": org_id(),
        "electorate": one.body,
        "keys": one.listed.digest,
        "subject": str(one.mandate_id or ""),
        "text": one.text,
        "opened": one.opened.isoformat(),
        "closes": one.closes.isoformat(),
    }


def _key(listed: KeyList, account: UUID, state: str) -> dict[str, Json]:
    """The halves of the petition key of this member, as they were sealed to them."""
    halves = queries.halves(listed, account)
    return {
        "recipient": str(account),
        "age": queries.living_age(account),
        "ballot": str(listed.ballot),
        "halves": [{"registrar": one.registrar, "sealed": one.sealed} for one in halves],
        "state": state if halves or state != "open" else "no-key",
    }


def to_count(one: Petition) -> dict[str, Json]:
    """The file from which anyone counts: `message` is what was signed, in hexadecimal."""
    value = queries.value(one)
    return {
        "petition": _written(one),
        "message": value.message().hex(),
        "needed": one.needed,
        "keys": [key.hex() for key in queries.keys_of(one.listed).keys],
        "signatures": [
            {"key": found.key.hex(), "signature": found.signature.hex()} for found in queries.found_signatures(one)
        ],
        "joined": [to_count(other) for other in queries.parts(one)[1:]],
    }
