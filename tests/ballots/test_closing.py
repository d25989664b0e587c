"""Voting ends while votes arrive, on many threads: a ballot is in with a receipt, or refused, and never in between."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connection

from groundswell.ballots import queries
from groundswell.ballots.actions import announcing, casting, counting, due
from groundswell.ballots.actions.casting import Receipt
from groundswell.ballots.board import ballots_of, file_of
from groundswell.ballots.models import Ballot, BoardEvent, Caster
from groundswell.demo.custodians import ballot_for, prepare
from groundswell.kernel import clock
from groundswell.kernel.errors import Gone
from groundswell.record.models import Entry, Opening
from scrutiny.elections import election as elections
from scrutiny.organisation import acts, authors, entries, replay, shown
from scrutiny.verify.election import verify
from tests.ballots.conftest import Held, adopt
from tests.ballots.test_hostile import NO, YES
from tests.cast import World, vouch
from tests.elections import VOLUNTEERS, announced, holders, ready, soon
from tests.test_concurrency import at_once

SEVERAL = (("heron", YES), ("rowan", NO), ("kestrel", YES), ("finch", NO), ("tern", YES), ("heron", NO))


@pytest.fixture
def held(open_world: World) -> Iterator[Held]:
    """In a database in which transactions really end; made anew, for each test empties it."""
    adopt(ballot_group="Ed25519")
    ballot = ready(open_world, announced(open_world))
    with clock.set_to(soon(ballot.opening)):
        yield Held(open_world, ballot.id)


def casting_of(held: Held, name: str, vote: Any) -> tuple[bytes, Callable[[], Receipt]]:
    made = ballot_for(held.part, held.holder(name), vote)
    return made, partial(casting.cast, held.world.people[name].account, held.part.id, made)


def test_while_it_closes_every_ballot_is_in_with_a_receipt_or_refused(held: Held) -> None:
    sent = [casting_of(held, name, vote) for name, vote in SEVERAL]
    answers = at_once(*(act for _made, act in sent), partial(counting.close, held.ballot.id))
    said, closed = answers[:-1], answers[-1]
    assert closed is None
    assert {type(one) for one in said} <= {Receipt, Gone}
    there = list(ballots_of(held.part))
    taken = [made for (made, _act), answer in zip(sent, said, strict=True) if isinstance(answer, Receipt)]
    assert sorted(there) == sorted(taken)
    for answer in said:
        if isinstance(answer, Receipt):
            event = BoardEvent.objects.get(part=held.part, height=answer.number)
            assert (event.tracker, event.kind) == (answer.tracker, "Ballot")
            assert event.hash in answer.text
    assert the_board_is_sealed(held)


def the_board_is_sealed(held: Held) -> bool:
    """The end of voting stands last, the record names it, and nothing is left of who voted."""
    last = BoardEvent.objects.filter(part=held.part).order_by("height").last()
    assert last is not None
    heights = list(BoardEvent.objects.filter(part=held.part).order_by("height").values_list("height", flat=True))
    assert heights == list(range(len(heights)))
    sealed = Entry.objects.filter(type="ballot.board").order_by("index").last()
    assert sealed is not None
    assert last.hash.encode() in bytes(sealed.public)
    return last.kind == "EndBallots" and held.part.stage == "closed" and not Caster.objects.exists()


def test_what_came_after_the_close_changes_nothing(held: Held) -> None:
    sent = [casting_of(held, name, vote) for name, vote in SEVERAL]
    counting.close(held.ballot.id)
    before = b"".join(file_of(held.part))
    assert {type(one) for one in at_once(*(act for _made, act in sent))} == {Gone}
    assert b"".join(file_of(held.part)) == before
    assert the_board_is_sealed(held)


def test_processes_that_settle_at_once_close_once(held: Held) -> None:
    casting_of(held, "heron", YES)[1]()
    with clock.set_to(held.ballot.closing):
        assert at_once(*[due.settle] * 4) == [None] * 4
    assert BoardEvent.objects.filter(part=held.part, kind="EndBallots").count() == 1
    assert Entry.objects.filter(type="ballot.board").count() == 2
    assert_replays()


def test_processes_that_settle_at_once_certify_once(held: Held) -> None:
    casting_of(held, "heron", YES)[1]()
    for instant in (held.ballot.closing, held.ballot.decrypting):
        with clock.set_to(instant):
            due.settle()
            prepare(held.ballot, holders(held.world, held.ballot))
    with clock.set_to(held.ballot.certified):
        assert at_once(*[due.settle] * 4) == [None] * 4
    assert Entry.objects.filter(type="ballot.certify").count() == 1
    assert_replays()


def assert_replays() -> None:
    """Whoever checks the record finds nothing twice that may be there once, and nothing that nobody signed."""
    state, openings = replay.State(), {}
    for one in Opening.objects.select_related("entry").order_by("entry_id"):
        entry = entries.read(bytes(one.entry.public))
        replay.take(state, entry)
        shown.check(entry, bytes(one.private))
        openings[one.entry_id] = bytes(one.private)
    assert len(openings) == Entry.objects.count()
    authors.check(state.org, openings)


@pytest.fixture
def unready(open_world: World) -> Ballot:
    """Announced, and nobody prepares it; Wren was added to the list."""
    ballot = announced(open_world)
    vouch(open_world, "wren", "heron", "rowan")
    contest = announcing.contest(open_world.wren.actor(), acts.ContestElectorate(ballot.id))
    announcing.answer_contest(open_world.heron.actor(), acts.AnswerContest(contest.id, True))
    return ballot


@pytest.mark.parametrize(("at", "kind"), [("observers", "ballot.list"), ("opening", "ballot.certify")])
def test_processes_that_settle_at_once_say_once_what_became_of_a_ballot(unready: Ballot, at: str, kind: str) -> None:
    with clock.set_to(getattr(unready, at)):
        assert at_once(*[due.settle] * 4) == [None] * 4
    assert Entry.objects.filter(type=kind).count() == 1
    assert_replays()


def test_a_ballot_that_is_taken_back_twice_at_once_is_taken_back_once(open_world: World, unready: Ballot) -> None:
    back = [partial(announcing.withdraw, open_world.heron.actor(), acts.WithdrawBallot(unready.id)) for _one in "two"]
    answers = at_once(*back)
    assert sorted(type(one).__name__ for one in answers) == ["Gone", "Gone", "NoneType"]
    assert Entry.objects.filter(type="ballot.withdraw").count() == 1
    assert_replays()


def test_the_same_ballot_sent_by_many_at_once_stands_once(held: Held) -> None:
    """A finger that trembles, and a network that sends again by itself."""
    made, act = casting_of(held, "heron", YES)
    answers = at_once(*[act] * 6)
    assert len(set(answers)) == 1
    assert isinstance(answers[0], Receipt)
    assert list(ballots_of(held.part)) == [made]


def test_of_two_devices_at_once_one_ballot_counts(held: Held) -> None:
    sent = [casting_of(held, "heron", vote)[1] for vote in (YES, NO, YES)]
    answers = at_once(*sent)
    assert {type(one) for one in answers} == {Receipt}
    assert sorted(one.number for one in answers) == [1, 2, 3]
    assert [line.counts for line in queries.board(held.part)] == [True, False, False]
    assert queries.voted(held.part) == Caster.objects.count() == 1


def test_one_credential_in_two_hands_at_once_is_one_person_s(held: Held) -> None:
    made, mine = casting_of(held, "heron", YES)
    theirs = ballot_for(held.part, held.holder("heron"), NO)
    stolen = partial(casting.cast, held.world.rowan.account, held.part.id, theirs)
    answers = at_once(mine, stolen)
    assert sum(isinstance(one, Receipt) for one in answers) == 1
    assert len(list(ballots_of(held.part))) == Caster.objects.count() == 1
    assert elections.fingerprint(made)


def test_the_whole_board_holds_after_a_rush(held: Held) -> None:
    at_once(*(casting_of(held, name, vote)[1] for name, vote in SEVERAL))
    for instant in (held.ballot.closing, held.ballot.decrypting):
        with clock.set_to(instant):
            due.settle()
            prepare(held.ballot, holders(held.world, held.ballot))
    report = verify(io.BytesIO(b"".join(file_of(held.part))))
    assert (report.ballots, sum(report.result[0])) == (6, 5)  # type: ignore[index]


def test_those_who_vote_here_are_all_on_the_list() -> None:
    """Guards the tests above: a refusal for another reason would pass for one at the close."""
    assert {name for name, _vote in SEVERAL} < set(VOLUNTEERS)
    assert connection.vendor in {"sqlite", "postgresql"}
