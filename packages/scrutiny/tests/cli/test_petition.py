"""`scrutiny petition count`, as somebody calls it who fetched the file of a petition."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from scrutiny.cli.main import main
from scrutiny.identity import joint_keys
from scrutiny.organisation.councils.petitions import KeyList, Kind, Petition

HALVES = [[bytes([2 * n + 1]) * 32, bytes([2 * n + 2]) * 32] for n in range(5)]
SECRETS = {
    joint_keys.joined_public(map(joint_keys.public_half, halves)): joint_keys.joined_secret(halves) for halves in HALVES
}
KEYS = KeyList(tuple(sorted(SECRETS)))
OPENED = dt.date(2026, 3, 2)


def petition(number: int = 1, text: str = "Nobody works alone.") -> Petition:
    return Petition(
        UUID(int=number), Kind.BALLOT, "ab" * 32, "assembly:1", KEYS.digest, None, text, OPENED,
        OPENED + dt.timedelta(days=60),
    )  # fmt: skip


def signed(asked: Petition, *places: int) -> list[dict[str, str]]:
    keys = [KEYS.keys[place] for place in places]
    return [{"key": key.hex(), "signature": joint_keys.sign(SECRETS[key], asked.message()).hex()} for key in keys]


def as_file(asked: Petition, signatures: list[dict[str, str]], **changed: Any) -> dict[str, Any]:
    said = {**asked.told(), "text": asked.text, "id": str(asked.id), "org": asked.org}
    found = {"petition": said, "message": asked.message().hex(), "needed": 2, "signatures": signatures, "joined": []}
    return {**found, "keys": [key.hex() for key in KEYS.keys], **changed}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "petition.json"


def count(file: Path, said: Any, *options: str) -> int:
    file.write_text(json.dumps(said))
    return main(["petition", "count", str(file), *options])


def test_signatures_are_counted(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert count(file, as_file(petition(), signed(petition(), 0, 3))) == 0
    assert "2 of 5 electors have signed; 2 are needed." in capsys.readouterr().out


def test_second_false_and_strange_ones_are_not(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = signed(petition(), 0, 0)
    false = [{**found[0], "key": KEYS.keys[2].hex()}]
    strange = [{"key": joint_keys.public_half(b"x" * 32).hex(), "signature": "00" * 64}]
    assert count(file, as_file(petition(), found + false + strange), "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["valid"], said["repeated"], said["false"], said["strange"]) == (1, 1, 1, 1)


def test_who_signed_two_that_were_joined_counts_once(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = petition(1), petition(2)
    said = as_file(one, signed(one, 0, 1), joined=[as_file(other, signed(other, 1, 2))])
    assert count(file, said, "--json") == 0
    assert json.loads(capsys.readouterr().out)["valid"] == 3


def test_another_list_than_the_record_names_is_refused(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = as_file(petition(), signed(petition(), 0))
    assert count(file, said, "--keys", KEYS.digest) == 0
    assert count(file, said, "--keys", "00" * 32) == 1
    assert "not the one" in capsys.readouterr().err


def test_a_longer_list_does_not_fit_the_petition(file: Path) -> None:
    more = sorted([*KEYS.keys, joint_keys.public_half(b"x" * 32)])
    assert count(file, as_file(petition(), [], keys=[key.hex() for key in more])) == 1


@pytest.mark.parametrize(
    "said",
    [
        {},
        [],
        as_file(petition(), [], keys=[]),
        as_file(petition(), [], message="00"),
        as_file(petition(), [], keys=["zz" * 32]),
        as_file(petition(), [{"key": "zz", "signature": ""}]),
        as_file(petition(), [], joined=[as_file(petition(2, "Something else."), [])]),
    ],
)
def test_what_is_no_file_of_a_petition_is_refused(file: Path, said: Any) -> None:
    assert count(file, said) == 1
