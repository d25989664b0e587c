"""Keys from halves: any verifier checks what they sign, and no half signs alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey, VerifyKey

from scrutiny.errors import Refused
from scrutiny.identity import joint_keys, signatures

halves = st.lists(st.binary(min_size=32, max_size=32), min_size=2, max_size=4)

# The same numbers stand in frontend/tests/petition.test.ts.
ONE, OTHER = bytes([1]) * 32, bytes([2]) * 32


@given(halves, st.binary(max_size=200))
def test_what_all_halves_sign_is_a_signature_by_the_sum_of_their_public_halves(found: list[bytes], text: bytes) -> None:
    public = joint_keys.joined_public(joint_keys.public_half(one) for one in found)
    made = joint_keys.sign(joint_keys.joined_secret(found), text)
    signatures.verify(public, text, made)
    VerifyKey(public).verify(text, made)


@given(halves)
def test_a_half_alone_does_not_sign(found: list[bytes]) -> None:
    public = joint_keys.joined_public(joint_keys.public_half(one) for one in found)
    alone = joint_keys.sign(joint_keys.joined_secret(found[:1]), b"text")
    with pytest.raises(Refused):
        signatures.verify(public, b"text", alone)


def test_the_order_of_the_halves_does_not_matter() -> None:
    assert joint_keys.joined_secret([ONE, OTHER]) == joint_keys.joined_secret([OTHER, ONE])
    publics = [joint_keys.public_half(one) for one in (ONE, OTHER)]
    assert joint_keys.joined_public(publics) == joint_keys.joined_public(reversed(publics))


def test_a_half_is_no_ordinary_key_of_the_same_bytes() -> None:
    """Who uses one secret for both would otherwise show that it is the same person."""
    assert joint_keys.public_half(ONE) != bytes(SigningKey(ONE).verify_key)


def test_two_texts_are_never_signed_with_one_nonce() -> None:
    key = joint_keys.joined_secret([ONE, OTHER])
    assert joint_keys.sign(key, b"one")[:32] != joint_keys.sign(key, b"other")[:32]
    assert joint_keys.sign(key, b"one") == joint_keys.sign(key, b"one")


@pytest.mark.parametrize("point", [bytes(32), bytes([1]) + bytes(31), b"\xff" * 32, b"short"])
def test_what_is_no_key_is_not_added(point: bytes) -> None:
    with pytest.raises(Refused):
        joint_keys.joined_public([joint_keys.public_half(ONE), point])


def test_the_vector() -> None:
    key = joint_keys.joined_secret([ONE, OTHER])
    public = joint_keys.joined_public([joint_keys.public_half(ONE), joint_keys.public_half(OTHER)])
    assert public.hex() == PUBLIC
    assert joint_keys.sign(key, b"text").hex() == SIGNATURE
    assert joint_keys.commitment([public]) == COMMITMENT


PUBLIC = "d6b8070a35e4bf4c0c0b9d324033228d0e2a8815ac2cd4610da2b943a9d5d1e8"
SIGNATURE = (
    "1983b4502fc7ba3c3db1f462b5527dc16d57ca919f6b4bcb64ecca8cb61e3f6a"
    "0a9951c9564ca1b0973970c529328afe5946a42e78e0ce23e5eeb2ca7f13790e"
)
COMMITMENT = "cf91168d017235e5ed6f2e112febc6787507a7f5a8471acf281896304923d56b"
