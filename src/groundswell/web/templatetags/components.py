"""The building blocks of pages. `/style` shows each in all its states.

{% form_errors form %}                    what needs mending, with links to the fields
{% field form.name %}                     label, hint, mistakes and input, tied together for screen readers
{% notice "warning" %}...{% endnotice %}  a notice; kinds: "", "warning", "good"
{% figure "61 %" label %}                 a large figure, inside class="figures"
{% progress done total label %}           how far long work has come
{% chart bars %}                          a Bars or Trend of web.charts, with its table
{{ 61.2|percent }}  {{ date|day }}  {{ 12345|number }}  {{ 42|words_number }}
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groundswell.web.charts import Bars, Trend, percent_text

register = template.Library()

NOTICES = ("", "warning", "good")
THIN_SPACE = "\u202f"

# How a whole day is written out; other languages have it from Django.
DAYS = {"en": "j F Y", "ru": "j E Y", "es": r"j \d\e F \d\e Y"}


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """One field of a form: a text field, a single box to tick, or a group of choices."""
    group = bool(bound.use_fieldset)
    single = isinstance(bound.field.widget, CheckboxInput)
    return {
        "field": bound,
        "shape": "group" if group else "tick" if single else "line",
        "optional": not (bound.field.required or group or single),
    }


@register.inclusion_tag("web/parts/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """What needs mending in a form, first those mistakes that belong to no single field."""
    wrong = [form[name] for name in form.errors if name in form.fields]
    return {"general": form.non_field_errors(), "fields": [one for one in wrong if not one.is_hidden]}


@register.simple_block_tag(end_name="endnotice")
def notice(content: str, kind: str = "") -> SafeString:
    """Raises ValueError for a kind that the stylesheet does not know."""
    if kind not in NOTICES:
        raise ValueError(f"there is no notice {kind!r}")
    return format_html('<div class="{}">{}</div>', f"notice {kind}".strip(), SafeString(content))


@register.simple_tag
def figure(value: object, label: object) -> SafeString:
    """A large figure and what it counts."""
    return format_html('<div class="figure"><b>{}</b> <span>{}</span></div>', value, label)


@register.inclusion_tag("web/parts/progress.html")
def progress(done: int, total: int | None, label: object) -> dict[str, Any]:
    """How far long work has come; `total` None where nobody knows yet."""
    return {"done": done, "total": total, "label": label}


@register.inclusion_tag("web/parts/chart.html")
def chart(drawn: Bars | Trend) -> dict[str, Any]:
    return {"chart": drawn}


@register.filter
def percent(value: float | None) -> str:
    """`61 %`; nothing for None."""
    return "" if value is None else percent_text(value)


@register.filter
def day(value: dt.date | None) -> str:
    """A day written out in the reader's language: `3 November 2024`."""
    if value is None:
        return ""
    return date_format(value, DAYS.get((get_language() or "").partition("-")[0], "DATE_FORMAT"))


@register.filter
def moment(value: dt.datetime | None) -> str:
    """Day and time of day, in UTC as everything here is."""
    if value is None:
        return ""
    return _("{day}, {time} UTC").format(day=day(value.date()), time=value.astimezone(dt.UTC).strftime("%H:%M"))


@register.filter
def number(value: int | None) -> str:
    """A count with its thousands set apart: `12 345`, as all our languages can read it."""
    return "" if value is None else f"{value:,}".replace(",", THIN_SPACE)


@register.filter
def words_number(index: int) -> str:
    """The number that stands beside a word on a card: four digits."""
    return f"{index:04d}"
