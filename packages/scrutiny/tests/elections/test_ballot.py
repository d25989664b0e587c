"""Ballots: all of the reference archives hold, ours are read as they were made, and no changed one is taken."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from packages.scrutiny.tests.elections.making import (
    CHOOSE,
    NAMES,
    RANK,
    Own,
    changed_at,
    leaves,
    own,
    reference,
    refused,
)

from scrutiny.elections import ballot as ballots
from scrutiny.elections import credentials
from scrutiny.elections.election import Election, fingerprint
from scrutiny.elections.questions import Choose
from scrutiny.elections.strict import compact
from scrutiny.errors import Malformed, Refused
from scrutiny.groups import Group
from scrutiny.proofs import schnorr, signature
from scrutiny.proofs.schnorr import Bases
from scrutiny.roles import voter

SECRET = "4kXw9RtB2mHjN7pLqS3vYc"
EXPONENTS, ELEMENTS = ("challenge", "response"), ("alpha", "beta", "credential")
HOMOMORPHIC = (Choose("?", ("A", "B"), 0, 2), Choose("?", ("A", "B"), 1, 1, blank=True))
KINDS = [("Ed25519", HOMOMORPHIC + RANK), ("BELENIOS-2048", HOMOMORPHIC[1:]), ("RFC-3526-2048", RANK)]
ANSWERS = {HOMOMORPHIC + RANK: [[1, 0], [0, 0, 1], [3, 1, 2]], HOMOMORPHIC[1:]: [[1, 0, 0]], RANK: [[1, 2, 3]]}


def check(election: Election, bases: Bases, content: bytes) -> None:
    ballots.verify(election, bases, ballots.read(election, content))


def cast(made: Own, secret: str = SECRET) -> bytes:
    return voter.vote(made.election, [secret], ANSWERS[made.election.questions], made.bases)


def signed_again(election: Election, value: Any, secret: str = SECRET) -> bytes:
    """The ballot as its owner could sign it: with its hash and signature made for what it says now."""
    unsigned = {name: part for name, part in value.items() if name != "signature"}
    hashed = fingerprint(compact(unsigned))
    proof = signature.sign(election.group, "sig", credentials.exponent(election.group, election.uuid, secret), hashed)
    return compact({**unsigned, "signature": {"hash": hashed, "proof": schnorr.to_json(proof)}})


def another(group: Group, name: object) -> Callable[[str], str]:
    """Another exponent, another element of the group, another text."""
    if name in EXPONENTS:
        return lambda text: str((int(text) + 1) % group.q)
    if name in ELEMENTS:
        return lambda text: group.text(group.multiply(group.element(text), group.g))
    return lambda text: ("x" if text[0] != "x" else "y") + text[1:]


@pytest.mark.parametrize("name", NAMES)
def test_all_ballots_of_the_reference_archives_hold(name: str) -> None:
    known = reference(name)
    assert len(known.ballots) == 7
    for content in known.ballots:
        found = ballots.read(known.election, content)
        ballots.verify(known.election, known.bases, found)
        again = {
            **ballots.unsigned(known.election, found.credential, found.answers),
            "signature": {"hash": found.hash, "proof": schnorr.to_json(found.proof)},
        }
        assert compact(again) == content
        assert found.tracker == fingerprint(content)


@pytest.mark.parametrize("name", NAMES)
def test_a_reference_ballot_with_anything_changed_is_refused(name: str) -> None:
    known = reference(name)
    value = json.loads(known.ballots[0])
    for path, _leaf in leaves(value):
        changed = changed_at(value, path, another(known.election.group, path[-1]))
        error = refused(check, known.election, known.bases, compact(changed))
        wanted = {"election_uuid": "other-election", "election_hash": "other-election", "proof": "signature"}
        assert error.code == wanted.get(str(path[1] if path[0] == "signature" else path[0]), "ballot-hash")


@pytest.mark.parametrize(("group", "questions"), KINDS, ids=[name for name, _questions in KINDS])
class TestABallotThatItsOwnerSigned:
    def test_holds(self, group: str, questions: tuple[Any, ...]) -> None:
        made = own(group, questions)
        content = cast(made)
        check(made.election, made.bases, content)
        check(made.election, made.bases, signed_again(made.election, json.loads(content)))

    def test_with_anything_changed_is_refused_by_a_proof(self, group: str, questions: tuple[Any, ...]) -> None:
        """Not by the signature, which its owner makes anew, but by the proofs of the question that was changed."""
        made = own(group, questions)
        value = json.loads(cast(made))
        for path, _leaf in leaves({name: value[name] for name in ("credential", "answers")}):
            changed = changed_at(value, path, another(made.election.group, path[-1]))
            error = refused(check, made.election, made.bases, signed_again(made.election, changed))
            if path[0] == "credential":
                assert error.code == "signature"
            else:
                assert error.data["question"] == int(path[1]) + 1
                assert error.code in ("interval", "blank-proof", "overall-proof", "raw-elgamal")

    def test_holds_for_no_other_credential(self, group: str, questions: tuple[Any, ...]) -> None:
        """Proofs copied from somebody else's ballot are worth nothing under one's own name."""
        made, other = own(group, questions), SECRET[::-1]
        value = json.loads(cast(made))
        value["credential"] = json.loads(cast(made, other))["credential"]
        error = refused(check, made.election, made.bases, signed_again(made.election, value, other))
        assert error.data["question"] == 1

    def test_with_anything_left_out_or_doubled_is_refused(self, group: str, questions: tuple[Any, ...]) -> None:
        made = own(group, questions)
        value = json.loads(cast(made))
        for path in containers(value):
            for change in (lambda part: part[:-1], lambda part: [*part, part[-1]]):
                changed = changed_at(value, path, change)
                with pytest.raises((Malformed, Refused)) as error:
                    check(made.election, made.bases, signed_again(made.election, changed))
                assert error.value.code in ("answers", "choices", "interval-length", "blank-length", "list", "fields")


def containers(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The places of all lists."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [place for name, part in inner for place in containers(part, (*path, name))]
    return [*found, path] if isinstance(value, list) else found


MADE = own("Ed25519", HOMOMORPHIC + RANK)
CONTENT = cast(MADE)
FORMS: dict[str, Callable[[Any], bytes]] = {
    "spaces": lambda value: json.dumps(value).encode(),
    "a line end": lambda value: compact(value) + b"\n",
    "escapes": lambda value: compact(value).replace(b'"alpha"', b'"\\u0061lpha"', 1),
    "another order": lambda value: compact(dict(reversed(value.items()))),
    "something more": lambda value: compact({**value, "more": 1}),
    "something less": lambda value: compact({name: value[name] for name in list(value)[:-1]}),
    "a number that is no text": lambda value: CONTENT.replace(b'"challenge":"', b'"challenge":', 1),
    "a field twice": lambda value: CONTENT.replace(b'{"alpha":', b'{"alpha":"x","alpha":', 1),
    "a list": lambda value: compact([value]),
    "nothing": lambda value: b"",
    "two": lambda value: CONTENT * 2,
    "too much": lambda value: compact({**value, "more": "x" * ballots.LONGEST}),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_ballot_in_another_form_is_malformed(name: str) -> None:
    with pytest.raises(Malformed):
        ballots.read(MADE.election, FORMS[name](json.loads(CONTENT)))


OTHER_FORMS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "a leading zero": ("exponent", lambda text: "0" + text),
    "a sign": ("exponent", lambda text: "-" + text),
    "the order more": ("exponent", lambda text: str(int(text) + MADE.election.group.q)),
    "hexadecimal": ("exponent", lambda text: hex(int(text))),
    "a whole number": ("exponent", int),
    "capital letters": ("element", lambda text: text.upper().replace("0", "A")),
    "shorter": ("element", lambda text: text[1:]),
    "longer": ("element", lambda text: "0" + text),
    "null": ("element", lambda _text: None),
    "outside": ("element", lambda _text: "ff" * 32),
    "of small order": ("element", lambda _text: "7f" + "ff" * 30 + "ec"),
    "the neutral element's other name": ("element", lambda _text: "80" + "00" * 30 + "01"),
}


@pytest.mark.parametrize("name", OTHER_FORMS)
def test_every_number_and_element_has_one_form(name: str) -> None:
    kind, change = OTHER_FORMS[name]
    value = json.loads(CONTENT)
    wanted = EXPONENTS if kind == "exponent" else ELEMENTS
    for path, _leaf in leaves(value["answers"]):
        if path[-1] in wanted:
            changed = changed_at(value, ("answers", *path), change)
            with pytest.raises(Malformed):
                ballots.read(MADE.election, signed_again(MADE.election, changed))


def test_a_ballot_of_another_election_is_refused() -> None:
    other = own("Ed25519", CHOOSE)
    assert refused(ballots.read, other.election, CONTENT).code == "other-election"
    assert refused(ballots.read, reference("ed25519-ranked").election, CONTENT).code == "other-election"


def test_answers_in_another_order_are_refused() -> None:
    value = json.loads(CONTENT)
    value["answers"] = value["answers"][::-1]
    with pytest.raises(Malformed):
        ballots.read(MADE.election, signed_again(MADE.election, value))


def test_choices_exchanged_within_a_question_are_refused() -> None:
    value = json.loads(CONTENT)
    value["answers"][0]["choices"].reverse()
    value["answers"][0]["individual_proofs"].reverse()
    error = refused(check, MADE.election, MADE.bases, signed_again(MADE.election, value))
    assert (error.code, error.data) == ("interval", {"question": 1})


def test_a_signature_field_inside_an_answer_hides_nothing() -> None:
    changed = CONTENT.replace(b'"response":', b'"signature":{},"response":', 1)
    with pytest.raises((Malformed, Refused)):
        check(MADE.election, MADE.bases, changed)


def test_a_ballot_signed_with_another_credential_is_refused() -> None:
    changed = signed_again(MADE.election, json.loads(CONTENT), SECRET[::-1])
    assert refused(check, MADE.election, MADE.bases, changed).code == "signature"
