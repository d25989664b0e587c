"""Random members, officials, clocks and forgers, through the record alone: no office without a living mandate.

Honest entries are always taken. Of others some are refused whatever happened before; where it depends, an entry that is
taken has to be one that a plain log beside allows. The log knows only who was signed for, how many voted for whom, who
accepted when, and what was recalled.
"""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from packages.scrutiny.tests.organisation.telling import (
    ANSWERS,
    BEGUN,
    BRANCH,
    DAY,
    ELECTORS,
    KEYS,
    ORG,
    QUORUM,
    SECRETS,
    SIGNERS,
    UNIT,
    Demand,
    Held,
    Told,
    noon,
    within,
)
from packages.scrutiny.tests.organisation.writing import Written

from scrutiny.errors import RuleBroken
from scrutiny.identity import joint_keys
from scrutiny.organisation import replay
from scrutiny.organisation.ballots import asked, timetable
from scrutiny.organisation.ballots.asked import Asked
from scrutiny.organisation.ballots.seen import INSTANTS
from scrutiny.organisation.ballots.timetable import Timetable
from scrutiny.organisation.charter import DEFAULTS, to_json
from scrutiny.organisation.councils import clocks, petitions
from scrutiny.organisation.councils.clocks import midnight_after
from scrutiny.organisation.councils.petitions import Kind, Petition
from scrutiny.organisation.entries import Entry

LENGTHS = st.sampled_from([1, 20, 90, 91, 365, 366, 4000])


class Record(Written):
    # Members, officials and the clock

    @initialize(
        mandate=st.sampled_from([40, 365]),
        steward=st.sampled_from([30, 90]),
        vacancies=st.sampled_from(["countback", "by-election"]),
    )
    def a_founding(self, mandate: int, steward: int, vacancies: str) -> None:
        self.adopted = replace(DEFAULTS, mandate_days=mandate, steward_days=steward, vacancies=vacancies)
        self.honest("organisation.found", rules=to_json(self.charter), units=1)
        for _ in range(2):
            self.sign_for(steward)
        self.an_election(2)
        self.go_on(next(iter(self.ballots)), 4, 6, (0, 1))
        self.give(*self.free()[0], mandate)
        self.accept(list(self.told)[-1])

    @rule(days=st.sampled_from([1, 1, 5, 8, 29, 60, 300]))
    def time_passes(self, days: int) -> None:
        self.day += days * DAY

    @rule(days=LENGTHS)
    def a_steward_is_signed_for(self, days: int) -> None:
        self.sign_for(days)

    def sign_for(self, days: int) -> None:
        name, start = self.name(), noon(self.day)
        said = {"mandate": name, "start": start.isoformat(), "end": (start + days * DAY).isoformat(), "unit": UNIT}
        if days > self.charter.steward_days:
            self.refused("steward.accept", "too-long", **said)
            return
        self.honest("steward.accept", **said)
        self.told[name] = Told(start, start + days * DAY, self.day, accepted=True)

    @rule(seats=st.integers(1, 2))
    def an_election_is_announced(self, seats: int) -> None:
        self.an_election(seats)

    def an_election(self, seats: int) -> None:
        name = self.name()
        times = timetable.generate(self.charter, midnight_after(self.day - DAY))
        self.announce(name, Asked("rank", "Who?", ANSWERS, rule="scottish", seats=seats), times, election=name)
        self.ballots[name] = Held(times, seats)

    def announce(self, name: str, question: Asked, times: Timetable, **more: str) -> None:
        instants = {one: getattr(times, one).isoformat() for one in INSTANTS}
        said = {"ballot": name, "unit": UNIT, "questions": asked.to_text([question]), "binding": 1, "rules": {}}
        self.honest("ballot.announce", **said, **instants, electors=ELECTORS, parts=1, **more)
        drawn = {"registrars": ["a", "b"], "trustees": ["c", "d", "e"], "threshold": 2}
        self.honest("ballot.custodians", ballot=name, **drawn)

    @precondition(lambda self: any(not one.over for one in self.ballots.values()))
    @rule(
        steps=st.sampled_from([4, 4, 4, 1]),
        voted=st.sampled_from([6, 9, 3, 2, 0]),
        names=st.lists(st.integers(0, 3), max_size=2, unique=True),
        data=st.data(),
    )
    def a_ballot_goes_on(self, steps: int, voted: int, names: list[int], data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(one for one, held in self.ballots.items() if not held.over)))
        self.go_on(name, steps, voted, tuple(names))

    def go_on(self, name: str, steps: int, voted: int, names: tuple[int, ...]) -> None:
        held = self.ballots[name]
        for _ in range(min(steps, len(held.stages) + 1)):
            if not held.stages:
                self.day = max(self.day, held.times.certified.date())
                self.certify(name, held, names[: held.seats])
            elif held.stages[0] == "setup" and self.day > held.times.opening.date():
                self.honest("ballot.certify", ballot=name, outcome="not-held")
                self.not_held(name)
                return
            else:
                held.voted = voted if held.stages[0] == "closed" else held.voted
                self.seal(name, held, held.stages.pop(0))

    def not_held(self, name: str) -> None:
        self.ballots[name].over = True
        for demand in self.demands:
            demand.ballot = "" if demand.ballot == name else demand.ballot

    def seal(self, name: str, held: Held, stage: str) -> None:
        earliest = {"setup": held.times.observers, "closed": held.times.closing, "result": held.times.decrypting}
        self.day = max(self.day, earliest[stage].date())
        voted = 0 if stage == "setup" else held.voted
        said = {"election": name, "stage": stage, "height": 4 - len(held.stages), "head": "", "electors": ELECTORS}
        self.honest("ballot.board", ballot=name, **said, voted=voted)
        if not self.keys_are_out:
            self.honest("petition.keys", ballot=name, keys=KEYS.digest, count=ELECTORS)
            self.honest("petition.list", keys=KEYS.digest, place=0, listed=b"".join(KEYS.keys).hex())
            self.keys_are_out = True

    def certify(self, name: str, held: Held, names: tuple[int, ...]) -> None:
        """Every other outcome than that of the counts is refused."""
        in_favour = 0 if held.seats else held.voted
        counts = [ELECTORS, held.voted, in_favour]
        elected = {"elected": list(names)} if held.seats else {}
        wanted = bool(names) if held.seats else 2 * in_favour > held.voted
        right = "no-quorum" if held.voted < QUORUM else "carried" if wanted else "not-carried"
        said = {"ballot": name, "whole": counts, "branches": {BRANCH: counts}, **elected}
        for wrong in {"no-quorum", "carried", "not-carried"} - {right}:
            self.refused("ballot.certify", "outcome", **said, outcome=wrong)
        more = [ELECTORS, (held.voted + 1) % (ELECTORS + 1), 0]
        self.refused("ballot.certify", "counts", **{**said, "whole": more, "branches": {BRANCH: more}}, outcome=right)
        self.honest("ballot.certify", **said, outcome=right)
        held.over, held.carried, held.elected = True, right == "carried", names
        if held.carried and held.recalls:
            self.told[held.recalls].ended = True

    # Whom a ballot elected

    @precondition(lambda self: self.free())
    @rule(days=st.sampled_from([1, 39, 40, 365]), data=st.data())
    def who_was_elected_gets_it(self, days: int, data: st.DataObject) -> None:
        self.give(*data.draw(st.sampled_from(self.free())), days)

    def give(self, ballot: str, place: int, seat: int, days: int) -> None:
        start = midnight_after(self.day)
        said = self.giving(ballot, place, seat, start, start + min(days, self.charter.mandate_days) * DAY)
        self.honest("mandate.give", **said, follows="")
        self.note(said)

    @precondition(lambda self: self.charter.vacancies == "countback" and self.vacant())
    @rule(data=st.data())
    def who_comes_next_gets_a_seat_that_was_left(self, data: st.DataObject) -> None:
        follows = data.draw(st.sampled_from(self.vacant()))
        former = self.told[follows]
        had = {one.place for one in self.told.values() if one.ballot == former.ballot}
        places = [n for n in range(len(ANSWERS)) if n not in had and n not in self.ballots[former.ballot].elected]
        assume(places)
        start = max(former.start, midnight_after(self.day))
        said = self.giving(former.ballot, places[0], former.seat, start, former.end)
        self.honest("mandate.give", **said, follows=follows)
        self.note(said)

    @precondition(lambda self: self.free())
    @rule(how=st.sampled_from(["longer", "earlier", "backwards", "seat", "nobody"]), data=st.data())
    def it_is_written_otherwise(self, how: str, data: st.DataObject) -> None:
        ballot, place, seat = data.draw(st.sampled_from(self.free()))
        start = midnight_after(self.day)
        end = start + self.charter.mandate_days * DAY
        wrong: dict[str, tuple[str, tuple[Any, ...]]] = {
            "longer": ("too-long", (place, seat, start, end + DAY)),
            "earlier": ("starts-before-it-is-given", (place, seat, start - 2 * DAY, end - 2 * DAY)),
            "backwards": ("ends-before-it-starts", (place, seat, start, start)),
            "seat": ("no-such-seat", (place, self.highest_seat(ballot) + 1, start, end)),
            "nobody": ("not-elected", (len(ANSWERS), seat, start, end)),
        }
        code, said = wrong[how]
        self.refused("mandate.give", code, **self.giving(ballot, *said), follows="")

    @precondition(lambda self: self.crowded())
    @rule(data=st.data())
    def two_sit_on_one_seat(self, data: st.DataObject) -> None:
        ballot, place, seat = data.draw(st.sampled_from(self.crowded()))
        start = midnight_after(self.day)
        said = self.giving(ballot, place, seat, start, start + DAY)
        self.refused("mandate.give", "seat-taken", **said, follows="")

    @rule(
        place=st.integers(-1, 4),
        seat=st.integers(0, 3),
        begins=st.sampled_from([0, 0, 0, 30, -1]),
        days=LENGTHS,
        data=st.data(),
    )
    def somebody_writes_that_they_have_it(
        self, place: int, seat: int, begins: int, days: int, data: st.DataObject
    ) -> None:
        ballot = data.draw(st.sampled_from([*self.ballots, str(UUID(int=9))]))
        follows = data.draw(st.sampled_from(["", *self.told]))
        start = midnight_after(self.day) + begins * DAY
        said = self.giving(ballot, place, seat, start, start + days * DAY)
        if self.tried("mandate.give", **said, follows=follows):
            self.check_given(said, follows, self.ballots[ballot])
            self.note(said)

    def highest_seat(self, ballot: str) -> int:
        """Of its question, or of an earlier one: a by-election fills a seat beside those who keep theirs."""
        return max([self.ballots[ballot].seats, *(one.seat for one in self.told.values() if one.ballot)])

    def check_given(self, said: dict[str, Any], follows: str, held: Held) -> None:
        assert held.carried
        assert held.voted >= QUORUM
        assert 1 <= said["seat"] <= self.highest_seat(said["ballot"])
        start, end = (dt.datetime.fromisoformat(said[one]) for one in ("start", "end"))
        assert self.day <= start.date() <= end.date() <= (start + self.charter.mandate_days * DAY).date()
        same = [one for one in self.told.values() if one.ballot == said["ballot"]]
        assert said["place"] not in {one.place for one in same}
        for one in self.told.values():
            assert not one.ballot or one.seat != said["seat"] or self.over(one) or one.end <= start
        if follows:
            former = self.told[follows]
            assert self.charter.vacancies == "countback"
            assert (former.ballot, former.seat) == (said["ballot"], said["seat"])
            assert self.over(former)
            assert end <= former.end
        else:
            assert said["place"] in held.elected
            assert said["seat"] not in {one.seat for one in same}

    @precondition(lambda self: any(one.ballot for one in self.told.values()))
    @rule(data=st.data())
    def somebody_accepts(self, data: st.DataObject) -> None:
        self.accept(data.draw(st.sampled_from(sorted(one for one in self.told if self.told[one].ballot))))

    def accept(self, name: str) -> None:
        one = self.told[name]
        if one.accepted or self.over(one):
            self.refused("mandate.accept", "accepted-already", "too-late", "mandate-ended", mandate=name)
        else:
            self.honest("mandate.accept", mandate=name)
            one.accepted = True

    # How it ends

    @rule(
        how=st.sampled_from(["mandate.lay_down", "recall.openly", "steward.end", "not-accepted", "not-eligible"]),
        data=st.data(),
    )
    def it_is_ended(self, how: str, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.told)))
        one = self.told[name]
        by_rule = not how.startswith(("mandate", "recall", "steward"))
        if self.tried("mandate.end" if by_rule else how, mandate=name, **({"how": how} if by_rule else {})):
            assert not one.ended
            assert how != "not-accepted" or not one.accepted
            one.ended = True
        else:
            wrong_way = bool(one.ballot) == (how == "steward.end") or by_rule or how == "recall.openly"
            assert one.ended or self.day > one.end.date() or wrong_way

    @precondition(lambda self: self.keys_are_out and any(self.living(one) for one in self.told))
    @rule(data=st.data())
    def a_recall_is_begun(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(one for one in self.told if self.living(one))))
        closes = self.day + self.charter.petition_days * DAY
        one = Petition(UUID(self.name()), Kind.RECALL, ORG, f"assembly:{UNIT}", KEYS.digest, UUID(name), "Why.",
                       self.day, closes)  # fmt: skip
        needed = petitions.needed(Kind.RECALL, ELECTORS, self.charter)
        self.honest("petition.open", **one.told(), petition=str(one.id), mover=KEYS.keys[0].hex(), needed=needed)
        self.demands.append(Demand(one))
        self.sign(self.demands[-1], SIGNERS[: data.draw(st.integers(0, 4))], forged=False)
        self.day += DAY
        if self.count(self.demands[-1], 0):
            self.call(self.demands[-1])
            self.go_on(self.demands[-1].ballot, data.draw(st.sampled_from([0, 4, 4])), 6, ())

    @precondition(lambda self: self.demands)
    @rule(keys=st.lists(st.sampled_from(SIGNERS), min_size=1, max_size=5), forged=st.booleans(), data=st.data())
    def they_sign(self, keys: list[bytes], forged: bool, data: st.DataObject) -> None:
        """Twice perhaps, or by a key that is on no list, or with a signature that is none."""
        demand = data.draw(st.sampled_from(self.demands))
        self.sign(demand, keys, forged=forged)

    def sign(self, demand: Demand, keys: list[bytes], *, forged: bool) -> None:
        for key in keys:
            made = joint_keys.sign(SECRETS[key], b"something else" if forged else demand.asked.message())
            said = {"petition": str(demand.asked.id), "key": key.hex(), "signature": made.hex()}
            self.honest("petition.sign", **said)
            demand.came.setdefault(key, self.day)
            if not forged and key in KEYS.known and self.day < demand.asked.closes:
                demand.signed.setdefault(key, self.day)

    @precondition(lambda self: self.demands)
    @rule(more=st.sampled_from([0, 0, 0, 1, -1]), days=st.sampled_from([1, 1, 0]), data=st.data())
    def it_is_counted(self, more: int, days: int, data: st.DataObject) -> None:
        demand = data.draw(st.sampled_from(self.demands))
        self.day += days * DAY
        self.count(demand, more)

    def count(self, demand: Demand, more: int) -> bool:
        """Whatever came in that does not count: where too few have signed, no number is taken."""
        if len(demand.signed) < petitions.needed(Kind.RECALL, ELECTORS, self.charter):
            last = max(demand.came.values(), default=self.day)
            said = {"petition": str(demand.asked.id), "reached": last.isoformat(), "signed": len(demand.came)}
            self.refused("petition.tally", "petition-count", **said)
        last = max(demand.signed.values(), default=self.day)
        said = {"petition": str(demand.asked.id), "reached": last.isoformat(), "signed": len(demand.signed) + more}
        if self.tried("petition.tally", **said):
            assert demand.reached is None
            assert more == 0
            assert len(demand.signed) >= petitions.needed(Kind.RECALL, ELECTORS, self.charter)
            assert last < self.day
            demand.reached = last
        return demand.reached is not None

    @precondition(lambda self: any(one.reached and not one.ballot for one in self.demands))
    @rule(data=st.data())
    def its_ballot_is_called(self, data: st.DataObject) -> None:
        self.call(data.draw(st.sampled_from([one for one in self.demands if one.reached and not one.ballot])))

    def call(self, demand: Demand) -> None:
        assert demand.reached
        on_time = self.day == demand.reached + DAY
        times = clocks.of_petition(Kind.RECALL, self.day - DAY, self.charter, again=not on_time)
        demand.ballot = self.name()
        question = asked.yes_or_no("Shall it end?", "Yes", "No")
        self.announce(demand.ballot, question, times, petition=str(demand.asked.id))
        self.ballots[demand.ballot] = Held(times, recalls=str(demand.asked.subject))

    # What is done in office

    @rule(data=st.data())
    def a_question_is_put(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from([*sorted(self.told), str(UUID(int=9))]))
        question, closes = self.name(), (noon(self.day) + 30 * DAY).isoformat()
        said = {"question": question, "unit": UNIT, "mandate": name, "title": "", "text": "", "closes": closes}
        if self.living(name):
            self.honest("vote.call", **said)
            self.questions[question] = set()
        else:
            self.refused("vote.call", "no-mandate", **said)

    @precondition(lambda self: self.questions)
    @rule(unit=st.sampled_from([UNIT, UNIT, UNIT, BRANCH]), data=st.data())
    def a_delegate_votes(self, unit: str, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from([*sorted(self.told), str(UUID(int=9))]))
        question = data.draw(st.sampled_from(sorted(self.questions)))
        said = {"question": question, "mandate": name, "position": "against", "reason": "", "unit": unit}
        if self.tried("vote.cast", **said):
            assert self.living(name)
            assert unit == UNIT
            assert name not in self.questions[question]
            self.questions[question].add(name)

    # What is refused whatever happened before

    @rule(days=st.integers(1, 40), data=st.data())
    def officials_write_what_no_ballot_said(self, days: int, data: st.DataObject) -> None:
        ballot = data.draw(st.sampled_from([*self.ballots, str(UUID(int=9))]))
        self.refused("charter.change", "no-ballot", "other-question", ballot=ballot, rules={"mandate_days": 700})
        start = noon(self.day + days * DAY)
        said = {"mandate": self.name(), "start": start.isoformat(), "end": (start + DAY).isoformat(), "unit": UNIT}
        self.refused("steward.accept", "starts-before-it-is-given", **said)

    @rule(days=st.integers(1, 400))
    def the_clock_goes_back(self, days: int) -> None:
        last = self.state.last_day or BEGUN
        earlier = Entry(ORG, "vote.instruct", last - days * DAY, None, {}, "cd" * 32)
        with pytest.raises(RuleBroken):
            replay.take(copy.deepcopy(self.state), earlier)

    # What always holds

    @invariant()
    def every_office_has_a_living_mandate(self) -> None:
        for instant in (noon(self.day), midnight_after(self.day)):
            here = {one for one, said in self.state.offices.items() if not said.ended and within(said, instant)}
            assert len(here) == self.state.living(instant)
            known = {one for one, said in self.told.items() if said.accepted and not said.ended}
            assert here == {one for one in known if within(self.told[one], instant)}
            for name in here:
                self.check_chain(self.told[name])

    def check_chain(self, one: Told) -> None:
        """To the signatures of most members, or to a ballot in which enough have voted, and no longer than may be."""
        if one.ballot:
            assert self.ballots[one.ballot].carried
            assert self.ballots[one.ballot].voted >= QUORUM
        days = self.charter.mandate_days if one.ballot else self.charter.steward_days
        assert one.end - one.start <= days * DAY

    @invariant()
    def nobody_sits_on_a_seat_that_is_taken(self) -> None:
        sitting = [one.seat for name, one in self.told.items() if one.ballot and self.living(name)]
        starting = {name: one for name, one in self.told.items() if one.ballot and one.end.date() == self.day}
        assert len(sitting) - len(set(sitting)) <= len(starting), "but on the day on which one ends and another begins"


TestRecord = Record.TestCase
TestRecord.settings = settings(max_examples=100, stateful_step_count=60, deadline=None)
