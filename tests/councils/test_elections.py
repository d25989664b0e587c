"""A steward is elected by secret ballot: names, answers, the ballot by itself, the mandate, a vacant seat."""

from __future__ import annotations

import pytest

from groundswell.ballots import queries as ballots
from groundswell.ballots.actions import due
from groundswell.ballots.models import Ballot
from groundswell.charter.queries import rules
from groundswell.councils import actions as openly
from groundswell.councils import electing, elections, queries
from groundswell.councils.models import Election, Given, Mandate, Occasion
from groundswell.kernel import clock
from groundswell.kernel.actions import housekeeping
from groundswell.kernel.errors import Forbidden, Gone, Invalid, Unknown
from groundswell.members.actions import standing
from groundswell.motions import queries as motions
from groundswell.record.models import Entry
from groundswell.workplaces import queries as workplaces
from scrutiny.organisation import acts
from scrutiny.organisation.ballots import timetable
from scrutiny.organisation.ballots.decision import Outcome
from scrutiny.organisation.ballots.seen import INSTANTS
from scrutiny.organisation.councils.clocks import midnight_after
from tests.ballots.conftest import adopt
from tests.ballots.test_closing import assert_replays
from tests.cast import World, elect
from tests.councils.electing import (
    DAY,
    PEOPLE,
    accept,
    announced,
    answer,
    certified,
    counted,
    current,
    elected,
    given_to,
    lay_down,
    names_day,
    nominate,
    stand,
)


class TestNames:
    def test_come_in_before_the_present_term_ends_and_not_earlier(self, here: World) -> None:
        with clock.set_to(names_day(here) - DAY), pytest.raises(Gone):
            nominate(here, "kestrel")
        nominate(here, "kestrel")
        assert current(here).due == elections.due_on(here.unit("Industry"))

    def test_come_in_without_anybody_asking_where_the_steward_was_signed_for(self, here: World) -> None:
        with clock.set_to(names_day(here) - DAY):
            due.settle()
            assert elections.current(here.unit("Industry")) is None
        due.settle()
        due.settle()
        assert current(here).due == elections.due_on(here.unit("Industry"))
        assert not Occasion.objects.exists()

    def test_that_are_missing_keep_nobody_from_signing(self, here: World) -> None:
        due.settle()
        act = acts.NominateSteward(unit=here.unit("Industry"), account=here.finch.account)
        assert openly.nominate(here.rowan.actor(), act).open
        nominate(here, "kestrel")
        with pytest.raises(Gone):
            openly.nominate(
                here.rowan.actor(), acts.NominateSteward(unit=here.unit("Industry"), account=here.tern.account)
            )

    def test_that_nobody_gave_end_with_a_steward_who_was_signed_for(self, here: World) -> None:
        due.settle()
        before = current(here)
        with clock.set_to(clock.now() + DAY):
            elect(here, "finch", "Industry", *PEOPLE)
            due.settle()
            assert elections.election(before.id).over
            assert elections.current(here.unit("Industry")) is None

    def test_that_come_late_leave_others_time(self, here: World) -> None:
        due.settle()
        with clock.set_to(midnight_after(current(here).due) + 9 * DAY):
            nominate(here, "kestrel")
            assert current(here).due == elections.soonest()

    def test_do_not_come_in_while_the_term_is_young(self, world: World) -> None:
        with pytest.raises(Gone):
            nominate(world, "kestrel")

    def test_come_from_electors_only_and_name_electors_only(self, here: World) -> None:
        with pytest.raises(Forbidden):
            nominate(here, "kestrel", by="finch", unit="Press shop")
        with pytest.raises(Forbidden):
            nominate(here, "wren")

    def test_name_nobody_twice(self, here: World) -> None:
        nominate(here, "kestrel")
        with pytest.raises(Gone):
            nominate(here, "kestrel", by="finch")
        assert Election.objects.count() == 1

    def test_stand_only_with_their_own_yes(self, here: World) -> None:
        nominate(here, "kestrel")
        assert elections.standing(current(here)) == []
        with pytest.raises(Forbidden):
            answer(here, "finch")
        answer(here, "kestrel")
        assert [one.statement for one in elections.standing(current(here))] == ["I will report back."]
        answer(here, "kestrel", stands=False)
        assert elections.standing(current(here)) == []

    def test_so_few_elect_in_the_open(self, here: World) -> None:
        with pytest.raises(Invalid):
            nominate(here, "tern", by="finch", unit="Foundry")

    def test_of_the_same_name_can_be_told_apart(self, here: World) -> None:
        election = stand(here)
        people = elections.standing(election)
        for one in people:
            one.account.name = "Kestrel"
        assert elections.labels(people) == ["Kestrel", "Kestrel (2)", "Kestrel (3)"]

    def test_open_signatures_do_not_stand_beside_a_ballot(self, here: World) -> None:
        act = acts.NominateSteward(here.unit("Industry"), here.kestrel.account)
        nominate(here, "magpie")
        with pytest.raises(Gone):
            openly.nominate(here.kestrel.actor(), act)


class TestTheBallot:
    def test_announces_itself_in_time_for_the_next_term(self, here: World) -> None:
        ends = max(one.end for one in queries.stewards_of(here.unit("Industry")))
        election = stand(here)
        ballot = announced(election)
        expected = timetable.generate(rules(), midnight_after(election.due - DAY))
        assert [getattr(ballot, name) for name in INSTANTS] == [getattr(expected, name) for name in INSTANTS]
        assert ballot.certified + rules().acceptance_days * DAY <= ends
        asked = ballots.asked_of(ballot)[0]
        assert (asked.kind, asked.rule, asked.answers) == ("rank", "scottish", ("Kestrel", "Magpie", "Finch"))
        assert ballot.by_id is None

    def test_waits_for_somebody_who_stands(self, here: World) -> None:
        nominate(here, "kestrel")
        election = current(here)
        with clock.set_to(midnight_after(election.due)):
            due.settle()
            assert not Occasion.objects.filter(kind="election").exists()
            answer(here, "kestrel")
            due.settle()
            due.settle()
        assert Occasion.objects.filter(kind="election").count() == 1

    def test_is_final_once_it_is_announced(self, here: World) -> None:
        ballot = announced(stand(here))
        with clock.set_to(ballot.notice + DAY):
            with pytest.raises(Gone):
                answer(here, "kestrel", stands=False)
            with pytest.raises(Gone):
                nominate(here, "tern")

    def test_that_nobody_prepared_is_announced_anew(self, here: World) -> None:
        ballot = announced(stand(here))
        with clock.set_to(ballot.opening):
            due.settle()
            due.settle()
        assert Ballot.objects.filter(occasion__kind="election").count() == 2
        assert_replays()

    def test_asks_about_one_who_stands_alone(self, here: World) -> None:
        ballot = announced(stand(here, "kestrel"))
        assert ballots.asked_of(ballot)[0].kind == "choose"
        ballot = counted(here, ballot, {"heron": [[1]], "rowan": [[1]], "finch": [[0]], "tern": [[0]]})
        with certified(ballot):
            assert ballots.ballot(ballot.id).outcome == Outcome.NOT_CARRIED
        assert not Given.objects.exists()
        assert_replays()


class TestTheMandate:
    def test_is_given_by_the_ballot_and_accepted_by_its_winner(self, here: World) -> None:
        present = max(one.end for one in queries.stewards_of(here.unit("Industry")))
        ballot = elected(here)
        with certified(ballot) as instant:
            assert ballots.ballot(ballot.id).outcome == Outcome.CARRIED
            given = given_to(here, "kestrel")
            assert (given.start, given.end) == (present, present + rules().mandate_days * DAY)
            assert given.accept_by == instant + rules().acceptance_days * DAY
            mandate = accept(here, "kestrel")
            assert (mandate.id, mandate.electorate, mandate.signed) == (given.id, 6, 5)
            assert here.unit("Industry") not in here.kestrel.actor().stewarded
        with clock.set_to(present):
            assert here.unit("Industry") in here.kestrel.actor().stewarded
            assert_replays()
        with clock.set_to(given.end):
            assert here.unit("Industry") not in here.kestrel.actor().stewarded

    def test_is_accepted_by_nobody_else_and_once(self, here: World) -> None:
        with certified(elected(here)):
            given = given_to(here, "kestrel")
            with pytest.raises(Forbidden):
                electing.accept(here.finch.actor(), acts.AcceptMandate(given.id))
            with pytest.raises(Unknown):
                electing.accept(here.finch.actor(), acts.AcceptMandate(here.unit("Industry")))
            accept(here, "kestrel")
            with pytest.raises(Gone):
                accept(here, "kestrel")

    def test_that_nobody_wanted_in_time_goes_to_the_next(self, here: World) -> None:
        with certified(elected(here)):
            late = given_to(here, "kestrel").accept_by
        with clock.set_to(late):
            with pytest.raises(Gone):
                accept(here, "kestrel")
            due.settle()
            assert given_to(here, "kestrel").how == "not-accepted"
            follower = Given.objects.get(follows__isnull=False)
            assert follower.candidate.account.name in {"Magpie", "Finch"}
            due.settle()
            assert Given.objects.count() == 2
        assert_replays()

    def test_can_be_declined(self, here: World) -> None:
        with certified(elected(here)):
            lay_down(here, "kestrel")
            due.settle()
            assert given_to(here, "kestrel").how == "declined"
            with pytest.raises(Gone):
                accept(here, "kestrel")
            assert Given.objects.filter(follows__isnull=False).count() == 1


class TestAVacancy:
    def test_is_filled_by_countback_for_the_rest_of_the_term(self, here: World) -> None:
        with certified(elected(here)):
            mandate = accept(here, "kestrel")
        with clock.set_to(mandate.start + 30 * DAY):
            lay_down(here, "kestrel")
            assert here.unit("Industry") not in here.kestrel.actor().stewarded
            due.settle()
            follower = Given.objects.select_related("candidate__account").get(follows=mandate.id)
            assert follower.end == mandate.end
            name = follower.candidate.account.name.lower()
            accept(here, name)
            assert here.unit("Industry") in here.people[name].actor().stewarded
            assert_replays()

    def test_after_a_recall_is_filled_like_any_other(self, here: World) -> None:
        with certified(elected(here)):
            mandate = accept(here, "kestrel")
        with clock.set_to(mandate.start + DAY):
            assert not motions.is_over(mandate)
            recall_now(mandate)
            due.settle()
            assert given_to(here, "kestrel").how == "recalled"
            assert Given.objects.filter(follows=mandate.id).exists()

    def test_of_one_who_left_is_filled(self, here: World) -> None:
        with certified(elected(here)):
            mandate = accept(here, "kestrel")
        with clock.set_to(mandate.start + DAY):
            standing.leave(here.kestrel.actor(), here.kestrel.membership, "left")
            due.settle()
            assert given_to(here, "kestrel").how == "not-eligible"
            assert Given.objects.filter(follows=mandate.id).exists()
        assert_replays()

    def test_goes_to_a_new_ballot_where_the_charter_says_so(self, here: World) -> None:
        with certified(elected(here)):
            mandate = accept(here, "kestrel")
        with clock.set_to(mandate.start + DAY):
            adopt(ballot_group="Ed25519", vacancies="by-election")
            lay_down(here, "kestrel")
            due.settle()
            assert not Given.objects.filter(follows=mandate.id).exists()
            assert current(here).due == clock.today() + rules().observers_days * DAY

    def test_goes_to_a_new_ballot_where_the_old_one_names_nobody_else(self, here: World) -> None:
        only = dict.fromkeys(("heron", "rowan", "kestrel"), "k")
        with certified(elected(here, only)):
            mandate = accept(here, "kestrel")
        with clock.set_to(mandate.start + DAY):
            lay_down(here, "kestrel")
            due.settle()
            assert Given.objects.count() == 1
            assert current(here).unit_id == here.unit("Industry")

    def test_beside_others_who_keep_theirs_is_filled_by_a_ballot_for_the_rest_of_the_term(
        self, here: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(elections, "seats_in", lambda _unit, _body="": 2)
        with certified(elected(here, dict.fromkeys(("heron", "rowan", "kestrel", "magpie"), "km"))):
            kept, gone = accept(here, "kestrel"), accept(here, "magpie")
        with clock.set_to(gone.start + DAY):
            adopt(ballot_group="Ed25519", vacancies="by-election")
            lay_down(here, "magpie")
            due.settle()
            again = current(here)
            assert (again.seats, again.until) == (1, kept.end)
            ballot = announced(stand(here, "finch"))
            ballot = counted(here, ballot, {name: [[1]] for name in ("heron", "rowan", "tern")})
            with certified(ballot) as instant:
                follower = given_to(here, "finch")
                assert (follower.seat, follower.start, follower.end) == (2, instant, kept.end)
                accept(here, "finch")
                assert len(queries.stewards_of(here.unit("Industry"))) == 2
        assert_replays()

    def test_at_the_end_of_the_term_fills_nothing(self, here: World) -> None:
        with certified(elected(here)):
            mandate = accept(here, "kestrel")
        with clock.set_to(mandate.end):
            due.settle()
            due.settle()
            assert given_to(here, "kestrel").how == "lapsed"
            assert Given.objects.count() == 1
            assert elections.names_come_in(workplaces.unit(here.unit("Industry")))


def recall_now(mandate: Mandate) -> None:
    housekeeping(openly.recall)(Mandate.objects.get(id=mandate.id))


def test_without_a_quorum_nobody_gets_the_office(here: World) -> None:
    ballot = elected(here, {"heron": "k"})
    with certified(ballot):
        assert ballots.ballot(ballot.id).outcome == Outcome.NO_QUORUM
        assert not Given.objects.exists()
    assert_replays()


def test_the_record_shows_the_office_and_not_the_vote(here: World) -> None:
    with certified(elected(here)):
        accept(here, "kestrel")
    kinds = list(Entry.objects.filter(type__startswith="mandate.").order_by("index").values_list("type", flat=True))
    assert kinds == ["mandate.give", "mandate.accept"]
    public = b"".join(bytes(one.public) for one in Entry.objects.filter(type__startswith="mandate."))
    assert str(here.kestrel.account).encode() not in public
