"""Fixtures that the tests of all apps and those in `tests/` share. They load nothing until somebody asks for them."""

import pytest

pytest_plugins = ["tests.fixtures"]

LONGEST = ("test_demonstration.py", "test_postgresql.py", "test_demo_election.py", "test_pledges.py", "test_keys.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take minutes come first, so that at the end no worker waits for another."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))
