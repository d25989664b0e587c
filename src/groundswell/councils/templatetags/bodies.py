"""Words and addresses of bodies."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.councils.body_pages import Link, Row, Summary
from groundswell.councils.body_views import address
from groundswell.councils.words import BODY_KINDS, STANDINGS
from groundswell.web.templatetags.components import day

register = template.Library()


@register.filter
def body_kind(kind: str) -> str | Promise:
    return BODY_KINDS.get(kind, kind)


@register.filter
def standing_word(standing: str) -> str | Promise:
    return STANDINGS.get(standing, standing)


@register.filter
def tree_address(link: Link) -> str:
    """Where the way on leads: down the tree, or to the page of an assembly."""
    return address(link)


@register.filter
def in_words(of: Summary) -> str:
    """The composition of a council in one line."""
    filled = of.filled
    said = [] if of.seats is None else [ngettext("{n} seat", "{n} seats", of.seats).format(n=of.seats)]
    said.append(_("{n} filled").format(n=filled.total))
    said += [_("{n} vacant").format(n=of.vacant)] if of.vacant else []
    said += [_("{n} at work").format(n=filled.at_work)] if filled.total else []
    said += [f"{STANDINGS.get(cause, cause)}: {count}" for cause, count in filled.out_of_work.items()]
    said += [_("next end {day}").format(day=day(filled.ends.date()))] if filled.ends else []
    return " · ".join(str(one) for one in said)


@register.filter
def sends_words(row: Row) -> str:
    """How many of its seats in the body above are filled."""
    if row.seats is None:
        return _("sends {n}").format(n=row.sent)
    return _("sends {n} of {seats}").format(n=row.sent, seats=row.seats)
