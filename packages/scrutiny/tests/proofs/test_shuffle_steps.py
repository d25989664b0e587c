"""Each equation of a shuffle's proof fails alone, by its name, when only what it covers is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from packages.scrutiny.tests.elections.making import changed_at, leaves, reference, refused

from scrutiny.errors import Malformed, ScrutinyError
from scrutiny.groups import Element, by_name
from scrutiny.proofs import shuffle
from scrutiny.proofs.interval import Pair
from scrutiny.proofs.schnorr import draw
from scrutiny.proofs.shuffle import ShuffleProof
from scrutiny.randomness import allow_seeding, seeded

GROUP = by_name("Ed25519")
Y = GROUP.power(GROUP.g, 31337)
NAME = "fingerprint"
COUNTS = pytest.mark.parametrize("count", [1, 2, 5])


class Done:
    def __init__(self, count: int) -> None:
        self.before = [self.pair(n) for n in range(count)]
        self.after, self.r, self.order = shuffle.shuffle(GROUP, Y, self.before)
        self.proof = shuffle.prove(GROUP, Y, NAME, self.before, self.after, self.r, self.order)

    def pair(self, number: int) -> Pair:
        r = draw(GROUP)
        return GROUP.power(GROUP.g, r), GROUP.multiply(GROUP.power(Y, r), GROUP.power(GROUP.g, number))

    def refused(self, proof: ShuffleProof | None = None, **other: Any) -> ScrutinyError:
        known = {"y": Y, "fingerprint": NAME, "before": self.before, "after": self.after, **other}
        return refused(shuffle.verify, GROUP, *known.values(), proof or self.proof)


@cache
def done(count: int) -> Done:
    return Done(count)


@COUNTS
def test_a_shuffle_holds(count: int) -> None:
    known = done(count)
    shuffle.verify(GROUP, Y, NAME, known.before, known.after, known.proof)
    assert sorted(known.order) == list(range(count))


@COUNTS
def test_every_changed_response_fails_in_its_own_equation(count: int) -> None:
    known = done(count)
    s1, s2, s3, s4, s_hat, s_prime = known.proof.s
    for place, step in enumerate(("shuffle-1", "shuffle-2", "shuffle-3", "shuffle-4")):
        single: list[Any] = [s1, s2, s3, s4]
        single[place] = (single[place] + 1) % GROUP.q
        changed = replace(known.proof, s=(single[0], single[1], single[2], single[3], s_hat, s_prime))
        assert known.refused(changed).code == step
    for n in range(count):
        listed = [*s_hat[:n], (s_hat[n] + 1) % GROUP.q, *s_hat[n + 1 :]]
        error = known.refused(replace(known.proof, s=(s1, s2, s3, s4, listed, s_prime)))
        assert (error.code, error.data) == ("shuffle-5", {"place": n})
        listed = [*s_prime[:n], (s_prime[n] + 1) % GROUP.q, *s_prime[n + 1 :]]
        assert known.refused(replace(known.proof, s=(s1, s2, s3, s4, s_hat, listed))).code == "shuffle-3"


class Frozen:
    """A challenge that does not depend on what is changed, so that each equation stands for itself."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, known: Done) -> None:
        proof = known.proof
        challenge = shuffle._final_challenge(GROUP, Y, NAME, known.before, known.after, proof.t, proof.c, proof.c_hat)
        u = shuffle._permutation_challenges(GROUP, NAME, known.before, known.after, proof.c)
        monkeypatch.setattr(shuffle, "_final_challenge", lambda *_parts: challenge)
        monkeypatch.setattr(shuffle, "_permutation_challenges", lambda *_parts: u)


def other(element: Element) -> Element:
    return GROUP.multiply(element, GROUP.g)


def exchanged(listed: list[Any], n: int) -> list[Any]:
    return [*listed[:n], other(listed[n]), *listed[n + 1 :]]


def test_every_changed_element_fails_in_its_own_equation(monkeypatch: pytest.MonkeyPatch) -> None:
    known = done(5)
    Frozen(monkeypatch, known)
    proof = known.proof
    t1, t2, t3, (t41, t42), t_hat = proof.t
    cases: list[tuple[str, ShuffleProof]] = [
        ("shuffle-1", replace(proof, t=(other(t1), t2, t3, (t41, t42), t_hat))),
        ("shuffle-2", replace(proof, t=(t1, other(t2), t3, (t41, t42), t_hat))),
        ("shuffle-3", replace(proof, t=(t1, t2, other(t3), (t41, t42), t_hat))),
        ("shuffle-4", replace(proof, t=(t1, t2, t3, (other(t41), t42), t_hat))),
        ("shuffle-4", replace(proof, t=(t1, t2, t3, (t41, other(t42)), t_hat))),
        ("shuffle-2", replace(proof, c_hat=exchanged(proof.c_hat, 4))),
        *(("shuffle-5", replace(proof, t=(t1, t2, t3, (t41, t42), exchanged(t_hat, n)))) for n in range(5)),
        *(("shuffle-1", replace(proof, c=exchanged(proof.c, n))) for n in range(5)),
        *(("shuffle-5", replace(proof, c_hat=exchanged(proof.c_hat, n))) for n in range(4)),
        ("shuffle-3", replace(proof, c=[*proof.c[:3], proof.c[4], proof.c[3]])),
    ]
    for step, changed in cases:
        assert known.refused(changed).code == step
    for n in range(5):
        alpha, beta = known.after[n]
        for pair in ((other(alpha), beta), (alpha, other(beta))):
            assert known.refused(after=[*known.after[:n], pair, *known.after[n + 1 :]]).code == "shuffle-4"
            assert known.refused(before=[*known.before[:n], pair, *known.before[n + 1 :]]).code == "shuffle-4"


@COUNTS
def test_anything_changed_is_refused_through_the_challenge(count: int) -> None:
    known = done(count)
    value = shuffle.to_json(GROUP, known.proof)
    for path, text in leaves(value):
        if path[0] == 1:
            changed = changed_at(value, path, lambda old: str((int(old) + 1) % GROUP.q))
        else:
            assert GROUP.element(text)
            changed = changed_at(value, path, lambda old: GROUP.text(other(GROUP.element(old))))
        assert known.refused(shuffle.from_json(GROUP, changed)).code.startswith("shuffle-")


@COUNTS
def test_of_another_election_key_or_input_it_proves_nothing(count: int) -> None:
    known = done(count)
    for error in (
        known.refused(y=other(Y)),
        known.refused(fingerprint="fingerprinu"),
        known.refused(before=[known.pair(n) for n in range(count)]),
        known.refused(before=known.after, after=known.before),
    ):
        assert error.code.startswith("shuffle-")
    if count > 1:
        assert known.refused(before=known.before[::-1]).code.startswith("shuffle-")
        assert known.refused(after=known.after[::-1]).code.startswith("shuffle-")


def cheats(known: Done) -> Iterator[list[Pair]]:
    """Outputs that a dishonest shuffler would like to have proved."""
    again, more = known.pair(0), (GROUP.g, Y)
    yield [again, *known.after[1:]]
    yield [known.after[0]] * len(known.after)
    yield [(GROUP.multiply(known.after[0][0], more[0]), known.after[0][1]), *known.after[1:]]


def test_no_proof_can_be_made_for_what_is_no_shuffle() -> None:
    """The prover's own work with false outputs, or an order that is none."""
    known = done(5)
    for after in cheats(known):
        proof = shuffle.prove(GROUP, Y, NAME, known.before, after, known.r, known.order)
        assert known.refused(proof, after=after).code == "shuffle-4"
    doubled = [known.order[0], known.order[0], *known.order[2:]]
    after = [known.after[0], known.after[0], *known.after[2:]]
    proof = shuffle.prove(GROUP, Y, NAME, known.before, after, known.r, doubled)
    assert known.refused(proof, after=after).code.startswith("shuffle-")


@pytest.mark.parametrize("name", ["t_hat", "s_hat", "s_prime", "c", "c_hat", "after"])
@pytest.mark.parametrize("change", [-1, 1])
def test_a_list_of_another_length_is_refused(name: str, change: int) -> None:
    known = done(5)
    t1, t2, t3, t4, t_hat = known.proof.t
    s1, s2, s3, s4, s_hat, s_prime = known.proof.s

    def resized(listed: list[Any], of: str) -> list[Any]:
        return listed if of != name else listed[:change] if change < 0 else [*listed, listed[0]]

    made = replace(
        known.proof,
        t=(t1, t2, t3, t4, resized(t_hat, "t_hat")),
        s=(s1, s2, s3, s4, resized(s_hat, "s_hat"), resized(s_prime, "s_prime")),
        c=resized(known.proof.c, "c"),
        c_hat=resized(known.proof.c_hat, "c_hat"),
    )
    assert known.refused(made, after=resized(known.after, "after")).code == "shuffle-length"


def test_a_proof_in_another_form_is_malformed() -> None:
    value: Any = shuffle.to_json(GROUP, done(2).proof)
    wrong: list[Any] = [value[:3], [*value, []], value[::-1], {"t": value[0]}, None, [None] * 4]
    wrong += [[value[0][:4], *value[1:]], [value[0], [*value[1], "1"], *value[2:]], [*value[:3], "00"]]
    wrong += [changed_at(value, (0, 3), lambda pair: pair[:1]), changed_at(value, (1, 4), lambda _listed: "1")]
    wrong += [changed_at(value, (2, 0), lambda _text: 1), changed_at(value, (1, 0), lambda text: "0" + text)]
    for one in wrong:
        with pytest.raises(Malformed):
            shuffle.from_json(GROUP, one)


def test_the_same_randomness_makes_the_same_shuffle() -> None:
    allow_seeding()
    made = []
    for _ in range(2):
        with seeded("shuffle"):
            made.append(shuffle.shuffle(GROUP, Y, done(5).before))
    assert made[0] == made[1]


@pytest.mark.parametrize("name", ["ed25519-ranked", "rfc3526-ranked"])
def test_the_reference_shuffles_hold_and_another_one_does_not(name: str) -> None:
    known = reference(name)
    election, (before,), (made,) = known.election, known.tally(), known.shuffles()
    (after,), (proof,) = made.ciphertexts, made.proofs
    group, y, fingerprint = election.group, election.public_key, election.fingerprint
    shuffle.verify(group, y, fingerprint, before, after, proof)
    s1, s2, s3, s4, s_hat, s_prime = proof.s
    changed = replace(proof, s=((s1 + 1) % group.q, s2, s3, s4, s_hat, s_prime))
    assert refused(shuffle.verify, group, y, fingerprint, before, after, changed).code == "shuffle-1"


def test_a_generator_that_comes_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(GROUP), "generator", lambda _self, _index: GROUP.g)
    assert done(2).refused().code == "generator"
