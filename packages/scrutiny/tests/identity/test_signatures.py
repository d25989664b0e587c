from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import Malformed, Refused
from scrutiny.identity import signatures
from scrutiny.identity.derivation import signing_public

seeds = st.binary(min_size=32, max_size=32)
ORDER = 2**252 + 27742317777372353535851937790883648493


def public_of(seed: bytes) -> bytes:
    return bytes.fromhex(signing_public(seed))


def refused_at(public: bytes, message: bytes, signature: bytes) -> str:
    with pytest.raises(Refused) as caught:
        signatures.verify(public, message, signature, "the step")
    return caught.value.code


@given(seeds, st.binary())
def test_what_was_signed_is_accepted(seed: bytes, message: bytes) -> None:
    signatures.verify(public_of(seed), message, signatures.sign(seed, message))


@given(seeds, st.binary(), st.integers(0, 511))
def test_a_signature_with_one_bit_changed_is_refused(seed: bytes, message: bytes, bit: int) -> None:
    signature = bytearray(signatures.sign(seed, message))
    signature[bit // 8] ^= 1 << bit % 8
    assert refused_at(public_of(seed), message, bytes(signature)) == "the step"


@given(seeds, st.binary())
def test_adding_the_group_order_to_s_makes_no_second_signature(seed: bytes, message: bytes) -> None:
    signature = signatures.sign(seed, message)
    other = (int.from_bytes(signature[32:], "little") + ORDER).to_bytes(32, "little")
    assert refused_at(public_of(seed), message, signature[:32] + other) == "the step"


@pytest.mark.parametrize("size", [0, 31, 32, 63, 65, 128])
def test_a_signature_of_another_length_is_refused(size: int) -> None:
    assert refused_at(public_of(bytes(32)), b"m", bytes(size)) == "the step"


@pytest.mark.parametrize("size", [0, 31, 33])
def test_keys_of_another_length_are_refused(size: int) -> None:
    with pytest.raises(Refused, match="public-key"):
        signatures.check_public_key(bytes(size))
    with pytest.raises(Refused, match="sealing-key"):
        signatures.check_sealing_key(bytes(size))


@pytest.mark.parametrize("text", ["", "00", "AB" * 32, "zz" * 32, "0" * 63, "٠" * 64, " " + "0" * 63, "0" * 64 + "\n"])
def test_only_lowercase_hexadecimal_of_the_right_length_is_read(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        signatures.unhex(text, 32, "challenge")
    assert caught.value.data == {"field": "challenge", "size": 32}


@given(st.binary(min_size=32, max_size=32))
def test_hexadecimal_is_read_back(data: bytes) -> None:
    assert signatures.unhex(data.hex(), 32, "field") == data
