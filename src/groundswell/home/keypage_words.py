"""What the values in acts are called: the words of all apps, for the page on which acts are signed."""

from __future__ import annotations

from django.utils.functional import Promise

from groundswell.members.words import CAUSES, LEAVING_REASONS, REVIEW_REASONS
from groundswell.record.said import SAID
from groundswell.workplaces.words import KINDS, TEST_KINDS

PLACES = ("organisation.found", "unit.add", "edit.propose", "unit.split", "unit.merge")


def values() -> dict[str, Promise]:
    """By the kind of act and the value, because one word may mean two things; in an edit, kinds of change as well."""
    found = {f"review.open:{value}": word for value, word in REVIEW_REASONS.items()}
    found |= {f"member.end:{value}": word for value, word in LEAVING_REASONS.items()}
    found |= {f"member.out-of-work:{value}": word for value, word in CAUSES.items()}
    found |= {f"test.plan:{value}": word for value, word in TEST_KINDS.items()}
    found |= {f"{act}:{value}": word for act in PLACES for value, word in KINDS.items()}
    return found | {f"edit.propose:{kind}": said for kind, said in SAID.items()}
