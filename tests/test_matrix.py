"""Every address of the site, asked by everybody in every way. An address that is missing here fails the suite.

The columns of a row are the roles below. `200` a page, `302` done or led on, `403` not for you, `404` nothing here (the
same for what is not there and for what is not for your eyes), `405` not in this way, `409`, `410` and `422` what was
sent cannot be done, for those who may.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from django.db import connection, reset_queries, transaction
from django.test.client import ClientHandler
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from groundswell.ballots.actions import announcing
from groundswell.councils import actions as offices
from groundswell.councils import inheriting
from groundswell.councils import queries as councils
from groundswell.kernel import clock
from groundswell.kernel.actor import HOST
from groundswell.kernel.ids import new_id
from groundswell.members.actions import joining, returns, reviews, standing
from groundswell.workplaces import actions as tree_actions
from groundswell.workplaces import importing, testing
from scrutiny.organisation import acts
from tests.cast import Browser, Person, World, apply, invite, signed_in
from tests.councils.electing import something_of_each
from tests.elections import announcement, volunteer
from tests.motions.signers import demanded
from tests.motions.test_office_keys import renewed
from tests.motions.test_open_votes import put
from tests.pledges.story import dealt

ROLES = {
    "stranger": None,
    "left": "dove",  # signed in, without standing
    "newcomer": "wren",  # signed in, waiting to be vouched for
    "member": "kestrel",  # stands in the morning shift of the press shop
    "elsewhere": "finch",  # stands in another workplace, the foundry
    "steward": "heron",  # of the branch above both, stands in the morning shift
    "steward elsewhere": "tern",  # of the foundry, and stands there
}


@dataclass(frozen=True)
class Row:
    """One address; `get` and `post` hold one status for each role, or one for all of them."""

    name: str
    get: str
    post: str
    args: tuple[str, ...] = ()
    sent: tuple[tuple[str, str], ...] = ()

    def wanted(self, method: str) -> dict[str, int]:
        said = [int(status) for status in (self.get if method == "GET" else self.post).split()]
        return dict(zip(ROLES, said if len(said) > 1 else said * len(ROLES), strict=True))

    @property
    def id(self) -> str:
        return f"{self.name} {' '.join(self.args)}".strip()


NO = "405"
EVERYONE, KNOWN, MEMBERS = "200", "403 200 200 200 200 200 200", "403 403 403 200 200 200 200"
INSIDE = "403 403 403 200 403 200 403"
BRANCH_STEWARD = "403 403 403 403 403 200 403"
STEWARD_ONLY = "403 403 403 404 404 200 404"
NOTHING = "404"

ROWS = (
    # The first page, help, what is known
    Row("home:home", EVERYONE, NO),
    Row("home:decide", "403 302 302 302 302 302 302", NO),
    Row("home:help", EVERYONE, NO),
    Row("home:help-page", EVERYONE, NO, ("card-lost",)),
    Row("home:help-page", NOTHING, NO, ("no-such-topic",)),
    Row("home:known", EVERYONE, NO),
    # Auditors; taking one's data along, being forgotten
    Row("audit:audits", MEMBERS, NO),
    Row("audit:openings", NOTHING, NO, ("00000000-0000-4000-8000-000000000000",)),
    Row("audit:state", NO, NOTHING, ("00000000-0000-4000-8000-000000000000",)),
    Row("audit:pass", NO, NOTHING, ("00000000-0000-4000-8000-000000000000",)),
    Row("audit:list", "403 403 403 404 404 404 404", NO, ("00000000-0000-4000-8000-000000000000",)),
    Row("audit:my-data", KNOWN, NO),
    Row("audit:forget-me", KNOWN, "403 302 403 403 403 403 403"),
    # The public record, for people and as files
    Row("home:record", EVERYONE, NO),
    Row("home:record-mine", KNOWN, NO),
    Row("home:record-entry", EVERYONE, NO, ("0",)),
    Row("home:record-entry", NOTHING, NO, ("999999",)),
    Row("home:record-public", EVERYONE, NO, ("0",)),
    Row("home:record-public", NOTHING, NO, ("999999",)),
    Row("home:record-receipt", EVERYONE, NO, ("0",)),
    Row("home:record-receipt", NOTHING, NO, ("999999",)),
    Row("record:checkpoint", EVERYONE, NO),
    Row("record:policy", EVERYONE, NO),
    Row("record:tile", NOTHING, NO, ("0/999",)),
    Row("record:tile", NOTHING, NO, ("nothing",)),
    Row("home:register", NO, "403"),
    # The charter is for everyone to read
    Row("charter:charter", EVERYONE, NO),
    # The shell
    Row("web:style", EVERYONE, NO),
    Row("web:language", NO, "302"),
    Row("web:look", EVERYONE, "422"),
    Row("web:leave", EVERYONE, NO),
    Row("web:manifest", EVERYONE, NO),
    # Whether the server serves
    Row("host:healthz", EVERYONE, NO),
    # Keys: calls without the header of a key page are refused, whoever sends them
    Row("accounts:organisation", EVERYONE, NO),
    Row("home:to-sign", "403 410 410 410 410 410 410", NO),
    Row("accounts:challenge", NO, "403"),
    Row("accounts:sign-in", NO, "403"),
    Row("accounts:rotate", NO, "403"),
    Row("accounts:forget", NO, "403"),
    Row("accounts:keys", KNOWN, NO),
    Row("accounts:end-sessions", NO, "403 302 302 302 302 302 302"),
    Row("accounts:sign-out", NO, "302"),
    # The founding is over
    Row("founding:enter", NOTHING, NOTHING),
    Row("founding:draft", NOTHING, NO),
    *(
        Row(f"founding:{name}", NO, NOTHING)
        for name in ("make-keys", "name", "add-place", "remove-place", "stand", "leave-out", "agree", "adopt")
    ),
    # Workplaces
    Row("workplaces:workplaces", MEMBERS, NO),
    Row("workplaces:unit", MEMBERS, NO, ("Industry",)),
    Row("workplaces:unit", MEMBERS, NO, ("Press shop",)),
    Row("workplaces:unit", INSIDE, NO, ("Morning shift",)),
    Row("workplaces:unit", "403 403 403 404 404 404 404", NO, ("unknown",)),
    Row("workplaces:table", INSIDE, NO, ("Morning shift", "csv")),
    Row("workplaces:table", INSIDE, NO, ("Morning shift", "ods")),
    Row("workplaces:table", "403 403 403 404 404 404 404", NO, ("Press shop", "exe")),
    Row(
        "workplaces:edit",
        BRANCH_STEWARD,
        "403 403 403 403 403 302 403",
        ("Morning shift", "rename"),
        (("name", "Early shift"),),
    ),
    Row("workplaces:edit", "403 403 403 403 403 404 403", "403 403 403 403 403 404 403", ("Morning shift", "burn")),
    Row(
        "workplaces:edit",
        "403 403 403 403 403 200 200",
        "403 403 403 403 403 422 422",
        ("Foundry", "close"),
        (("sure", "yes"),),
    ),
    Row("workplaces:proposals", MEMBERS, NO),
    Row("workplaces:confirm", NO, "403 403 403 404 404 302 404", ("proposal",)),
    Row("workplaces:confirm", NO, "403 403 403 404 404 404 404", ("unknown",)),
    Row("workplaces:reject", NO, "403 403 403 404 404 302 404", ("proposal",)),
    Row("workplaces:reject", NO, "403 403 403 404 404 404 404", ("unknown",)),
    Row("workplaces:plan-test", BRANCH_STEWARD, BRANCH_STEWARD, ("Morning shift",)),
    Row("workplaces:test", "403 403 403 200 404 200 404", "403 403 403 403 404 200 404", ("test",)),
    Row("workplaces:test", "403 403 403 404 404 404 404", "403 403 403 404 404 404 404", ("unknown",)),
    Row("workplaces:close-test", NO, "403 403 403 403 404 302 404", ("test",)),
    Row("workplaces:close-test", NO, "403 403 403 404 404 404 404", ("unknown",)),
    Row("workplaces:imports", MEMBERS, NO),
    Row("workplaces:import-new", BRANCH_STEWARD, "403 403 403 403 403 422 403", ("Industry",)),
    Row("workplaces:import", STEWARD_ONLY, NO, ("import",)),
    Row("workplaces:import", "403 403 403 404 404 404 404", NO, ("import of the host",)),
    Row("workplaces:import", "403 403 403 404 404 404 404", NO, ("unknown",)),
    Row("workplaces:import-mapping", NO, "403 403 403 404 404 422 404", ("import",)),
    Row("workplaces:import-propose", NO, "403 403 403 404 404 302 404", ("import",)),
    Row("workplaces:import-propose", NO, "403 403 403 404 404 410 404", ("proposed import",)),
    Row("workplaces:import-confirm", NO, "403 403 403 404 404 410 404", ("import",)),
    Row("workplaces:import-confirm", NO, "403 403 403 404 404 302 404", ("proposed import",)),
    Row("workplaces:import-go-on", NO, "403 403 403 404 404 410 404", ("import",)),
    Row("workplaces:import-go-on", NO, "403 403 403 404 404 404 404", ("import of the host",)),
    Row("workplaces:import-undo", NO, "403 403 403 404 404 410 404", ("import",)),
    Row("workplaces:import-drop", NO, "403 403 403 404 404 302 404", ("import",)),
    # Ballots. All members of the cast are on the list; five of them keep the keys
    Row("ballots:ballots", MEMBERS, NO),
    Row("ballots:keeping-keys", MEMBERS, "403 403 403 302 302 302 302"),
    Row("ballots:new", "403 403 403 403 403 200 200", "403 403 403 403 403 422 422"),
    Row("ballots:draft", STEWARD_ONLY, "403 403 403 404 404 422 404", ("draft",)),
    Row("ballots:draft", "403 403 403 404 404 404 404", "403 403 403 404 404 404 404", ("unknown",)),
    *(
        Row(f"ballots:{name}", NO, f"403 403 403 404 404 {status} 404", ("draft",))
        for name, status in (
            ("add-question", 422),
            ("add-rule", 422),
            ("remove", 302),
            ("drop", 302),
            ("announce", 422),
        )
    ),
    Row("ballots:booth", MEMBERS, "403", ("part",)),
    Row("ballots:booth", "403 403 403 404 404 404 404", "403", ("unknown",)),
    Row("ballots:spoil", NO, "403", ("part",)),
    Row("ballots:room", MEMBERS, "403", ("ballot",)),
    Row("ballots:room", "403 403 403 404 404 404 404", "403", ("unknown",)),
    # Heron, Rowan and Tern are stewards of those who vote, and keep keys of this ballot: nobody here is teller
    Row("ballots:station", "403", "403", ("part",)),
    Row("ballots:station", "403 403 403 404 404 404 404", "403", ("unknown",)),
    *(Row(f"ballots:station-{name}", NO, "403", ("part",)) for name in ("slip", "confirm", "back")),
    Row("ballots:board", MEMBERS, NO, ("part",)),
    Row("ballots:board", "403 403 403 404 404 404 404", NO, ("unknown",)),
    Row("ballots:sum", "403 403 403 404 404 404 404", NO, ("part",)),
    Row("ballots:archive", "403 403 403 404 404 404 404", NO, ("part", "abc")),
    Row("ballots:ballot", MEMBERS, NO, ("ballot",)),
    Row("ballots:ballot", "403 403 403 404 404 404 404", NO, ("unknown",)),
    Row("ballots:electors", MEMBERS, NO, ("ballot",)),
    Row("ballots:contest", NO, "403 403 403 410 410 410 410", ("ballot",)),
    Row("ballots:answer-contest", NO, "403 403 403 404 404 404 404", ("ballot", "unknown")),
    Row("ballots:slip", NO, "403 403 403 302 302 302 302", ("ballot",), (("slip", "1"),)),
    Row("ballots:withdraw", NO, "403 403 403 403 403 302 403", ("ballot",)),
    Row("ballots:notices", MEMBERS, "403 403 403 302 302 302 302", ("ballot",)),
    Row("ballots:poster", "403 403 403 200 403 200 403", NO, ("ballot", "Morning shift")),
    Row("ballots:observe", NO, "403", ("ballot",)),  # all who are here keep its keys
    Row("ballots:complain", NO, "403 403 403 410 410 410 410", ("ballot",)),
    Row("ballots:result", "403 403 403 404 404 404 404", NO, ("ballot",)),
    Row("ballots:result-csv", "403 403 403 404 404 404 404", NO, ("ballot",)),
    # Pledges: Heron prepared one, Kestrel deals, Finch is a trustee
    Row("pledges:pledges", MEMBERS, NO),
    Row("pledges:units", "403 403 403 403 403 200 200", NO),
    Row("pledges:new", "403 403 403 302 302 302 302", "403 403 403 302 302 302 302"),
    Row("pledges:pledge", "403 403 403 200 200 200 404", NO, ("pledge",)),
    Row("pledges:pledge", "403 403 403 404 404 404 404", NO, ("unknown",)),
    Row("pledges:room", "403 403 403 200 200 404 404", "403", ("pledge",)),
    Row("pledges:room", "403 403 403 404 404 404 404", "403", ("unknown",)),
    Row("pledges:poster", "403 403 403 200 200 200 404", NO, ("pledge",)),
    Row("pledges:void", NO, "403 403 403 422 403 422 404", ("pledge",)),
    Row("pledges:call-off", NO, "403 403 403 403 403 410 404", ("pledge",)),
    # What whoever holds a card is given, without a session
    Row("pledges:bare", "302", NO),
    *(
        row
        for name in ("manifest", "signatures", "state", "served", "checkpoint", "sealed", "evidence", "folder")
        for row in (
            Row(f"pledges:{name}", EVERYONE, NO, ("manifest",)),
            Row(f"pledges:{name}", NOTHING, NO, ("0" * 64,)),
        )
    ),
    Row("pledges:eligible", MEMBERS, NO, ("manifest",)),
    Row("pledges:sign", NO, "403", ("manifest",)),
    Row("pledges:withdraw", NO, "403", ("manifest",)),
    # Petitions: a call that signs is refused without the header of a key page, whoever sends it
    Row("motions:petitions", MEMBERS, NO),
    Row("motions:petition", MEMBERS, NO, ("petition",)),
    Row("motions:petition", "403 403 403 404 404 404 404", NO, ("unknown",)),
    Row("motions:file", MEMBERS, NO, ("petition",)),
    Row("motions:file", "403 403 403 404 404 404 404", NO, ("unknown",)),
    Row("motions:booth", MEMBERS, NO, ("petition",)),
    Row("motions:booth", "403 403 403 404 404 404 404", NO, ("unknown",)),
    Row("motions:join-booth", "403 403 403 404 404 404 404", NO, ("petition", "unknown")),
    Row("motions:new-recall", "403 403 403 403 410 403 410", NO, ("mandate of Tern",)),
    Row("motions:new-recall", "403 403 403 404 404 404 404", NO, ("unknown",)),
    Row("motions:new-ballot", "403 403 403 403 410 403 410", NO, ("Foundry",)),
    Row("motions:new-ballot-of-all", "403 403 403 410 410 410 410", NO),
    Row("motions:begin", NO, "403"),
    Row("motions:sign", NO, "403", ("petition",)),
    Row("motions:join", NO, "403", ("petition",)),
    Row("motions:recall", NO, "403 403 403 403 302 403 302", ("mandate of Tern",), (("signed", "1"),)),
    Row("motions:recall", NO, "403 403 403 404 404 404 404", ("unknown",), (("signed", "1"),)),
    # Open votes: of Industry, in which Heron and Rowan have a vote
    Row("motions:account", MEMBERS, NO, ("mandate of Tern",)),
    Row("motions:account", "403 403 403 404 404 404 404", NO, ("unknown",)),
    Row("motions:votes", MEMBERS, MEMBERS),
    Row("motions:vote", MEMBERS, NO, ("question",)),
    Row("motions:vote", "403 403 403 404 404 404 404", NO, ("unknown",)),
    Row("motions:cast", NO, MEMBERS, ("question",)),
    Row("motions:cast", NO, "403 403 403 404 404 404 404", ("unknown",)),
    Row("motions:instruct", NO, "403 403 403 422 422 422 422", ("question",)),
    Row("motions:report", NO, "403 403 403 404 404 404 404", ("question", "mandate of Tern")),
    Row("motions:receive", NO, "403 403 403 404 404 404 404", ("question", "mandate of Tern")),
    # Offices
    Row("councils:offices", MEMBERS, MEMBERS),
    Row("councils:sign", NO, "403 403 403 302 404 302 404", ("nomination",)),
    Row("councils:sign", NO, "403 403 403 404 404 404 404", ("unknown",)),
    Row("councils:withdraw", NO, "403 403 403 302 404 302 404", ("nomination",)),
    Row("councils:accept", NO, "403 403 403 422 404 403 404", ("nomination",)),
    Row("councils:resign", NO, "403 403 403 404 403 404 302", ("mandate of Tern",)),
    Row("councils:resign", NO, "403 403 403 404 404 404 404", ("unknown",)),
    Row("councils:bodies", MEMBERS, NO),
    Row("councils:body", MEMBERS, NO, ("council of Motors",)),
    Row("councils:body", INSIDE, NO, ("assembly of the shift",)),
    Row("councils:body", "403 403 403 404 404 404 404", NO, ("unknown council",)),
    Row("councils:body-of", "403 403 403 302 302 302 302", NO, ("Motors",)),
    Row("councils:body-of", "403 403 403 404 404 404 404", NO, ("unknown",)),
    Row("councils:renew-key", NO, "403 403 403 403 403 302 403", ("mandate of Heron",)),
    Row("councils:renew-key", NO, "403 403 403 404 404 404 404", ("unknown",)),
    Row("councils:elections", MEMBERS, MEMBERS),
    Row("councils:election", MEMBERS, NO, ("election",)),
    Row("councils:election", "403 403 403 404 404 404 404", NO, ("unknown",)),
    Row("councils:answer", NO, "403 403 403 302 403 403 403", ("election",), (("answer", "yes"),)),
    Row("councils:answer", NO, "403 403 403 404 404 404 404", ("unknown",), (("answer", "yes"),)),
    Row("councils:vote", NO, "403 403 403 403 403 403 403", ("election",), (("place-0", "1"),)),
    Row("councils:vote", NO, "403 403 403 404 404 404 404", ("unknown",), (("place-0", "1"),)),
    Row("councils:mandate", MEMBERS, NO, ("mandate of Kestrel",)),
    Row("councils:mandate", "403 403 403 404 404 404 404", NO, ("unknown",)),
    Row("councils:accept-mandate", NO, "403 403 403 302 403 403 403", ("mandate of Kestrel",)),
    Row("councils:accept-mandate", NO, "403 403 403 404 404 404 404", ("unknown",)),
    Row("councils:lay-down", NO, "403 403 403 302 403 403 403", ("mandate of Kestrel",)),
    Row("councils:lay-down", NO, "403 403 403 404 404 404 404", ("unknown",)),
    Row("councils:inherited", MEMBERS, MEMBERS),
    Row("councils:confirm-inherited", NO, "403 403 403 403 403 302 403", ("claim of Kestrel",)),
    Row("councils:confirm-inherited", NO, "403 403 403 404 404 404 404", ("unknown",)),
    Row("councils:take-inherited", NO, "403 403 403 410 404 404 404", ("claim of Kestrel",)),
    Row("councils:take-inherited", NO, "403 403 403 404 404 404 404", ("unknown",)),
    # Coming in
    Row("members:join", EVERYONE, "200"),
    Row("members:join", EVERYONE, "422", (), (("code", "AAAAA-AAAAA-AAAAA-AAAAA"),)),
    Row("members:circle", KNOWN, NO),
    Row("members:invite", MEMBERS, MEMBERS),
    Row("members:void-card", NO, "403 410 410 302 410 410 410", ("card of Kestrel",)),
    Row("members:void-card", NO, "403 410 410 410 410 410 410", ("unknown",)),
    Row("members:vouch", "403 403 403 200 404 200 404", "403 403 403 302 404 302 404", ("membership of Wren",)),
    Row("members:vouch", "403 403 403 404 404 404 404", "403 403 403 404 404 404 404", ("unknown",)),
    Row("members:withdraw-vouch", NO, "403 403 403 404 404 302 404", ("membership of Lark",)),
    Row("members:withdraw-vouch", NO, "403 403 403 404 404 404 404", ("unknown",)),
    Row("members:ask-review", NO, "403 403 403 302 404 302 404", ("membership of Magpie",), (("reason", "mistaken"),)),
    Row("members:ask-review", NO, "403 403 403 404 404 404 404", ("unknown",), (("reason", "mistaken"),)),
    Row("members:answer-review", NO, "403 403 403 302 404 302 404", ("appeal of Dove",), (("answer", "keep"),)),
    Row("members:answer-review", NO, "403 403 403 404 404 404 404", ("unknown",), (("answer", "keep"),)),
    Row("members:vouch-return", NO, "403 403 403 404 302 302 404", ("return of Tern",)),
    Row("members:vouch-return", NO, "403 403 403 404 404 404 404", ("unknown",)),
    # My own standing: another's is not there
    Row("members:me", KNOWN, NO),
    Row("members:show-me", NO, "403 404 404 302 404 404 404", ("membership of Kestrel",)),
    Row("members:place", "403 404 404 200 404 404 404", "403 404 404 200 404 404 404", ("membership of Kestrel",)),
    Row("members:out-of-work", NO, "403 404 404 302 404 404 404", ("membership of Kestrel",), (("cause", "laid-off"),)),
    Row("members:dispute", NO, "403 404 404 422 404 404 404", ("membership of Kestrel",)),
    Row("members:back-at-work", NO, "403 404 404 422 404 404 404", ("membership of Kestrel",)),
    Row("members:leave", NO, "403 404 404 302 404 404 404", ("membership of Kestrel",), (("reason", "left"),)),
    Row("members:appeal", NO, "403 404 404 422 404 404 404", ("membership of Kestrel",)),
)

SHEET = b"Enterprise,Workplace,Department,Employees\nMotors,Rolling mill,Hall 1,80\n"


@dataclass
class Scene:
    """The cast with something of everything that can be waiting; browsers in which each role has signed in."""

    world: World
    browsers: dict[str, Browser]
    things: dict[str, Any]

    def path(self, row: Row) -> str:
        known = {**self.world.units, **self.things}
        return reverse(row.name, args=[known.get(arg, arg) for arg in row.args])


def prepare(world: World) -> dict[str, Any]:
    """Something of everything."""
    heron, rowan, kestrel = world.heron.actor(), world.rowan.actor(), world.kestrel.actor()
    morning, press = world.units["Morning shift"], world.units["Press shop"]
    standing.show_me(world.tern.actor(), world.tern.membership, True, False, ())
    things = {"unknown": new_id(), "mandate of Tern": councils.mandates_of(world.tern.account)[0].id}
    things["council of Motors"] = f"council:{world.units['Motors']}"
    things["unknown council"] = f"council:{things['unknown']}"
    things["assembly of the shift"] = f"assembly:{morning}"
    things["proposal"] = tree_actions.propose(rowan, acts.RenameUnit(unit=morning, name="Early shift")).id
    test = acts.PlanTest(new_id(), morning, "Badge day", "badge", 65, clock.today())
    things["test"] = testing.plan(heron, test).id
    nominated = acts.NominateSteward(unit=press, account=world.kestrel.account)
    things["nomination"] = offices.nominate(rowan, nominated).id
    things["card of Kestrel"] = joining.issue_card(kestrel, morning)[0].id
    things["appeal of Dove"] = reviews.appeal(world.dove.actor(), world.dove.membership).id
    things["return of Tern"] = ask_to_return(world, "tern", "heron")
    lark = cast_apply(world)
    joining.vouch(heron, acts.Vouch(standing=lark.membership))
    things |= pledges(world)
    things |= ballots(world)
    things |= something_of_each(world)
    things["petition"] = demanded(world)[0].id
    things["question"] = put(world, "heron", "Industry").id
    claim = acts.ClaimInherited(new_id(), press, "")
    things["claim of Kestrel"] = inheriting.claim(kestrel, claim).id
    things["mandate of Heron"] = renewed(world.heron).id
    for name, person in world.people.items():
        things[f"membership of {name.title()}"] = person.membership
    return things | imports(world)


def pledges(world: World) -> dict[str, Any]:
    """One with cards that are printed. Its trustees do not offer to keep other keys any more."""
    (story,) = dealt(world)
    for name in ("magpie", "gull"):
        announcing.stand_down(world.people[name].actor())
    return {"pledge": story.pledge.id, "manifest": story.pledge.h}


def ballots(world: World) -> dict[str, Any]:
    """One that is announced and kept by five, and a draft of Heron's."""
    volunteer(world, "heron", "rowan", "kestrel", "finch", "tern")
    ballot = announcing.announce(world.heron.actor(), announcement(world.units["Industry"]))
    content = {"unit": "", "title": "Later", "text": "", "binding": True, "opening": "", "voting_days": 0}
    draft = announcing.keep_draft(world.heron.actor(), {**content, "questions": [], "rules": {}})
    return {"ballot": ballot.id, "part": ballot.parts.get().id, "draft": draft.id}


def cast_apply(world: World) -> Person:
    """One more newcomer, for whom Heron has vouched."""
    return apply(world, "Lark", "Morning shift", "heron")


def ask_to_return(world: World, who: str, by: str) -> UUID:
    """Somebody lost their words; the id of the return that waits for vouches."""
    person = world.people[who]
    code = invite(world, "Morning shift", by, person.account)
    signed, keys, registered_by = Person(person.name).registering()
    return UUID(str(returns.ask(signed, joining.find_card(code).digest, keys, registered_by).id))


def imports(world: World) -> dict[str, Any]:
    """One that Rowan looks at, one that Rowan has proposed, one that the host began."""
    rowan, branch = world.rowan.actor(), world.units["Industry"]
    looked_at, proposed = (
        importing.keep(rowan, branch, importing.open_sheet(BytesIO(SHEET), "list.csv")) for _ in range(2)
    )
    importing.propose(rowan, proposed.id)
    of_host = importing.keep(HOST, None, importing.open_sheet(BytesIO(SHEET), "list.csv"))
    return {"import": looked_at.id, "proposed import": proposed.id, "import of the host": of_host.id}


@pytest.fixture
def scene(world: World, one_handler: ClientHandler) -> Scene:
    browsers = {}
    for role, name in ROLES.items():
        browsers[role] = signed_in(world.people[name], one_handler) if name else Browser(one_handler)
    return Scene(world, browsers, prepare(world))


@dataclass(frozen=True)
class Answer:
    status: int
    wrote: list[str]
    page: bytes


def ask(scene: Scene, row: Row, role: str, method: str) -> Answer:
    """What somebody gets; whatever it wrote is rolled back."""
    browser, path = scene.browsers[role], scene.path(row)
    cookies = copy.deepcopy(browser.cookies)
    reset_queries()
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        answer = browser.get(path) if method == "GET" else browser.post(path, dict(row.sent))
        transaction.set_rollback(True)
    browser.cookies = cookies
    wrote = [q["sql"] for q in asked if re.match("INSERT|UPDATE|DELETE|REPLACE", q["sql"])]
    return Answer(answer.status_code, wrote, answer.getvalue())


def every(scene: Scene, method: str) -> Iterator[tuple[Row, str, Answer]]:
    for row in ROWS:
        for role in ROLES:
            yield row, role, ask(scene, row, role, method)


def test_whoever_reads_gets_what_is_due_and_changes_nothing(scene: Scene) -> None:
    wrong, wrote = [], []
    for row, role, answer in every(scene, "GET"):
        if answer.status != row.wanted("GET")[role]:
            wrong.append(f"{row.id} for {role}: {answer.status} instead of {row.wanted('GET')[role]}")
        if answer.wrote:
            wrote.append(f"{row.id} for {role}: {answer.wrote}")
    assert not wrong
    assert not wrote


def test_whoever_writes_gets_what_is_due_and_what_is_refused_changes_nothing(scene: Scene) -> None:
    """A stranger whose session is new, or somebody signed out, has a row of sessions written: nothing else."""
    wrong, wrote = [], []
    for row, role, answer in every(scene, "POST"):
        if answer.status != row.wanted("POST")[role]:
            wrong.append(f"{row.id} for {role}: {answer.status} instead of {row.wanted('POST')[role]}")
        if answer.status >= 400 and [sql for sql in answer.wrote if "django_session" not in sql]:
            wrote.append(f"{row.id} for {role}: {answer.wrote}")
    assert not wrong
    assert not wrote


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"])
def test_no_other_method_is_known_anywhere(scene: Scene, method: str) -> None:
    browser = scene.browsers["steward"]
    found = {row.id: browser.generic(method, scene.path(row)).status_code for row in ROWS}
    assert set(found.values()) == {405}, found


def test_what_is_not_there_looks_like_what_is_not_for_ones_eyes(scene: Scene) -> None:
    """By no answer can an outsider tell whether an id belongs to something."""
    hidden = {row.name for row in ROWS if row.args == ("unknown",)}
    for row in ROWS:
        if row.name not in hidden or row.name == "workplaces:unit":
            continue
        unknown = next(r for r in ROWS if r.name == row.name and r.args == ("unknown",))
        for role in ("stranger", "newcomer", "elsewhere"):
            for method in ("GET", "POST"):
                there, nowhere = ask(scene, row, role, method), ask(scene, unknown, role, method)
                if there.status == 404 or (there.status == 403 and role != "elsewhere"):
                    assert there.status == nowhere.status, f"{method} {row.id} for {role}"
                    assert text_of(there.page) == text_of(nowhere.page), f"{method} {row.id} for {role}"


def text_of(page: bytes) -> str:
    """A page without what names its address: tokens of forms, and where to come back to."""
    return re.sub(r"[0-9a-f-]{36}|[A-Za-z0-9]{64}", "", page.decode())


def test_a_stranger_on_a_page_for_members_is_shown_the_way_in(scene: Scene) -> None:
    for row in ROWS:
        if row.wanted("GET")["stranger"] == 403:
            answer = ask(scene, row, "stranger", "GET")
            wanted = f"/static/keys/en/sign-in.html?next={quote(scene.path(row), safe='')}"
            assert wanted in answer.page.decode(), row.id


def addresses(found: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in found.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"
        else:
            yield from addresses(pattern, f"{pattern.namespace}:" if pattern.namespace else prefix)


def test_every_address_of_the_site_stands_in_the_matrix() -> None:
    assert set(addresses(get_resolver())) == {row.name for row in ROWS}
