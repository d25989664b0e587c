"""All mandates together, as a value that acts change: the one place that says who holds which office now.

A change that the rules do not allow raises RuleBroken and leaves everything as it was, but for the clock. What lives is
asked of `councils.mandates`; nothing here knows the clock but by what it is told, and the clock that it is told never
goes back.

Codes of RuleBroken: those of `councils.mandates`, and `clock-back`, `mandate-known`, `mandate-unknown`, `seat-taken`,
`seated-already`, `no-such-seat`, `renewals`, `rests-on-unknown`, `rests-on-other`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from scrutiny.errors import RuleBroken
from scrutiny.organisation.charter import CharterRules
from scrutiny.organisation.councils import mandates
from scrutiny.organisation.councils.bodies import is_assembly
from scrutiny.organisation.councils.elections import renewals
from scrutiny.organisation.councils.mandates import End, Mandate
from scrutiny.organisation.standing import Standing


@dataclass
class Offices:
    """`given` holds every mandate that ever was; `standings` what is known of those who hold one, in the workplace
    whose assembly elected them. The rest are ways to find mandates without looking at all of them.
    """

    given: dict[UUID, Mandate] = field(default_factory=dict)
    standings: dict[UUID, Standing] = field(default_factory=dict)
    clock: dt.datetime | None = None
    by_holder: dict[UUID, list[UUID]] = field(default_factory=lambda: defaultdict(list), repr=False)
    by_body: dict[str, list[UUID]] = field(default_factory=lambda: defaultdict(list), repr=False)
    by_seat: dict[tuple[str, str, int], list[UUID]] = field(default_factory=lambda: defaultdict(list), repr=False)

    def put(self, mandate: Mandate) -> None:
        """Take a mandate in, or its next state."""
        if mandate.id not in self.given:
            self.by_holder[mandate.holder].append(mandate.id)
            self.by_body[mandate.body].append(mandate.id)
            self.by_seat[_seat(mandate)].append(mandate.id)
        self.given[mandate.id] = mandate

    def current(self, mandate: UUID, rules: CharterRules) -> Mandate:
        """With what is known now of its holder and of the mandate on which it rests.

        Raises RuleBroken `mandate-unknown`.
        """
        if mandate not in self.given:
            raise RuleBroken("mandate-unknown", mandate=str(mandate))
        found = self.given[mandate]
        if found.rests_on:
            found = replace(found, rests_on=self.current(found.rests_on.id, rules))
        standing = self.standings.get(found.holder)
        return mandates.with_standing(found, standing, rules) if standing else found

    def living(self, instant: dt.datetime, rules: CharterRules) -> Iterator[Mandate]:
        """Every mandate that can be used at this instant."""
        found = (self.current(one, rules) for one in self.given)
        return (one for one in found if mandates.living(one, instant))

    def in_body(self, body: str, instant: dt.datetime, rules: CharterRules) -> list[Mandate]:
        """Those who sit in a body now, by seat."""
        found = (self.current(one, rules) for one in self.by_body.get(body, ()))
        return sorted((one for one in found if mandates.living(one, instant)), key=_seat)


def _seat(mandate: Mandate) -> tuple[str, str, int]:
    return mandate.body, mandate.electorate, mandate.seat


def give(
    offices: Offices,
    mandate: Mandate,
    seats: Mapping[str, int],
    rules: CharterRules,
    now: dt.datetime,
) -> None:
    """A ballot of `mandate.electorate` was certified. `seats`: how many seats each electorate has in this body.

    Raises RuleBroken.
    """
    _tick(offices, now)
    if mandate.id in offices.given:
        raise RuleBroken("mandate-known", mandate=str(mandate.id))
    if mandate.accepted or mandate.ended or mandate.given != now:
        raise RuleBroken("too-early")
    if not 1 <= mandate.seat <= seats.get(mandate.electorate, 0):
        raise RuleBroken("no-such-seat", seat=mandate.seat)
    _check_base(offices, mandate, rules)
    if mandate.rests_on:
        mandate = replace(mandate, rests_on=offices.given[mandate.rests_on.id])
    mandates.check_given(mandate, rules)
    _check_free(offices, mandate, rules)
    _check_row(offices, mandate, rules)
    offices.put(mandate)


def _check_base(offices: Offices, mandate: Mandate, rules: CharterRules) -> None:
    """Only an assembly's delegate rests on nobody; a delegate of delegates has a living mandate among them."""
    if mandate.rests_on is None and (is_assembly(mandate.electorate) or not mandate.electorate):
        return
    if mandate.rests_on is None or mandate.rests_on.id not in offices.given:
        raise RuleBroken("rests-on-unknown")
    base = offices.current(mandate.rests_on.id, rules)
    if base.holder != mandate.holder or base.body != mandate.electorate:
        raise RuleBroken("rests-on-other")
    if not mandates.living(base, mandate.given):
        raise RuleBroken("no-mandate", state=mandates.state_at(base, mandate.given))


def _check_free(offices: Offices, mandate: Mandate, rules: CharterRules) -> None:
    """When it begins nobody has or awaits this seat, and its holder no other seat in this body."""

    def taken(known: UUID) -> bool:
        return _taken_until(offices.current(known, rules), mandate.given) > mandate.start

    if any(taken(one) for one in offices.by_seat.get(_seat(mandate), ())):
        raise RuleBroken("seat-taken", seat=mandate.seat)
    held = offices.by_holder.get(mandate.holder, ())
    if any(taken(one) for one in held if offices.given[one].body == mandate.body):
        raise RuleBroken("seated-already")


def _taken_until(mandate: Mandate, now: dt.datetime) -> dt.datetime:
    """When its seat is free again; of one that can still be accepted, as if it were."""
    waiting = not mandate.accepted and now < mandate.accept_by
    return mandates.over_at(replace(mandate, accepted=mandate.given) if waiting else mandate)


def _check_row(offices: Offices, mandate: Mandate, rules: CharterRules) -> None:
    """How often in a row it was held is counted, not said."""
    held = (offices.current(one, rules) for one in offices.by_holder.get(mandate.holder, ()))
    before = [one for one in held if (one.body, one.electorate) == (mandate.body, mandate.electorate)]
    row = renewals(before, mandate.start, rules)
    if row > rules.renewals_most or mandate.renewals != row:
        raise RuleBroken("renewals", most=rules.renewals_most)


def accept(offices: Offices, mandate: UUID, by: UUID, rules: CharterRules, now: dt.datetime) -> None:
    """Raises RuleBroken."""
    _tick(offices, now)
    mandates.accept(offices.current(mandate, rules), by, now)
    offices.put(replace(offices.given[mandate], accepted=now))


def end(offices: Offices, mandate: UUID, how: str, rules: CharterRules, now: dt.datetime) -> None:
    """Write an end down: recall by its ballot, laying down by its holder. Raises RuleBroken."""
    _tick(offices, now)
    found = mandates.ended(offices.current(mandate, rules), how, now)
    offices.put(replace(offices.given[mandate], ended=found.ended))


def stands(offices: Offices, person: UUID, standing: Standing, rules: CharterRules, now: dt.datetime) -> None:
    """What is now known of somebody. First whatever was lost by what was known before is written down: what has ended
    does not come back with a later change. What is lost by the change is lost from now on: nothing that was done with
    a living mandate becomes void afterwards.
    """
    _tick(offices, now)
    held = offices.by_holder.get(person, [])
    _write(offices, _lost(offices, held, rules, now))
    offices.standings[person] = standing
    _write(offices, _lost(offices, held, rules, now), at=now)


def rules_changed(offices: Offices, before: CharterRules, after: CharterRules, now: dt.datetime) -> None:
    """The charter says something else from now on. What had ended stays so, and what ends by the change ends now."""
    settle(offices, before, now)
    _write(offices, _lost(offices, offices.given, after, now), at=now)


def settle(offices: Offices, rules: CharterRules, now: dt.datetime) -> None:
    """Write down which mandates have ended by loss of eligibility. What lives does not depend on it having run."""
    _tick(offices, now)
    _write(offices, _lost(offices, offices.given, rules, now))


def _lost(offices: Offices, among: Iterable[UUID], rules: CharterRules, now: dt.datetime) -> list[Mandate]:
    """The mandates that have ended by loss of eligibility without that being written down yet, with this end."""
    unwritten = [offices.current(one, rules) for one in among if offices.given[one].ended is None]
    return [one for one in unwritten if one.ended and one.ended.instant <= now]


def _write(offices: Offices, lost: Iterable[Mandate], at: dt.datetime | None = None) -> None:
    for one in lost:
        end = End(mandates.NOT_ELIGIBLE, at) if at else one.ended
        offices.put(replace(offices.given[one.id], ended=end))


def _tick(offices: Offices, now: dt.datetime) -> None:
    if offices.clock and now < offices.clock:
        raise RuleBroken("clock-back")
    offices.clock = now
