"""Acts of office: which kinds are signed with the key of the mandate, what of them everyone reads, and who may sign.

Everyone checks such an act from the public entry alone: the effect shows the office key, the signed bytes and the
signature. The bytes name the office key as their actor and nothing of the member; of texts they hold the SHA-256.

Codes of RuleBroken, from public entries:

    office-key        the key under an act of office is the one that its mandate has since it was accepted or renewed;
                      one key serves one mandate; a mandate without a key signs nothing in public
    office-signature  the signature is good, and what was signed is what the entry shows
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrutiny.encoding import Json, sha256
from scrutiny.errors import Malformed, Refused, RuleBroken
from scrutiny.identity import signed_acts
from scrutiny.identity.signatures import KEY_BYTES, SIGNATURE_BYTES, check_public_key, unhex
from scrutiny.organisation.entries import Entry

RENEWS = "office.renew"
TAKES = {"mandate.accept", "mandate.inherit", "steward.accept", RENEWS}
TEXTS: Mapping[str, tuple[str, ...]] = {
    "council.vote": (),
    "mandate.lay_down": (),
    "report.give": ("report",),
    "steward.end": (),
    "vote.call": ("title", "text"),
    "vote.cast": ("reason",),
}
Keys = dict[str, str]


def by_office(kind: str) -> bool:
    """Whether acts of this kind are signed with the key of the office, where the mandate has one."""
    return kind in TEXTS


def shown(kind: str, body: Mapping[str, Json]) -> dict[str, Json]:
    """The body as the office key signs it and everyone reads it: in place of a text its SHA-256, or "" for none."""
    return {name: _hash(value) if name in TEXTS.get(kind, ()) else value for name, value in body.items()}


def _hash(text: Json) -> str:
    return sha256(str(text).encode()).hex() if text else ""


def take(keys: Keys, entry: Entry) -> None:
    """What an entry says about the key of an office. `keys` by mandate. Raises RuleBroken; KeyError and TypeError for
    an effect that is none.
    """
    if entry.type in TAKES:
        _given(keys, entry.effect, entry.type == RENEWS)
    elif by_office(entry.type):
        _check(keys.get(str(entry.effect["mandate"])), entry)


def _given(keys: Keys, effect: Mapping[str, Any], renewed: bool) -> None:
    mandate, key = str(effect["mandate"]), effect.get("office_key")
    if key is None and not renewed:
        return
    try:
        check_public_key(unhex(str(key), KEY_BYTES, "office"))
    except (Malformed, Refused) as error:
        raise RuleBroken("office-key", mandate=mandate) from error
    if key in keys.values():
        raise RuleBroken("office-key", mandate=mandate)
    keys[mandate] = str(key)


def _check(key: str | None, entry: Entry) -> None:
    effect, mandate = entry.effect, str(entry.effect["mandate"])
    if effect.get("office_key") != key:
        raise RuleBroken("office-key", mandate=mandate)
    if key is None:
        return
    try:
        signature = unhex(str(effect["signature"]), SIGNATURE_BYTES, "signature")
        act = signed_acts.verify(
            bytes.fromhex(str(effect["signed"])), signature, org=entry.org, actor=key, instant=None
        )
    except (Malformed, Refused, KeyError, ValueError) as error:
        raise RuleBroken("office-signature", mandate=mandate) from error
    agrees = all(effect[name] == value for name, value in act.body.items() if name in effect)
    if act.type != entry.type or act.body.get("mandate") != mandate or not agrees:
        raise RuleBroken("office-signature", mandate=mandate)
