"""One running site and one browser for all journeys; each person has a browser context of their own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.organisation import Organisation, found
from tests.journeys.people import Person
from tests.journeys.site import ASSETS, Site, served

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Meet = Callable[..., Person]


@pytest.fixture(scope="package")
def assets() -> Path:
    """What the browser loads, built as `./run` builds it."""
    if not (ASSETS / "keys").exists():
        subprocess.run(["./run", "manage", "check"], check=True)
    return ASSETS


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("needs chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="package")
def site(assets: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Nothing has been founded here, until a journey does so."""
    with served(tmp_path_factory.mktemp("site")) as running:
        yield running
        assert running.left_behind() == []


@pytest.fixture(scope="package")
def organisation(browser: Browser, site: Site) -> Organisation:
    """Founded by three people in three browsers."""
    return found(browser, site)


@pytest.fixture(autouse=True)
def nothing_went_wrong_for_the_founders(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every journey in which they take part is watched to its end."""
    yield
    if "organisation" in request.fixturenames:
        founders = request.getfixturevalue("organisation").founders
        assert [fault for founder in founders for fault in founder.new_faults()] == []


@pytest.fixture
def meet(browser: Browser, site: Site) -> Iterator[Meet]:
    """Make somebody with a browser of their own. At the end nothing has gone wrong in any of them."""
    with ExitStack() as stack:
        met: list[Person] = []

        def make(name: str, like: Person | None = None, **options: Any) -> Person:
            person = like.another_browser(**options) if like else Person(browser, site, name, **options)
            met.append(person)
            stack.callback(person.leave)
            return person

        yield make
        assert [fault for person in met for fault in person.new_faults()] == []
