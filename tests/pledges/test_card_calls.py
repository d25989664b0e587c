"""What whoever holds cards asks and sends: the same for everybody, without a session, and nothing kept of whom."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from groundswell.kernel import clock
from groundswell.pledges import queries
from groundswell.pledges.actions import due
from groundswell.record import queries as record
from scrutiny.cli.main import main
from scrutiny.cli.record_mirror import mirror
from scrutiny.pledge import entries, promises
from scrutiny.pledge import manifest as manifests
from scrutiny.pledge.cards import second_code
from scrutiny.pledge.entries import Signer
from scrutiny.pledge.promises import Promise
from scrutiny.pledge.statements import base64_of
from tests.cast import Browser, World, signed_in
from tests.pledges.story import Story, dealt, next_hour, signed_by

SENT = {"HTTP_X_GROUNDSWELL": "1", "HTTP_ACCEPT": "application/json"}
WHO = {"HTTP_USER_AGENT": "Unmistakable/1.0", "REMOTE_ADDR": "203.0.113.77", "HTTP_ACCEPT_LANGUAGE": "qu"}
PUBLIC = ("manifest.json", "signatures.json", "state.json", "served", "checkpoint", "sealed.json", "evidence.json")
NAME = "Quebracho Colorado"


@pytest.fixture
def story(world: World) -> Story:
    return dealt(world)[0]


def entry_of(story: Story, number: int, name: str = NAME) -> str:
    made = entries.make(queries.manifest_of(story.pledge), story.pair(number), Signer(name, "Press shop"))
    return base64_of(bytes(made))


def send(client: Client, story: Story, what: str, **said: str) -> Any:
    path = f"/pledges/of/{story.pledge.h}/{what}"
    return client.post(path, json.dumps(said), content_type="application/json", **SENT, **WHO)  # type: ignore[arg-type]


def test_an_entry_is_answered_with_a_promise_and_a_short_code(story: Story) -> None:
    answer = send(Client(), story, "sign", entry=entry_of(story, 1))
    said = answer.json()
    promise = Promise(
        bytes.fromhex(story.pledge.h),
        bytes.fromhex(said["hash"]),
        int(said["batch"]),
        bytes.fromhex(said["signature"]),
    )
    promises.check(queries.manifest_of(story.pledge), promise)
    assert said["code"] == entries.short_code(promise.entry)
    assert not answer.cookies


def test_everything_public_is_the_same_with_and_without_a_session(story: Story) -> None:
    signed_by(story, [1])
    member, stranger = signed_in(story.world.kestrel), Client()
    for name in PUBLIC:
        path = f"/pledges/of/{story.pledge.h}/{name}"
        theirs, nobodys = member.get(path, **WHO), stranger.get(path, **WHO)  # type: ignore[arg-type]
        assert b"".join(theirs) == b"".join(nobodys)
        assert not nobodys.cookies


def test_nothing_that_a_signer_brings_along_is_in_the_database_or_the_logs(
    story: Story, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    client = Client()
    client.get(f"/pledges/of/{story.pledge.h}/state.json", **WHO)  # type: ignore[arg-type]
    assert send(client, story, "sign", entry=entry_of(story, 1)).status_code == 200
    assert send(client, story, "sign", entry=entry_of(story, 1, "Other")).status_code == 409
    assert send(client, story, "sign", entry="nonsense").status_code == 422
    with clock.set_to(next_hour()):
        due.settle()
    rows = "\n".join(str(row) for row in everything())
    said = rows + caplog.text + "".join(capfd.readouterr())
    for trace in ("Unmistakable", "203.0.113.77", NAME, "Quebracho"):
        assert trace not in said


def everything() -> list[object]:
    found: list[object] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor.fetchall()]
    return found


def test_what_is_promised_and_not_promised_stands_on_the_page_in_these_words(story: Story) -> None:
    page = signed_in(story.world.kestrel).get(f"/pledges/{story.pledge.id}/").content.decode()
    told = Path("docs/protocol/pledges.md").read_text()
    promised = told.split("**Promised, in these words:**")[1].split("## Conventions")[0]
    words = " ".join(promised.replace("**Not promised:**", "").split()).replace(";", ".")
    for sentence in (one.strip() for one in words.split(".") if one.strip()):
        assert sentence.lower() in page.replace("&#x27;", "'").lower()


def test_the_folder_is_checked_and_counted_by_the_command(
    story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    signed_by(story, range(1, 4))
    folder = tmp_path / "pledge"
    whole = Browser().get(f"/pledges/of/{story.pledge.h}/folder.zip").content
    zipfile.ZipFile(io.BytesIO(whole)).extractall(folder)
    mirror(OfTheSite(), folder / "record", (folder / "policy").read_bytes(), lambda *_done: None)
    cards = tmp_path / "cards"
    cards.write_text("\n".join(second_code(card) for card in story.pair(9)))
    assert main(["pledge", "check", str(folder), "--card", str(cards), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["verified"], said["count"], said["threshold"]) == (True, 3, 8)
    assert main(["pledge", "count", str(folder), "--json"]) == 3
    assert manifests.read((folder / "manifest.json").read_bytes()).h.hex() == story.pledge.h


class OfTheSite:
    """The files of the record, as the site serves them."""

    def fetch(self, path: str) -> bytes:
        return record.file(path)
