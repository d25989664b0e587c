"""A ballot from its announcement to its certificate, with every part played by invented people in Python."""

from __future__ import annotations

from pathlib import Path

from groundswell.ballots import queries
from groundswell.ballots.actions import due
from groundswell.ballots.board import file_of
from groundswell.ballots.models import Caster, Envelope, Message
from groundswell.ballots.queries import Stage
from groundswell.demo.custodians import cast, prepare
from groundswell.kernel import clock
from scrutiny.organisation.ballots.decision import Outcome
from scrutiny.verify.election import verify
from tests.cast import World
from tests.elections import STRIKE, announced, holder, holders, ready, soon

YES, NO, BLANK = [[0, 1, 0]], [[0, 0, 1]], [[1, 0, 0]]


def test_from_notice_to_certificate(world: World, tmp_path: Path) -> None:
    ballot = announced(world, STRIKE)
    assert queries.stage(ballot) == Stage.ANNOUNCED
    ballot = ready(world, ballot)
    assert queries.is_ready(ballot)
    with clock.set_to(soon(ballot.opening)):
        due.settle()
        for name, vote in (("heron", YES), ("rowan", NO), ("kestrel", YES), ("finch", BLANK), ("heron", NO)):
            receipt = cast(ballot, holder(world.people[name]), vote)
        mine = queries.cast_by(queries.parts(ballot)[0], world.heron.account)
        assert mine is not None
        assert mine.tracker == receipt.tracker
        assert Caster.objects.count() == 4
    with clock.set_to(ballot.closing):
        due.settle()
        assert not Caster.objects.exists()
        assert not Envelope.objects.exists()
        assert not Message.objects.filter(custodian__role="registrar").exclude(kept="").exists()
    with clock.set_to(ballot.decrypting):
        prepare(ballot, holders(world, ballot)[2:4])
    ballot = queries.ballot(ballot.id)
    assert ballot.counts["whole"] == [6, 4, 1]
    with clock.set_to(ballot.certified):
        due.settle()
    ballot = queries.ballot(ballot.id)
    assert ballot.outcome == Outcome.NOT_CARRIED
    file = tmp_path / "ballot.bel"
    file.write_bytes(b"".join(file_of(queries.parts(ballot)[0])))
    with file.open("rb") as archive:
        report = verify(archive)
    assert (report.result, report.ballots) == ([[1, 1, 2]], 5)
