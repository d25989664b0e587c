"""The three groups in which elections are held, behind one small interface."""

from __future__ import annotations

from scrutiny.errors import Malformed
from scrutiny.groups.base import Element, Group

NAMES = ("BELENIOS-2048", "RFC-3526-2048", "Ed25519")
_made: dict[str, Group] = {}


def by_name(name: str) -> Group:
    """The group of that name, made once in a process. Raises Malformed `group` where there is none."""
    if name not in NAMES:
        raise Malformed("group", name=name[:40])
    if name not in _made:
        _made[name] = _make(name)
    return _made[name]


def _make(name: str) -> Group:
    if name == "Ed25519":
        from scrutiny.groups.ed25519 import Ed25519  # noqa: PLC0415 - loads libsodium only where it is needed

        return Ed25519()
    from scrutiny.groups import finite_field  # noqa: PLC0415 - loads gmpy2 only where it is needed

    return finite_field.belenios_2048() if name == "BELENIOS-2048" else finite_field.rfc_3526_2048()


__all__ = ["NAMES", "Element", "Group", "by_name"]
