"""Two people who do the same thing at once: one of them does it, nobody gets half of it, and no page breaks."""

from __future__ import annotations

import contextvars
import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.db import connection, connections

from groundswell.accounts.models import Account, Key
from groundswell.councils import actions as offices
from groundswell.councils.models import Mandate
from groundswell.kernel import clock
from groundswell.kernel.actor import Actor
from groundswell.kernel.errors import Gone
from groundswell.kernel.ids import new_id
from groundswell.members.actions import joining, reviews
from groundswell.members.models import Membership, Vouch
from groundswell.record.models import Entry, Log, Opening, Pending
from groundswell.workplaces import actions as tree_actions
from groundswell.workplaces import queries as workplaces
from groundswell.workplaces.models import Placement, Unit, UnitEvent
from scrutiny.organisation import acts
from tests.cast import NOW, Browser, Person, World, apply, elect, invite, signed_in, vouch

Act = Callable[[], Any]


def at_once(*what: Act) -> list[Any]:
    """What each of these gave or raised, when all began in the same moment."""
    together = threading.Barrier(len(what))

    def one(act: Act) -> Any:
        try:
            together.wait()
            return act()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(what)) as pool:
        running = [pool.submit(contextvars.copy_context().run, one, act) for act in what]
        return [task.result() for task in running]


def statuses(answers: list[Any]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def record_is_whole() -> bool:
    """Every entry in its place, every opening beside it."""
    numbers = list(Entry.objects.order_by("index").values_list("index", flat=True))
    return numbers == list(range(Log.objects.get().size)) and Opening.objects.count() == len(numbers)


def test_of_two_who_spend_one_card_at_once_one_gets_in(open_world: World) -> None:
    code = invite(open_world, "Morning shift", "heron")
    people = [Person("Linnet"), Person("Shrike")]
    browsers = [Browser() for _ in people]
    for browser in browsers:
        browser.post("/join/", {"code": code})
    answers = at_once(*(partial(b.register, p) for b, p in zip(browsers, people, strict=True)))
    assert statuses(answers) == [200, 410]
    assert Account.objects.filter(name__in=["Linnet", "Shrike"]).count() == 1
    assert Membership.objects.filter(account__name__in=["Linnet", "Shrike"]).count() == 1


def third_steward(world: World) -> Actor:
    """Kestrel, so that Heron and Rowan can both confirm what Kestrel proposes."""
    elect(world, "kestrel", "Industry", "kestrel", "heron", "rowan", "finch")
    return world.kestrel.actor()


def test_of_two_who_confirm_one_edit_at_once_one_does(open_world: World) -> None:
    """The edit is applied once."""
    act = acts.AddUnit(new_id(), open_world.units["Press shop"], "shift", "Night shift")
    proposal = tree_actions.propose(third_steward(open_world), act)
    confirm = acts.ConfirmEdit(proposal=proposal.id)
    answers = at_once(
        *(partial(tree_actions.confirm, open_world.people[name].actor(), confirm) for name in ("heron", "rowan"))
    )
    assert [type(answer) for answer in answers if answer] == [Gone]
    assert Unit.objects.filter(name="Night shift").count() == 1
    assert UnitEvent.objects.filter(unit__name="Night shift").count() == 1
    assert Entry.objects.filter(type="edit.confirm", day__month=3).count() == 1
    assert record_is_whole()


def test_of_one_who_confirms_and_one_who_rejects_at_once_one_wins(open_world: World) -> None:
    act = acts.RenameUnit(open_world.units["Foundry"], "Old foundry")
    proposal = tree_actions.propose(third_steward(open_world), act)
    answers = at_once(
        partial(tree_actions.confirm, open_world.heron.actor(), acts.ConfirmEdit(proposal=proposal.id)),
        partial(tree_actions.reject, open_world.rowan.actor(), acts.RejectEdit(proposal=proposal.id)),
    )
    assert [type(answer) for answer in answers if answer] == [Gone]
    proposal.refresh_from_db()
    renamed = Unit.objects.filter(name="Old foundry").exists()
    assert proposal.state == ("confirmed" if renamed else "rejected")


def test_two_vouches_at_once_admit_once(open_world: World) -> None:
    act = acts.Vouch(standing=open_world.wren.membership)
    at_once(*(partial(joining.vouch, open_world.people[name].actor(), act) for name in ("heron", "rowan")))
    assert Membership.objects.get(id=open_world.wren.membership).state == "member"
    assert Placement.objects.filter(person=open_world.wren.account).count() == 1
    assert workplaces.members_in(open_world.units["Press shop"]) == 5
    assert Pending.objects.filter(type="member.admit").count() == 1


def test_the_same_vouch_sent_twice_at_once_is_one(open_world: World) -> None:
    """A finger that trembles: the second answer says that it is done already."""
    browser = signed_in(open_world.heron)
    path = f"/circle/{open_world.wren.membership}/vouch"
    answers = at_once(*(partial(browser.post, path) for _ in range(2)))
    assert statuses(answers) == [302, 403]
    assert Vouch.objects.filter(membership_id=open_world.wren.membership).count() == 1


def test_the_last_place_in_a_workplace_is_given_once(open_world: World) -> None:
    """Two newcomers, each one vouch short, and room for one."""
    apply(open_world, "Linnet", "Morning shift", "rowan")
    for name in ("wren", "linnet"):
        vouch(open_world, name, "rowan")
    full(open_world, 5)
    at_once(
        partial(joining.vouch, open_world.heron.actor(), acts.Vouch(standing=open_world.wren.membership)),
        partial(joining.vouch, open_world.kestrel.actor(), acts.Vouch(standing=open_world.linnet.membership)),
    )
    assert workplaces.members_in(open_world.units["Press shop"]) == 5


def full(world: World, heads: int) -> None:
    for name, count in (("Morning shift", heads), ("Evening shift", 0)):
        act = acts.SetHeadcount(world.units[name], clock.today(), count, "our own count")
        proposal = tree_actions.propose(world.heron.actor(), act)
        tree_actions.confirm(world.rowan.actor(), acts.ConfirmEdit(proposal=proposal.id))


def test_an_office_accepted_twice_at_once_is_one(open_world: World) -> None:
    nominated = acts.NominateSteward(unit=open_world.units["Foundry"], account=open_world.finch.account)
    nomination = offices.nominate(open_world.finch.actor(), nominated)
    offices.sign(open_world.tern.actor(), acts.SignSteward(nomination=nomination.id))
    accept = [acts.AcceptStewardship(nomination=nomination.id, mandate=new_id()) for _ in range(2)]
    at_once(*(partial(offices.accept, open_world.finch.actor(), act) for act in accept))
    assert Mandate.objects.filter(holder_id=open_world.finch.account).count() == 1


def test_the_answers_that_settle_a_review_at_once_settle_it_once(open_world: World) -> None:
    review = reviews.ask(open_world.kestrel.actor(), open_world.magpie.membership, "moved")
    names = ("heron", "rowan", "kestrel")
    at_once(*(partial(reviews.answer, open_world.people[name].actor(), review.id, False) for name in names))
    assert Pending.objects.filter(type="review.settle").count() == 1
    assert workplaces.members_in(open_world.units["Press shop"]) == 3


def test_a_challenge_signed_twice_at_once_opens_one_session(open_world: World) -> None:
    browser = Browser()
    challenge = browser.challenge()
    heron = open_world.heron
    said = {"challenge": challenge, "key": heron.public.signin, "signature": heron.signature(challenge)}
    answers = at_once(*(partial(browser.call, "/keys/sign-in", said) for _ in range(2)))
    assert statuses(answers) == [200, 410]


def test_words_exchanged_twice_at_once_leave_one_living_key(open_world: World) -> None:
    new = [Person("Heron"), Person("Heron")]
    answers = at_once(*(partial(Browser().exchange, open_world.heron, person) for person in new))
    assert statuses(answers) == [200, 403]
    assert Key.objects.filter(account_id=open_world.heron.account, state="living").count() == 1


def test_ten_who_write_at_once_all_get_their_entry(open_world: World) -> None:
    waiting = Pending.objects.count()
    people = [open_world.people[name] for name in ("heron", "rowan", "kestrel", "finch", "tern")]
    units = [open_world.units["Morning shift"]] * 3 + [open_world.units["Foundry"]] * 2
    issue = [partial(joining.issue_card, p.actor(), u) for p, u in zip(people * 2, units * 2, strict=True)]
    assert not [answer for answer in at_once(*issue) if isinstance(answer, Exception)]
    assert Pending.objects.count() == waiting + 10


def test_the_first_writes_of_a_day_take_in_what_waited_once(open_world: World) -> None:
    waiting, size = Pending.objects.count(), Log.objects.get().size
    with clock.set_to(NOW + dt.timedelta(days=1)):
        issue = partial(joining.issue_card, open_world.heron.actor(), open_world.units["Morning shift"])
        at_once(issue, issue, issue)
    assert waiting
    assert Log.objects.get().size == size + waiting
    assert Pending.objects.count() == 3
    assert record_is_whole()


def test_a_page_is_read_while_somebody_writes(open_world: World) -> None:
    browser, others = signed_in(open_world.kestrel), [signed_in(open_world.heron) for _ in range(2)]
    sent = {"unit": open_world.units["Morning shift"], "returns": ""}
    answers = at_once(
        *[partial(browser.get, "/circle/")] * 4, *(partial(o.post, "/circle/invite", sent) for o in others)
    )
    assert set(statuses(answers)) == {200}


def test_the_database_is_one_in_which_threads_meet(open_world: World) -> None:
    """Guards the tests above: in a database in memory nobody would stand in anybody's way."""
    assert connection.vendor == "postgresql" or str(connection.settings_dict["NAME"]).endswith(".sqlite3")
