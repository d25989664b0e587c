"""All mandates together: random members, officials and clocks never make an office without a living mandate."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from scrutiny.errors import RuleBroken
from scrutiny.organisation.charter import DEFAULTS, CharterRules
from scrutiny.organisation.councils import mandates, offices
from scrutiny.organisation.councils.elections import renewals
from scrutiny.organisation.councils.mandates import ENDS, LAID_DOWN, RECALLED, Mandate, check_living, living
from scrutiny.organisation.councils.offices import Offices
from scrutiny.organisation.standing import CAUSES, ENDED, MEMBER, OUT_OF_WORK, Standing, is_member_on

NOW = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
A, B, COUNCIL, CONGRESS = "assembly:a", "assembly:b", "council:c", "branch-congress:k"
SEATS = {COUNCIL: {A: 2, B: 1}, CONGRESS: {COUNCIL: 1}}
ANNA, BORIS, CARMEN = PEOPLE = [UUID(int=n) for n in range(1, 4)]
AT_WORK = Standing(MEMBER, dt.date(2020, 1, 1))


def mandate(n: int, holder: UUID = ANNA, *, given: dt.datetime = NOW, days: int = 365, **change: object) -> Mandate:
    plain = Mandate(UUID(int=1000 + n), holder, A, COUNCIL, 1, f"ballot-{n}", "", given, given, given + days * DAY)
    return replace(plain, **change)  # type: ignore[arg-type]


def given_and_accepted(found: Offices, one: Mandate) -> None:
    offices.give(found, one, SEATS[one.body], DEFAULTS, one.given)
    offices.accept(found, one.id, one.holder, DEFAULTS, one.given)


def refused(found: Offices, one: Mandate) -> str:
    with pytest.raises(RuleBroken) as caught:
        offices.give(found, one, SEATS[one.body], DEFAULTS, one.given)
    return caught.value.code


def sitting(found: Offices, instant: dt.datetime, body: str = COUNCIL) -> list[UUID]:
    return [one.holder for one in found.in_body(body, instant, DEFAULTS)]


def test_who_was_elected_and_accepted_sits_until_the_end() -> None:
    found = Offices()
    given_and_accepted(found, mandate(1))
    assert sitting(found, NOW) == [ANNA]
    assert sitting(found, NOW + 365 * DAY) == []


def test_a_seat_has_one_holder_and_a_body_each_holder_once() -> None:
    found = Offices()
    given_and_accepted(found, mandate(1))
    assert refused(found, mandate(2, BORIS)) == "seat-taken"
    assert refused(found, mandate(2, seat=2)) == "seated-already"
    assert refused(found, mandate(2, BORIS, seat=3)) == "no-such-seat"
    assert refused(found, mandate(2, BORIS, electorate="assembly:z")) == "no-such-seat"
    given_and_accepted(found, mandate(2, BORIS, seat=2))
    assert sitting(found, NOW) == [ANNA, BORIS]


def test_a_seat_that_somebody_can_still_accept_is_taken_and_then_free() -> None:
    found = Offices()
    offices.give(found, mandate(1), SEATS[COUNCIL], DEFAULTS, NOW)
    assert refused(found, mandate(2, BORIS, given=NOW + 6 * DAY)) == "seat-taken"
    given_and_accepted(found, mandate(2, BORIS, given=NOW + 7 * DAY))


def test_the_next_mandate_is_given_before_the_end_and_begins_with_it() -> None:
    found = Offices()
    given_and_accepted(found, mandate(1))
    early = mandate(2, BORIS, given=NOW + 360 * DAY)
    assert refused(found, early) == "seat-taken"
    given_and_accepted(found, replace(early, start=NOW + 365 * DAY))
    assert sitting(found, NOW + 364 * DAY) == [ANNA]
    assert sitting(found, NOW + 365 * DAY) == [BORIS]


def test_how_often_in_a_row_is_counted_and_not_said() -> None:
    found = Offices()
    for n in range(3):
        start = NOW + n * 365 * DAY
        given_and_accepted(found, mandate(n, given=start, renewals=n))
    last = NOW + 3 * 365 * DAY
    assert refused(found, mandate(9, given=last, renewals=3)) == "renewals"
    assert refused(found, mandate(9, given=last, renewals=0)) == "renewals"
    given_and_accepted(found, mandate(9, given=last + 365 * DAY, renewals=0))


def test_nothing_is_given_accepted_or_ended_beforehand_or_twice() -> None:
    found = Offices()
    assert refused(found, mandate(1, accepted=NOW)) == "too-early"
    given_and_accepted(found, mandate(1))
    assert refused(found, mandate(1, BORIS, seat=2)) == "mandate-known"
    with pytest.raises(RuleBroken) as caught:
        offices.accept(found, UUID(int=77), ANNA, DEFAULTS, NOW)
    assert caught.value.code == "mandate-unknown"


def test_the_clock_does_not_go_back() -> None:
    found = Offices()
    given_and_accepted(found, mandate(1))
    with pytest.raises(RuleBroken) as caught:
        offices.end(found, mandate(1).id, RECALLED, DEFAULTS, NOW - DAY)
    assert caught.value.code == "clock-back"


def test_a_delegate_of_delegates_sits_on_their_own_living_mandate() -> None:
    found = Offices()
    given_and_accepted(found, mandate(1))
    base = found.given[mandate(1).id]
    above = mandate(2, electorate=COUNCIL, body=CONGRESS, rests_on=base)
    assert refused(found, replace(above, holder=BORIS)) == "rests-on-other"
    assert refused(found, replace(above, rests_on=mandate(8))) == "rests-on-unknown"
    assert refused(found, replace(above, end=above.end + DAY, start=above.start + DAY)) == "outlasts-the-one-below"
    given_and_accepted(found, above)
    assert sitting(found, NOW, CONGRESS) == [ANNA]
    offices.end(found, base.id, RECALLED, DEFAULTS, NOW + DAY)
    assert sitting(found, NOW + DAY, CONGRESS) == [], "who is recalled at home falls everywhere"
    later = replace(above, id=UUID(int=77), given=NOW + DAY, start=NOW + DAY)
    assert refused(found, later) == "no-mandate"


def test_nobody_makes_a_mandate_longer_with_a_false_one_below() -> None:
    found = Offices()
    given_and_accepted(found, mandate(1, days=100))
    false = replace(found.given[mandate(1).id], end=NOW + 300 * DAY)
    above = mandate(2, electorate=COUNCIL, body=CONGRESS, days=200, rests_on=false)
    assert refused(found, above) == "outlasts-the-one-below"
    given_and_accepted(found, replace(above, end=NOW + 100 * DAY))
    assert found.given[above.id].rests_on == found.given[mandate(1).id]


def test_nobody_takes_longer_to_accept_than_the_charter_says() -> None:
    assert refused(Offices(), mandate(1, acceptance_days=8)) == "acceptance-days"


def test_what_is_refused_changes_nothing() -> None:
    found = Offices()
    given_and_accepted(found, mandate(1))
    before = dict(found.given)
    refused(found, mandate(2, BORIS))
    for act in (
        lambda: offices.accept(found, mandate(1).id, ANNA, DEFAULTS, NOW),
        lambda: offices.end(found, mandate(1).id, mandates.DECLINED, DEFAULTS, NOW),
        lambda: offices.end(found, mandate(1).id, RECALLED, DEFAULTS, NOW + 366 * DAY),
    ):
        with pytest.raises(RuleBroken):
            act()
    assert found.given == before


def test_a_council_gives_no_mandate_that_rests_on_nothing() -> None:
    found = Offices()
    assert refused(found, mandate(2, electorate=COUNCIL, body=CONGRESS)) == "rests-on-unknown"


def test_what_was_lost_does_not_come_back_with_a_dispute_opened_afterwards() -> None:
    found = Offices()
    given_and_accepted(found, mandate(1))
    out = Standing(OUT_OF_WORK, dt.date(2020, 1, 1), out_of_work_since=dt.date(2024, 4, 1))
    offices.stands(found, ANNA, out, DEFAULTS, NOW)
    assert sitting(found, NOW) == [ANNA], "dismissal ends nothing"
    assert sitting(found, NOW + 31 * DAY) == []
    offices.stands(found, ANNA, replace(out, dispute_open=True), DEFAULTS, NOW + 40 * DAY)
    offices.stands(found, ANNA, AT_WORK, DEFAULTS, NOW + 41 * DAY)
    assert sitting(found, NOW + 41 * DAY) == []


def test_a_dispute_that_ends_late_ends_the_mandate_then_and_not_before() -> None:
    found = Offices()
    given_and_accepted(found, mandate(1))
    disputed = Standing(OUT_OF_WORK, dt.date(2020, 1, 1), out_of_work_since=dt.date(2024, 1, 1), dispute_open=True)
    offices.stands(found, ANNA, disputed, DEFAULTS, NOW)
    offices.stands(found, ANNA, replace(disputed, dispute_open=False), DEFAULTS, NOW + 90 * DAY)
    assert sitting(found, NOW + 89 * DAY) == [ANNA], "what was done with it stays valid"
    assert sitting(found, NOW + 90 * DAY) == []


def test_a_charter_with_fewer_months_ends_mandates_from_then_on() -> None:
    found = Offices()
    given_and_accepted(found, mandate(1))
    out = Standing(OUT_OF_WORK, dt.date(2020, 1, 1), out_of_work_since=dt.date(2025, 4, 1))
    offices.stands(found, ANNA, out, DEFAULTS, NOW)
    offices.rules_changed(found, DEFAULTS, replace(DEFAULTS, out_of_work_months=6), NOW + 9 * DAY)
    assert sitting(found, NOW + 8 * DAY) == [ANNA]
    assert sitting(found, NOW + 9 * DAY) == []


class Organisation(RuleBasedStateMachine):
    """Members, officials and a clock do whatever comes to their minds; a plain log beside remembers what happened."""

    def __init__(self) -> None:
        super().__init__()
        self.found = Offices()
        self.now = NOW
        self.rules: CharterRules = DEFAULTS
        self.elected: dict[UUID, Mandate] = {}
        self.accepted: dict[UUID, dt.datetime] = {}
        self.over: set[UUID] = set()
        self.standings = dict.fromkeys(PEOPLE, AT_WORK)

    @initialize(days=st.integers(30, 730), months=st.integers(6, 24))
    def a_charter(self, days: int, months: int) -> None:
        self.rules = replace(DEFAULTS, mandate_days=days, out_of_work_months=months)
        for person in PEOPLE:
            offices.stands(self.found, person, AT_WORK, self.rules, self.now)

    @rule(days=st.sampled_from([0, 1, 6, 7, 8, 30, 90, 200]), hours=st.integers(0, 23))
    def time_passes(self, days: int, hours: int) -> None:
        self.now += dt.timedelta(days=days, hours=hours)

    @rule(days=st.integers(30, 730), months=st.integers(6, 24))
    def the_charter_changes(self, days: int, months: int) -> None:
        after = replace(self.rules, mandate_days=days, out_of_work_months=months)
        offices.rules_changed(self.found, self.rules, after, self.now)
        self.rules = after

    @rule(
        holder=st.sampled_from(PEOPLE),
        body=st.sampled_from([COUNCIL, CONGRESS]),
        electorate=st.sampled_from([A, B, COUNCIL, ""]),
        seat=st.integers(0, 3),
        ballot=st.sampled_from(["carried", "carried", "carried", ""]),
        begins=st.sampled_from([0, 0, 5, -1]),
        days=st.sampled_from([1, 30, 90, 365, 700]),
        renewals=st.integers(0, 2),
        data=st.data(),
    )
    def somebody_says_that_they_were_elected(
        self, holder: UUID, body: str, electorate: str, seat: int, ballot: str, begins: int, days: int, renewals: int,
        data: st.DataObject,
    ) -> None:  # fmt: skip
        start = self.now + begins * DAY
        base = data.draw(st.sampled_from([None, *self.elected.values()])) if electorate == COUNCIL else None
        number = UUID(int=data.draw(st.integers(1, 60)))
        one = Mandate(number, holder, electorate, body, seat, ballot, "", self.now, start, start + days * DAY, renewals,
                      rests_on=base)  # fmt: skip
        try:
            offices.give(self.found, one, SEATS[body], self.rules, self.now)
        except RuleBroken:
            return
        assert ballot, "without a ballot there is no mandate"
        assert days <= self.rules.mandate_days
        assert number not in self.elected
        self.elected[number] = one

    @rule(
        holder=st.sampled_from(PEOPLE),
        seat=st.integers(1, 2),
        days=st.integers(20, 365),
        high=st.booleans(),
        accepts=st.sampled_from([True, True, False]),
    )
    def an_honest_election(self, holder: UUID, seat: int, days: int, high: bool, accepts: bool) -> None:
        """What can be given is given; what cannot is refused, for a reason that the log knows too."""
        bases = [self.elected[one] for one in sorted(self.living()) if self.elected[one].holder == holder]
        base = next((one for one in bases if one.body == COUNCIL), None) if high else None
        one = self.ballot_of(holder, seat, min(days, self.rules.mandate_days), base)
        if self.give(one) and accepts:
            self.accept(one)

    def accept(self, one: Mandate) -> None:
        if is_member_on(self.standings[one.holder], self.now.date(), self.rules):
            offices.accept(self.found, one.id, one.holder, self.rules, self.now)
            self.accepted[one.id] = self.now
            assert one.id in self.living()
        else:
            with pytest.raises(RuleBroken):
                offices.accept(self.found, one.id, one.holder, self.rules, self.now)

    def ballot_of(self, holder: UUID, seat: int, days: int, base: Mandate | None) -> Mandate:
        body, electorate = (CONGRESS, COUNCIL) if base else (COUNCIL, A)
        end = min([self.now + days * DAY, *([base.end] if base else [])])
        return Mandate(
            UUID(int=100 + len(self.elected)), holder, electorate, body, 1 if base else seat, "carried", "", self.now,
            self.now, end, self.row(holder, body, electorate), rests_on=base,
        )  # fmt: skip

    def give(self, one: Mandate) -> bool:
        try:
            offices.give(self.found, one, SEATS[one.body], self.rules, self.now)
        except RuleBroken as refused_:
            assert refused_.code in {"seat-taken", "seated-already", "renewals"}
            return False
        assert one.renewals <= self.rules.renewals_most
        self.elected[one.id] = one
        return True

    @rule(holder=st.sampled_from(PEOPLE), data=st.data())
    def somebody_climbs_on_a_mandate_that_is_not_theirs_or_is_over(self, holder: UUID, data: st.DataObject) -> None:
        assume(self.elected)
        base = self.elected[data.draw(st.sampled_from(sorted(self.elected)))]
        assume(base.end > self.now and (base.holder != holder or base.id not in self.living() or base.body != COUNCIL))
        one = self.ballot_of(holder, 1, 30, base)
        with pytest.raises(RuleBroken):
            offices.give(self.found, one, SEATS[CONGRESS], self.rules, self.now)

    @rule(holder=st.sampled_from(PEOPLE), more=st.sampled_from([-1, 1]))
    def somebody_counts_their_terms_otherwise(self, holder: UUID, more: int) -> None:
        honest = self.ballot_of(holder, 1, 20, None)
        with pytest.raises(RuleBroken):
            offices.give(
                self.found, replace(honest, renewals=honest.renewals + more), SEATS[COUNCIL], self.rules, self.now
            )

    def row(self, holder: UUID, body: str, electorate: str) -> int:
        before = [
            self.found.current(one.id, self.rules)
            for one in self.elected.values()
            if (one.holder, one.body, one.electorate) == (holder, body, electorate)
        ]
        return renewals(before, self.now, self.rules)

    @rule(by=st.sampled_from(PEOPLE), data=st.data())
    def somebody_accepts(self, by: UUID, data: st.DataObject) -> None:
        assume(self.elected)
        one = data.draw(st.sampled_from(sorted(self.elected)))
        try:
            offices.accept(self.found, one, by, self.rules, self.now)
        except RuleBroken:
            return
        assert by == self.elected[one].holder
        assert one not in self.accepted
        self.accepted[one] = self.now

    @rule(how=st.sampled_from(ENDS), data=st.data())
    def one_is_ended(self, how: str, data: st.DataObject) -> None:
        assume(self.elected)
        one = data.draw(st.sampled_from(sorted(self.elected)))
        try:
            offices.end(self.found, one, how, self.rules, self.now)
        except RuleBroken:
            assert one not in self.living() or how == mandates.DECLINED, "electors can always end what lives"
            return
        self.over.add(one)

    @rule(climbs=st.booleans())
    def a_delegate_of_delegates_is_recalled_at_home(self, climbs: bool) -> None:
        seated = [self.elected[one] for one in sorted(self.living()) if self.elected[one].body == COUNCIL]
        assume(seated)
        base = seated[0]
        above = self.ballot_of(base.holder, 1, 10, base)
        if climbs and base.end > self.now and self.give(above):
            self.accept(above)
        offices.end(self.found, base.id, RECALLED, self.rules, self.now)
        self.over.add(base.id)
        assert all(self.elected[one].holder != base.holder for one in self.living()), "who falls at home falls above"

    @rule(person=st.sampled_from(PEOPLE), dispute=st.booleans(), ago=st.integers(0, 500))
    def somebody_is_dismissed(self, person: UUID, dispute: bool, ago: int) -> None:
        before = self.living()
        since = self.now.date() - ago * DAY
        self.stands(person, Standing(OUT_OF_WORK, AT_WORK.joined, since, dispute))
        if ago < 28 * self.rules.out_of_work_months:
            assert self.living() == before, f"none of {CAUSES} ends a mandate"

    @rule(person=st.sampled_from(PEOPLE))
    def somebody_is_back_at_work(self, person: UUID) -> None:
        self.stands(person, AT_WORK)

    @rule(person=st.sampled_from(PEOPLE))
    def somebody_becomes_management(self, person: UUID) -> None:
        self.stands(person, Standing(ENDED, AT_WORK.joined, ended=self.now.date()))
        assert person not in {self.elected[one].holder for one in self.living()}

    @rule()
    def somebody_runs_the_daily_job(self) -> None:
        before = self.living()
        offices.settle(self.found, self.rules, self.now)
        assert self.living() == before, "what lives does not depend on a job"

    @rule(back=st.integers(1, 400))
    def somebody_turns_the_clock_back(self, back: int) -> None:
        offices.settle(self.found, self.rules, self.now)
        with pytest.raises(RuleBroken):
            offices.settle(self.found, self.rules, self.now - back * DAY)

    def stands(self, person: UUID, standing: Standing) -> None:
        offices.stands(self.found, person, standing, self.rules, self.now)
        self.standings[person] = standing

    def living(self) -> set[UUID]:
        return {one.id for one in self.found.living(self.now, self.rules)}

    @invariant()
    def every_office_has_a_living_mandate(self) -> None:
        here = self.living()
        for one in here:
            said = self.elected[one]
            assert one in self.accepted
            assert self.accepted[one] < said.given + said.acceptance_days * DAY
            assert max(said.start, self.accepted[one]) <= self.now < said.end
            assert is_member_on(self.standings[said.holder], self.now.date(), self.rules)
            assert said.electorate in SEATS[said.body]
            assert said.rests_on is None or said.rests_on.id in here
            assert (said.electorate == COUNCIL) == (said.rests_on is not None)

    @invariant()
    def what_is_over_stays_over(self) -> None:
        here = self.living()
        assert not here & self.over
        for one, said in self.elected.items():
            lost = not is_member_on(self.standings[said.holder], self.now.date(), self.rules)
            late = one not in self.accepted and self.now >= said.given + said.acceptance_days * DAY
            fallen = said.rests_on is not None and said.rests_on.id in self.over
            if self.now >= said.end or lost or late or fallen:
                self.over.add(one)
        assert not here & self.over

    @invariant()
    def nobody_sits_twice_and_no_seat_is_shared(self) -> None:
        for body, seats in SEATS.items():
            here = self.found.in_body(body, self.now, self.rules)
            assert len({one.holder for one in here}) == len(here) <= sum(seats.values())
            places = {(one.electorate, one.seat) for one in here}
            assert len(places) == len(here)
            assert all(1 <= seat <= seats[electorate] for electorate, seat in places)

    @invariant()
    def only_a_living_mandate_can_be_used(self) -> None:
        for one in self.elected:
            current = self.found.current(one, self.rules)
            for person in PEOPLE:
                if person == current.holder and living(current, self.now):
                    check_living(current, person, self.now)
                else:
                    with pytest.raises(RuleBroken):
                        check_living(current, person, self.now)


TestOrganisation = Organisation.TestCase
TestOrganisation.settings = settings(max_examples=80, stateful_step_count=50, deadline=None)


def test_the_holder_can_lay_it_down_at_any_time_and_electors_can_recall_at_any_time() -> None:
    for how in (LAID_DOWN, RECALLED):
        found = Offices()
        given_and_accepted(found, mandate(1))
        offices.end(found, mandate(1).id, how, DEFAULTS, NOW)
        assert sitting(found, NOW) == []
