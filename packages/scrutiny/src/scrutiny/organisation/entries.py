"""The public part of an entry of the record, as everyone reads it: what the site writes and what replay reads.

`type` of a personal act is `personal` while the whole organisation is below the charter's public floor, or the number
of entries would tell how many they are.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from scrutiny.encoding import Json, canonical_json
from scrutiny.errors import Malformed

VERSION = 1
PERSONAL = "personal"
FIELDS = {"v", "org", "type", "day", "scope", "effect", "c"}
_HASH = re.compile("[0-9a-f]{64}", re.ASCII)
_TYPE = re.compile(r"[a-z_-]+(\.[a-z_-]+)*", re.ASCII)


@dataclass(frozen=True)
class Entry:
    """`org` and `c` are 32 bytes in hexadecimal; `scope` the smallest part of the tree that may be named."""

    org: str
    type: str
    day: dt.date
    scope: UUID | None
    effect: Mapping[str, Json]
    c: str

    def __bytes__(self) -> bytes:
        return canonical_json(
            {
                "v": VERSION,
                "org": self.org,
                "type": self.type,
                "day": self.day.isoformat(),
                "scope": str(self.scope) if self.scope else None,
                "effect": dict(self.effect),
                "c": self.c,
            }
        )


def _no_float(_text: str) -> Any:
    raise Malformed("entry-number")


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("entry-repeated")
    return found


def read(content: bytes) -> Entry:
    """Raises Malformed `entry-json`, `entry-repeated`, `entry-number`, `entry-canonical`, `entry-fields`."""
    try:
        value = json.loads(content, object_pairs_hook=_unrepeated, parse_float=_no_float, parse_constant=_no_float)
    except (ValueError, RecursionError) as error:
        raise Malformed("entry-json") from error
    if not isinstance(value, dict) or value.keys() != FIELDS or value["v"] != VERSION or type(value["v"]) is not int:
        raise Malformed("entry-fields")
    _check_canonical(value, content)
    return _entry(value)


def _check_canonical(value: dict[str, Any], content: bytes) -> None:
    """Python's own writer is quicker, and agrees with RFC 8785 where names are ASCII; the rest is compared again."""
    try:
        quick = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
        if quick != content and canonical_json(value) != content:
            raise Malformed("entry-canonical")
    except (ValueError, RecursionError) as error:
        raise Malformed("entry-canonical") from error


def _entry(value: dict[str, Any]) -> Entry:
    texts = [value[name] for name in ("org", "type", "day", "c")]
    if not all(isinstance(text, str) for text in texts) or not isinstance(value["effect"], dict):
        raise Malformed("entry-fields")
    org, kind, day, c = texts
    if not (_HASH.fullmatch(org) and _TYPE.fullmatch(kind) and _HASH.fullmatch(c)):
        raise Malformed("entry-fields")
    return Entry(org, kind, _day(day), _scope(value["scope"]), value["effect"], c)


def _day(text: str) -> dt.date:
    try:
        found = dt.date.fromisoformat(text)
    except ValueError as error:
        raise Malformed("entry-fields") from error
    if found.isoformat() != text:
        raise Malformed("entry-fields")
    return found


def _scope(value: object) -> UUID | None:
    if value is None:
        return None
    try:
        found = UUID(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or str(found) != value:
        raise Malformed("entry-fields")
    return found
