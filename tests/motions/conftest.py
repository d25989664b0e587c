"""The ballot of Industry, whose registrars have handed out petition keys to its six electors."""

from tests.ballots.conftest import held_once, voting  # noqa: F401 - fixtures
