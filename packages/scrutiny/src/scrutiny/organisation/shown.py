"""Whether everyone is shown what was said: the public part of an entry about a ballot, a petition, an office or an open
vote against its private part.

A member signs the private part. Whoever writes the record could put other questions, another timetable, another vote of
a delegate or another author into what everyone reads; whoever holds the opening sees it. Refused names what does not
agree:

    type      the entry is of the kind of act that was signed
    effect    a field that both parts have is the same in both
    by        a custodian's message is shown as that of whoever signed it
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from scrutiny.encoding import sha256
from scrutiny.errors import Refused, ScrutinyError
from scrutiny.identity import signed_acts
from scrutiny.organisation.entries import Entry

COMPARED = ("ballot.", "charter.", "mandate.", "petition.", "recall.", "report.", "steward.", "vote.")
AS_WRITTEN = {("vote.call", "title"), ("vote.call", "text")}
WITHOUT_SPACES = {("vote.cast", "reason"), ("report.give", "report")}


def check(entry: Entry, private: bytes) -> None:
    """`private` agrees with the commitment of the entry. Raises Refused. Entries about other things are passed over."""
    if not entry.type.startswith(COMPARED):
        return
    said = _read(private)
    if said.get("type") != entry.type:
        raise Refused("type")
    body = said.get("body")
    if not isinstance(body, dict):
        raise Refused("effect")
    if any(entry.effect[name] != _shown(entry.type, name, body[name]) for name in _both(entry, body)):
        raise Refused("effect")
    if "by" in entry.effect and entry.effect["by"] != _signer(said):
        raise Refused("by")


def _read(private: bytes) -> dict[str, Any]:
    try:
        value = json.loads(private)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _both(entry: Entry, body: Mapping[str, Any]) -> list[str]:
    return [name for name in entry.effect if name in body]


def _shown(kind: str, name: str, value: Any) -> Any:
    """As it stands in effects: rules of the charter are a list in acts, and a map for everyone; of texts everyone has
    the hash.
    """
    if (kind, name) == ("petition.open", "text"):
        return sha256(str(value).encode()).hex()
    if (kind, name) in AS_WRITTEN | WITHOUT_SPACES:
        return _hash(str(value).strip() if (kind, name) in WITHOUT_SPACES else str(value))
    if name != "rules":
        return value
    try:
        return {item["rule"]: item["value"] for item in value}
    except (KeyError, TypeError) as error:
        raise Refused("effect") from error


def _hash(text: str) -> str:
    return sha256(text.encode()).hex() if text else ""


def _signer(said: Mapping[str, Any]) -> str:
    """The key in the signed bytes; whether it is right, `authors` asks."""
    try:
        return signed_acts.parse(bytes.fromhex(said["signed"])).actor
    except (ScrutinyError, KeyError, TypeError, ValueError) as error:
        raise Refused("by") from error
