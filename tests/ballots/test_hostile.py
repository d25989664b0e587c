"""Ballots that nobody should be able to cast: of others, for another election, with false proofs, copied, malformed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from groundswell.ballots import queries
from groundswell.ballots.actions import announcing, casting, due
from groundswell.ballots.actions.casting import Job, NotAccepted
from groundswell.ballots.board import ballots_of
from groundswell.ballots.models import Ballot, BoardEvent, Caster, Contest, Part, Spoilt
from groundswell.demo.custodians import Holder, ballot_for, cast, credential_of
from groundswell.kernel import clock
from groundswell.kernel.errors import Forbidden, Gone, Invalid
from scrutiny.elections import ballot as ballots
from scrutiny.elections import credentials
from scrutiny.elections import election as elections
from scrutiny.elections.ballot import Answer, Chosen
from scrutiny.elections.election import Election
from scrutiny.organisation import acts
from scrutiny.roles import voter
from tests.ballots.conftest import Held
from tests.cast import World, vouch
from tests.elections import announced, holder, ready, soon
from tests.fixtures import Open

YES, NO, BLANK = [[0, 1, 0]], [[0, 0, 1]], [[1, 0, 0]]
LONGEST_CALL = 600_000


def send(held: Held, name: str, content: bytes) -> casting.Receipt:
    return casting.cast(held.world.people[name].account, held.part.id, content)


def on_board(held: Held) -> list[bytes]:
    return list(ballots_of(held.part))


def refusal(held: Held, name: str, content: bytes) -> str:
    """The step that failed, when nothing was written."""
    before = on_board(held), Caster.objects.count()
    with pytest.raises(NotAccepted) as error:
        send(held, name, content)
    assert (on_board(held), Caster.objects.count()) == before
    return str(error.value.data["step"])


@dataclass
class Pen:
    """Makes ballots that the booth would not make."""

    election: Election
    secrets: Sequence[str]

    @classmethod
    def of(cls, held: Held, name: str) -> Pen:
        return cls(queries.election_of(held.part), credential_of(held.part, held.holder(name)))

    @property
    def exponent(self) -> int:
        group = self.election.group
        return sum(credentials.exponent(group, self.election.uuid, one) for one in self.secrets) % group.q

    def signs(self, answers: tuple[Answer, ...]) -> bytes:
        group = self.election.group
        return ballots.signed(self.election, group.secret_power(group.g, self.exponent), answers, self.exponent)

    def answers(self, vote: Sequence[Sequence[int]]) -> tuple[Answer, ...]:
        return ballots.read(self.election, voter.vote(self.election, self.secrets, vote)).answers


class TestCredentials:
    def test_a_credential_is_anothers_once_its_owner_has_voted(self, voting: Held) -> None:
        cast(voting.ballot, voting.holder("heron"), YES)
        stolen = ballot_for(voting.part, voting.holder("heron"), NO)
        with pytest.raises(Forbidden, match="Somebody else has voted with this credential"):
            send(voting, "rowan", stolen)
        assert len(on_board(voting)) == 1

    def test_whoever_steals_a_credential_gets_no_second_vote(self, voting: Held) -> None:
        cast(voting.ballot, voting.holder("rowan"), YES)
        with pytest.raises(Forbidden, match="You have voted with another credential"):
            send(voting, "rowan", ballot_for(voting.part, voting.holder("heron"), YES))
        assert queries.voted(voting.part) == 1

    def test_a_stolen_credential_is_noticed_by_its_owner_who_is_told_whom_to_tell(self, voting: Held) -> None:
        send(voting, "rowan", ballot_for(voting.part, voting.holder("heron"), YES))
        with pytest.raises(Forbidden) as error:
            cast(voting.ballot, voting.holder("heron"), NO)
        assert "registrars" in error.value.advice
        with pytest.raises(Forbidden):
            cast(voting.ballot, voting.holder("rowan"), NO)
        assert queries.voted(voting.part) == 1

    def test_one_half_alone_is_no_credential(self, voting: Held) -> None:
        whole = Pen.of(voting, "heron")
        for half in whole.secrets:
            made = voter.vote(whole.election, [half], YES)
            assert refusal(voting, "heron", made) == "unknown-credential"

    def test_two_halves_of_different_people_are_no_credential(self, voting: Held) -> None:
        one, other = Pen.of(voting, "heron"), Pen.of(voting, "rowan")
        mixed = voter.vote(one.election, [one.secrets[0], other.secrets[1]], YES)
        assert refusal(voting, "heron", mixed) == "unknown-credential"

    def test_invented_credentials_are_on_no_list(self, voting: Held) -> None:
        made = voter.vote(queries.election_of(voting.part), [credentials.new_secret()], YES)
        assert refusal(voting, "heron", made) == "unknown-credential"


class TestTwoDevices:
    def test_the_later_ballot_counts_and_both_devices_see_which(self, voting: Held, site: Open) -> None:
        telephone, computer = (site(voting.world.heron) for _device in range(2))
        address = f"/ballots/booth/{voting.part.id}"
        first, second = (ballot_for(voting.part, voting.holder("heron"), vote) for vote in (YES, NO))
        said = [
            browser.call(address, {"ballot": made.decode()}).json()
            for browser, made in ((telephone, first), (computer, second))
        ]
        trackers = [one["tracker"] for one in said]
        assert trackers == [elections.fingerprint(one) for one in (first, second)]
        for browser in (telephone, computer):
            assert browser.get(address).json()["cast"] == {"tracker": trackers[1]}
        assert [(line.tracker, line.counts) for line in queries.board(voting.part)] == [
            (trackers[1], True),
            (trackers[0], False),
        ]
        assert queries.voted(voting.part) == 1

    def test_the_earlier_ballot_sent_again_does_not_come_back(self, voting: Held) -> None:
        first, second = (ballot_for(voting.part, voting.holder("heron"), vote) for vote in (YES, NO))
        receipts = [send(voting, "heron", made) for made in (first, second, first)]
        assert receipts[2] == receipts[0]
        mine = queries.cast_by(voting.part, voting.world.heron.account)
        assert mine is not None
        assert mine.tracker == receipts[1].tracker
        assert on_board(voting) == [first, second]


class TestAnotherElection:
    def test_a_ballot_for_another_election_is_refused(self, voting: Held) -> None:
        mine = Pen.of(voting, "heron")
        group, key = mine.election.group, mine.election.public_key
        named = {"name": "Stop work", "description": "Another.", "uuid": elections.new_uuid()}
        other = elections.make(group, key, mine.election.questions, **named)
        assert refusal(voting, "heron", voter.vote(other, mine.secrets, YES)) == "other-election"

    def test_a_ballot_under_another_key_is_refused(self, voting: Held) -> None:
        """The same number, questions and voters; only the key is somebody's own."""
        mine = Pen.of(voting, "heron")
        group = mine.election.group
        named = {"name": "Stop work", "description": "What the assembly talked about.", "uuid": mine.election.uuid}
        other = elections.make(group, group.power(group.g, 5), mine.election.questions, **named)
        assert refusal(voting, "heron", voter.vote(other, mine.secrets, YES)) == "other-election"


def with_answer(change: Callable[[Chosen], Chosen]) -> Callable[[Pen], bytes]:
    """A ballot that is signed as it should be, of which one thing inside is not so."""

    def made(pen: Pen) -> bytes:
        (answer,) = pen.answers(YES)
        assert isinstance(answer, Chosen)
        return pen.signs((change(answer),))

    return made


def counting_twice(pen: Pen) -> bytes:
    """Yes and no at once: each of the two hides a one, as it should."""
    (yes,), (no,) = pen.answers(YES), pen.answers(NO)
    assert isinstance(yes, Chosen)
    assert isinstance(no, Chosen)
    both = (*yes.choices[:2], no.choices[2])
    return pen.signs((replace(yes, choices=both, individual=(*yes.individual[:2], no.individual[2])),))


def of_weight_two(pen: Pen) -> bytes:
    """One answer that hides a two."""
    (answer,) = pen.answers(YES)
    assert isinstance(answer, Chosen)
    group, (a, b) = pen.election.group, answer.choices[1]
    doubled = (answer.choices[0], (a, group.multiply(b, group.g)), answer.choices[2])
    return pen.signs((replace(answer, choices=doubled),))


def signed_by_another(pen: Pen) -> bytes:
    group = pen.election.group
    public = group.secret_power(group.g, pen.exponent)
    return ballots.signed(pen.election, public, pen.answers(YES), pen.exponent + 1)


FALSE: dict[str, Callable[[Pen], bytes]] = {
    "yes and no": counting_twice,
    "two votes in one": of_weight_two,
    "signed by another": signed_by_another,
    "proofs of another choice": with_answer(lambda a: replace(a, individual=a.individual[::-1])),
    "choices moved": with_answer(lambda a: replace(a, choices=a.choices[::-1])),
    "no overall proof": with_answer(lambda a: replace(a, overall=())),
    "no blank proof": with_answer(lambda a: replace(a, blank=())),
    "blank for overall": with_answer(lambda a: replace(a, overall=a.blank or ())),
}


class TestFalseProofs:
    @pytest.mark.parametrize("what", FALSE)
    def test_are_refused(self, voting: Held, what: str) -> None:
        assert refusal(voting, "heron", FALSE[what](Pen.of(voting, "heron")))

    def test_harm_nobody_who_came_at_the_same_time(self, voting: Held) -> None:
        bad, good = FALSE["yes and no"](Pen.of(voting, "heron")), ballot_for(voting.part, voting.holder("rowan"), YES)
        sent = (("heron", bad), ("rowan", good), ("finch", b"{"), ("finch", good))
        jobs = [Job(voting.world.people[name].account, voting.part.id, content) for name, content in sent]
        casting.take(jobs)
        assert [type(job.error) for job in jobs] == [NotAccepted, type(None), NotAccepted, Forbidden]
        assert [job.receipt is not None for job in jobs] == [False, True, False, False]
        assert on_board(voting) == [good]


class TestCopies:
    def test_the_bytes_of_anothers_ballot_are_refused(self, voting: Held) -> None:
        cast(voting.ballot, voting.holder("heron"), YES)
        with pytest.raises(Forbidden, match="not yours"):
            send(voting, "rowan", on_board(voting)[0])
        assert len(on_board(voting)) == 1

    def test_anothers_ciphertext_under_ones_own_credential_is_refused(self, voting: Held) -> None:
        """Or whoever copies would learn from the result how the other voted."""
        cast(voting.ballot, voting.holder("heron"), YES)
        election = queries.election_of(voting.part)
        answers = ballots.read(election, on_board(voting)[0]).answers
        assert refusal(voting, "rowan", Pen.of(voting, "rowan").signs(answers))

    def test_a_ballot_that_was_opened_to_check_it_is_not_cast(self, voting: Held) -> None:
        made = ballot_for(voting.part, voting.holder("heron"), YES)
        casting.spoil(voting.world.heron.account, voting.part.id, made)
        assert refusal(voting, "heron", made) == "spoilt"

    def test_a_ballot_on_the_board_cannot_be_spoilt(self, voting: Held) -> None:
        cast(voting.ballot, voting.holder("heron"), YES)
        for name in ("heron", "rowan"):
            with pytest.raises(Gone):
                casting.spoil(voting.world.people[name].account, voting.part.id, on_board(voting)[0])
        assert not Spoilt.objects.exists()


def cut(content: bytes) -> str:
    return content[: len(content) // 2].decode()


def changed(**fields: Any) -> Callable[[bytes], str]:
    return lambda content: json.dumps({**json.loads(content), **fields}, separators=(",", ":"))


BAD: dict[str, Callable[[bytes], str]] = {
    "nothing": lambda _content: "",
    "cut": cut,
    "not JSON": lambda _content: "yes",
    "a number": lambda _content: "7",
    "a huge number": lambda _content: "1" + "0" * 500_000,
    "null": lambda _content: "null",
    "too deep": lambda _content: "[" * 200_000,
    "deep and closed": lambda _content: "[" * 100_000 + "]" * 100_000,
    "very long": lambda content: content.decode() + " " * 500_000,
    "with spaces": lambda content: json.dumps(json.loads(content)),
    "a field twice": lambda content: '{"election_uuid":"x",' + content.decode()[1:],
    "a field more": changed(weight="2"),
    "answers of the wrong type": changed(answers={"choices": 1}),
    "no answers": changed(answers=[]),
    "a thousand answers": changed(answers=[{}] * 1000),
    "a credential of the wrong type": changed(credential=[1]),
    "a signature of the wrong type": changed(signature=None),
    "not in Unicode": changed(credential="\udc80"),
    "infinite": changed(answers=float("inf")),
}


class TestBadInput:
    @pytest.mark.parametrize("what", BAD)
    def test_is_answered_with_a_sentence(self, voting: Held, site: Open, what: str) -> None:
        browser, bad = site(voting.world.heron), BAD[what](ballot_for(voting.part, voting.holder("heron"), YES))
        for place in ("", "/spoil"):
            answer = browser.call(f"/ballots/booth/{voting.part.id}{place}", {"ballot": bad})
            assert answer.status_code == 422, what
            assert answer.json()["message"]
        assert on_board(voting) == []
        assert not Spoilt.objects.exists()

    @pytest.mark.parametrize("body", [b"{", b"[]", b'{"ballot":1}', b'{"ballot":null}', b"{}", b"\xff", b"[" * 9999])
    def test_calls_that_say_nothing_are_refused(self, voting: Held, site: Open, body: bytes) -> None:
        browser = site(voting.world.heron)
        sent = {"X-Groundswell": "1", "Accept": "application/json"}
        address = f"/ballots/booth/{voting.part.id}"
        answer = browser.generic("POST", address, body, content_type="application/json", headers=sent)
        assert answer.status_code == 422

    def test_a_call_of_600_kilobytes_is_the_longest(self, voting: Held, site: Open) -> None:
        browser, address = site(voting.world.heron), f"/ballots/booth/{voting.part.id}"
        for length in (LONGEST_CALL - 20, LONGEST_CALL + 1, 3 * LONGEST_CALL):
            assert browser.call(address, {"ballot": "x" * length}).status_code == 422
        assert on_board(voting) == []

    def test_a_part_that_does_not_exist_is_not_found(self, voting: Held, site: Open) -> None:
        answer = site(voting.world.heron).call(f"/ballots/booth/{voting.ballot.id}", {"ballot": "x"})
        assert answer.status_code == 404


class TestWhoMayVote:
    @pytest.mark.parametrize("name", ["wren", "dove"])
    def test_whoever_is_not_on_the_list_cannot_vote_even_with_a_credential(self, voting: Held, name: str) -> None:
        made = ballot_for(voting.part, voting.holder("heron"), YES)
        with pytest.raises(Forbidden, match="not on the list"):
            send(voting, name, made)
        with pytest.raises(Forbidden, match="not on the list"):
            casting.spoil(voting.world.people[name].account, voting.part.id, made)
        assert on_board(voting) == []

    def test_nobody_votes_without_being_signed_in(self, voting: Held, site: Open) -> None:
        made = ballot_for(voting.part, voting.holder("heron"), YES)
        answer = site().call(f"/ballots/booth/{voting.part.id}", {"ballot": made.decode()})
        assert answer.status_code == 403
        assert on_board(voting) == []

    def test_the_page_of_another_site_casts_nothing(self, voting: Held, site: Open) -> None:
        made = {"ballot": ballot_for(voting.part, voting.holder("heron"), YES).decode()}
        browser, address = site(voting.world.heron), f"/ballots/booth/{voting.part.id}"
        assert browser.call(address, made, Origin="https://elsewhere.example").status_code == 403
        assert browser.call(address, made, **{"X-Groundswell": "0"}).status_code == 403
        assert on_board(voting) == []


class TestTheList:
    """Wren becomes a member after the list was frozen."""

    @pytest.fixture
    def ballot(self, world: World) -> Ballot:
        made = announced(world)
        vouch(world, "wren", "heron", "rowan")
        return made

    def contested(self, world: World, ballot: Ballot) -> Contest:
        return announcing.contest(world.wren.actor(), acts.ContestElectorate(ballot.id))

    def test_a_member_who_was_listed_after_an_appeal_votes(self, world: World, ballot: Ballot) -> None:
        found = self.contested(world, ballot)
        announcing.answer_contest(world.heron.actor(), acts.AnswerContest(found.id, True))
        ballot = ready(world, ballot)
        with clock.set_to(soon(ballot.opening)):
            assert cast(ballot, holder(world.wren), YES).tracker
        assert (queries.electors(ballot), ballot.listed) == (7, 7)

    @pytest.mark.parametrize("answered", [True, False])
    def test_one_whose_appeal_was_refused_or_not_answered_does_not(
        self, world: World, ballot: Ballot, answered: bool
    ) -> None:
        found = self.contested(world, ballot)
        if answered:
            announcing.answer_contest(world.heron.actor(), acts.AnswerContest(found.id, False))
        ballot = ready(world, ballot)
        part = queries.parts(ballot)[0]
        with clock.set_to(soon(ballot.opening)):
            made = ballot_for(part, holder(world.heron), YES)
            with pytest.raises(Forbidden, match="not on the list"):
                casting.cast(world.wren.account, part.id, made)
        assert credential_of(part, holder(world.wren)) == []

    def test_nobody_is_added_when_the_list_is_final(self, world: World, ballot: Ballot) -> None:
        found = self.contested(world, ballot)
        with clock.set_to(ballot.observers), pytest.raises(Gone):
            announcing.answer_contest(world.heron.actor(), acts.AnswerContest(found.id, True))
        with clock.set_to(ballot.observers), pytest.raises(Gone):
            announcing.contest(world.magpie.actor(), acts.ContestElectorate(ballot.id))
        assert queries.electors(ballot) == 6

    def test_nobody_answers_their_own_appeal(self, world: World, ballot: Ballot) -> None:
        found = self.contested(world, ballot)
        for name in ("wren", "kestrel", "tern"):
            with pytest.raises(Forbidden):
                announcing.answer_contest(world.people[name].actor(), acts.AnswerContest(found.id, True))
        assert queries.electors(ballot) == 6


class TestTheNetworkIsCut:
    def test_the_same_ballot_sent_again_has_the_same_receipt_and_stands_once(self, voting: Held) -> None:
        made = ballot_for(voting.part, voting.holder("heron"), YES)
        receipts = {send(voting, "heron", made) for _time in range(3)}
        assert len(receipts) == 1
        assert on_board(voting) == [made]
        assert queries.voted(voting.part) == Caster.objects.count() == 1

    def test_sent_twice_in_one_breath_it_stands_once(self, voting: Held) -> None:
        made = ballot_for(voting.part, voting.holder("heron"), YES)
        jobs = [Job(voting.world.heron.account, voting.part.id, made) for _time in range(2)]
        casting.take(jobs)
        assert jobs[0].receipt == jobs[1].receipt is not None
        assert on_board(voting) == [made]

    def test_whoever_sends_it_again_after_the_close_is_told_that_it_is_there(self, voting: Held) -> None:
        """The answer was lost in the last minute: the receipt is still to be had."""
        made = ballot_for(voting.part, voting.holder("heron"), YES)
        first = send(voting, "heron", made)
        with clock.set_to(voting.ballot.closing):
            assert send(voting, "heron", made) == first
            due.settle()
            assert send(voting, "heron", made) == first
        assert on_board(voting) == [made]
        assert not Caster.objects.exists()

    def test_a_ballot_that_cannot_be_written_is_not_half_there(
        self, voting: Held, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = ballot_for(voting.part, voting.holder("heron"), YES)
        with monkeypatch.context() as broken:
            broken.setattr(Part, "save", lambda *_args, **_named: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                send(voting, "heron", made)
        assert on_board(voting) == []
        assert not Caster.objects.exists()
        assert send(voting, "heron", made).number == voting.part.height - 1


class TestTime:
    def test_before_the_opening_nothing_is_taken(self, voting: Held) -> None:
        made = ballot_for(voting.part, voting.holder("heron"), YES)
        with clock.set_to(voting.ballot.opening.replace(hour=0)), pytest.raises(Gone):
            send(voting, "heron", made)

    def test_after_the_closing_nothing_new_is_taken_even_if_nothing_was_closed_yet(self, voting: Held) -> None:
        made = ballot_for(voting.part, voting.holder("heron"), YES)
        with clock.set_to(voting.ballot.closing), pytest.raises(Gone):
            send(voting, "heron", made)
        assert on_board(voting) == []

    def test_a_clock_that_is_set_back_opens_nothing_again(self, voting: Held) -> None:
        cast(voting.ballot, voting.holder("heron"), YES)
        late, checked = (ballot_for(voting.part, voting.holder(name), NO) for name in ("rowan", "finch"))
        with clock.set_to(voting.ballot.closing):
            due.settle()
        sealed = voting.part.height, voting.part.head
        with pytest.raises(Gone):
            send(voting, "rowan", late)
        with pytest.raises(Gone):
            casting.spoil(voting.world.finch.account, voting.part.id, checked)
        due.settle()
        assert (voting.part.height, voting.part.head, voting.part.stage) == (*sealed, "closed")
        assert not Caster.objects.exists()
        assert not Spoilt.objects.exists()

    def test_after_the_close_no_ballot_can_be_opened_to_check_it(self, voting: Held) -> None:
        """What stands of such ballots is deleted at the close, and nothing comes after it."""
        made = ballot_for(voting.part, voting.holder("heron"), YES)
        with clock.set_to(voting.ballot.closing):
            due.settle()
            with pytest.raises(Gone):
                casting.spoil(voting.world.heron.account, voting.part.id, made)
        assert not Spoilt.objects.exists()


def test_the_board_keeps_no_more_than_the_ballots_that_were_taken(voting: Held) -> None:
    """Guards the tests above: what they look at is where ballots stand."""
    someone: Holder = voting.holder("heron")
    cast(voting.ballot, someone, YES)
    assert BoardEvent.objects.filter(part=voting.part).count() == 2
    assert issubclass(NotAccepted, Invalid)
