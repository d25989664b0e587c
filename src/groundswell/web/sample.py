"""Invented data for the page that shows every component."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import segno
from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from groundswell.web.charts import BarRow, Bars, Trend, TrendPoint
from groundswell.web.look import THEMES

TARGET = 65
CARD_WORDS = (("anchor", 250), ("barley", 467), ("copper", 1401), ("dune", 2196), ("ember", 2317))


class SampleForm(forms.Form):
    """A field of each shape."""

    name = forms.CharField(
        label=_("Name"), help_text=_("The name by which your fellow workers know you."), max_length=40
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    people = forms.IntegerField(label=_("How many work here"), min_value=0)
    shift = forms.ChoiceField(label=_("Shift"), choices=[("", "–"), ("1", _("Morning")), ("2", _("Evening"))])
    colours = forms.ChoiceField(label=_("Colours"), choices=list(THEMES.items()), widget=forms.RadioSelect)
    active = forms.BooleanField(label=_("Count me among the active"), required=False)
    sheet = forms.FileField(label=_("Spreadsheet"), required=False)


def bars() -> Bars:
    rows = (
        BarRow(_("Morning"), 72, of=118),
        BarRow(_("Evening"), 64, of=96),
        BarRow(_("Night"), None, _("shown together with maintenance"), of=41),
        BarRow(_("Maintenance"), None, _("too few to show alone"), of=7),
        BarRow(_("Night and maintenance"), 37, of=48),
    )
    return Bars(rows, _("With us, by shift"), TARGET)


def trend() -> Trend:
    figures = ((2022, 18), (2023, 31), (2024, None), (2025, 44), (2026, 61))
    points = [TrendPoint(str(year), share, _("too few to show")) for year, share in figures]
    return Trend(points, _("With us, year by year"), TARGET)


def qr() -> SafeString:
    """A QR code that says nothing. The markup is the library's own."""
    out = io.BytesIO()
    segno.make("AAAAA-AAAAA-AAAAA-AAAAA", error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgclass="qr", lineclass="qr-ink", border=2, omitsize=True
    )
    return SafeString(out.getvalue().decode())


def everything() -> dict[str, Any]:
    """The context of the page."""
    mistaken = SampleForm({"name": "", "people": "-1", "shift": "", "colours": "green"}, auto_id="mistaken_%s")
    return {
        "form": SampleForm(auto_id="sample_%s"),
        "mistaken": mistaken,
        "bars": bars(),
        "trend": trend(),
        "words": CARD_WORDS,
        "qr": qr(),
        "today": dt.date(2026, 11, 3),
    }
