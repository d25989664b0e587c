"""The door through which someone may register keys: a card or the founding token, checked on the page before.

What was checked stands in the session, so that the static page which makes the keys needs to know nothing of it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from groundswell.kernel.requests import SiteRequest

SESSION_DOOR = "door"


@dataclass(frozen=True)
class Door:
    """`kind` is card, return or founding; `token` is the digest of the card, or empty."""

    kind: str
    token: str = ""


def open_door(request: SiteRequest, door: Door) -> None:
    request.session[SESSION_DOOR] = asdict(door)


def door_of(request: SiteRequest) -> Door | None:
    kept = request.session.get(SESSION_DOOR)
    return Door(**kept) if kept else None


def close_door(request: SiteRequest) -> None:
    request.session.pop(SESSION_DOOR, None)
