from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.identity import derivation, signatures
from scrutiny.identity.words import LIST_LENGTH, SECRET_WORDS, Card, card_bytes

ORG = "ab" * 32
CARD: Card = (0, 1, 2, 3, 4, 5, 6, 7, 8)
cards = st.tuples(*[st.integers(0, LIST_LENGTH - 1)] * SECRET_WORDS)


def hmac_sha256(key: bytes, data: bytes) -> bytes:
    return hmac.new(key, data, hashlib.sha256).digest()


@given(cards)
def test_the_root_is_hkdf_written_out(card: Card) -> None:
    extracted = hmac_sha256(bytes.fromhex(ORG), card_bytes(card))
    assert derivation.root(card, ORG) == hmac_sha256(extracted, b"groundswell/member/v1\x01")


@pytest.mark.parametrize("info", [b"signin/v1", b"act/v1", b"age/v1"])
def test_a_seed_is_one_step_of_hkdf_expand(info: bytes) -> None:
    root = derivation.root(CARD, ORG)
    assert derivation.seed(root, info) == hmac_sha256(root, info + b"\x01")


def test_an_office_has_a_key_of_its_own_for_each_mandate() -> None:
    root = derivation.root(CARD, ORG)
    first, second = UUID(int=1), UUID(int=2)
    assert derivation.office_seed(root, first) == hmac_sha256(root, b"office/v1" + first.bytes + b"\x01")
    assert derivation.office_seed(root, first) != derivation.office_seed(root, second)


def test_the_keys_of_one_member_all_differ() -> None:
    keys = derivation.member_keys(CARD, ORG)
    assert len({keys.signin, keys.act, keys.age}) == 3
    assert len({keys.signin_public, keys.act_public, keys.age_public}) == 3


def test_the_same_words_give_other_keys_in_another_organisation() -> None:
    assert derivation.member_keys(CARD, ORG) != derivation.member_keys(CARD, "cd" * 32)


@given(cards)
def test_derived_public_keys_may_always_be_registered(card: Card) -> None:
    keys = derivation.member_keys(card, ORG)
    signatures.check_public_key(bytes.fromhex(keys.signin_public))
    signatures.check_public_key(bytes.fromhex(keys.act_public))
    signatures.check_sealing_key(bytes.fromhex(keys.age_public))


def test_secrets_do_not_show_when_keys_are_printed() -> None:
    keys = derivation.member_keys(CARD, ORG)
    assert repr(keys) == "MemberKeys()"


@pytest.mark.parametrize("org", ["", "ab", "ab" * 31, "ab" * 33, "no"])
def test_an_id_of_the_wrong_form_is_an_error(org: str) -> None:
    with pytest.raises(ValueError, match=r"32 bytes|hexadecimal"):
        derivation.root(CARD, org)
