"""Beginning, signing and joining petitions. Nobody is signed in here: what counts is a signature by a key on the list.

Everything is appended for NOBODY, with the day's batch in random order, so that the record does not say when somebody
signed. No official takes part in any of it, so none can refuse or delay it.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from groundswell.charter.queries import rules
from groundswell.councils.models import Mandate
from groundswell.kernel.actions import action
from groundswell.kernel.actor import NOBODY
from groundswell.kernel.clock import now, today
from groundswell.kernel.errors import Gone, Invalid, TooMany
from groundswell.motions import queries
from groundswell.motions.actions import keys
from groundswell.motions.models import JoinOffer, KeyList, Petition, PetitionSignature
from groundswell.motions.words import REFUSALS
from groundswell.record.actions import append
from groundswell.record.queries import org_id
from groundswell.workplaces.queries import public_scope
from scrutiny.encoding import Json
from scrutiny.errors import RuleBroken
from scrutiny.organisation import acts
from scrutiny.organisation.councils import clocks, petitions
from scrutiny.organisation.councils.petitions import Mover, Signature

OPEN_AT_ONCE = 3  # petitions that one key may have begun and that are open: nobody can flood the others
DAY = dt.timedelta(days=1)


class Refused(Invalid):
    """What a rule about petitions refuses; `code` is the rule's."""


def _refusal(error: RuleBroken) -> Invalid:
    return Refused(REFUSALS[error.code], code=error.code)


def begin(asked: petitions.Petition, first: Signature) -> Petition:
    """Begin a petition with its first signature. Sent twice, it is begun once.

    Raises Invalid, TooMany; Gone where this id belongs to another one.
    """
    known: Petition | None = Petition.objects.filter(id=asked.id).select_related("listed").first()
    return _begin(asked, first) if known is None else _the_same(known, asked)


@action
def _begin(asked: petitions.Petition, first: Signature) -> Petition:
    listed = _list_of(asked)
    about = Mandate.objects.filter(id=asked.subject).first() if asked.subject else None
    try:
        _check_first(asked, listed, first, about)
    except RuleBroken as error:
        raise _refusal(error) from error
    if queries.open_by(first.key) >= OPEN_AT_ONCE:
        raise TooMany
    made: Petition = Petition.objects.create(
        id=asked.id,
        listed=listed,
        kind=asked.kind.value,
        unit_id=listed.electorate.unit_id,
        body=asked.electorate,
        mandate=about,
        text=asked.text,
        opened=asked.opened,
        closes=asked.closes,
        mover=first.key.hex(),
        needed=queries.needed(asked.kind.value, listed),
    )
    keys.list_once(listed)
    _append_beginning(asked, made, first)
    _take(made, first)
    return made


def _the_same(known: Petition, asked: petitions.Petition) -> Petition:
    if queries.value(known) != asked:
        raise Gone
    return known


def _list_of(asked: petitions.Petition) -> KeyList:
    """The latest list of these electors. Raises Invalid for any other: keys of who has left since would count."""
    listed = queries.listed_under(asked.keys)
    if asked.org != org_id() or listed is None or queries.key_list(listed.electorate.unit_id) != listed:
        raise Refused(REFUSALS["not-on-the-list"], code="not-on-the-list")
    if asked.electorate != queries.body_of(listed.electorate.unit_id):
        raise Refused(REFUSALS["petition"], code="petition")
    return listed


def _check_first(asked: petitions.Petition, listed: KeyList, first: Signature, about: Mandate | None) -> None:
    """A petition that was drawn up before midnight may arrive after it. Raises RuleBroken."""
    if asked.opened not in (today(), today() - DAY):
        raise RuleBroken("timetable")
    value = queries.mandate_value(about) if about else None
    petitions.check_begun(asked, queries.keys_of(listed), first, now(), rules(), value)


def _append_beginning(asked: petitions.Petition, made: Petition, first: Signature) -> None:
    """The text is for the electors; everybody else reads its hash."""
    act = acts.OpenPetition(
        petition=asked.id,
        kind=asked.kind.value,
        electorate=asked.electorate,
        keys=asked.keys,
        subject=asked.subject,
        text=asked.text,
        opened=asked.opened,
        closes=asked.closes,
        mover=first.key.hex(),
    )
    effect: dict[str, Json] = {**act.body(), **asked.told(), "needed": made.needed}
    append(NOBODY, act, effect=effect, scope=_scope(made.unit_id))


def _scope(unit: UUID | None) -> UUID | None:
    return public_scope(unit) if unit else None


def _take(petition: Petition, one: Signature) -> None:
    day = today()
    PetitionSignature.objects.create(petition=petition, key=one.key.hex(), signature=one.signature.hex(), day=day)
    act = acts.SignPetition(petition=petition.id, key=one.key.hex(), signature=one.signature.hex())
    append(NOBODY, act, effect=act.body(), scope=_scope(petition.unit_id))


@action
def sign(petition_id: UUID, one: Signature) -> None:
    """One more signature. Raises Unknown, Invalid with the rule's code: not on the list, second, false, too late."""
    petition: Petition = Petition.objects.select_for_update().get(id=queries.petition(petition_id).id)
    _check_open(petition)
    signed = [one.key] if queries.has_signed(petition, one.key) else []
    try:
        petitions.check_signature(queries.value(petition), queries.keys_of(petition.listed), one, signed, today())
    except RuleBroken as error:
        raise _refusal(error) from error
    _take(petition, one)


def _check_open(petition: Petition) -> None:
    """Whoever comes when enough have signed, or when its time is over, changes nothing any more. Raises Gone."""
    if queries.state(petition) != clocks.OPEN:
        raise Gone(REFUSALS["too-late"])


@action
def join(joining_id: UUID, into_id: UUID, by: Signature) -> None:
    """The mover of one of two petitions agrees to join them; they are one when both have, at the end of that day.

    Raises Unknown, Invalid, Gone.
    """
    joining, into = (queries.petition(one) for one in (joining_id, into_id))
    _check_open(joining)
    _check_open(into)
    _check_agreement(joining, into, [by], either=True)
    JoinOffer.objects.get_or_create(
        joining=joining, into=into, key=by.key.hex(), defaults={"signature": by.signature.hex(), "day": today()}
    )
    act = acts.JoinPetitions(joining=joining.id, into=into.id, key=by.key.hex(), signature=by.signature.hex())
    append(NOBODY, act, effect=act.body(), scope=_scope(joining.unit_id))


def _check_agreement(joining: Petition, into: Petition, by: list[Signature], *, either: bool) -> None:
    """One of both movers signs it: checked by the rule as if that mover had begun both."""
    key = by[0].key
    if key.hex() not in (joining.mover, into.mover):
        raise Refused(REFUSALS["not-the-mover"], code="not-the-mover")
    movers = [Mover(joining.id, key), Mover(into.id, key)]
    try:
        petitions.check_join(queries.value(joining), queries.value(into), by, movers)
    except RuleBroken as error:
        raise _refusal(error) from error
