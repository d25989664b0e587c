"""Offering to keep keys; drafting; announcing: the list is frozen, the timetable fixed, custodians are drawn by lot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groundswell.accounts.models import Key, KeyState
from groundswell.ballots import queries
from groundswell.ballots.actions.setting_up import forget_prepared
from groundswell.ballots.models import Ballot, Contest, Custodian, Draft, Notice, Part, Role, Volunteer
from groundswell.ballots.permissions import (
    check_may_announce,
    check_may_answer_for_list,
    check_may_hang,
    check_may_withdraw,
)
from groundswell.ballots.queries import Member, Stage
from groundswell.charter.queries import rules
from groundswell.councils.models import Elector, Electorate, Occasion, OccasionState
from groundswell.kernel.actions import action, housekeeping
from groundswell.kernel.actor import NOBODY, Actor
from groundswell.kernel.clock import now, today
from groundswell.kernel.errors import Gone, Invalid
from groundswell.kernel.ids import new_id
from groundswell.record import queries as record
from groundswell.record.actions import append
from groundswell.workplaces.permissions import check_is_member
from groundswell.workplaces.queries import public_scope
from scrutiny.elections.election import new_uuid
from scrutiny.encoding import Json
from scrutiny.errors import RuleBroken, ScrutinyError
from scrutiny.groups import by_name
from scrutiny.organisation import acts
from scrutiny.organisation.ballots import asked, choice, floors, seen, timetable
from scrutiny.organisation.ballots.seen import INSTANTS, End
from scrutiny.organisation.ballots.timetable import Timetable
from scrutiny.organisation.charter import CharterRules, Value
from scrutiny.organisation.lots import drawn

NOTICE_LIES_BACK = dt.timedelta(minutes=15)  # signing what was drawn up takes a while


@action
def offer(actor: Actor) -> None:
    """Be drawn from now on. Offering twice is offering once."""
    check_is_member(actor)
    Volunteer.objects.get_or_create(account_id=actor.person, defaults={"day": today()})
    append(actor, acts.OfferCustody())


@action
def stand_down(actor: Actor) -> None:
    check_is_member(actor)
    Volunteer.objects.filter(account_id=actor.person).delete()
    append(actor, acts.WithdrawCustody())


@housekeeping
def keep_draft(actor: Actor, content: dict[str, Any], draft: Draft | None = None) -> Draft:
    check_is_member(actor)
    kept = draft or Draft(by_id=actor.person, day=today())
    kept.content = content
    kept.save()
    return kept


@housekeeping
def drop_draft(draft: Draft) -> None:
    draft.delete()


@action
def announce(actor: Actor, act: acts.AnnounceBallot) -> Ballot:
    """A steward puts questions to the members. Raises Forbidden, Invalid with what has to be mended."""
    check_may_announce(actor, act.unit)
    occasion: Occasion = Occasion.objects.create(
        kind="charter" if act.rules else "decision",
        unit_id=act.unit,
        title=act.title,
        text=act.text,
        questions=act.questions,
        binding=act.binding,
        rules={item.rule: item.value for item in act.rules},
        by_id=actor.person,
    )
    return call(actor, act, occasion)


@action
def announce_draft(actor: Actor, act: acts.AnnounceBallot, draft: Draft) -> Ballot:
    """Announce what was drafted; the draft is gone then."""
    made = announce(actor, act)
    draft.delete()
    return made


def call(actor: Actor, act: acts.AnnounceBallot, occasion: Occasion, fixed: Timetable | None = None) -> Ballot:
    """Announce what an occasion asks for. `fixed`: the timetable follows from something else than the announcement.
    Part of an action.
    """
    in_force, people = rules(), queries.electorate_now(act.unit)
    _check_asked(in_force, act, people)
    times = fixed or _checked_times(in_force, act)
    values: dict[str, Value] = {item.rule: item.value for item in act.rules}
    unit = str(act.unit or "")
    try:
        demand = seen.demand_of(in_force, unit, binding=act.binding, values=values)
    except ScrutinyError as error:
        raise Invalid(_("The charter cannot be changed in this way."), code=error.code) from error
    volunteers = _enough_volunteers(in_force)
    groups = choice.parts(queries.sizes(people), in_force.ballot_floor, apart=demand.branch_percent is not None)
    questions = asked.from_text(act.questions)
    group = choice.group_for(in_force, len(people), ranked=asked.is_ranked(questions))
    _check_rankings(questions, group)
    ballot = Ballot(
        id=act.ballot,
        electorate=_freeze(act.unit, people),
        occasion=occasion,
        by_id=actor.account,
        title=act.title,
        text=act.text,
        questions=act.questions,
        binding=act.binding,
        rules=values,
        group=group,
        quorum_percent=demand.quorum_percent,
        share_percent=demand.share_percent,
        branch_percent=demand.branch_percent,
        threshold=in_force.trustees_quorum,
        listed=len(people),
        **{name: getattr(times, name) for name in INSTANTS},
    )
    effect = {**act.body(), "rules": dict(values), "electors": len(people), "parts": len(groups)}
    append(actor, act, effect={k: v for k, v in effect.items() if k != "text"}, scope=_scope(act.unit))
    ballot.seed = record.root_at(record.size())
    ballot.save()
    _divide(ballot, people, groups)
    _draw_custodians(ballot, volunteers, in_force)
    occasion.state = OccasionState.CALLED
    occasion.save()
    return ballot


def _check_rankings(questions: Sequence[asked.Asked], group: str) -> None:
    """A ranking is one number, and the fast group has room for fewer places."""
    most = by_name(group).longest_ranking
    if any(one.kind != "choose" and len(one.answers) > most for one in questions):
        raise Invalid(
            _("So many answers cannot be ranked in a ballot of this size."), todo=_("Rank {most} at most."), most=most
        )


def _scope(unit: UUID | None) -> UUID | None:
    return public_scope(unit) if unit else None


def _check_asked(in_force: CharterRules, act: acts.AnnounceBallot, people: Sequence[Member]) -> None:
    """Whether this may be asked of these people. Raises Invalid."""
    if floors.decided_openly(len(people), in_force.open_vote_below):
        raise Invalid(
            _("Fewer than {least} members can vote here: a secret ballot would keep nothing secret."),
            todo=_("Decide openly, at a meeting."),
            least=in_force.open_vote_below,
        )
    if not act.title.strip():
        raise Invalid(_("A ballot needs a title."))
    try:
        questions = asked.from_text(act.questions)
    except (ScrutinyError, ValueError) as error:
        raise Invalid(_("The questions or the days cannot be read.")) from error
    if act.binding and not act.election and not questions[0].decides:
        raise Invalid(
            _("A binding ballot begins with a question that has one answer for it and one against it."),
            todo=_("Put that question first, or ask for advice only."),
        )
    if act.rules and (act.unit or not act.binding):
        raise Invalid(_("Only a binding ballot of all members changes the charter."))


def _checked_times(in_force: CharterRules, act: acts.AnnounceBallot) -> Timetable:
    """The timetable that somebody chose within the charter's limits. Raises Invalid."""
    try:
        times = Timetable(**{name: seen.instant(getattr(act, name)) for name in INSTANTS})
        timetable.check(in_force, times)
    except RuleBroken as error:
        raise Invalid(
            _("The charter wants more time for one of the steps."), todo=_("Choose later days."), step=error.code
        ) from error
    except (ScrutinyError, ValueError) as error:
        raise Invalid(_("The questions or the days cannot be read.")) from error
    if not now() - NOTICE_LIES_BACK <= times.notice <= now():
        raise Invalid(_("A ballot is announced on the day on which its time begins."))
    return times


def _enough_volunteers(in_force: CharterRules) -> list[UUID]:
    found, needed = queries.volunteers(), in_force.registrars_needed + in_force.trustees_needed
    if len(found) < needed:
        raise Invalid(
            _("{needed} members have to offer to keep the keys of a ballot; {there} have done so."),
            todo=_("Ask fellow workers to offer it, on the page about keeping keys."),
            needed=needed,
            there=len(found),
        )
    return found


def _freeze(unit: UUID | None, people: Sequence[Member]) -> Electorate:
    made: Electorate = Electorate.objects.create(id=new_id(), unit_id=unit, frozen=now())
    Elector.objects.insert(
        ["electorate", "place", "account", "branch"],
        ((made.id, place, one.account, one.branch) for place, one in enumerate(people)),
    )
    return made


def _divide(ballot: Ballot, people: Sequence[Member], groups: Sequence[Sequence[str]]) -> None:
    counted = queries.sizes(people)
    for place, group in enumerate(groups):
        size = sum(counted[one] for one in group)
        Part.objects.create(ballot=ballot, place=place, branches=list(group), electors=size, uuid=new_uuid())


def _draw_custodians(ballot: Ballot, volunteers: Sequence[UUID], in_force: CharterRules) -> None:
    """By lot, from the root of the record that ends with the announcement. Trustees from different workplaces first.
    For the first ballot, those whom the founding act names before all others.
    """
    order = drawn(bytes.fromhex(ballot.seed), ballot.id, volunteers, len(volunteers))
    named = set() if queries.has_had_custodians() else queries.named_first()
    order.sort(key=lambda account: account not in named)
    registrars, rest = order[: in_force.registrars_needed], order[in_force.registrars_needed :]
    chosen = {Role.REGISTRAR: registrars, Role.TRUSTEE: _scattered(rest)[: in_force.trustees_needed]}
    keys = {one.account_id: one for one in Key.objects.filter(account_id__in=order, state=KeyState.LIVING)}
    for role, people in chosen.items():
        for place, account in enumerate(people, 1):
            key = keys[account]
            Custodian.objects.create(
                ballot=ballot, account_id=account, role=role, place=place, act=key.act, age=key.age
            )
    by_role = {role: tuple(keys[one].act for one in people) for role, people in chosen.items()}
    act = acts.DrawCustodians(ballot.id, by_role[Role.REGISTRAR], by_role[Role.TRUSTEE], ballot.threshold)
    append(NOBODY, act, effect=act.body())


def _scattered(people: Sequence[UUID]) -> list[UUID]:
    """The same people, the first of every workplace before the second of any."""
    seen_places: dict[UUID | None, int] = {}
    ranked = []
    for place, account in enumerate(people):
        workplace = queries.workplace_of(account)
        seen_places[workplace] = seen_places.get(workplace, 0) + 1
        ranked.append((seen_places[workplace], place, account))
    return [account for _turn, _place, account in sorted(ranked)]


@housekeeping
def name_first(founders: Sequence[UUID]) -> None:
    """Those whom the founding act names to keep the keys of the first ballot. Part of its adoption."""
    for account in founders:
        Volunteer.objects.create(account_id=account, day=today(), first=True)


@action
def withdraw(actor: Actor, act: acts.WithdrawBallot) -> None:
    """Take a ballot back before it opens."""
    ballot: Ballot = Ballot.objects.select_for_update().get(id=queries.ballot(act.ballot).id)
    check_may_withdraw(actor, ballot)
    if queries.stage(ballot) != Stage.ANNOUNCED:
        raise Gone(_("This ballot has opened already."))
    ballot.unready = End.WITHDRAWN
    ballot.save(update_fields=["unready"])
    forget_prepared(ballot)
    append(actor, act, effect={"ballot": str(ballot.id), "outcome": str(End.WITHDRAWN)})


@action
def contest(actor: Actor, act: acts.ContestElectorate) -> Contest:
    """Say that one is missing on the list. Raises Gone when the list is final, or one stands on it."""
    check_is_member(actor)
    ballot = _while_list_is_open(act.ballot)
    if queries.part_of(ballot, actor.person):
        raise Gone(_("You are on the list."))
    made: Contest
    made, _new = Contest.objects.get_or_create(ballot=ballot, account_id=actor.person, defaults={"day": today()})
    append(actor, act)
    return made


@action
def answer_contest(actor: Actor, act: acts.AnswerContest) -> None:
    """A steward lists who was missing, or refuses. Raises Gone when it was answered or the list is final."""
    found: Contest | None = Contest.objects.select_related("ballot__electorate").filter(id=act.contest).first()
    ballot = _while_list_is_open(found.ballot_id if found else act.contest)
    assert found is not None  # noqa: S101 - an unknown contest is an unknown ballot, raised above
    check_may_answer_for_list(actor, ballot, found.account_id)
    if found.listed is not None:
        raise Gone
    found.listed = act.listed
    found.save(update_fields=["listed"])
    if act.listed:
        _add(ballot, found.account_id)
    append(actor, act)


def _while_list_is_open(ballot_id: UUID) -> Ballot:
    ballot = queries.ballot(ballot_id)
    if queries.stage(ballot) != Stage.ANNOUNCED or now() >= ballot.observers:
        raise Gone(_("The list of this ballot is final."))
    return ballot


def _add(ballot: Ballot, account: UUID) -> None:
    """One more elector, in the branch where they stand now, or in the first part where they stand nowhere known."""
    standing = {one.account: one.branch for one in queries.electorate_now(ballot.electorate.unit_id)}
    parts = queries.parts(ballot)
    branch = str(standing.get(account, parts[0].branches[0]))
    part = next((one for one in parts if branch in one.branches), parts[0])
    if branch not in part.branches:
        part.branches = [*part.branches, branch]
    part.electors += 1
    part.save(update_fields=["branches", "electors"])
    place = queries.electors(ballot)
    Elector.objects.create(electorate_id=ballot.electorate_id, place=place, account_id=account, branch_id=UUID(branch))


@action
def hang(actor: Actor, act: acts.HangNotice) -> None:
    """The poster hangs in a unit. Saying it twice is saying it once."""
    check_may_hang(actor, act.unit)
    ballot = queries.ballot(act.ballot)
    if act.unit not in {place.unit.id for place in queries.notice_places(ballot)}:
        raise Invalid(_("Nobody votes in this unit."))
    Notice.objects.get_or_create(ballot=ballot, unit_id=act.unit, defaults={"day": today()})
    effect: dict[str, Json] = {"ballot": str(act.ballot)}
    append(actor, act, effect=effect, scope=public_scope(act.unit))
