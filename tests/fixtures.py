"""The database of the tests with the cast in it, made once, and the clock at which they act."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.client import ClientHandler
from pytest_django import DjangoDbBlocker

from groundswell.charter.queries import is_founded
from groundswell.kernel import clock
from groundswell.members import guessing
from tests.cast import NOW, Browser, Person, World, make_world, signed_in

Open = Callable[..., Browser]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite in a file of its own, so that threads can meet in it and its bytes can be read."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "groundswell.sqlite3")


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the token of the founding lies."""
    before, settings.DATA = settings.DATA, tmp_path_factory.mktemp("data")
    yield settings.DATA
    settings.DATA = before


@pytest.fixture(scope="session")
def cast_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker, data_folder: Path) -> tuple[World, str]:
    """The cast, committed to the database, and a copy of all rows for after the tests that empty it."""
    with django_db_blocker.unblock():
        return make_world(), connection.creation.serialize_db_to_string()


@pytest.fixture
def clock_stands() -> Iterator[None]:
    """Ten in the morning of 2 March 2026, until a test moves it."""
    with clock.set_to(NOW):
        yield


@pytest.fixture
def world(cast_once: tuple[World, str], db: None, clock_stands: None) -> World:
    """The cast as it was made, whatever the test before did."""
    made, rows = cast_once
    if not is_founded():
        connection.creation.deserialize_db_from_string(rows)
    return copy.deepcopy(made)


@pytest.fixture
def open_world(transactional_db: None, world: World) -> World:
    """The cast in a database in which transactions really end; for threads, and for what lies on the disk."""
    return world


@pytest.fixture(scope="session")
def one_handler() -> ClientHandler:
    """The site's middlewares, loaded once for all browsers."""
    return ClientHandler(enforce_csrf_checks=False)


@pytest.fixture
def site(world: World, one_handler: ClientHandler) -> Open:
    """A new browser; with a person, one in which they have signed in."""
    for limiter in (guessing.per_address, guessing.per_account, guessing.per_card):
        limiter._attempts.clear()

    def open_browser(person: Person | None = None, **defaults: Any) -> Browser:
        return signed_in(person, one_handler, **defaults) if person else Browser(one_handler, **defaults)

    return open_browser
