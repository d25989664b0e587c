"""The database of the tests with the cast in it, made once, and the clock at which they act."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test.client import ClientHandler
    from pytest_django import DjangoDbBlocker

    from tests.cast import Browser, Person, World


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite in a file of its own, so that threads can meet in it and its bytes can be read."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        file = tmp_path_factory.mktemp("database") / "groundswell.sqlite3"
        database["TEST"]["NAME"] = str(file)


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the token of the founding lies."""
    from django.conf import settings

    before, settings.DATA = settings.DATA, tmp_path_factory.mktemp("data")
    yield settings.DATA
    settings.DATA = before


@pytest.fixture(scope="session")
def cast_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker, data_folder: Path) -> tuple[World, str]:
    """The cast, committed to the database, and a copy of all rows for the tests that empty it."""
    from django.db import connection

    from tests import cast

    with django_db_blocker.unblock():
        world = cast.make_world()
        return world, connection.creation.serialize_db_to_string()


@pytest.fixture
def clock_stands() -> Iterator[None]:
    """Ten in the morning of 2 March 2026, until a test moves it."""
    from groundswell.kernel import clock
    from tests.cast import NOW

    with clock.set_to(NOW):
        yield


@pytest.fixture
def world(cast_once: tuple[World, str], db: None, clock_stands: None) -> World:
    """The cast as it was made, whatever the test before did."""
    from django.db import connection

    from groundswell.charter.queries import is_founded

    made, rows = cast_once
    if not is_founded():
        connection.creation.deserialize_db_from_string(rows)
    return copy.deepcopy(made)


@pytest.fixture
def open_world(cast_once: tuple[World, str], transactional_db: None, world: World) -> World:
    """The cast in a database in which transactions really end; for threads, and for what lies on the disk."""
    return world


@pytest.fixture(scope="session")
def one_handler() -> ClientHandler:
    """The site's middlewares, loaded once for all browsers."""
    from django.test.client import ClientHandler

    return ClientHandler(enforce_csrf_checks=False)


@pytest.fixture
def site(world: World, one_handler: ClientHandler) -> Callable[..., Browser]:
    """A new browser; with a person, one in which they have signed in."""
    from groundswell.members import views
    from tests import cast

    views.guesses.__init__(views.guesses.most)

    def open_browser(person: Person | None = None, **defaults: Any) -> Browser:
        browser = cast.Browser(**defaults)
        browser.handler = one_handler
        if person:
            assert browser.sign_in(person).status_code == 200, f"{person.name} cannot sign in"
        return browser

    return open_browser
