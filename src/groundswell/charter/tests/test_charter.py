"""The organisation's name and rules."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from tests.cast import World

from groundswell.charter import queries
from groundswell.charter.actions import adopt
from groundswell.charter.models import Charter, Organisation
from groundswell.kernel.actions import WriteOutsideAction, housekeeping
from groundswell.kernel.clock import today
from scrutiny.errors import RuleBroken
from scrutiny.organisation.charter import DEFAULTS, to_json


def test_before_the_founding_the_defaults_hold(db: None) -> None:
    assert housekeeping(lambda: Charter.objects.all().delete())()
    assert queries.rules() == DEFAULTS


def test_the_newest_rules_are_in_force(world: World) -> None:
    stricter = replace(DEFAULTS, vouches_needed=3)
    housekeeping(Charter.objects.create)(adopted=today(), rules=to_json(stricter))
    assert queries.rules() == stricter


def test_rules_that_an_older_version_stored_are_filled_with_defaults(world: World) -> None:
    housekeeping(Charter.objects.create)(adopted=today(), rules={"floor": 7})
    assert queries.rules() == replace(DEFAULTS, floor=7)


def test_rules_out_of_bounds_are_not_adopted(db: None) -> None:
    with pytest.raises(RuleBroken):
        housekeeping(adopt)("Another", replace(DEFAULTS, floor=1))


def test_a_charter_is_not_adopted_outside_the_founding_action(world: World) -> None:
    with pytest.raises(WriteOutsideAction):
        adopt("Another", DEFAULTS)


def test_there_is_one_organisation(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        housekeeping(Organisation.objects.create)(id=2, name="Another", founded=today())
    with pytest.raises(IntegrityError), transaction.atomic():
        housekeeping(adopt)("Another", DEFAULTS)


def test_the_organisation_is_called_what_its_founders_called_it(world: World) -> None:
    assert queries.is_founded()
    assert queries.organisation_name() == "Riverside Alliance"
