"""A server that lies: receipts show what it did to the board, and sealed envelopes which election it may ask about."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from groundswell.ballots import queries, steps
from groundswell.ballots.actions import complaining, due
from groundswell.ballots.actions.casting import Receipt
from groundswell.ballots.board import Board, ballots_of, file_of
from groundswell.ballots.models import BoardEvent, Caster, Custodian, Envelope, Part, Role
from groundswell.demo.custodians import Holder, ballot_for, cast, credential_of, opened, prepare, sealed
from groundswell.kernel import clock
from groundswell.kernel.actions import housekeeping
from groundswell.kernel.errors import Forbidden, Gone
from groundswell.record.models import Log
from groundswell.record.queries import org_id
from scrutiny.elections import election as elections
from scrutiny.elections import tally as tallies
from scrutiny.elections import trustees as trustee_lists
from scrutiny.elections.archive import LARGEST_EVENT, Reader, read_event
from scrutiny.elections.credentials import new_secret
from scrutiny.errors import Refused, Unverified
from scrutiny.identity import envelopes, signatures
from scrutiny.organisation import acts
from scrutiny.record import notes
from scrutiny.verify.election import verify
from scrutiny.verify.steps import Step
from tests.ballots.conftest import Held
from tests.ballots.test_hostile import NO, YES, send
from tests.elections import holders

MINE = b"\x07" * 32  # a key of the server's own


def archive_of(held: Held) -> bytes:
    return b"".join(file_of(held.part))


def events_in(archive: bytes) -> Iterator[tuple[int, str]]:
    """Number and hash of every event of an archive, as anyone reads them."""
    reader = Reader(io.BytesIO(archive))
    for record in reader.records():
        if record.kind == "event":
            yield read_event(reader.content(record, LARGEST_EVENT)).height, record.hash


def is_kept(receipt: Receipt, archive: bytes, key: str) -> bool:
    """Whether an archive is one that a receipt stands for. Raises what a receipt that is not genuine raises."""
    note = notes.parse(receipt.text.encode())
    notes.verify(note, [notes.verifier_key(key)])
    _domain, _org, _uuid, _tracker, place = note.text.splitlines()
    number, hashed = place.split(" ")
    return (int(number), hashed) in set(events_in(archive))


@housekeeping
def rewrite(part: Part, contents: list[bytes]) -> None:
    """What a server can do to its own board: another one, in which every hash is right."""
    events = BoardEvent.objects.filter(part=part, kind="Ballot")
    known = {elections.fingerprint(content): content for content in ballots_of(part)}
    credential = {one.tracker: one.credential for one in events}
    events.delete()
    first = BoardEvent.objects.get(part=part)
    part.height, part.head = 1, first.hash
    for content in contents:
        tracker = elections.fingerprint(content)
        assert tracker in known
        Board(part).next("Ballot", content, tracker=tracker, credential=credential[tracker]).save()
    part.save()


class TestReceipts:
    @pytest.fixture
    def three(self, voting: Held) -> list[Receipt]:
        return [cast(voting.ballot, voting.holder(name), YES) for name in ("heron", "rowan", "finch")]

    @pytest.fixture
    def key(self, voting: Held) -> str:
        """The key of the record, which everyone knows."""
        return str(Log.objects.get().key)

    def test_stand_for_the_board_as_it_grows(self, voting: Held, three: list[Receipt], key: str) -> None:
        assert all(is_kept(one, archive_of(voting), key) for one in three)
        cast(voting.ballot, voting.holder("heron"), NO)
        with clock.set_to(voting.ballot.closing):
            due.settle()
        assert all(is_kept(one, archive_of(voting), key) for one in three)

    def test_name_organisation_election_and_ballot_and_nobody(self, voting: Held, three: list[Receipt]) -> None:
        domain, org, uuid, tracker, _place = notes.parse(three[0].text.encode()).text.splitlines()
        assert (domain, org, uuid) == ("groundswell/ballot-receipt/v1", org_id(), voting.part.uuid)
        assert tracker == three[0].tracker == elections.fingerprint(next(iter(ballots_of(voting.part))))
        assert str(voting.world.heron.account) not in three[0].text

    def test_are_made_by_the_server_alone(self, voting: Held, three: list[Receipt], key: str) -> None:
        note = notes.parse(three[0].text.encode())
        forged = notes.Note(note.text, (notes.sign(note.text, Log.objects.get().origin, MINE),))
        for text in (str(forged), three[0].text.replace(three[0].tracker, three[1].tracker)):
            with pytest.raises(Refused):
                is_kept(Receipt("", 0, text), archive_of(voting), key)

    @pytest.mark.parametrize("left", [(1, 2), (0, 2), (0, 1)])
    def test_show_that_a_ballot_was_dropped(
        self, voting: Held, three: list[Receipt], key: str, left: tuple[int, int]
    ) -> None:
        """Its own receipt does, and that of everybody who came after it."""
        contents = list(ballots_of(voting.part))
        rewrite(voting.part, [contents[n] for n in left])
        dropped = next(n for n in range(3) if n not in left)
        assert [is_kept(one, archive_of(voting), key) for one in three] == [n < dropped for n in range(3)]

    def test_show_that_ballots_were_put_in_another_order(self, voting: Held, three: list[Receipt], key: str) -> None:
        """Or the one that was replaced could become the one that counts."""
        one, two, other = ballots_of(voting.part)
        rewrite(voting.part, [one, other, two])
        assert [is_kept(receipt, archive_of(voting), key) for receipt in three] == [True, False, False]

    def test_show_that_an_earlier_ballot_was_put_after_the_later_one(self, voting: Held, key: str) -> None:
        receipts = [cast(voting.ballot, voting.holder("heron"), vote) for vote in (YES, NO)]
        rewrite(voting.part, list(ballots_of(voting.part))[::-1])
        assert [is_kept(one, archive_of(voting), key) for one in receipts] == [False, False]
        last = queries.last_of(voting.part, str(BoardEvent.objects.filter(part=voting.part).last().credential))  # type: ignore[union-attr]
        assert last is not None
        assert last.tracker == receipts[0].tracker

    def test_that_were_not_given_mean_that_the_ballot_is_sent_again(self, voting: Held, key: str) -> None:
        """A server that delays gives no receipt; whoever has none looks at the board and sends it again."""
        made = ballot_for(voting.part, voting.holder("heron"), YES)
        assert queries.found_on_board(voting.part, elections.fingerprint(made)) is None
        receipt = cast(voting.ballot, voting.holder("heron"), YES)
        assert queries.found_on_board(voting.part, receipt.tracker) is not None
        assert is_kept(receipt, archive_of(voting), key)

    def test_of_a_ballot_that_is_put_on_the_board_late_are_not_kept_in_between(
        self, voting: Held, three: list[Receipt], key: str
    ) -> None:
        """A receipt for a place that the board has not reached: whoever fetches the archive sees it."""
        contents = list(ballots_of(voting.part))
        rewrite(voting.part, contents[:2])
        assert not is_kept(three[2], archive_of(voting), key)
        rewrite(voting.part, contents[:1])
        assert not is_kept(three[1], archive_of(voting), key)

    def test_of_a_board_that_was_rewritten_do_not_mend_the_archive(
        self, voting: Held, three: list[Receipt], tmp_path: Path
    ) -> None:
        """The archive holds by itself: only receipts, and the record at the close, show that it is another one."""
        rewrite(voting.part, list(ballots_of(voting.part))[:2])
        file = tmp_path / "rewritten.bel"
        file.write_bytes(archive_of(voting))
        with file.open("rb") as handle:
            assert verify(handle).ballots == 2


class TestTheComplaintDay:
    def complain(self, held: Held, name: str, about: str = "missing") -> None:
        complaining.complain(held.holder(name).actor, acts.Complain(held.ballot.id, about))

    def test_whoever_misses_a_ballot_says_so_and_is_counted_once(self, voting: Held) -> None:
        receipt = cast(voting.ballot, voting.holder("heron"), YES)
        rewrite(voting.part, [])
        with clock.set_to(voting.ballot.closing):
            due.settle()
            assert queries.found_on_board(voting.part, receipt.tracker) is None
            for _time in range(2):
                self.complain(voting, "heron")
            self.complain(voting, "rowan", "refused")
        assert queries.complaints(voting.ballot) == 2
        assert queries.complaints_of(voting.ballot, voting.world.heron.account) == ["missing"]

    def test_it_lies_between_the_close_and_the_opening_of_the_result(self, voting: Held) -> None:
        ballot = voting.ballot
        for instant in (clock.now(), ballot.decrypting, ballot.certified):
            with clock.set_to(instant), pytest.raises(Gone):
                self.complain(voting, "heron")
        with clock.set_to(ballot.closing):
            due.settle()
            self.complain(voting, "heron")
            assert not queries.ballot(ballot.id).counts

    def test_those_who_could_not_vote_have_nothing_to_complain_about(self, voting: Held) -> None:
        with clock.set_to(voting.ballot.closing):
            for name in ("wren", "dove"):
                with pytest.raises(Forbidden):
                    self.complain(voting, name)
        assert queries.complaints(voting.ballot) == 0

    def test_a_complaint_says_nothing_about_a_ballot(self, voting: Held) -> None:
        assert set(acts.Complain(voting.ballot.id, "missing").body()) == {"ballot", "about"}


@housekeeping
def ask_about_another(part: Part) -> None:
    """The same ballot in everything but its key: what is encrypted for it, the server opens alone."""
    honest = queries.election_of(part)
    named = json.loads(part.election)
    made = elections.make(
        honest.group,
        honest.group.power(honest.group.g, 5),
        honest.questions,
        name=named["name"],
        description=named["description"],
        uuid=honest.uuid,
    )
    part.election = made.content.decode()
    part.save(update_fields=["election"])


@housekeeping
def put(envelope: Envelope, sealed_text: str) -> None:
    envelope.sealed = sealed_text
    envelope.save(update_fields=["sealed"])


class TestEnvelopes:
    def mine(self, held: Held, name: str = "heron", place: int = 0) -> Envelope:
        return queries.envelopes(held.part, held.world.people[name].account)[place]

    def forged(self, held: Held, **fields: str) -> str:
        """Heron's first envelope with other contents, signed by the server: it has no registrar's key."""
        heron, envelope = held.holder("heron"), self.mine(held)
        said = json.loads(json.loads(opened(envelope.sealed, heron.keys))["content"])
        made = envelopes.Credential(**{**said, **fields})
        return sealed(envelopes.written(made, MINE), heron.keys.age_public)

    def refuses(self, held: Held, name: str = "heron") -> str:
        """What is wrong, in one word."""
        try:
            credential_of(held.part, held.holder(name))
        except (ValueError, Refused) as error:
            return error.code if isinstance(error, Refused) else str(error)
        except pyrage.DecryptError:
            return "sealed"
        return ""

    def test_hold_for_whom_they_were_made(self, voting: Held) -> None:
        assert [self.refuses(voting, name) for name in ("heron", "rowan", "tern")] == ["", "", ""]

    def test_refuse_an_election_with_another_key(self, voting: Held) -> None:
        ask_about_another(voting.part)
        assert self.refuses(voting) == "envelope"
        with pytest.raises(ValueError, match="envelope"):
            cast(voting.ballot, voting.holder("heron"), YES)
        assert not Caster.objects.exists()

    @pytest.mark.parametrize("field", ["secret", "public", "fingerprint"])
    def test_refuse_what_no_registrar_signed(self, voting: Held, field: str) -> None:
        other = {"secret": new_secret(), "public": "12345", "fingerprint": elections.fingerprint(b"mine")}
        put(self.mine(voting), self.forged(voting, **{field: other[field]}))
        assert self.refuses(voting) == "signature"
        put(self.mine(voting), self.forged(voting, registrar=signatures.public_key(MINE).hex()))
        assert self.refuses(voting) == "registrar"

    def test_of_others_cannot_be_opened(self, voting: Held) -> None:
        """Two who got each other's credential would vote with ballots that clash."""
        put(self.mine(voting), self.mine(voting, "rowan").sealed)
        assert self.refuses(voting) == "sealed"

    def test_of_one_registrar_twice_are_not_two_halves(self, voting: Held) -> None:
        put(self.mine(voting, place=1), self.mine(voting).sealed)
        assert self.refuses(voting) == "registrar"

    def test_for_another_are_refused_even_by_whoever_can_open_them(self, voting: Held) -> None:
        """A registrar who seals Rowan's half to Heron: it names whom it is for."""
        rowan, registrar = voting.holder("rowan"), voting.custodian(Role.REGISTRAR)
        said = json.loads(json.loads(opened(self.mine(voting, "rowan").sealed, rowan.keys))["content"])
        made = envelopes.written(envelopes.Credential(**said), registrar.keys.act)
        put(self.mine(voting), sealed(made, voting.holder("heron").keys.age_public))
        assert self.refuses(voting) == "envelope"

    def test_whose_halves_do_not_make_the_credential_on_the_list_are_refused(self, voting: Held) -> None:
        heron, registrar = voting.holder("heron"), voting.custodian(Role.REGISTRAR)
        said = json.loads(json.loads(opened(self.mine(voting).sealed, heron.keys))["content"])
        made = envelopes.Credential(**{**said, "secret": new_secret()})
        put(self.mine(voting), sealed(envelopes.written(made, registrar.keys.act), heron.keys.age_public))
        assert self.refuses(voting) == "credential"

    def test_are_all_there_is_of_a_secret_on_the_server(self, voting: Held) -> None:
        """Nobody who holds the database can vote for those who stay away: each half is sealed to its elector."""
        secrets = {name: credential_of(voting.part, voting.holder(name)) for name in ("heron", "rowan")}
        held = json.dumps([list(map(str, row)) for row in Envelope.objects.values_list()])
        assert not [one for halves in secrets.values() for one in halves if one in held]


@housekeeping
def invent(part: Part, result: tallies.Result) -> None:
    BoardEvent.objects.filter(part=part, kind="Result").delete()
    before = BoardEvent.objects.filter(part=part).order_by("height").last()
    assert before is not None
    part.height, part.head = before.height + 1, before.hash
    Board(part).append("Result", tallies.result_to_bytes(result))
    part.save()


class TestTheCount:
    @pytest.fixture
    def closed(self, voting: Held) -> Iterator[Held]:
        for name, vote in (("heron", YES), ("rowan", YES), ("finch", NO)):
            cast(voting.ballot, voting.holder(name), vote)
        with clock.set_to(voting.ballot.closing):
            due.settle()
        with clock.set_to(voting.ballot.decrypting):
            yield voting

    def trustees(self, held: Held) -> list[Holder]:
        return [held.custodian(Role.TRUSTEE, place) for place in (1, 2)]

    def test_a_result_that_the_server_invents_does_not_hold(self, closed: Held, tmp_path: Path) -> None:
        """Every hash in its archive is right; the decryptions give another result."""
        prepare(closed.ballot, self.trustees(closed))
        genuine = archive_of(closed)
        invent(closed.part, [[1, 1, 1]])
        file = tmp_path / "shown.bel"
        file.write_bytes(archive_of(closed))
        with file.open("rb") as handle, pytest.raises(Unverified) as error:
            verify(handle)
        assert error.value.data["step"] == Step.RESULT
        file.write_bytes(genuine)
        with file.open("rb") as handle:
            assert verify(handle).result == [[0, 2, 1]]

    def test_trustees_sign_their_key_into_the_archive(self, closed: Held) -> None:
        """Another key in the election than theirs is one that they have not signed."""
        trustees = queries.trustees_of(closed.ballot)
        trustee_lists.verify(trustees)
        assert trustees.public_key() == queries.election_of(closed.part).public_key


class TestAClockThatIsSetBack:
    def test_nothing_is_sealed_again_after_the_close(self, voting: Held) -> None:
        with clock.set_to(voting.ballot.closing):
            due.settle()
        for custodian in Custodian.objects.filter(ballot=voting.ballot, role=Role.REGISTRAR):
            assert steps.due(voting.ballot, custodian) is None
        prepare(voting.ballot, holders(voting.world, voting.ballot))
        assert not Envelope.objects.filter(part=voting.part).exists()

    def test_what_was_decrypted_stays_and_nothing_is_voted_on_again(self, voting: Held) -> None:
        cast(voting.ballot, voting.holder("heron"), YES)
        made = ballot_for(voting.part, voting.holder("rowan"), NO)
        for instant in (voting.ballot.closing, voting.ballot.decrypting):
            with clock.set_to(instant):
                due.settle()
                prepare(voting.ballot, holders(voting.world, voting.ballot))
        counted, height = voting.ballot.counts, voting.part.height
        assert counted["whole"] == [6, 1, 1]
        due.settle()
        prepare(voting.ballot, holders(voting.world, voting.ballot))
        with pytest.raises(Gone):
            send(voting, "rowan", made)
        assert (voting.ballot.counts, voting.part.height) == (counted, height)

    def test_a_certified_ballot_stays_certified(self, voting: Held) -> None:
        for instant in (voting.ballot.closing, voting.ballot.decrypting, voting.ballot.certified):
            with clock.set_to(instant):
                due.settle()
                prepare(voting.ballot, holders(voting.world, voting.ballot))
                due.settle()
        decided = voting.ballot.outcome
        assert decided
        due.settle()
        assert voting.ballot.outcome == decided
        assert queries.stage(voting.ballot) == queries.Stage.DECIDED
