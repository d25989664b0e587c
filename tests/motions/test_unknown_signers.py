"""Who signed a petition: nobody can tell, with the whole database and with the keys of every official.

After the ballot has closed that handed out the keys, the same petition is signed once by one member and once by
another, each after looking at its page signed in, as browsers do. What the server is left with must be the same, but
for a key of which nothing says whose it is.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyrage
import pytest
from django.db import transaction
from django.test.client import ClientHandler

from groundswell.accounts.session_store import hidden
from groundswell.ballots.actions import due
from groundswell.ballots.models import Message, Role
from groundswell.demo.custodians import Holder, opened
from groundswell.kernel import clock
from groundswell.record.actions import close_day
from groundswell.record.models import Entry, Opening
from scrutiny.identity import joint_keys
from scrutiny.organisation.councils import petitions
from tests.ballots.conftest import Held
from tests.ballots.test_after_the_close import everything
from tests.cast import Browser, World, signed_in
from tests.elections import holders, soon
from tests.motions.signers import PetitionKey, begun, demand, halves_of, key_of

SEALED = re.compile(base64.b64encode(b"age-encryption.org").decode().rstrip("=")[:-1] + r"[A-Za-z0-9+/=]+")


@dataclass
class Scene:
    """A petition that somebody has begun; `signers` are two members, the others hold all the offices there are."""

    held: Held
    asked: petitions.Petition
    signers: tuple[str, str]
    handler: ClientHandler

    @property
    def world(self) -> World:
        return self.held.world

    @property
    def officials(self) -> list[Holder]:
        accounts = {self.world.people[name].account for name in self.signers}
        return [one for one in holders(self.world, self.held.ballot) if one.actor.account not in accounts]


def signers(held: Held) -> tuple[str, str]:
    """One who keeps no keys of the ballot, and a trustee: neither is a registrar."""
    roles = {one.account_id: one.role for one in held.ballot.custodians.all()}
    named = {name: roles.get(one.account) for name, one in held.world.people.items() if one.account in electors(held)}
    free = next(name for name, role in named.items() if role is None)
    return free, next(name for name, role in named.items() if role == Role.TRUSTEE)


def electors(held: Held) -> set[object]:
    return set(held.ballot.electorate.electors.values_list("account_id", flat=True))


@pytest.fixture
def scene(voting: Held, one_handler: ClientHandler) -> Iterator[Scene]:
    with clock.set_to(soon(voting.ballot.closing)):
        due.settle()
        two = signers(voting)
        mover = next(name for name in ("heron", "rowan", "kestrel") if name not in two)
        asked = demand(voting.world)
        begun(voting.world, asked, mover)
        yield Scene(voting, asked, two, one_handler)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def sign_as_a_browser_does(scene: Scene, name: str, browser: Looking) -> None:
    """The page is fetched signed in; the signature is sent without any cookie."""
    answer = browser.call_for(f"/petitions/booth/{scene.asked.id}")
    assert answer["state"] == "open"
    one = key_of(scene.world, name).on(scene.asked)
    sent = {"key": one.key.hex(), "signature": one.signature.hex()}
    apart = Browser(scene.handler).call(f"/petitions/{scene.asked.id}/sign", sent)
    assert apart.status_code == 200
    assert apart.json()["signed"] == 2
    assert not apart.cookies


class Looking(Browser):
    def call_for(self, path: str) -> dict[str, object]:
        found: dict[str, object] = self.get(path, headers={"Accept": "application/json"}).json()
        return found


def looking(scene: Scene, name: str) -> Looking:
    browser = Looking(scene.handler)
    browser.sign_in(scene.world.people[name])
    return browser


def marks_of(scene: Scene, name: str) -> set[str]:
    """All by which the server knows somebody."""
    person = scene.world.people[name]
    known = {str(person.account), str(person.key), str(person.membership), person.name}
    return known | {person.public.signin, person.public.act, person.public.age}


def left(scene: Scene, name: str, browsers: dict[str, Looking]) -> dict[str, list[str]]:
    """The rows that are there when somebody has signed and were not before; their key and signature by other names."""
    before, key = everything(), key_of(scene.world, name)
    with undone():
        sign_as_a_browser_does(scene, name, browsers[name])
        after = everything()
    gone = {table for table in before if set(before[table]) - set(after[table])}
    assert not gone
    new = {table: sorted(set(after[table]) - set(before[table])) for table in after}
    signature = key.on(scene.asked).signature.hex()
    return {
        table: [row.replace(key.public.hex(), "KEY").replace(signature, "SIGNATURE") for row in rows]
        for table, rows in new.items()
        if rows
    }


def test_whoever_signs_leaves_the_same_behind(scene: Scene) -> None:
    browsers = {name: looking(scene, name) for name in scene.signers}
    one, other = (left(scene, name, browsers) for name in scene.signers)
    assert set(one) == set(other) == {"motions_petitionsignature", "record_pending"}
    assert one["motions_petitionsignature"] == other["motions_petitionsignature"]
    assert [without_salt(row) for row in one["record_pending"]] == [
        without_salt(row) for row in other["record_pending"]
    ]


def without_salt(row: str) -> str:
    """What was drawn at random for the commitment tells nothing: the next draw gives another."""
    said = [part for part in row.split("|") if part.isascii()]
    return "|".join(part for part in said if "KEY" in part or len(part) < 30)


def test_nothing_that_is_left_names_anybody(scene: Scene) -> None:
    browsers = {name: looking(scene, name) for name in scene.signers}
    marks = {mark for name in scene.world.people for mark in marks_of(scene, name)}
    marks |= {hidden(one.session.session_key) for one in browsers.values() if one.session.session_key}
    for name in scene.signers:
        for rows in left(scene, name, browsers).values():
            assert not [mark for mark in marks for row in rows if mark in row or mark.replace("-", "") in row]


def test_no_row_anywhere_holds_a_petition_key_beside_a_member(scene: Scene) -> None:
    keys = {name: key_of(scene.world, name).public.hex() for name in scene.signers}
    browsers = {name: looking(scene, name) for name in scene.signers}
    for name in scene.signers:
        sign_as_anybody(scene, name, browsers)
    for rows in everything().values():
        for row in rows:
            holds = [name for name, key in keys.items() if key in row]
            assert not [name for name in holds if marks_of(scene, name) & set(row.split("|"))]


def sign_as_anybody(scene: Scene, name: str, browsers: dict[str, Looking]) -> None:
    one = key_of(scene.world, name).on(scene.asked)
    browsers[name].call_for(f"/petitions/booth/{scene.asked.id}")
    sent = {"key": one.key.hex(), "signature": one.signature.hex()}
    assert Browser(scene.handler).call(f"/petitions/{scene.asked.id}/sign", sent).status_code == 200


def plain_texts(scene: Scene) -> list[bytes]:
    """All that the officials can open with their own keys of all that is sealed in the database."""
    sealed = {text for rows in everything().values() for row in rows for text in SEALED.findall(row)}
    found = []
    for text in sealed:
        for holder in scene.officials:
            try:
                found.append(opened(text, holder.keys))
            except (pyrage.DecryptError, ValueError):
                continue
    return found


def secrets_of(scene: Scene, name: str) -> list[bytes]:
    """The key of a signer in all forms in which it could stand somewhere."""
    key, halves = key_of(scene.world, name), halves_of(scene.world, name)
    publics = [joint_keys.public_half(half) for half in halves]
    return [one.hex().encode() for one in (key.public, key.secret, *halves, *publics)]


def test_all_officials_together_open_nothing_that_leads_to_a_signer(scene: Scene) -> None:
    texts = plain_texts(scene)
    assert texts, "their own envelopes"
    for name in scene.signers:
        known = secrets_of(scene, name)
        assert not [text for text in texts if any(secret in text for secret in known)]


def test_until_the_close_registrars_can_and_it_is_said(voting: Held, one_handler: ClientHandler) -> None:
    """Each of them needs the database and their words: the halves of the other are sealed to them there."""
    registrar = voting.custodian(Role.REGISTRAR, 1)
    own = Message.objects.get(custodian__ballot=voting.ballot, custodian__account=registrar.actor.account, step="hash")
    free, _trustee = signers(voting)
    halves = halves_of(voting.world, free)
    kept = json.loads(opened(own.kept, registrar.keys))["petition"]
    assert any(half.hex() in kept for half in halves)


def test_the_record_does_not_say_who_or_when(scene: Scene) -> None:
    browsers = {name: looking(scene, name) for name in scene.signers}
    for name in scene.signers:
        sign_as_anybody(scene, name, browsers)
    with clock.set_to(soon(scene.held.ballot.decrypting)):
        close_day()
    found = Entry.objects.filter(type__in=["petition.open", "petition.sign"])
    assert sorted(found.values_list("type", flat=True)) == ["petition.open", *["petition.sign"] * 3]
    assert set(Opening.objects.filter(entry__in=found).values_list("account", flat=True)) == {None}
    public = "".join(bytes(one).decode() for one in found.values_list("public", flat=True))
    assert not [mark for name in scene.signers for mark in marks_of(scene, name) if mark in public]


def after_the_day(scene: Scene, *names: str) -> dict[str, list[str]]:
    """Where signatures stand, row by row as they lie on the disk, when they came in this order and the day is over."""
    keys = {key_of(scene.world, name).public.hex() for name in scene.signers}
    browsers = {name: looking(scene, name) for name in scene.signers}
    with undone():
        for name in names:
            sign_as_anybody(scene, name, browsers)
        with clock.set_to(clock.now() + dt.timedelta(days=1)):
            close_day()
            due.settle()
            found = everything()
    return {table: [row for row in rows if sum(key in row for key in keys) == 1] for table, rows in found.items()}


def test_when_the_day_is_over_not_even_the_order_in_which_they_signed_is_left(scene: Scene) -> None:
    """But in the record, where it is drawn."""
    one, other = (after_the_day(scene, *names) for names in (scene.signers, scene.signers[::-1]))
    kept = {table for table, rows in one.items() if rows}
    assert kept == {"motions_petitionsignature", "record_entry", "record_opening"}
    assert one["motions_petitionsignature"] == other["motions_petitionsignature"]


def test_where_keys_stand_in_a_list_they_stand_in_their_own_order(scene: Scene) -> None:
    """Not in that of the electors, whom the server knows."""
    names = [name for name, one in scene.world.people.items() if one.account in electors(scene.held)]
    keys = sorted(key_of(scene.world, name).public.hex() for name in names)
    listed = [row for rows in everything().values() for row in rows if all(key in row for key in keys)]
    assert listed
    for row in listed:
        assert sorted(keys, key=row.index) == keys


def test_in_which_order_signatures_stand_in_the_record_follows_from_chance(scene: Scene) -> None:
    keys = [key_of(scene.world, name).public.hex() for name in scene.signers]
    seen = set()
    for _ in range(20):
        lines = after_the_day(scene, *scene.signers)["record_entry"]
        seen.add(tuple(key for line in lines for key in keys if key in line))
    assert seen == {tuple(keys), tuple(keys[::-1])}


def test_a_session_that_is_sent_along_changes_nothing(scene: Scene) -> None:
    """A page that forgot to leave its cookie out would still leave no trace here."""
    name = scene.signers[0]
    browser = signed_in(scene.world.people[name], scene.handler)
    one = key_of(scene.world, name).on(scene.asked)
    before = everything()
    browser.call(f"/petitions/{scene.asked.id}/sign", {"key": one.key.hex(), "signature": one.signature.hex()})
    after = everything()
    new = {table for table in after if set(after[table]) - set(before[table])}
    assert new == {"motions_petitionsignature", "record_pending"}
    person = str(scene.world.people[name].account)
    assert not [row for row in set(after["record_pending"]) - set(before["record_pending"]) if person in row]


def test_a_key_does_not_sign_for_another(scene: Scene) -> None:
    mine, theirs = (key_of(scene.world, name) for name in scene.signers)
    forged = PetitionKey(mine.secret, theirs.public).on(scene.asked)
    sent = {"key": forged.key.hex(), "signature": forged.signature.hex()}
    answer = Browser(scene.handler).call(f"/petitions/{scene.asked.id}/sign", sent)
    assert answer.status_code == 422
