"""On the site itself: whoever it counts as steward has a living mandate, whatever members do and however late it is.

A log beside knows who signed for whom, when, and who left; the mandates of the site are compared with it after every
step, and acts of office by anybody else are refused.
"""

from __future__ import annotations

import copy
import datetime as dt
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from groundswell.councils import actions as offices
from groundswell.councils import queries
from groundswell.councils.models import Mandate
from groundswell.home.daily import settle_day
from groundswell.kernel import clock
from groundswell.kernel.errors import DomainError, Forbidden
from groundswell.kernel.ids import new_id
from groundswell.members.actions import standing
from groundswell.motions.actions import recalling
from groundswell.workplaces import actions as edits
from groundswell.workplaces import tree
from scrutiny.organisation import acts
from scrutiny.organisation.charter import DEFAULTS
from scrutiny.organisation.mandates import MandateValue, living
from scrutiny.organisation.standing import ENDED, MEMBER, OUT_OF_WORK, Standing, is_member_on
from tests.ballots.test_closing import assert_replays
from tests.cast import World, elect

NAMES = ("heron", "rowan", "kestrel", "magpie", "finch", "tern")
SHIFTS = ("Morning shift", "Evening shift")
UNITS = ("Industry", "Motors", "Press shop", *SHIFTS, "Foundry", "Harbour")
AT_WORK = Standing(MEMBER, dt.date(2026, 1, 5))
people, units, some = st.sampled_from(NAMES), st.sampled_from(UNITS), st.sets(st.sampled_from(NAMES))


@dataclass
class Known:
    """What fellow workers know of somebody."""

    unit: str
    standing: Standing = AT_WORK


@dataclass
class Office:
    """What those who signed for it know of a mandate."""

    holder: str
    unit: str
    start: dt.datetime
    end: dt.datetime
    ended: dt.datetime | None = None
    recalled_by: set[str] = field(default_factory=set)


class Site(RuleBasedStateMachine):
    """Every run is taken back when it is over. `cast` is set by the test."""

    cast: World

    def __init__(self) -> None:
        super().__init__()
        self.world = copy.deepcopy(self.cast)
        self.names = {self.world.people[name].account: name for name in NAMES}
        self.runs = ExitStack()
        self.runs.enter_context(transaction.atomic())
        self.known = {name: Known("Morning shift") for name in NAMES}
        self.known |= {"magpie": Known("Evening shift"), "finch": Known("Foundry"), "tern": Known("Foundry")}
        self.paths = {name: set(tree.ancestors(self.world.unit(name))) for name in UNITS}
        self.units = {self.world.unit(name): name for name in UNITS}
        self.offices = {one.id: self.as_given(one) for one in Mandate.objects.all()}
        self.signed: dict[UUID, tuple[str, str, set[str]]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.runs.close()

    def as_given(self, one: Mandate) -> Office:
        return Office(self.names[one.holder_id], self.units[one.unit_id], one.start, one.end, one.ended)

    def works_in(self, name: str, unit: str) -> bool:
        """Whether somebody is a member there or below it today."""
        known = self.known[name]
        valid = is_member_on(known.standing, clock.today(), DEFAULTS)
        return valid and self.world.unit(unit) in self.paths[known.unit]

    def electors(self, unit: str) -> set[str]:
        return {name for name in NAMES if self.works_in(name, unit)}

    def lives(self, one: Office) -> bool:
        value = MandateValue(one.start, one.end, one.ended, self.works_in(one.holder, one.unit))
        return living(value, clock.now())

    def stewards(self, unit: str) -> set[str]:
        return {one.holder for one in self.offices.values() if one.unit == unit and self.lives(one)}

    @rule(days=st.sampled_from([0, 1, 30, 89, 90, 91, 400, 730]), hours=st.integers(1, 23), settled=st.booleans())
    def time_passes(self, days: int, hours: int, settled: bool) -> None:
        """Whether or not anything runs that settles the day: mandates lapse by computation."""
        self.runs.enter_context(clock.set_to(clock.now() + dt.timedelta(days=days, hours=hours)))
        if settled:
            settle_day()

    @rule(who=people, unit=units, signers=some, everybody=st.booleans())
    def somebody_is_put_forward(self, who: str, unit: str, signers: set[str], everybody: bool) -> None:
        act = acts.NominateSteward(unit=self.world.unit(unit), account=self.world.people[who].account)
        try:
            made = offices.nominate(self.world.people[who].actor(), act)
        except DomainError:
            assert not self.works_in(who, unit)
            return
        assert self.works_in(who, unit)
        candidate, place, signed = self.signed.setdefault(made.id, (who, unit, set()))
        assert (candidate, place) == (who, unit)
        signed.add(who)  # who nominates has signed
        for name in sorted(NAMES if everybody else signers):
            self.sign(made.id, name, signed)
        self.accept(made.id)

    def sign(self, nomination: UUID, name: str, signed: set[str]) -> None:
        try:
            offices.sign(self.world.people[name].actor(), acts.SignSteward(nomination=nomination))
        except DomainError:
            assert not self.works_in(name, self.signed[nomination][1])
            return
        assert self.works_in(name, self.signed[nomination][1])
        signed.add(name)

    @precondition(lambda self: self.signed)
    @rule(data=st.data())
    def somebody_accepts(self, data: st.DataObject) -> None:
        self.accept(data.draw(st.sampled_from(sorted(self.signed))))

    def accept(self, nomination: UUID) -> None:
        """Those count who signed and work there now: more than half of all who do."""
        who, unit, signed = self.signed[nomination]
        act = acts.AcceptStewardship(nomination=nomination, mandate=new_id())
        electors = self.electors(unit)
        enough = self.works_in(who, unit) and 2 * len(signed & electors) > len(electors)
        try:
            made = offices.accept(self.world.people[who].actor(), act)
        except DomainError:
            assert not enough
            return
        assert enough
        del self.signed[nomination]
        for one in self.offices.values():
            if (one.holder, one.unit, one.ended) == (who, unit, None):
                one.ended = clock.now()
        now = clock.now()
        self.offices[made.id] = Office(who, unit, now, now + dt.timedelta(days=DEFAULTS.steward_days))

    @rule(by=people, data=st.data())
    def somebody_resigns(self, by: str, data: st.DataObject) -> None:
        mandate = data.draw(st.sampled_from(sorted(self.offices)))
        one = self.offices[mandate]
        try:
            offices.resign(self.world.people[by].actor(), acts.EndStewardship(mandate=mandate, reason=""))
        except DomainError:
            assert by != one.holder or not self.lives(one)
            return
        assert by == one.holder
        assert self.lives(one)
        one.ended = clock.now()

    @rule(by=some, data=st.data())
    def electors_recall_openly(self, by: set[str], data: st.DataObject) -> None:
        mandate = data.draw(st.sampled_from(sorted(self.offices)))
        one = self.offices[mandate]
        for name in sorted(by):
            before = self.lives(one)
            try:
                recalling.sign(self.world.people[name].actor(), acts.SignRecall(mandate))
            except DomainError:
                assert not before or not self.works_in(name, one.unit)
                continue
            assert self.works_in(name, one.unit)
            one.recalled_by.add(name)
            electors = self.electors(one.unit)
            if 2 * len(one.recalled_by & electors) > len(electors):
                one.ended = one.ended or clock.now()

    @rule(who=people, reason=st.sampled_from(["left", "left", "management"]))
    def somebody_leaves(self, who: str, reason: str) -> None:
        person = self.world.people[who]
        if self.change(who, lambda: standing.leave(person.actor(), person.membership, reason)):
            self.known[who].standing = Standing(ENDED, dt.date(2026, 1, 5))

    @rule(who=people, dispute=st.booleans())
    def somebody_is_dismissed(self, who: str, dispute: bool) -> None:
        person = self.world.people[who]
        if self.change(who, lambda: standing.out_of_work(person.actor(), person.membership, "dismissed", dispute)):
            since = clock.today()
            self.known[who].standing = Standing(
                OUT_OF_WORK, dt.date(2026, 1, 5), out_of_work_since=since, dispute_open=dispute
            )

    @rule(who=people, is_open=st.booleans())
    def a_dispute_begins_or_ends(self, who: str, is_open: bool) -> None:
        person = self.world.people[who]
        if self.change(who, lambda: standing.dispute(person.actor(), person.membership, is_open)):
            self.known[who].standing = replace(self.known[who].standing, dispute_open=is_open)

    @rule(who=people)
    def somebody_is_back_at_work(self, who: str) -> None:
        person = self.world.people[who]
        if self.change(who, lambda: standing.back_at_work(person.actor(), person.membership)):
            self.known[who].standing = AT_WORK

    @rule(who=people, to=st.sampled_from(SHIFTS))
    def somebody_moves(self, who: str, to: str) -> None:
        person, old = self.world.people[who], self.known[who].unit
        units = self.world.unit(old), self.world.unit(to)
        if old != to and self.change(who, lambda: standing.move(person.actor(), person.membership, *units)):
            self.known[who].unit = to

    def change(self, who: str, act: object) -> bool:
        """Whether it was possible: only for members."""
        was = is_member_on(self.known[who].standing, clock.today(), DEFAULTS)
        try:
            with transaction.atomic():
                act()  # type: ignore[operator]
        except DomainError:
            return False
        assert was
        return True

    @rule(who=people, unit=units)
    def somebody_does_what_only_stewards_do(self, who: str, unit: str) -> None:
        """They put an edit of the tree before a second steward."""
        act = acts.SetHeadcount(self.world.unit(unit), clock.today(), 44, "our own count")
        above = [name for name in UNITS if self.world.unit(name) in self.paths[unit]]
        in_office = any(who in self.stewards(name) for name in above)
        try:
            with transaction.atomic():
                edits.propose(self.world.people[who].actor(), act)
        except Forbidden:
            assert not in_office
            return
        except DomainError:
            pass
        assert in_office

    @invariant()
    def whoever_the_site_counts_as_steward_has_a_living_mandate(self) -> None:
        for unit in UNITS:
            found = [self.names[one.holder_id] for one in queries.stewards_of(self.world.unit(unit))]
            assert set(found) == self.stewards(unit)
            assert len(found) == len(set(found))

    @invariant()
    def whoever_acts_is_steward_of_no_other_part(self) -> None:
        for name in NAMES:
            held = {self.units[one] for one in self.world.people[name].actor().stewarded}
            assert held == {unit for unit in UNITS if name in self.stewards(unit)}

    @invariant()
    def mandates_of_the_site_are_those_that_were_given(self) -> None:
        assert {one.id: self.as_given(one).end for one in Mandate.objects.all()} == {
            name: one.end for name, one in self.offices.items()
        }


def test_whatever_happens_nobody_is_steward_without_a_living_mandate(world: World) -> None:
    class Here(Site):
        cast = world

        def teardown(self) -> None:
            assert_replays()
            super().teardown()

    few = settings(
        max_examples=12,
        stateful_step_count=25,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Here, settings=few)


def test_a_membership_that_lapses_takes_its_offices_along_before_anybody_settles_the_day(world: World) -> None:
    kestrel, shop = world.kestrel, world.unit("Press shop")
    standing.out_of_work(kestrel.actor(), kestrel.membership, "dismissed", dispute=False)
    with clock.set_to(clock.now() + dt.timedelta(days=700)):
        elect(world, "kestrel", "Press shop", "heron", "rowan", "kestrel")
        assert [one.holder_id for one in queries.stewards_of(shop)] == [kestrel.account]
        with clock.set_to(clock.now() + dt.timedelta(days=60)):
            assert not set(kestrel.actor().stewarded)
            assert queries.stewards_of(shop) == []
