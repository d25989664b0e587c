"""Ballots that were papers in an urn, as the public entries show them. All of it raises RuleBroken `papers` where

a batch is entered, confirmed or taken back while its election is not open for voting, or by somebody without office
the same batch is entered twice, or something happens to it after it was confirmed or taken back
it is confirmed by whoever entered it, or in the same office
those that wait and those that were confirmed are together more than there are electors
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from scrutiny.errors import RuleBroken
from scrutiny.organisation.ballots.seen import Seen, Station, number


def entered(ballot: Seen, effect: Mapping[str, Any], day: dt.date) -> None:
    """A teller has made ballots of papers; nothing of them is on the board yet."""
    name, election, papers = str(effect["station"]), str(effect["election"]), number(effect, "papers")
    _check_open(ballot, election, day)
    mine = [one.papers for one in ballot.stations.values() if one.election == election]
    if name in ballot.stations or papers < 1 or sum(mine) + papers > ballot.boards[election].electors:
        raise RuleBroken("papers", station=name)
    ballot.stations[name] = Station(election, papers, str(effect["by"]), str(effect["mandate"]))


def confirmed(ballot: Seen, effect: Mapping[str, Any], day: dt.date) -> None:
    """Another teller puts them on the board."""
    station = _waiting(ballot, effect, day)
    if str(effect["by"]) == station.by or str(effect["mandate"]) == station.office:
        raise RuleBroken("papers", station=str(effect["station"]))
    station.confirmed = True


def taken_back(ballot: Seen, effect: Mapping[str, Any], day: dt.date) -> None:
    _waiting(ballot, effect, day)
    del ballot.stations[str(effect["station"])]


def _waiting(ballot: Seen, effect: Mapping[str, Any], day: dt.date) -> Station:
    name = str(effect["station"])
    station = ballot.stations.get(name)
    if station is None or station.confirmed:
        raise RuleBroken("papers", station=name)
    _check_open(ballot, station.election, day)
    return station


def _check_open(ballot: Seen, election: str, day: dt.date) -> None:
    board = ballot.boards.get(election)
    in_time = ballot.times.opening.date() <= day <= ballot.times.closing.date()
    if board is None or board.stage != "setup" or not in_time:
        raise RuleBroken("papers", election=election)
