"""Writes of tests of strength: planned and counted by stewards."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from groundswell.accounts.permissions import check_known
from groundswell.charter.queries import rules
from groundswell.kernel.actions import action
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import today
from groundswell.kernel.errors import Gone, Invalid
from groundswell.record.actions import append
from groundswell.workplaces import queries, results, tree
from groundswell.workplaces.models import StrengthCount, StrengthTest
from groundswell.workplaces.permissions import check_is_steward, check_may_see
from groundswell.workplaces.words import TEST_KINDS
from scrutiny.organisation import acts


@action
def plan(actor: Actor, act: acts.PlanTest) -> StrengthTest:
    """Set a test with its target. Raises Forbidden, Invalid."""
    check_is_steward(actor, act.unit)
    if act.kind not in TEST_KINDS or not 1 <= act.target_percent <= 100 or not act.title.strip():
        raise Invalid(_("A test has a title, a kind, and a target between 1 and 100 percent."))
    test: StrengthTest = StrengthTest.objects.create(
        id=act.test,
        unit_id=act.unit,
        title=act.title.strip(),
        kind=act.kind,
        target_percent=act.target_percent,
        day=act.day,
    )
    append(
        actor,
        act,
        scope=queries.public_scope(act.unit),
        effect={
            "test": str(act.test),
            "kind": act.kind,
            "target": act.target_percent,
            "on": act.day.isoformat(),
        },
    )
    return test


@action
def record(actor: Actor, act: acts.RecordTestCount) -> StrengthCount:
    """What a steward counted in one unit; a second count of the same unit replaces the first.

    The figures stand in the public part only where unit and count are above the public floor.
    """
    check_is_steward(actor, act.unit)
    test = results.test(act.test)
    check_known(check_may_see, actor, test.unit)
    if test.closed:
        raise Gone(_("This test is closed."))
    if not tree.stands_under(act.unit, test.unit_id):
        raise Invalid(_("This unit does not take part in the test."))
    if not 0 <= act.count <= act.asked or act.asked == 0:
        raise Invalid(_("Not more can have taken part than were asked."))
    counted: StrengthCount
    counted, _new = StrengthCount.objects.update_or_create(
        test=test, unit_id=act.unit, defaults={"count": act.count, "of": act.asked, "day": today()}
    )
    append(actor, act, scope=queries.public_scope(act.unit), effect=_effect(act))
    return counted


def _effect(act: acts.RecordTestCount) -> dict[str, str | int]:
    floor = rules().public_floor
    large = act.count >= floor and queries.members_in(act.unit) >= floor
    return {"test": str(act.test), **({"count": act.count, "asked": act.asked} if large else {})}


@action
def close(actor: Actor, act: acts.CloseTest) -> None:
    """No more counts: the result stands."""
    test = results.test(act.test)
    check_known(check_may_see, actor, test.unit)
    check_is_steward(actor, test.unit_id)
    test.closed = True
    test.save(update_fields=["closed"])
    append(actor, act, scope=queries.public_scope(test.unit_id), effect={"test": str(act.test)})
