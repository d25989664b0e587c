"""What is written to the record, when, and what of it is public."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from tests.cast import NOW, World, invite

from groundswell.kernel import clock
from groundswell.kernel.actions import action, housekeeping
from groundswell.kernel.actor import HOST, Actor
from groundswell.kernel.errors import DomainError
from groundswell.record import queries
from groundswell.record.actions import append, close_day, open_log
from groundswell.record.models import Entry, Log, Opening, Pending
from scrutiny.encoding import canonical_json, commitment
from scrutiny.organisation import acts
from scrutiny.randomness import random_uuid

append_alone = action(append)


def personal() -> acts.RegisterKey:
    return acts.RegisterKey(random_uuid(), acts.Publics("", "", ""))


def office() -> acts.RejectEdit:
    return acts.RejectEdit(proposal=random_uuid())


def public(entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bytes(entry.public))
    return found


def tomorrow() -> Any:
    return clock.set_to(NOW + dt.timedelta(days=1))


@housekeeping
def leave_waiting() -> None:
    """Rows that wait, without the batch that an act of the next day would have taken in."""
    for _ in range(2):
        Pending.objects.create(day=clock.today(), type="x", salt=bytes(32), private=b"{}")


@pytest.mark.usefixtures("world")
class TestWhen:
    def test_an_act_of_office_stands_in_the_record_at_once(self) -> None:
        size = queries.size()
        append_alone(HOST, office())
        assert queries.size() == size + 1
        assert public(Entry.objects.get(index=size))["type"] == "edit.reject"

    def test_a_personal_act_waits_until_the_day_is_over(self) -> None:
        size, waiting = queries.size(), Pending.objects.count()
        append_alone(HOST, personal())
        assert (queries.size(), Pending.objects.count()) == (size, waiting + 1)
        close_day()
        assert queries.size() == size, "today is not over"

    def test_the_first_write_of_the_next_day_takes_in_what_waited(self) -> None:
        append_alone(HOST, personal())
        size, waiting = queries.size(), Pending.objects.count()
        with tomorrow():
            append_alone(HOST, personal())
        assert queries.size() == size + waiting
        assert Pending.objects.count() == 1

    def test_what_waited_comes_before_the_act_of_office_of_the_next_day(self) -> None:
        append_alone(HOST, personal())
        with tomorrow():
            append_alone(HOST, office())
        *_earlier, before_it, last = Entry.objects.order_by("index")
        assert last.type == "edit.reject"
        assert before_it.day < last.day

    def test_days_follow_one_another_even_after_a_week_without_a_write(self) -> None:
        for day in range(3):
            with clock.set_to(NOW + dt.timedelta(days=day)):
                leave_waiting()
        with clock.set_to(NOW + dt.timedelta(days=7)):
            close_day()
        days = list(Entry.objects.order_by("index").values_list("day", flat=True))
        assert days == sorted(days)
        assert not Pending.objects.exists()

    def test_the_day_is_closed_without_a_write_too(self) -> None:
        append_alone(HOST, personal())
        waiting = Pending.objects.count()
        with tomorrow():
            assert close_day() == waiting
            assert close_day() == 0


@pytest.mark.usefixtures("world")
class TestOrder:
    def test_the_acts_of_one_day_are_taken_in_in_random_order(self) -> None:
        """Twelve acts in the order in which they were done: one chance in 479 million."""
        for _ in range(12):
            append_alone(HOST, personal())
        done = [bytes(p.private) for p in Pending.objects.order_by("id")]
        with tomorrow():
            close_day()
        taken_in = [bytes(o.private) for o in Opening.objects.order_by("entry_id")][-len(done) :]
        assert Counter(taken_in) == Counter(done)
        assert taken_in != done

    def test_numbers_have_no_gaps_and_the_log_knows_its_size(self) -> None:
        for _ in range(3):
            append_alone(HOST, office())
        numbers = list(Entry.objects.order_by("index").values_list("index", flat=True))
        assert numbers == list(range(len(numbers)))
        assert Log.objects.get().size == len(numbers)


class TestTheParts:
    def test_the_private_part_is_what_the_public_part_commits_to(self, world: World) -> None:
        with tomorrow():
            close_day()
        for entry in Entry.objects.select_related("opening"):
            opening = entry.opening
            assert commitment(bytes(opening.salt), bytes(opening.private)).hex() == public(entry)["c"]

    def test_no_two_entries_have_the_same_salt(self, world: World) -> None:
        salts = [bytes(salt) for salt in Opening.objects.values_list("salt", flat=True)]
        assert len(set(salts)) == len(salts) > 10

    def test_the_public_part_is_canonical_and_has_these_fields_only(self, world: World) -> None:
        for entry in Entry.objects.all():
            said = public(entry)
            assert canonical_json(said) == bytes(entry.public)
            assert set(said) == {"v", "org", "type", "day", "scope", "effect", "c"}
            assert said["org"] == queries.org_id()

    def test_the_private_part_says_who_acted_and_what_was_said(self, world: World) -> None:
        act = personal()
        append_alone(Actor(account=world.heron.account), act)
        said = json.loads(bytes(Pending.objects.latest("id").private))
        assert said == {"type": act.type, "actor": str(world.heron.account), "body": act.body()}

    def test_the_host_is_named_as_such(self, world: World) -> None:
        append_alone(HOST, office())
        assert json.loads(bytes(Opening.objects.latest("entry_id").private))["actor"] == "host"

    def test_nobody_can_be_told_from_the_public_part_of_a_personal_entry(self, world: World) -> None:
        invite(world, "Morning shift", "kestrel")
        with tomorrow():
            close_day()
        offices = {name for name, act in acts.REGISTRY.items() if act.office}
        ids = {str(i) for p in world.people.values() for i in (p.account, p.key, p.membership)}
        names = {person.name for person in world.people.values()}
        for entry in Entry.objects.exclude(type__in=offices):
            said = bytes(entry.public).decode()
            assert not [secret for secret in ids | names if secret in said], entry.type

    def test_a_scope_is_named_only_where_it_is_large_enough(self, world: World) -> None:
        assert {public(entry)["scope"] for entry in Entry.objects.all()} == {None}, "nobody has twenty members"


class TestTheLog:
    def test_is_opened_once(self, world: World) -> None:
        with pytest.raises(DomainError, match="a record already"):
            action(open_log)("0" * 64)

    def test_is_one_row(self, world: World) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            housekeeping(Log.objects.create)(id=2, org="1" * 64)

    def test_an_entry_with_an_opening_is_not_deleted(self, world: World) -> None:
        with pytest.raises(ProtectedError):
            housekeeping(Entry.objects.get(index=0).delete)()

    def test_before_the_founding_there_is_no_id(self, db: None) -> None:
        with transaction.atomic():
            housekeeping(Log.objects.all()._raw_delete)("default")
            assert queries.org_id() == ""
            transaction.set_rollback(True)
