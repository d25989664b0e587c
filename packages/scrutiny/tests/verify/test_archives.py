"""Whole archives: the six of the reference tool, our own, those that have no result yet."""

from __future__ import annotations

from io import BytesIO

import pytest
from packages.scrutiny.tests.verify.stories import CHOOSE, DATA, RANK, Made, bytes_of, make, refused, story_of

from scrutiny import parallel
from scrutiny.elections.election import Election
from scrutiny.roles import voter
from scrutiny.verify import batch, fast, tuned
from scrutiny.verify.batch import Outcome, Weighed
from scrutiny.verify.election import verify
from scrutiny.verify.report import for_people

RESULTS = {
    "ff-single": [[1, 2, 3], [2, 3, 2]],
    "ff-threshold": [[1, 2, 3], [2, 3, 2]],
    "ed25519-single": [[1, 2, 3], [2, 3, 2]],
    "ed25519-threshold": [[1, 2, 3], [2, 3, 2]],
}
RANKED = ("rfc3526-ranked", "ed25519-ranked")


@pytest.fixture(scope="module")
def small() -> Made:
    return make()


@pytest.mark.parametrize("name", RESULTS)
def test_the_reference_archives_verify_with_the_right_result(name: str) -> None:
    with (DATA / f"{name}.bel").open("rb") as file:
        report = verify(file)
    assert (report.state, report.result, report.dropped) == ("result", RESULTS[name], [])
    assert (report.voters, report.ballots, report.counted) == (6, 7, 6) or report.ballots > report.counted


@pytest.mark.parametrize("name", RANKED)
def test_the_ranked_reference_archives_verify(name: str) -> None:
    with (DATA / f"{name}.bel").open("rb") as file:
        report = verify(file)
    assert report.result is not None
    assert sorted(report.result[0]) == sorted([[1, 2, 3, 4, 5]] * 3 + [[2, 2, 3, 4, 5]] + [[3, 2, 3, 4, 5]] * 2)
    assert report.shuffles == 1


@pytest.mark.parametrize("name", [*RESULTS, *RANKED])
def test_a_story_told_again_is_the_same_to_the_last_byte(name: str) -> None:
    archive = (DATA / f"{name}.bel").read_bytes()
    again = bytes_of(story_of(archive))
    assert [again[n : n + 100] for n in range(0, len(again), 512)][1] == archive[512:612][:100] or len(again) == len(
        archive
    )


@pytest.mark.parametrize(("group", "questions"), [("Ed25519", CHOOSE), ("Ed25519", RANK), ("RFC-3526-2048", RANK)])
def test_our_own_elections_verify(group: str, questions: tuple[object, ...]) -> None:
    made = make(group, questions, voters=2)  # type: ignore[arg-type]
    report = verify(BytesIO(bytes_of(made.story)))
    assert report.has_result
    assert (report.voters, report.ballots, report.counted) == (2, 3, 2)


def test_of_several_ballots_of_one_voter_the_last_counts(small: Made) -> None:
    report = verify(BytesIO(bytes_of(small.story)))
    assert report.result == [[0, 3, 0], [3, 0, 3]]


@pytest.mark.parametrize("upto", ["Setup", "Ballot", "EndBallots", "EncryptedTally", "PartialDecryption"])
def test_an_archive_without_a_result_holds_so_far_and_says_so(small: Made, upto: str) -> None:
    kinds = [told.kind for told in small.story]
    end = len(kinds) - kinds[::-1].index(upto)
    report = verify(BytesIO(bytes_of(small.story[:end])))
    assert not report.has_result
    assert report.to_json()["verified"] is False
    assert "no result yet" in for_people(report)


def test_two_processes_find_the_same_as_one_core(small: Made) -> None:
    archive = bytes_of(small.story)
    with parallel.on(2) as spread:
        assert verify(BytesIO(archive), spread) == verify(BytesIO(archive))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_finds_the_same_as_one_core(small: Made) -> None:
    distributed = pytest.importorskip("distributed", reason="skipped: pip install scrutiny[cluster]")
    archive = bytes_of(small.story)
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster,
        parallel.on(scheduler=cluster.scheduler_address) as spread,
    ):
        assert verify(BytesIO(archive), spread) == verify(BytesIO(archive))


def quickly(election: Election, ballots: list[Weighed]) -> Outcome:
    """By the fast way of the group, however few they are."""
    if election.group.name != "Ed25519":
        return tuned.check(election.content, ballots)
    if not fast.is_available():
        pytest.skip("skipped: pip install scrutiny[fast]")
    return fast.check(election.content, election, ballots)


@pytest.mark.parametrize(("group", "questions"), [("Ed25519", CHOOSE), ("BELENIOS-2048", CHOOSE), ("Ed25519", RANK)])
def test_the_fast_and_the_plain_way_agree_on_every_changed_ballot(group: str, questions: tuple[object, ...]) -> None:
    made = make(group, questions, voters=1, again=0)  # type: ignore[arg-type]
    election, bases = batch.prepared(made.election.content)
    right = voter.vote(election, made.secrets[:1], [[0, 1, 0], [1, 0, 1]] if questions == CHOOSE else [[1, 2, 3]])
    for place in range(0, len(right), 41 if group == "Ed25519" else 331):
        changed = bytearray(right)
        changed[place] = ord("1") if changed[place] != ord("1") else ord("2")
        ballots = [Weighed(right, 1), Weighed(bytes(changed), 1)]
        quick, plain = quickly(election, ballots), batch.check_plainly(election, bases, ballots)
        assert quick == plain
        assert quick.fault is not None
        assert quick.fault.place == 1


@pytest.mark.parametrize("group", ["Ed25519", "BELENIOS-2048"])
def test_the_fast_and_the_plain_way_make_the_same_products_of_weighed_ballots(group: str) -> None:
    made = make(group, voters=2, again=0)
    election, bases = batch.prepared(made.election.content)
    ballots = [Weighed(told.contents[0], weight) for told, weight in zip(made.story[1:3], (3, 2), strict=True)]
    assert quickly(election, ballots) == batch.check_plainly(election, bases, ballots)


def test_many_ballots_go_the_fast_way_and_come_to_the_same(small: Made) -> None:
    ballots = [Weighed(told.contents[0], 1) for told in small.story if told.kind == "Ballot"]
    election, bases = batch.prepared(small.election.content)
    many = ballots * (batch.FEW // len(ballots) + 1)
    assert batch.check(election.content, many) == batch.check_plainly(election, bases, many)


def test_an_empty_file_and_one_that_is_no_archive_are_refused() -> None:
    assert refused(b"").code == "empty"
    assert refused(b"PK\x03\x04" + bytes(2000)).code == "header"
