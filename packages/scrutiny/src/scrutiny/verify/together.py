"""Archives that were opened together: a part in which too few voted is never opened alone.

Each archive ends with the end of voting. The sum is in a file of its own: RFC 8259 JSON with exactly

    election     the uuid of the election in whose name shuffles and decryptions are proved: one of the parts
    parts        the uuids of all
    shuffles     [{"owner": trustee from 1, "content": text of the shuffle}], in their order
    decryptions  the same of the partial decryptions
    result       as in an archive

Checks of `verify`; what fails is Unverified with the step:

    1 form         the file has this form, and the archives are those of its parts
    2 archives     each holds, and voting is over
    3 elections    they ask the same questions in one group, under the key of the same trustees
    4 shuffles     each proof holds, one after the other, from the sum that the archives make
    5 decryptions  each proof holds, by different trustees who are enough
    6 result       it is what they open
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from scrutiny.elections import tally as tallies
from scrutiny.elections.election import Election
from scrutiny.elections.questions import Choose
from scrutiny.elections.tally import Partial, Result, Tally
from scrutiny.elections.trustees import Trustees
from scrutiny.errors import Malformed, Refused, Unverified
from scrutiny.parallel import OneCore, Spread
from scrutiny.proofs.interval import Pair
from scrutiny.verify.election import Walk

FORM, ARCHIVES, ELECTIONS, SHUFFLES, DECRYPTIONS, RESULT = range(1, 7)
NAMES = {"election", "parts", "shuffles", "decryptions", "result"}


@dataclass(frozen=True)
class Together:
    """What was found: how many voted in all parts, who decrypted, and the result."""

    parts: tuple[str, ...]
    voters: int
    counted: int
    decryptions: tuple[int, ...]
    result: Result


@dataclass(frozen=True)
class Said:
    election: str
    parts: tuple[str, ...]
    shuffles: tuple[tuple[int, bytes], ...]
    decryptions: tuple[tuple[int, bytes], ...]
    result: Any


def verify(content: bytes, archives: Sequence[BinaryIO], spread: Callable[[], Spread] = OneCore) -> Together:
    """Check a sum against the archives of all its parts. Raises Unverified."""
    said = _read(content)
    walks = [_walked(file, spread) for file in archives]
    found = {walk.report.uuid: walk for walk in walks}
    if len(found) != len(walks) or set(found) != set(said.parts) or said.election not in found:
        raise _failed(FORM, "parts")
    leader = found[said.election]
    _check_alike(leader, [found[part] for part in said.parts])
    tally = _shuffled(leader.election, summed(leader.election, [found[part] for part in said.parts]), said)
    partials = _partials(leader.election, leader.trustees, tally, said)
    counted = sum(walk.report.counted for walk in walks)
    result = _result(leader.election, leader.trustees, tally, partials, counted)
    if result != said.result:
        raise _failed(RESULT, "result")
    voters = sum(walk.report.voters for walk in walks)
    return Together(said.parts, voters, counted, tuple(sorted(partials)), result)


def _failed(step: int, reason: str, **data: str | int) -> Unverified:
    return Unverified(reason, **{"step": step, **data})


@contextmanager
def _checking(step: int, **data: str | int) -> Iterator[None]:
    try:
        yield
    except (Malformed, Refused) as error:
        raise _failed(step, error.code, **data) from error


def _read(content: bytes) -> Said:
    try:
        found = json.loads(content)
        if set(found) != NAMES:
            raise _failed(FORM, "fields")
        parts = tuple(str(part) for part in found["parts"])
        said = Said(
            str(found["election"]), parts, _owned(found["shuffles"]), _owned(found["decryptions"]), found["result"]
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _failed(FORM, "fields") from error
    if not parts or len(set(parts)) != len(parts):
        raise _failed(FORM, "parts")
    return said


def _owned(listed: Any) -> tuple[tuple[int, bytes], ...]:
    return tuple((int(one["owner"]), str(one["content"]).encode()) for one in listed)


def _walked(file: BinaryIO, spread: Callable[[], Spread]) -> Walk:
    with spread() as place:
        walk = Walk(file, place)
        try:
            walk.run()
        except Unverified as error:
            raise _failed(ARCHIVES, error.code, archive_step=int(error.data.get("step", 0))) from error
    if walk.report.state != "closed":
        raise _failed(ARCHIVES, "state", state=walk.report.state)
    return walk


def _check_alike(leader: Walk, walks: Sequence[Walk]) -> None:
    for walk in walks:
        alike = (
            walk.election.group.name == leader.election.group.name
            and walk.election.questions == leader.election.questions
            and walk.trustees.to_bytes() == leader.trustees.to_bytes()
        )
        if not alike:
            raise _failed(ELECTIONS, "elections", part=walk.report.uuid)


def summed(election: Election, walks: Sequence[Walk]) -> Tally:
    """The encrypted sum of archives; of ranked questions all answers, in the order of their alphas as numbers."""
    group, answers = election.group, [iter(walk.ranked_answers()) for walk in walks]
    found: list[tuple[Pair, ...]] = []
    for number, question in enumerate(election.questions):
        if isinstance(question, Choose):
            columns = zip(*(walk.products[number] for walk in walks), strict=True)
            found.append(tuple((group.product(a for a, _b in c), group.product(b for _a, b in c)) for c in columns))
        else:
            texts = [pair for one in answers for pair in next(one)]
            pairs = [(group.element(alpha), group.element(beta)) for alpha, beta in texts]
            found.append(tuple(sorted(pairs, key=lambda pair: group.number(pair[0]))))
    return tuple(found)


def _shuffled(election: Election, tally: Tally, said: Said) -> Tally:
    if election.is_ranked != bool(said.shuffles):
        raise _failed(SHUFFLES, "shuffle-length")
    for owner, content in said.shuffles:
        with _checking(SHUFFLES, owner=owner):
            tally = tallies.verify_shuffle(election, tally, tallies.read_shuffle(election.group, content))
    return tally


def _partials(election: Election, trustees: Trustees, tally: Tally, said: Said) -> dict[int, Partial]:
    found: dict[int, Partial] = {}
    for owner, content in said.decryptions:
        if owner in found or not 1 <= owner <= len(trustees.keys):
            raise _failed(DECRYPTIONS, "repeated-decryption", owner=owner)
        with _checking(DECRYPTIONS, owner=owner):
            found[owner] = tallies.read_partial(election.group, content)
            tallies.verify_partial(election, tally, trustees.keys[owner - 1], found[owner])
    return found


def _result(election: Election, trustees: Trustees, tally: Tally, partials: dict[int, Partial], counted: int) -> Result:
    if not trustees.enough(partials):
        raise _failed(DECRYPTIONS, "too-few-trustees")
    with _checking(RESULT):
        return tallies.result(election, tallies.opened(trustees, tally, partials), counted)
