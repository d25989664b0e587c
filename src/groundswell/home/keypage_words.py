"""What the values in acts are called: the words of all apps, for the page on which acts are signed."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groundswell.members.words import CAUSES, LEAVING_REASONS, REVIEW_REASONS
from groundswell.record.said import SAID
from groundswell.web.languages import language_choices
from groundswell.workplaces.words import KINDS, TEST_KINDS

SPEAKING = ("member.show", "unit.languages", "edit.propose")
PLACES = ("organisation.found", "unit.add", "edit.propose", "unit.split", "unit.merge")


def values() -> dict[str, Promise | str]:
    """By the kind of act and the value, because one word may mean two things; in an edit, kinds of change as well."""
    found: dict[str, Promise | str] = {f"review.open:{value}": word for value, word in REVIEW_REASONS.items()}
    found |= {f"member.end:{value}": word for value, word in LEAVING_REASONS.items()}
    found |= {f"member.out-of-work:{value}": word for value, word in CAUSES.items()}
    found |= {f"test.plan:{value}": word for value, word in TEST_KINDS.items()}
    found |= {"steward.end:resigned": _("I do not want to hold it any longer")}
    found |= {f"{act}:{value}": word for act in PLACES for value, word in KINDS.items()}
    found |= {f"{act}:{code}": name for act in SPEAKING for code, name in language_choices()}
    return found | {f"edit.propose:{kind}": said for kind, said in SAID.items()}
