"""How often something may be tried."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.kernel import limits
from groundswell.kernel.errors import TooMany
from groundswell.kernel.limits import HOUR, Limiter


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds on the limiter's clock; the last one is now."""
    times = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: times[-1])
    return times


@given(st.integers(1, 30))
def test_as_many_attempts_as_allowed_get_through_and_no_more(most: int) -> None:
    limiter = Limiter(most)
    for _ in range(most):
        limiter.count("somebody")
    with pytest.raises(TooMany):
        limiter.count("somebody")


def test_one_does_not_use_up_the_attempts_of_another() -> None:
    limiter = Limiter(1)
    limiter.count("one")
    limiter.count("another")
    with pytest.raises(TooMany):
        limiter.count("one")


def test_after_an_hour_there_are_attempts_again(passes: list[float]) -> None:
    limiter = Limiter(2)
    limiter.count("somebody")
    passes.append(1000.0 + HOUR / 2)
    limiter.count("somebody")
    passes.append(1000.0 + HOUR + 1)
    limiter.count("somebody")
    with pytest.raises(TooMany):
        limiter.count("somebody")


def test_refused_attempts_do_not_make_the_wait_longer(passes: list[float]) -> None:
    limiter = Limiter(1)
    limiter.count("somebody")
    passes.append(1000.0 + HOUR - 1)
    with pytest.raises(TooMany):
        limiter.count("somebody")
    passes.append(1000.0 + HOUR + 1)
    limiter.count("somebody")


def test_who_tried_is_kept_only_as_a_keyed_hash() -> None:
    one, another = Limiter(1), Limiter(1)
    one.count("192.0.2.7")
    another.count("192.0.2.7")
    assert b"192.0.2.7" not in b"".join(one._attempts)
    assert set(one._attempts) != set(another._attempts), "every limiter has a key of its own"


def test_what_is_older_than_an_hour_is_forgotten(monkeypatch: pytest.MonkeyPatch, passes: list[float]) -> None:
    monkeypatch.setattr(limits, "MOST_SUBJECTS", 3)
    limiter = Limiter(5)
    for name in "abc":
        limiter.count(name)
    passes.append(1000.0 + 2 * HOUR)
    limiter.count("d")
    assert len(limiter._attempts) == 1


def test_a_flood_of_strangers_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_SUBJECTS", 20)
    limiter = Limiter(2)
    for number in range(1000):
        limiter.count(str(number))
        assert len(limiter._attempts) <= 20
    limiter.count("999")
    with pytest.raises(TooMany):
        limiter.count("999")


def test_a_flood_does_not_look_at_all_of_them_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[float] = []

    class Watched(Limiter):
        def _make_room(self, instant: float) -> None:
            looks.append(instant)
            super()._make_room(instant)

    monkeypatch.setattr(limits, "MOST_SUBJECTS", 100)
    limiter = Watched(1)
    for number in range(1000):
        limiter.count(str(number))
    assert len(looks) <= 90
