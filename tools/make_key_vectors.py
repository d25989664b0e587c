"""Write docs/protocol/vectors/member-keys.json: known answers for members' keys, the same at every run.

Both the Python and the browser's tests read them. With `--check` nothing is written; it exits with 1 if the
file would differ.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from hashlib import sha512
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID

from nacl.bindings import (
    crypto_core_ed25519_add,
    crypto_core_ed25519_scalar_add,
    crypto_core_ed25519_scalar_mul,
    crypto_core_ed25519_scalar_reduce,
    crypto_scalarmult_ed25519_base_noclamp,
)

from scrutiny.encoding import sha256
from scrutiny.identity import derivation, offices, signatures, signin, words

TARGET = Path(__file__).resolve().parents[1] / "docs/protocol/vectors/member-keys.json"
ORG = sha256(b"vector organisation").hex()
CHALLENGE = sha256(b"vector challenge").hex()
ORIGIN = "https://example.org"
MANDATE = UUID("6f6f6f6f-0000-4000-8000-000000000001")
CARDS: list[words.Card] = [(0,) * 9, (7775,) * 9, (1, 22, 333, 4444, 5555, 6666, 7777 - 7000, 42, 7000)]

ORDER = 2**252 + 27742317777372353535851937790883648493
PRIME = 2**255 - 19
IDENTITY = (1).to_bytes(32, "little")
IDENTITY_NOT_CANONICAL = (PRIME + 1).to_bytes(32, "little")
ORDER_EIGHT = bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
NOT_ON_CURVE = (2).to_bytes(32, "little")
MESSAGE = b"a message that two libraries see differently"


def card_vector(card: words.Card) -> dict[str, Any]:
    root = derivation.root(card, ORG)
    keys = derivation.keys_of_root(root)
    return {
        "indices": card,
        "check": words.check_word(card),
        "words": words.card_words(card),
        "numbers": words.card_numbers(card),
        "qr": words.qr_payload(card),
        "root": root.hex(),
        "seeds": {"signin": keys.signin.hex(), "act": keys.act.hex(), "age": keys.age.hex()},
        "office": office_vector(root, keys.act_public),
        "public": {"signin": keys.signin_public, "act": keys.act_public, "age": keys.age_public},
    }


def office_vector(root: bytes, act: str) -> dict[str, str]:
    """The key of one office, the statement that ties it to the act key, and its signature under that."""
    seed = derivation.office_seed(root, MANDATE)
    public, possession = offices.prove_possession(seed, ORG, MANDATE, act)
    statement = offices.possession_message(ORG, MANDATE, act, public).decode()
    said = {"public": public, "statement": statement, "possession": possession}
    return {"mandate": str(MANDATE), "seed": seed.hex(), **said}


def hyphen_twins() -> Iterator[tuple[str, words.Card]]:
    """Cards with yo-yo or yoyo. In the last two both readings pass, and only the spelling decides."""
    hyphened, plain = words.english().index("yo-yo"), words.english().index("yoyo")
    ordinary = (1, 2, 3, 4, 5, 6, 7, 8)
    for card in ((hyphened, *ordinary), (plain, *ordinary)):
        yield " ".join(words.card_words(card)), card
        yield " ".join(words.card_words(card)).replace("-", ""), card
    rest = next(found for found in product(range(9), repeat=8) if agree((hyphened, *found), (plain, *found)))
    for twin in (hyphened, plain):
        yield " ".join(words.card_words((twin, *rest))), (twin, *rest)


def agree(one: words.Card, other: words.Card) -> bool:
    return words.check_word(one) == words.check_word(other)


def readable() -> Iterator[tuple[str, words.Card]]:
    card = CARDS[2]
    shown, numbers = words.card_words(card), words.card_numbers(card)
    yield " ".join(shown), card
    yield "\r\n".join(f"{n}. {word.title()}" for n, word in enumerate(shown, start=1)), card
    yield ",".join(shown).upper(), card
    yield "  \u00a0" + "\u3000".join(shown) + "\t", card
    yield "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else " " for c in " ".join(shown)), card
    yield " ".join(numbers), card
    yield "".join(numbers), card
    yield "-".join(numbers), card
    yield words.qr_payload(card), card
    yield " GW1:" + " ".join(numbers), card
    yield from hyphen_twins()


def mistyped() -> Iterator[tuple[str, str, int]]:
    """Text, code, and the position (or how many were found)."""
    shown, numbers = list(words.card_words(CARDS[2])), list(words.card_numbers(CARDS[2]))
    yield "", "wrong-number-of-words", 0
    yield " ".join(shown[:9]), "wrong-number-of-words", 9
    yield " ".join([*shown, shown[0]]), "wrong-number-of-words", 11
    yield " ".join([*shown[:3], "abacuss", *shown[4:]]), "no-such-word", 4
    yield " ".join([*shown[:9], "слово"]), "no-such-word", 10
    yield " ".join([*shown[:1], "abacus", *shown[2:]]), "check-word", 10
    yield " ".join([shown[1], shown[0], *shown[2:]]), "check-word", 10
    yield " ".join([*numbers[:2], "7776", *numbers[3:]]), "no-such-number", 3
    yield " ".join([*numbers[:5], "123", *numbers[6:]]), "no-such-number", 6
    yield "".join(numbers)[:-1], "no-such-number", 10
    yield " ".join(numbers[:9]), "wrong-number-of-words", 9


def message_vectors() -> dict[str, Any]:
    old, new = derivation.member_keys(CARDS[0], ORG), derivation.member_keys(CARDS[2], ORG)
    public = (new.signin_public, new.act_public, new.age_public)
    entering = signin.signin_message(ORG, ORIGIN, CHALLENGE, new.signin_public)
    registering = signin.register_message(ORG, ORIGIN, CHALLENGE, *public)
    rotating = signin.rotate_message(ORG, ORIGIN, CHALLENGE, old.signin_public, *public)
    return {
        "old_card": CARDS[0],
        "card": CARDS[2],
        "signin": signed(entering, signature=new.signin),
        "register": signed(registering, signature=new.signin, act_signature=new.act),
        "rotate": signed(rotating, old_signature=old.signin, signature=new.signin, act_signature=new.act),
    }


def signed(message: bytes, **by: bytes) -> dict[str, str]:
    return {"message": message.decode()} | {k: signatures.sign(v, message).hex() for k, v in by.items()}


def scalar(value: int) -> bytes:
    return (value % ORDER).to_bytes(32, "little")


def hashed(r: bytes, public: bytes, message: bytes) -> bytes:
    """The h of RFC 8032: SHA-512(R | A | M) modulo L."""
    return crypto_core_ed25519_scalar_reduce(sha512(r + public + message).digest())


def answer(nonce: int, secret: int, r: bytes, public: bytes, message: bytes) -> bytes:
    """S = nonce + h * secret for whatever R and A are claimed."""
    product = crypto_core_ed25519_scalar_mul(hashed(r, public, message), scalar(secret))
    return r + crypto_core_ed25519_scalar_add(scalar(nonce), product)


def base(value: int) -> bytes:
    return crypto_scalarmult_ed25519_base_noclamp(scalar(value))


def mixed_key_signature(secret: int, public: bytes) -> bytes:
    """With h a multiple of eight the torsion vanishes, so that even the cofactorless equation holds."""
    nonce = 1001
    while hashed(base(nonce), public, MESSAGE)[0] % 8:
        nonce += 1
    return answer(nonce, secret, base(nonce), public, MESSAGE)


def disputed_signatures() -> Iterator[tuple[str, bytes, bytes, str]]:
    """Name, public key, signature, and the step that refuses it (empty: accepted)."""
    secret, nonce = 271828, 314159
    public, mixed = base(secret), crypto_core_ed25519_add(base(secret), ORDER_EIGHT)
    good = answer(nonce, secret, base(nonce), public, MESSAGE)
    too_large = (int.from_bytes(good[32:], "little") + ORDER).to_bytes(32, "little")
    torsion = crypto_core_ed25519_add(base(nonce), ORDER_EIGHT)
    yield "an ordinary signature", public, good, ""
    yield "S is not below L", public, good[:32] + too_large, "signature"
    yield "R is the identity", public, answer(0, secret, IDENTITY, public, MESSAGE), "signature"
    yield (
        "R is the identity, not canonical",
        public,
        answer(0, secret, IDENTITY_NOT_CANONICAL, public, MESSAGE),
        "signature",
    )
    yield "R is of mixed order", public, answer(nonce, secret, torsion, public, MESSAGE), "signature"
    yield "A is the identity", IDENTITY, answer(nonce, 0, base(nonce), IDENTITY, MESSAGE), "public-key"
    yield (
        "A is the identity, not canonical",
        IDENTITY_NOT_CANONICAL,
        answer(nonce, 0, base(nonce), IDENTITY_NOT_CANONICAL, MESSAGE),
        "public-key",
    )
    yield "A is of mixed order", mixed, mixed_key_signature(secret, mixed), "public-key"
    yield "A is not on the curve", NOT_ON_CURVE, good, "public-key"
    yield (
        "another message's signature",
        public,
        answer(nonce, secret, base(nonce), public, b"other"),
        "signature",
    )
    yield "one byte too short", public, good[:63], "signature"


def public_keys() -> dict[str, bool]:
    sound = derivation.member_keys(CARDS[0], ORG).signin_public
    negative_zero = bytearray(IDENTITY)
    negative_zero[31] |= 0x80
    mixed = crypto_core_ed25519_add(base(5), ORDER_EIGHT)
    unsound = [
        bytes(32),
        IDENTITY,
        IDENTITY_NOT_CANONICAL,
        bytes(negative_zero),
        ORDER_EIGHT,
        mixed,
        NOT_ON_CURVE,
    ]
    return {sound: True} | dict.fromkeys([key.hex() for key in [*unsound, b"\xff" * 32, base(5)[:31]]], False)


def sealing_keys() -> dict[str, bool]:
    sound = derivation.member_keys(CARDS[0], ORG).age_public
    low = ["e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"]
    low += ["5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"]
    values = [0, 1, PRIME - 1, PRIME, PRIME + 1, 2**255 - 1, 2**255 + 9]
    return {sound: True} | dict.fromkeys(low + [v.to_bytes(32, "little").hex() for v in values], False)


def vectors() -> dict[str, Any]:
    return {
        "about": "Made by tools/make_key_vectors.py; docs/protocol/member-keys.md explains.",
        "list_sha256": words.ENGLISH_SHA256,
        "org": ORG,
        "origin": ORIGIN,
        "challenge": CHALLENGE,
        "cards": [card_vector(card) for card in CARDS],
        "readable": [{"text": text, "indices": card} for text, card in readable()],
        "mistyped": [{"text": text, "code": code, "number": number} for text, code, number in mistyped()],
        "messages": message_vectors(),
        "disputed_message": MESSAGE.hex(),
        "disputed_signatures": [
            {"name": name, "public": public.hex(), "signature": signature.hex(), "refused_at": step}
            for name, public, signature, step in disputed_signatures()
        ],
        "public_keys": public_keys(),
        "sealing_keys": sealing_keys(),
    }


def main() -> int:
    text = json.dumps(vectors(), indent=1, ensure_ascii=True) + "\n"
    if "--check" in sys.argv:
        return int(TARGET.read_text() != text)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
