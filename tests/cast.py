"""A fixed cast of people in a small organisation, made through the site's own actions.

    Industry (branch)
    ├── Motors (enterprise)
    │   ├── Press shop (workplace): Heron, Rowan, Kestrel in the morning shift; Magpie in the evening shift
    │   └── Foundry (workplace, being opened): Finch, Tern
    └── Harbour (enterprise)
        └── Cold store (workplace): nobody

Heron, Rowan and Kestrel founded it; Heron and Rowan are stewards of the branch, Tern of the foundry. Wren holds a card
from Kestrel, has applied to the morning shift and waits. Dove was a member and left. Magpie came in lately and is an
infiltrator. The story begins on BEGUN; the tests take place at NOW.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.test import Client
from django.test.client import ClientHandler

from groundswell.accounts.actions import PublicKeys, Signed, make_challenge
from groundswell.councils import actions as offices
from groundswell.councils.office_keys import by_root
from groundswell.councils.queries import with_offices
from groundswell.founding import actions as founding
from groundswell.founding import queries as draft
from groundswell.founding.token import token_of
from groundswell.home.daily import settle_day
from groundswell.kernel import clock
from groundswell.kernel.actions import housekeeping
from groundswell.kernel.actor import Actor, Signature
from groundswell.kernel.ids import new_id
from groundswell.members import queries as members
from groundswell.members.actions import joining, standing
from groundswell.record.queries import org_id
from groundswell.workplaces import actions as tree_actions
from groundswell.workplaces import placements
from scrutiny.identity.derivation import MemberKeys, member_keys, office_seed, root
from scrutiny.identity.offices import prove_possession
from scrutiny.identity.signatures import sign
from scrutiny.identity.signin import register_message, rotate_message, signin_message
from scrutiny.identity.words import Card, new_card
from scrutiny.organisation import acts, office_acts

BEGUN = dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
HOST = "127.0.0.1:8000"
ORIGIN = f"http://{HOST}"
NOT_YET = UUID(int=0)


@dataclass
class Person:
    """Somebody with ten words on a card. The ids are filled in when the site knows them."""

    name: str
    card: Card = field(default_factory=new_card)
    account: UUID = NOT_YET
    key: UUID = NOT_YET
    membership: UUID = NOT_YET
    code: str = ""

    @property
    def keys(self) -> MemberKeys:
        return member_keys(self.card, org_id())

    @property
    def public(self) -> PublicKeys:
        keys = self.keys
        return PublicKeys(keys.signin_public, keys.act_public, keys.age_public)

    def registering(self, session: str = "") -> tuple[Signed, PublicKeys, tuple[str, str]]:
        """What the page that makes keys sends."""
        session = session or f"session of {self.name}"
        challenge = make_challenge(session)
        return Signed(session, ORIGIN, challenge), self.public, self.registered_by(challenge)

    def registered_by(self, challenge: str, origin: str = ORIGIN) -> tuple[str, str]:
        keys, public = self.keys, self.public
        message = register_message(org_id(), origin, challenge, public.signin, public.act, public.age)
        return sign(keys.signin, message).hex(), sign(keys.act, message).hex()

    def signature(self, challenge: str, origin: str = ORIGIN) -> str:
        """What the page that signs in sends."""
        return sign(self.keys.signin, signin_message(org_id(), origin, challenge, self.public.signin)).hex()

    def exchanging(self, new: Person, challenge: str) -> tuple[str, str, str]:
        """The three signatures with which new words take the place of these."""
        keys = new.public
        message = rotate_message(org_id(), ORIGIN, challenge, self.public.signin, keys.signin, keys.act, keys.age)
        secrets = (self.keys.signin, new.keys.signin, new.keys.act)
        one, two, three = (sign(secret, message).hex() for secret in secrets)
        return one, two, three

    def takes(self, mandate: UUID) -> tuple[str, str]:
        """The key of an office that this person takes, and the proof that they hold it."""
        return prove_possession(self.office_seed(mandate), org_id(), mandate, self.public.act)

    def office_seed(self, mandate: UUID) -> bytes:
        return office_seed(root(self.card, org_id()), mandate)

    def signs(self, act: acts.Act) -> Signature:
        """With the key of the office in which it is done, where it has one."""
        return by_root(root(self.card, org_id()))(act)

    def actor(self) -> Actor:
        """This person as the site sees them now."""
        actor = Actor(self.account, self.key, self.public.act, self.signs, self.name)
        return with_offices(replace(actor, units=members.units_today(self.account)))


@dataclass
class World:
    """The cast, the units by name, and what waits to be decided."""

    units: dict[str, UUID]
    people: dict[str, Person]

    def __getattr__(self, name: str) -> Person:
        try:
            found: Person = self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None
        return found

    def unit(self, name: str) -> UUID:
        return self.units[name]


PLACES = (  # kind, name, name of the unit above
    ("branch", "Industry", ""),
    ("enterprise", "Motors", "Industry"),
    ("site", "Press shop", "Motors"),
    ("shift", "Morning shift", "Press shop"),
    ("shift", "Evening shift", "Press shop"),
    ("site", "Foundry", "Motors"),
    ("enterprise", "Harbour", "Industry"),
    ("site", "Cold store", "Harbour"),
)
FOUNDERS = {"Heron": "Morning shift", "Rowan": "Morning shift", "Kestrel": "Morning shift"}
STEWARDS = {"Heron": "Industry", "Rowan": "Industry"}
HEADS = {"Morning shift": 40, "Evening shift": 30, "Foundry": 20, "Cold store": 12}


def make_world() -> World:
    """Found the organisation and bring everybody where the tests find them. Needs an empty database."""
    with clock.set_to(BEGUN):
        world = found()
    with clock.set_to(BEGUN + dt.timedelta(days=1)):
        settle_day()
        for name in ("Finch", "Tern"):
            join(world, name, "Foundry", "heron", "rowan")
        join(world, "Dove", "Morning shift", "rowan", "kestrel")
    with clock.set_to(BEGUN + dt.timedelta(days=40)):
        settle_day()
        elect(world, "tern", "Foundry", "finch", "tern")
        standing.leave(world.dove.actor(), world.dove.membership, "left")
    with clock.set_to(NOW - dt.timedelta(days=10)):
        settle_day()
        for name in ("heron", "rowan"):
            elect(world, name, "Industry", "heron", "rowan", "kestrel", "finch")
        join(world, "Magpie", "Evening shift", "heron", "kestrel")
    with clock.set_to(NOW):
        settle_day()
        apply(world, "Wren", "Morning shift", "kestrel")
    return world


def found(
    founders: Mapping[str, str] = FOUNDERS,
    stewards: Mapping[str, str] = STEWARDS,
    places: Sequence[tuple[str, str, str]] = PLACES,
    heads: Mapping[str, int] = HEADS,
) -> World:
    """`founders` and `stewards`: in which unit, by its name."""
    founding.enter(token_of(settings.DATA))
    units = draft_places(places)
    world = World(units, {name.lower(): Person(name) for name in founders})
    for person in world.people.values():
        signed, keys, by = person.registering()
        key = founding.join(signed, person.name, "en", keys, by)
        person.account, person.key = key.account_id, key.id
        steward_of = str(units[stewards[person.name]]) if person.name in stewards else ""
        founding.stand(person.actor(), str(units[founders[person.name]]), steward_of)
    text = draft.draft()
    for person in world.people.values():
        founding.agree(person.actor(), text.version if text else 0)
    founding.adopt(world.heron.actor())
    for person in world.people.values():
        person.membership = members.memberships_of(person.account)[0].id
    for name, count in heads.items():
        edit(world, acts.SetHeadcount(units[name], clock.today(), count, "our own count"))
    return world


def draft_places(places: Sequence[tuple[str, str, str]]) -> dict[str, UUID]:
    """The first units, as the founders write them into the draft."""
    founding.set_name("Riverside Alliance")
    units: dict[str, UUID] = {}
    for kind, name, above in places:
        founding.add_place(kind, name, str(units[above]) if above else "")
        text = draft.draft()
        assert text is not None
        units[name] = UUID(text.units[-1]["id"])
    return units


def edit(world: World, act: Any) -> None:
    """An edit of the tree as it is really made: Heron proposes, Rowan confirms."""
    proposal = tree_actions.propose(world.heron.actor(), act)
    tree_actions.confirm(world.rowan.actor(), acts.ConfirmEdit(proposal=proposal.id))


def invite(world: World, unit: str, by: str, returns: UUID | None = None) -> str:
    """A card from somebody; the code that stands on it."""
    _card, code = joining.issue_card(world.people[by].actor(), world.units[unit], returns)
    return code


def apply(world: World, name: str, unit: str, by: str) -> Person:
    """A newcomer with a card from somebody, who then waits."""
    person = Person(name, code=invite(world, unit, by))
    signed, keys, registered_by = person.registering()
    key = joining.apply(signed, joining.find_card(person.code).digest, name, "en", keys, registered_by)
    person.account, person.key = key.account_id, key.id
    person.membership = members.memberships_of(person.account)[0].id
    world.people[name.lower()] = person
    return person


def vouch(world: World, who: str, *by: str) -> None:
    for voucher in by:
        joining.vouch(world.people[voucher].actor(), acts.Vouch(standing=world.people[who].membership))


def join(world: World, name: str, unit: str, *by: str) -> Person:
    """A newcomer with a card from the first of these, and the vouches of all."""
    person = apply(world, name, unit, by[0])
    vouch(world, name.lower(), *by)
    return person


def elect(world: World, who: str, unit: str, *by: str) -> UUID:
    """Nominated by the first of these, signed for by all, accepted. The mandate's id."""
    candidate, first = world.people[who], world.people[by[0]].actor()
    nomination = offices.nominate(first, acts.NominateSteward(unit=world.units[unit], account=candidate.account))
    for elector in by:
        offices.sign(world.people[elector].actor(), acts.SignSteward(nomination=nomination.id))
    mandate = new_id()
    act = acts.AcceptStewardship(nomination.id, mandate, *candidate.takes(mandate))
    return UUID(str(offices.accept(candidate.actor(), act).id))


@housekeeping
def crowd(unit: UUID, size: int, *, active: int = 0) -> list[UUID]:
    """So many more members in a unit, of whom the tests need nothing but that they are there."""
    people = [new_id() for _ in range(size)]
    for number, person in enumerate(people):
        placements.place(person, new_id(), unit, active=number < active)
    return people


@contextmanager
def later(**after: float) -> Iterator[dt.datetime]:
    """The same organisation so much later, on a day that has been settled."""
    instant = clock.now() + dt.timedelta(**after)
    with clock.set_to(instant):
        settle_day()
        yield instant


def _to_be_signed(answer: Any) -> bool:
    place: str = answer.headers.get("Location") or answer.headers.get("HX-Redirect") or ""
    return place.endswith("/sign.html")


class Browser(Client):
    """A browser at the site's own address, with the calls that the key pages make."""

    def __init__(self, handler: ClientHandler | None = None, **defaults: Any) -> None:
        super().__init__(
            **{"HTTP_HOST": HOST, "HTTP_ACCEPT": "text/html", "raise_request_exception": False, **defaults}
        )
        self.handler = handler or self.handler
        self.person: Person | None = None

    def post(self, *args: Any, **kwargs: Any) -> Any:
        """Sends a form, and once more with its acts signed where they have to be."""
        answer = super().post(*args, **kwargs)
        if self.person is None or not _to_be_signed(answer):
            return answer
        path = args[0] if args else kwargs.pop("path")
        return super().post(path, **{**kwargs, "data": self.signed_fields(self.person)})

    def signed_fields(self, person: Person) -> dict[str, Any]:
        """The fields that the page `/sign` sends."""
        kept = self.get("/keys/pending").json()
        fields: dict[str, Any] = {}
        for name, value in kept["fields"]:
            fields.setdefault(name, []).append(value)
        given = []
        for act in kept["acts"]:
            if act["type"] in office_acts.TAKES:
                key, possession = person.takes(UUID(act["body"]["mandate"]))
                act["body"] |= {"office_key": key, "possession": possession}
                fields |= {"office_key": key, "possession": possession}
            given.append(person.signs(acts.parse(act["type"], act["body"])))
        return {**fields, "_signed": json.dumps([[one.content.hex(), one.signature.hex()] for one in given])}

    def call(self, path: str, said: dict[str, Any] | None = None, **headers: str) -> Any:
        """One call of a static key page."""
        sent = {"X-Groundswell": "1", "Origin": ORIGIN, "Accept": "application/json", **headers}
        return self.post(path, json.dumps(said or {}), content_type="application/json", headers=sent)

    def challenge(self) -> str:
        return str(self.call("/keys/challenge").json()["challenge"])

    def sign_in(self, person: Person) -> Any:
        challenge = self.challenge()
        said = {"challenge": challenge, "key": person.public.signin, "signature": person.signature(challenge)}
        self.person = person
        return self.call("/keys/sign-in", said)

    def register(self, person: Person, **instead: str) -> Any:
        self.person = person
        challenge, keys = self.challenge(), person.public
        signature, act_signature = person.registered_by(challenge)
        said = {"challenge": challenge, "name": person.name, "language": "en"}
        said |= {"signin": keys.signin, "act": keys.act, "age": keys.age}
        return self.call("/keys/register", said | {"signature": signature, "act_signature": act_signature} | instead)

    def exchange(self, old: Person, new: Person) -> Any:
        self.person = new
        challenge, keys = self.challenge(), new.public
        by_old, by_new, by_act = old.exchanging(new, challenge)
        said = {"old": old.public.signin, "signin": keys.signin, "act": keys.act, "age": keys.age}
        said |= {"challenge": challenge, "old_signature": by_old, "signature": by_new, "act_signature": by_act}
        return self.call("/keys/rotate", said)


def signed_in(person: Person, handler: ClientHandler | None = None, **defaults: Any) -> Browser:
    """A browser in which this person has signed in."""
    browser = Browser(handler, **defaults)
    assert browser.sign_in(person).status_code == 200, f"{person.name} cannot sign in"
    return browser
