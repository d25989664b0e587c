from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from scrutiny.errors import Malformed, Refused, ScrutinyError
from scrutiny.identity import signin
from scrutiny.identity.derivation import MemberKeys, member_keys
from scrutiny.identity.signatures import sign

ORG, CHALLENGE, ORIGIN = "0a" * 32, "0b" * 32, "https://example.org"
OTHER = "0c" * 32
OLD = member_keys((0,) * 9, ORG)
NEW = member_keys((1,) * 9, ORG)


def refused_at(attempt: Callable[[], None]) -> str:
    with pytest.raises(ScrutinyError) as caught:
        attempt()
    return caught.value.code


@dataclass
class Attempt:
    """What a browser would send; a test changes one thing."""

    org: str = ORG
    origin: str = ORIGIN
    challenge: str = CHALLENGE
    keys: MemberKeys = NEW
    old: MemberKeys = OLD

    @property
    def public(self) -> tuple[str, str, str]:
        return self.keys.signin_public, self.keys.act_public, self.keys.age_public

    def signin(self) -> str:
        message = signin.signin_message(self.org, self.origin, self.challenge, self.keys.signin_public)
        return sign(self.keys.signin, message).hex()

    def registration(self) -> tuple[str, str]:
        message = signin.register_message(self.org, self.origin, self.challenge, *self.public)
        return sign(self.keys.signin, message).hex(), sign(self.keys.act, message).hex()

    def rotation(self) -> tuple[str, str, str]:
        old = self.old.signin_public
        message = signin.rotate_message(self.org, self.origin, self.challenge, old, *self.public)
        by_new = sign(self.keys.signin, message).hex(), sign(self.keys.act, message).hex()
        return sign(self.old.signin, message).hex(), *by_new


PUBLIC = Attempt().public
ELSEWHERE = [Attempt(org=OTHER), Attempt(origin="https://example.com"), Attempt(challenge=OTHER)]


def test_the_message_of_signing_in_is_as_the_protocol_says() -> None:
    message = signin.signin_message(ORG, ORIGIN, CHALLENGE, PUBLIC[0])
    expected = f"groundswell/signin/v1\n{ORG}\n{ORIGIN}\n{CHALLENGE}\n{PUBLIC[0]}\n"
    assert message == expected.encode()


def test_the_messages_of_registering_and_exchanging_name_every_key() -> None:
    registering = signin.register_message(ORG, ORIGIN, CHALLENGE, *PUBLIC).decode().splitlines()
    assert registering == ["groundswell/register/v1", ORG, ORIGIN, CHALLENGE, *PUBLIC]
    rotating = signin.rotate_message(ORG, ORIGIN, CHALLENGE, OLD.signin_public, *PUBLIC).decode().splitlines()
    assert rotating == ["groundswell/rotate/v1", ORG, ORIGIN, CHALLENGE, OLD.signin_public, *PUBLIC]


def test_a_member_signs_in() -> None:
    signin.verify_signin(ORG, ORIGIN, CHALLENGE, PUBLIC[0], Attempt().signin())


@pytest.mark.parametrize("attempt", ELSEWHERE)
def test_a_sign_in_for_another_place_or_challenge_is_refused(attempt: Attempt) -> None:
    signature = attempt.signin()
    assert refused_at(lambda: signin.verify_signin(ORG, ORIGIN, CHALLENGE, PUBLIC[0], signature)) == "signature"


def test_another_members_key_does_not_sign_in() -> None:
    signature = Attempt().signin()
    old = OLD.signin_public
    assert refused_at(lambda: signin.verify_signin(ORG, ORIGIN, CHALLENGE, old, signature)) == "signature"


def test_the_act_key_does_not_sign_in() -> None:
    message = signin.signin_message(ORG, ORIGIN, CHALLENGE, PUBLIC[0])
    by_act = sign(NEW.act, message).hex()
    assert refused_at(lambda: signin.verify_signin(ORG, ORIGIN, CHALLENGE, PUBLIC[0], by_act)) == "signature"


def test_a_registration_is_no_sign_in() -> None:
    signature, _act = Attempt().registration()
    assert refused_at(lambda: signin.verify_signin(ORG, ORIGIN, CHALLENGE, PUBLIC[0], signature)) == "signature"


def test_keys_are_registered_by_who_holds_them() -> None:
    signin.verify_registration(ORG, ORIGIN, CHALLENGE, *PUBLIC, *Attempt().registration())


@pytest.mark.parametrize("attempt", ELSEWHERE)
def test_a_registration_for_another_place_or_challenge_is_refused(attempt: Attempt) -> None:
    signed = attempt.registration()
    assert refused_at(lambda: signin.verify_registration(ORG, ORIGIN, CHALLENGE, *PUBLIC, *signed)) == "signature"


def test_whoever_does_not_hold_the_act_key_cannot_register_it() -> None:
    signature, _act = Attempt().registration()
    step = refused_at(lambda: signin.verify_registration(ORG, ORIGIN, CHALLENGE, *PUBLIC, signature, signature))
    assert step == "act-signature"


def test_one_key_cannot_be_registered_for_two_purposes() -> None:
    key, _act, age = PUBLIC
    message = signin.register_message(ORG, ORIGIN, CHALLENGE, key, key, age)
    signature = sign(NEW.signin, message).hex()
    step = refused_at(lambda: signin.verify_registration(ORG, ORIGIN, CHALLENGE, key, key, age, signature, signature))
    assert step == "keys-differ"


@pytest.mark.parametrize(
    ("place", "step"),
    [(0, "public-key"), (1, "public-key"), (2, "sealing-key")],
    ids=["sign-in", "act", "age"],
)
def test_a_key_of_low_order_is_not_registered(place: int, step: str) -> None:
    low = "01" + "00" * 31
    signin_key, act, age = (low if index == place else key for index, key in enumerate(PUBLIC))
    with pytest.raises(Refused) as caught:
        signin.check_new_keys(signin_key, act, age)
    assert caught.value.code == step


def test_the_holder_of_the_old_words_takes_new_ones() -> None:
    signin.verify_rotation(ORG, ORIGIN, CHALLENGE, OLD.signin_public, *PUBLIC, *Attempt().rotation())


@pytest.mark.parametrize(("place", "step"), [(0, "old-signature"), (1, "signature"), (2, "act-signature")])
def test_an_exchange_needs_the_old_key_and_both_new_ones(place: int, step: str) -> None:
    signed = list(Attempt().rotation())
    signed[place] = sign(NEW.age, b"something else").hex()
    old = OLD.signin_public
    assert refused_at(lambda: signin.verify_rotation(ORG, ORIGIN, CHALLENGE, old, *PUBLIC, *signed)) == step


def test_an_exchange_for_the_same_key_is_refused() -> None:
    attempt = Attempt(old=NEW)
    step = refused_at(lambda: signin.verify_rotation(ORG, ORIGIN, CHALLENGE, PUBLIC[0], *PUBLIC, *attempt.rotation()))
    assert step == "keys-differ"


@pytest.mark.parametrize("origin", ["", "example.org", "https://a b", "https://a\nb", "https://é.org", "file:///x"])
def test_what_is_no_origin_cannot_be_signed(origin: str) -> None:
    with pytest.raises(Malformed):
        signin.signin_message(ORG, origin, CHALLENGE, PUBLIC[0])


def test_an_error_carries_the_step_and_nothing_of_what_was_sent() -> None:
    with pytest.raises(Refused) as caught:
        signin.verify_signin(ORG, ORIGIN, CHALLENGE, PUBLIC[0], "00" * 64)
    assert str(caught.value) == "signature"
