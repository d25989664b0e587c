"""Adding up the encrypted ballots of a ballot that is closed: a job that shows how far it has come and goes on where it
was interrupted.

Few ballots are added up at once, beside what else is due. Many are added up by a process of their own, on all cores or
on the Dask cluster that GROUNDSWELL_SCHEDULER names; whoever runs the server can start it too
(`./run manage add_up`).
"""

from __future__ import annotations

import fcntl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.db.models import Max

from groundswell.ballots import queries
from groundswell.ballots.actions import counting
from groundswell.ballots.board import AT_ONCE, ballots_of, first_content
from groundswell.ballots.models import Ballot, BoardEvent, Part
from groundswell.kernel.actions import housekeeping
from scrutiny.elections.election import Election
from scrutiny.elections.questions import Choose
from scrutiny.elections.tally import Tally
from scrutiny.organisation.ballots import asked
from scrutiny.parallel import OneCore, Spread
from scrutiny.roles import assembler
from scrutiny.verify import batch
from scrutiny.verify.batch import Products, Weighed

FEW = 5_000  # ballots that are added up beside what else is due
BATCH = 2_000
KEEP_EVERY = 10  # batches
Say = Callable[[UUID, int, int], None]  # which part, how many of how many
_started: list[subprocess.Popen[bytes]] = []


def settle(ballot: Ballot) -> None:
    """Add up what is closed and not added up: here, or where it is much by a process that does nothing else."""
    if not queries.waits_for_sum(ballot):
        return
    if sum(part.voted or 0 for part in queries.parts(ballot)) <= FEW:
        add_up(ballot.id, OneCore())
    else:
        _begin_process(ballot.id)


def _begin_process(ballot: UUID) -> None:
    _started[:] = [one for one in _started if one.poll() is None]
    command = [sys.executable, "-m", "groundswell.config.manage", "add_up", str(ballot), "--quiet"]
    quiet = subprocess.DEVNULL
    _started.append(subprocess.Popen(command, stdin=quiet, stdout=quiet))  # noqa: S603 - our own command


def say_nothing(_part: UUID, _done: int, _total: int) -> None:
    pass


@contextmanager
def alone(ballot: UUID) -> Iterator[bool]:
    """Whether nobody else on this machine adds up this ballot. Two who do would lose time, and nothing else."""
    with (settings.DATA / f"add-up-{ballot}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def add_up(ballot_id: UUID, spread: Spread, say: Say = say_nothing) -> None:
    """Add up all parts, then open the sums to the trustees. `say` is told how far each part has come."""
    ballot = queries.ballot(ballot_id)
    ranked = asked.is_ranked(queries.asked_of(ballot))
    sums = {part.id: _ranked(part) if ranked else _multiplied(part, spread, say) for part in queries.parts(ballot)}
    counting.open_to_trustees(ballot_id, sums)


def _ranked(part: Part) -> Tally:
    """All answers of the ballots that count, in the order in which shuffles begin."""
    return assembler.counted(queries.election_of(part), lambda _credential: 1, ballots_of(part))[1]


def _multiplied(part: Part, spread: Spread, say: Say) -> Tally:
    election, heights = queries.election_of(part), last_heights(part)
    product, done = part.product or _nothing(election), part.added
    batches = _batches(part, heights[done:])
    for number, found in enumerate(_spread(spread, election, batches), start=1):
        product = _joined(election, product, found)
        done = min(done + BATCH, len(heights))
        say(part.id, done, len(heights))
        if number % KEEP_EVERY == 0:
            keep(part, done, product)
    keep(part, done, product)
    group = election.group
    return tuple(tuple((group.element(a), group.element(b)) for a, b in row) for row in product)


def last_heights(part: Part) -> list[int]:
    """Where the ballots that count stand on the board: the last of each credential."""
    last = BoardEvent.objects.filter(part=part, kind="Ballot").values("credential").annotate(last=Max("height"))
    return sorted(last.values_list("last", flat=True).iterator(chunk_size=AT_ONCE))


def _batches(part: Part, heights: list[int]) -> Iterator[list[Weighed]]:
    for start in range(0, len(heights), BATCH):
        wanted = heights[start : start + BATCH]
        events = BoardEvent.objects.filter(part=part, height__gte=wanted[0], height__lte=wanted[-1], kind="Ballot")
        listed, known = events.order_by("height").values_list("height", "content"), set(wanted)
        yield [Weighed(first_content(bytes(content)), 1) for height, content in listed.iterator() if height in known]


def _spread(spread: Spread, election: Election, batches: Iterator[list[Weighed]]) -> Iterator[Products]:
    for one in batches:
        yield from spread.put(batch.multiply, election.content, one)
    yield from spread.rest()


def _nothing(election: Election) -> Products:
    one = election.group.text(election.group.one)
    return [[(one, one)] * question.choices for question in election.questions if isinstance(question, Choose)]


def _joined(election: Election, first: Products, second: Products) -> Products:
    group = election.group

    def times(a: str, b: str) -> str:
        return group.text(group.multiply(group.element(a), group.element(b)))

    return [
        [(times(a, x), times(b, y)) for (a, b), (x, y) in zip(mine, more, strict=True)]
        for mine, more in zip(first, second, strict=True)
    ]


@housekeeping
def keep(part: Part, done: int, product: Products) -> None:
    Part.objects.filter(id=part.id, counted_in=None).update(added=done, product=product)
