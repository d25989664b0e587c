"""What needs me now: one line for each thing that waits for this member, the most urgent first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.audit import queries as audits
from groundswell.ballots import queries as ballots
from groundswell.ballots import stations
from groundswell.ballots.steps import due
from groundswell.charter.queries import rules
from groundswell.councils import elections, inheriting, open_electing
from groundswell.councils import queries as councils
from groundswell.councils.templatetags.offices import office as office_of
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import now
from groundswell.members import queries as members
from groundswell.motions import votes
from groundswell.pledges import queries as pledges
from groundswell.pledges.queries import Stage
from groundswell.pledges.steps import due as pledge_step
from groundswell.web.templatetags.components import day, moment
from groundswell.workplaces import queries as workplaces
from groundswell.workplaces.results import open_tests


@dataclass(frozen=True)
class Need:
    title: str
    more: str
    link: str
    verb: str


def needs(actor: Actor) -> list[Need]:
    """Everything that waits for the actor."""
    return [
        *_ballots(actor),
        *_custodies(actor),
        *_papers(actor),
        *_pledges(actor),
        *_votes(actor),
        *_elections(actor),
        *_offices(actor),
        *_inherited(actor),
        *_newcomers(actor),
        *_returns(actor),
        *_reviews(actor),
        *_edits(actor),
        *_tests(actor),
        *_audits(actor),
    ]


def _ballots(actor: Actor) -> list[Need]:
    return [
        Need(
            one.title,
            _("Voting closes on {moment}").format(moment=moment(one.closing)),
            reverse("ballots:ballot", args=[one.id]),
            _("Look"),
        )
        for one in (ballots.open_ballots(actor.account) if actor.account else [])
    ]


def _custodies(actor: Actor) -> list[Need]:
    return [
        Need(
            _("You keep keys for “{title}”").format(title=one.ballot.title),
            _("The others wait for your next step"),
            reverse("ballots:ballot", args=[one.ballot_id]),
            _("Look"),
        )
        for one in (ballots.custodies(actor.account) if actor.account else [])
        if due(one.ballot, one)
    ]


def _papers(actor: Actor) -> list[Need]:
    """Slips that a registrar prints before voting begins; papers that wait for the second of two tellers."""
    if actor.account is None:
        return []
    link = "ballots:ballot"
    printing = [
        Need(
            _("Slips to print for “{title}”").format(title=one.ballot.title),
            _("Some electors vote on paper"),
            reverse(link, args=[one.ballot_id]),
            _("Look"),
        )
        for one in ballots.custodies(actor.account)
        if now() < one.ballot.opening and stations.prints_slips(one)
    ]
    waiting = [
        Need(one.title, _("Papers wait for your confirmation"), reverse(link, args=[one.id]), _("Look"))
        for one in stations.waiting(actor.account)
    ]
    return printing + waiting


def _pledges(actor: Actor) -> list[Need]:
    """Steps of dealers and trustees; then pledges that can be signed with cards. Whether somebody has, nobody knows."""
    if actor.account is None:
        return []
    link = "pledges:pledge"
    tasks = [
        Need(
            _("You have a task in “{title}”").format(title=one.pledge.title),
            _("The others wait for your next step"),
            reverse(link, args=[one.pledge_id]),
            _("Look"),
        )
        for one in pledges.custodies(actor.account)
        if pledge_step(one.pledge, one)
    ]
    open_now = [
        Need(
            one.title,
            _("Can be signed with cards until {moment}").format(moment=moment(pledges.last_taken(one))),
            reverse(link, args=[one.id]),
            _("Look"),
        )
        for one in pledges.seen_by(actor)
        if pledges.stage(one) == Stage.SIGNING
    ]
    return tasks + open_now


def _audits(actor: Actor) -> list[Need]:
    return [
        Need(
            _("You were drawn as auditor"),
            _("Compare the private parts with the record, and say what you found"),
            reverse("audit:audits"),
            _("Look"),
        )
        for _one in audits.open_for(actor.account)
    ]


def _votes(actor: Actor) -> list[Need]:
    """Questions on which a delegate has not voted yet."""
    return [
        Need(
            one.title,
            _("You vote as a delegate, in the open, until {moment}").format(moment=moment(one.closes)),
            reverse("motions:vote", args=[one.id]),
            _("Vote"),
        )
        for one in (votes.waiting_for(actor.account) if actor.account else [])
    ]


def _elections(actor: Actor) -> list[Need]:
    """A mandate to accept, being put forward, and names that come in."""
    if actor.account is None:
        return []
    accepting = [
        Need(
            _("You were elected: {office}").format(office=office_of(one.election)),
            _("Accept before {moment}").format(moment=moment(one.accept_by)),
            reverse("councils:mandate", args=[one.id]),
            _("Look"),
        )
        for one in elections.waiting_for(actor.account)
    ]
    answering = [
        Need(
            _("You were put forward: {office}").format(office=office_of(one.election)),
            _("Say whether you stand"),
            reverse("councils:election", args=[one.election_id]),
            _("Answer"),
        )
        for one in elections.unanswered(actor.account)
    ]
    names = [
        Need(
            _("Names come in for an election: {office}").format(office=office_of(one)),
            _("Until {day}").format(day=day(one.due)),
            reverse("councils:election", args=[one.id]),
            _("Look"),
        )
        for one in elections.open_in(councils.units_that_can_be_signed_for(actor.units))
    ]
    voting = [
        Need(
            _("Your council elects: {office}").format(office=office_of(one)),
            _("You vote as a delegate, in the open, until {moment}").format(moment=moment(one.closes)),
            reverse("councils:election", args=[one.id]),
            _("Vote"),
        )
        for one in open_electing.waiting_for(actor.account)
        if one.closes
    ]
    return accepting + voting + answering + names


def _inherited(actor: Actor) -> list[Need]:
    """What somebody held before the organisation moved in: to be confirmed by two stewards, then taken."""
    if actor.account is None:
        return []
    link = reverse("councils:inherited")
    confirming = [
        Need(
            _("{name} held an office before: {office}").format(name=one.account.name, office=office_of(one)),
            _("Two stewards confirm it"),
            link,
            _("Look"),
        )
        for one in inheriting.to_confirm(actor)
    ]
    taking = [
        Need(office_of(one), _("Two stewards have confirmed that you held it"), link, _("Take it"))
        for one in inheriting.mine(actor)
        if inheriting.is_confirmed(one)
    ]
    return confirming + taking


def _offices(actor: Actor) -> list[Need]:
    if actor.account is None:
        return []
    electing = councils.units_that_can_be_signed_for(actor.units)
    link = reverse("councils:offices")
    found = [
        Need(
            _("{name} stands: {office}").format(name=s.nomination.candidate.name, office=office_of(s.nomination)),
            _("Most members have signed") if s.carried else _("Not enough have signed yet"),
            link,
            _("Look"),
        )
        for s in councils.open_nominations(electing, actor.account)
        if not s.mine or (s.carried and s.nomination.candidate_id == actor.account)
    ]
    soon = dt.timedelta(days=rules().reminder_days)
    for mandate in councils.mandates_of(actor.account):
        left = mandate.end - now()
        if left < soon:
            title = ngettext("{office}: ends in {days} day", "{office}: ends in {days} days", left.days).format(
                office=office_of(mandate), days=left.days
            )
            found.append(Need(title, _("To go on, be elected or signed for again"), link, _("Stand again")))
    return found


def _newcomers(actor: Actor) -> list[Need]:
    waiting = [w for w in members.waiting_for(actor) if not w.mine]
    if not waiting:
        return []
    title = ngettext("{n} newcomer asks to be vouched for", "{n} newcomers ask to be vouched for", len(waiting)).format(
        n=len(waiting)
    )
    return [Need(title, _("You work in the same unit, or gave the card"), reverse("members:circle"), _("Look"))]


def _returns(actor: Actor) -> list[Need]:
    return [
        Need(
            _("{name} lost their words and comes back").format(name=asked.account.name),
            _("Confirm only after you have spoken with them"),
            reverse("members:circle"),
            _("Look"),
        )
        for asked in members.returns_for(actor)
    ]


def _reviews(actor: Actor) -> list[Need]:
    others = [r for r in members.reviews_for(actor) if r.membership.account_id != actor.account]
    open_for_me = [r for r in others if members.answered(r, actor.account) is None]
    if not open_for_me:
        return []
    title = ngettext(
        "{n} membership to be decided by our assembly",
        "{n} memberships to be decided by our assembly",
        len(open_for_me),
    ).format(n=len(open_for_me))
    return [Need(title, _("Most members of the workplace settle it"), reverse("members:circle"), _("Answer"))]


def _edits(actor: Actor) -> list[Need]:
    waiting = (
        [p for p in workplaces.open_proposals(actor.stewarded) if p.by != actor.account] if actor.stewarded else []
    )
    if not waiting:
        return []
    title = ngettext(
        "{n} change waits for a second steward", "{n} changes wait for a second steward", len(waiting)
    ).format(n=len(waiting))
    return [Need(title, _("You steward that part"), reverse("workplaces:proposals"), _("Look"))]


def _tests(actor: Actor) -> list[Need]:
    return [
        Need(
            _("Test of strength: {title}").format(title=test.title),
            _("Count how many in your unit took part"),
            reverse("workplaces:test", args=[test.id]),
            _("Record"),
        )
        for test in open_tests(actor.stewarded)
    ]
