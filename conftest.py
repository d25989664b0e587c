"""Fixtures that the tests of all apps and those in `tests/` share. They load nothing until somebody asks for them."""

pytest_plugins = ["tests.fixtures"]
