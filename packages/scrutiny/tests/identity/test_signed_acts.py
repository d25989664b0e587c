"""Signed acts: round trips, vectors, every field changed, and every other way to write the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import Malformed, Refused
from scrutiny.identity import signed_acts
from scrutiny.identity.signatures import public_key
from scrutiny.identity.signed_acts import PREFIX, SignedAct, act_id, parse, verify

SEED, OTHER = bytes(range(32)), bytes([9]) * 32
KEY = public_key(SEED).hex()
NOW = 1_770_000_000
ACT = SignedAct("ab" * 32, "member.vouch", KEY, "cd" * 16, NOW, NOW + 600, 17, "ef" * 32, {"standing": "x", "n": 3})
VECTORS = Path(__file__).parents[4] / "docs/protocol/vectors/acts.json"
values = st.recursive(
    st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(exclude_categories=["Cs"]), max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=6,
)


def checked(content: bytes, signature: bytes, **more: Any) -> SignedAct:
    return verify(content, signature, **{"org": ACT.org, "actor": KEY, "instant": NOW + 1, **more})


@given(st.dictionaries(st.text("abcdé", max_size=4), values, max_size=4), st.integers(0, 2**53 - 1))
def test_an_act_is_read_as_it_was_signed(body: dict[str, Any], size: int) -> None:
    act = replace(ACT, body=body, seen_size=size)
    assert checked(bytes(act), signed_acts.sign(act, SEED)) == act


CHANGES: dict[str, dict[str, Any]] = {
    "organisation": {"org": "00" * 32},
    "actor": {"actor": public_key(OTHER).hex()},
    "early": {"created": NOW + 62, "expires": NOW + 700},
    "expired": {"created": NOW - 10, "expires": NOW + 1},
}


@pytest.mark.parametrize("code", CHANGES)
def test_an_act_for_another_time_or_place_is_refused_with_its_step(code: str) -> None:
    act = replace(ACT, **CHANGES[code])
    with pytest.raises(Refused) as error:
        checked(bytes(act), signed_acts.sign(act, SEED))
    assert error.value.code == code
    assert error.value.data["step"] in range(1, 6)


def test_an_act_of_the_past_is_checked_without_a_clock_but_not_without_an_end() -> None:
    assert checked(bytes(ACT), signed_acts.sign(ACT, SEED), instant=None) == ACT
    for wrong in (replace(ACT, expires=NOW), replace(ACT, expires=NOW + 24 * 3600 + 1)):
        with pytest.raises(Refused, match="expired"):
            checked(bytes(wrong), signed_acts.sign(wrong, SEED), instant=None)


@given(place=st.integers(0, len(bytes(ACT)) - 1), bit=st.integers(0, 7))
def test_one_bit_changed_is_refused(place: int, bit: int) -> None:
    content = bytearray(bytes(ACT))
    content[place] ^= 1 << bit
    with pytest.raises((Malformed, Refused)):
        checked(bytes(content), signed_acts.sign(ACT, SEED))


@pytest.mark.parametrize("field", ["type", "nonce", "seen_size", "seen_root", "body", "created"])
def test_each_field_is_under_the_signature(field: str) -> None:
    new: dict[str, Any] = {
        "type": "member.end", "nonce": "00" * 16, "seen_size": 1, "seen_root": "00" * 32, "body": {},
        "created": NOW - 1,
    }  # fmt: skip
    with pytest.raises(Refused) as error:
        checked(bytes(replace(ACT, **{field: new[field]})), signed_acts.sign(ACT, SEED))
    assert (error.value.code, error.value.data["step"]) == ("signature", 6)


def test_somebody_else_s_signature_is_refused() -> None:
    with pytest.raises(Refused, match="signature"):
        checked(bytes(ACT), signed_acts.sign(ACT, OTHER))
    with pytest.raises(Refused, match="signature"):
        checked(bytes(ACT), b"\0" * 63)


def other(**change: Any) -> bytes:
    value = json.loads(bytes(ACT)[len(PREFIX) :])
    value.update(change)
    return PREFIX + json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


@pytest.mark.parametrize("content", [
    b"", PREFIX, PREFIX + b"{}", PREFIX + b"[]", PREFIX + b"\xff", bytes(ACT)[1:], bytes(ACT) + b" ",
    PREFIX + b" " + bytes(ACT)[len(PREFIX):], bytes(ACT)[:-1] + b',"v":1}', PREFIX + b"[" * 20_000,
    bytes(ACT).replace(b'"v":1', b'"v":1.0'), bytes(ACT).replace(b'"v":1', b'"v":true'),
    bytes(ACT).replace(b'"n":3', b'"n":03'), bytes(ACT).replace(b'"standing"', b'"\\u0073tanding"'),
    other(v=2), other(more=1), other(org="AB" * 32), other(org=5), other(nonce="cd" * 15), other(created="5"),
    other(created=-1), other(expires=2**53), other(seen={}), other(seen={"size": 1, "root": "ef" * 32, "x": 1}),
    other(body=[]), other(body={"a": None}), other(body={"a": True}), other(type=5), PREFIX + b"x" * 70_000,
])  # fmt: skip
def test_what_is_no_signed_act_is_malformed(content: bytes) -> None:
    with pytest.raises((Malformed, Refused)) as error:
        parse(content)
    assert isinstance(error.value, Malformed) or error.value.code == "subject"


def test_the_hash_of_another_body_is_refused() -> None:
    with pytest.raises(Refused, match="subject"):
        parse(other(subject="00" * 32))


@given(st.binary(max_size=200))
def test_anything_else_is_refused_without_another_error(content: bytes) -> None:
    for one in (content, PREFIX + content):
        with pytest.raises((Malformed, Refused)):
            parse(one)


def test_the_vectors_hold() -> None:
    found = json.loads(VECTORS.read_text())
    for case in found["valid"]:
        content = bytes.fromhex(case["bytes"])
        act = verify(
            content, bytes.fromhex(case["signature"]), org=case["org"], actor=case["actor"], instant=case["instant"]
        )
        assert (act_id(content), dict(act.body)) == (case["id"], case["body"])
    for case in found["refused"]:
        with pytest.raises((Malformed, Refused)):
            verify(
                bytes.fromhex(case["bytes"]),
                bytes.fromhex(case["signature"]),
                org=case["org"],
                actor=case["actor"],
                instant=case["instant"],
            )
