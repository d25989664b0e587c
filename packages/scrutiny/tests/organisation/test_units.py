from __future__ import annotations

from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import RuleBroken
from scrutiny.organisation import units
from scrutiny.organisation.units import KINDS, Parents, check_merge, check_move, check_placement, check_split, path

BRANCH, ENTERPRISE, SITE, NIGHT, DAY = (UUID(int=n) for n in range(1, 6))
TREE: Parents = {BRANCH: None, ENTERPRISE: BRANCH, SITE: ENTERPRISE, NIGHT: SITE, DAY: SITE}


@st.composite
def trees(draw: st.DrawFn) -> Parents:
    """Each unit hangs under an earlier one, or stands at the top."""
    size = draw(st.integers(1, 12))
    above = [draw(st.none() | st.integers(1, n)) if n else None for n in range(size)]
    return {UUID(int=n + 1): UUID(int=parent) if parent else None for n, parent in enumerate(above)}


def placement(kind: str, under: str | None) -> str:
    try:
        check_placement(kind, under)
    except RuleBroken as error:
        return error.code
    return "allowed"


def code_of(rule: object, *given_: object) -> str:
    with pytest.raises(RuleBroken) as caught:
        rule(*given_)  # type: ignore[operator]
    return caught.value.code


def test_every_kind_has_its_places() -> None:
    assert set(units.MAY_STAND_UNDER) == set(KINDS)
    assert {under for places in units.MAY_STAND_UNDER.values() for under in places} <= {None, *KINDS}


def test_an_unknown_kind_has_no_place() -> None:
    assert placement("headquarters", None) == "unknown-kind"
    assert placement("site", "headquarters") == "wrong-place"


def test_branches_are_equal_arms_and_stand_at_the_top_only() -> None:
    assert [placement("branch", under) for under in KINDS] == ["wrong-place"] * len(KINDS)
    assert placement("branch", None) == "allowed"


@pytest.mark.parametrize(
    ("kind", "under"),
    [
        ("enterprise", "branch"),
        ("enterprise", "region"),
        ("enterprise", None),
        ("site", "enterprise"),
        ("site", "branch"),
        ("department", "site"),
        ("department", "department"),
        ("shift", "department"),
        ("shift", "site"),
        ("crew", "brigade"),
        ("crew", "region"),
        ("brigade", "enterprise"),
        ("region", "region"),
    ],
)
def test_workplaces_are_divided_as_people_divide_them(kind: str, under: str | None) -> None:
    assert placement(kind, under) == "allowed"


@pytest.mark.parametrize(
    ("kind", "under"),
    [("enterprise", "site"), ("site", "department"), ("region", "enterprise"), ("shift", "branch"), ("shift", None)],
)
def test_the_larger_does_not_stand_under_the_smaller(kind: str, under: str | None) -> None:
    assert placement(kind, under) == "wrong-place"


def test_nothing_above_a_workplace_stands_inside_one() -> None:
    inside = set(KINDS) - units.ABOVE_WORKPLACE
    assert {placement(kind, under) for kind, under in product(units.ABOVE_WORKPLACE, inside)} == {"wrong-place"}


def test_a_path_leads_from_the_unit_to_the_top() -> None:
    assert list(path(NIGHT, TREE)) == [NIGHT, SITE, ENTERPRISE, BRANCH]
    assert list(path(BRANCH, TREE)) == [BRANCH]


def test_a_unit_moves_to_a_unit_beside_it() -> None:
    check_move(NIGHT, DAY, TREE)
    check_move(NIGHT, BRANCH, TREE)
    check_move(SITE, None, TREE)


@pytest.mark.parametrize("below", [SITE, NIGHT, DAY])
def test_a_unit_never_comes_to_stand_under_itself(below: UUID) -> None:
    assert code_of(check_move, SITE, below, TREE) == "cycle"


@given(trees(), st.data())
def test_a_move_that_is_allowed_leaves_a_tree(tree: Parents, data: st.DataObject) -> None:
    unit = data.draw(st.sampled_from(sorted(tree)))
    target = data.draw(st.none() | st.sampled_from(sorted(tree)))
    try:
        check_move(unit, target, tree)
    except RuleBroken:
        assert target is not None
        assert unit in path(target, tree)
        return
    moved = {**tree, unit: target}
    for each, parent in moved.items():
        above, steps = parent, 0
        while above is not None:
            assert above != each
            above, steps = moved[above], steps + 1
            assert steps <= len(moved)


def test_only_units_of_one_kind_are_merged() -> None:
    check_merge(["shift", "shift"], "shift")
    assert code_of(check_merge, ["shift", "crew"], "shift") == "other-kind"
    assert code_of(check_merge, ["shift"], "department") == "other-kind"


def test_a_merge_of_nothing_is_no_merge() -> None:
    assert code_of(check_merge, [], "shift") == "nothing-to-merge"


def test_what_is_merged_does_not_hold_what_it_is_merged_into() -> None:
    units.check_merge_places([NIGHT], DAY, TREE)
    assert code_of(units.check_merge_places, [NIGHT, DAY], DAY, TREE) == "into-itself"
    assert code_of(units.check_merge_places, [SITE], DAY, TREE) == "into-itself"


def test_a_split_adds_and_keeps() -> None:
    check_split([UUID(int=8), UUID(int=9)], TREE)


def test_a_split_into_nothing_is_no_split() -> None:
    assert code_of(check_split, [], TREE) == "nothing-to-split"


def test_a_split_makes_units_that_were_not_there() -> None:
    assert code_of(check_split, [UUID(int=8), NIGHT], TREE) == "known-already"
    assert code_of(check_split, [UUID(int=8), UUID(int=8)], TREE) == "known-already"


def test_only_an_empty_unit_is_closed() -> None:
    units.check_close(NIGHT, 0, TREE)
    assert code_of(units.check_close, NIGHT, 1, TREE) == "not-empty"
    assert code_of(units.check_close, SITE, 0, TREE) == "not-empty"
