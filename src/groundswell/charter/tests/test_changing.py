"""The door through which a ballot will change the charter, and that nothing opens it yet."""

from __future__ import annotations

import ast
import datetime as dt
import json
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, World
from tests.fixtures import Open

from groundswell.charter import queries
from groundswell.charter.actions import OnlyByBallot, change
from groundswell.charter.models import Charter
from groundswell.kernel import clock
from groundswell.kernel.errors import Invalid
from groundswell.record.models import Entry
from scrutiny.organisation.acts import ChangeRules, RuleValue
from scrutiny.organisation.ballots.amendments import ALL_MEMBERS, CertifiedBallot
from scrutiny.organisation.ballots.decision import Counts
from scrutiny.organisation.charter import DEFAULTS, Value

BALLOT, INDUSTRY = UUID(int=7), UUID(int=8)
SITE = Path(str(settings.ROOT)) / "src" / "groundswell"


def longer(days: int = 10) -> ChangeRules:
    return ChangeRules(ballot=BALLOT, rules=(RuleValue("voting_days", days),))


def ballot(in_favour: int = 60, **values: Value) -> CertifiedBallot:
    counts = Counts(electors=100, voted=80, in_favour=in_favour)
    return CertifiedBallot(BALLOT, ALL_MEMBERS, values or {"voting_days": 10}, counts, {INDUSTRY: counts})


def test_without_a_ballot_nobody_changes_the_charter(world: World) -> None:
    with pytest.raises(OnlyByBallot, match="Only a ballot of the members changes the charter"):
        change(world.heron.actor(), longer())
    assert queries.rules() == DEFAULTS


def test_only_a_ballot_that_is_certified_makes_a_certified_ballot() -> None:
    made = [
        file.name
        for file in SITE.rglob("*.py")
        if "tests" not in file.parts
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("CertifiedBallot")
    ]
    assert made == ["counting.py"]


def test_a_ballot_that_was_carried_changes_a_rule_until_it_has_to_be_confirmed(world: World) -> None:
    change(world.heron.actor(), longer(), ballot())
    assert queries.rules().voting_days == 10
    entry = json.loads(bytes(Entry.objects.order_by("-index")[0].public))
    assert (entry["type"], entry["effect"]) == (
        "charter.change",
        {"ballot": str(BALLOT), "rules": {"voting_days": 10}, "confirm_by": "2028-03-02"},
    )
    with clock.set_to(NOW.replace(year=2028)):
        assert queries.rules() == DEFAULTS


@pytest.mark.parametrize(
    ("act", "decided"),
    [
        (longer(11), ballot()),
        (longer(), ballot(in_favour=50)),
        (ChangeRules(ballot=UUID(int=9), rules=longer().rules), ballot()),
        (ChangeRules(ballot=BALLOT, rules=(RuleValue("floor", 1),)), ballot(floor=1)),
    ],
    ids=["other value", "too few", "other ballot", "out of bounds"],
)
def test_a_ballot_changes_nothing_but_what_it_decided(world: World, act: ChangeRules, decided: CertifiedBallot) -> None:
    before = Charter.objects.count()
    with pytest.raises(OnlyByBallot):
        change(world.heron.actor(), act, decided)
    assert Charter.objects.count() == before


def test_a_rule_is_named_once(world: World) -> None:
    with pytest.raises(Invalid):
        change(world.heron.actor(), ChangeRules(ballot=BALLOT, rules=(*longer(11).rules, *longer().rules)), ballot())


def test_a_request_reads_the_charter_once_and_sees_its_own_change(world: World, site: Open) -> None:
    with queries.asked_once(), CaptureQueriesContext(connection) as asked:
        assert queries.rules() is queries.rules()
        assert len(asked) == 1
        change(world.heron.actor(), longer(), ballot())
        assert queries.rules().voting_days == 10
        with clock.set_to(NOW + dt.timedelta(days=3 * 365)):
            assert queries.rules().voting_days == 7
    browser = site(world.kestrel)
    with CaptureQueriesContext(connection) as asked:
        browser.get("/workplace/")
    assert sum("charter_charter" in query["sql"] for query in asked) == 1
