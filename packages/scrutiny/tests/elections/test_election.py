"""The election: read as it was written, and its fields in one form only."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packages.scrutiny.tests.elections.making import CHOOSE, NAMES, RANK, UUID, reference, refused

from scrutiny.elections import election as elections
from scrutiny.elections import questions
from scrutiny.elections.questions import MOST_ANSWERS, Choose, Rank
from scrutiny.elections.strict import compact, parse
from scrutiny.errors import Malformed
from scrutiny.groups import NAMES as GROUPS
from scrutiny.groups import by_name

GROUP = by_name("Ed25519")
KNOWN = reference("ed25519-single").election
VALUE: dict[str, Any] = json.loads(KNOWN.content)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def changed(**fields: object) -> bytes:
    return compact({**VALUE, **fields})


def without(name: str) -> bytes:
    return compact({key: value for key, value in VALUE.items() if key != name})


@pytest.mark.parametrize("name", NAMES)
def test_those_of_the_reference_archives_are_made_again_to_the_last_byte(name: str) -> None:
    known = reference(name).election
    value = json.loads(known.content)
    again = elections.make(
        known.group,
        known.public_key,
        known.questions,
        name=known.name,
        description=known.description,
        uuid=known.uuid,
        administrator=value.get("administrator"),
        credential_authority=value.get("credential_authority"),
    )
    assert again == known
    assert again.content == known.content
    assert again.is_ranked == ("ranked" in name)


@pytest.mark.parametrize("name", NAMES)
def test_their_fingerprint_is_the_one_in_their_ballots(name: str) -> None:
    known = reference(name)
    assert {json.loads(content)["election_hash"] for content in known.ballots} == {known.election.fingerprint}
    whole = base64.b64encode(hashlib.sha256(known.election.content).digest()).decode()
    assert (len(known.election.fingerprint), known.election.fingerprint + "=") == (43, whole)


@given(name=WORDS, description=WORDS, question=WORDS, answers=st.lists(WORDS, min_size=2, max_size=5))
def test_ours_are_read_as_they_were_made(name: str, description: str, question: str, answers: list[str]) -> None:
    asked = (Choose(question, tuple(answers), 1, 2, True), Rank(question, tuple(answers)))
    made = elections.make(GROUP, GROUP.g, asked, name=name, description=description, uuid=UUID)
    assert (made.name, made.description, made.questions, made.uuid) == (name, description, asked, UUID)
    assert elections.read(made.content) == made


def test_a_new_uuid_is_one() -> None:
    assert all(elections.UUID.fullmatch(elections.new_uuid()) for _ in range(20))
    assert len(elections.new_uuid(40)) == 40


@pytest.mark.parametrize("name", list(VALUE))
def test_no_field_but_the_last_two_may_be_missing(name: str) -> None:
    if name in ("administrator", "credential_authority"):
        assert elections.read(without(name)).uuid == KNOWN.uuid
    else:
        assert refused(elections.read, without(name)).code == "fields"


def test_fields_more_or_in_another_order_are_refused() -> None:
    assert refused(elections.read, changed(more=1)).code == "fields"
    assert refused(elections.read, compact(dict(reversed(VALUE.items())))).code == "fields"


@pytest.mark.parametrize(("field", "value", "code"), [
    ("version", 0, "version"), ("version", 2, "version"), ("version", "1", "version"), ("version", True, "version"),
    ("version", None, "version"), ("name", 1, "text"), ("name", None, "text"), ("description", [], "text"),
    ("group", "", "group"), ("group", "ed25519", "group"), ("group", "BELENIOS-2048 ", "group"), ("group", 1, "text"),
    ("group", "x" * 10_000, "group"), ("uuid", "x" * 13, "uuid"), ("uuid", "x" * 65, "uuid"), ("uuid", 14, "uuid"),
    ("uuid", "0" * 14, "uuid"), ("uuid", "7WhmkbUDDMy1dt\n", "uuid"), ("uuid", "7WhmkbUDDMy1d/", "uuid"),
    ("uuid", "7WhmkbUDDMy1dé", "uuid"), ("public_key", "", "element"), ("public_key", "00" * 32, "not-in-group"),
    ("public_key", 1, "element"), ("questions", [], "questions"), ("questions", {}, "list"),
    ("questions", [1], "fields"), ("questions", [[]], "fields"), ("questions", [None], "fields"),
])  # fmt: skip
def test_another_value_is_refused(field: str, value: object, code: str) -> None:
    assert refused(elections.read, changed(**{field: value})).code == code


@pytest.mark.parametrize("field", ["administrator", "credential_authority"])
@pytest.mark.parametrize("value", [1, [], {"a": 1}, None, True])
def test_the_names_of_those_in_charge_are_texts(field: str, value: object) -> None:
    with pytest.raises(Malformed):
        elections.read(changed(**{field: value}))


@pytest.mark.parametrize("length", [14, 64])
def test_a_uuid_has_fourteen_to_sixty_four_characters(length: int) -> None:
    assert elections.read(changed(uuid="x" * length)).uuid == "x" * length


class TestQuestions:
    @pytest.mark.parametrize("name", GROUPS)
    def test_are_ranked_where_the_group_can_hold_values(self, name: str) -> None:
        group = by_name(name)
        given = {"name": "n", "description": "d", "uuid": UUID}
        if name == "BELENIOS-2048":
            assert refused(lambda: elections.make(group, group.g, CHOOSE + RANK, **given)).code == "ranked-group"
            return
        longest = (Rank("?", ("A",) * group.longest_ranking),)
        assert elections.make(group, group.g, longest, **given).is_ranked
        longer = (Rank("?", ("A",) * (group.longest_ranking + 1)),)
        assert refused(lambda: elections.make(group, group.g, longer, **given)).code == "answers"

    @pytest.mark.parametrize(("least", "most", "count"), [(0, 0, 1), (0, 3, 3), (3, 3, 3), (1, 2, 3)])
    def test_with_bounds_that_can_be_met_are_questions(self, least: int, most: int, count: int) -> None:
        for blank in (False, True):
            asked = Choose("?", ("A",) * count, least, most, blank)
            assert questions.from_json(parse(compact(asked.to_json()))) == asked
            assert asked.choices == count + blank

    @pytest.mark.parametrize(("least", "most"), [(-1, 1), (2, 1), (0, 4), (4, 4), (3, 2)])
    def test_with_bounds_that_cannot_be_met_are_refused(self, least: int, most: int) -> None:
        error = refused(Choose, "?", ("A", "B", "C"), least, most)
        assert (error.code, error.data) == ("bounds", {"least": least, "most": most})

    @pytest.mark.parametrize("count", [0, MOST_ANSWERS + 1])
    def test_have_one_to_a_thousand_answers(self, count: int) -> None:
        listed = ["A"] * count
        for value in (
            {"answers": listed, "min": 0, "max": 0, "question": "?"},
            {"type": "NonHomomorphic", "value": {"answers": listed, "question": "?"}},
        ):
            assert refused(questions.from_json, parse(compact(value))).code == "answers"

    @pytest.mark.parametrize("value", [
        {"answers": ["A"], "blank": True, "max": 1, "min": 0, "question": "?"},
        {"answers": ["A"], "blank": 0, "min": 0, "max": 1, "question": "?"},
        {"answers": ["A"], "blank": "true", "min": 0, "max": 1, "question": "?"},
        {"answers": ["A"], "min": True, "max": 1, "question": "?"},
        {"answers": ["A"], "min": 0, "max": "1", "question": "?"},
        {"answers": ["A", 1], "min": 0, "max": 1, "question": "?"},
        {"answers": ["A"], "min": 0, "max": 1, "question": 1},
        {"answers": ["A"], "min": 0, "max": 1},
        {"answers": ["A"], "question": "?"},
        {"type": "NonHomomorphic"},
        {"type": "Homomorphic", "value": {"answers": ["A"], "min": 0, "max": 1, "question": "?"}},
        {"type": "NonHomomorphic", "value": {"answers": ["A"], "min": 0, "max": 1, "question": "?"}},
        {"type": "NonHomomorphic", "value": {"question": "?", "answers": ["A"]}},
        {"type": None, "value": None},
        {"value": {"answers": ["A"], "question": "?"}, "type": "NonHomomorphic"},
        [], None, "?", 1,
    ], ids=str)  # fmt: skip
    def test_in_another_form_are_malformed(self, value: object) -> None:
        with pytest.raises(Malformed):
            questions.from_json(parse(compact(value)))

    def test_with_null_for_blank_are_malformed(self) -> None:
        value = {"answers": ["A"], "blank": None, "min": 0, "max": 1, "question": "?"}
        with pytest.raises(Malformed):
            questions.from_json(parse(compact(value)))
