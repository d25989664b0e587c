"""Every proof holds as it was made, and no changed one does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import Malformed, Refused
from scrutiny.groups import by_name
from scrutiny.proofs import blank, decryption, interval, possession, raw_elgamal, schnorr, signature
from scrutiny.proofs.interval import Pair
from scrutiny.proofs.schnorr import Bases, Proof, draw

GROUP = by_name("Ed25519")
SECRET = 12345678901234567890
Y = GROUP.power(GROUP.g, SECRET)
BASES = Bases(GROUP, Y)
CONTEXT = "context|key"


def encrypted(number: int, r: int) -> Pair:
    return GROUP.power(GROUP.g, r), GROUP.multiply(GROUP.power(Y, r), GROUP.power(GROUP.g, number))


def changed(proof: Proof) -> list[Proof]:
    """A proof changed in each of its parts."""
    q = GROUP.q
    return [Proof((proof.challenge + 1) % q, proof.response), Proof(proof.challenge, (proof.response + 1) % q)]


def each_changed(proofs: Sequence[Proof]) -> list[list[Proof]]:
    return [[*proofs[:n], one, *proofs[n + 1 :]] for n, proof in enumerate(proofs) for one in changed(proof)]


def refuses(step: str, check: Callable[[], None]) -> None:
    with pytest.raises(Refused) as error:
        check()
    assert error.value.code == step


class TestPossession:
    def test_holds(self) -> None:
        possession.verify(GROUP, Y, possession.prove(GROUP, SECRET))

    def test_changed_or_of_another_key_does_not(self) -> None:
        proof = possession.prove(GROUP, SECRET)
        for one in changed(proof):
            refuses("possession", lambda one=one: possession.verify(GROUP, Y, one))
        refuses("possession", lambda: possession.verify(GROUP, GROUP.g, proof))


class TestInterval:
    @given(which=st.integers(0, 3), r=st.integers(1, GROUP.q - 1))
    def test_holds_for_each_number(self, which: int, r: int) -> None:
        pair = encrypted(which + 2, r)
        proofs = interval.prove(BASES, CONTEXT, r, which, range(2, 6), pair)
        interval.verify(BASES, CONTEXT, pair, range(2, 6), proofs)

    def test_cannot_be_made_for_another_number(self) -> None:
        r = draw(GROUP)
        pair = encrypted(2, r)
        proofs = interval.prove(BASES, CONTEXT, r, 0, (0, 1), pair)
        refuses("interval", lambda: interval.verify(BASES, CONTEXT, pair, (0, 1), proofs))

    def test_changed_anywhere_does_not_hold(self) -> None:
        r = draw(GROUP)
        pair = encrypted(1, r)
        proofs = interval.prove(BASES, CONTEXT, r, 1, (0, 1), pair)
        for one in each_changed(proofs):
            refuses("interval", lambda one=one: interval.verify(BASES, CONTEXT, pair, (0, 1), one))
        refuses("interval", lambda: interval.verify(BASES, "other|key", pair, (0, 1), proofs))
        refuses("interval", lambda: interval.verify(BASES, CONTEXT, encrypted(1, r + 1), (0, 1), proofs))
        refuses("interval", lambda: interval.verify(BASES, CONTEXT, pair, (1, 2), proofs))
        refuses("interval", lambda: interval.verify(BASES, CONTEXT, pair, (0, 1), proofs[::-1]))

    def test_of_another_length_is_refused(self) -> None:
        r = draw(GROUP)
        pair = encrypted(1, r)
        proofs = interval.prove(BASES, CONTEXT, r, 1, (0, 1), pair)
        refuses("interval-length", lambda: interval.verify(BASES, CONTEXT, pair, (0, 1), proofs[:1]))
        refuses("interval-length", lambda: interval.verify(BASES, CONTEXT, pair, (0, 1), [*proofs, proofs[0]]))


class TestBlank:
    @pytest.mark.parametrize(("is_blank", "total", "true", "overall_true"), [(1, 0, 1, 0), (0, 1, 0, 1), (0, 3, 0, 3)])
    def test_holds_for_blank_votes_and_others(self, is_blank: int, total: int, true: int, overall_true: int) -> None:
        r0, r1 = draw(GROUP), draw(GROUP)
        zero, whole = encrypted(is_blank, r0), encrypted(total, r1)
        either, overall = blank.branches(zero, whole, 1, 3)
        first = blank.prove(BASES, "bproof0", CONTEXT, (r0, r1)[true], true, either)
        second = blank.prove(BASES, "bproof1", CONTEXT, r0 if not overall_true else r1, overall_true, overall)
        blank.verify(BASES, "bproof0", CONTEXT, either, first)
        blank.verify(BASES, "bproof1", CONTEXT, overall, second)
        for one in each_changed(first):
            refuses("blank-proof", lambda one=one: blank.verify(BASES, "bproof0", CONTEXT, either, one))
        for one in each_changed(second):
            refuses("overall-proof", lambda one=one: blank.verify(BASES, "bproof1", CONTEXT, overall, one))
        refuses("blank-length", lambda: blank.verify(BASES, "bproof0", CONTEXT, either, first[:1]))

    def test_a_blank_vote_with_answers_cannot_be_proved(self) -> None:
        r0, r1 = draw(GROUP), draw(GROUP)
        either, _overall = blank.branches(encrypted(1, r0), encrypted(1, r1), 1, 1)
        for which, r in ((0, r0), (1, r1)):
            proofs = blank.prove(BASES, "bproof0", CONTEXT, r, which, either)
            refuses("blank-proof", lambda proofs=proofs: blank.verify(BASES, "bproof0", CONTEXT, either, proofs))


class TestSignature:
    @given(message=st.text(max_size=40))
    def test_holds_for_its_message_only(self, message: str) -> None:
        proof = signature.sign(GROUP, "sig", SECRET, message)
        signature.verify(GROUP, "sig", Y, message, proof)
        refuses("signature", lambda: signature.verify(GROUP, "sig", Y, message + "x", proof))
        refuses("signature", lambda: signature.verify(GROUP, "sigmsg", Y, message, proof))

    def test_changed_does_not_hold(self) -> None:
        for one in changed(signature.sign(GROUP, "sig", SECRET, "hash")):
            refuses("signature", lambda one=one: signature.verify(GROUP, "sig", Y, "hash", one))


class TestRawElGamal:
    def test_holds_and_changed_does_not(self) -> None:
        r = draw(GROUP)
        pair = encrypted(7, r)
        proof = raw_elgamal.prove(BASES, CONTEXT, r, pair)
        raw_elgamal.verify(BASES, CONTEXT, pair, proof)
        for one in changed(proof):
            refuses("raw-elgamal", lambda one=one: raw_elgamal.verify(BASES, CONTEXT, pair, one))
        refuses("raw-elgamal", lambda: raw_elgamal.verify(BASES, CONTEXT, encrypted(8, r), proof))
        refuses("raw-elgamal", lambda: raw_elgamal.verify(BASES, "other|key", pair, proof))


class TestDecryption:
    def test_holds_and_changed_does_not(self) -> None:
        alpha = GROUP.power(GROUP.g, 99)
        factor = GROUP.power(alpha, SECRET)
        proof = decryption.prove(GROUP, "name", SECRET, alpha)
        decryption.verify(GROUP, "name", Y, alpha, factor, proof)
        for one in changed(proof):
            refuses("decryption", lambda one=one: decryption.verify(GROUP, "name", Y, alpha, factor, one))
        wrong = GROUP.multiply(factor, GROUP.g)
        refuses("decryption", lambda: decryption.verify(GROUP, "name", Y, alpha, wrong, proof))
        refuses("decryption", lambda: decryption.verify(GROUP, "name", GROUP.g, alpha, factor, proof))
        refuses("decryption", lambda: decryption.verify(GROUP, "other", Y, alpha, factor, proof))


@pytest.mark.parametrize("value", [
    None, [], {}, {"challenge": "1"}, {"response": "1", "challenge": "1"}, {"challenge": 1, "response": "1"},
    {"challenge": "01", "response": "1"}, {"challenge": "-1", "response": "1"}, {"challenge": "1", "response": "x"},
    {"challenge": str(GROUP.q), "response": "1"},
])  # fmt: skip
def test_what_is_no_proof_is_refused(value: object) -> None:
    with pytest.raises(Malformed):
        schnorr.from_json(GROUP, value)
