"""What is settled once a day, by the first request, and may be settled twice without harm."""

from __future__ import annotations

import datetime as dt

from django.test.client import ClientHandler
from tests.cast import NOW, Browser, World

from groundswell.home import daily
from groundswell.home.daily import settle_day
from groundswell.kernel import clock
from groundswell.members.actions import standing
from groundswell.members.models import Membership
from groundswell.record.models import Entry, Pending
from groundswell.workplaces.models import MonthFigures


def tomorrow(days: int = 1) -> dt.datetime:
    return NOW + dt.timedelta(days=days)


def test_the_first_request_of_a_day_settles_it(world: World) -> None:
    waiting = Pending.objects.count()
    assert waiting
    with clock.set_to(tomorrow()):
        assert Browser(ClientHandler()).get("/").status_code == 200
    assert not Pending.objects.exists()


def test_settling_twice_changes_nothing(world: World) -> None:
    with clock.set_to(tomorrow(40)):
        settle_day()
        before = (Entry.objects.count(), MonthFigures.objects.count())
        settle_day()
    assert (Entry.objects.count(), MonthFigures.objects.count()) == before


def test_the_second_request_of_a_day_does_not_settle_it_again(world: World, monkeypatch: object) -> None:
    browser = Browser(ClientHandler())
    with clock.set_to(tomorrow()):
        browser.get("/")
        waiting = Pending.objects.count()
        standing.show_me(world.kestrel.actor(), world.kestrel.membership, True, False, ())
        browser.get("/")
        assert Pending.objects.count() == waiting + 1


def test_months_are_kept_as_they_stood_when_they_began(world: World) -> None:
    with clock.set_to(dt.datetime(2026, 4, 1, 5, tzinfo=dt.UTC)):
        settle_day()
    kept = MonthFigures.objects.get(unit_id=world.units["Press shop"], month=dt.date(2026, 4, 1))
    assert (kept.members, kept.headcount) == (4, 70)


def test_a_membership_that_lapsed_is_taken_off_the_counts(world: World) -> None:
    standing.out_of_work(world.kestrel.actor(), world.kestrel.membership, "laid-off", False)
    with clock.set_to(tomorrow(800)):
        settle_day()
        assert Membership.objects.get(id=world.kestrel.membership).reason == "lapsed"


def test_a_day_is_not_settled_by_two_requests_at_once(world: World) -> None:
    """The second goes on without waiting; nothing that decides about rights waits for it."""
    with clock.set_to(tomorrow()), daily._lock:
        assert Browser(ClientHandler()).get("/").status_code == 200
    assert Pending.objects.exists()
