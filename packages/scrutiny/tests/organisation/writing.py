"""A record that is written entry by entry, and beside it what people know of it: both without any site."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from hypothesis.stateful import RuleBasedStateMachine
from packages.scrutiny.tests.organisation.telling import BEGUN, DAY, ORG, Demand, Held, Told

from scrutiny.errors import RuleBroken
from scrutiny.organisation import replay
from scrutiny.organisation.charter import DEFAULTS, CharterRules
from scrutiny.organisation.councils.clocks import midnight_after
from scrutiny.organisation.entries import Entry
from scrutiny.organisation.replay import State
from scrutiny.organisation.standing import months_later


class Written(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.state, self.day, self.numbers = State(), BEGUN, 100
        self.adopted: CharterRules = DEFAULTS
        self.ballots: dict[str, Held] = {}
        self.told: dict[str, Told] = {}
        self.demands: list[Demand] = []
        self.questions: dict[str, set[str]] = {}
        self.keys_are_out = False

    # What is written, and what comes of it

    def entry(self, kind: str, /, **effect: Any) -> Entry:
        return Entry(ORG, kind, self.day, None, effect, "cd" * 32)

    def honest(self, kind: str, /, **effect: Any) -> None:
        replay.take(self.state, self.entry(kind, **effect))

    def tried(self, kind: str, /, **effect: Any) -> bool:
        """Whether it is taken; a forger who is refused leaves the record as it was."""
        after = copy.deepcopy(self.state)
        try:
            replay.take(after, self.entry(kind, **effect))
        except RuleBroken:
            return False
        self.state = after
        return True

    def refused(self, kind: str, /, *codes: str, **effect: Any) -> None:
        with pytest.raises(RuleBroken) as caught:
            replay.take(copy.deepcopy(self.state), self.entry(kind, **effect))
        assert caught.value.code in codes

    @property
    def charter(self) -> CharterRules:
        """What nobody confirms lapses to the safe defaults."""
        return self.adopted if self.day < months_later(BEGUN, DEFAULTS.confirm_months) else DEFAULTS

    def name(self) -> str:
        self.numbers += 1
        return str(UUID(int=self.numbers))

    def living(self, name: str) -> bool:
        """On this day: between accepting it in time and the end of its time, and neither laid down nor recalled."""
        one = self.told.get(name)
        return one is not None and self.begun(one) and not one.ended and self.day <= one.end.date()

    def begun(self, one: Told) -> bool:
        return one.accepted and one.start.date() <= self.day

    def over(self, one: Told) -> bool:
        late = not one.accepted and self.day > one.given + self.charter.acceptance_days * DAY
        return one.ended or late or self.day > one.end.date()

    def free(self) -> list[tuple[str, int, int]]:
        """Who was elected and has not got it yet, with a seat that nobody has."""
        held = {self.told[one].seat for one in self.told if self.told[one].ballot and not self.over(self.told[one])}
        found = []
        for name, ballot in self.ballots.items():
            same = [one for one in self.told.values() if one.ballot == name]
            seats = {*range(1, ballot.seats + 1)} - held - {one.seat for one in same}
            places = [place for place in ballot.elected if place not in {one.place for one in same}]
            found += [(name, place, min(seats)) for place in places if ballot.carried and seats]
        return found

    def giving(self, ballot: str, place: int, seat: int, start: dt.datetime, end: dt.datetime) -> dict[str, Any]:
        said = {"mandate": self.name(), "ballot": ballot, "place": place, "seat": seat}
        return {**said, "start": start.isoformat(), "end": end.isoformat()}

    def note(self, said: dict[str, Any]) -> None:
        start, end = (dt.datetime.fromisoformat(said[one]) for one in ("start", "end"))
        ballot, place, seat = said["ballot"], said["place"], said["seat"]
        self.told[said["mandate"]] = Told(start, end, self.day, accepted=False, ballot=ballot, place=place, seat=seat)

    def vacant(self) -> list[str]:
        """Seats that are left, whose ballot said who comes next."""
        taken = {one.seat for one in self.told.values() if one.ballot and not self.over(one)}
        return [
            name
            for name, one in self.told.items()
            if one.ballot and self.over(one) and one.seat not in taken and one.end > midnight_after(self.day)
            and not self.state.mandates[name].followed
        ]  # fmt: skip

    def crowded(self) -> list[tuple[str, int, int]]:
        """Who was elected and has not got it yet, with a seat that somebody has whom another ballot elected."""
        start, found = midnight_after(self.day), []
        others = [one for one in self.told.values() if one.ballot and not self.over(one) and one.end > start]
        for name, held in self.ballots.items():
            same = [one for one in self.told.values() if one.ballot == name]
            seats = {one.seat for one in others if one.seat <= held.seats} - {one.seat for one in same}
            places = [place for place in held.elected if place not in {one.place for one in same}]
            found += [(name, places[0], seat) for seat in sorted(seats) if places and held.carried]
        return found
