"""Branches in which too few voted are opened together, and anyone can check what was opened."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from groundswell.ballots import queries
from groundswell.ballots.actions import due
from groundswell.ballots.board import file_of
from groundswell.ballots.models import Ballot, Count
from groundswell.demo.custodians import cast, prepare
from groundswell.kernel import clock
from scrutiny.cli.main import main
from scrutiny.errors import Unverified
from scrutiny.organisation.ballots import choice
from scrutiny.organisation.ballots.asked import Asked
from scrutiny.verify.together import verify
from tests.ballots.test_room_browser import ORDER
from tests.ballots.test_whole import NO, YES
from tests.cast import World, signed_in
from tests.elections import STRIKE, announced, holder, holders, ready, soon

VOTES = {"heron": YES, "finch": NO, "magpie": YES, "tern": NO}


def opened(world: World, *questions: Asked) -> Ballot:
    ballot = ready(world, announced(world, *questions, unit="Motors"))
    assert len(queries.parts(ballot)) == 2
    with clock.set_to(soon(ballot.opening)):
        for name, vote in VOTES.items():
            cast(ballot, holder(world.people[name]), vote if len(questions) < 2 else [*vote, [2, 1, 0]])
    with clock.set_to(ballot.closing):
        due.settle()
    with clock.set_to(ballot.decrypting):
        prepare(ballot, holders(world, ballot)[2:4])
    return queries.ballot(ballot.id)


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every place of the smallest kind has an archive of its own."""

    def parts(sizes: dict[str, int], _floor: int, *, apart: bool) -> tuple[tuple[str, ...], ...]:
        del apart
        first, *rest = sorted(sizes)
        return ((first,), tuple(rest)) if rest else ((first,),)

    monkeypatch.setattr(choice, "parts", parts)


def fetched(world: World, ballot: Ballot, folder: Path) -> tuple[Path, list[Path]]:
    (count,) = Count.objects.filter(ballot=ballot)
    file = folder / "sum.json"
    file.write_bytes(signed_in(world.heron).get(f"/ballots/sum/{count.id}.json").content)
    archives = []
    for part in queries.parts(ballot):
        archives.append(folder / f"{part.uuid}.bel")
        archives[-1].write_bytes(b"".join(file_of(part)))
    return file, archives


def check(file: Path, archives: list[Path]) -> Any:
    opened_files = [path.open("rb") for path in archives]
    try:
        return verify(file.read_bytes(), opened_files)
    finally:
        for one in opened_files:
            one.close()


@pytest.mark.usefixtures("apart")
class TestASum:
    def test_is_checked_by_anyone(self, world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        ballot = opened(world)
        file, archives = fetched(world, ballot, tmp_path)
        assert ballot.counts["whole"] == [6, 4, 2]
        assert main(["election", "sum", str(file), *map(str, archives), "--cores", "1"]) == 0
        assert "6 credentials, 4 ballots that count" in capsys.readouterr().out
        assert main(["election", "sum", str(file), *map(str, archives), "--cores", "1", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["result"] == [[0, 2, 2]]
        assert (
            "opened of several parts together"
            in signed_in(world.heron).get(f"/ballots/{ballot.id}/result").content.decode()
        )

    def test_of_ranked_answers_is_checked_with_its_shuffles(self, world: World, tmp_path: Path) -> None:
        file, archives = fetched(world, opened(world, STRIKE, ORDER), tmp_path)
        assert sorted(check(file, archives).result[1]) == [[2, 1, 0]] * 4
        said = json.loads(file.read_text())
        said["shuffles"].pop()
        assert refused(said, file, archives) == 5
        said["shuffles"] = []
        assert refused(said, file, archives) == 4

    def test_that_is_false_is_refused_with_the_step(self, world: World, tmp_path: Path) -> None:
        file, archives = fetched(world, opened(world), tmp_path)
        said = json.loads(file.read_text())
        assert check(file, archives[::-1]).counted == 4
        assert refused({**said, "result": [[0, 3, 1]]}, file, archives) == 6
        assert refused({**said, "decryptions": said["decryptions"][:1]}, file, archives) == 5
        assert refused({**said, "decryptions": said["decryptions"] * 2}, file, archives) == 5
        turned = [{**one, "owner": 3 - one["owner"]} for one in said["decryptions"]]
        assert refused({**said, "decryptions": turned}, file, archives) == 5
        assert refused({**said, "parts": said["parts"][:1]}, file, archives) == 1
        assert refused({**said, "more": 1}, file, archives) == 1
        assert refused(said, file, archives[:1]) == 1
        assert refused([], file, archives) == 1

    def test_needs_archives_that_are_closed(self, world: World, tmp_path: Path) -> None:
        file, archives = fetched(world, opened(world), tmp_path)
        said, content = json.loads(file.read_text()), archives[0].read_bytes()
        archives[0].write_bytes(content[:-1024])
        assert refused(said, file, archives) == 2
        archives[0].write_bytes(content[:-1])
        assert refused(said, file, archives) == 2


def refused(said: Any, file: Path, archives: list[Path]) -> int:
    file.write_text(json.dumps(said))
    with pytest.raises(Unverified) as error:
        check(file, archives)
    return int(error.value.data["step"])


def test_what_was_opened_alone_has_no_file(world: World) -> None:
    ballot = ready(world, announced(world))
    with clock.set_to(ballot.closing):
        due.settle()
    (count,) = Count.objects.filter(ballot=ballot)
    assert signed_in(world.heron).get(f"/ballots/sum/{count.id}.json").status_code == 404
