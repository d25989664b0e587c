"""Receipts out of a log, and witnesses that are asked to sign."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packages.scrutiny.tests.record.making import LOG_KEY, SEED, checkpoint, entry, policy_of, some

from scrutiny.errors import Malformed, Refused
from scrutiny.record import checkpoints, cosignatures, merkle, notes, policy, receipts, witnessing
from scrutiny.record.notes import COSIGNATURE, Note, VerifierKey
from scrutiny.record.receipts import Receipt
from scrutiny.record.witnessing import Conflict, Request, Seen

ENTRIES = some(50)
LEAVES = [merkle.leaf_hash(one) for one in ENTRIES]
WITNESS_SEED = bytes([7]) * 32


def ranges(start: int, end: int) -> bytes:
    return merkle.root_of(LEAVES[start:end])


def receipt(index: int, size: int = 50, extra: bytes = b"") -> Receipt:
    proof = merkle.inclusion_proof(index, size, ranges)
    return Receipt(index, tuple(proof), checkpoint(ENTRIES[:size]), extra)


@given(index=st.integers(0, 49), extra=st.binary(max_size=40))
def test_a_receipt_shows_that_an_entry_stands_there(index: int, extra: bytes) -> None:
    made = receipt(index, extra=extra)
    again = receipts.parse(str(made).encode())
    assert again == made
    assert receipts.verify(again, ENTRIES[index], policy.parse(policy_of())).size == 50


def test_a_receipt_for_another_entry_or_place_is_refused() -> None:
    trusted = policy.parse(policy_of())
    made = receipt(7)
    for wrong, content in ((made, ENTRIES[8]), (Receipt(8, made.proof, made.checkpoint), ENTRIES[7])):
        with pytest.raises(Refused, match="inclusion"):
            receipts.verify(wrong, content, trusted)
    forged = Receipt(7, made.proof, checkpoint(ENTRIES, bytes([9]) * 32))
    with pytest.raises(Refused, match="note-signature"):
        receipts.verify(forged, ENTRIES[7], trusted)


@pytest.mark.parametrize("content", [
    b"", b"c2sp.org/tlog-proof@v1", b"c2sp.org/tlog-proof@v1\n\n", b"c2sp.org/tlog-proof@v1\nindex 1",
    b"c2sp.org/tlog-proof@v2\nindex 1\n\na\n", b"c2sp.org/tlog-proof@v1\nindex 01\n\na\n",
    b"c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\na\n", b"c2sp.org/tlog-proof@v1\nextra A\nindex 1\n\na\n",
    b"c2sp.org/tlog-proof@v1\nextra AAAA\n\na\n", b"\xff",
])  # fmt: skip
def test_what_is_no_receipt_is_malformed(content: bytes) -> None:
    with pytest.raises(Malformed):
        receipts.parse(content)


def request(old: int, new: int, entries: list[bytes] = ENTRIES) -> Request:
    leaves = [merkle.leaf_hash(one) for one in entries]
    proof = merkle.consistency_proof(old, new, lambda a, b: merkle.root_of(leaves[a:b])) if old <= new else []
    return Request(old, tuple(proof), checkpoint(entries[:new]))


def seen(size: int) -> Seen:
    return Seen(size, merkle.root_of(LEAVES[:size]))


class TestAWitness:
    @given(st.integers(0, 50), st.integers(0, 50))
    def test_signs_a_log_that_grew(self, one: int, other: int) -> None:
        old, new = sorted((one, other))
        asked = witnessing.parse(bytes(request(old, new)))
        found = witnessing.check(asked, [LOG_KEY], seen(old))
        assert (found.size, found.root) == (new, merkle.root_of(LEAVES[:new]))
        line = witnessing.cosigned(found, "w.example", WITNESS_SEED, 99)
        note = Note(str(found), notes.signature_lines(line))
        key = VerifierKey("w.example", COSIGNATURE, notes.signatures.public_key(WITNESS_SEED))
        assert cosignatures.verify(note, [key]) == {key: 99}

    def test_says_how_much_it_has_seen(self) -> None:
        with pytest.raises(Conflict) as error:
            witnessing.check(request(10, 20), [LOG_KEY], seen(15))
        assert error.value.data == {"size": 15}

    def test_refuses_a_fork_also_one_that_has_grown_past_what_it_saw(self) -> None:
        """A server restored from an old backup goes on from there: its log is another one from that place on."""
        forked = [*ENTRIES[:20], *(entry(1000 + n) for n in range(40))]
        for new in (31, 60):
            with pytest.raises(Refused, match="consistency"):
                witnessing.check(request(30, new, forked), [LOG_KEY], seen(30))
        with pytest.raises(Conflict):
            witnessing.check(request(30, 30, forked), [LOG_KEY], seen(30))

    def test_refuses_a_log_that_it_does_not_know(self) -> None:
        with pytest.raises(Refused, match="origin"):
            witnessing.check(request(0, 5), [], Seen())
        forged = Request(0, (), checkpoint(ENTRIES[:5], bytes([3]) * 32))
        with pytest.raises(Refused, match="note-signature"):
            witnessing.check(forged, [LOG_KEY], Seen())

    def test_refuses_to_go_back(self) -> None:
        with pytest.raises(Malformed, match="request"):
            witnessing.check(Request(20, (), checkpoint(ENTRIES[:10])), [LOG_KEY], seen(20))

    @pytest.mark.parametrize("content", [
        b"", b"old 1", b"old 01\n\nx", b"old -1\n\nx", b"new 1\n\nx", b"old 1\nAAAA\n\nx", b"old 1\n!\n\nx",
        b"\xff\n\n",
        b"old 0\n" + b"A" * 43 + b"=\n" * 65 + b"\nx",
    ])  # fmt: skip
    def test_takes_no_other_request(self, content: bytes) -> None:
        with pytest.raises(Malformed):
            witnessing.parse(content)


def test_the_log_s_own_key_signs_its_origin() -> None:
    note, _found = checkpoints.read(checkpoint(ENTRIES))
    assert note.signatures[0].name == LOG_KEY.name
    assert bytes(32) == SEED
