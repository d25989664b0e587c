"""Announcing a pledge: the terms are fixed, the trustees drawn by lot from those who offered to keep keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groundswell.accounts.models import Key, KeyState
from groundswell.ballots import queries as ballots
from groundswell.charter.queries import rules
from groundswell.councils.queries import stewards_of
from groundswell.kernel.actions import action
from groundswell.kernel.actor import NOBODY, Actor
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Gone, Invalid
from groundswell.kernel.ids import new_id
from groundswell.members.queries import known_to
from groundswell.pledges import promising, queries
from groundswell.pledges.models import Custodian, Outcome, Pledge, Role
from groundswell.pledges.permissions import check_may_call_off, check_may_prepare
from groundswell.pledges.queries import BATCH, LAST_BATCH, UNWITNESSED, Stage
from groundswell.record import queries as record
from groundswell.record.actions import append
from groundswell.workplaces.models import Unit
from groundswell.workplaces.queries import units
from scrutiny.encoding import Json, sha256
from scrutiny.errors import ScrutinyError
from scrutiny.organisation import acts
from scrutiny.organisation.lots import drawn
from scrutiny.pledge import statements
from scrutiny.pledge import terms as terms_of
from scrutiny.pledge.terms import LONGEST_UNIT, MOST_CARDS, MOST_COMMITTEE, Demand, Terms, Trustee


@dataclass(frozen=True)
class Person:
    """Somebody with a task, and the keys that they have today."""

    account: UUID
    act: str
    age: str


@action
def announce(actor: Actor, act: acts.AnnouncePledge) -> list[Pledge]:
    """Prepare a pledge, or one for each of several units. Raises Forbidden, Invalid with what has to be mended."""
    for demand in act.demands:
        check_may_prepare(actor, demand.unit)
    deadline = _checked(actor, act)
    dealers = _people(act.dealers)
    asked = {one.id: one for one in units([demand.unit for demand in act.demands])}
    demands = sorted(act.demands, key=lambda one: named(asked[one.unit]))
    ids = [act.pledge, *(new_id() for _more in demands[1:])]
    effect: dict[str, Json] = {"pledges": [str(one) for one in ids], "deadline": act.deadline}
    append(actor, act, effect=effect)
    seed = bytes.fromhex(record.root_at(record.size()))
    trustees = _drawn(seed, act.pledge, set(act.dealers) | {actor.person})
    made = [_keep(actor, act, pledge_id, demand, deadline) for pledge_id, demand in zip(ids, demands, strict=True)]
    for found in made:
        _name(found, _terms(found, made, dealers, trustees), dealers, trustees)
    return made


def _checked(actor: Actor, act: acts.AnnouncePledge) -> dt.datetime:
    """The deadline, when everything about this pledge is allowed. Raises Invalid."""
    in_force = rules()
    try:
        deadline = dt.datetime.fromisoformat(act.deadline)
    except ValueError as error:
        raise Invalid(_("The deadline cannot be read.")) from error
    if deadline.tzinfo is None or deadline != queries.next_batch(deadline) - BATCH:
        raise Invalid(_("The deadline is a full hour."))
    closed = LAST_BATCH if queries.is_witnessed(record.file("policy").decode()) else UNWITNESSED
    if deadline < now() + 2 * BATCH + closed:
        raise Invalid(
            _("Too little time is left: cards have to be dealt, printed and handed out."), todo=_("Choose a later day.")
        )
    if deadline > now() + dt.timedelta(days=in_force.pledge_days):
        raise Invalid(
            _("A pledge ends {most} days after it began at the latest."),
            todo=_("Choose another day."),
            most=in_force.pledge_days,
        )
    _check_numbers(act)
    if len(act.dealers) != in_force.pledge_decks or len(set(act.dealers)) != len(act.dealers):
        raise Invalid(
            _("There are {decks} decks, each dealt by somebody else."),
            todo=_("Name as many different dealers."),
            decks=in_force.pledge_decks,
        )
    if not set(act.dealers) <= {*known_to(actor), actor.person}:
        raise Invalid(_("A dealer is somebody whom you know in your units."))
    if act.audience not in (terms_of.MEMBERS, terms_of.ANYONE):
        raise Invalid(_("Say who can sign."))
    if not act.title.strip() or not act.text.strip():
        raise Invalid(_("A pledge needs a title and a text."))
    return deadline


def _check_numbers(act: acts.AnnouncePledge) -> None:
    in_force = rules()
    if act.assumed < in_force.pledge_margin:
        raise Invalid(
            _("The charter assumes at least {least} cards in hostile hands."),
            todo=_("Raise that number."),
            least=in_force.pledge_margin,
        )
    for demand in act.demands:
        if demand.crowd < in_force.pledge_least:
            raise Invalid(
                _("A pledge asks for {least} signatures at least: fewer would be named one by one."),
                todo=_("Raise the target."),
                least=in_force.pledge_least,
            )
        if not demand.crowd + act.assumed <= act.cards <= MOST_CARDS:
            raise Invalid(
                _("There have to be as many cards as signatures are needed, and {most} at most."),
                todo=_("Change the number of cards."),
                most=MOST_CARDS,
            )


def _people(accounts: Sequence[UUID]) -> list[Person]:
    """In this order. Raises Invalid where somebody has no keys now."""
    keys = {one.account_id: one for one in Key.objects.filter(account_id__in=accounts, state=KeyState.LIVING)}
    if set(accounts) - set(keys):
        raise Invalid(_("Somebody named here has no keys now."), todo=_("Name somebody else."))
    return [Person(one, keys[one].act, keys[one].age) for one in accounts]


def _drawn(seed: bytes, pledge: UUID, busy: set[UUID]) -> list[Person]:
    """Trustees, by lot among those who offered to keep keys; of no workplace so many that they could open alone.

    Raises Invalid where too few have offered.
    """
    in_force, volunteers = rules(), [one for one in ballots.volunteers() if one not in busy]
    turns: dict[UUID | None, int] = {}
    ranked: list[tuple[int, int, UUID]] = []
    for order, account in enumerate(drawn(seed, pledge, volunteers, len(volunteers))):
        place = ballots.workplace_of(account)
        turns[place] = turns.get(place, 0) + 1
        ranked.append((turns[place], order, account))
    eligible = [account for turn, _order, account in sorted(ranked) if turn < in_force.trustees_quorum]
    chosen = eligible[: in_force.trustees_needed]
    if len(chosen) < in_force.trustees_needed:
        raise Invalid(
            _("{needed} members from different workplaces have to offer to keep keys; {there} can be drawn."),
            todo=_("Ask fellow workers to offer it, on the page about keeping keys."),
            needed=in_force.trustees_needed,
            there=len(chosen),
        )
    return _people(chosen)


def _keep(
    actor: Actor, act: acts.AnnouncePledge, pledge_id: UUID, demand: acts.UnitDemand, deadline: dt.datetime
) -> Pledge:
    made: Pledge = Pledge.objects.create(
        id=pledge_id,
        together=act.pledge,
        unit_id=demand.unit,
        by_id=actor.person,
        title=act.title.strip(),
        text=act.text.strip(),
        audience=act.audience,
        wanted=demand.crowd,
        assumed=act.assumed,
        cards=act.cards,
        announced=now(),
        deadline=deadline,
        policy=record.file("policy").decode(),
    )
    return made


def named(unit: Unit) -> str:
    """A unit in the terms of a pledge."""
    return unit.name[:LONGEST_UNIT]


def _terms(found: Pledge, made: Sequence[Pledge], dealers: Sequence[Person], trustees: Sequence[Person]) -> Terms:
    demands = sorted((named(one.unit), one.wanted + one.assumed) for one in made)
    committee = _people([mandate.holder_id for mandate in stewards_of(found.unit_id)][:MOST_COMMITTEE])
    if found.by_id not in [one.account for one in committee]:
        committee = [*_people([found.by_id]), *committee][:MOST_COMMITTEE]
    content = Terms(
        org=record.org_id(),
        nonce=terms_of.new_nonce(),
        text=found.text,
        unit=named(found.unit),
        audience=found.audience,
        wanted=found.wanted,
        assumed=found.assumed,
        cards=found.cards,
        dealers=tuple(one.act for one in dealers),
        deadline=int(found.deadline.timestamp()),
        needed=rules().trustees_quorum,
        trustees=tuple(Trustee(one.act, _workplace(one.account)) for one in trustees),
        committee=tuple(one.age for one in committee),
        witnesses=sha256(found.policy.encode()).hex(),
        server=promising.key(),
        together=tuple(Demand(*one) for one in demands) if len(made) > 1 else (),
    )
    try:
        return terms_of.of_json(content.to_json())
    except ScrutinyError as error:
        raise Invalid(_("The terms of this pledge do not fit together."), code=error.code) from error


def _workplace(account: UUID) -> str:
    """Two trustees of one workplace say the same here. Its id: names of places can change."""
    return str(ballots.workplace_of(account) or account)


def _name(found: Pledge, terms: Terms, dealers: Sequence[Person], trustees: Sequence[Person]) -> None:
    found.terms = statements.written(terms.to_json()).decode()
    found.save(update_fields=["terms"])
    for role, people in ((Role.DEALER, dealers), (Role.TRUSTEE, trustees)):
        for place, one in enumerate(people, 1):
            Custodian.objects.create(
                pledge=found, account_id=one.account, role=role, place=place, act=one.act, age=one.age
            )
    act = acts.DrawPledgeCustodians(
        found.id, terms.dealers, tuple(one.act for one in terms.trustees), terms.hash().hex()
    )
    append(NOBODY, act, effect={"id": str(found.id), **{k: v for k, v in act.body().items() if k != "pledge"}})


@action
def call_off(actor: Actor, act: acts.CallOffPledge) -> None:
    """While nobody holds a card: the whole set. Raises Gone afterwards."""
    found = queries.pledge(act.pledge)
    check_may_call_off(actor, found)
    every = queries.together(found)
    if any(queries.stage(one) != Stage.PREPARING for one in every):
        raise Gone(_("Cards are there already: nobody can call this pledge off any more."))
    for one in every:
        one.outcome, one.ended, one.deleted = Outcome.VOID, now(), True
        one.save(update_fields=["outcome", "ended", "deleted"])
        effect: dict[str, Json] = {"id": str(one.id), "outcome": str(Outcome.VOID)}
        if one.id == act.pledge:
            append(actor, act, effect=effect)
        else:
            append(NOBODY, acts.EndPledge(one.id, str(Outcome.VOID)), effect=effect)
