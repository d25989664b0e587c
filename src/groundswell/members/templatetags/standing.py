"""Words for the codes of reasons."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise

from groundswell.members.words import CAUSES, ENDED, REVIEW_REASONS

register = template.Library()


@register.filter
def reason_words(code: str) -> str | Promise:
    return {**REVIEW_REASONS, **CAUSES, **ENDED}.get(code, code)


@register.filter
def ended_words(code: str) -> str | Promise:
    return ENDED.get(code, code)
