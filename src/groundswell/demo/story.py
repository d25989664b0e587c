"""Three years of an invented organisation, told through the site's own actions under a clock set by hand.

Nothing here writes to a table: what the demonstration shows, members could have done.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from heapq import heappop, heappush
from itertools import permutations
from uuid import UUID

from django.conf import settings

from groundswell.audit import actions as audit
from groundswell.audit.queries import unstated
from groundswell.charter.queries import rules
from groundswell.councils import actions as offices
from groundswell.councils.queries import stewards_of, with_offices
from groundswell.demo.clock import DEMO_STARTS
from groundswell.demo.electing import Stage
from groundswell.demo.mandates import arrange
from groundswell.demo.people import Invented, acting, name_of, registration, taking
from groundswell.demo.places import FOUNDERS, LAND, ORGANISATION, PARCEL_CENTRE, SPOTS, Spot
from groundswell.demo.pledges import PLEDGES, ToldPledge, hold
from groundswell.demo.voting import Hall, Told, announce, by_branch, decided, ranking, volunteer
from groundswell.founding import actions as founding
from groundswell.founding import queries as draft
from groundswell.founding.token import token_of
from groundswell.home.daily import settle_day
from groundswell.kernel import clock
from groundswell.kernel.actor import Actor
from groundswell.kernel.ids import new_id
from groundswell.members import queries as members
from groundswell.members.actions import joining, standing
from groundswell.record.queries import org_id, root_at
from groundswell.workplaces import actions as tree_actions
from groundswell.workplaces import testing
from groundswell.workplaces.queries import workplace_of
from scrutiny.organisation import acts
from scrutiny.organisation.ballots import asked
from scrutiny.randomness import random_below, seeded

MONTHS = 36
SEED = "Riverside Workers' Alliance"
TESTS = (  # months after the start, title, kind, target in percent, share of the members who took part, in percent
    (6, "Red ribbon day", "badge", 40, 70),
    (13, "Petition for paid breaks", "petition", 50, 95),
    (21, "Walk to the gate together", "action", 55, 75),
    (29, "Badge against forced overtime", "badge", 60, 104),
    (35, "Petition: sixty hours are enough", "petition", 65, 108),
)


NIGHT, CRANES = SPOTS[5].path, SPOTS[14].path
SPEAKERS = ("Amber Finch", "Blue Heron", "Copper Owl", "Dawn Lynx", "Early Crane")
BALLOTS = (  # the month and day of the announcement, what is asked
    (
        8,
        2,
        Told(
            "Sixty hours are enough",
            "We ask both branches for one rule: nobody works more than sixty hours in a week.",
            (),
            (asked.yes_or_no("Do we make this our common demand?", "Yes", "No"),),
            76,
            by_branch([n for n, spot in enumerate(SPOTS) if spot.path[0] == LAND], 88, 38),
        ),
    ),
    (
        14,
        2,
        Told(
            "Fifteen minutes, twice a night",
            "The night shift asks for two paid breaks of fifteen minutes.",
            NIGHT,
            (asked.yes_or_no("Do we put this to the foremen on Monday?", "Yes", "No"),),
            90,
            decided(85),
        ),
    ),
    (
        27,
        2,
        Told(
            "Who speaks for the cranes?",
            "Two of us go to the talks about the new shift plan.",
            CRANES,
            (asked.Asked("rank", "Who goes to the talks?", SPEAKERS, rule="scottish", seats=2),),
            88,
            ranking(SPEAKERS),
            binding=False,
        ),
    ),
    (
        35,
        16,
        Told(
            "Everyone leaves at the bell",
            "No overtime in the press shop until the shift plan is agreed with us. Nobody stays, nobody stays alone.",
            SPOTS[3].path,
            (asked.yes_or_no("Do we all leave at the bell from Monday on?", "Yes", "No"),),
            70,
            decided(70),
        ),
    ),
)
RENEWALS = (2, 5, 8, 11, 12, 13, 21, 24, 29, 33, 35)


class Story:
    """The state of the telling: who is where, and who may vouch when."""

    def __init__(self) -> None:
        self.people: list[Invented] = []
        self.by_spot: dict[int, list[Invented]] = defaultdict(list)
        self.joined: dict[int, dt.date] = {}
        self.vouches: dict[int, list[dt.date]] = defaultdict(list)
        self.units: dict[tuple[str, ...], UUID] = {}
        self.start = month_start(DEMO_STARTS, -MONTHS)
        self.charter = rules()
        self.volunteers: list[Invented] = []
        self.agenda: list[tuple[dt.datetime, int, Callable[[], None]]] = []
        self.planned = 0

    def plan(self, instant: dt.datetime, what: Callable[[], None]) -> None:
        """Something that happens at a later instant, in the order of the clock."""
        self.planned += 1
        heappush(self.agenda, (instant, self.planned, what))

    @contextmanager
    def at(self, instant: dt.datetime) -> Iterator[None]:
        """The clock at an instant, when everything planned before it has happened."""
        while self.agenda and self.agenda[0][0] <= instant:
            planned, _number, what = heappop(self.agenda)
            with clock.set_to(planned):
                what()
        with clock.set_to(instant):
            yield

    def actor(self, person: Invented) -> Actor:
        """The person as the site would see them now."""
        actor = acting(person.number, person.account, person.key, person.name)
        return with_offices(replace(actor, units=members.units_today(person.account)))


def month_start(instant: dt.datetime, months: int) -> dt.datetime:
    """The first day of the month, so many months from an instant, at six in the morning."""
    year, month = divmod(instant.year * 12 + instant.month - 1 + months, 12)
    return dt.datetime(year, month + 1, 1, 6, tzinfo=dt.UTC)


def tell(progress: Callable[[int, int], None]) -> None:
    """Found the organisation and live through its three years. Needs an empty, migrated database."""
    story = Story()
    with seeded(SEED):
        with clock.set_to(story.start):
            found(story)
        stage = Stage(Hall(story.actor, story.people), story.units, story.plan)
        arrange(stage, lambda path, person: elect(story, story.units[path], person))
        for month in range(MONTHS):
            live_month(story, month)
            progress(month + 1, MONTHS)
        with story.at(DEMO_STARTS - dt.timedelta(hours=1)):
            settle_day()
            finish(story)


def found(story: Story) -> None:
    """Six founders of two branches adopt the founding act."""
    founding.enter(token_of(settings.DATA))
    founding.set_name(ORGANISATION)
    ids: dict[tuple[str, ...], str] = {}
    for path in dict.fromkeys(part for whole, _name in FOUNDERS for part in above(whole)):
        spot = next(s for s in SPOTS if s.path == path)
        founding.add_place(spot.kind, spot.name, ids.get(path[:-1], ""))
        made = draft.draft()
        ids[path] = made.units[-1]["id"] if made else ""
    actors = []
    for number, (path, name) in enumerate(FOUNDERS):
        signed, keys, by = registration(number, org_id())
        key = founding.join(signed, name, "en", keys, by)
        actors.append(acting(number, key.account_id, key.id, name))
        steward_of = ids[path[:1]] if number in (0, 1, 3, 4) else ""
        founding.stand(actors[-1], ids[path], steward_of)
    version = made.version if (made := draft.draft()) else 0
    for actor in actors:
        founding.agree(actor, version)
    founding.adopt(actors[0])
    for number, (path, name) in enumerate(FOUNDERS):
        where = next(n for n, s in enumerate(SPOTS) if s.path == path)
        actor = actors[number]
        membership = members.memberships_of(actor.person)[0]
        remember(story, Invented(number, name, actor.person, actor.key or UUID(int=0), membership.id, where))
    story.units = {path: UUID(place) for path, place in ids.items()}
    build_tree(story)


def above(path: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The path and all above it, from the top."""
    return [path[: n + 1] for n in range(len(path))]


def remember(story: Story, person: Invented) -> None:
    story.people.append(person)
    story.by_spot[person.spot].append(person)
    story.joined[person.number] = clock.today()


def steward_pair(story: Story, path: tuple[str, ...]) -> tuple[Actor, Actor]:
    """The two stewards of a branch: one proposes, the other confirms."""
    first = 0 if path[0] == SPOTS[0].name else 3
    return story.actor(story.people[first]), story.actor(story.people[first + 1])


def edit(story: Story, path: tuple[str, ...], act: tree_actions.Edit) -> None:
    """An edit as it is really made: proposed by one steward, confirmed by the other."""
    one, other = steward_pair(story, path)
    proposal = tree_actions.propose(one, act)
    tree_actions.confirm(other, acts.ConfirmEdit(proposal=proposal.id))


def build_tree(story: Story) -> None:
    for spot in SPOTS:
        if spot.path not in story.units:
            unit = new_id()
            parent = story.units[spot.path[:-1]]
            edit(story, spot.path, acts.AddUnit(unit, parent, spot.kind, spot.name, spot.languages))
            story.units[spot.path] = unit
        if spot.heads:
            set_heads(story, spot, spot.heads)


def set_heads(story: Story, spot: Spot, heads: int) -> None:
    unit, source = story.units[spot.path], "our own count"
    if spot.season[0]:
        edit(story, spot.path, acts.SetHeadcount(unit, clock.today(), heads // 3, source))
    edit(story, spot.path, acts.SetHeadcount(unit, clock.today(), heads, source, *spot.season))


def state_what_was_found(story: Story) -> None:
    """Those whom the lot has made auditors find every private part right."""
    people = {person.account: person for person in story.people}
    for auditor in unstated():
        size = auditor.drawing.size
        found = acts.Audited(auditor.drawing_id, size, root_at(size), (), auditor.place)
        audit.state(story.actor(people[auditor.account_id]), found)


def live_month(story: Story, month: int) -> None:
    """Newcomers in every workplace, offices renewed, a test of strength if one is due."""
    first = month_start(story.start, month)
    for day, what in announced_in(story, month):
        story.plan(first + dt.timedelta(days=day - 1, hours=6), what)
    with story.at(first):
        settle_day()
        state_what_was_found(story)
    for week, shift in enumerate((3, 10, 17, 24)):
        with story.at(first + dt.timedelta(days=shift, hours=random_below(10))):
            for number, spot in enumerate(SPOTS):
                grow(story, number, spot, month, week)
    with story.at(first + dt.timedelta(days=25)):
        if month in RENEWALS:
            renew_offices(story, everywhere=month == RENEWALS[-1])
        open_workplaces(story)
        for test in TESTS:
            if test[0] == month:
                hold_test(story, *test[1:])
        if month in (12, 24):
            recount_heads(story, month)


def announced_in(story: Story, month: int) -> Iterator[tuple[int, Callable[[], None]]]:
    """The ballots and pledges of a month, each with its day."""
    for due, day, told in BALLOTS:
        if month == due:
            yield day, partial(hold_ballot, story, told)
    for due, day, pledged in PLEDGES:
        if month == due:
            yield day, partial(hold_pledge, story, pledged)


def wanted(spot: Spot, month: int) -> int:
    """How many members a spot should have by then: quick at first, then slower, never beyond its goal."""
    lived = month - spot.opens + 1
    if not spot.heads or lived <= 0:
        return 0
    share = min(1.0, 0.06 + (lived / (MONTHS - spot.opens)) ** 0.7)
    return int(spot.heads * spot.goal / 100 * share)


def grow(story: Story, number: int, spot: Spot, month: int, week: int) -> None:
    missing = wanted(spot, month) - len(story.by_spot[number])
    share = -(-missing // (4 - week)) if missing > 0 else 0
    for _ in range(share):
        if not welcome(story, number):
            return


def welcome(story: Story, number: int) -> bool:
    """One newcomer comes in through a card and two vouches, if two members may vouch this week."""
    vouchers = able(story, number)
    if len(vouchers) < 2:
        return False
    one, two = vouchers[random_below(len(vouchers))], vouchers[random_below(len(vouchers))]
    if one is two:
        two = vouchers[(vouchers.index(one) + 1) % len(vouchers)]
    unit = story.units[SPOTS[number].path]
    inviter = story.actor(one)
    card, _code = joining.issue_card(inviter, unit)
    who = len(story.people)
    signed, keys, by = registration(who, org_id())
    spoken = SPOTS[number].languages[-1:] if random_below(3) else ("en",)
    language = spoken[0] if spoken and spoken[0] in {"en", "es", "ru"} else "en"
    key = joining.apply(signed, card.digest, name_of(who), language, keys, by)
    membership = members.memberships_of(key.account_id)[0]
    for voucher in (one, two):
        joining.vouch(story.actor(voucher), acts.Vouch(standing=membership.id))
        story.vouches[voucher.number].append(clock.today())
    remember(story, Invented(who, name_of(who), key.account_id, key.id, membership.id, number))
    actor = story.actor(story.people[-1])
    standing.show_me(actor, membership.id, random_below(4) == 0, random_below(3) == 0, tuple(spoken))
    return True


def able(story: Story, number: int) -> list[Invented]:
    """Those who may vouch in a spot today: there, in its workplace while it is small, near by while it is opened."""
    same = [number] if len(story.by_spot[number]) >= story.charter.floor else same_workplace(number)
    here = [p for n in same for p in story.by_spot[n]]
    pool = here if len(here) >= story.charter.vouches_needed else [*here, *near(story, number)]
    return [p for p in pool if may_vouch(story, p)]


def same_workplace(number: int) -> list[int]:
    path = SPOTS[number].path
    site = next((n for n in range(1, len(path) + 1) if kind(path[:n]) not in {"branch", "enterprise"}), len(path))
    return [n for n, spot in enumerate(SPOTS) if spot.path[:site] == path[:site]]


def kind(path: tuple[str, ...]) -> str:
    return next(spot.kind for spot in SPOTS if spot.path == path)


def near(story: Story, number: int) -> list[Invented]:
    path = SPOTS[number].path
    return [p for n, spot in enumerate(SPOTS) if spot.path[:1] == path[:1] for p in story.by_spot[n]]


def may_vouch(story: Story, person: Invented, times: int = 1) -> bool:
    charter, today = story.charter, clock.today()
    waited = person.number < len(FOUNDERS) or (today - story.joined[person.number]).days >= charter.vouch_wait_days
    recent = [day for day in story.vouches[person.number] if (today - day).days < charter.vouch_quota_days]
    return waited and len(recent) + times <= charter.vouch_quota


def open_workplaces(story: Story) -> None:
    """In a workplace that is being opened, the first three who may vouch for one another, each for both others."""
    for number, spot in enumerate(SPOTS):
        there = workplace_of(story.units[spot.path])
        if not spot.heads or there is None or not members.is_opening(there):
            continue
        circle = [p for n in same_workplace(number) for p in story.by_spot[n] if may_vouch(story, p, 2)][:3]
        for one, other in permutations(circle, 2) if len(circle) == 3 else ():
            if one.account not in {a.id for a in members.vouchers_of(other.account)}:
                joining.vouch(story.actor(one), acts.Vouch(standing=other.membership))
                story.vouches[one.number].append(clock.today())


def renew_offices(story: Story, everywhere: bool) -> None:
    """The stewards of the branches, and at last those of the larger parts that have none, are signed for."""
    for first in (0, 3):
        for person in story.people[first : first + 2]:
            elect(story, story.units[SPOTS[person.spot].path[:1]], person)
    for number, spot in enumerate(SPOTS):
        there = story.by_spot[number]
        if everywhere and len(there) >= 12 and spot.heads and not stewards_of(story.units[spot.path]):
            elect(story, story.units[spot.path], there[1])


def elect(story: Story, unit: UUID, person: Invented) -> None:
    """Nominated, signed for by most of the unit, accepted."""
    nomination = offices.nominate(story.actor(person), acts.NominateSteward(unit=unit, account=person.account))
    electors = [p for p in story.people if unit_of(story, p, unit)]
    for elector in electors[: len(electors) // 2 + 1]:
        offices.sign(story.actor(elector), acts.SignSteward(nomination=nomination.id))
    mandate = new_id()
    key = taking(person.number, mandate)
    offices.accept(story.actor(person), acts.AcceptStewardship(nomination.id, mandate, *key))


def unit_of(story: Story, person: Invented, unit: UUID) -> bool:
    """Whether a person stands in a unit or below it, as the story knows."""
    path = SPOTS[person.spot].path
    return any(story.units.get(part) == unit for part in above(path))


def hold_test(story: Story, title: str, sort: str, target: int, turnout: int) -> None:
    """A test in both branches, counted spot by spot."""
    for branch in (SPOTS[0], next(s for s in SPOTS[1:] if s.kind == "branch")):
        steward, _other = steward_pair(story, branch.path)
        test = testing.plan(
            steward, acts.PlanTest(new_id(), story.units[branch.path], title, sort, target, clock.today())
        )
        for number, spot in enumerate(SPOTS):
            if spot.path[0] == branch.name and spot.heads and story.by_spot[number]:
                share = turnout - 12 + random_below(25)
                count = min(spot.heads, len(story.by_spot[number]) * share // 100)
                testing.record(steward, acts.RecordTestCount(test.id, story.units[spot.path], count, spot.heads))
        if clock.now() < DEMO_STARTS - dt.timedelta(days=60):
            testing.close(steward, acts.CloseTest(test=test.id))


def hold_ballot(story: Story, told: Told) -> None:
    """Announced by a steward of the first branch; the keys are kept by volunteers of many workplaces."""
    hall = Hall(story.actor, story.people)
    if not story.volunteers:
        story.volunteers = [there[-1] for _spot, there in sorted(story.by_spot.items()) if len(there) >= 3][:8]
        volunteer(hall, [*story.people[:2], *story.volunteers])
    announce(hall, story.people[0], story.units[told.path] if told.path else None, told, story.plan)


def hold_pledge(story: Story, told: ToldPledge) -> None:
    """Announced by a steward of the first branch, who knows who can deal the cards."""
    hold(Hall(story.actor, story.people), story.people[0], story.units[told.path], told, story.plan)


def recount_heads(story: Story, month: int) -> None:
    """Once a year the stewards count anew how many work there."""
    for spot in SPOTS:
        if spot.heads and not spot.season[0]:
            heads = spot.heads + (-3 if month == 12 else 2) * (spot.heads // 60)
            set_heads(story, spot, heads if month == 12 else spot.heads)


def finish(story: Story) -> None:
    """What waits on the day the demonstration begins: newcomers, a proposal, a test."""
    night = story.by_spot[5]
    for person in night[3:5]:
        card, _code = joining.issue_card(story.actor(person), story.units[SPOTS[5].path])
        who = len(story.people)
        signed, keys, by = registration(who, org_id())
        key = joining.apply(signed, card.digest, name_of(who), "en", keys, by)
        membership = members.memberships_of(key.account_id)[0]
        remember(story, Invented(who, name_of(who), key.account_id, key.id, membership.id, 5))
    one, _other = steward_pair(story, SPOTS[0].path)
    tree_actions.propose(
        one,
        acts.SetHeadcount(story.units[PARCEL_CENTRE], clock.today(), 168, "shift plan of April"),
    )
    testing.plan(
        one,
        acts.PlanTest(
            new_id(),
            story.units[SPOTS[2].path],
            "Everyone leaves at the bell",
            "action",
            65,
            (DEMO_STARTS + dt.timedelta(days=4)).date(),
        ),
    )
