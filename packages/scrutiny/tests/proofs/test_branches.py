"""Every part of every proof changed, in each group; and branches that tell nothing about which of them is true."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from packages.scrutiny.tests.elections.making import refused

from scrutiny.errors import Refused
from scrutiny.groups import NAMES, Element, Group, by_name
from scrutiny.proofs import blank, decryption, interval, possession, raw_elgamal, schnorr, signature
from scrutiny.proofs.interval import Pair
from scrutiny.proofs.schnorr import Bases, Proof, draw
from scrutiny.randomness import allow_seeding, seeded

SECRET = 2**200 + 77


@dataclass(frozen=True)
class Stage:
    """What a proof is about; a test changes one thing."""

    group: Group
    context: str
    y: Element
    pair: Pair
    factor: Element
    numbers: tuple[int, ...] = (0, 1, 2)

    @property
    def bases(self) -> Bases:
        return Bases(self.group, self.y)

    @property
    def branches(self) -> tuple[list[tuple[Pair, int]], ...]:
        return blank.branches(self.pair, (self.pair[1], self.pair[0]), 1, 2)


def stage(group: Group, number: int = 1, r: int = 99) -> Stage:
    y = group.power(group.g, SECRET)
    pair = group.power(group.g, r), group.multiply(group.power(y, r), group.power(group.g, number))
    return Stage(group, "context|key", y, pair, group.power(pair[0], SECRET))


@dataclass(frozen=True)
class Kind:
    """A kind of proof: how it is made and checked, its step, and what of the stage it does not depend on."""

    prove: Callable[[Stage], Sequence[Proof]]
    verify: Callable[[Stage, Sequence[Proof]], None]
    step: str
    free_of: tuple[str, ...] = ()


KINDS = {
    "possession": Kind(
        lambda s: [possession.prove(s.group, SECRET)],
        lambda s, p: possession.verify(s.group, s.y, p[0]),
        "possession",
        ("context", "alpha", "beta", "factor", "numbers"),
    ),
    "signature": Kind(
        lambda s: [signature.sign(s.group, "sig", SECRET, s.context)],
        lambda s, p: signature.verify(s.group, "sig", s.y, s.context, p[0]),
        "signature",
        ("alpha", "beta", "factor", "numbers"),
    ),
    "decryption": Kind(
        lambda s: [decryption.prove(s.group, s.context, SECRET, s.pair[0])],
        lambda s, p: decryption.verify(s.group, s.context, s.y, s.pair[0], s.factor, p[0]),
        "decryption",
        ("beta", "numbers"),
    ),
    "raw ElGamal": Kind(
        lambda s: [raw_elgamal.prove(s.bases, s.context, 99, s.pair)],
        lambda s, p: raw_elgamal.verify(s.bases, s.context, s.pair, p[0]),
        "raw-elgamal",
        ("factor", "numbers"),
    ),
    "interval": Kind(
        lambda s: interval.prove(s.bases, s.context, 99, 1, s.numbers, s.pair),
        lambda s, p: interval.verify(s.bases, s.context, s.pair, s.numbers, p),
        "interval",
        ("factor",),
    ),
    "overall": Kind(
        lambda s: blank.prove(s.bases, "bproof1", s.context, 99, 0, s.branches[1]),
        lambda s, p: blank.verify(s.bases, "bproof1", s.context, s.branches[1], p),
        "overall-proof",
        ("factor", "numbers"),
    ),
}
EACH = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
GROUPS = pytest.mark.parametrize("name", NAMES)


def other(group: Group, element: Element) -> Element:
    return group.multiply(element, group.g)


@GROUPS
@EACH
class TestEveryProof:
    def test_holds_and_is_read_as_it_was_written(self, name: str, kind: Kind) -> None:
        here = stage(by_name(name))
        proofs = kind.prove(here)
        kind.verify(here, proofs)
        kind.verify(here, [schnorr.from_json(here.group, through_json(proof)) for proof in proofs])

    def test_with_a_changed_challenge_or_response_is_refused(self, name: str, kind: Kind) -> None:
        here = stage(by_name(name))
        proofs, q = list(kind.prove(here)), here.group.q
        for n, proof in enumerate(proofs):
            for change in (1, q - 1)[: 2 if name == "Ed25519" else 1]:
                for one in (
                    proof._replace(challenge=(proof.challenge + change) % q),
                    proof._replace(response=(proof.response + change) % q),
                    Proof(proof.response, proof.challenge),
                    Proof(0, 0),
                ):
                    changed = [*proofs[:n], one, *proofs[n + 1 :]]
                    assert refused(kind.verify, here, changed).code == kind.step

    def test_about_something_else_is_refused(self, name: str, kind: Kind) -> None:
        group = by_name(name)
        here = stage(group)
        proofs = kind.prove(here)
        changes: dict[str, Any] = {
            "context": replace(here, context="context|kez"),
            "y": replace(here, y=other(group, here.y)),
            "alpha": replace(here, pair=(other(group, here.pair[0]), here.pair[1])),
            "beta": replace(here, pair=(here.pair[0], other(group, here.pair[1]))),
            "factor": replace(here, factor=other(group, here.factor)),
            "numbers": replace(here, numbers=(0, 1, 3)),
        }
        for what, changed in changes.items():
            if what in kind.free_of:
                kind.verify(changed, proofs)
            else:
                assert refused(kind.verify, changed, proofs).code == kind.step, what

    def test_is_different_each_time(self, name: str, kind: Kind) -> None:
        here = stage(by_name(name))
        assert kind.prove(here) != kind.prove(here)


def through_json(proof: Proof) -> dict[str, str]:
    value = schnorr.to_json(proof)
    assert list(value) == ["challenge", "response"]
    return value


GROUP = by_name("Ed25519")
BASES = Bases(GROUP, GROUP.power(GROUP.g, SECRET))


class TestBranches:
    @pytest.mark.parametrize("count", [1, 2, 3, 10])
    def test_all_hold_whichever_is_true(self, count: int) -> None:
        for which in range(count):
            r = draw(GROUP)
            pair = stage(GROUP, which + 5, r).pair
            numbers = range(5, 5 + count)
            proofs = interval.prove(BASES, "c", r, which, numbers, pair)
            interval.verify(BASES, "c", pair, numbers, proofs)
            assert len({proof.challenge for proof in proofs}) == count
            assert all(0 <= part < GROUP.q for proof in proofs for part in proof)

    def test_of_which_none_is_true_do_not_hold(self) -> None:
        pair = stage(GROUP, 2, 5).pair
        for which in (0, 1):
            proofs = interval.prove(BASES, "c", 5, which, (0, 1), pair)
            assert refused(interval.verify, BASES, "c", pair, (0, 1), proofs).code == "interval"

    def test_are_spread_alike_whichever_is_true(self) -> None:
        """Challenges and responses of the true branch fall into halves as those of the simulated ones do."""
        allow_seeding()
        halves: dict[tuple[int, int], list[int]] = {}
        with seeded("branches"):
            for _ in range(120):
                for which in (0, 1):
                    r = draw(GROUP)
                    pair = stage(GROUP, which, r).pair
                    for place, proof in enumerate(interval.prove(BASES, "c", r, which, (0, 1), pair)):
                        for part in proof:
                            halves.setdefault((which, place), []).append(int(part > GROUP.q // 2))
        for found in halves.values():
            assert 85 < sum(found) < 155  # of 240

    def test_exchanged_do_not_hold(self) -> None:
        pair = stage(GROUP, 1, 5).pair
        proofs = interval.prove(BASES, "c", 5, 1, (0, 1), pair)
        assert refused(interval.verify, BASES, "c", pair, (0, 1), proofs[::-1]).code == "interval"
        assert refused(interval.verify, BASES, "c", pair, (1, 0), proofs).code == "interval"

    @pytest.mark.parametrize("count", [0, 1, 3])
    def test_more_or_fewer_are_refused(self, count: int) -> None:
        pair = stage(GROUP, 1, 5).pair
        proofs = (interval.prove(BASES, "c", 5, 1, (0, 1), pair) * 2)[:count]
        assert refused(interval.verify, BASES, "c", pair, (0, 1), proofs).code == "interval-length"
        either, overall = blank.branches(pair, pair, 0, 0)
        for name, cases in (("bproof0", either), ("bproof1", overall)):
            assert refused(blank.verify, BASES, name, "c", cases, proofs).code == "blank-length"


class TestBlankVotes:
    """m0 says blank, the other pair holds the sum of the rest."""

    @pytest.mark.parametrize("total", range(4))
    @pytest.mark.parametrize("is_blank", [0, 1])
    def test_hold_exactly_when_they_may(self, is_blank: int, total: int) -> None:
        """Whoever proves tries every branch; some combination holds only for a vote that is allowed (1 to 2)."""
        r0, r1 = draw(GROUP), draw(GROUP)
        zero, whole = stage(GROUP, is_blank, r0).pair, stage(GROUP, total, r1).pair
        either, overall = blank.branches(zero, whole, 1, 2)
        found = [
            any(self.holds(name, cases, which, r0, r1, zero) for which in range(len(cases)))
            for name, cases in (("bproof0", either), ("bproof1", overall))
        ]
        assert found == [not is_blank or total == 0, bool(is_blank) or 1 <= total <= 2]

    def holds(self, name: str, cases: list[tuple[Pair, int]], which: int, r0: int, r1: int, zero: Pair) -> bool:
        r = r0 if cases[which][0] == zero else r1
        proofs = blank.prove(BASES, name, "c", r, which, cases)
        try:
            blank.verify(BASES, name, "c", cases, proofs)
        except Refused:
            return False
        return True

    def test_of_one_disjunction_are_not_those_of_the_other(self) -> None:
        zero, whole = stage(GROUP, 1, 5).pair, stage(GROUP, 0, 6).pair
        either, _overall = blank.branches(zero, whole, 0, 0)
        proofs = blank.prove(BASES, "bproof0", "c", 6, 1, either)
        blank.verify(BASES, "bproof0", "c", either, proofs)
        assert refused(blank.verify, BASES, "bproof1", "c", either, proofs).code == "overall-proof"
