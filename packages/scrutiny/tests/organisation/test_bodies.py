"""Who sends whom."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from scrutiny.organisation.councils.bodies import (
    ALLIANCE,
    Body,
    BodyKind,
    Delegate,
    Tree,
    bodies,
    chain,
    composition,
    is_assembly,
    members_under,
    senders,
    sends_to,
)
from scrutiny.organisation.units import KINDS, MAY_STAND_UNDER


def unit(n: int) -> UUID:
    return UUID(int=n)


INDUSTRY, STEEL, WORKS, ROLLING, MELT, FARMS, NORTH, ORCHARD, EMPTY = (unit(n) for n in range(1, 10))
TREE = Tree(
    parents={
        INDUSTRY: None,
        STEEL: INDUSTRY,
        WORKS: STEEL,
        ROLLING: WORKS,
        MELT: WORKS,
        FARMS: None,
        NORTH: FARMS,
        ORCHARD: NORTH,
        EMPTY: FARMS,
    },
    kinds={
        INDUSTRY: "branch",
        STEEL: "enterprise",
        WORKS: "site",
        ROLLING: "department",
        MELT: "department",
        FARMS: "branch",
        NORTH: "region",
        ORCHARD: "site",
        EMPTY: "region",
    },
    councils=frozenset({WORKS}),
)


def assembly(of: UUID) -> Body:
    return Body(BodyKind.ASSEMBLY, of)


def council(of: UUID) -> Body:
    return Body(BodyKind.COUNCIL, of)


def congress(of: UUID) -> Body:
    return Body(BodyKind.BRANCH_CONGRESS, of)


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Any tree that may stand."""
    kinds: dict[UUID, str] = {}
    parents: dict[UUID, UUID | None] = {}
    for n in range(draw(st.integers(0, 25))):
        above = draw(st.sampled_from([None, *kinds]))
        fitting = [kind for kind in KINDS if (kinds[above] if above else None) in MAY_STAND_UNDER[kind]]
        if fitting:
            kinds[unit(n + 1)], parents[unit(n + 1)] = draw(st.sampled_from(fitting)), above
    wanted = draw(st.frozensets(st.sampled_from(sorted(kinds)))) if kinds else frozenset()
    return Tree(parents, kinds, wanted)


def test_every_workplace_and_every_part_of_one_has_its_assembly() -> None:
    found = {body.unit for body in bodies(TREE) if body.kind is BodyKind.ASSEMBLY}
    assert found == {WORKS, ROLLING, MELT, ORCHARD}


def test_what_is_larger_than_a_workplace_has_a_council_if_somebody_below_it_has_an_assembly() -> None:
    above = {body for body in bodies(TREE) if body.kind is not BodyKind.ASSEMBLY}
    assert above == {council(WORKS), council(STEEL), congress(INDUSTRY), council(NORTH), congress(FARMS), ALLIANCE}


def test_the_alliance_is_sent_by_the_branches() -> None:
    assert senders(TREE, ALLIANCE) == (congress(INDUSTRY), congress(FARMS))
    assert list(chain(TREE, assembly(ORCHARD))) == [assembly(ORCHARD), council(NORTH), congress(FARMS), ALLIANCE]


def test_nobody_sends_to_an_assembly() -> None:
    assert senders(TREE, assembly(WORKS)) == ()


def test_a_council_of_parts_does_not_take_the_place_of_the_workplaces_assembly() -> None:
    assert senders(TREE, council(WORKS)) == (assembly(ROLLING), assembly(MELT))
    assert sends_to(TREE, council(WORKS)) is None
    assert senders(TREE, council(STEEL)) == (assembly(WORKS),)


def test_parts_send_nobody_where_their_workplace_wants_no_council() -> None:
    plain = Tree(TREE.parents, TREE.kinds)
    assert sends_to(plain, assembly(MELT)) is None
    assert council(WORKS) not in bodies(plain)


def test_a_single_workplace_stands_for_itself() -> None:
    alone = Tree({WORKS: None}, {WORKS: "site"})
    assert bodies(alone) == (assembly(WORKS),)
    assert sends_to(alone, assembly(WORKS)) is None


def test_a_single_branch_needs_no_alliance() -> None:
    one = Tree({FARMS: None, ORCHARD: FARMS}, {FARMS: "branch", ORCHARD: "site"})
    assert bodies(one) == (assembly(ORCHARD), congress(FARMS))
    assert sends_to(one, congress(FARMS)) is None


def test_the_council_of_a_workplace_at_the_top_of_the_tree_sends_nobody_to_the_alliance() -> None:
    two = Tree(
        {WORKS: None, MELT: WORKS, ORCHARD: None}, {WORKS: "site", MELT: "shift", ORCHARD: "site"}, frozenset({WORKS})
    )
    assert senders(two, ALLIANCE) == (assembly(WORKS), assembly(ORCHARD))
    assert sends_to(two, council(WORKS)) is None


@given(trees())
def test_who_sends_and_who_is_sent_to_say_the_same(tree: Tree) -> None:
    every = bodies(tree)
    assert len(set(every)) == len(every)
    for body in every:
        assert set(senders(tree, body)) == {other for other in every if sends_to(tree, other) == body}


@given(trees())
def test_every_council_rests_on_assemblies_and_on_nothing_else(tree: Tree) -> None:
    for body in bodies(tree):
        layer = [body]
        while any(one.kind is not BodyKind.ASSEMBLY for one in layer):
            below = [sender for one in layer for sender in senders(tree, one)]
            assert all(senders(tree, one) for one in layer if one.kind is not BodyKind.ASSEMBLY)
            layer = below
        assert layer or body.kind is BodyKind.ASSEMBLY


@given(trees())
def test_those_below_come_before_those_above_them(tree: Tree) -> None:
    place = {body: n for n, body in enumerate(bodies(tree))}
    for body in place:
        assert all(place[sender] < place[body] for sender in senders(tree, body))


@given(trees())
def test_every_assembly_of_a_workplace_reaches_the_highest_body(tree: Tree) -> None:
    every = bodies(tree)
    for body in every:
        if body.kind is BodyKind.ASSEMBLY and body.unit and _is_workplace(tree, body.unit):
            top = list(chain(tree, body))[-1]
            assert top == ALLIANCE or (ALLIANCE not in every and sends_to(tree, top) is None)
            assert len(set(chain(tree, body))) == len(list(chain(tree, body)))


def _is_workplace(tree: Tree, one: UUID) -> bool:
    above = tree.parents[one]
    return not tree.is_above_workplaces(one) and (above is None or tree.is_above_workplaces(above))


@given(trees(), st.data())
def test_members_are_counted_once_at_every_height(tree: Tree, data: st.DataObject) -> None:
    own = {one: data.draw(st.integers(0, 50)) for one in tree.kinds}
    total = members_under(tree, own)
    assert total[None] == sum(own.values())
    for one in tree.kinds:
        assert total[one] == own[one] + sum(total[part] for part in tree.below(one))


def test_a_unit_stands_in_its_branch() -> None:
    assert (TREE.branch(MELT), TREE.branch(ORCHARD), TREE.branch(None)) == (INDUSTRY, FARMS, None)
    assert Tree({WORKS: None}, {WORKS: "site"}).branch(WORKS) is None


def test_a_body_has_one_key() -> None:
    assert council(STEEL).key == f"council:{STEEL}"
    assert ALLIANCE.key == "alliance-congress:"
    assert len({body.key for body in bodies(TREE)}) == len(bodies(TREE))


def test_the_key_says_whether_it_is_an_assembly() -> None:
    assert [body for body in bodies(TREE) if is_assembly(body.key)] == [
        body for body in bodies(TREE) if body.kind is BodyKind.ASSEMBLY
    ]
    assert not is_assembly("")


def test_the_composition_shows_who_works_who_was_dismissed_and_whose_mandate_ends_when() -> None:
    found = composition(
        5,
        [
            Delegate(assembly(WORKS), INDUSTRY, "at-work", "2026-09-01"),
            Delegate(assembly(WORKS), INDUSTRY, "dismissed", "2026-05-01"),
            Delegate(council(NORTH), FARMS, "season-over", "2026-05-01"),
        ],
    )
    assert (found.seats, found.filled, found.vacant, found.at_work) == (5, 3, 2, 1)
    assert found.out_of_work == {"dismissed": 1, "season-over": 1}
    assert found.branches == {INDUSTRY: 2, FARMS: 1}
    assert found.senders == {assembly(WORKS): 2, council(NORTH): 1}
    assert found.ending == (("2026-05-01", 2), ("2026-09-01", 1))


def test_a_body_in_which_nobody_sits_shows_only_its_vacant_seats() -> None:
    found = composition(3, [])
    assert (found.vacant, found.at_work, found.ending) == (3, 0, ())
