"""Lots that everybody can draw again."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from scrutiny.organisation.lots import drawn

PEOPLE = [UUID(int=n) for n in range(40)]


@given(seed=st.binary(min_size=32, max_size=32), drawing=st.uuids(), count=st.integers(1, 60), data=st.data())
def test_the_order_of_the_people_does_not_matter(seed: bytes, drawing: UUID, count: int, data: st.DataObject) -> None:
    found = drawn(seed, drawing, PEOPLE, count)
    assert drawn(seed, drawing, data.draw(st.permutations(PEOPLE)), count) == found
    assert len(set(found)) == len(found) == min(count, len(PEOPLE))


@given(st.binary(min_size=32, max_size=32), st.uuids())
def test_who_leaves_changes_nothing_for_those_who_were_drawn(seed: bytes, drawing: UUID) -> None:
    found = drawn(seed, drawing, PEOPLE, 5)
    others = [person for person in PEOPLE if person not in found]
    assert drawn(seed, drawing, [*found, *others[3:]], 5) == found


def test_everybody_is_drawn_about_equally_often() -> None:
    times = Counter(one for n in range(2000) for one in drawn(n.to_bytes(32), UUID(int=7), PEOPLE, 4))
    assert set(times) == set(PEOPLE)
    assert 120 < min(times.values()) <= max(times.values()) < 290, "200 expected"


def test_one_fixed_drawing() -> None:
    assert [p.int for p in drawn(bytes(32), UUID(int=0), PEOPLE, 3)] == [5, 4, 31]
