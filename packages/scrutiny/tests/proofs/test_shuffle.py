"""Shuffles: nothing is added, removed or changed, and each equation keeps something out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scrutiny.errors import Malformed, Refused
from scrutiny.groups import by_name
from scrutiny.proofs import shuffle
from scrutiny.proofs.interval import Pair
from scrutiny.proofs.schnorr import draw
from scrutiny.proofs.shuffle import ShuffleProof

GROUP = by_name("Ed25519")
SECRET = 987654321
Y = GROUP.power(GROUP.g, SECRET)
NAME = "fingerprint"


def encrypted(values: list[int]) -> Pair:
    r = draw(GROUP)
    return GROUP.power(GROUP.g, r), GROUP.multiply(GROUP.power(Y, r), GROUP.encode(values))


def opened(pair: Pair) -> list[int]:
    return GROUP.decode(GROUP.divide(pair[1], GROUP.power(pair[0], SECRET)), 2)


class Done:
    """A shuffle of so many answers."""

    def __init__(self, count: int) -> None:
        self.values = [[n, count - n] for n in range(count)]
        self.before = [encrypted(values) for values in self.values]
        self.after, r, order = shuffle.shuffle(GROUP, Y, self.before)
        self.proof = shuffle.prove(GROUP, Y, NAME, self.before, self.after, r, order)

    def check(self, proof: ShuffleProof | None = None, after: list[Pair] | None = None, name: str = NAME) -> None:
        shuffle.verify(GROUP, Y, name, self.before, after or self.after, proof or self.proof)


@pytest.fixture(scope="module")
def done() -> Done:
    return Done(4)


@pytest.mark.parametrize("count", [1, 2, 5, 9])
def test_a_shuffle_holds_and_keeps_the_answers(count: int) -> None:
    done = Done(count)
    done.check()
    assert sorted(map(opened, done.after)) == sorted(done.values)
    assert not {GROUP.text(a) for a, _b in done.before} & {GROUP.text(a) for a, _b in done.after}


def test_every_order_comes_up() -> None:
    assert len({tuple(shuffle.shuffle(GROUP, Y, [encrypted([0, n]) for n in range(3)])[2]) for _ in range(100)}) == 6


def refused(done: Done, proof: ShuffleProof) -> str:
    with pytest.raises(Refused) as error:
        done.check(proof)
    return error.value.code


def other(element: Any) -> Any:
    return GROUP.multiply(element, GROUP.g)


@pytest.mark.parametrize("place", range(3))
def test_the_first_three_commitments(done: Done, place: int) -> None:
    t: Any = list(done.proof.t)
    t[place] = other(t[place])
    assert refused(done, replace(done.proof, t=tuple(t))).startswith("shuffle-")


def test_the_fourth_and_the_chain(done: Done) -> None:
    t1, t2, t3, (t41, t42), t_hat = done.proof.t
    changed: list[Any] = [
        (t1, t2, t3, (other(t41), t42), t_hat),
        (t1, t2, t3, (t41, other(t42)), t_hat),
        (t1, t2, t3, (t41, t42), [other(t_hat[0]), *t_hat[1:]]),
    ]
    for t in changed:
        assert refused(done, replace(done.proof, t=t)).startswith("shuffle-")


@pytest.mark.parametrize(("place", "step"), [(0, "shuffle-1"), (1, "shuffle-2"), (2, "shuffle-3"), (3, "shuffle-4")])
def test_a_changed_response_breaks_its_own_equation(done: Done, place: int, step: str) -> None:
    s: Any = list(done.proof.s)
    s[place] = (s[place] + 1) % GROUP.q
    assert refused(done, replace(done.proof, s=tuple(s))) == step


def test_a_changed_response_of_the_chain_breaks_the_fifth(done: Done) -> None:
    s: Any = list(done.proof.s)
    s[4] = [*s[4][:-1], (s[4][-1] + 1) % GROUP.q]
    assert refused(done, replace(done.proof, s=tuple(s))) == "shuffle-5"


@pytest.mark.parametrize("name", ["c", "c_hat"])
def test_changed_commitments_to_the_permutation(done: Done, name: str) -> None:
    found = getattr(done.proof, name)
    assert refused(done, replace(done.proof, **{name: [other(found[0]), *found[1:]]})).startswith("shuffle-")


def test_an_answer_exchanged_after_the_shuffle(done: Done) -> None:
    with pytest.raises(Refused):
        done.check(after=[encrypted([9, 9]), *done.after[1:]])


def test_an_answer_taken_twice(done: Done) -> None:
    with pytest.raises(Refused):
        done.check(after=[done.after[1], *done.after[1:]])


def test_a_shuffle_for_another_election(done: Done) -> None:
    with pytest.raises(Refused):
        done.check(name="other")


def test_other_lengths_are_refused(done: Done) -> None:
    for after in (done.after[1:], [*done.after, done.after[0]]):
        with pytest.raises(Refused, match="shuffle-length"):
            done.check(after=after)
    for name in ("c", "c_hat"):
        assert refused(done, replace(done.proof, **{name: getattr(done.proof, name)[1:]})) == "shuffle-length"


def test_a_shuffle_of_nothing_proves_nothing() -> None:
    with pytest.raises(Refused, match="shuffle-length"):
        shuffle.verify(GROUP, Y, NAME, [], [], ShuffleProof((0, 0, 0, (0, 0), []), (0, 0, 0, 0, [], []), [], []))


def test_a_proof_written_and_read_is_the_same(done: Done) -> None:
    assert shuffle.from_json(GROUP, shuffle.to_json(GROUP, done.proof)) == done.proof


@pytest.mark.parametrize("value", [None, [], [[], [], []], [[], [], [], []], "x", {"t": 1}])
def test_what_is_no_proof_is_refused(value: object) -> None:
    with pytest.raises(Malformed):
        shuffle.from_json(GROUP, value)
