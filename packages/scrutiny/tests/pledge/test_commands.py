"""`scrutiny pledge check|count|open` on the folder of a pledge."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from packages.scrutiny.tests.pledge.stories import (
    DEADLINE,
    POLICY,
    Record,
    bundles,
    committee_secret,
    key_of,
    reached,
    seed_of,
    world,
)

from scrutiny.cli import main
from scrutiny.encoding import sha256
from scrutiny.identity import age_keys
from scrutiny.pledge import board as boards
from scrutiny.pledge import cards, partials, statements, withdrawals
from scrutiny.record import tiles

NAMES = ("Ada", "Ben", "Cem")


def write_record(folder: Path, record: Record) -> None:
    for tile in tiles.tiles_at(tiles.ENTRIES, len(record.contents)):
        path = folder / tile.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(tiles.bundle(record.contents[tile.number * tiles.WIDTH :][: tile.width]))
    (folder / "checkpoint").write_bytes(record.checkpoint(DEADLINE + 90_000))


def write(folder: Path, record: Record) -> Path:
    """What the site would give, before trustees have said anything."""
    known = record.world
    folder.mkdir()
    signed = known.signed
    told = {"dealers": [s.hex() for s in signed.dealers], "trustees": [s.hex() for s in signed.trustees]}
    (folder / "manifest.json").write_bytes(bytes(known.manifest))
    (folder / "signatures.json").write_bytes(statements.written(told))
    (folder / "served").write_text("".join(f"{one.hex()}\n" for one in record.served.values()))
    (folder / "policy").write_bytes(POLICY)
    (folder / "checkpoint").write_bytes(record.checkpoint())
    write_record(folder / "record", record)
    return folder


def opened(folder: Path, record: Record, *trustees: int) -> Path:
    """The count is reached, two trustees said so, and these gave their parts."""
    found = record.trigger()
    write(folder, record)
    (folder / "sealed").mkdir()
    for notice in record.notices(1, 3):
        record.add(boards.NOTICE, boards.notice_effect(notice))
    for bundle in bundles(found, record.world, *trustees):
        content = partials.sealed(found, bundle, seed_of(f"trustee {bundle.trustee}"))
        (folder / "sealed" / f"{bundle.trustee}.json").write_bytes(content)
        record.add(boards.SEALED, boards.sealed_effect(record.world.manifest.h, bundle.trustee, sha256(content)))
    write_record(folder / "record", record)
    (folder / "members").write_text("\n".join(key_of(name) for name in NAMES))
    return folder


def codes(*indices: int) -> str:
    return "".join(f"{cards.second_code(card)}\n" for card in world().pair(*indices))


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_pledge_that_holds_is_checked_with_its_cards(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "p", reached())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(codes(5, 6).encode())))
    assert main(["pledge", "check", str(folder), "--card", "-"]) == 0
    said = capsys.readouterr().out
    assert "3 of 3 until 2027-01-15T08:00" in said
    assert "Card 6 of deck 2 holds." in said
    assert main(["pledge", "check", str(folder), "--json"]) == 0
    assert told(capsys)["count"] == 3


def test_an_entry_that_does_not_count_is_listed_with_its_step(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = reached()
    record.publish(world().entry("Ada", 1, 5))
    folder = write(tmp_path / "p", record)
    assert main(["pledge", "check", str(folder), "--json"]) == 0
    assert [(one["step"], one["code"]) for one in told(capsys)["uncounted"]] == [(32, "used-card")]
    assert main(["pledge", "check", str(folder)]) == 0
    assert "(step 32, used-card)" in capsys.readouterr().out


def test_the_count_ends_with_three_until_trustees_have_seen_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = reached()
    assert main(["pledge", "count", str(write(tmp_path / "p", record))]) == 3
    assert "Not to be opened: too-few-notices." in capsys.readouterr().out
    folder = opened(tmp_path / "q", reached())
    assert main(["pledge", "count", str(folder)]) == 0
    assert "Reached." in capsys.readouterr().out
    assert main(["pledge", "count", str(folder), "--json"]) == 0
    assert told(capsys)["opens"] == DEADLINE + 3600 + 86_400


def test_a_signer_opens_with_the_two_cards_and_the_committee_with_its_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = opened(tmp_path / "p", reached(), 1, 2)
    (folder / "cards").write_text(codes(1, 4))
    (folder / "key").write_text(f"# a comment\n{age_keys.identity(committee_secret())}\n")
    members = ["--members", str(folder / "members")]
    assert main(["pledge", "open", str(folder), "--card", str(folder / "cards"), *members]) == 0
    said = capsys.readouterr().out
    assert said.startswith("3 signed:")
    assert all(f"  {name}, Foundry" in said for name in NAMES)
    assert main(["pledge", "open", str(folder), "--key", str(folder / "key"), "--json", *members]) == 0
    assert sorted(one["name"] for one in told(capsys)["signed"]) == list(NAMES)


def test_an_unused_card_opens_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = opened(tmp_path / "p", reached(), 1, 2)
    (folder / "cards").write_text(codes(5, 5))
    assert main(["pledge", "open", str(folder), "--card", str(folder / "cards")]) == 1
    assert "Parts of 0 trustees could be read" in capsys.readouterr().err


def test_one_trustee_is_not_enough_and_what_is_not_in_the_record_does_not_serve(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = opened(tmp_path / "p", reached(), 1)
    (folder / "key").write_text(age_keys.identity(committee_secret()))
    found = reached().trigger()
    (bundle,) = bundles(found, world(), 2)
    (folder / "sealed/2.json").write_bytes(partials.sealed(found, bundle, seed_of("trustee 2")))
    assert main(["pledge", "open", str(folder), "--key", str(folder / "key")]) == 1
    assert "Parts of 1 trustees could be read and hold; 2 are needed." in capsys.readouterr().err


def test_a_countersigned_withdrawal_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = reached()
    gone = record.tally().counted[0]
    content = bytes(withdrawals.make(world().manifest, world().pair(*gone.indices), gone.hash()))
    seen = withdrawals.countersign(content, 1, 3, seed_of("trustee 1"))
    folder = write(tmp_path / "p", record)
    line = {"withdrawal": content.hex(), "trustee": 1, "size": 3, "signature": seen.signature.hex()}
    (folder / "countersigned").write_bytes(statements.written(line) + b"\n")
    assert main(["pledge", "count", str(folder), "--json"]) == 3
    said = told(capsys)
    assert (said["count"], said["withdrawn"], said["missing"]) == (2, 1, "too-few")


def spoil(name: str, old: str, new: str) -> Callable[[Path], None]:
    def spoiled(folder: Path) -> None:
        path = folder / name
        path.write_text(path.read_text().replace(old, new))

    return spoiled


def without_manifest(folder: Path) -> None:
    record = reached()
    del record.contents[1]
    write_record(folder / "record", record)


def other_entries(folder: Path) -> None:
    (path,) = (folder / "record").glob("tile/entries/*.p/*")
    path.write_bytes(path.read_bytes().replace(b"2026-11-23", b"2026-11-24"))


@pytest.mark.parametrize(
    ("spoiled", "code"),
    [
        (spoil("manifest.json", "noon", "one o'clock"), "certificate-context"),
        (spoil("manifest.json", '"v":1', '"v": 1'), "not-canonical"),
        (spoil("signatures.json", '":["', '":["ff'), "text"),
        (spoil("served", "0", "x"), "not-hexadecimal"),
        (spoil("policy", "2 w1", "1 w1"), "other-policy"),
        (without_manifest, "unrecorded"),
        (other_entries, "root"),
    ],
)
def test_what_was_changed_is_refused(
    spoiled: Callable[[Path], None], code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path / "p", reached())
    spoiled(folder)
    assert main(["pledge", "count", str(folder), "--json"]) == 1
    assert told(capsys)["reason"] == code


def test_a_card_that_was_mistyped_is_named_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "p", reached())
    first, second = codes(5, 6).splitlines()
    (folder / "cards").write_text(f"{first}\n\n{second[:-2]}\n")
    assert main(["pledge", "check", str(folder), "--card", str(folder / "cards")]) == 1
    assert capsys.readouterr().err == "Refused: A card has 189 signs; here are 187. (line 3)\n"


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pledge", "check", str(tmp_path / "nothing")]) == 1
    assert "manifest.json is missing" in capsys.readouterr().err


def test_a_key_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = opened(tmp_path / "p", reached(), 1, 2)
    (folder / "key").write_text("nonsense")
    assert main(["pledge", "open", str(folder), "--key", str(folder / "key")]) == 1
    assert capsys.readouterr().err.startswith("Refused:")
