"""Acts of office as whoever checks the record sees them: by the key of the office, and nothing of the member."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from scrutiny.encoding import Json
from scrutiny.errors import RuleBroken
from scrutiny.identity import signed_acts
from scrutiny.identity.signatures import public_key
from scrutiny.identity.signed_acts import SignedAct
from scrutiny.organisation import office_acts, replay
from scrutiny.organisation.acts import REGISTRY
from scrutiny.organisation.charter import DEFAULTS, to_json
from scrutiny.organisation.entries import Entry
from scrutiny.organisation.replay import State

VECTORS = json.loads((Path(__file__).parents[4] / "docs/protocol/vectors/acts.json").read_text())
ORG, DAY, BEGUN = "ab" * 32, dt.timedelta(days=1), dt.date(2026, 3, 1)
MANDATE, OTHER, OLD, QUESTION, UNIT = (str(UUID(int=n)) for n in (1, 2, 3, 4, 5))
SEED, OTHER_SEED = b"\1" * 32, b"\2" * 32
KEY, OTHER_KEY = public_key(SEED).hex(), public_key(OTHER_SEED).hex()
CLOSES = dt.datetime(2026, 3, 20, tzinfo=dt.UTC).isoformat()
ASKED = {"question": QUESTION, "unit": UNIT, "mandate": MANDATE, "title": "Shall we?", "text": "", "closes": CLOSES}
VOTE = {"question": QUESTION, "mandate": MANDATE, "position": "against", "reason": "Because."}


def entry(kind: str, /, **effect: Any) -> Entry:
    return Entry(ORG, kind, BEGUN + DAY, None, effect, "cd" * 32)


def taken(mandate: str, key: str = "") -> Entry:
    start = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    given = {"office_key": key} if key else {}
    return entry(
        "steward.accept", mandate=mandate, start=start.isoformat(), end=(start + 60 * DAY).isoformat(), **given
    )


def act(kind: str, body: dict[str, Json], seed: bytes = SEED, org: str = ORG) -> SignedAct:
    shown = office_acts.shown(kind, body)
    return SignedAct(org, kind, public_key(seed).hex(), "ef" * 16, 1_772_323_200, 1_772_409_600, 0, "00" * 32, shown)


def by_office(kind: str, body: dict[str, Json], seed: bytes = SEED, **instead: Any) -> Entry:
    """As the site writes it: what was signed, and the signature, beside what it shows."""
    made = act(kind, body, seed)
    said = {"office_key": made.actor, "signed": bytes(made).hex(), "signature": signed_acts.sign(made, seed).hex()}
    return entry(kind, **{**made.body, "unit": UNIT, **said, **instead})


def state(*more: Entry) -> State:
    """Two mandates with a key, an older one without, and a question to all."""
    made = State()
    founding = Entry(ORG, "organisation.found", BEGUN, None, {"rules": to_json(DEFAULTS), "units": 0}, "cd" * 32)
    for one in (founding, taken(MANDATE, KEY), taken(OTHER, OTHER_KEY), taken(OLD), by_office("vote.call", ASKED)):
        replay.take(made, one)
    for one in more:
        replay.take(made, one)
    return made


def refused(one: Entry, *before: Entry) -> str:
    made = state(*before)
    with pytest.raises(RuleBroken) as raised:
        replay.take(made, one)
    return raised.value.code


def test_everyone_sees_that_a_vote_is_by_the_key_with_which_the_office_was_taken() -> None:
    assert state(by_office("vote.cast", VOTE)).votes[QUESTION].votes == {MANDATE: "against"}


def test_a_mandate_that_was_taken_without_a_key_votes_as_before() -> None:
    old = entry("vote.cast", **{**office_acts.shown("vote.cast", VOTE), "mandate": OLD, "unit": UNIT})
    assert OLD in state(old).votes[QUESTION].votes


def test_a_vote_without_its_key_or_by_another_is_refused() -> None:
    plain = entry("vote.cast", **office_acts.shown("vote.cast", VOTE), unit=UNIT)
    assert refused(plain) == "office-key"
    assert refused(by_office("vote.cast", VOTE, OTHER_SEED)) == "office-key"
    assert refused(by_office("vote.cast", {**VOTE, "mandate": OLD})) == "office-key"
    assert refused(by_office("vote.cast", VOTE, OTHER_SEED, office_key=KEY)) == "office-signature"


@pytest.mark.parametrize("name", ["signed", "signature", "position", "reason", "question", "mandate"])
def test_what_is_shown_is_what_was_signed(name: str) -> None:
    other = by_office(
        "vote.cast", {**VOTE, "position": "abstain", "reason": "Else.", "question": OLD, "mandate": OTHER}
    )
    changed = by_office("vote.cast", VOTE, **{name: other.effect[name]})
    assert refused(changed) == ("office-key" if name == "mandate" else "office-signature")


@pytest.mark.parametrize(
    ("name", "value"), [("signed", "00"), ("signed", "x"), ("signature", ""), ("signature", "0" * 128)]
)
def test_what_cannot_be_read_is_refused(name: str, value: str) -> None:
    assert refused(by_office("vote.cast", VOTE, **{name: value})) == "office-signature"


def test_what_was_signed_elsewhere_or_as_something_else_is_refused() -> None:
    other_org, report = act("vote.cast", VOTE, org="cd" * 32), act("report.give", VOTE)
    for made in (other_org, report):
        said = {"signed": bytes(made).hex(), "signature": signed_acts.sign(made, SEED).hex()}
        assert refused(by_office("vote.cast", VOTE, **said)) == "office-signature"


@pytest.mark.parametrize("key", [KEY, "00" * 32, "xy", "", 5])
def test_an_office_is_not_taken_with_a_key_that_is_none_or_serves_another(key: Any) -> None:
    one = taken(str(UUID(int=9)), KEY)
    assert refused(replace(one, effect={**one.effect, "office_key": key})) == "office-key"


class TestANewKey:
    renewed = entry("office.renew", mandate=MANDATE, office_key=public_key(b"\3" * 32).hex())

    def test_takes_the_place_of_the_one_before(self) -> None:
        state(self.renewed, by_office("vote.cast", VOTE, b"\3" * 32))
        assert refused(by_office("vote.cast", VOTE), self.renewed) == "office-key"

    def test_is_given_only_in_an_office_that_is_held(self) -> None:
        nobodys = entry("office.renew", mandate=UNIT, office_key="".join(self.renewed.effect["office_key"]))  # type: ignore[arg-type]
        assert refused(nobodys) == "no-mandate"
        assert (
            refused(self.renewed, by_office("steward.end", {"mandate": MANDATE, "reason": "resigned"})) == "no-mandate"
        )

    def test_has_to_be_one(self) -> None:
        assert refused(entry("office.renew", mandate=MANDATE)) == "office-key"
        assert refused(entry("office.renew", mandate=MANDATE, office_key=OTHER_KEY)) == "office-key"


@pytest.mark.parametrize("vector", VECTORS["of_office"])
def test_of_texts_everyone_reads_the_hash(vector: dict[str, Any]) -> None:
    assert office_acts.shown(vector["type"], vector["body"]) == vector["shown"]


def test_all_that_an_office_key_signs_is_an_act_of_office_with_a_mandate() -> None:
    for kind, texts in office_acts.TEXTS.items():
        names = REGISTRY[kind].__dataclass_fields__
        assert REGISTRY[kind].office
        assert {"mandate", *texts} <= set(names)
