"""What the database itself refuses, tried directly."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.cast import World

from groundswell.accounts.actions import chosen_name
from groundswell.accounts.models import Account, Key, KeyReturn
from groundswell.kernel.actions import housekeeping
from groundswell.kernel.clock import today
from groundswell.kernel.errors import Invalid


def key(account: Any, n: int, **values: Any) -> Key:
    made: Key = Key.objects.create(
        account_id=account,
        **{"signin": f"{n:064x}", "act": f"{n + 1:064x}", "age": f"{n + 2:064x}", "registered": today(), **values},
    )
    return made


@housekeeping
def refused(make: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_an_account_has_one_living_key(world: World) -> None:
    refused(lambda: key(world.heron.account, 1))
    housekeeping(key)(world.heron.account, 1, state="suspended")


@pytest.mark.parametrize("half", ["signin", "act", "age"])
def test_a_public_key_belongs_to_one_person(world: World, half: str) -> None:
    known = getattr(world.rowan.public, half)
    refused(lambda: key(world.heron.account, 1, state="revoked", **{half: known}))


def test_a_key_has_a_state_that_is_known(world: World) -> None:
    refused(lambda: key(world.heron.account, 1, state="borrowed"))


def test_one_return_at_a_time_is_open(world: World) -> None:
    new = housekeeping(key)(world.heron.account, 1, state="suspended")
    other = housekeeping(key)(world.heron.account, 9, state="suspended")
    values = {"account_id": world.heron.account, "old_id": world.heron.key, "asked": today()}
    housekeeping(KeyReturn.objects.create)(new=new, **values)
    refused(lambda: KeyReturn.objects.create(new=other, **values))
    refused(lambda: KeyReturn.objects.create(new=other, outcome="lost", **values))


def test_an_account_with_keys_is_not_deleted(world: World) -> None:
    account = Account.objects.get(id=world.heron.account)
    with pytest.raises(Exception, match="protected"):
        housekeeping(account.delete)()


@pytest.mark.parametrize("name", ["Heron", "Цапля", "اللقلق", "  Old   Heron ", "鷺", "H" * 40])
def test_a_name_may_be_in_any_script(name: str) -> None:
    assert chosen_name(name) == " ".join(name.split())


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "He\u200bron", "He\x00ron", "\u202eHeron", "\ue000"])
def test_a_name_that_is_none_or_could_deceive_is_refused(name: str) -> None:
    with pytest.raises(Invalid):
        chosen_name(name)
