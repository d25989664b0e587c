"""Papers from an urn as whoever checks the record sees them: two tellers in office, while voting is open."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from packages.scrutiny.tests.organisation import test_authors as signed
from packages.scrutiny.tests.organisation.test_ballots_seen import (
    BALLOT,
    CLOSED,
    DAY,
    HELD,
    OTHER,
    PREPARED,
    TIMES,
    board,
    certifying,
    entry,
    refused,
)
from packages.scrutiny.tests.organisation.test_ballots_seen import after as taken

from scrutiny.encoding import canonical_json
from scrutiny.errors import Refused
from scrutiny.identity import signed_acts
from scrutiny.identity.derivation import member_keys
from scrutiny.identity.signed_acts import SignedAct
from scrutiny.identity.words import new_card
from scrutiny.organisation import authors
from scrutiny.organisation.entries import Entry

URN, SECOND = "urn", "second urn"
HERON, ROWAN = {"by": "11", "mandate": "m1"}, {"by": "22", "mandate": "m2"}


def office(name: str, days: int = 80) -> Entry:
    start, end = TIMES.notice, TIMES.notice + days * DAY
    return entry("steward.accept", TIMES.notice, mandate=name, start=start.isoformat(), end=end.isoformat())


OFFICES = [office("m1"), office("m2")]
OPEN = [*OFFICES, *PREPARED]


def papers(day: dt.datetime = TIMES.opening, **changed: Any) -> Entry:
    return entry(
        "ballot.papers", day, **{"ballot": BALLOT, "station": URN, "election": "one", "papers": 5, **HERON, **changed}
    )


def confirming(day: dt.datetime = TIMES.opening, **changed: Any) -> Entry:
    return entry("ballot.papers.confirm", day, **{"ballot": BALLOT, "station": URN, **ROWAN, **changed})


def taking_back(day: dt.datetime = TIMES.opening, **changed: Any) -> Entry:
    return entry("ballot.papers.back", day, **{"ballot": BALLOT, "station": URN, **HERON, **changed})


def test_two_tellers_enter_and_confirm() -> None:
    found = taken(*OPEN, papers(), confirming()).ballots[BALLOT].stations[URN]
    assert (found.papers, found.confirmed) == (5, True)


def test_a_ballot_with_papers_is_certified_like_any_other() -> None:
    later = HELD[len(PREPARED) :]
    assert taken(*OPEN, papers(), confirming(), *later, certifying()).ballots[BALLOT].outcome == "carried"


@pytest.mark.parametrize("by", [HERON, {**ROWAN, "by": "11"}, {**ROWAN, "mandate": "m1"}])
def test_one_person_or_one_office_is_not_two_tellers(by: dict[str, Any]) -> None:
    assert refused(*OPEN, papers(), confirming(**by)) == "papers"


@pytest.mark.parametrize("day", [TIMES.opening - DAY, TIMES.closing + DAY])
def test_papers_are_entered_and_confirmed_while_voting_is_open(day: dt.datetime) -> None:
    assert refused(*OPEN, papers(day)) == "papers"
    if day > TIMES.opening:
        assert refused(*OPEN, papers(), confirming(day)) == "papers"
        assert refused(*OPEN, papers(), taking_back(day)) == "papers"


def test_nothing_is_entered_when_the_board_is_closed() -> None:
    assert refused(*OPEN, papers(), *CLOSED, confirming(TIMES.closing)) == "papers"
    assert refused(*OPEN, *CLOSED, papers(TIMES.closing)) == "papers"


@pytest.mark.parametrize("changed", [{"papers": 0}, {"papers": -1}, {"papers": 21}, {"election": "three"}])
def test_there_are_never_more_papers_than_electors_nor_none(changed: dict[str, Any]) -> None:
    assert refused(*OPEN, papers(**changed)) == "papers"


def test_the_papers_of_all_urns_together_are_no_more_than_the_electors() -> None:
    first = [*OPEN, papers(papers=15), confirming()]
    assert refused(*first, papers(station=SECOND, papers=6)) == "papers"
    assert taken(*first, papers(station=SECOND, papers=5)).ballots[BALLOT].stations[SECOND].papers == 5
    assert taken(*first, papers(station=SECOND, papers=6, election="two")).ballots[BALLOT].stations[SECOND]


def test_what_was_taken_back_is_entered_anew_and_what_was_confirmed_stays() -> None:
    assert taken(*OPEN, papers(), taking_back(), papers(), confirming()).ballots[BALLOT].stations[URN].confirmed
    assert refused(*OPEN, papers(), confirming(), taking_back()) == "papers"
    assert refused(*OPEN, papers(), confirming(), confirming()) == "papers"
    assert refused(*OPEN, papers(), papers()) == "papers"
    assert refused(*OPEN, taking_back()) == "papers"
    assert refused(*OPEN, confirming()) == "papers"


def test_only_who_holds_an_office_on_that_day_counts_papers() -> None:
    ending = entry("steward.end", TIMES.observers, mandate="m1")
    assert refused(*PREPARED, papers()) == "papers"
    assert refused(*OPEN, ending, papers()) == "papers"
    assert refused(office("m1", 3), office("m2"), *PREPARED, papers()) == "papers"
    assert refused(*OPEN, papers(), confirming(mandate="m9")) == "papers"


def test_a_board_that_lost_papers_is_not_closed() -> None:
    """Ballots that two tellers put on it are of different credentials, and nobody votes with those again."""
    few = board("one", "closed", 11, TIMES.closing, voted=4)
    assert refused(*OPEN, papers(), confirming(), few) == "papers"
    assert taken(*OPEN, papers(), few).ballots[BALLOT].boards["one"].voted == 4


@pytest.mark.parametrize("changed", [{"papers": "5"}, {"station": None, "papers": True}, {"ballot": OTHER}])
def test_what_cannot_be_read_or_is_about_no_ballot_is_refused(changed: dict[str, Any]) -> None:
    assert refused(*OPEN, papers(**changed)) in ("effect", "ballot-unknown")


@pytest.mark.parametrize("name", ["station", "election", "papers", "by", "mandate"])
def test_an_entry_without_a_word_is_refused(name: str) -> None:
    said = {key: value for key, value in papers().effect.items() if key != name}
    assert refused(*OPEN, entry("ballot.papers", TIMES.opening, **said)) == "effect"


class TestOpenings:
    KEYS = member_keys(new_card(), signed.ORG)

    def said(self, kind: str, actor: str, **body: Any) -> bytes:
        made = SignedAct(
            signed.ORG, kind, self.KEYS.act_public, "ef" * 16, 1_770_000_000, 1_770_000_600, 0, "00" * 32, body
        )
        signature = signed_acts.sign(made, self.KEYS.act).hex()
        return canonical_json(
            {"type": kind, "actor": actor, "body": body, "signed": bytes(made).hex(), "signature": signature}
        )

    def entered(self, by: str = "heron", other: str = "rowan") -> bytes:
        return self.said("ballot.papers", by, station=URN, co_teller=other)

    def confirmed(self, by: str = "rowan", station: str = URN) -> bytes:
        return self.said("ballot.papers.confirm", by, station=station)

    def test_the_second_teller_is_the_one_who_was_named(self) -> None:
        found = authors.check(signed.ORG, {0: self.entered(), 1: self.confirmed()})
        assert found.strange == 2
        assert authors.check(signed.ORG, {1: self.confirmed()}).strange == 1

    @pytest.mark.parametrize(("first", "second", "by"), [("h", "h", "h"), ("h", "r", "k"), ("h", "r", "h")])
    def test_nobody_else_confirms_not_even_the_first_with_other_keys(self, first: str, second: str, by: str) -> None:
        for order in (
            {0: self.entered(first, second), 1: self.confirmed(by)},
            {1: self.entered(first, second), 0: self.confirmed(by)},
        ):
            with pytest.raises(Refused) as error:
                authors.check(signed.ORG, order)
            assert error.value.code == "tellers"
