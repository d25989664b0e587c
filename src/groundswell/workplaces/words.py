"""What kinds, test kinds and events are called in the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Promise] = {
    "branch": _("branch"),
    "region": _("region"),
    "enterprise": _("enterprise"),
    "site": _("workplace"),
    "department": _("department"),
    "brigade": _("brigade"),
    "crew": _("crew"),
    "shift": _("shift"),
}

TEST_KINDS: dict[str, Promise] = {
    "badge": _("wearing a badge or a colour"),
    "petition": _("signing a petition"),
    "meeting": _("coming to a meeting"),
    "action": _("joining an action"),
    "vote": _("voting for recognition"),
}

EVENTS: dict[str, Promise] = {
    "opened": _("opened"),
    "renamed": _("renamed"),
    "moved": _("moved"),
    "merged": _("merged"),
    "split": _("split"),
    "closed": _("closed"),
}

EDITS: dict[str, Promise] = {
    "add": _("add a part"),
    "rename": _("rename"),
    "languages": _("languages"),
    "headcount": _("headcount"),
    "move": _("move"),
    "merge": _("merge"),
    "split": _("split"),
    "close": _("close"),
}

# Why the rules refuse an edit of the tree, by the code of the rule.
TREE_REASONS: dict[str, Promise] = {
    "wrong-place": _("A unit of this kind cannot stand there."),
    "unknown-kind": _("A unit of this kind cannot stand there."),
    "cycle": _("A unit cannot stand under itself."),
    "nothing-to-merge": _("Choose the units to be merged."),
    "other-kind": _("Only units of one kind can be merged."),
    "into-itself": _("A unit cannot be merged into itself or into a part of itself."),
    "nothing-to-split": _("Name at least one new unit."),
    "known-already": _("One of these units exists already."),
    "not-empty": _("A unit in which members or parts still stand cannot be closed. Move or merge them first."),
    "count": _("So many people cannot work in one unit."),
    "season": _("A season has a first and a last day, such as 06-01 and 10-31."),
}

MEANINGS: dict[str, Promise] = {
    "won": _("The target is reached. This part can carry something bigger: agree on it while the mood is good."),
    "close": _("Close to the target. Speak with those who were missing, one by one, and test again soon."),
    "short": _("Short of the target. Find out in which parts nobody asked, before anything bigger is tried."),
    "weak": _("Far from the target. Nothing that could cost somebody their job should rest on this yet."),
}

IMPORT_STATES: dict[str, Promise] = {
    "preview": _("being looked at"),
    "proposed": _("waits for a second steward"),
    "running": _("being written"),
    "adopted": _("written"),
    "undone": _("undone"),
    "dropped": _("dropped"),
}

ROLES: dict[str, Promise] = {
    "branch": _("branch"),
    "enterprise": _("enterprise"),
    "site": _("workplace"),
    "city": _("city of the workplace"),
    "region": _("region of the workplace"),
    "department": _("department"),
    "shift": _("shift"),
    "crew": _("crew"),
    "headcount": _("how many work there"),
    "headcount-day": _("day of the headcount"),
    "season-from": _("first day of the season"),
    "season-to": _("last day of the season"),
    "languages": _("languages spoken"),
    "eligible": _("test: how many could take part"),
    "votes-for": _("test: how many took part or voted for us"),
    "votes-cast": _("test: how many voted at all"),
    "test-day": _("test: day"),
    "test-title": _("test: title"),
    "tally-type": _("test: first vote, rerun or run-off"),
    "tally-category": _("test: kind of tally, such as revised"),
    "case": _("number of the case"),
    "unit-code": _("code of the unit in its case"),
    "person": _("names people: dropped"),
    "ignore": _("not used"),
}


def kind_choices() -> list[tuple[str, Promise]]:
    return list(KINDS.items())


def test_kind_choices() -> list[tuple[str, Promise]]:
    return list(TEST_KINDS.items())
