"""Each weakness that a released reference tool had, and every other change of a record: refused, with the step."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from packages.scrutiny.tests.verify.stories import (
    CHOOSE,
    RANK,
    Made,
    Told,
    ballots_of,
    bytes_of,
    finished,
    make,
    refused,
    story_of,
    told_otherwise,
)
from packages.scrutiny.tests.verify.stories import DATA as ARCHIVES

from scrutiny.elections import election as elections
from scrutiny.elections.archive import digest
from scrutiny.elections.strict import compact
from scrutiny.elections.tally import Owned
from scrutiny.elections.trustees import PublicKey, Trustees
from scrutiny.groups import by_name
from scrutiny.proofs import possession
from scrutiny.roles import authority, trustee, voter
from scrutiny.verify.election import verify
from scrutiny.verify.steps import Step

SMALL_ORDER = "ec" + "ff" * 30 + "7f"  # the point of order 2, (0, -1), as little-endian bytes


@pytest.fixture(scope="module")
def made() -> Made:
    return make()


@pytest.fixture(scope="module")
def ranked() -> Made:
    return make(questions=RANK)


def index(story: list[Told], kind: str) -> int:
    return [told.kind for told in story].index(kind)


def step_of(story: list[Told]) -> Step:
    return Step(int(refused(bytes_of(story)).data["step"]))


class TestTheWeaknessesOfTheReference:
    def test_a_ballot_after_the_end_of_ballots(self, made: Made) -> None:
        end = index(made.story, "EndBallots")
        late = Told("Ballot", (voter.vote(made.election, made.secrets[:1], [[0, 1, 0], [1, 0, 0]]),))
        assert step_of([*made.story[: end + 1], late, *made.story[end + 1 :]]) == Step.ORDER

    def test_two_setups(self, made: Made) -> None:
        assert step_of([made.story[0], *made.story]) == Step.ORDER

    def test_an_event_after_the_result(self, made: Made) -> None:
        assert step_of([*made.story, made.story[-1]]) == Step.ORDER

    def test_the_same_ballot_twice(self, made: Made) -> None:
        other = Told("Ballot", (ballots_of(made.story)[1],))
        story = [made.story[0], *made.story[1:4], other]
        assert step_of(finished(made.election, made.trustees, story, made.private)) == Step.BALLOT_REPEATED

    def test_a_tally_that_is_not_the_product_of_the_ballots(self, made: Made) -> None:
        honest = finished(made.election, made.trustees, made.story[:3], made.private)
        end = index(honest, "EncryptedTally")
        sized = json.loads(honest[end].contents[1]) | {"num_tallied": 3, "total_weight": 3}
        lie = Told("EncryptedTally", (honest[end].contents[0], compact(sized)))
        assert step_of([*made.story[: index(made.story, "EndBallots") + 1], lie, *honest[end + 1 :]]) == Step.TALLY

    def test_a_ranked_answer_left_out_of_the_tally(self, ranked: Made) -> None:
        def leave_out(tally: Any) -> Any:
            return [[*tally[0][1:], tally[0][1]]]

        assert step_of(told_otherwise(ranked.story, "EncryptedTally", leave_out)) == Step.TALLY

    @pytest.mark.parametrize("name", ["ed25519-threshold", "ff-threshold"])
    @pytest.mark.parametrize("more", [True, False])
    def test_a_coefficient_vector_of_the_wrong_length(self, name: str, more: bool) -> None:
        story = story_of((ARCHIVES / f"{name}.bel").read_bytes())

        def change(listed: Any) -> Any:
            signed = listed[1][1]["coefexps"][2]
            own = json.loads(signed["message"])["coefexps"]
            signed["message"] = compact({"coefexps": [*own, own[0]] if more else own[:1]}).decode()
            return listed

        assert step_of(told_otherwise(story, "Setup", change, which=1)) == Step.TRUSTEES

    @pytest.mark.parametrize(
        ("kind", "which", "step"),
        [
            ("Setup", 0, Step.ELECTION),
            ("Setup", 1, Step.TRUSTEES),
            ("Ballot", 0, Step.BALLOT_FORM),
            ("EncryptedTally", 0, Step.TALLY),
        ],
    )
    def test_elements_outside_the_subgroup_anywhere(self, made: Made, kind: str, which: int, step: Step) -> None:
        old = first_element(json.loads(made.story[index(made.story, kind)].contents[which]))
        for wrong in (bytes.fromhex(SMALL_ORDER)[::-1].hex(), "00" * 32, "ff" * 32):
            place = index(made.story, kind)
            content = made.story[place].contents[which].replace(old.encode(), wrong.encode(), 1)
            story = told_otherwise(made.story, kind, lambda _value, c=content: json.loads(c), which=which)
            assert step_of(story) in (step, Step.BALLOT_CREDENTIAL)

    def test_elements_outside_the_subgroup_in_shuffles(self, ranked: Made) -> None:
        def change(value: Any) -> Any:
            value["proofs"][0][2][0] = bytes.fromhex(SMALL_ORDER)[::-1].hex()
            return value

        assert step_of(told_otherwise(ranked.story, "Shuffle", change)) == Step.SHUFFLE

    def test_a_smallest_number_above_the_largest(self, made: Made) -> None:
        def change(value: Any) -> Any:
            value["questions"][1] |= {"min": 3, "max": 2}
            return value

        assert step_of(told_otherwise(made.story, "Setup", change)) == Step.ELECTION

    def test_ranked_values_out_of_bounds(self, ranked: Made) -> None:
        def change(value: Any) -> Any:
            value["result"][0][0] = [256, 2, 3]
            return value

        assert step_of(told_otherwise(ranked.story, "Result", change)) == Step.RESULT

    @pytest.mark.parametrize("change", ["leading zero", "plus", "space", "order", "repeated", "missing", "unknown"])
    def test_a_ballot_in_another_form(self, made: Made, change: str) -> None:
        content = ballots_of(made.story)[0].decode()
        number = content.split('"challenge":"', 1)[1].split('"', 1)[0]
        forms = {
            "leading zero": content.replace(number, "0" + number, 1),
            "plus": content.replace(number, "+" + number, 1),
            "space": content.replace('","answers"', '", "answers"', 1),
            "order": '{"election_hash"' + content[1:].replace('"election_hash"', '"election_uuid"', 1)[15:],
            "repeated": content[:-1] + ',"credential":"00"}',
            "missing": content.replace('"election_uuid"', '"election_uuic"', 1),
            "unknown": content[:-1] + ',"more":1}',
        }
        story = [made.story[0], Told("Ballot", (forms[change].encode(),))]
        assert step_of(story) in (Step.BALLOT_FORM, Step.BALLOT_CREDENTIAL)

    def test_no_result_yet_is_never_called_verified(self, made: Made) -> None:
        assert verify(BytesIO(bytes_of(made.story[:-1]))).to_json()["verified"] is False

    def test_a_wrong_decryption_is_dropped_and_named_and_the_tally_goes_on(self, made: Made) -> None:
        place = index(made.story, "PartialDecryption")
        value = json.loads(made.story[place].contents[0])
        value["decryption_proofs"][0][0]["response"] = "1"
        wrong = compact(value)
        bad = Told("PartialDecryption", (wrong, Owned(1, digest(wrong)).to_bytes()))
        report = verify(BytesIO(bytes_of([*made.story[:place], bad, *made.story[place:]])))
        assert report.has_result
        assert [(one["trustee"], one["reason"]) for one in report.dropped] == [(1, "decryption")]

    def test_without_enough_right_decryptions_there_is_no_result(self, made: Made) -> None:
        place = index(made.story, "PartialDecryption")
        assert step_of([*made.story[:place], made.story[-1]]) == Step.RESULT


def first_element(value: Any) -> str:
    """The first text of 64 hexadecimal digits in a JSON value."""
    if isinstance(value, str):
        return value if len(value) == 64 else ""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return next((found for found in map(first_element, parts) if found), "")


def changed(value: Any) -> list[Callable[[Any], Any]]:
    """Every way to change one number or text somewhere in a value."""
    if isinstance(value, dict):
        return [lambda v, k=k, c=c: {**v, k: c(v[k])} for k in value for c in changed(value[k])]
    if isinstance(value, list):
        return [
            lambda v, n=n, c=c: [*v[:n], c(v[n]), *v[n + 1 :]] for n in range(len(value)) for c in changed(value[n])
        ]
    if isinstance(value, bool):
        return [lambda v: not v]
    if isinstance(value, int):
        return [lambda v: v + 1]
    return [lambda v: v[:-1] + ("1" if v[-1:] != "1" else "2")]


HARMLESS = {"name", "description", "question", "administrator", "credential_authority"}


@pytest.mark.parametrize(("kind", "which"), [
    ("Setup", 1),
    ("Setup", 3),
    ("Ballot", 0),
    ("EncryptedTally", 0),
    ("EncryptedTally", 1),
    ("Shuffle", 0),
    ("Shuffle", 1),
    ("PartialDecryption", 1),
    ("Result", 0),
])  # fmt: skip
def test_every_field_of_every_record_changed_is_refused(made: Made, ranked: Made, kind: str, which: int) -> None:
    story = (ranked if kind == "Shuffle" else made).story
    place = index(story, kind)
    value = json.loads(story[place].contents[which])
    for n, change in enumerate(changed(value)):
        contents = list(story[place].contents)
        old = contents[which]
        contents[which] = compact(change(json.loads(old)))
        contents = [c.replace(digest(old).encode(), digest(contents[which]).encode()) for c in contents]
        error = refused(
            bytes_of([*story[:place], replace(story[place], contents=tuple(contents)), *story[place + 1 :]])
        )
        assert "step" in error.data, n


def test_every_field_of_a_decryption_changed_loses_that_decryption(made: Made) -> None:
    value = json.loads(made.story[index(made.story, "PartialDecryption")].contents[0])
    for change in changed(value):
        assert step_of(told_otherwise(made.story, "PartialDecryption", change)) == Step.RESULT


def test_another_election_under_the_same_ballots_is_refused(made: Made) -> None:
    value = json.loads(made.story[0].contents[0])
    for n, change in enumerate(changed(value)):
        story = told_otherwise(made.story, "Setup", change)
        assert step_of(story) in (Step.ELECTION, Step.TRUSTEES, Step.BALLOT_FORM, Step.BALLOT_CREDENTIAL), n


def test_a_credential_that_is_not_on_the_list_is_refused(made: Made) -> None:
    def change(listed: Any) -> Any:
        return listed[1:]

    assert step_of(told_otherwise(made.story, "Setup", change, which=2)) == Step.BALLOT_CREDENTIAL


def test_a_credential_that_stands_twice_on_the_list_is_refused(made: Made) -> None:
    def change(listed: Any) -> Any:
        return [*listed, listed[0]]

    assert step_of(told_otherwise(made.story, "Setup", change, which=2)) == Step.CREDENTIALS


def test_a_credential_whose_secret_everybody_knows_is_refused(made: Made) -> None:
    one = made.election.group.text(made.election.group.one)
    assert step_of(told_otherwise(made.story, "Setup", lambda listed: [*listed, one], which=2)) == Step.CREDENTIALS


def test_keys_of_trustees_that_cancel_out_are_refused() -> None:
    group = by_name("Ed25519")
    private, key = trustee.new_key(group)
    opposite = PublicKey(group.inverse(key.key), possession.prove(group, -private % group.q))
    trustees = Trustees(group, (key, opposite))
    election = elections.make(group, group.one, CHOOSE, name="n", description="", uuid=elections.new_uuid())
    listed = authority.public_list(group, authority.make(group, election.uuid, 1).publics)
    parts = (election.content, trustees.to_bytes(), listed)
    setup = {n: digest(p) for n, p in zip(("election", "trustees", "credentials"), parts, strict=True)}
    assert refused(bytes_of([Told("Setup", (*parts, compact(setup)))])).code == "no-key"


def test_an_election_in_which_nobody_voted_has_a_result() -> None:
    nobody = make(voters=1, again=0)
    story = finished(nobody.election, nobody.trustees, nobody.story[:1], nobody.private)
    assert verify(BytesIO(bytes_of(story))).result == [[0, 0, 0], [0, 0, 0]]


class TestTheChain:
    def test_a_content_that_no_event_names(self, made: Made) -> None:
        story = [replace(made.story[0], contents=(b"{}", *made.story[0].contents)), *made.story[1:]]
        assert step_of(story) == Step.REFERENCES

    def test_an_event_left_out(self, made: Made) -> None:
        archive = bytes_of(made.story)
        parts = [bytes_of(made.story[:n]) for n in (2, 3)]
        assert refused(archive[: len(parts[0])] + archive[len(parts[1]) :]).data["step"] == Step.CHAIN

    @pytest.mark.parametrize("cut", [1, 100, 511, 513])
    def test_cut_off_at_the_end(self, made: Made, cut: int) -> None:
        error = refused(bytes_of(made.story)[:-cut])
        assert error.code in ("cut-off", "unreferenced")
        assert "byte" in error.data

    @pytest.mark.parametrize("tail", [b"\0", b"x" * 512, bytes(1024)])
    def test_trailing_bytes(self, made: Made, tail: bytes) -> None:
        assert refused(bytes_of(made.story) + tail).data["step"] == Step.ARCHIVE
