"""What an act is, and how it becomes JSON and comes back.

JSON here is texts, integers between -2^53 and 2^53, lists and maps, nothing else, so that every language reads the
same bytes alike. A UUID and a day are text in the one form in which Python writes them, a truth value is 1 or 0,
and "none" is the empty text.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, ClassVar, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

from scrutiny.encoding import Json
from scrutiny.errors import Malformed

TOO_LARGE = 2**53


@dataclass(frozen=True)
class Part:
    """Base of what acts are made of. Fields: texts, integers, truth values, UUIDs, days, other parts, tuples of
    these, `int | str`, and UUIDs that may be None. A field that `came_later` is left out where it has its default, so
    that acts that were signed before it came are read as they were written.
    """

    def body(self) -> dict[str, Json]:
        """The fields as JSON. Raises Malformed where a value has no place in an act."""
        later = _later(type(self))  # type: ignore[arg-type]
        given = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: _write(value, name) for name, value in given.items() if name not in later or value != later[name]}


@dataclass(frozen=True)
class Act(Part):
    """Base of all acts. `type` is the stable name; `office` says whether it is an act of office, public at once;
    `daily`, that it is as public, but comes with the day's batch in random order.
    """

    type: ClassVar[str] = ""
    office: ClassVar[bool] = False
    daily: ClassVar[bool] = False


A = TypeVar("A", bound=Act)
REGISTRY: dict[str, type[Act]] = {}


def act(name: str, *, office: bool = False, daily: bool = False) -> Callable[[type[A]], type[A]]:
    """Give a class its stable name, and say whether it is an act of office."""

    def register(cls: type[A]) -> type[A]:
        if name in REGISTRY:
            raise ValueError(f"two acts are called {name}")
        cls.type, cls.office, cls.daily = name, office, daily
        REGISTRY[name] = cls
        return cls

    return register


def parse(name: str, body: Json) -> Act:
    """The act with this name and body. Raises Malformed `unknown-act`, `wrong-fields`, `wrong-value`."""
    if name not in REGISTRY:
        raise Malformed("unknown-act", type=name)
    found: Act = _read_part(REGISTRY[name], body, name)
    return found


@cache
def _hints(cls: Any) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {item.name: hints[item.name] for item in fields(cls)}


@cache
def _later(cls: Any) -> dict[str, Any]:
    """Fields that came later, with what they are where they are left out."""
    return {item.name: item.default for item in fields(cls) if "came_later" in item.metadata}


def came_later(default: Any) -> Any:
    """A field that older acts do not have, with its meaning there."""
    return dataclasses.field(default=default, metadata={"came_later": True})


def _write(value: Any, field: str) -> Json:
    if isinstance(value, tuple):
        return [_write(item, field) for item in value]
    if isinstance(value, Part):
        return value.body()
    if value is None:
        return ""
    if isinstance(value, (UUID, dt.date)) and not isinstance(value, dt.datetime):
        return str(value)
    if isinstance(value, bool):
        return int(value)
    if not (_is_number(value) or _is_text(value)):
        raise Malformed("wrong-value", field=field)
    found: Json = value
    return found


def _is_number(value: Any) -> bool:
    return type(value) is int and -TOO_LARGE < value < TOO_LARGE


def _is_text(value: Any) -> bool:
    """Text with a UTF-8 form; half of a surrogate pair has none, and NUL has no place in a table."""
    if not isinstance(value, str) or "\0" in value:
        return False
    return not any(0xD800 <= ord(c) <= 0xDFFF for c in value)


def _read(kind: Any, value: Json, field: str) -> Any:
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise Malformed("wrong-value", field=field)
        return tuple(_read(get_args(kind)[0], item, field) for item in value)
    if type(None) in get_args(kind):
        return None if value == "" else _read(get_args(kind)[0], value, field)
    if get_args(kind) == (int, str):
        return _read_scalar(str if isinstance(value, str) else int, value, field)
    if issubclass(kind, Part):
        return _read_part(kind, value, field)
    return _read_scalar(kind, value, field)


def _read_part(kind: Any, value: Json, field: str) -> Any:
    hints, later = _hints(kind), _later(kind)
    if not isinstance(value, Mapping) or not set(hints) - set(later) <= set(value) <= set(hints):
        raise Malformed("wrong-fields", field=field)
    found = {name: _read(hints[name], value[name], name) for name in hints if name in value}
    if any(name in found and found[name] == default for name, default in later.items()):
        raise Malformed("wrong-fields", field=field)
    return kind(**found)


def _read_scalar(kind: Any, value: Json, field: str) -> Any:
    """One text, integer, truth value, UUID or day, only in the form in which `_write` writes it."""
    found: Any = None
    if kind in (UUID, dt.date):
        found = _from_text(kind, value)
    elif kind is bool and type(value) is int and value in (0, 1):
        found = bool(value)
    elif (kind is int and _is_number(value)) or (kind is str and _is_text(value)):
        found = value
    if found is None:
        raise Malformed("wrong-value", field=field)
    return found


def _from_text(kind: Any, value: Json) -> UUID | dt.date | None:
    if not isinstance(value, str):
        return None
    try:
        found: UUID | dt.date = UUID(value) if kind is UUID else dt.date.fromisoformat(value)
    except ValueError:
        return None
    return found if str(found) == value else None
