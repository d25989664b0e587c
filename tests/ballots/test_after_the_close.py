"""After the close nothing on the server leads from a member to a ballot: no row, no order of rows, no log, no backup.

Six people sign in one after the other and vote at once, in an order in which nothing stood before. Then every column
of every table is read, and the bytes of the database, as by somebody who seized the server; the first tests look before
the close, where the one table that tells has to be found, and nothing else.
"""

from __future__ import annotations

import itertools
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from groundswell.accounts.session_store import hidden
from groundswell.ballots import queries
from groundswell.ballots.actions import casting, due
from groundswell.ballots.actions.setting_up import credential_hash
from groundswell.ballots.board import ballots_of
from groundswell.ballots.models import BoardEvent, Caster, Envelope, Message, Spoilt
from groundswell.demo.custodians import ballot_for, prepare
from groundswell.host import backup
from groundswell.host.tests.places import RECIPIENT, inside
from groundswell.kernel import clock
from scrutiny.elections import election as elections
from tests.ballots.conftest import Held, adopt
from tests.ballots.test_hostile import NO, YES
from tests.cast import World, signed_in
from tests.elections import VOLUNTEERS, announced, holders, ready, soon
from tests.test_privacy import on_disk

THE_TABLE_THAT_TELLS = "ballots_caster"
Rows = Mapping[str, Sequence[str]]


@dataclass
class Marks:
    """What leads to a member, and what leads to a ballot of theirs."""

    member: set[str] = field(default_factory=set)
    ballot: set[str] = field(default_factory=set)


@dataclass
class Story:
    """Who voted after whom, and what was seen of them."""

    held: Held
    order: tuple[str, ...]
    marks: dict[str, Marks]
    log: str = ""


# Reading everything


def columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [one.name for one in connection.introspection.get_table_description(cursor, table)]


def tables() -> list[str]:
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def rows_of(table: str, by: str) -> list[str]:
    """Every row as a text in which ids stand as they are written elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" ORDER BY {by}')
        return [readable(table, row) for row in cursor.fetchall()]


def readable(table: str, row: Sequence[Any]) -> str:
    said = [bytes(v).decode("latin-1") if isinstance(v, (bytes, memoryview)) else str(v) for v in row]
    if table == "django_session":
        said += [json.dumps(Session.objects.get(session_key=key).get_decoded()) for key in said if len(key) == 40]
    return "|".join(said)


def as_it_lies() -> str:
    """The order in which rows were written."""
    return "rowid" if connection.vendor == "sqlite" else "ctid"


def everything() -> Rows:
    return {table: rows_of(table, as_it_lies()) for table in tables()}


def has(text: str, marks: set[str]) -> bool:
    return any(mark in text or mark.replace("-", "") in text for mark in marks)


def pairs(rows: Rows, marks: Mapping[str, Marks]) -> set[str]:
    """The tables with a row that leads from a member to a ballot: their own or, just as bad, anybody's."""
    members = set[str]().union(*(one.member for one in marks.values()))
    found = set[str]().union(*(one.ballot for one in marks.values()))
    return {table for table, listed in rows.items() for row in listed if has(row, members) and has(row, found)}


def names_in(rows: Sequence[str], marks: Mapping[str, Marks]) -> tuple[str, ...]:
    """Those to whom rows lead, in their order, each where they first stand."""
    listed = [name for row in rows for name, one in marks.items() if has(row, one.member)]
    return tuple(dict.fromkeys(listed))


def orders(marks: Mapping[str, Marks]) -> dict[str, tuple[str, ...]]:
    """In which order the six stand in each table: as it lies on the disk, and by every column with a number or time."""
    found = {}
    for table in tables():
        for by in (as_it_lies(), *(f'"{name}"' for name in columns(table))):
            for way in ("ASC", "DESC"):
                found[f"{table} by {by} {way}"] = names_in(rows_of(table, f"{by} {way}"), marks)
    return {where: order for where, order in found.items() if len(order) == len(marks)}


# The story


def marks_of(held: Held) -> dict[str, Marks]:
    people = {name: held.world.people[name] for name in VOLUNTEERS}
    made = {
        name: Marks({str(one.account), str(one.key), str(one.membership), one.public.act, one.public.age})
        for name, one in people.items()
    }
    return {name: Marks(one.member | {held.world.people[name].public.signin}) for name, one in made.items()}


def new_order(marks: Mapping[str, Marks]) -> tuple[str, ...]:
    """One in which they stand nowhere yet, forwards or backwards."""
    there = set(orders(marks).values())
    return next(one for one in itertools.permutations(sorted(marks, reverse=True)) if one not in there)


def vote(story: Story, name: str, *votes: Any) -> None:
    """Sign in, open the booth, check a ballot, and cast, with nobody in between."""
    held, mine = story.held, story.marks[name]
    browser, address = signed_in(held.world.people[name]), f"/ballots/booth/{held.part.id}"
    number = browser.cookies["session"].value if "session" in browser.cookies else browser.session.session_key
    mine.member |= {hidden(str(number)), str(number)}
    assert browser.get(address).json()["state"] == "open"
    checked = ballot_for(held.part, held.holder(name), NO)
    assert browser.call(f"{address}/spoil", {"ballot": checked.decode()}).status_code == 200
    mine.ballot.add(elections.fingerprint(checked))
    for one in votes:
        made = ballot_for(held.part, held.holder(name), one)
        answer = browser.call(address, {"ballot": made.decode()})
        assert answer.status_code == 200
        event = BoardEvent.objects.get(part=held.part, tracker=answer.json()["tracker"])
        public = json.loads(made)["credential"]
        mine.ballot |= {event.tracker, event.hash, public, credential_hash(public)}


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that anybody says at any level, were the host to turn it all on."""
    named = [logging.getLogger(one) for one in ("", *logging.root.manager.loggerDict)]
    before = [(one, one.level, one.disabled) for one in named]
    for one in named:
        one.setLevel(logging.DEBUG)
        one.disabled = False
        if not one.propagate:
            one.addHandler(caplog.handler)
    caplog.handler.setLevel(logging.DEBUG)
    yield caplog
    for one, level, disabled in before:
        one.setLevel(level)
        one.disabled = disabled
        one.removeHandler(caplog.handler)


@pytest.fixture
def voted(open_world: World, log: pytest.LogCaptureFixture) -> Iterator[Story]:
    """An hour after the opening; all six have voted, the fourth of them twice."""
    adopt(ballot_group="Ed25519")
    held = Held(open_world, ready(open_world, announced(open_world)).id)
    with clock.set_to(soon(held.ballot.opening)):
        due.settle()
        marks = marks_of(held)
        story = Story(held, new_order(marks), marks)
        for place, name in enumerate(story.order):
            vote(story, name, YES, *([NO] if place == 3 else []))
        yield story


@pytest.fixture
def closed(voted: Story, log: pytest.LogCaptureFixture) -> Iterator[Story]:
    with clock.set_to(voted.held.ballot.closing):
        due.settle()
        voted.log = log.text
        yield voted


# Before the close


def test_before_the_close_one_table_tells_and_no_other(voted: Story) -> None:
    assert pairs(everything(), voted.marks) == {THE_TABLE_THAT_TELLS}
    assert Caster.objects.count() == 6


def test_before_the_close_a_search_of_rows_finds_the_order_of_votes(voted: Story) -> None:
    """Guards what is searched for afterwards."""
    found = orders(voted.marks)
    assert found[f"{THE_TABLE_THAT_TELLS} by {as_it_lies()} ASC"] == voted.order
    assert "django_session" in {where.split(" ")[0] for where in found}


def test_before_the_close_no_backup_tells(voted: Story, tmp_path: Path) -> None:
    rows = rows_in_backup(tmp_path)
    assert THE_TABLE_THAT_TELLS not in rows
    assert pairs(rows, voted.marks) == set()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the bytes of PostgreSQL lie elsewhere")
def test_before_the_close_the_bytes_of_the_table_are_found(voted: Story) -> None:
    assert traces(voted) == {"row", "index"}


# After it


def test_after_the_close_no_row_leads_from_a_member_to_a_ballot(closed: Story) -> None:
    assert pairs(everything(), closed.marks) == set()
    assert not Caster.objects.exists()
    assert not Spoilt.objects.exists()
    assert not Envelope.objects.exists()


def test_after_the_close_no_order_of_rows_is_that_of_the_votes(closed: Story) -> None:
    """Whoever signed in to vote signed in in the order of the board."""
    found = orders(closed.marks)
    for way in (closed.order, closed.order[::-1]):
        assert [where for where, order in found.items() if order == way and not is_by_hash(where)] == []
    numbers = [row.split("|")[0] for row in rows_of("django_session", as_it_lies())]
    times = {row.split("|")[2] for row in rows_of("django_session", as_it_lies())}
    assert numbers == sorted(numbers)
    assert len(numbers) >= 6
    assert {time[10:19] for time in times} == {" 00:00:00"}


def is_by_hash(where: str) -> bool:
    """Ordered by what was drawn at random: any order can come out, and none tells anything."""
    return (
        where.startswith(f"django_session by {as_it_lies()}") or '"session_key"' in where or '"session_data"' in where
    )


def test_after_the_close_lists_are_in_an_order_that_says_nothing(closed: Story) -> None:
    """Credentials and petition keys stand by their value, not by whose they are."""
    listed = json.loads(bytes(queries.part(closed.held.part.id).credentials))
    assert listed == sorted(listed)
    for said in Message.objects.filter(step="list").values_list("content", flat=True):
        petition = json.loads(said)["petition"]
        assert petition == sorted(petition)


def test_after_the_close_nothing_is_left_of_what_registrars_kept_and_told_each_other(closed: Story) -> None:
    registrars = Message.objects.filter(custodian__ballot=closed.held.ballot, custodian__role="registrar")
    assert not registrars.exclude(kept="").exists()
    assert set(registrars.filter(step="halves").values_list("content", flat=True)) == {""}


def test_the_log_has_neither_members_nor_ballots(closed: Story) -> None:
    """At any level. Whoever runs the server cannot turn on what would betray somebody."""
    logging.getLogger("groundswell").debug("heard")
    for name, one in closed.marks.items():
        assert not has(closed.log, one.member | one.ballot), name


def test_the_log_is_one_that_hears(voted: Story, log: pytest.LogCaptureFixture) -> None:
    """Guards the test above."""
    for name in ("groundswell.ballots", "django.request", "waitress", "anything"):
        logging.getLogger(name).debug("heard by %s", name)
        assert f"heard by {name}" in log.text


def rows_in_backup(folder: Path) -> dict[str, list[str]]:
    """What a backup has of every table, once it is opened."""
    file = folder / "backup.age"
    backup.make_backup(file, [RECIPIENT], lambda _size: None)
    parts = {name: part.decode("latin-1").splitlines() for name, part in inside(file).items()}
    found: dict[str, list[str]] = {}
    for name, lines in parts.items():
        found.setdefault(name.split("/")[1] if name.startswith("tables/") else name, []).extend(lines)
    return found


def test_a_backup_made_after_the_close_leads_nowhere(closed: Story, tmp_path: Path) -> None:
    rows = rows_in_backup(tmp_path)
    assert len(rows["ballots_boardevent"]) >= 8
    assert pairs(rows, closed.marks) == set()
    found = {table: names_in(lines, closed.marks) for table, lines in rows.items()}
    assert closed.order not in found.values()
    assert closed.order[::-1] not in found.values()
    assert not {"django_session", "ballots_caster", "ballots_spoilt"} & set(rows)


def traces(story: Story) -> set[str]:
    """Where the bytes of the database still say who voted, or with what: a row of the table, or its index."""
    held, found = on_disk(), set()
    part = story.held.part.id.hex
    accounts = {story.held.world.people[name].account.hex for name in story.order}
    hashes = set(BoardEvent.objects.exclude(credential="").values_list("credential", flat=True))
    for data in held.values():
        for account in accounts:
            found |= {"row"} if any(f"{one}{account}".encode() in data for one in hashes) else set()
            found |= {"index"} if f"{part}{account}".encode() in data else set()
    return found


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the bytes of PostgreSQL lie elsewhere")
def test_after_the_close_no_byte_on_the_disk_says_who_voted(closed: Story) -> None:
    """Neither in free pages nor in what SQLite has not moved over yet."""
    assert traces(closed) == set()
    spoilt = {mark for one in closed.marks.values() for mark in one.ballot}
    spoilt -= {
        *BoardEvent.objects.values_list("tracker", flat=True),
        *BoardEvent.objects.values_list("hash", flat=True),
    }
    checked = {mark for mark in spoilt if len(mark) == 43}
    assert len(checked) == 6
    assert not [mark for mark in checked for data in on_disk().values() if mark.encode() in data]


def test_after_the_result_it_is_still_so(closed: Story, tmp_path: Path) -> None:
    held = closed.held
    with clock.set_to(held.ballot.decrypting):
        prepare(held.ballot, holders(held.world, held.ballot))
    with clock.set_to(held.ballot.certified):
        due.settle()
    assert held.ballot.outcome
    assert pairs(everything(), closed.marks) == set()
    assert pairs(rows_in_backup(tmp_path), closed.marks) == set()


def test_after_the_close_the_booth_does_not_know_it_either(closed: Story) -> None:
    for name in closed.order[:2]:
        said = signed_in(closed.held.world.people[name]).get(f"/ballots/booth/{closed.held.part.id}").json()
        assert (said["state"], said["cast"], said["envelopes"]) == ("closed", None, [])


def test_a_receipt_that_is_asked_for_again_after_the_close_leaves_nothing(closed: Story) -> None:
    name = closed.order[0]
    content = next(iter(ballots_of(closed.held.part)))
    receipt = casting.cast(closed.held.world.people[name].account, closed.held.part.id, content)
    assert receipt.number == 1
    assert pairs(everything(), closed.marks) == set()
