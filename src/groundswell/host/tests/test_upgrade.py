"""The upgrade, rehearsed: what an earlier version left is opened by this one, and everything in it still holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.client import ClientHandler
from tests.cast import BEGUN, Person, signed_in

from groundswell.accounts.models import Key
from groundswell.host.tests.places import call, key_file, looking_at, old_backup
from groundswell.kernel import clock
from groundswell.members import queries as members
from groundswell.record.models import Entry, Opening
from groundswell.workplaces import importing
from groundswell.workplaces.models import Headcount, ImportChange, Unit
from scrutiny.encoding import commitment

pytestmark = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="tests/test_postgresql.py restores it there")


@pytest.fixture
def story(tmp_path: Path, transactional_db: None) -> Iterator[dict[str, Any]]:
    """The older organisation, restored and upgraded; the site of this process looks at it."""
    told, into = old_backup(tmp_path / "old.age"), tmp_path / "new"
    done = call(into, "restore", str(tmp_path / "old.age"), "--identity", str(key_file(tmp_path)))
    assert done.returncode == 0, done.stderr
    with looking_at(into / "groundswell.sqlite3"), clock.set_to(BEGUN):
        yield told


def founder(story: dict[str, Any], name: str) -> Person:
    """A founder with the words of their card."""
    person = Person(name, tuple(story["cards"][name]))
    key = Key.objects.get(signin=person.public.signin)
    person.account, person.key = key.account_id, key.id
    person.membership = members.memberships_of(key.account_id)[0].id
    return person


def test_all_rows_are_there_and_no_reference_leads_nowhere(story: dict[str, Any]) -> None:
    connection.check_constraints()
    with connection.cursor() as cursor:
        for table, kept in story["tables"].items():
            if table != "workplaces_importchange":
                cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
                assert cursor.fetchone()[0] == len(kept["rows"]), table


def test_the_founders_sign_in_with_their_words_and_see_their_tree(
    story: dict[str, Any], one_handler: ClientHandler
) -> None:
    for name in ("Heron", "Rowan", "Kestrel"):
        browser = signed_in(founder(story, name), one_handler)
        page = browser.get("/workplace/")
        assert page.status_code == 200
        assert "Press shop" in page.content.decode()


def test_the_record_still_opens_entry_by_entry(story: dict[str, Any]) -> None:
    entries = list(Entry.objects.order_by("index"))
    assert [entry.index for entry in entries] == list(range(len(entries)))
    for opening in Opening.objects.select_related("entry"):
        public = json.loads(bytes(opening.entry.public))
        assert public["c"] == commitment(bytes(opening.salt), bytes(opening.private)).hex()


def test_an_import_of_the_earlier_version_names_what_it_made_and_can_be_undone(story: dict[str, Any]) -> None:
    old = UUID(story["import"])
    notes = [row for row in story["tables"]["workplaces_importchange"]["rows"] if row[3] is None]
    assert Unit.objects.filter(made_by=old).count() + Headcount.objects.filter(made_by=old).count() == len(notes) > 0
    assert not ImportChange.objects.filter(before=None).exists()
    importing.undo(founder(story, "Heron").actor(), old)
    assert importing.get(old).state == "undone"
    assert not Unit.objects.filter(made_by=old, name="Rolling mill", closed__isnull=True).exists()
