from __future__ import annotations

import datetime as dt
import json
from dataclasses import FrozenInstanceError, fields
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scrutiny.encoding import Json, canonical_json
from scrutiny.errors import Malformed
from scrutiny.organisation import acts
from scrutiny.organisation.acts.base import TOO_LARGE, act

UNIT = UUID(int=7)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    str: texts,
    bool: st.booleans(),
    int: st.integers(-TOO_LARGE + 1, TOO_LARGE - 1),
    UUID: st.uuids(),
    dt.date: st.dates(),
}


def values(kind: Any) -> st.SearchStrategy[Any]:
    if get_origin(kind) is tuple:
        return st.lists(values(get_args(kind)[0]), max_size=3).map(tuple)
    if type(None) in get_args(kind):
        return st.none() | values(get_args(kind)[0])
    if get_args(kind) == (int, str):
        return values(int) | values(str)
    return SCALARS[kind] if kind in SCALARS else parts(kind)


def parts(cls: type[acts.Part]) -> st.SearchStrategy[acts.Part]:
    hints = get_type_hints(cls)
    return st.builds(cls, **{item.name: values(hints[item.name]) for item in fields(cls)})


any_act = st.sampled_from(sorted(acts.REGISTRY)).flatmap(lambda name: parts(acts.REGISTRY[name]))


def only_texts_numbers_lists_and_maps(value: Json) -> bool:
    if isinstance(value, dict):
        return all(only_texts_numbers_lists_and_maps(item) for item in value.values())
    if isinstance(value, list):
        return all(only_texts_numbers_lists_and_maps(item) for item in value)
    return type(value) in (str, int)


def refusal(name: str, body: Json) -> tuple[str, dict[str, str | int]]:
    with pytest.raises(Malformed) as caught:
        acts.parse(name, body)
    return caught.value.code, caught.value.data


def headcount(**changed: Json) -> dict[str, Json]:
    usual = acts.SetHeadcount(UNIT, dt.date(2026, 3, 1), 120, "shift plan", "04-01", "09-30")
    return {**usual.body(), **changed}


@given(any_act)
def test_an_act_comes_back_from_its_json_as_it_was(said: acts.Part) -> None:
    assert isinstance(said, acts.Act)
    stored = canonical_json(said.body())
    assert acts.parse(said.type, json.loads(stored)) == said
    assert canonical_json(acts.parse(said.type, json.loads(stored)).body()) == stored


@given(any_act)
def test_the_json_of_an_act_holds_nothing_but_texts_numbers_lists_and_maps(said: acts.Part) -> None:
    assert only_texts_numbers_lists_and_maps(said.body())


@given(any_act, st.data())
def test_an_act_with_one_field_missing_is_refused(said: acts.Part, data: st.DataObject) -> None:
    assert isinstance(said, acts.Act)
    body = said.body()
    needed = {item.name for item in fields(said) if "came_later" not in item.metadata}
    assume(needed)
    del body[data.draw(st.sampled_from(sorted(needed)))]
    assert refusal(said.type, body)[0] == "wrong-fields"


@given(any_act)
def test_an_act_with_one_field_more_is_refused(said: acts.Part) -> None:
    assert isinstance(said, acts.Act)
    assert refusal(said.type, {**said.body(), "note": "about a person"})[0] == "wrong-fields"


@given(any_act, st.data())
def test_a_field_of_another_type_is_refused(said: acts.Part, data: st.DataObject) -> None:
    assert isinstance(said, acts.Act)
    body = said.body()
    assume(body)
    field = data.draw(st.sampled_from(sorted(body)))
    several: tuple[Any, ...] = (None, 1.5, {"a": 1}, True)
    for wrong in several:
        assert refusal(said.type, {**body, field: wrong})[0] in ("wrong-value", "wrong-fields")


def test_an_unknown_act_is_refused_by_name() -> None:
    assert refusal("unit.explode", {}) == ("unknown-act", {"type": "unit.explode"})


def test_a_body_that_is_no_map_is_refused() -> None:
    assert refusal("unit.close", [])[0] == "wrong-fields"
    assert refusal("unit.close", "")[0] == "wrong-fields"


@pytest.mark.parametrize("text", ["2026-3-1", "20260301", "2026-W09-7", "2026-02-30", "2026-03-01T00:00", ""])
def test_a_day_has_one_form_only(text: str) -> None:
    assert refusal("unit.headcount", headcount(day=text)) == ("wrong-value", {"field": "day"})


@pytest.mark.parametrize("text", [str(UNIT).replace("-", ""), "{" + str(UNIT) + "}", "x", f"urn:uuid:{UNIT}", ""])
def test_a_uuid_has_one_form_only(text: str) -> None:
    assert refusal("unit.headcount", headcount(unit=text)) == ("wrong-value", {"field": "unit"})


def test_a_uuid_in_capitals_is_refused() -> None:
    assert refusal("unit.close", {"unit": str(UUID(int=0xABC)).upper()})[0] == "wrong-value"


@pytest.mark.parametrize("number", [TOO_LARGE, -TOO_LARGE, "120", 120.0, True, False])
def test_a_count_is_an_integer_that_every_language_can_hold(number: Any) -> None:
    assert refusal("unit.headcount", headcount(count=number)) == ("wrong-value", {"field": "count"})


@pytest.mark.parametrize("text", ["\ud800", "shift\0plan"])
def test_text_without_a_form_in_every_table_is_refused_both_ways(text: str) -> None:
    assert refusal("unit.headcount", headcount(source=text)) == ("wrong-value", {"field": "source"})
    with pytest.raises(Malformed):
        acts.RenameUnit(UNIT, text).body()


def test_an_act_that_could_not_be_read_again_cannot_be_written() -> None:
    with pytest.raises(Malformed):
        acts.PlanTest(UNIT, UNIT, "badge", "badge", TOO_LARGE, dt.date(2026, 1, 1)).body()
    with pytest.raises(Malformed):
        acts.RenameUnit(UNIT, 3.5).body()  # type: ignore[arg-type]
    with pytest.raises(Malformed):
        acts.CloseUnit(dt.datetime(2026, 1, 1, tzinfo=dt.UTC)).body()  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [2, -1, "1", "true"])
def test_a_truth_value_is_one_or_nought(value: Json) -> None:
    body = acts.ShowMe(UNIT, True, False, ("ru",)).body()
    assert (body["visible"], body["active"]) == (1, 0)
    assert refusal("member.show", {**body, "visible": value}) == ("wrong-value", {"field": "visible"})


def test_the_top_of_the_tree_is_the_empty_text() -> None:
    branch = acts.AddUnit(UNIT, None, "branch", "Rail", ("en", "es"))
    assert branch.body()["parent"] == ""
    assert acts.parse("unit.add", branch.body()) == branch


def test_a_list_of_another_kind_is_refused() -> None:
    body = acts.MergeUnits((UNIT,), UNIT).body()
    assert refusal("unit.merge", {**body, "units": [7]}) == ("wrong-value", {"field": "units"})
    assert refusal("unit.merge", {**body, "units": str(UNIT)}) == ("wrong-value", {"field": "units"})


def test_a_part_of_an_act_is_read_as_strictly_as_the_act() -> None:
    body = acts.SplitUnit(UNIT, (acts.NewPart(UUID(int=8), "Night"),)).body()
    assert acts.parse("unit.split", body) == acts.SplitUnit(UNIT, (acts.NewPart(UUID(int=8), "Night"),))
    assert refusal("unit.split", {**body, "into": [{"unit": str(UNIT)}]}) == ("wrong-fields", {"field": "into"})
    assert refusal("unit.split", {**body, "into": [str(UNIT)]}) == ("wrong-fields", {"field": "into"})


def test_the_founding_act_holds_all_that_replay_needs_to_begin() -> None:
    found = acts.Found(
        name="Dockers",
        units=(acts.FirstUnit(UNIT, None, "branch", "Port"), acts.FirstUnit(UUID(int=8), UNIT, "site", "Quay")),
        founders=tuple(acts.Stand(UUID(int=n), UUID(int=8)) for n in (1, 2, 3)),
        stewards=(acts.Stand(UUID(int=1), UNIT),),
        rules=(acts.RuleValue("floor", 5),),
    )
    assert acts.parse("organisation.found", found.body()) == found


def test_a_field_that_came_later_is_left_out_where_nothing_is_said() -> None:
    before = {"name": "Dockers", "units": [], "founders": [], "stewards": [], "rules": []}
    assert acts.parse("organisation.found", before).body() == before
    after = {**before, "custodians": [str(UNIT)]}
    assert acts.parse("organisation.found", after).body() == after
    assert refusal("organisation.found", {**before, "custodians": []})[0] == "wrong-fields"
    assert refusal("organisation.found", {"name": "Dockers"})[0] == "wrong-fields"


def test_an_act_cannot_be_changed_once_made() -> None:
    said = acts.CloseUnit(UNIT)
    with pytest.raises(FrozenInstanceError):
        said.unit = UUID(int=8)  # type: ignore[misc]


def test_every_act_has_a_name_of_its_own() -> None:
    assert {cls.type for cls in acts.REGISTRY.values()} == set(acts.REGISTRY)
    with pytest.raises(ValueError, match=r"unit\.add"):
        act("unit.add")(acts.AddUnit)


def test_what_members_do_to_join_or_sign_is_never_public_at_once() -> None:
    personal = {name for name, cls in acts.REGISTRY.items() if not cls.office}
    assert {name for name in acts.REGISTRY if name.split(".")[0] in ("card", "member", "review", "key")} <= personal
    assert {"steward.nominate", "steward.sign", "steward.sign.withdraw"} <= personal


def test_what_stewards_do_to_the_tree_is_public() -> None:
    office = {name for name, cls in acts.REGISTRY.items() if cls.office}
    assert {name for name in acts.REGISTRY if name.split(".")[0] in ("unit", "edit", "import", "test")} <= office
    assert {"steward.accept", "steward.end", "organisation.found"} <= office


def test_everything_that_the_package_names_is_there() -> None:
    assert {cls.__name__ for cls in acts.REGISTRY.values()} <= set(acts.__all__)
    assert all(hasattr(acts, name) for name in acts.__all__)
