"""What everyone reads about a ballot is what was signed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from scrutiny.encoding import canonical_json, sha256
from scrutiny.errors import Refused
from scrutiny.identity import signed_acts
from scrutiny.identity.signatures import public_key
from scrutiny.identity.signed_acts import SignedAct
from scrutiny.organisation import shown
from scrutiny.organisation.entries import Entry

ORG, SEED, OTHER = "ab" * 32, b"\x01" * 32, b"\x02" * 32
ANNOUNCED: dict[str, Any] = {
    "ballot": "one",
    "unit": None,
    "title": "Stop work",
    "text": "Long.",
    "questions": "[]",
    "rules": [{"rule": "voting_days", "value": 10}],
    "opening": "2026-03-16T10:00:00+00:00",
}
PUBLIC: dict[str, Any] = {**ANNOUNCED, "rules": {"voting_days": 10}, "electors": 40, "parts": 1}
del PUBLIC["text"]
STEP: dict[str, Any] = {"ballot": "one", "step": "key", "digest": "00" * 32}


def entry(kind: str, effect: dict[str, Any]) -> Entry:
    return Entry(ORG, kind, dt.date(2026, 3, 2), None, effect, "cd" * 32)


def private(kind: str, body: dict[str, Any], seed: bytes = SEED) -> bytes:
    key = public_key(seed).hex()
    act = SignedAct(ORG, kind, key, "ef" * 16, 1_770_000_000, 1_770_000_600, 0, "00" * 32, body)
    signed = {"signed": bytes(act).hex(), "signature": signed_acts.sign(act, seed).hex()}
    return canonical_json({"type": kind, "actor": "h", "body": body, **signed})


def refused(one: Entry, said: bytes) -> str:
    with pytest.raises(Refused) as error:
        shown.check(one, said)
    return error.value.code


def test_what_was_signed_can_be_shown_without_its_text_and_with_figures() -> None:
    shown.check(entry("ballot.announce", PUBLIC), private("ballot.announce", ANNOUNCED))


@pytest.mark.parametrize(
    "changed",
    [
        {"questions": "[1]"},
        {"title": "Go on"},
        {"unit": "metal"},
        {"opening": "2026-03-09T10:00:00+00:00"},
        {"rules": {"voting_days": 3}},
        {"rules": {}},
        {"rules": {"voting_days": 10, "notice_days": 7}},
        {"text": "Short."},
    ],
)
def test_a_field_that_was_not_signed_like_this_is_refused(changed: dict[str, Any]) -> None:
    assert refused(entry("ballot.announce", {**PUBLIC, **changed}), private("ballot.announce", ANNOUNCED)) == "effect"


def test_one_act_is_not_shown_as_another() -> None:
    assert refused(entry("ballot.withdraw", {"ballot": "one"}), private("ballot.complain", {"ballot": "one"})) == "type"


def test_a_message_is_shown_as_that_of_whoever_signed_it() -> None:
    mine, theirs = (public_key(seed).hex() for seed in (SEED, OTHER))
    shown.check(entry("ballot.custody", {**STEP, "by": mine}), private("ballot.custody", STEP))
    assert refused(entry("ballot.custody", {**STEP, "by": theirs}), private("ballot.custody", STEP)) == "by"
    unsigned = canonical_json({"type": "ballot.custody", "actor": "None", "body": STEP})
    assert refused(entry("ballot.custody", {**STEP, "by": mine}), unsigned) == "by"


@pytest.mark.parametrize("said", [b"", b"\xff", b"[]", b"{}", b'{"type":"ballot.list"}', b"[" * 100_000])
def test_a_private_part_that_says_nothing_is_refused(said: bytes) -> None:
    assert refused(entry("ballot.list", {"ballot": "one"}), said) in {"type", "effect"}


@pytest.mark.parametrize("rules", [None, 7, "x", [1], [{"rule": "voting_days"}]])
def test_rules_that_cannot_be_read_are_refused(rules: Any) -> None:
    said = canonical_json({"type": "ballot.announce", "actor": "h", "body": {**ANNOUNCED, "rules": rules}})
    assert refused(entry("ballot.announce", PUBLIC), said) == "effect"


def test_entries_about_other_things_are_passed_over() -> None:
    shown.check(entry("unit.add", {"unit": "x"}), b"{}")


def test_a_delegates_vote_is_shown_as_it_was_signed() -> None:
    """With the hash of the reason, which the electors read whole."""
    said = {"question": "q", "mandate": "m", "position": "against", "reason": " They asked me to. "}
    reason = sha256(b"They asked me to.").hex()
    right = {**said, "reason": reason, "unit": "u"}
    shown.check(entry("vote.cast", right), private("vote.cast", said))
    for wrong in ({"position": "in-favour"}, {"mandate": "other"}, {"reason": ""}):
        assert refused(entry("vote.cast", {**right, **wrong}), private("vote.cast", said)) == "effect"
    assert refused(entry("vote.cast", right), private("report.give", said)) == "type"
