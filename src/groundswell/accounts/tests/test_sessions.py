"""How long a session lasts, and what is left of it afterwards: nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.client import ClientHandler
from django.utils import timezone
from tests.cast import Browser, World, invite
from tests.fixtures import Open

from groundswell.accounts.session_store import end_of_day
from groundswell.accounts.sessions import lay_anew

FORTNIGHT = dt.timedelta(days=14)


def passes(monkeypatch: pytest.MonkeyPatch, time: dt.timedelta) -> None:
    later = timezone.now() + time
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)


def is_in(browser: Browser) -> bool:
    return bool(browser.get("/keys/").status_code == 200)


def test_the_table_tells_the_day_on_which_it_ends_and_no_finer_time(world: World, site: Open) -> None:
    site(world.heron)
    site().challenge()
    for ends in Session.objects.values_list("expire_date", flat=True):
        assert (ends.hour, ends.minute, ends.second, ends.microsecond) == (0, 0, 0, 0)
    assert not Session.objects.filter(expire_date__gt=timezone.now() + FORTNIGHT + dt.timedelta(days=1)).exists()


def test_it_is_over_after_fourteen_days_whatever_was_done_meanwhile(
    world: World, site: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = site(world.heron)
    with monkeypatch.context() as days:
        passes(days, FORTNIGHT - dt.timedelta(hours=1))
        code = invite(world, "Morning shift", "kestrel", world.magpie.account)
        assert browser.post("/join/", {"code": code}).status_code == 200, "which writes to the session"
        assert is_in(browser)
    with monkeypatch.context() as days:
        passes(days, FORTNIGHT + dt.timedelta(days=1))
        assert not is_in(browser)


def test_one_in_which_nobody_signed_in_is_over_after_a_day(world: World, site: Open) -> None:
    """Anybody can have such a row written, as often as they like."""
    Session.objects.all().delete()
    site().challenge()
    assert Session.objects.get().expire_date <= end_of_day(timezone.now() + dt.timedelta(days=1))


def test_what_is_left_of_those_that_are_over_is_deleted_by_the_first_request_of_a_day(
    world: World, site: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the table would be a list of who was here, day by day, since the founding."""
    site(world.heron)
    assert Session.objects.exists()
    passes(monkeypatch, FORTNIGHT + dt.timedelta(days=1))
    assert Browser(ClientHandler()).get("/leave").status_code == 200
    assert not Session.objects.exists()


def test_laid_anew_they_are_the_same_in_an_order_that_tells_nothing(world: World, site: Open) -> None:
    browsers = [site(person) for person in (world.heron, world.rowan, world.kestrel)]
    before = sorted(Session.objects.values_list())
    lay_anew()
    assert list(Session.objects.order_by("session_key").values_list()) == before
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT session_key FROM django_session ORDER BY rowid")
            numbers = [row[0] for row in cursor.fetchall()]
        assert numbers == sorted(numbers)
    assert all(is_in(browser) for browser in browsers)
