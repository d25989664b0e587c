"""Drawing by lot in proportion to branches and workplaces."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Collection, Iterable
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import RuleBroken
from scrutiny.organisation.sortition import Listed, Lots, digest, draw, instead, systematic

SEED, DRAWING = bytes(range(32)), UUID(int=7)


def unit(n: int) -> UUID:
    return UUID(int=n)


def workers(*sizes: tuple[int, int, int]) -> list[Listed]:
    """Each size is a branch, a workplace, and how many work there."""
    places = [(unit(branch), unit(place)) for branch, place, size in sizes for _one in range(size)]
    return [Listed(branch, place, unit(1000 + n)) for n, (branch, place) in enumerate(places)]


POOL = workers((1, 11, 12), (1, 12, 5), (1, 13, 3), (2, 21, 7), (2, 22, 3))
COUNT = 7

pools = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 9)), min_size=1, max_size=8).map(
    lambda sizes: workers(*((branch, 10 * branch + place, size) for branch, place, size in sizes))
)


def of_branch(people: Iterable[Listed]) -> Counter[UUID]:
    return Counter(one.branch for one in people)


def of_workplace(people: Iterable[Listed]) -> Counter[tuple[UUID, UUID]]:
    return Counter((one.branch, one.workplace) for one in people)


def bounds(size: int, count: int, people: int) -> tuple[int, int]:
    return size * count // people, -(-size * count // people)


@given(pools, st.data(), st.binary(min_size=32, max_size=32))
def test_every_branch_and_every_workplace_gets_its_share_rounded_down_or_up(
    pool: list[Listed], data: st.DataObject, seed: bytes
) -> None:
    count = data.draw(st.integers(0, len(pool)))
    found = draw(seed, DRAWING, pool, count)
    assert len(set(found)) == len(found) == count
    assert set(found) <= set(pool)
    for counter in (of_branch, of_workplace):
        got = counter(found)  # type: ignore[operator]
        for place, size in counter(pool).items():  # type: ignore[operator]
            least, most = bounds(size, count, len(pool))
            assert least <= got[place] <= most


@given(pools, st.data())
def test_everybody_has_exactly_the_same_probability(pool: list[Listed], data: st.DataObject) -> None:
    """Whatever the order: of all N starts, each equally likely, exactly k draw a person."""
    count = data.draw(st.integers(1, len(pool)))
    ordered = data.draw(st.permutations(pool))
    times = Counter(one for start in range(len(pool)) for one in systematic(ordered, count, start))
    assert set(times.values()) == {count}
    assert len(times) == len(pool)


@given(pools, st.data())
def test_the_list_can_be_in_any_order(pool: list[Listed], data: st.DataObject) -> None:
    other = data.draw(st.permutations(pool))
    count = len(pool) // 2
    assert draw(SEED, DRAWING, pool, count) == draw(SEED, DRAWING, other, count)
    assert digest(pool) == digest(other)


def test_seed_drawing_and_list_each_change_the_drawing() -> None:
    found = draw(SEED, DRAWING, POOL, COUNT)
    others = [
        draw(bytes(32), DRAWING, POOL, COUNT),
        draw(SEED, unit(8), POOL, COUNT),
        draw(SEED, DRAWING, POOL[1:], COUNT),
    ]
    assert found not in others


def test_one_fixed_drawing_that_everybody_can_draw_again() -> None:
    assert [one.person.int - 1000 for one in draw(SEED, DRAWING, POOL, COUNT)] == [6, 9, 12, 17, 20, 21, 27]


def test_the_description_alone_is_enough_to_draw_again() -> None:
    """Written once more from the words of the module, with nothing of it but the list."""
    rows = [f'["{one.branch}","{one.workplace}","{one.person}"]' for one in sorted(POOL)]
    listed = hashlib.sha256(f"[{','.join(rows)}]".encode()).digest()

    def lot(purpose: str, what: bytes) -> bytes:
        domain = b"groundswell/sortition/v1\0" + DRAWING.bytes + listed
        return hmac.digest(SEED, domain + hashlib.sha256(purpose.encode()).digest() + what, "sha256")

    def place(one: Listed) -> tuple[bytes, ...]:
        where = one.branch.bytes + one.workplace.bytes
        return lot("branch", one.branch.bytes), lot("workplace", where), lot("person", one.person.bytes)

    start = int.from_bytes(lot("startall", bytes(8))) % len(POOL)
    in_order = sorted(POOL, key=place)
    picked = {one for i, one in enumerate(in_order) if (i * COUNT + start) % len(POOL) + COUNT >= len(POOL)}
    assert picked == set(draw(SEED, DRAWING, POOL, COUNT))


def test_nobody_is_on_the_list_twice() -> None:
    twice = [*POOL, Listed(unit(2), unit(21), POOL[0].person)]
    with pytest.raises(RuleBroken) as caught:
        draw(SEED, DRAWING, twice, COUNT)
    assert caught.value.code == "listed-twice"


def test_more_than_there_are_cannot_be_drawn_and_nobody_can_be() -> None:
    assert draw(SEED, DRAWING, POOL, 0) == draw(SEED, DRAWING, [], 0) == ()
    assert draw(SEED, DRAWING, POOL, len(POOL)) == tuple(sorted(POOL))
    with pytest.raises(RuleBroken) as caught:
        draw(SEED, DRAWING, POOL, len(POOL) + 1)
    assert caught.value.data == {"people": 30, "count": 31}


def test_branches_can_have_places_of_their_own() -> None:
    found = draw(SEED, DRAWING, POOL, 6, branches={unit(1): 3, unit(2): 3})
    assert of_branch(found) == {unit(1): 3, unit(2): 3}
    for wrong in ({unit(1): 3, unit(2): 2}, {unit(1): 7, unit(2): -1}):
        with pytest.raises(RuleBroken) as caught:
            draw(SEED, DRAWING, POOL, 6, branches=wrong)
        assert caught.value.code == "branches"


@given(pools, st.integers(1, 4), st.data(), st.binary(min_size=32, max_size=32))
def test_no_workplace_has_more_than_so_many(pool: list[Listed], most: int, data: st.DataObject, seed: bytes) -> None:
    possible = sum(min(most, size) for size in of_workplace(pool).values())
    count = data.draw(st.integers(0, possible))
    found = draw(seed, DRAWING, pool, count, most=most)
    assert len(set(found)) == count
    assert max(of_workplace(found).values(), default=0) <= most


def test_where_there_are_too_few_workplaces_nothing_is_bent() -> None:
    with pytest.raises(RuleBroken) as caught:
        draw(SEED, DRAWING, POOL, 6, most=1)
    assert caught.value.code == "too-few-workplaces"
    assert set(of_workplace(draw(SEED, DRAWING, POOL, 5, most=1)).values()) == {1}


def test_a_limit_that_nobody_reaches_changes_nothing() -> None:
    assert draw(SEED, DRAWING, POOL, COUNT, most=3) == draw(SEED, DRAWING, POOL, COUNT)


def test_over_many_seeds_everybody_is_drawn_about_equally_often() -> None:
    rounds = 1500
    times = Counter(one for n in range(rounds) for one in draw(n.to_bytes(32), DRAWING, POOL, COUNT))
    expected = rounds * COUNT / len(POOL)
    assert len(times) == len(POOL)
    assert all(abs(n - expected) < 80 for n in times.values()), "four standard deviations are 66"


def test_the_first_number_is_without_bias_and_the_same_for_everybody() -> None:
    lots = Lots(SEED, DRAWING, digest(POOL))
    assert lots.below(b"start", 30) == lots.below(b"start", 30) < 30
    assert lots.below(b"start", 1) == 0
    spread = Counter(Lots(n.to_bytes(32), DRAWING, b"").below(b"start", 3) for n in range(3000))
    assert all(900 < spread[n] < 1100 for n in range(3))


def test_who_cannot_serve_is_followed_by_somebody_near() -> None:
    found = draw(SEED, DRAWING, POOL, COUNT)
    gone = next(one for one in found if one.workplace == unit(11))
    follower = instead(SEED, DRAWING, POOL, found, gone)
    assert follower is not None
    assert follower.workplace == unit(11)
    assert follower not in found


def test_where_nobody_is_left_at_the_workplace_somebody_of_the_branch_follows_and_then_anybody() -> None:
    gone = POOL[-1]
    place = [one for one in POOL if one.workplace == gone.workplace]
    branch = [one for one in POOL if one.branch == gone.branch]
    near, far = (instead(SEED, DRAWING, POOL, drawn, gone) for drawn in (place, branch))
    assert near is not None
    assert near.branch == gone.branch
    assert far is not None
    assert far.branch != gone.branch
    assert instead(SEED, DRAWING, POOL, POOL, gone) is None


def test_nobody_comes_twice_however_many_step_back() -> None:
    drawn = list(draw(SEED, DRAWING, POOL, COUNT))
    for _one in range(len(POOL) - COUNT):
        follower = instead(SEED, DRAWING, POOL, drawn, drawn[0])
        assert follower is not None
        drawn.append(follower)
    assert sorted(drawn) == sorted(POOL)


@pytest.fixture
def theirs() -> Any:
    """Another program for the same task: sortition-algorithms, as used for citizens' assemblies."""
    return pytest.importorskip("sortition_algorithms", reason="skipped: pip install sortition-algorithms")


def _quotas(theirs: Any, pool: Collection[Listed], count: int) -> Any:
    rows = []
    for name, sizes in (("branch", of_branch(pool)), ("workplace", Counter(one.workplace for one in pool))):
        for value, size in sizes.items():
            least, most = bounds(size, count, len(pool))
            rows.append({"feature": name, "value": str(value), "min": str(least), "max": str(most)})
    return theirs.read_in_features(["feature", "value", "min", "max"], rows)[0]


def _people(theirs: Any, pool: Collection[Listed], quotas: Any) -> Any:
    rows = [{"id": str(one.person), "branch": str(one.branch), "workplace": str(one.workplace)} for one in pool]
    settings = theirs.Settings(id_column="id", columns_to_keep=[])
    return theirs.read_in_people(["id", "branch", "workplace"], rows, quotas, settings)[0]


def test_another_program_finds_every_drawing_of_ours_within_the_quotas(theirs: Any) -> None:
    """Given nobody but those drawn, and the quotas of the whole list, it has to draw exactly them."""
    quotas = _quotas(theirs, POOL, COUNT)
    ordered = Lots(SEED, DRAWING, digest(POOL)).in_order(POOL)
    for start in range(len(POOL)):
        panel = systematic(ordered, COUNT, start)
        found, _report = theirs.find_random_sample(
            quotas, _people(theirs, panel, quotas), COUNT, [], test_selection=True
        )
        assert found == [frozenset(str(one.person) for one in panel)]


def test_another_program_says_no_to_a_panel_outside_of_the_quotas(theirs: Any) -> None:
    quotas = _quotas(theirs, POOL, COUNT)
    one_sided = [one for one in POOL if one.branch == unit(1)][:COUNT]
    with pytest.raises(theirs.InfeasibleQuotasError):
        theirs.find_random_sample(quotas, _people(theirs, one_sided, quotas), COUNT, [], test_selection=True)


def test_no_chances_of_another_program_are_fairer_to_the_least_likely(theirs: Any) -> None:
    """Its maximin raises the least chance as far as the quotas allow, within a hundredth: ours is there exactly."""
    from sortition_algorithms.committee_generation.maximin import find_distribution_maximin  # noqa: PLC0415

    quotas = _quotas(theirs, POOL, COUNT)
    panels, weights, _report = find_distribution_maximin(quotas, _people(theirs, POOL, quotas), COUNT, [])
    least = min(
        sum(weight for panel, weight in zip(panels, weights, strict=True) if str(one.person) in panel) for one in POOL
    )
    ours = Fraction(COUNT, len(POOL))
    assert least <= float(ours) + 1e-6
    assert least > float(ours) - 0.02, "so the quotas compared are the same"
