"""What the database itself refuses, tried directly."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import World

from groundswell.kernel.actions import housekeeping
from groundswell.kernel.clock import today
from groundswell.members.models import Answer, Card, Membership, Review, Vouch
from groundswell.members.queries import value_of
from scrutiny.organisation.standing import TRANSITIONS


@housekeeping
def refused(make: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_two_cards_have_two_codes(world: World) -> None:
    values = {"unit_id": world.units["Foundry"], "by_id": world.heron.account, "issued": today(), "expires": today()}
    housekeeping(Card.objects.create)(digest="0" * 64, **values)
    refused(lambda: Card.objects.create(digest="0" * 64, **values))


def test_a_person_stands_once_in_a_unit(world: World) -> None:
    values = {"account_id": world.heron.account, "applied": today()}
    refused(lambda: Membership.objects.create(unit_id=world.units["Morning shift"], **values))


def test_a_person_may_come_back_to_where_they_left(world: World) -> None:
    values = {"account_id": world.dove.account, "applied": today()}
    housekeeping(Membership.objects.create)(unit_id=world.units["Morning shift"], **values)


def test_a_membership_has_a_state_that_is_known(world: World) -> None:
    standing = Membership.objects.filter(id=world.heron.membership)
    refused(lambda: standing.update(state="honorary"))


def test_every_state_of_the_rules_has_its_place_in_the_table(world: World) -> None:
    states = {state for state, _event in TRANSITIONS} | set(TRANSITIONS.values())
    for state in states:
        housekeeping(Membership.objects.filter(id=world.heron.membership).update)(state=state)


def test_one_card_brings_one_person(world: World) -> None:
    card = Membership.objects.get(id=world.wren.membership).card_id
    refused(lambda: Membership.objects.filter(id=world.heron.membership).update(card_id=card))


def test_one_vouch_each(world: World) -> None:
    values = {"membership_id": world.wren.membership, "voucher_id": world.heron.account, "day": today()}
    housekeeping(Vouch.objects.create)(**values)
    refused(lambda: Vouch.objects.create(**values))


@pytest.mark.parametrize("wrong", [{"kind": "trial"}, {"outcome": "shamed"}])
def test_a_review_is_of_a_known_kind_and_outcome(world: World, wrong: dict[str, str]) -> None:
    values = {"membership_id": world.magpie.membership, "kind": "review", "reason": "moved", "opened": today()}
    refused(lambda: Review.objects.create(**{**values, **wrong}))


def test_one_review_is_open_at_a_time_and_each_answers_once(world: World) -> None:
    values = {"membership_id": world.magpie.membership, "kind": "review", "reason": "moved", "opened": today()}
    review = housekeeping(Review.objects.create)(**values)
    refused(lambda: Review.objects.create(**values))
    housekeeping(Answer.objects.create)(review=review, by_id=world.heron.account, keep=True)
    refused(lambda: Answer.objects.create(review=review, by_id=world.heron.account, keep=False))


def test_whoever_vouched_is_not_deleted(world: World) -> None:
    with pytest.raises(ProtectedError):
        housekeeping(Membership.objects.get(id=world.magpie.membership).account.delete)()


@given(st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)), st.booleans())
def test_the_rules_see_a_membership_as_it_stands_in_the_table(day: dt.date, dispute: bool) -> None:
    membership = Membership(state="out-of-work", joined=day, out_of_work_since=day, dispute_open=dispute)
    value = value_of(membership)
    assert (value.state, value.joined, value.out_of_work_since) == ("out-of-work", day, day)
    assert value.dispute_open is dispute
