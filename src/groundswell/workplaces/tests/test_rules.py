"""Disclosure control, attacked by readers who know the headcounts, all counts shown, and the rule itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations_with_replacement, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.workplaces.rules import Cell, Node, Shown, few, suppress, suppress_tree, with_rest

FLOOR = 5

quickly = settings(max_examples=40, deadline=None)

Heads = tuple[int | None, ...]
Counts = tuple[int, ...]
Seen = tuple[int, tuple[int | None, ...], tuple[int, ...], int | None]


def cells(*rows: tuple[str, int, int | None]) -> list[Cell[str]]:
    return [Cell(*row) for row in rows]


def table(*rows: tuple[str, int, int | None], floor: int = FLOOR) -> Shown[str]:
    return suppress(cells(*rows), sum(row[1] for row in rows), floor)


@st.composite
def tables(draw: st.DrawFn) -> list[Cell[int]]:
    """Up to nine parts, mostly small, some without a known headcount, members at most as many as people."""
    found = []
    for key in range(draw(st.integers(0, 9))):
        of = draw(st.integers(0, 40))
        count = draw(st.integers(0, min(of, draw(st.sampled_from([4, 8, 40])))))
        found.append(Cell(key, count, draw(st.sampled_from([of, of, of, None]))))
    return found


def total_of(parts: Sequence[Cell[int]]) -> int:
    return sum(part.count for part in parts)


# What is shown


def test_parts_at_the_floor_or_above_are_shown_alone() -> None:
    shown = table(("day", 40, 90), ("night", 5, 30))
    assert shown == Shown(total=True, alone=frozenset({"day", "night"}), group=(), together=None)


def test_a_small_part_is_hidden_together_with_another_one() -> None:
    shown = table(("day", 40, 90), ("night", 4, 30), ("maintenance", 12, 25))
    assert shown.group == ("night", "maintenance")
    assert (shown.together, shown.alone) == (16, frozenset({"day"}))


def test_a_hidden_part_never_stands_alone() -> None:
    assert table(("day", 40, 90), ("night", 3, 30)).group == ("day", "night")


def test_none_is_not_told_from_few() -> None:
    rest = [("day", 40, 90), ("maintenance", 12, 25)]
    assert table(*rest, ("night", 0, 30)).group == table(*rest, ("night", 4, 30)).group


def test_two_small_parts_are_enough_for_each_other_once_they_reach_the_floor() -> None:
    shown = table(("day", 60, 90), ("night", 4, 30), ("late", 3, 20))
    assert (shown.group, shown.together) == (("night", "late"), 7)


def test_two_small_parts_under_the_floor_need_a_third() -> None:
    shown = table(("day", 60, 90), ("night", 2, 30), ("late", 2, 20), ("office", 9, 40))
    assert (set(shown.group), shown.together) == ({"night", "late", "office"}, 13)


def test_who_joins_the_hidden_follows_from_headcounts_not_from_members() -> None:
    first = table(("a", 3, 30), ("small", 20, 25), ("large", 6, 60))
    second = table(("a", 3, 30), ("small", 6, 25), ("large", 20, 60))
    assert first.group == second.group == ("a", "small")


def test_those_who_stand_in_the_unit_itself_join_first() -> None:
    parts = with_rest(cells(("a", 3, 30), ("b", 20, 25)), total=40)
    assert suppress(parts, 40, FLOOR).group == ("a", None)


def test_a_group_in_which_all_are_members_takes_another_part_in() -> None:
    """Ten of ten in two parts of three and seven: each would be known to be full."""
    shown = table(("crew", 3, 3), ("night", 7, 7), ("day", 20, 60))
    assert (shown.group, shown.together) == (("crew", "night", "day"), 30)


def test_a_part_of_which_the_others_have_no_room_for_all_is_not_safe() -> None:
    """Eleven in parts of nine and five: the night has two at least."""
    shown = table(("night", 4, 9), ("crew", 5, 5), ("day", 20, 60))
    assert len(shown.group) == 3


def test_two_small_parts_at_their_most_are_seen_through_and_take_a_third_in() -> None:
    """If the smaller "office" is shown, both others must be small; four and four would be all that eight can be."""
    shown = table(("night", 4, 30), ("late", 4, 30), ("office", 10, 20))
    assert shown.group == ("night", "late", "office")


def test_where_even_all_together_are_not_safe_only_the_total_is_shown() -> None:
    shown = table(("night", 4, 4), ("day", 8, 8))
    assert shown == Shown(total=True, alone=frozenset(), group=("night", "day"), together=None)


def test_a_total_under_the_floor_is_hidden_with_all_its_parts() -> None:
    assert table(("night", 2, 30), ("day", 2, 30)) == Shown(total=False, alone=frozenset(), group=())


def test_a_unit_without_parts_shows_its_total() -> None:
    assert suppress([], 12, FLOOR) == Shown(total=True, alone=frozenset(), group=())


def test_a_charter_with_another_floor_hides_more() -> None:
    rows = [("day", 40, 90), ("night", 9, 30), ("late", 8, 30)]
    assert table(*rows).group == ()
    assert table(*rows, floor=10).group == ("night", "late")


def test_the_group_keeps_the_order_of_the_table() -> None:
    shown = table(("late", 3, 20), ("day", 60, 90), ("night", 4, 30))
    assert shown.group == ("late", "night")


def test_members_of_two_parts_count_once_in_the_total_and_twice_in_the_group() -> None:
    parts = cells(("day", 10, 40), ("late", 10, 40), ("night", 3, 30), ("office", 4, 30))
    shown = suppress(parts, 12, FLOOR)
    assert (shown.alone, shown.together) == (frozenset({"day", "late"}), 7)


def test_few_is_under_the_floor() -> None:
    assert [few(count, FLOOR) for count in (0, 4, 5)] == [True, True, False]


# What always holds


@given(tables(), st.integers(3, 8))
@quickly
def test_every_part_is_shown_alone_or_in_the_group_never_both(parts: list[Cell[int]], floor: int) -> None:
    shown = suppress(parts, total_of(parts), floor)
    assert shown.alone.isdisjoint(shown.group)
    if shown.total:
        assert shown.alone | set(shown.group) == {part.key for part in parts}


@given(tables(), st.integers(3, 8))
@quickly
def test_no_count_under_the_floor_is_ever_shown(parts: list[Cell[int]], floor: int) -> None:
    shown = suppress(parts, total_of(parts), floor)
    assert all(part.count >= floor for part in parts if part.key in shown.alone)
    assert shown.together is None or shown.together >= floor
    assert shown.total == (total_of(parts) >= floor)


@given(tables(), st.integers(3, 8))
@quickly
def test_a_group_that_is_shown_has_two_parts_and_its_own_sum(parts: list[Cell[int]], floor: int) -> None:
    shown = suppress(parts, total_of(parts), floor)
    if shown.together is not None:
        assert len(shown.group) >= 2
        assert shown.together == sum(part.count for part in parts if part.key in shown.group)


@given(tables(), st.integers(3, 8))
@quickly
def test_a_group_that_is_not_shown_holds_all_parts(parts: list[Cell[int]], floor: int) -> None:
    shown = suppress(parts, total_of(parts), floor)
    if shown.group and shown.together is None:
        assert not shown.alone


@given(tables(), st.integers(3, 8))
@quickly
def test_the_headcounts_leave_every_hidden_part_two_values_at_least(parts: list[Cell[int]], floor: int) -> None:
    """The reader who knows nothing of the rule: bounds alone, by the two ends of a linear program."""
    shown = suppress(parts, total_of(parts), floor)
    group = [part for part in parts if part.key in shown.group]
    if shown.together is None:
        return
    for part in group:
        others = [other.of for other in group if other is not part]
        least = 0 if None in others else max(0, shown.together - sum(of or 0 for of in others))
        most = shown.together if part.of is None else min(part.of, shown.together)
        assert least == 0 or least >= floor
        assert most > least or least >= floor or part.of == 0


@given(tables(), st.integers(3, 8))
@quickly
def test_nothing_is_hidden_without_need(parts: list[Cell[int]], floor: int) -> None:
    if all(part.count >= floor for part in parts):
        assert suppress(parts, total_of(parts), floor).group == ()


@given(tables(), st.integers(3, 8), st.integers(0, 30))
@quickly
def test_the_rest_completes_the_parts_to_the_total(parts: list[Cell[int]], floor: int, rest: int) -> None:
    total = total_of(parts) + rest
    completed = with_rest(parts, total)
    if parts:
        assert sum(cell.count for cell in completed) == total
        assert (completed[-1].key is None) == (rest > 0)
    else:
        assert completed == []


# The attack: every table with these headcounts that would have looked the same


def seen(counts: Counts, heads: Heads, floor: int, total: int | None = None) -> Seen | None:
    """All that a reader sees of a table; None where nothing is shown."""
    parts = [Cell(key, count, of) for key, (count, of) in enumerate(zip(counts, heads, strict=True))]
    shown = suppress(parts, sum(counts) if total is None else total, floor)
    if not shown.total:
        return None
    alone = tuple(count if key in shown.alone else None for key, count in enumerate(counts))
    return (sum(counts) if total is None else total, alone, shown.group, shown.together)


def all_counts(heads: Heads, most: int) -> Iterator[Counts]:
    return product(*(range((most if of is None else min(of, most)) + 1) for of in heads))


def looks(heads: Heads, floor: int, most: int) -> dict[Seen, list[Counts]]:
    """Every table with a total up to `most`, by how it looks."""
    found: dict[Seen, list[Counts]] = defaultdict(list)
    for counts in all_counts(heads, most):
        look = seen(counts, heads, floor) if sum(counts) <= most else None
        if look is not None:
            found[look].append(counts)
    return found


def told_by_total(part: int, total: int, heads: Heads) -> bool:
    """Whether total and headcounts alone already say that somebody in this part is a member."""
    others = [of for key, of in enumerate(heads) if key != part]
    return None not in others and total > sum(of or 0 for of in others)


def betrayed(heads: Heads, floor: int, most: int) -> list[tuple[Seen, Counts]]:
    """Tables of which the reader learns a hidden count under the floor exactly."""
    return [
        (look, alike[0])
        for look, alike in looks(heads, floor, most).items()
        for part in look[2]
        if len({counts[part] for counts in alike}) == 1
        and alike[0][part] < floor
        and not (look[3] is None and told_by_total(part, look[0], heads))
    ]


@pytest.mark.parametrize(
    ("floor", "parts", "sizes", "most"),
    [
        (3, 2, (1, 2, 3, 4, 5, 6, 8, None), 16),
        (3, 3, (1, 2, 3, 5, 7, None), 12),
        (3, 4, (1, 2, 4, None), 10),
        (4, 3, (1, 3, 4, 6, None), 14),
        (5, 3, (2, 5, 7, 9), 25),
    ],
)
def test_no_reader_who_knows_the_rule_works_out_a_hidden_count(floor: int, parts: int, sizes: Heads, most: int) -> None:
    for heads in combinations_with_replacement(sizes, parts):
        assert betrayed(heads, floor, most) == [], heads


def test_the_order_of_the_table_gives_nothing_away_either() -> None:
    for heads in permutations((1, 3, 5, None), 3):
        assert betrayed(heads, 3, 12) == [], heads


@given(st.lists(st.integers(1, 12) | st.none(), min_size=3, max_size=3), st.integers(3, 6))
@settings(max_examples=12, deadline=None)
def test_other_headcounts_give_nothing_away(heads: list[int | None], floor: int) -> None:
    assert betrayed(tuple(heads), floor, 16) == []


def test_totals_that_count_members_of_two_parts_once_give_nothing_away() -> None:
    """The total may be anything from the largest part to the sum of all."""
    for heads in combinations_with_replacement((2, 4, 6), 3):
        found: dict[Seen, list[Counts]] = defaultdict(list)
        for counts in all_counts(heads, 6):
            for total in range(max(counts), sum(counts) + 1):
                look = seen(counts, heads, 3, total)
                if look is not None and look[3] is not None:
                    found[look].append(counts)
        for look, alike in found.items():
            for part in look[2]:
                values = {counts[part] for counts in alike}
                assert len(values) > 1 or min(values) >= 3, (heads, look)


def test_the_attack_finds_what_a_naive_rule_betrays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that is content with two parts and the floor would tell eight as four and four."""
    assert betrayed((9, 9, 6), 5, 24) == []
    monkeypatch.setattr(
        "groundswell.workplaces.rules._is_safe",
        lambda order, hidden, total, floor: (
            len(hidden) > 1 and sum(cell.count for cell in order if cell.key in hidden) >= floor
        ),
    )
    assert (4, 4, 5) in [counts for _, counts in betrayed((9, 9, 6), 5, 24)]


# Trees


def tree(night: int = 8, plant: int = 60) -> Node[str]:
    shifts = (Node("day", 30, 60), Node("night", night, 40), Node("late", 20, 50))
    works = Node("works", 30 + night + 20, 150, shifts)
    crews = (Node("red", 2, 20), Node("blue", 1, 20))
    farm = Node("farm", 3, 40, crews)
    return Node("branch", works.count + farm.count + plant, 400, (works, farm, Node("plant", plant, 210)))


def test_a_hidden_unit_shows_no_table() -> None:
    tables_shown = suppress_tree(tree(), FLOOR)
    assert "farm" in tables_shown["branch"].group
    assert "farm" not in tables_shown
    assert "red" not in tables_shown


def test_a_unit_that_joined_the_hidden_shows_no_table_either() -> None:
    """Its parts would add up to its count, and its count would give the small one away."""
    tables_shown = suppress_tree(tree(), FLOOR)
    assert set(tables_shown["branch"].group) == {"farm", "works"}
    assert set(tables_shown) == {"branch", "plant"}


def test_a_unit_shown_alone_shows_its_table() -> None:
    root = tree()
    without_farm = replace(root, count=root.count - 3, parts=(root.parts[0], root.parts[2]))
    tables_shown = suppress_tree(without_farm, FLOOR)
    assert tables_shown["works"].alone == {"day", "night", "late"}
    assert set(tables_shown) == {"branch", "works", "plant", "day", "night", "late"}


def test_a_tree_under_the_floor_shows_nothing_at_all() -> None:
    assert suppress_tree(Node("farm", 3, 40, (Node("red", 3, 20),)), FLOOR) == {}


def test_members_who_stand_above_the_parts_are_a_part_of_the_table() -> None:
    """Two stand in the works but on no shift: shown, the shifts would add up to two less than the works."""
    root = Node("works", 52, 150, (Node("day", 30, 60), Node("late", 20, 50)))
    assert set(suppress_tree(root, FLOOR)["works"].group) == {"late", None}


@st.composite
def forests(draw: st.DrawFn, depth: int = 3) -> Node[int]:
    key = draw(st.integers(0, 10**9))
    parts: tuple[Node[int], ...] = ()
    if depth:
        parts = tuple(draw(st.lists(forests(depth=depth - 1), max_size=3, unique_by=lambda node: node.key)))
    count = sum(part.count for part in parts) + draw(st.integers(0, 12))
    return Node(key, count, count + draw(st.integers(0, 30)), parts)


@given(forests())
@quickly
def test_in_no_tree_is_a_table_shown_below_a_hidden_count(root: Node[int]) -> None:
    tables_shown = suppress_tree(root, FLOOR)

    def walk(node: Node[int], visible: bool) -> None:
        assert not visible or node.count >= FLOOR
        for part in node.parts:
            walk(part, visible and part.key in tables_shown[node.key].alone)

    walk(root, root.count >= FLOOR)
    assert (root.key in tables_shown) == (root.count >= FLOOR)
