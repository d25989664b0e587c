"""A ballot of all members that has to be carried in every branch, in which small branches are counted together.

The charter asks for more than two thirds of all to change it, and for more than half in every branch. Industry has 12
electors, Fields 11, Docks 4 and Mines 7; nothing is counted of fewer than 10.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from groundswell.ballots import queries, results
from groundswell.ballots.actions import announcing, due
from groundswell.ballots.board import file_of
from groundswell.ballots.models import Ballot, Count
from groundswell.charter.queries import is_founded, rules
from groundswell.demo.custodians import cast, prepare
from groundswell.kernel import clock
from groundswell.record.models import Entry
from scrutiny.organisation.ballots.decision import Outcome
from tests.ballots.branches import add_branch, add_members
from tests.ballots.conftest import Held, adopt
from tests.ballots.test_hostile import BLANK, NO, YES
from tests.cast import NOW, World
from tests.elections import STRIKE, announced, announcement, holders, ready, soon, volunteer
from tests.fixtures import Open

BRANCHES = {"Industry": 12, "Fields": 11, "Docks": 4, "Mines": 7}
BEFORE, AFTER = 7, 10  # days for voting, as the charter says and as the ballot would change it
NOT_EVERYWHERE = "Not carried: most voted for it, but not in every branch."


@pytest.fixture(scope="module")
def prepared(cast_once: tuple[World, str], django_db_blocker: DjangoDbBlocker) -> Iterator[Held]:
    made, rows = cast_once
    with django_db_blocker.unblock(), transaction.atomic(), clock.set_to(NOW):
        if not is_founded():
            connection.creation.deserialize_db_from_string(rows)
        world = copy.deepcopy(made)
        adopt(ballot_group="Ed25519", ballot_floor=10)
        add_members(world, "Industry", 6)
        for name in ("Fields", "Docks", "Mines"):
            add_branch(world, name, BRANCHES[name])
        volunteer(world)
        act = announcement(None, STRIKE, voting_days=AFTER)
        ballot = announcing.announce(world.heron.actor(), act)
        yield Held(world, ready(world, ballot).id)
        transaction.set_rollback(True)


@pytest.fixture
def voting(prepared: Held, db: None, clock_stands: None) -> Iterator[Held]:
    with clock.set_to(soon(prepared.ballot.opening)):
        yield prepared


def of_branch(held: Held, branch: str) -> list[str]:
    six = ["heron", "rowan", "kestrel", "magpie", "finch", "tern"] if branch == "Industry" else []
    return [*six, *(name for name in held.world.people if name.startswith(f"{branch.lower()} "))]


def votes(held: Held, **of: tuple[int, int, int]) -> None:
    """So many in each branch for it, against it, and blank; then it is closed and counted."""
    for branch, numbers in of.items():
        people = iter(of_branch(held, branch))
        for vote, number in zip((YES, NO, BLANK), numbers, strict=True):
            for _one in range(number):
                cast(held.ballot, held.holder(next(people)), vote)
    for instant in (held.ballot.closing, held.ballot.decrypting):
        with clock.set_to(instant):
            due.settle()
            prepare(held.ballot, holders(held.world, held.ballot))


def certified(held: Held) -> str:
    with clock.set_to(held.ballot.certified):
        due.settle()
        assert rules().voting_days == (AFTER if held.ballot.outcome == Outcome.CARRIED else BEFORE)
    return held.ballot.outcome


def shown(held: Held) -> dict[str, tuple[int, int, int, bool | None]]:
    """Branch by branch: electors, voted, for it, and whether it was carried there."""
    found = results.branches(held.ballot)
    return {
        ", ".join(one.names): (one.counts.electors, one.counts.voted, one.counts.in_favour, one.carried)
        for one in found
    }


def page(held: Held, site: Open) -> str:
    """The words of the result page."""
    with clock.set_to(held.ballot.certified):
        answer = site(held.world.kestrel).get(f"/ballots/{held.ballot.id}/result")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


class TestTheWholeForItAndOneBranchAgainst:
    @pytest.fixture
    def counted(self, voting: Held) -> Held:
        votes(voting, Industry=(12, 0, 0), Fields=(4, 7, 0), Docks=(4, 0, 0), Mines=(6, 1, 0))
        return voting

    def test_is_not_carried_for_that_reason_alone(self, counted: Held) -> None:
        voted, in_favour = counted.ballot.counts["whole"][1:]
        demand = queries.demand(counted.ballot)
        assert in_favour * 100 > voted * demand.share_percent
        assert voted * 100 >= 34 * demand.quorum_percent
        assert certified(counted) == Outcome.BRANCH_AGAINST
        entry = Entry.objects.filter(type="ballot.certify").order_by("index").last()
        assert entry is not None
        effect = json.loads(bytes(entry.public))["effect"]
        assert (effect["outcome"], effect["whole"]) == (Outcome.BRANCH_AGAINST, [34, 34, 26])
        assert sorted(effect["branches"].values()) == [[11, 11, 4], [11, 11, 10], [12, 12, 12]]

    def test_is_said_in_words_with_the_branch_that_was_against(self, counted: Held, site: Open) -> None:
        certified(counted)
        words = page(counted, site)
        assert NOT_EVERYWHERE in words
        assert "Fields 11 11 4 no" in words
        assert "Industry 12 12 12 yes" in words
        assert "Docks, Mines 11 11 10 yes" in words
        with clock.set_to(counted.ballot.certified):
            said = site(counted.world.kestrel).get(f"/ballots/{counted.ballot.id}/result.csv").content.decode()
        for line in ("Yes,Fields,4", "Yes,Industry,12", '"Docks, Mines",10', "Yes,All,26", "No,Fields,7"):
            assert line in said


class TestEveryBranchForIt:
    def test_is_carried_and_in_force(self, voting: Held, site: Open) -> None:
        votes(voting, Industry=(9, 3, 0), Fields=(6, 3, 1), Docks=(4, 0, 0), Mines=(6, 1, 0))
        assert certified(voting) == Outcome.CARRIED
        assert "Carried." in page(voting, site)
        assert {carried for *_figures, carried in shown(voting).values()} == {True}

    def test_with_exactly_half_of_one_is_not(self, voting: Held) -> None:
        votes(voting, Industry=(12, 0, 0), Fields=(5, 5, 0), Docks=(4, 0, 0), Mines=(7, 0, 0))
        assert certified(voting) == Outcome.BRANCH_AGAINST
        assert shown(voting)["Fields"] == (11, 10, 5, False)

    def test_a_blank_vote_is_not_for_it(self, voting: Held) -> None:
        votes(voting, Industry=(12, 0, 0), Fields=(5, 0, 5), Docks=(4, 0, 0), Mines=(7, 0, 0))
        assert certified(voting) == Outcome.BRANCH_AGAINST


class TestTheWholeAgainst:
    def test_is_not_carried_however_many_branches_are_for_it(self, voting: Held, site: Open) -> None:
        votes(voting, Industry=(7, 5, 0), Fields=(6, 5, 0), Docks=(2, 2, 0), Mines=(4, 2, 0))
        assert {carried for *_figures, carried in shown(voting).values()} == {True}
        assert certified(voting) == Outcome.NOT_CARRIED
        assert "Not carried: too few voted for it." in page(voting, site)


class TestSmallBranches:
    def test_are_joined_beforehand_by_the_size_of_their_electorates(self, voting: Held) -> None:
        units = {str(unit): name for name, unit in voting.world.units.items()}
        parts = {frozenset(units[one] for one in part.branches): part.electors for part in queries.parts(voting.ballot)}
        assert parts == {
            frozenset({"Industry"}): 12,
            frozenset({"Fields"}): 11,
            frozenset({"Docks", "Mines"}): 11,
        }

    def test_have_one_voice_together_and_none_of_their_own(self, voting: Held, site: Open) -> None:
        """All of the Docks are against, and nobody can see it."""
        votes(voting, Industry=(12, 0, 0), Fields=(11, 0, 0), Docks=(0, 4, 0), Mines=(7, 0, 0))
        assert certified(voting) == Outcome.CARRIED
        assert shown(voting)["Docks, Mines"] == (11, 11, 7, True)
        words = page(voting, site)
        assert "Docks 4" not in words
        assert "Mines 7" not in words
        assert len(voting.ballot.counts["branches"]) == 3

    def test_vote_in_one_archive(self, voting: Held) -> None:
        docks, mines = of_branch(voting, "Docks")[0], of_branch(voting, "Mines")[0]
        people = [voting.world.people[name].account for name in (docks, mines)]
        assert len({part.id for who in people if (part := queries.part_of(voting.ballot, who))}) == 1


class TestABranchInWhichTooFewVoted:
    """Nine of Fields: they are neither decrypted nor published apart, but joined with the next smallest."""

    @pytest.fixture
    def counted(self, voting: Held) -> Held:
        votes(voting, Industry=(12, 0, 0), Fields=(0, 9, 0), Docks=(4, 0, 0), Mines=(7, 0, 0))
        return voting

    def test_is_counted_with_another_and_has_no_word_of_its_own(self, counted: Held, site: Open) -> None:
        assert shown(counted) == {
            "Industry": (12, 12, 12, True),
            "Docks, Fields, Mines": (22, 20, 11, True),
        }
        assert certified(counted) == Outcome.CARRIED
        words = page(counted, site)
        assert "Docks, Fields, Mines 22 20 11 yes" in words
        assert "Fields 11" not in words
        assert sorted(Count.objects.filter(ballot=counted.ballot).values_list("voted", flat=True)) == [12, 20]
        for part in queries.parts(counted.ballot):
            opened = b'"EncryptedTally"' in b"".join(file_of(part))
            assert opened == (part.electors == BRANCHES["Industry"])

    def test_where_all_are_too_few_all_are_counted_together(self, voting: Held, site: Open) -> None:
        votes(voting, Industry=(5, 0, 0), Fields=(1, 0, 0), Docks=(1, 0, 0), Mines=(1, 0, 0))
        assert voting.ballot.counts == {
            "whole": [34, 8, 8],
            "branches": {next(iter(voting.ballot.counts["branches"])): [34, 8, 8]},
        }
        assert certified(voting) == Outcome.NO_QUORUM
        assert results.branches(voting.ballot) == []
        assert "Branch by branch" not in page(voting, site)


class TestOtherBallots:
    @pytest.fixture
    def more(self, prepared: Held, db: None, clock_stands: None) -> Held:
        return prepared

    def test_a_ballot_of_one_branch_needs_its_own_majority_only(self, more: Held) -> None:
        ballot = announced(more.world)
        assert queries.demand(ballot).branch_percent is None
        assert [part.electors for part in queries.parts(ballot)] == [12]

    def test_without_the_rule_all_are_counted_together(self, more: Held) -> None:
        adopt(double_majority=0)
        ballot: Ballot = announced(more.world, unit=None)
        assert queries.demand(ballot).branch_percent is None
        assert [part.electors for part in queries.parts(ballot)] == [34]

    def test_an_ordinary_decision_of_all_needs_every_branch_too(self, more: Held) -> None:
        demand = queries.demand(announced(more.world, unit=None))
        assert (demand.share_percent, demand.branch_percent) == (50, 50)
