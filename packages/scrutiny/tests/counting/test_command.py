from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from types import SimpleNamespace

import pytest
from packages.scrutiny.tests.counting.elections import HERE

from scrutiny.cli import count as command
from scrutiny.cli.main import main
from scrutiny.counting import blt
from scrutiny.counting.reading import MOST_BYTES

LINN = str(HERE / "glasgow_2007_linn.blt")
SEED = "00112233445566778899aabbccddeeff"
POLL = '4 2\n6 1 2 0\n2 1 3 0\n5 3 0\n7 4 0\n0\n"Ann Lee"\n"Bo"\n"Cy"\n"Di"\n"Ward 1"\n'
TIED = '2 1\n1 1 0\n1 2 0\n0\n"Ann"\n"Bo"\n"Tie"\n'


@pytest.fixture
def poll(tmp_path: Path) -> str:
    path = tmp_path / "poll.blt"
    path.write_text(POLL)
    return str(path)


@pytest.fixture
def tied(tmp_path: Path) -> str:
    path = tmp_path / "tied.blt"
    path.write_text(TIED)
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of `scrutiny count`."""
    code = main(["count", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_count_is_told_in_text(capsys: pytest.CaptureFixture[str], poll: str) -> None:
    code, out, err = run(capsys, poll, "--rule", "scottish")
    assert (code, err) == (0, "")
    assert out.startswith("Ward 1\nScottish STV: 2 seats, 20 valid papers, 0 invalid, quota 7.00000\n")
    assert out.endswith("Elected, in this order:\n  Ann Lee\n  Di\n")


@pytest.mark.parametrize("rule", command.RULES)
def test_every_rule_counts(capsys: pytest.CaptureFixture[str], poll: str, rule: str) -> None:
    code, out, err = run(capsys, poll, "--rule", rule, "--lots", SEED)
    assert (code, err) == (0, "")
    assert "Elected, in this order:" in out


def test_json_is_json_with_the_official_figures(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, LINN, "--rule", "scottish", "--json")
    assert code == 0
    official = json.loads((HERE / "glasgow_2007_linn.stages.json").read_text())
    ours = json.loads(out)
    assert ours["quota"] == official["quota"]
    assert list(ours["stages"][9]["votes"].values()) == list(official["stages"][9]["votes"].values())
    assert err.splitlines() == [
        "note: line 2536: a name has no quotation marks.",
        "note: line 2525: the names were taken from comments.",
    ]


def test_csv_is_csv(capsys: pytest.CaptureFixture[str], poll: str) -> None:
    code, out, _ = run(capsys, poll, "--rule", "meek", "--csv")
    assert code == 0
    table = list(csv.reader(io.StringIO(out)))
    assert table[0][:3] == ["candidate", "elected as", "excluded at stage"]
    assert table[1][:2] == ["Ann Lee", "1"]


def test_svg_is_written_to_a_file(capsys: pytest.CaptureFixture[str], poll: str, tmp_path: Path) -> None:
    picture = tmp_path / "count.svg"
    assert run(capsys, poll, "--rule", "scottish", "--svg", str(picture)) == (0, "", "")
    assert ET.parse(picture).getroot().tag.endswith("svg")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["count.svg", "poll.blt"]


def test_blt_is_written_in_clean_form(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    clean = tmp_path / "clean.blt"
    code, out, _ = run(capsys, LINN, "--rule", "scottish", "--blt", str(clean))
    assert (code, out) == (0, "")
    assert blt.read(clean.read_bytes()).remarks == ()
    assert blt.read(clean.read_bytes()).profile == blt.read(Path(LINN).read_bytes()).profile


def test_the_seats_of_the_file_can_be_overruled(capsys: pytest.CaptureFixture[str], poll: str) -> None:
    _, out, _ = run(capsys, poll, "--rule", "scottish", "--seats", "1", "--json")
    assert json.loads(out)["seats"] == 1


def test_a_preflib_file_needs_to_be_told_the_seats_or_has_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "poll.soi"
    path.write_text(
        "# TITLE: T\n# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n3: 1,2\n2: 2\n"
    )
    code, out, err = run(capsys, str(path), "--rule", "scottish", "--json")
    assert code == 0
    assert json.loads(out)["seats"] == 1
    assert "does not say how many ballots" in err
    _, out, _ = run(capsys, str(path), "--rule", "scottish", "--seats", "2", "--json")
    assert json.loads(out)["elected"] == ["A", "B"]


def test_ballots_can_come_from_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(POLL.encode())))
    code, out, _ = run(capsys, "-", "--rule", "scottish", "--json")
    assert code == 0
    assert json.loads(out)["title"] == "Ward 1"


def test_input_without_end_is_not_read_without_end(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def read(size: int) -> bytes:
        asked.append(size)
        return POLL.encode()

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=SimpleNamespace(read=read)))
    assert run(capsys, "-", "--rule", "scottish")[0] == 0
    assert asked == [MOST_BYTES + 1]


def test_a_tie_without_a_seed_is_refused_in_a_sentence(capsys: pytest.CaptureFixture[str], tied: str) -> None:
    code, out, err = run(capsys, tied, "--rule", "scottish")
    assert (code, out) == (1, "")
    assert err == "refused: a lot must be drawn at stage 2 between candidates 1,2, and no seed was given for it.\n"


def test_a_tie_with_a_seed_is_drawn_and_told(capsys: pytest.CaptureFixture[str], tied: str) -> None:
    code, out, _ = run(capsys, tied, "--rule", "scottish", "--lots", SEED)
    assert code == 0
    assert "1. Stage 2, who is excluded, between Ann, Bo. Order drawn:" in out
    assert run(capsys, tied, "--rule", "scottish", "--lots", SEED.upper())[1] == out


@pytest.mark.parametrize("seed", ["", "xyz", "0011", "00" * 2000])
def test_a_seed_that_is_none_is_wrong_usage(capsys: pytest.CaptureFixture[str], tied: str, seed: str) -> None:
    code, out, err = run(capsys, tied, "--rule", "scottish", "--lots", seed)
    assert (code, out) == (2, "")
    assert err == "scrutiny count: the seed of the lots must be 8 to 1,024 bytes in hexadecimal.\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1: the file is empty"),
        (b"\xff\xfe\x00", "line 1: this is not text in UTF-8"),
        (b"3 1 4\n", 'line 1: the first line should have two numbers, candidates and seats, but it is "3 1 4"'),
        (b"2 1\n1 3 0\n", "line 2: there is no candidate 3; they are numbered from 1 to 2"),
        (b"2 1\n1 1\n", "line 2: the ballot does not end with 0"),
        (b"2 1\n1 1 0\n", "line 2: the file ends before the line with a single 0 that should end the ballots"),
        (b"2 1\n1 1 0\n0\n", "line 3: 3 names (of candidates, and a title) should follow, but there are 0"),
    ],
)
def test_a_bad_file_is_refused_with_line_and_reason(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "bad.blt"
    path.write_bytes(content)
    assert run(capsys, str(path), "--rule", "meek") == (1, "", f"refused: {said}.\n")


def test_the_malformed_files_are_counted_with_notes(capsys: pytest.CaptureFixture[str]) -> None:
    for name, notes, elected in (
        ("malformed_perth_kinross_2016_by_election_ward9.blt", 3, ["Kathleen BAIRD"]),
        ("malformed_aberdeenshire_2022_ward1.blt", 2, None),
    ):
        code, out, err = run(capsys, str(HERE / name), "--rule", "scottish", "--json")
        assert code == 0
        assert err.count("note: line ") == notes
        assert elected is None or json.loads(out)["elected"] == elected


def test_a_file_that_is_not_there_is_wrong_usage(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    missing = tmp_path / "missing.blt"
    code, _, err = run(capsys, str(missing), "--rule", "scottish")
    assert (code, err) == (2, f"scrutiny count: {missing}: No such file or directory.\n")
    code, _, err = run(capsys, str(tmp_path), "--rule", "scottish")
    assert code == 2
    assert "Is a directory" in err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--seats", "0"], "--seats must be between 1 and 1000000"),
        (["--seats", "-2"], "--seats must be between 1 and 1000000"),
        (["--most", "2"], "--most is for --rule approval"),
        (["--grades", "a,b"], "--grades is for --rule judgment"),
        (["--unavailable", "Bo"], "--unavailable is for --countback"),
        (["--countback", "Zo"], '"Zo" names 0 candidates; they are: Ann Lee; Bo; Cy; Di'),
        (["--countback", ""], '"" names 0 candidates; they are: Ann Lee; Bo; Cy; Di'),
        (["--countback", "5"], '"5" names 0 candidates; they are: Ann Lee; Bo; Cy; Di'),
        (["--countback", "1", "--unavailable", "x"], '"x" names 0 candidates; they are: Ann Lee; Bo; Cy; Di'),
    ],
)
def test_options_that_do_not_fit_are_wrong_usage(
    capsys: pytest.CaptureFixture[str], poll: str, options: list[str], said: str
) -> None:
    assert run(capsys, poll, "--rule", "scottish", *options) == (2, "", f"scrutiny count: {said}.\n")


def test_a_limit_below_one_is_wrong_usage(capsys: pytest.CaptureFixture[str], poll: str) -> None:
    assert run(capsys, poll, "--rule", "approval", "--most", "0")[0] == 2


@pytest.mark.parametrize(
    "arguments", [[], ["x.blt"], ["x.blt", "--rule", "other"], ["x.blt", "--rule", "meek", "--seats", "x"]]
)
def test_missing_or_unknown_options_are_wrong_usage(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["count", *arguments])
    assert stop.value.code == 2


def test_only_one_form_of_output_at_a_time(poll: str) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["count", poll, "--rule", "meek", "--json", "--csv"])
    assert stop.value.code == 2


def test_approval_and_judgment_take_their_options(capsys: pytest.CaptureFixture[str], poll: str) -> None:
    _, out, _ = run(capsys, poll, "--rule", "approval", "--most", "1", "--json", "--lots", SEED)
    assert json.loads(out)["invalid_votes"] == 8
    _, out, _ = run(capsys, poll, "--rule", "judgment", "--grades", "yes,maybe,no", "--json", "--lots", SEED)
    assert json.loads(out)["tables"][0]["columns"] == ["yes", "maybe", "no"]
    code, _, err = run(capsys, poll, "--rule", "judgment", "--grades", "yes", "--lots", SEED)
    assert (code, err) == (1, "refused: there must be 2 to 100 different grades.\n")


@pytest.mark.parametrize("name", ["Ann Lee", "ann lee", "Ann", "a", "1", " Ann  Lee "])
def test_a_countback_takes_a_name_its_beginning_or_a_number(
    capsys: pytest.CaptureFixture[str], poll: str, name: str
) -> None:
    code, out, _ = run(capsys, poll, "--rule", "scottish", "--countback", name, "--json")
    assert code == 0
    assert json.loads(out)["rule"] == "countback"
    assert json.loads(out)["elected"] == ["Bo"]


def test_a_countback_passes_over_the_unavailable(capsys: pytest.CaptureFixture[str], poll: str) -> None:
    _, out, _ = run(capsys, poll, "--rule", "meek", "--countback", "Ann", "--unavailable", "Bo", "--json")
    assert json.loads(out)["elected"] == ["Cy"]
    code, _, err = run(
        capsys, poll, "--rule", "meek", "--countback", "Ann", "--unavailable", "Bo", "--unavailable", "Cy"
    )
    assert (code, err) == (1, "refused: no paper of the former holder names an available candidate.\n")


def test_a_countback_needs_an_elected_candidate_and_transferable_votes(
    capsys: pytest.CaptureFixture[str], poll: str
) -> None:
    code, _, err = run(capsys, poll, "--rule", "scottish", "--countback", "Bo")
    assert (code, err) == (1, "refused: candidate 2 was not elected, so there is no seat to fill.\n")
    code, _, err = run(capsys, poll, "--rule", "schulze", "--countback", "Ann")
    assert (code, err) == (2, "scrutiny count: --countback is for --rule scottish or meek.\n")


def test_an_interrupted_file_leaves_the_old_one_and_nothing_else(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, poll: str, tmp_path: Path
) -> None:
    picture = tmp_path / "count.svg"
    picture.write_text("the picture of yesterday")

    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    code, _, err = run(capsys, poll, "--rule", "scottish", "--svg", str(picture))
    assert (code, err) == (1, "scrutiny count: interrupted.\n")
    assert picture.read_text() == "the picture of yesterday"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["count.svg", "poll.blt"]


def test_a_place_that_cannot_be_written_is_told(capsys: pytest.CaptureFixture[str], poll: str, tmp_path: Path) -> None:
    code, _, err = run(capsys, poll, "--rule", "scottish", "--svg", str(tmp_path / "no" / "count.svg"))
    assert code == 2
    assert "No such file or directory" in err
    assert run(capsys, poll, "--rule", "scottish", "--svg", str(tmp_path))[0] == 2
    assert run(capsys, poll, "--rule", "scottish", "--svg", "")[0] == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["poll.blt"]


def test_a_refused_count_writes_no_file(capsys: pytest.CaptureFixture[str], tied: str, tmp_path: Path) -> None:
    assert run(capsys, tied, "--rule", "scottish", "--svg", str(tmp_path / "count.svg"))[0] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tied.blt"]


def test_help_does_not_load_the_counting() -> None:
    """The command hangs in without its modules: `scrutiny --help` stays quick."""
    look = (
        "import sys; from scrutiny.cli.main import parser; parser(); print([n for n in sys.modules if 'counting' in n])"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_listener_who_leaves_causes_no_traceback(poll: str) -> None:
    read, write = os.pipe()
    os.close(read)
    call = [sys.executable, "-m", "scrutiny.cli", "count", poll, "--rule", "scottish"]
    done = subprocess.run(call, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (1, "")


def test_a_terminal_that_knows_no_other_letters_gets_question_marks(tmp_path: Path) -> None:
    path = tmp_path / "poll.blt"
    path.write_text(POLL.replace("Ann Lee", "Zoë 李"))
    call = [sys.executable, "-m", "scrutiny.cli", "count", str(path), "--rule", "scottish"]
    done = subprocess.run(call, capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Zo? ?" in done.stdout
