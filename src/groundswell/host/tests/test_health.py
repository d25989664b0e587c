"""Whoever watches over the server learns that it serves, and nothing about anybody."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import World

from groundswell.host import health


def test_a_site_that_serves_says_ok_without_cookies_or_host_name(world: World) -> None:
    answer = Client(HTTP_HOST="10.0.0.7:8000", HTTP_COOKIE="session=abc").get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer.headers["Content-Type"] == "text/plain"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Vary" not in answer.headers
    assert not answer.cookies


def test_it_counts_nothing_and_writes_nothing(world: World) -> None:
    Client().get("/healthz")
    with CaptureQueriesContext(connection) as asked:
        Client().get("/healthz")
    assert [q["sql"] for q in asked if "django_migrations" not in q["sql"] and "sqlite_master" not in q["sql"]] == []
    assert len(asked) <= 2


def no_database(*_: object) -> Any:
    raise OperationalError("connection to 10.1.2.3 refused for canary")


@pytest.mark.parametrize("reason", ["database", "migrations", "folder", "disk"])
def test_each_trouble_is_one_neutral_word_outside_and_a_reason_in_the_log(
    world: World, reason: str, monkeypatch: pytest.MonkeyPatch, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    if reason == "database":
        monkeypatch.setattr(MigrationRecorder, "applied_migrations", no_database)
    elif reason == "migrations":
        monkeypatch.setattr(health, "needed", lambda: frozenset({("members", "9999_later")}))
    elif reason == "folder":
        settings.DATA = Path("/nowhere/at/all")
    else:
        monkeypatch.setattr(health, "LEAST_FREE", 1 << 62)
    with caplog.at_level(logging.ERROR):
        answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"unavailable\n")
    said = [record.getMessage() for record in caplog.records if record.name == health.__name__]
    assert len(said) == 1
    assert reason in said[0]
    assert "canary" not in said[0]
