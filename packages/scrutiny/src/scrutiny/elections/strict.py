"""JSON that means one thing only: no field missing, repeated, unknown or out of order, and nothing too deep."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from scrutiny.errors import Malformed


class Fields(dict[str, Any]):
    """An object whose fields came in this order, none of them twice."""


def _pairs(pairs: list[tuple[str, Any]]) -> Fields:
    found = Fields(pairs)
    if len(found) != len(pairs):
        raise Malformed("repeated-field")
    return found


def _no_float(text: str) -> Any:
    raise Malformed("number", text=text[:20])


def parse(content: bytes | str) -> Any:
    """Raises Malformed `json`, `repeated-field`, `number`."""
    try:
        text = content.decode() if isinstance(content, bytes) else content
        value = json.loads(text, object_pairs_hook=_pairs, parse_float=_no_float, parse_constant=_no_float)
        if "\\ud" in text or "\\uD" in text:
            json.dumps(value, ensure_ascii=False).encode()  # half a character could be read, but never written
    except (ValueError, RecursionError) as error:
        raise Malformed("json") from error
    return value


def fields(value: object, names: Sequence[str], optional: Sequence[str] = ()) -> list[Any]:
    """The values of an object with exactly these fields in this order; None for an optional one that is missing.

    An optional one that is there with null is malformed: it is left out or has a value.

    Raises Malformed `fields`.
    """
    if not isinstance(value, Fields):
        raise Malformed("fields", wanted=names[0])
    wanted = [name for name in names if name in value or name not in optional]
    if list(value) != wanted or any(value[name] is None for name in optional if name in value):
        raise Malformed("fields", wanted=names[0])
    return [value.get(name) for name in names]


def texts(value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Malformed("texts")
    return value


def text(value: object) -> str:
    if not isinstance(value, str):
        raise Malformed("text")
    return value


def small(value: object, least: int = 0, most: int = 2**31 - 1) -> int:
    """A small integer. Raises Malformed `number`."""
    if type(value) is not int or not least <= value <= most:
        raise Malformed("number")
    return value


def items(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise Malformed("list")
    return value


def compact(value: object) -> bytes:
    """JSON without spaces, letters of all scripts as they are, as every record of an archive is written.

    Raises Malformed `json` where something is nested too deeply to be written.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except RecursionError as error:
        raise Malformed("json") from error
    return text.replace("\x7f", "\\u007f").encode()
