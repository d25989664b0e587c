"""What the people of an organisation know of its ballots, offices and petitions, beside what its record says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from scrutiny.identity import joint_keys
from scrutiny.organisation.ballots.timetable import Timetable
from scrutiny.organisation.councils.petitions import KeyList, Petition
from scrutiny.organisation.offices_seen import Office

ORG, UNIT, BRANCH = "ab" * 32, str(UUID(int=1)), str(UUID(int=2))
DAY = dt.timedelta(days=1)
BEGUN = dt.date(2026, 3, 1)
ELECTORS, QUORUM, ANSWERS = 9, 3, ("Heron", "Rowan", "Finch", "Wren")
HALVES = [[bytes([2 * n + 1]) * 32, bytes([2 * n + 2]) * 32] for n in range(ELECTORS + 1)]
SECRETS = {joint_keys.joined_public(map(joint_keys.public_half, two)): joint_keys.joined_secret(two) for two in HALVES}
SIGNERS = list(SECRETS)  # the last is on no list
KEYS = KeyList(tuple(sorted(SIGNERS[:-1])))


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


@dataclass
class Held:
    """A ballot as its voters know it. `stages` are those of its archive that are still to come."""

    times: Timetable
    seats: int = 0
    recalls: str = ""
    stages: list[str] = field(default_factory=lambda: ["setup", "closed", "result"])
    elected: tuple[int, ...] = ()
    carried: bool = False
    over: bool = False
    voted: int = 6


@dataclass
class Told:
    """A mandate as people know it. `ballot` is "" where they signed openly."""

    start: dt.datetime
    end: dt.datetime
    given: dt.date
    accepted: bool
    ballot: str = ""
    place: int = 0
    seat: int = 0
    ended: bool = False


def within(one: Told | Office, instant: dt.datetime) -> bool:
    return one.start <= instant < one.end


@dataclass
class Demand:
    """A petition to recall; `signed` are the keys of electors under it by their day, `came` all whatever they are."""

    asked: Petition
    signed: dict[bytes, dt.date] = field(default_factory=dict)
    came: dict[bytes, dt.date] = field(default_factory=dict)
    ballot: str = ""
    reached: dt.date | None = None
