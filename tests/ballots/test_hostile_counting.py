"""Trustees who lie when a ballot is opened are named, those who vanish are not needed, and too few open nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from groundswell.ballots import queries
from groundswell.ballots.actions import announcing, custody, due
from groundswell.ballots.board import file_of
from groundswell.ballots.models import Count, Message, Role
from groundswell.ballots.queries import Stage
from groundswell.demo.custodians import Holder, Room, cast, in_python, prepare, step
from groundswell.kernel import clock
from groundswell.kernel.errors import Gone, Invalid
from scrutiny.elections import election
from scrutiny.elections import tally as tallies
from scrutiny.elections.strict import compact
from scrutiny.encoding import sha256
from scrutiny.organisation import acts
from scrutiny.organisation.ballots.asked import Asked
from scrutiny.organisation.ballots.decision import Outcome
from scrutiny.proofs.schnorr import draw
from scrutiny.verify.election import verify
from tests.ballots.branches import add_branch, add_members
from tests.ballots.conftest import Held, adopt
from tests.ballots.lies import faults
from tests.ballots.test_hostile import BLANK, NO, YES
from tests.cast import World
from tests.elections import announcement, holders, soon, volunteer

FIRST = Asked("rank", "What first?", ("Pay", "Hours", "Safety"), rule="schulze")


@dataclass
class Closed:
    """Four have voted; trustees may decrypt."""

    held: Held

    @property
    def counts(self) -> Any:
        return self.held.ballot.counts

    def trustees(self) -> list[Holder]:
        return [self.held.custodian(Role.TRUSTEE, place) for place in (1, 2, 3)]


@pytest.fixture
def closed(voting: Held) -> Iterator[Closed]:
    for name, vote in (("heron", YES), ("rowan", YES), ("kestrel", NO), ("finch", BLANK)):
        cast(voting.ballot, voting.holder(name), vote)
    with clock.set_to(voting.ballot.closing):
        due.settle()
    with clock.set_to(voting.ballot.decrypting):
        yield Closed(voting)


def with_another_key(asked: Room, _holder: Holder) -> tuple[str, str]:
    made = {}
    for count in asked["counts"]:
        found = election.read(count["election"].encode())
        tally = tallies.read(found, count["tally"].encode(), count["voted"])
        made[count["id"]] = tallies.decrypt(found, tally, draw(found.group)).to_bytes(found.group).decode()
    return json.dumps({"decrypt": made}), ""


class TestTrusteesWhoDecrypt:
    def test_falsely_are_named_and_the_others_are_enough(self, closed: Closed) -> None:
        liar, *others = closed.trustees()
        assert step(closed.held.ballot, liar, with_another_key)
        assert faults(closed.held) == {(Role.TRUSTEE, 1): "decrypt"}
        assert closed.counts == {}
        prepare(closed.held.ballot, others)
        assert closed.counts["whole"] == [6, 4, 2]
        with clock.set_to(closed.held.ballot.certified):
            due.settle()
        assert closed.held.ballot.outcome == Outcome.NOT_CARRIED

    def test_with_another_s_words_are_named(self, closed: Closed) -> None:
        one, other, third = closed.trustees()
        step(closed.held.ballot, one)
        said = Message.objects.get(step="decrypt").content
        step(closed.held.ballot, other, lambda _asked, _holder: (said, ""))
        assert faults(closed.held) == {(Role.TRUSTEE, 2): "decrypt"}
        step(closed.held.ballot, third)
        assert closed.counts["whole"] == [6, 4, 2]

    def test_not_at_all_are_not_needed_while_enough_do(self, closed: Closed) -> None:
        prepare(closed.held.ballot, closed.trustees()[1:])
        assert closed.counts["whole"] == [6, 4, 2]

    def test_alone_open_nothing_and_nothing_is_certified(self, closed: Closed) -> None:
        prepare(closed.held.ballot, closed.trustees()[:1])
        with clock.set_to(closed.held.ballot.certified):
            due.settle()
            assert queries.stage(closed.held.ballot) == Stage.COUNTING
        assert (closed.counts, closed.held.ballot.outcome) == ({}, "")

    @pytest.mark.parametrize("said", ["", "{}", "[]", "null", '{"decrypt":{}}', '{"decrypt":[]}', "[" * 100_000])
    def test_in_words_that_cannot_be_read_may_say_it_again(self, closed: Closed, said: str) -> None:
        with pytest.raises(Invalid):
            step(closed.held.ballot, closed.trustees()[0], lambda _asked, _holder: (said, ""))
        assert faults(closed.held) == {}
        assert step(closed.held.ballot, closed.trustees()[0])

    def test_too_early_are_not_heard(self, closed: Closed) -> None:
        """Nothing is decrypted before the days for complaints are over, whatever the clock says afterwards."""
        with clock.set_to(closed.held.ballot.closing):
            assert not step(closed.held.ballot, closed.trustees()[0])
            made = acts.CustodyStep(closed.held.ballot.id, "decrypt", sha256(b"{}").hex())
            with pytest.raises(Gone):
                custody.say(closed.trustees()[0].actor, made, "{}")
        assert not Message.objects.filter(custodian__ballot=closed.held.ballot, step="decrypt").exists()


def sums_were_opened(held: Held) -> bool:
    return bool(held.ballot.counts)


class TestShuffles:
    @pytest.fixture
    def ranked(self, world: World) -> Iterator[Held]:
        adopt(ballot_group="Ed25519")
        volunteer(world)
        ballot = announcing.announce(world.heron.actor(), announcement(world.units["Industry"], FIRST, binding=False))
        held = Held(world, ballot.id)
        with clock.set_to(ballot.observers):
            due.settle()
            prepare(ballot, holders(world, ballot))
        with clock.set_to(soon(ballot.opening)):
            for name, order in (("heron", [1, 2, 3]), ("rowan", [2, 1, 3]), ("finch", [1, 3, 2])):
                cast(held.ballot, held.holder(name), [order])
        with clock.set_to(ballot.closing):
            due.settle()
        with clock.set_to(ballot.decrypting):
            yield held

    @staticmethod
    def with_a_ballot_changed(asked: Room, holder: Holder) -> tuple[str, str]:
        """One ciphertext is taken out, and another is there twice."""
        made = json.loads(in_python(asked, holder)[0])
        for key, text in made["shuffle"].items():
            said = json.loads(text)
            (pairs,) = said["ciphertexts"]
            said["ciphertexts"] = [[pairs[1], *pairs[1:]]]
            made["shuffle"][key] = compact(said).decode()
        return json.dumps(made), ""

    def test_that_are_false_name_their_author_and_another_shuffles(self, ranked: Held) -> None:
        liar, *others = (ranked.custodian(Role.TRUSTEE, place) for place in (1, 2, 3))
        step(ranked.ballot, liar, self.with_a_ballot_changed)
        assert faults(ranked) == {(Role.TRUSTEE, 1): "shuffle"}
        prepare(ranked.ballot, others)
        (count,) = Count.objects.filter(ballot=ranked.ballot)
        assert sorted(count.result[0]) == [[1, 2, 3], [1, 3, 2], [2, 1, 3]]

    def test_by_those_who_vanish_are_done_by_others(self, ranked: Held) -> None:
        prepare(ranked.ballot, [ranked.custodian(Role.TRUSTEE, place) for place in (2, 3)])
        assert sums_were_opened(ranked)

    def test_have_to_be_as_many_as_decrypt(self, ranked: Held) -> None:
        prepare(ranked.ballot, [ranked.custodian(Role.TRUSTEE, 1)])
        assert not sums_were_opened(ranked)
        assert not Message.objects.filter(custodian__ballot=ranked.ballot, step="decrypt").exists()


class TestShufflesOfSeveralParts:
    """A message about two counts: where one of them is false, nothing of it stands, or an archive would be spoilt."""

    @pytest.fixture
    def two(self, world: World) -> Iterator[Held]:
        adopt(ballot_group="Ed25519", ballot_floor=10)
        add_members(world, "Industry", 6)
        add_branch(world, "Fields", 10)
        volunteer(world)
        ballot = announcing.announce(world.heron.actor(), announcement(None, FIRST, binding=False))
        held = Held(world, ballot.id)
        with clock.set_to(ballot.observers):
            due.settle()
            prepare(ballot, holders(world, ballot))
        with clock.set_to(soon(ballot.opening)):
            for name in world.people:
                if name not in ("wren", "dove"):
                    cast(held.ballot, held.holder(name), [[1, 2, 3]])
        with clock.set_to(ballot.closing):
            due.settle()
        with clock.set_to(ballot.decrypting):
            yield held

    @pytest.mark.parametrize("which", [0, 1])
    def test_of_which_one_is_false_are_refused_as_a_whole(self, two: Held, which: int, tmp_path: Path) -> None:
        liar, *others = (two.custodian(Role.TRUSTEE, place) for place in (1, 2, 3))
        (false,) = [str(one.id) for one in Count.objects.filter(ballot=two.ballot)][which : which + 1]

        def lie(asked: Room, holder: Holder) -> tuple[str, str]:
            made = json.loads(in_python(asked, holder)[0])
            changed = json.loads(TestShuffles.with_a_ballot_changed(asked, holder)[0])
            made["shuffle"][false] = changed["shuffle"][false]
            return json.dumps(made), ""

        step(two.ballot, liar, lie)
        assert faults(two) == {(Role.TRUSTEE, 1): "shuffle"}
        assert set(Count.objects.filter(ballot=two.ballot).values_list("shuffles", flat=True)) == {0}
        prepare(two.ballot, others)
        assert two.ballot.counts["whole"] == [22, 22, 0]
        for part in queries.parts(two.ballot):
            file = tmp_path / f"{part.uuid}.bel"
            file.write_bytes(b"".join(file_of(part)))
            with file.open("rb") as archive:
                assert verify(archive).ballots == part.electors
