"""The published vectors, read as any other implementation would read them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from scrutiny.errors import MistypedWords, Refused
from scrutiny.identity import derivation, offices, signatures, signin, words

ROOT = Path(__file__).resolve().parents[4]
VECTORS: dict[str, Any] = json.loads((ROOT / "docs/protocol/vectors/member-keys.json").read_text())
ORG = VECTORS["org"]
PLACE = (ORG, VECTORS["origin"], VECTORS["challenge"])


def public(card: list[int]) -> tuple[str, str, str]:
    keys = derivation.member_keys(tuple(card), ORG)
    return keys.signin_public, keys.act_public, keys.age_public


@pytest.mark.parametrize("vector", VECTORS["cards"])
def test_a_card_shows_and_derives_as_published(vector: dict[str, Any]) -> None:
    card = tuple(vector["indices"])
    assert words.check_word(card) == vector["check"]
    assert list(words.card_words(card)) == vector["words"]
    assert list(words.card_numbers(card)) == vector["numbers"]
    assert words.qr_payload(card) == vector["qr"]
    root = derivation.root(card, ORG)
    assert root.hex() == vector["root"]
    assert derivation.seed(root, b"signin/v1").hex() == vector["seeds"]["signin"]
    office = vector["office"]
    assert derivation.office_seed(root, UUID(office["mandate"])).hex() == office["seed"]
    assert public(vector["indices"]) == tuple(vector["public"].values())


@pytest.mark.parametrize("vector", VECTORS["readable"])
def test_what_can_be_read_is_read(vector: dict[str, Any]) -> None:
    assert list(words.parse_card(vector["text"])) == vector["indices"]


@pytest.mark.parametrize("vector", VECTORS["mistyped"])
def test_what_is_mistyped_is_named(vector: dict[str, Any]) -> None:
    with pytest.raises(MistypedWords) as caught:
        words.parse_card(vector["text"])
    assert caught.value.code == vector["code"]
    assert vector["number"] in caught.value.data.values()


def test_the_published_signatures_are_accepted() -> None:
    made = VECTORS["messages"]
    old, new = public(made["old_card"])[0], public(made["card"])
    entering, registering, rotating = made["signin"], made["register"], made["rotate"]
    signin.verify_signin(*PLACE, new[0], entering["signature"])
    signin.verify_registration(*PLACE, *new, registering["signature"], registering["act_signature"])
    by = rotating["old_signature"], rotating["signature"], rotating["act_signature"]
    signin.verify_rotation(*PLACE, old, *new, *by)
    assert signin.signin_message(*PLACE, new[0]).decode() == entering["message"]
    assert signin.register_message(*PLACE, *new).decode() == registering["message"]
    assert signin.rotate_message(*PLACE, old, *new).decode() == rotating["message"]


@pytest.mark.parametrize("vector", VECTORS["disputed_signatures"], ids=lambda v: v["name"])
def test_signatures_on_which_libraries_disagree(vector: dict[str, str]) -> None:
    key, signature = bytes.fromhex(vector["public"]), bytes.fromhex(vector["signature"])
    message = bytes.fromhex(VECTORS["disputed_message"])
    if not vector["refused_at"]:
        signatures.verify(key, message, signature)
        return
    with pytest.raises(Refused) as caught:
        signatures.verify(key, message, signature)
    assert caught.value.code == vector["refused_at"]


@pytest.mark.parametrize(
    ("kind", "check"),
    [("public_keys", signatures.check_public_key), ("sealing_keys", signatures.check_sealing_key)],
)
def test_unsound_keys_are_told_from_sound_ones(kind: str, check: Any) -> None:
    for text, sound in VECTORS[kind].items():
        if sound:
            check(bytes.fromhex(text))
        else:
            with pytest.raises(Refused):
                check(bytes.fromhex(text))


def test_the_vectors_are_made_the_same_again() -> None:
    done = subprocess.run([sys.executable, "tools/make_key_vectors.py", "--check"], cwd=ROOT, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("vector", VECTORS["cards"])
def test_whoever_takes_an_office_proves_to_hold_its_key(vector: dict[str, Any]) -> None:
    office, act = vector["office"], vector["public"]["act"]
    mandate, key, proof = UUID(office["mandate"]), office["public"], office["possession"]
    assert offices.possession_message(ORG, mandate, act, key).decode() == office["statement"]
    assert offices.prove_possession(bytes.fromhex(office["seed"]), ORG, mandate, act) == (key, proof)
    offices.verify_possession(ORG, mandate, act, key, proof)
    other = VECTORS["cards"][0 if vector != VECTORS["cards"][0] else 1]["public"]["act"]
    for wrong in ((ORG[::-1], mandate, act), (ORG, UUID(int=1), act), (ORG, mandate, other), (ORG, mandate, key)):
        with pytest.raises(Refused) as caught:
            offices.verify_possession(*wrong, key, proof)
        assert caught.value.code == ("keys-differ" if wrong[2] == key else "possession")
