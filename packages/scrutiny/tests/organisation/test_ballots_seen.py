"""Ballots as whoever checks the record sees them: each rule fails when its cause is there, and no other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from scrutiny.encoding import canonical_json
from scrutiny.errors import Refused, RuleBroken
from scrutiny.organisation import authors, replay
from scrutiny.organisation.acts import REGISTRY
from scrutiny.organisation.ballots import asked, seen, timetable
from scrutiny.organisation.ballots.asked import Asked
from scrutiny.organisation.ballots.decision import Outcome
from scrutiny.organisation.ballots.seen import INSTANTS, End
from scrutiny.organisation.charter import DEFAULTS, to_json
from scrutiny.organisation.entries import Entry
from scrutiny.organisation.replay import State

ORG, BALLOT, OTHER = "ab" * 32, str(UUID(int=1)), str(UUID(int=2))
NOTICE = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
TIMES = timetable.generate(DEFAULTS, NOTICE)
DAY = dt.timedelta(days=1)
METAL, PORT = str(UUID(int=11)), str(UUID(int=12))
REGISTRARS, TRUSTEES = ["a1", "a2"], ["b1", "b2", "b3"]
QUESTION = asked.to_text([asked.yes_or_no("Shall we?", "Yes", "No")])
LONGER = {"voting_days": 10}


def entry(kind: str, day: dt.date | dt.datetime, **effect: Any) -> Entry:
    on = day.date() if isinstance(day, dt.datetime) else day
    return Entry(ORG, kind, on, None, effect, "cd" * 32)


def founded() -> State:
    made = State()
    replay.take(made, entry("organisation.found", NOTICE - 40 * DAY, rules=to_json(DEFAULTS), units=0))
    return made


def announcing(day: dt.datetime = NOTICE, **changed: Any) -> Entry:
    instants = {name: getattr(TIMES, name).isoformat() for name in INSTANTS}
    said = {"ballot": BALLOT, "unit": "", "title": "t", "questions": QUESTION, "binding": 1, "rules": {}}
    return entry("ballot.announce", day, **{**said, **instants, "electors": 40, "parts": 2, **changed})


def drawing(**changed: Any) -> Entry:
    said = {"ballot": BALLOT, "registrars": REGISTRARS, "trustees": TRUSTEES, "threshold": 2}
    return entry("ballot.custodians", NOTICE, **{**said, **changed})


def step(by: str = "b1", **changed: Any) -> Entry:
    said = {"ballot": BALLOT, "step": "certificate", "digest": "00" * 32, "by": by}
    return entry("ballot.custody", NOTICE, **{**said, **changed})


def board(name: str, stage: str, height: int, day: dt.datetime, **changed: Any) -> Entry:
    said = {"ballot": BALLOT, "election": name, "stage": stage, "height": height, "head": "ef" * 32}
    voted = 0 if stage == "setup" else 10
    return entry("ballot.board", day, **{**said, "electors": 20, "voted": voted, **changed})


def certifying(outcome: str = Outcome.CARRIED, day: dt.datetime = TIMES.certified, **changed: Any) -> Entry:
    said = {"ballot": BALLOT, "outcome": str(outcome), "whole": [40, 20, 14], "branches": BRANCHES}
    return entry("ballot.certify", day, **{**said, **changed})


BRANCHES = {METAL: [20, 10, 8], PORT: [20, 10, 6]}
SETUP = [board(name, "setup", 0, TIMES.observers) for name in ("one", "two")]
CLOSED = [board(name, "closed", 11, TIMES.closing) for name in ("one", "two")]
OPENED = [board(name, "result", 15, TIMES.decrypting) for name in ("one", "two")]
PREPARED = [announcing(), drawing(), step("a1"), step("b3"), *SETUP]
HELD = [*PREPARED, *CLOSED, *OPENED]


def after(*entries: Entry) -> State:
    state = founded()
    for one in entries:
        replay.take(state, one)
    return state


def refused(*entries: Entry) -> str:
    """The code with which the last of these is refused; all before it are taken."""
    state = after(*entries[:-1])
    with pytest.raises(RuleBroken) as error:
        replay.take(state, entries[-1])
    return error.value.code


class TestABallotThatWasHeld:
    def test_is_taken_from_the_announcement_to_the_certificate(self) -> None:
        state = after(*HELD, certifying())
        found = state.ballots[BALLOT]
        assert (found.outcome, found.parts, found.electors) == (Outcome.CARRIED, 2, 40)
        assert found.certified is not None
        assert found.certified.electorate == "all-members"

    def test_changes_the_charter_as_it_asked_and_once(self) -> None:
        """More than two thirds of all, of whom more than half voted, and more than half in every branch."""
        changing = [announcing(rules=LONGER), *HELD[1:]]
        wide: dict[str, Any] = {"voted": 15}
        boards = [board(n, s, h, t, **wide) for s, h, t in LATER for n in ("one", "two")]
        changing = [*changing[:6], *boards]
        figures: dict[str, Any] = {"whole": [40, 30, 24], "branches": {METAL: [20, 15, 13], PORT: [20, 15, 11]}}
        change = entry("charter.change", TIMES.certified, ballot=BALLOT, rules=LONGER)
        assert after(*changing, certifying(**figures), change).rules.voting_days == 10
        assert refused(*changing, certifying(**figures), change, change) == "no-ballot"
        other = entry("charter.change", TIMES.certified, ballot=BALLOT, rules={"voting_days": 11})
        assert refused(*changing, certifying(**figures), other) == "other-question"

    def test_can_be_opened_together_with_others_and_not_by_itself(self) -> None:
        """Parts in which too few voted have no result of their own."""
        assert after(*PREPARED, *CLOSED, certifying()).ballots[BALLOT].outcome == Outcome.CARRIED


LATER = (("closed", 11, TIMES.closing), ("result", 15, TIMES.decrypting))


class TestAnnouncements:
    def test_stand_once(self) -> None:
        assert refused(announcing(), announcing()) == "ballot-known"

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"opening": TIMES.opening - DAY, "observers": TIMES.observers - DAY}, "notice"),
            ({"observers": TIMES.opening}, "observers"),
            ({"closing": TIMES.closing - DAY}, "voting"),
            ({"decrypting": TIMES.decrypting - dt.timedelta(seconds=1)}, "complaints"),
            ({"certified": TIMES.certified - DAY}, "contest"),
            ({"closing": TIMES.opening - DAY}, "order"),
        ],
    )
    def test_with_a_short_timetable_are_refused(self, changed: dict[str, dt.datetime], code: str) -> None:
        times: dict[str, Any] = {name: at.isoformat() for name, at in changed.items()}
        assert refused(announcing(**times)) == code

    @pytest.mark.parametrize("days", [2, 7, 14])
    def test_that_date_themselves_back_are_refused(self, days: int) -> None:
        """Or the notice would be over before anybody reads it."""
        assert refused(announcing(NOTICE + days * DAY)) == "notice"

    @pytest.mark.parametrize("days", [0, 1, -3])
    def test_are_signed_a_little_before_they_stand_in_the_record(self, days: int) -> None:
        assert BALLOT in after(announcing(NOTICE + days * DAY)).ballots

    @pytest.mark.parametrize(
        "changed",
        [
            {"questions": asked.to_text([Asked("rank", "Who?", ("a", "b"), rule="meek")])},
            {"rules": LONGER, "unit": METAL},
            {"rules": LONGER, "binding": 0},
            {"electors": DEFAULTS.open_vote_below - 1, "parts": 1},
            {"parts": 0},
            {"parts": 41},
        ],
    )
    def test_of_what_no_ballot_may_ask_are_refused(self, changed: dict[str, Any]) -> None:
        assert refused(announcing(**changed)) == "questions"

    @pytest.mark.parametrize(
        "changed",
        [
            {"questions": "[]"},
            {"questions": QUESTION + " "},
            {"questions": 7},
            {"notice": "yesterday"},
            {"notice": "2026-03-02T10:00:00"},
            {"electors": "40"},
            {"electors": True},
            {"electors": 40.5},
            {"parts": None},
            {"rules": 1},
        ],
    )
    def test_that_cannot_be_read_are_refused(self, changed: dict[str, Any]) -> None:
        assert refused(announcing(**changed)) == "effect"

    def test_of_changes_that_the_charter_cannot_have_are_refused(self) -> None:
        assert refused(announcing(rules={"voting_days": 0})) == "out-of-bounds"

    def test_without_a_word_are_refused(self) -> None:
        for name in ("ballot", "unit", "questions", "binding", "rules", "electors", "parts", *INSTANTS):
            effect = {key: value for key, value in announcing().effect.items() if key != name}
            assert refused(entry("ballot.announce", NOTICE, **effect)) == "effect"


class TestWhatIsAboutNoBallot:
    @pytest.mark.parametrize(
        "one",
        [
            drawing(),
            step(),
            board("one", "setup", 0, TIMES.observers),
            certifying(),
            entry("ballot.list", TIMES.observers, ballot=BALLOT, electors=41),
            entry("ballot.withdraw", NOTICE, ballot=BALLOT, outcome=str(End.WITHDRAWN)),
        ],
        ids=lambda one: one.type,
    )
    def test_is_refused_before_the_announcement_and_after_the_end(self, one: Entry) -> None:
        assert refused(one) == "ballot-unknown"
        over = [*HELD, certifying()]
        later = Entry(ORG, one.type, TIMES.certified.date(), None, one.effect, one.c)
        assert refused(*over, later) == "ballot-over"

    def test_changes_no_rule(self) -> None:
        change = entry("charter.change", TIMES.certified, ballot=OTHER, rules=LONGER)
        assert refused(change) == "no-ballot"
        assert refused(*HELD, certifying(), change) == "no-ballot"

    @pytest.mark.parametrize("until", [1, 2, 6, 8, 10])
    def test_or_about_one_without_a_certificate_changes_no_rule(self, until: int) -> None:
        """A result on the board is not yet what was decided."""
        asking = [announcing(rules=LONGER), *HELD[1:]][:until]
        change = entry("charter.change", TIMES.certified, ballot=BALLOT, rules=LONGER)
        assert refused(*asking, change) == "no-ballot"

    def test_or_about_one_that_was_not_carried_changes_no_rule(self) -> None:
        asking = [announcing(rules=LONGER), *HELD[1:]]
        lost: dict[str, Any] = {"whole": [40, 20, 9], "branches": {METAL: [20, 10, 5], PORT: [20, 10, 4]}}
        change = entry("charter.change", TIMES.certified, ballot=BALLOT, rules=LONGER)
        assert refused(*asking, certifying(Outcome.NOT_CARRIED, **lost), change) == "no-ballot"

    def test_advice_changes_no_rule(self) -> None:
        asking = [announcing(binding=0), *HELD[1:]]
        change = entry("charter.change", TIMES.certified, ballot=BALLOT, rules=LONGER)
        assert refused(*asking, certifying(Outcome.ADVICE), change) == "no-ballot"


class TestTheList:
    def test_grows_by_those_who_were_missing(self) -> None:
        grown = entry("ballot.list", TIMES.observers, ballot=BALLOT, electors=42)
        assert after(announcing(), grown).ballots[BALLOT].electors == 42

    @pytest.mark.parametrize("electors", [39, 40, 0, -1])
    def test_strikes_nobody_off(self, electors: int) -> None:
        assert refused(announcing(), entry("ballot.list", TIMES.observers, ballot=BALLOT, electors=electors)) == (
            "credentials"
        )

    def test_is_not_final_before_its_day(self) -> None:
        early = entry("ballot.list", TIMES.observers - DAY, ballot=BALLOT, electors=42)
        assert refused(announcing(), early) == "credentials"

    def test_does_not_grow_when_there_are_credentials(self) -> None:
        assert refused(*PREPARED, entry("ballot.list", TIMES.opening, ballot=BALLOT, electors=42)) == "credentials"


class TestCustodians:
    @pytest.mark.parametrize(
        "changed",
        [
            {"registrars": REGISTRARS[:1]},
            {"trustees": TRUSTEES[:2]},
            {"registrars": ["a1", "a1"]},
            {"trustees": ["b1", "b2", "b1"]},
            {"registrars": ["a1", "b1"]},
            {"threshold": 1},
            {"threshold": 4},
            {"registrars": [], "trustees": []},
        ],
    )
    def test_who_are_too_few_or_the_same_people_twice_are_refused(self, changed: dict[str, Any]) -> None:
        assert refused(announcing(), drawing(**changed)) == "too-few-custodians"

    def test_are_drawn_once(self) -> None:
        """Or somebody would draw until it suits."""
        assert refused(announcing(), drawing(), drawing(trustees=["b4", "b5", "b6"])) == "too-few-custodians"

    @pytest.mark.parametrize("by", ["c1", "", "A1", "a1 "])
    def test_and_nobody_else_prepare_and_count(self, by: str) -> None:
        assert refused(announcing(), drawing(), step(by)) == "custodian-unknown"

    def test_do_nothing_before_they_are_drawn(self) -> None:
        assert refused(announcing(), step("a1")) == "custodian-unknown"

    def test_of_one_ballot_are_not_those_of_another(self) -> None:
        others = drawing(ballot=OTHER, registrars=["c1", "c2"], trustees=["d1", "d2", "d3"])
        assert refused(announcing(), drawing(), announcing(ballot=OTHER), others, step("c1")) == "custodian-unknown"

    @pytest.mark.parametrize("changed", [{"threshold": "2"}, {"registrars": None}, {"trustees": 3}])
    def test_who_cannot_be_read_are_refused(self, changed: dict[str, Any]) -> None:
        assert refused(announcing(), drawing(**changed)) == "effect"


class TestBoards:
    @pytest.mark.parametrize(
        "entries",
        [
            [board("one", "closed", 5, TIMES.closing)],
            [board("one", "result", 5, TIMES.decrypting)],
            [SETUP[0], board("one", "setup", 1, TIMES.observers)],
            [*SETUP, board("one", "result", 12, TIMES.decrypting)],
            [*SETUP, CLOSED[0], board("one", "closed", 12, TIMES.closing)],
            [*SETUP, CLOSED[0], OPENED[0], board("one", "result", 16, TIMES.decrypting)],
            [*SETUP, board("one", "closed", 0, TIMES.closing)],
            [*SETUP, CLOSED[0], board("one", "result", 11, TIMES.decrypting)],
            [*SETUP, CLOSED[0], board("one", "result", 4, TIMES.decrypting)],
        ],
    )
    def test_that_shrink_skip_or_stand_still_are_refused(self, entries: list[Entry]) -> None:
        assert refused(announcing(), drawing(), *entries) == "board-order"

    @pytest.mark.parametrize(
        "entries",
        [
            [board("one", "setup", 0, TIMES.observers, electors=41)],
            [board("one", "setup", 0, TIMES.observers, electors=19), SETUP[1]],
            [board("one", "setup", 0, TIMES.observers, electors=21), SETUP[1]],
            [*SETUP, board("three", "setup", 0, TIMES.observers)],
            [*SETUP, board("one", "closed", 5, TIMES.closing, electors=19)],
            [*SETUP, board("one", "closed", 30, TIMES.closing, voted=21)],
            [*SETUP, board("one", "closed", 30, TIMES.closing, voted=-1)],
        ],
    )
    def test_with_more_or_fewer_credentials_than_electors_are_refused(self, entries: list[Entry]) -> None:
        assert refused(announcing(), drawing(), *entries) == "credentials"

    @pytest.mark.parametrize(
        "entries",
        [
            [*SETUP, board("one", "closed", 5, TIMES.closing - DAY)],
            [*SETUP, CLOSED[0], board("one", "result", 15, TIMES.decrypting - DAY)],
        ],
    )
    def test_that_are_ahead_of_their_time_are_refused(self, entries: list[Entry]) -> None:
        assert refused(announcing(), drawing(), *entries) == "too-early"

    def test_that_are_set_up_when_voting_should_have_begun_are_refused(self) -> None:
        """Or the days for voting would be as few as whoever runs the server likes."""
        late = board("one", "setup", 0, TIMES.opening + DAY)
        assert refused(announcing(), drawing(), late) == "too-late"
        on_the_day = board("one", "setup", 0, TIMES.opening)
        assert after(announcing(), drawing(), on_the_day).ballots[BALLOT].boards

    def test_that_nobody_was_drawn_for_are_refused(self) -> None:
        assert refused(announcing(), SETUP[0]) == "too-few-custodians"

    @pytest.mark.parametrize("changed", [{"stage": "open"}, {"height": "0"}, {"electors": None}, {"voted": 1.5}])
    def test_that_cannot_be_read_are_refused(self, changed: dict[str, Any]) -> None:
        said = {**SETUP[0].effect, **changed}
        assert refused(announcing(), drawing(), entry("ballot.board", TIMES.observers, **said)) == "effect"


class TestCertificates:
    def test_before_their_day_are_refused(self) -> None:
        assert refused(*HELD, certifying(day=TIMES.certified - DAY)) == "too-early"

    @pytest.mark.parametrize("until", [2, 5, 6, 7])
    def test_without_boards_that_were_closed_are_refused(self, until: int) -> None:
        assert refused(*HELD[:until], certifying()) == "board-order"

    @pytest.mark.parametrize(
        ("outcome", "changed"),
        [
            (Outcome.NOT_CARRIED, {}),
            (Outcome.ADVICE, {}),
            ("decided", {}),
            (Outcome.CARRIED, {"whole": [40, 20, 10], "branches": {METAL: [20, 10, 4], PORT: [20, 10, 6]}}),
            (Outcome.CARRIED, {"whole": [40, 20, 15], "branches": {METAL: [20, 10, 10], PORT: [20, 10, 5]}}),
            (Outcome.CARRIED, {"whole": [41, 20, 14]}),
            (Outcome.CARRIED, {"whole": [40, 20, 21]}),
            (Outcome.CARRIED, {"whole": [40, 41, 21]}),
            (Outcome.CARRIED, {"whole": [40, 20, -1]}),
        ],
    )
    def test_of_another_outcome_than_the_counts_give_are_refused(self, outcome: str, changed: dict[str, Any]) -> None:
        assert refused(*HELD, certifying(outcome, **changed)) == "outcome"

    @pytest.mark.parametrize(
        "changed",
        [
            {"whole": [40, 19, 14]},
            {"whole": [40, 30, 24]},
            {"branches": {}},
            {"branches": {METAL: [20, 10, 8]}},
            {"branches": {METAL: [40, 20, 13]}},
        ],
    )
    def test_of_counts_that_no_board_gave_are_refused(self, changed: dict[str, Any]) -> None:
        assert refused(*HELD, certifying(**changed)) == "counts"

    @pytest.mark.parametrize("changed", [{"whole": [40, 20]}, {"whole": None}, {"branches": {"metal": [1, 1, 1]}}])
    def test_that_cannot_be_read_are_refused(self, changed: dict[str, Any]) -> None:
        assert refused(*HELD, certifying(**changed)) == "effect"

    def test_of_a_double_majority_that_one_branch_denies_say_so(self) -> None:
        figures: dict[str, Any] = {"whole": [40, 20, 13], "branches": {METAL: [20, 10, 10], PORT: [20, 10, 3]}}
        assert after(*HELD, certifying(Outcome.BRANCH_AGAINST, **figures)).ballots[BALLOT].certified is None
        assert refused(*HELD, certifying(Outcome.CARRIED, **figures)) == "outcome"

    def test_stand_once(self) -> None:
        assert refused(*HELD, certifying(), certifying()) == "ballot-over"


class TestHowABallotEndsWithoutAResult:
    def withdrawing(self, day: dt.datetime, outcome: str = End.WITHDRAWN) -> Entry:
        return entry("ballot.withdraw", day, ballot=BALLOT, outcome=str(outcome))

    def calling_off(self, outcome: str = End.NOT_HELD, day: dt.datetime = TIMES.opening) -> Entry:
        return entry("ballot.certify", day, ballot=BALLOT, outcome=str(outcome))

    def test_it_is_taken_back_before_it_opens_or_never_ready(self) -> None:
        assert after(*PREPARED, self.withdrawing(TIMES.opening)).ballots[BALLOT].outcome == End.WITHDRAWN
        assert after(announcing(), drawing(), self.calling_off()).ballots[BALLOT].outcome == End.NOT_HELD

    def test_it_is_not_taken_back_when_it_is_open(self) -> None:
        assert refused(*PREPARED, self.withdrawing(TIMES.opening + DAY)) == "outcome"
        assert refused(*HELD, self.withdrawing(TIMES.decrypting)) == "outcome"

    @pytest.mark.parametrize("until", [5, 6, 8, 10])
    def test_what_can_be_held_is_not_called_off(self, until: int) -> None:
        """Or whoever dislikes a result would say that there was none."""
        assert refused(*HELD[:until], self.calling_off(day=TIMES.certified)) == "outcome"

    def test_each_end_has_its_act(self) -> None:
        assert refused(*PREPARED, self.calling_off(End.WITHDRAWN)) == "outcome"
        assert refused(announcing(), drawing(), self.withdrawing(NOTICE, End.NOT_HELD)) == "outcome"
        carried = entry("ballot.withdraw", TIMES.certified, **certifying().effect)
        assert refused(*HELD, carried) == "outcome"


def said_by(actor: str, kind: str, **body: Any) -> str:
    """With which code the private part of such an entry is refused, when nobody signed it."""
    private = canonical_json({"type": kind, "actor": actor, "body": body})
    try:
        authors.check(ORG, {0: private})
    except Refused as error:
        return error.code
    return ""


MEMBERS_SIGN = [
    "ballot.announce",
    "ballot.complain",
    "ballot.contest",
    "ballot.contest.answer",
    "ballot.custody",
    "ballot.notice",
    "ballot.withdraw",
    "custody.offer",
    "custody.withdraw",
]
BY_RULE = ["ballot.board", "ballot.certify", "ballot.custodians", "ballot.list"]


class TestAuthors:
    @pytest.mark.parametrize("kind", MEMBERS_SIGN)
    @pytest.mark.parametrize("actor", ["h", "host", "None"])
    def test_what_members_do_about_ballots_is_signed_by_them(self, kind: str, actor: str) -> None:
        """Neither whoever runs the server nor the server by itself announces, prepares, complains or takes back."""
        assert said_by(actor, kind, ballot=BALLOT) == "unsigned"

    @pytest.mark.parametrize("kind", BY_RULE)
    def test_what_follows_by_rule_is_done_by_nobody(self, kind: str) -> None:
        assert [said_by(actor, kind, ballot=BALLOT) for actor in ("None", "host", "h")] == ["", "unsigned", "unsigned"]

    def test_there_is_no_act_of_voting(self) -> None:
        """A vote is never in the record: nothing that a member signs says that they voted, or how."""
        known = {kind for kind in REGISTRY if kind.startswith(("ballot.", "custody."))}
        assert known >= {*MEMBERS_SIGN, *BY_RULE}
        assert not [kind for kind in known if "vote" in kind or "cast" in kind]


READERS: list[Callable[[Any], object]] = [seen.checked_number, seen.counts, seen.instant]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("value", [None, "", "x", [], {}, [1, 2], 1.5, True])
def test_what_is_no_figure_and_no_time_is_never_taken_for_one(read: Callable[[Any], object], value: Any) -> None:
    with pytest.raises((TypeError, ValueError, KeyError, Refused)):
        read(value)
