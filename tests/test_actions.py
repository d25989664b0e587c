"""What makes a write a named action."""

from __future__ import annotations

import pytest

from groundswell.accounts.models import Account
from groundswell.kernel.actions import ActionLeftNoEntry, WriteOutsideAction, action, housekeeping
from groundswell.kernel.actor import NOBODY, Actor
from groundswell.kernel.clock import today
from groundswell.kernel.errors import Forbidden
from groundswell.record.actions import append
from groundswell.record.models import Pending
from scrutiny.organisation.acts import Publics, RegisterKey
from tests.cast import World


def write(name: str) -> Account:
    account: Account = Account.objects.create(name=name, opened=today())
    return account


@action
def without_entry() -> None:
    write("without entry")


@action
def with_entry(name: str = "with entry", fails: bool = False) -> None:
    account = write(name)
    append(Actor(account=account.id), RegisterKey(account.id, Publics("", "", "")))
    if fails:
        raise RuntimeError


@action
def calls_another() -> None:
    write("outer")
    with_entry("inner")


@action
def goes_on_after_a_failure() -> None:
    with_entry("kept")
    with pytest.raises(RuntimeError):
        with_entry("dropped", fails=True)


def known(name: str) -> bool:
    return Account.objects.filter(name=name).exists()


@pytest.mark.usefixtures("world")
class TestAnAction:
    def test_that_leaves_no_entry_is_rolled_back(self) -> None:
        with pytest.raises(ActionLeftNoEntry, match="without_entry"):
            without_entry()
        assert not known("without entry")

    def test_that_fails_after_its_entry_leaves_neither(self) -> None:
        waiting = Pending.objects.count()
        with pytest.raises(RuntimeError):
            with_entry(fails=True)
        assert not known("with entry")
        assert Pending.objects.count() == waiting

    def test_joins_the_action_that_called_it(self) -> None:
        calls_another()
        assert known("outer")
        assert known("inner")

    def test_inside_another_is_rolled_back_alone(self) -> None:
        goes_on_after_a_failure()
        assert known("kept")
        assert not known("dropped")

    def test_may_be_housekeeping_which_leaves_no_entry(self) -> None:
        waiting = Pending.objects.count()
        housekeeping(write)("housekeeping")
        assert known("housekeeping")
        assert Pending.objects.count() == waiting

    def test_is_named_as_its_function(self) -> None:
        assert with_entry.__name__ == "with_entry"


class TestTheSideDoor:
    def test_a_row_is_not_created_outside_an_action(self, world: World) -> None:
        with pytest.raises(WriteOutsideAction):
            write("by hand")

    def test_a_row_is_not_changed_outside_an_action(self, world: World) -> None:
        heron = Account.objects.get(id=world.heron.account)
        heron.name = "Somebody"
        with pytest.raises(WriteOutsideAction):
            heron.save()
        with pytest.raises(WriteOutsideAction):
            Account.objects.filter(id=heron.id).update(name="Somebody")
        with pytest.raises(WriteOutsideAction):
            Account.objects.bulk_update([heron], ["name"])

    def test_a_row_is_not_deleted_outside_an_action(self, world: World) -> None:
        with pytest.raises(WriteOutsideAction):
            Pending.objects.all().delete()
        with pytest.raises(WriteOutsideAction):
            Account.objects.get(id=world.wren.account).delete()

    def test_rows_are_not_created_in_bulk_outside_an_action(self, world: World) -> None:
        with pytest.raises(WriteOutsideAction):
            Account.objects.bulk_create([Account(name="one", opened=today())])

    def test_the_door_closes_when_the_action_is_over(self, world: World) -> None:
        with_entry()
        with pytest.raises(WriteOutsideAction):
            write("afterwards")


class TestAnActor:
    def test_who_is_not_signed_in_is_no_person(self) -> None:
        with pytest.raises(Forbidden):
            _ = NOBODY.person

    def test_who_stands_nowhere_is_no_member(self, world: World) -> None:
        assert world.heron.actor().is_member
        assert not world.wren.actor().is_member
        assert not NOBODY.is_member
