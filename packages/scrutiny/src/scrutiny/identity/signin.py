"""What a member signs to come in, to register keys, and to exchange them.

All values are text, one a line: hexadecimal in lower case, the origin as the browser sees it. Each message
begins with its own domain, so that a signature made for one purpose says nothing for another.
"""

from __future__ import annotations

import re

from scrutiny.errors import Malformed, Refused
from scrutiny.identity.signatures import (
    KEY_BYTES,
    SIGNATURE_BYTES,
    check_public_key,
    check_sealing_key,
    unhex,
    verify,
)

SIGNIN_DOMAIN = "groundswell/signin/v1"
REGISTER_DOMAIN = "groundswell/register/v1"
ROTATE_DOMAIN = "groundswell/rotate/v1"
_ORIGIN = re.compile("https?://[!-~]+")


def _lines(domain: str, org: str, origin: str, challenge: str, *keys: str) -> bytes:
    """Only hexadecimal of fixed length and one origin without spaces enter: no value can pose as another."""
    for name, value in [("organisation", org), ("challenge", challenge), *(("key", key) for key in keys)]:
        unhex(value, KEY_BYTES, name)
    if not _ORIGIN.fullmatch(origin):
        raise Malformed("not-an-origin")
    return "".join(f"{line}\n" for line in (domain, org, origin, challenge, *keys)).encode("ascii")


def signin_message(org: str, origin: str, challenge: str, key: str) -> bytes:
    """What is signed to sign in. `org`, `challenge`, `key`: 64 hexadecimal digits. Raises Malformed."""
    return _lines(SIGNIN_DOMAIN, org, origin, challenge, key)


def register_message(org: str, origin: str, challenge: str, signin: str, act: str, age: str) -> bytes:
    """What the new sign-in key and the new act key both sign. Raises Malformed."""
    return _lines(REGISTER_DOMAIN, org, origin, challenge, signin, act, age)


def rotate_message(org: str, origin: str, challenge: str, old: str, signin: str, act: str, age: str) -> bytes:
    """What the old sign-in key and both new signing keys sign. Raises Malformed."""
    return _lines(ROTATE_DOMAIN, org, origin, challenge, old, signin, act, age)


def verify_signin(org: str, origin: str, challenge: str, key: str, signature: str) -> None:
    """Whether whoever asks holds the key. Raises Malformed, or Refused with `public-key` or `signature`.

    The caller has made sure that the challenge is its own, fresh and unused, and the origin one of its own.
    """
    _verify(key, signin_message(org, origin, challenge, key), signature, "signature")


def verify_registration(
    org: str, origin: str, challenge: str, signin: str, act: str, age: str, signature: str, act_signature: str
) -> None:
    """Whether new keys are sound and whoever registers them holds both signing keys.

    Raises Malformed, or Refused with the step: `public-key`, `sealing-key`, `keys-differ`, `signature`,
    `act-signature`.
    """
    message = register_message(org, origin, challenge, signin, act, age)
    check_new_keys(signin, act, age)
    _verify(signin, message, signature, "signature")
    _verify(act, message, act_signature, "act-signature")


def verify_rotation(
    org: str,
    origin: str,
    challenge: str,
    old: str,
    signin: str,
    act: str,
    age: str,
    old_signature: str,
    signature: str,
    act_signature: str,
) -> None:
    """Whether the holder of the old sign-in key takes these new keys and holds them.

    Raises as `verify_registration`, and Refused with `old-signature`; `keys-differ` also if
    nothing was exchanged.
    """
    message = rotate_message(org, origin, challenge, old, signin, act, age)
    check_new_keys(signin, act, age, old)
    _verify(old, message, old_signature, "old-signature")
    _verify(signin, message, signature, "signature")
    _verify(act, message, act_signature, "act-signature")


def check_new_keys(signin: str, act: str, age: str, *others: str) -> None:
    """Each of its own kind, all different: a key never serves two purposes. Raises Malformed or Refused."""
    check_public_key(unhex(signin, KEY_BYTES, "signin"))
    check_public_key(unhex(act, KEY_BYTES, "act"))
    check_sealing_key(unhex(age, KEY_BYTES, "age"))
    keys = (signin, act, age, *others)
    if len(set(keys)) != len(keys):
        raise Refused("keys-differ")


def _verify(key: str, message: bytes, signature: str, step: str) -> None:
    public = unhex(key, KEY_BYTES, "key")
    verify(public, message, unhex(signature, SIGNATURE_BYTES, step), step)
