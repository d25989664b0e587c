"""Delegates vote in the open, beside what their electors told them, and report back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groundswell.councils.models import Mandate
from groundswell.kernel.actions import action
from groundswell.kernel.actor import NOBODY, Actor
from groundswell.kernel.clock import now, today
from groundswell.kernel.errors import Forbidden, Gone, Invalid, Unknown
from groundswell.motions import votes
from groundswell.motions.models import Answer, Instruction, OpenVote, Question, Report, Wish
from groundswell.motions.permissions import check_elects, check_may_call
from groundswell.motions.words import VOTE_REFUSALS
from groundswell.record.actions import append
from groundswell.workplaces.queries import public_scope
from scrutiny.encoding import Json
from scrutiny.errors import RuleBroken
from scrutiny.organisation import acts
from scrutiny.organisation.councils.votes import Position
from scrutiny.organisation.office_acts import shown


@action
def call(actor: Actor, act: acts.CallVote) -> Question:
    """Put a question to the delegates of a unit. Raises Forbidden for whoever is none of them, Invalid."""
    mandate = check_may_call(actor, act.unit, act.mandate)
    closes = dt.datetime.fromisoformat(act.closes)
    if not act.title.strip():
        raise Invalid(_("A question needs a title."))
    if not now() < closes <= mandate.end:
        raise Invalid(_("A vote is over before the mandate ends of whoever calls it."), todo=_("Choose fewer days."))
    made: Question = Question.objects.create(
        id=act.question,
        unit_id=act.unit,
        mandate=mandate,
        title=act.title,
        text=act.text,
        opens=now(),
        closes=closes,
    )
    scope = public_scope(act.unit) if act.unit else None
    append(actor, act, effect=shown(act.type, act.body()), scope=scope, office=mandate.office_key)
    return made


def _open(question_id: UUID) -> Question:
    """Raises Unknown, Gone."""
    asked = votes.question(question_id)
    if not votes.is_open(asked):
        raise Gone(VOTE_REFUSALS["vote-over"])
    return asked


@action
def instruct(actor: Actor, act: acts.Instruct) -> None:
    """Sign for what the delegates of one's unit shall say; another position takes the place of the one before."""
    check_elects(actor, act.unit)
    asked = _open(act.question)
    if act.unit not in {one.unit_id for one in votes.council(asked.unit_id)}:
        raise Unknown
    if Instruction.objects.filter(question=asked, unit_id=act.unit).exists():
        raise Gone(_("Your unit has decided on its instruction already."))
    Wish.objects.update_or_create(
        question=asked, unit_id=act.unit, by_id=actor.person, defaults={"position": _position(act.position).value}
    )
    append(actor, act, scope=public_scope(act.unit))
    if votes.valid_wishes(asked, act.unit, act.position) >= votes.needed_in(act.unit):
        Instruction.objects.create(question=asked, unit_id=act.unit, position=act.position)
        done = acts.Instructed(question=asked.id, unit=act.unit, position=act.position)
        append(NOBODY, done, effect=done.body(), scope=public_scope(act.unit))


def _position(text: str) -> Position:
    try:
        return Position(text)
    except ValueError as error:
        raise Invalid(_("A vote is in favour, against, or an abstention.")) from error


@action
def cast(actor: Actor, act: acts.CastOpenVote) -> OpenVote:
    """A delegate's vote. Raises Unknown, Forbidden, Gone, Invalid where a departure has no reason."""
    act = replace(act, reason=act.reason.strip())
    asked, mandate = votes.question(act.question), _mandate(actor, act.mandate)
    if not votes.stands(mandate):
        raise Forbidden(VOTE_REFUSALS["no-mandate"])
    try:
        votes.check(asked, mandate, actor.person, _position(act.position), act.reason)
    except RuleBroken as error:
        raise _refusal(error) from error
    made: OpenVote = OpenVote.objects.create(
        question=asked, mandate=mandate, position=act.position, reason=act.reason, instant=now()
    )
    effect: dict[str, Json] = {**shown(act.type, act.body()), "unit": str(mandate.unit_id)}
    append(actor, act, effect=effect, scope=public_scope(mandate.unit_id), office=mandate.office_key)
    return made


def _mandate(actor: Actor, mandate_id: UUID) -> Mandate:
    """One that this person holds or has held. Raises Unknown."""
    found: Mandate | None = (
        Mandate.objects.filter(id=mandate_id, holder_id=actor.person).select_related("unit", "holder").first()
    )
    if found is None:
        raise Unknown
    return found


def _refusal(error: RuleBroken) -> Forbidden | Gone | Invalid:
    kinds: dict[str, type[Forbidden] | type[Gone]] = {
        "no-mandate": Forbidden,
        "other-holder": Forbidden,
        "not-here": Forbidden,
        "voted-already": Gone,
        "vote-over": Gone,
    }
    return kinds.get(error.code, Invalid)(VOTE_REFUSALS[error.code], code=error.code)


@action
def report(actor: Actor, act: acts.GiveReport) -> Report:
    """Report back to the electors, after a vote or before it; again where they asked. A mandate that is over still owes
    its reports, and its key signs them. Raises Unknown, Invalid, Gone.
    """
    act = replace(act, report=act.report.strip())
    asked, mandate = votes.question(act.question), _mandate(actor, act.mandate)
    if not votes.has_vote(asked, mandate):
        raise Unknown
    if not act.report:
        raise Invalid(_("Write what was said and decided."))
    before = votes.last_report(asked, mandate.id)
    if before is not None and before.state != "answered":
        raise Gone(_("You have reported already, and nobody has asked for more."))
    made: Report = Report.objects.create(
        question=asked,
        mandate=mandate,
        number=before.number + 1 if before else 1,
        text=act.report,
        day=today(),
    )
    effect = shown(act.type, act.body())
    append(actor, act, effect=effect, scope=public_scope(mandate.unit_id), office=mandate.office_key)
    return made


@action
def receive(actor: Actor, act: acts.ReceiveReport) -> None:
    """An elector accepts a report, or answers it. It is accepted when most electors have, and answered by one.

    Raises Unknown, Forbidden for whoever is no elector, Gone.
    """
    asked = votes.question(act.question)
    found = votes.last_report(asked, act.mandate)
    if found is None:
        raise Unknown
    check_elects(actor, found.mandate.unit_id)
    if found.state != "given":
        raise Gone(_("This report was accepted or answered already."))
    Answer.objects.update_or_create(report=found, by_id=actor.person, defaults={"text": act.answer.strip()})
    append(actor, act, scope=public_scope(found.mandate.unit_id))
    if act.answer.strip():
        found.state = "answered"
    elif votes.accepted(found) >= votes.needed_in(found.mandate.unit_id):
        found.state = "accepted"
    found.save(update_fields=["state"])
