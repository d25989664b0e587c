"""Signed notes, checkpoints, cosignatures: the example of the specification, round trips, and every way to be wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import Malformed, Refused
from scrutiny.identity.signatures import public_key
from scrutiny.record import checkpoints, cosignatures, notes
from scrutiny.record.checkpoints import Checkpoint
from scrutiny.record.notes import COSIGNATURE, ED25519, Note, VerifierKey, verifier_key

SEED, OTHER = bytes(32), bytes([1]) * 32
KEY = VerifierKey("example.org/record", ED25519, public_key(SEED))
WITNESS = VerifierKey("sister.example", COSIGNATURE, public_key(OTHER))
POINT = Checkpoint("example.org/record", 3, b"r" * 32)
NOTE = checkpoints.signed(POINT, SEED)
# From the documentation of Go's sumdb/note.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_of_another_program_holds() -> None:
    assert notes.verify(notes.parse(GO_NOTE.encode()), [verifier_key(GO_KEY)]) == [verifier_key(GO_KEY)]
    assert str(verifier_key(GO_KEY)) == GO_KEY


def test_a_checkpoint_is_read_as_it_was_written() -> None:
    note, found = checkpoints.verified(str(NOTE).encode(), [KEY])
    assert (found, str(note)) == (POINT, str(NOTE))


@pytest.mark.parametrize("place", range(len(str(NOTE).encode())))
def test_a_checkpoint_with_one_byte_changed_is_refused(place: int) -> None:
    content = bytearray(str(NOTE).encode())
    content[place] ^= 1
    with pytest.raises((Malformed, Refused)):
        checkpoints.verified(bytes(content), [KEY])


def test_a_checkpoint_of_another_origin_is_refused() -> None:
    with pytest.raises(Refused, match="origin"):
        checkpoints.verified(str(NOTE).encode(), [VerifierKey("example.net", ED25519, KEY.public)])
    forged = Note(NOTE.text, (notes.sign(NOTE.text, KEY.name, OTHER),))
    with pytest.raises(Refused, match="note-signature"):
        checkpoints.verified(str(forged).encode(), [KEY])


@pytest.mark.parametrize("text", [
    "", "a\n", "a\n1\n", "\n1\nrrrr\n", "a\n01\n" + "r" * 43 + "=\n", "a\n-1\n" + "r" * 43 + "=\n", "a\n1\nrrrr\n",
    "a\n1\n" + "A" * 43 + "=", "a\n1\n\n" + "A" * 43 + "=\n", "a\n1\n" + "A" * 43 + "=\n\n",
    "a\n" + "9" * 99 + "\n" + "A" * 43 + "=\n",
])  # fmt: skip
def test_a_text_that_is_no_checkpoint_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        checkpoints.of_text(text)


def test_extensions_are_kept() -> None:
    text = str(POINT) + "more\n"
    assert str(checkpoints.of_text(text)) == text


@given(instant=st.integers(0, 2**63 - 1))
def test_a_witness_cosigns_a_time_and_a_text(instant: int) -> None:
    made = NOTE.with_signatures([cosignatures.cosign(NOTE.text, WITNESS.name, OTHER, instant)])
    again = notes.parse(str(made).encode())
    assert cosignatures.verify(again, [WITNESS]) == {WITNESS: instant}
    assert notes.verify(again, [KEY, WITNESS]) == [KEY]


def test_a_cosignature_of_another_time_text_or_key_is_refused() -> None:
    line = cosignatures.cosign(NOTE.text, WITNESS.name, OTHER, 5)
    later = notes.Signature(line.name, line.id, (6).to_bytes(8) + line.raw[8:])
    other = cosignatures.cosign(NOTE.text + "x\n", WITNESS.name, OTHER, 5)
    for wrong in (later, other):
        with pytest.raises(Refused, match="cosignature"):
            cosignatures.verify(NOTE.with_signatures([wrong]), [WITNESS])
    short = notes.Signature(line.name, line.id, line.raw[:-1])
    with pytest.raises(Malformed, match="cosignature"):
        cosignatures.verify(NOTE.with_signatures([short]), [WITNESS])
    unknown = cosignatures.cosign(NOTE.text, "stranger.example", OTHER, 5)
    assert cosignatures.verify(NOTE.with_signatures([unknown]), [WITNESS]) == {}


def test_a_later_signature_of_one_key_takes_the_place_of_the_earlier() -> None:
    lines = [cosignatures.cosign(NOTE.text, WITNESS.name, OTHER, n) for n in (5, 6)]
    assert cosignatures.verify(NOTE.with_signatures(lines[:1]).with_signatures(lines[1:]), [WITNESS]) == {WITNESS: 6}


@pytest.mark.parametrize("content", [
    b"", b"a", b"a\n", b"a\n\n",
    b"\n\n\xe2\x80\x94 a AAAAAAA=\n", b"a\n\n\xe2\x80\x94 a AAAAAAA=", b"a\n\n- a AAAAAAA=\n",
    b"a\n\n\xe2\x80\x94 a+b AAAAAAA=\n", b"a\n\n\xe2\x80\x94 a  AAAAAAA=\n", b"a\n\n\xe2\x80\x94 a AAAA\n",
    b"a\n\n\xe2\x80\x94 a AAAAAAA\n", b"a\tb\n\n\xe2\x80\x94 a AAAAAAA=\n", b"\xff\n\n\xe2\x80\x94 a AAAAAAA=\n",
    b"a\r\n\n\xe2\x80\x94 a AAAAAAA=\n", b"a\n\n" + b"\xe2\x80\x94 a AAAAAAA=\n" * 101, b"a" * 70_000,
])  # fmt: skip
def test_what_is_no_note_is_malformed(content: bytes) -> None:
    with pytest.raises(Malformed):
        notes.parse(content)


@pytest.mark.parametrize("text", [
    "", "a", "a+b", "a+c74f20a3+xx", GO_KEY.replace("c74f", "c74e"), GO_KEY[:-4], GO_KEY + "=", "a b+" + GO_KEY[13:],
    "+" + GO_KEY[13:], GO_KEY.replace("+AR", "+BR"),
])  # fmt: skip
def test_what_is_no_key_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        verifier_key(text)


@given(st.binary(max_size=300))
def test_anything_else_is_refused_without_another_error(content: bytes) -> None:
    with pytest.raises((Malformed, Refused)):
        checkpoints.verified(content, [KEY])
