"""Words for kinds of units and tests."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from groundswell.web.languages import language_name
from groundswell.workplaces.words import EDITS, EVENTS, IMPORT_STATES, KINDS, MEANINGS, TEST_KINDS

register = template.Library()


@register.filter
def kind_word(kind: str) -> str | Promise:
    return KINDS.get(kind, kind)


@register.filter
def test_word(kind: str) -> str | Promise:
    return TEST_KINDS.get(kind, kind)


@register.filter
def event_word(what: str) -> str | Promise:
    return EVENTS.get(what, what)


@register.simple_tag
def bar(percent: int, target: int) -> SafeString:
    """A bar with a mark at the target. What it shows stands beside it as text, so screen readers pass it by."""
    return format_html(
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="back" width="100" height="8"/><rect class="fill" width="{}" height="8"/>'
        '<rect class="target" x="{}" width="1" height="8"/></svg>',
        min(percent, 100),
        min(target, 99),
    )


@register.filter
def edit_word(kind: str) -> str | Promise:
    return EDITS.get(kind, kind)


@register.filter
def meaning_words(meaning: str) -> str | Promise:
    return MEANINGS.get(meaning, "")


@register.filter
def language_names(codes: list[str]) -> str:
    """Languages by their own names."""
    return ", ".join(language_name(code) for code in codes)


@register.filter
def import_word(state: str) -> str | Promise:
    return IMPORT_STATES.get(state, state)
