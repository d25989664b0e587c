"""Acts that a member signs: what was said, when, having seen which record, and nothing that can be read in two ways.

Signed bytes are `groundswell/act/v1`, a zero byte, and RFC 8785 JSON with exactly the fields of `SignedAct`. The act's
id is the SHA-256 of these bytes, never of the signature: signatures can be made anew, and the id must stay.

Checks of `verify`, in this order; Refused names the step:

    1 organisation   it was signed for this organisation
    2 actor          it names the key that is asked about
    3 subject        the hash is that of the body
    4 early          it was not created later than now (a minute is forgiven)
    5 expired        it has not expired, and does not live longer than a day
    6 signature      the key signed exactly these bytes (libsodium's rule, as everywhere)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scrutiny.encoding import Json, canonical_json, sha256
from scrutiny.errors import Malformed, Refused
from scrutiny.identity import signatures
from scrutiny.identity.signatures import unhex

PREFIX = b"groundswell/act/v1\x00"
VERSION = 1
NONCE_BYTES, HASH_BYTES = 16, 32
LONGEST_ACT = 60_000
LONGEST_LIFE = 24 * 3600
FORGIVEN = 60
TOO_LARGE = 2**53
FIELDS = {"v", "org", "type", "actor", "subject", "nonce", "created", "expires", "seen", "body"}


@dataclass(frozen=True)
class SignedAct:
    """`org`, `actor` (the public act key), `subject` and `seen_root` are 32 bytes in hexadecimal, `nonce` 16.

    `created` and `expires` are seconds since 1970; `seen_size` and `seen_root` are the record as its author saw it.
    """

    org: str
    type: str
    actor: str
    nonce: str
    created: int
    expires: int
    seen_size: int
    seen_root: str
    body: Mapping[str, Json]

    @property
    def subject(self) -> str:
        return sha256(canonical_json(self.body)).hex()

    def __bytes__(self) -> bytes:
        return PREFIX + canonical_json(
            {
                "v": VERSION,
                "org": self.org,
                "type": self.type,
                "actor": self.actor,
                "subject": self.subject,
                "nonce": self.nonce,
                "created": self.created,
                "expires": self.expires,
                "seen": {"size": self.seen_size, "root": self.seen_root},
                "body": dict(self.body),
            }
        )


def act_id(content: bytes) -> str:
    return sha256(content).hex()


def _no_float(_text: str) -> Any:
    raise Malformed("act-number")


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("act-repeated")
    return found


def parse(content: bytes) -> SignedAct:
    """What signed bytes say. Raises Malformed `act-prefix`, `act-json`, `act-repeated`, `act-number`, `act-fields`,
    `act-canonical`, `not-hexadecimal`; Refused `subject` where the hash is another body's.
    """
    if not content.startswith(PREFIX) or len(content) > LONGEST_ACT:
        raise Malformed("act-prefix")
    try:
        text = content[len(PREFIX) :].decode()
        value = json.loads(text, object_pairs_hook=_unrepeated, parse_float=_no_float, parse_constant=_no_float)
    except (ValueError, RecursionError) as error:
        raise Malformed("act-json") from error
    found = _read(value)
    try:
        if value["subject"] != found.subject:
            raise Refused("subject", step=3)
        canonical = bytes(found)
    except (ValueError, RecursionError) as error:  # what RFC 8785 cannot write
        raise Malformed("act-canonical") from error
    if canonical != content:
        raise Malformed("act-canonical")
    return found


def _read(value: Any) -> SignedAct:
    if not isinstance(value, dict) or value.keys() != FIELDS or type(value["v"]) is not int or value["v"] != VERSION:
        raise Malformed("act-fields")
    seen = value["seen"]
    if not isinstance(seen, dict) or seen.keys() != {"size", "root"} or not isinstance(value["body"], dict):
        raise Malformed("act-fields")
    if not isinstance(value["type"], str) or not _simple(value["body"]):
        raise Malformed("act-fields")
    for text, size in (
        (value["org"], HASH_BYTES),
        (value["actor"], HASH_BYTES),
        (value["subject"], HASH_BYTES),
        (seen["root"], HASH_BYTES),
        (value["nonce"], NONCE_BYTES),
    ):
        if not isinstance(text, str):
            raise Malformed("act-fields")
        unhex(text, size, "act")
    return SignedAct(
        org=value["org"],
        type=value["type"],
        actor=value["actor"],
        nonce=value["nonce"],
        created=_seconds(value["created"]),
        expires=_seconds(value["expires"]),
        seen_size=_seconds(seen["size"]),
        seen_root=seen["root"],
        body=value["body"],
    )


def _seconds(value: object) -> int:
    if type(value) is not int or not 0 <= value < TOO_LARGE:
        raise Malformed("act-number")
    return value


def _simple(value: object) -> bool:
    """Texts, integers, lists and maps of them: what every language reads alike."""
    if isinstance(value, dict):
        return all(_simple(part) for part in value.values())
    if isinstance(value, list):
        return all(_simple(part) for part in value)
    return isinstance(value, str) or (type(value) is int and -TOO_LARGE < value < TOO_LARGE)


def sign(act: SignedAct, seed: bytes) -> bytes:
    """64 bytes, by the act key whose seed this is."""
    return signatures.sign(seed, bytes(act))


def verify(content: bytes, signature: bytes, *, org: str, actor: str, instant: int | None) -> SignedAct:
    """The act that a member's key signed. `instant` is now, or None for an act of the past in the record.

    Raises Malformed as `parse` does; Refused with `step`, see above.
    """
    found = parse(content)
    if found.org != org:
        raise Refused("organisation", step=1)
    if found.actor != actor:
        raise Refused("actor", step=2)
    if instant is not None and found.created > instant + FORGIVEN:
        raise Refused("early", step=4)
    if found.expires <= found.created or found.expires - found.created > LONGEST_LIFE:
        raise Refused("expired", step=5)
    if instant is not None and found.expires <= instant:
        raise Refused("expired", step=5)
    try:
        signatures.verify(unhex(actor, HASH_BYTES, "actor"), content, signature)
    except Refused as error:
        raise Refused(error.code, step=6) from error
    return found
