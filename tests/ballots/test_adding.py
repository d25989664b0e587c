"""Adding up a large ballot: by a process of its own, with progress, interrupted, on several cores, on a cluster."""

from __future__ import annotations

from io import StringIO
from uuid import UUID

import pytest
from django.conf import settings
from django.core.management import call_command

from groundswell.ballots import queries
from groundswell.ballots.actions import adding, counting, due
from groundswell.ballots.models import Ballot, Count, Part
from groundswell.demo.custodians import cast
from groundswell.kernel import clock
from scrutiny import parallel
from scrutiny.elections import tally as tallies
from tests.ballots.test_whole import BLANK, NO, YES
from tests.cast import World
from tests.elections import announced, holder, ready, soon

VOTES = (("heron", YES), ("rowan", NO), ("kestrel", YES), ("finch", BLANK), ("heron", NO), ("tern", YES))


@pytest.fixture
def closed(world: World, monkeypatch: pytest.MonkeyPatch) -> Ballot:
    """Five have voted, one of them twice; batches are so small that there are several."""
    ballot = ready(world, announced(world))
    with clock.set_to(soon(ballot.opening)):
        for name, vote in VOTES:
            cast(ballot, holder(world.people[name]), vote)
    with clock.set_to(ballot.closing):
        counting.close(ballot.id)
    monkeypatch.setattr(adding, "BATCH", 2)
    monkeypatch.setattr(adding, "KEEP_EVERY", 1)
    return queries.ballot(ballot.id)


def the_sum(ballot: Ballot) -> bytes:
    return bytes(Count.objects.get(ballot=ballot).tally)


def plainly(ballot: Ballot) -> bytes:
    """As the trustees of an election on files would work it out."""
    part = queries.parts(ballot)[0]
    made = adding._ranked(part)
    return tallies.to_bytes(queries.election_of(part).group, made)


def test_batches_make_the_same_sum_as_one_ballot_after_the_other(closed: Ballot) -> None:
    said: list[tuple[int, int]] = []

    def say(_part: UUID, done: int, total: int) -> None:
        said.append((done, total))

    assert queries.added_percent(closed) == 0
    adding.add_up(closed.id, parallel.OneCore(), say)
    assert said == [(2, 5), (4, 5), (5, 5)]
    assert the_sum(closed) == plainly(closed)
    assert queries.added_percent(closed) is None


def test_what_was_interrupted_goes_on_where_it_was(closed: Ballot) -> None:
    def stop(_part: UUID, done: int, _total: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        adding.add_up(closed.id, parallel.OneCore(), stop)
    assert Part.objects.get(ballot=closed).added == 2
    assert queries.added_percent(closed) == 40
    said: list[int] = []
    adding.add_up(closed.id, parallel.OneCore(), lambda _part, done, _total: said.append(done))
    assert said == [4, 5]
    assert the_sum(closed) == plainly(closed)


def test_a_large_ballot_is_added_up_by_a_process_of_its_own(closed: Ballot, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[UUID] = []
    monkeypatch.setattr(adding, "FEW", 4)
    monkeypatch.setattr(adding, "_begin_process", begun.append)
    with clock.set_to(closed.closing):
        due.settle()
    assert begun == [closed.id]
    assert not Count.objects.exists()
    said = StringIO()
    call_command("add_up", str(closed.id), cores=1, stdout=said)
    assert "4 of 5 ballots" in said.getvalue()
    assert the_sum(closed) == plainly(closed)
    call_command("add_up", str(closed.id), cores=1, stdout=said)
    assert said.getvalue().endswith("There is nothing to add up: this ballot is not closed, or was added up before.\n")


def test_only_one_process_adds_up_a_ballot(closed: Ballot) -> None:
    said = StringIO()
    with adding.alone(closed.id) as first:
        assert first
        call_command("add_up", str(closed.id), cores=1, stdout=said)
    assert "Nothing was changed" in said.getvalue()
    assert not Count.objects.exists()


def test_a_cluster_makes_the_same_sum(closed: Ballot, monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import LocalCluster  # noqa: PLC0415 - takes a second

    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as cluster:  # type: ignore[no-untyped-call]
        monkeypatch.setattr(settings, "SCHEDULER", cluster.scheduler_address)
        with parallel.on(None, settings.SCHEDULER) as spread:
            adding.add_up(closed.id, spread)
    assert the_sum(closed) == plainly(closed)


def test_nothing_is_added_up_twice(closed: Ballot) -> None:
    adding.add_up(closed.id, parallel.OneCore())
    before = Count.objects.get(ballot=closed)
    counting.open_to_trustees(closed.id, {})
    assert Count.objects.get(ballot=closed) == before
