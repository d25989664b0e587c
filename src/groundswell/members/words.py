"""Reasons and causes in the reader's language. They are lists on purpose: nothing about a person is written down."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REVIEW_REASONS: dict[str, Promise] = {
    "not-a-fellow": _("does not work here"),
    "management": _("has become management"),
    "moved": _("has gone to work elsewhere"),
    "pressed": _("I was pressed to vouch"),
    "mistaken": _("I was mistaken about the person"),
}

LEAVING_REASONS: dict[str, Promise] = {
    "left": _("I leave the organisation"),
    "moved": _("I have gone to work elsewhere"),
    "management": _("I have become management"),
}

CAUSES: dict[str, Promise] = {
    "dismissed": _("I was dismissed"),
    "laid-off": _("I was laid off"),
    "season-over": _("the season is over"),
}

ENDED: dict[str, Promise] = {
    "left": _("left the organisation"),
    "moved": _("went to work elsewhere"),
    "management": _("became management"),
    "review": _("ended by the assembly"),
    "lapsed": _("out of work for longer than the charter allows"),
}
