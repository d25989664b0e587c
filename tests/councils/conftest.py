"""The six members of Industry, whose stewards were signed for and stay until late in May."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from groundswell.kernel import clock
from tests.ballots.conftest import adopt
from tests.cast import World
from tests.councils.electing import PEOPLE, names_day, volunteer_all


@pytest.fixture
def here(world: World, clock_stands: None) -> Iterator[World]:
    """On the first day on which names come in for the next election."""
    adopt(ballot_group="Ed25519")
    volunteer_all(world)
    with clock.set_to(names_day(world)):
        yield world


__all__ = ["PEOPLE", "here"]
