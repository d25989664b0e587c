"""`scrutiny record` as somebody types it: exit codes, sentences, JSON, copies that were interrupted."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from packages.scrutiny.tests.record.making import DAY, SALT, checkpoint, entry, policy_of, private, root_of, some, write

from scrutiny.cli.main import main
from scrutiny.cli.record_sentences import SENTENCES, sentence
from scrutiny.record import merkle, tiles
from scrutiny.record.receipts import Receipt

ENTRIES = some(600)


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["record", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return write(tmp_path / "log", ENTRIES)


class TestVerify:
    def test_says_verified_and_what_it_cannot_say(self, log: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, err = run(capsys, "verify", log)
        assert (code, err) == (0, "")
        assert "\nVerified.\n" in out
        assert "What it cannot say" in out
        assert root_of(ENTRIES).hex() in out

    def test_keeps_a_checkpoint_for_the_next_time(
        self, log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        kept = tmp_path / "kept"
        assert run(capsys, "verify", log, "--keep", kept)[0] == 0
        longer = write(tmp_path / "longer", [*ENTRIES, *(entry(n, day=last_day()) for n in range(600, 700))])
        code, out, _err = run(capsys, "verify", longer, "--since", kept, "--json")
        assert (code, json.loads(out)["since"]) == (0, 600)
        other = write(tmp_path / "other", [*ENTRIES[:599], entry(5, day=last_day()), entry(6, day=last_day())])
        code, out, err = run(capsys, "verify", other, "--since", kept, "--json", "--keep", tmp_path / "new")
        assert (code, json.loads(out)["reason"]) == (1, "fork")
        assert "two histories" in err
        assert not (tmp_path / "new").exists()

    def test_names_the_entry(self, log: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = log / tiles.Tile(tiles.ENTRIES, 1).path
        path.write_bytes(path.read_bytes().replace(b'"v":1', b'"v":2', 1))
        code, _out, err = run(capsys, "verify", log)
        assert (code, err) == (
            1,
            "Refused: Entry 256 was changed, dropped, or put in another place. (step 6, entry 256)\n",
        )

    def test_takes_openings(self, log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        shown = tmp_path / "openings"
        shown.write_text(json.dumps({"index": 3, "salt": SALT.hex(), "private": private(3).decode()}) + "\n")
        code, out, _err = run(capsys, "verify", log, "--openings", shown, "--json")
        assert (code, json.loads(out)["entries"]) == (0, {"verified": 1, "sealed": 599, "erased": 0})
        for wrong in ("{", "{}", '{"index":1,"salt":"00","private":""}', "[]", '{"index":"1","salt":"","private":1}'):
            shown.write_text(wrong)
            assert run(capsys, "verify", log, "--openings", shown)[0] == 1

    @pytest.mark.parametrize("where", ["http://127.0.0.1:9/record/", "ftp://x/", "http://"])
    def test_says_what_cannot_be_reached(self, where: str, capsys: pytest.CaptureFixture[str]) -> None:
        code, _out, err = run(capsys, "verify", where)
        assert code == 2
        assert "Traceback" not in err

    def test_says_what_is_missing(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code, _out, err = run(capsys, "verify", tmp_path)
        assert (code, err) == (1, "Refused: policy is missing. (file policy)\n")
        assert run(capsys, "verify", tmp_path, "--policy", tmp_path / "none")[0] == 2


class TestMirror:
    def test_is_a_record_like_the_first(self, log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        copy = tmp_path / "copy"
        assert run(capsys, "mirror", log, copy)[0] == 0
        assert run(capsys, "verify", copy)[0] == 0
        assert {p.relative_to(copy) for p in copy.rglob("*")} == {p.relative_to(log) for p in log.rglob("*")}

    def test_goes_on_where_it_was(self, log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        copy = tmp_path / "copy"
        run(capsys, "mirror", log, copy)
        longer = write(tmp_path / "longer", [*ENTRIES, *(entry(n, day=last_day()) for n in range(600, 900))])
        (longer / "tile/entries/000").write_text("not asked for again")
        assert run(capsys, "mirror", longer, copy)[0] == 0
        assert json.loads(run(capsys, "verify", copy, "--json")[1])["size"] == 900

    def test_keeps_what_it_had_when_the_record_does_not_hold(
        self, log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        copy = tmp_path / "copy"
        run(capsys, "mirror", log, copy)
        before = (copy / "checkpoint").read_bytes()
        forked = write(tmp_path / "forked", [*ENTRIES[:500], *(entry(n, day=last_day()) for n in range(500, 900))])
        assert run(capsys, "mirror", forked, copy)[0] == 1
        assert (copy / "checkpoint").read_bytes() == before
        assert run(capsys, "verify", copy)[0] == 0


def last_day() -> dt.date:
    return DAY + dt.timedelta(days=30)


class TestReceipt:
    def test_is_checked_offline(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        leaves = [merkle.leaf_hash(one) for one in ENTRIES]
        proof = merkle.inclusion_proof(9, 600, lambda a, b: merkle.root_of(leaves[a:b]))
        extra = json.dumps({"salt": SALT.hex(), "private": private(9).decode()}).encode()
        (tmp_path / "r").write_text(str(Receipt(9, tuple(proof), checkpoint(ENTRIES), extra)))
        (tmp_path / "e").write_bytes(ENTRIES[9])
        (tmp_path / "p").write_bytes(policy_of())
        given = ["receipt", tmp_path / "r", "--entry", tmp_path / "e", "--policy", tmp_path / "p"]
        code, out, _err = run(capsys, *given)
        assert code == 0
        assert out.startswith("Entry 9 of 600 stands in example.org/record: ")
        assert "member 9" in out
        (tmp_path / "e").write_bytes(ENTRIES[10])
        assert run(capsys, *given)[0] == 1


class TestKey:
    def test_is_made_once(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _err = run(capsys, "key", tmp_path / "k", "--name", "sister.example/w")
        assert code == 0
        assert out.startswith("sister.example/w+")
        before = (tmp_path / "k").read_bytes()
        assert run(capsys, "key", tmp_path / "k", "--name", "other.example")[0] == 1
        assert (tmp_path / "k").read_bytes() == before
        assert run(capsys, "key", tmp_path / "x", "--name", "two words")[0] == 1


def test_every_sentence_can_be_said() -> None:
    data = dict.fromkeys(("entry", "file", "seen", "size", "since", "url", "origin"), 1)
    for code in [*SENTENCES, "never-heard-of"]:
        assert sentence(code, data).startswith("Refused: ")
        assert sentence(code, {}).startswith("Refused: ")
