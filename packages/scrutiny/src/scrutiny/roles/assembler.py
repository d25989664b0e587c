"""Whoever assembles an election: opens the archive, takes ballots in, closes, adds what trustees send, ends it.

The archive is only ever added to. Everything is checked before it is added, so that no assembler can be blamed, or
blame others, for what does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from scrutiny.elections import ballot as ballots
from scrutiny.elections import tally as tallies
from scrutiny.elections import trustees as trustee_lists
from scrutiny.elections.archive import Writer, digest
from scrutiny.elections.ballot import Answer, Ballot, Chosen, Ranked
from scrutiny.elections.election import Election
from scrutiny.elections.questions import Choose, Question
from scrutiny.elections.strict import compact
from scrutiny.elections.tally import Owned, Partial, Shuffle, Sized, Tally
from scrutiny.elections.trustees import Trustees
from scrutiny.errors import Refused
from scrutiny.groups import Element, Group
from scrutiny.proofs.interval import Pair
from scrutiny.proofs.schnorr import Bases

Weigh = Callable[[str], int | None]


def open_archive(path: Path, timestamp: int, election: Election, trustees: Trustees, credentials: bytes) -> Writer:
    """A new archive with its Setup event. Raises Refused `public-key` and what verifying the trustees raises."""
    trustee_lists.verify(trustees)
    if trustees.public_key() != election.public_key or election.public_key == election.group.one:
        raise Refused("public-key")
    writer = Writer.create(path, timestamp)
    contents = [election.content, trustees.to_bytes(), credentials]
    names = ("election", "trustees", "credentials")
    setup = compact({name: digest(content) for name, content in zip(names, contents, strict=True)})
    writer.append("Setup", *contents, setup)
    return writer


def cast(writer: Writer, election: Election, bases: Bases, weigh: Weigh, content: bytes) -> str:
    """Take a ballot in; its tracker. Raises Refused `unknown-credential`, and what is wrong with the ballot."""
    found = ballots.read(election, content)
    if weigh(election.group.text(found.credential)) is None:
        raise Refused("unknown-credential")
    ballots.verify(election, bases, found)
    writer.append("Ballot", content)
    return found.tracker


def counted(election: Election, weigh: Weigh, contents: Iterable[bytes]) -> tuple[Sized, Tally]:
    """The tally of those ballots that count: the last of every credential. `contents` in the order of the archive.

    Ranked answers stand in the order of their alphas as numbers: the reference tool works out the tally by itself, in
    this order, before it looks at shuffles. Raises Refused `weight` where a ranked answer has a weight other than 1.
    """
    last: dict[str, Ballot] = {}
    for content in contents:
        found = ballots.read(election, content)
        key = election.group.text(found.credential)
        last.pop(key, None)
        last[key] = found
    weights = [weigh(key) or 0 for key in last]
    tally = tuple(
        _counted_question(election, question, [found.answers[n] for found in last.values()], weights)
        for n, question in enumerate(election.questions)
    )
    return Sized(len(last), sum(weights), digest(tallies.to_bytes(election.group, tally))), tally


def _counted_question(
    election: Election, question: Question, answers: Sequence[Answer], weights: Sequence[int]
) -> tuple[Pair, ...]:
    group = election.group
    if not isinstance(question, Choose):
        if any(weight != 1 for weight in weights):
            raise Refused("weight")
        pairs = [answer.choices for answer in answers if isinstance(answer, Ranked)]
        return tuple(sorted(pairs, key=lambda pair: group.number(pair[0])))
    chosen = [answer.choices for answer in answers if isinstance(answer, Chosen)]

    def product(place: int, side: int) -> Element:
        raised = (weighed(group, c[place][side], w) for c, w in zip(chosen, weights, strict=True))
        return group.product(raised)

    return tuple((product(place, 0), product(place, 1)) for place in range(question.choices))


def weighed(group: Group, element: Element, weight: int) -> Element:
    return element if weight == 1 else group.power(element, weight)


def close(writer: Writer, election: Election, sized: Sized, tally: Tally) -> None:
    """End the ballots and publish the encrypted tally."""
    writer.append("EndBallots")
    writer.append("EncryptedTally", tallies.to_bytes(election.group, tally), sized.to_bytes())


def add_shuffle(writer: Writer, election: Election, owner: int, before: Tally, made: Shuffle) -> Tally:
    """The tally after it. Raises Refused where the proof does not hold."""
    after = tallies.verify_shuffle(election, before, made)
    content = made.to_bytes(election.group)
    writer.append("Shuffle", content, Owned(owner, digest(content)).to_bytes())
    return after


def end_shuffles(writer: Writer) -> None:
    writer.append("EndShuffles")


def add_partial(
    writer: Writer, election: Election, trustees: Trustees, owner: int, tally: Tally, partial: Partial
) -> None:
    """Raises Refused where the proof does not hold."""
    tallies.verify_partial(election, tally, trustees.keys[owner - 1], partial)
    content = partial.to_bytes(election.group)
    writer.append("PartialDecryption", content, Owned(owner, digest(content)).to_bytes())


def end(
    writer: Writer, election: Election, trustees: Trustees, sized: Sized, tally: Tally, partials: dict[int, Partial]
) -> tallies.Result:
    """Work out the result and publish it. Raises Refused `too-few-trustees`, `out-of-range`."""
    openings = tallies.opened(trustees, tally, partials)
    found = tallies.result(election, openings, sized.weight)
    writer.append("Result", tallies.result_to_bytes(found))
    return found
