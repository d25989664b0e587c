"""The building blocks escape what they are given and are tied together for screen readers."""

from __future__ import annotations

import datetime as dt

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from groundswell.web.charts import BarRow, Bars
from groundswell.web.templatetags import components

NASTY = '<img src=x onerror="alert(1)">'
ESCAPED = "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;"


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="As you like.", max_length=5)
    note = forms.CharField(label="Note", required=False)
    shift = forms.ChoiceField(label="Shift", choices=[("1", "Morning"), ("2", NASTY)], widget=forms.RadioSelect)
    active = forms.BooleanField(label="Active", required=False, help_text="Counted.")
    place = forms.CharField(widget=forms.HiddenInput, required=False)


def shown(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_a_field_ties_label_hint_and_input_together() -> None:
    page = shown("{% field form.name %}", form=Sample())
    assert '<label for="id_name">Name</label>' in page
    assert '<p class="hint" id="id_name_helptext">As you like.</p>' in page
    assert 'aria-describedby="id_name_helptext"' in page
    assert "aria-invalid" not in page


def test_a_field_with_a_mistake_says_so_to_everybody() -> None:
    page = shown("{% field form.name %}", form=Sample({"name": "much too long"}))
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert '<p class="mistake" id="id_name_error">' in page
    assert 'class="field wrong"' in page


def test_a_field_that_may_stay_empty_says_so() -> None:
    assert "(may stay empty)" in shown("{% field form.note %}", form=Sample())
    assert "(may stay empty)" not in shown("{% field form.name %}", form=Sample())


def test_a_group_of_choices_is_a_fieldset_with_a_legend() -> None:
    page = shown("{% field form.shift %}", form=Sample({"name": "x"}))
    assert '<fieldset class="field choices wrong" id="id_shift" aria-describedby="id_shift_error">' in page
    assert "<legend>Shift</legend>" in page
    assert page.count('<label class="choice">') == 2
    assert ESCAPED in page
    assert NASTY not in page


def test_a_single_box_has_its_words_beside_it() -> None:
    page = shown("{% field form.active %}", form=Sample())
    assert '<label class="choice"><input type="checkbox"' in page
    assert "<span>Active</span>" in page
    assert 'aria-describedby="id_active_helptext"' in page


def test_a_hidden_field_is_hidden() -> None:
    page = shown("{% field form.place %}", form=Sample(initial={"place": NASTY}))
    assert 'type="hidden"' in page
    assert "<label" not in page
    assert NASTY not in page


def test_fields_of_two_forms_on_one_page_do_not_mix() -> None:
    page = shown("{% field one.name %}{% field two.name %}", one=Sample(auto_id="a_%s"), two=Sample(auto_id="b_%s"))
    assert 'id="a_name_helptext"' in page
    assert 'aria-describedby="b_name_helptext"' in page


def test_what_was_typed_comes_back_escaped() -> None:
    page = shown("{% form_errors form %}{% field form.name %}", form=Sample({"name": NASTY}))
    assert NASTY not in page
    assert ESCAPED in page


def test_a_form_in_order_has_no_summary() -> None:
    assert shown("{% form_errors form %}", form=Sample()).strip() == ""


def test_the_summary_leads_to_the_fields() -> None:
    form = Sample({"name": "", "shift": "9"})
    form.add_error(None, "The dates do not fit together.")
    page = shown("{% form_errors form %}", form=form)
    assert 'role="alert"' in page
    assert '<li><a href="#id_name">Name</a>: This field is required.</li>' in page
    assert '<a href="#id_shift">Shift</a>' in page
    assert page.index("The dates do not fit together.") < page.index("#id_name")


@pytest.mark.parametrize(("kind", "names"), [("", "notice"), ("warning", "notice warning"), ("good", "notice good")])
def test_a_notice_has_its_kind(kind: str, names: str) -> None:
    page = shown("{% notice kind %}<p>{{ text }}</p>{% endnotice %}", kind=kind, text=NASTY)
    assert page == f'<div class="{names}"><p>{ESCAPED}</p></div>'


def test_a_notice_of_no_known_kind_is_a_mistake_of_the_page() -> None:
    with pytest.raises(ValueError, match="purple"):
        shown('{% notice "purple" %}x{% endnotice %}')


def test_a_notice_that_does_not_end_is_a_mistake_of_the_page() -> None:
    with pytest.raises(TemplateSyntaxError):
        shown("{% notice %}x")


def test_a_figure_escapes_both_its_parts() -> None:
    page = shown("{% figure value label %}", value=NASTY, label=NASTY)
    assert page == f'<div class="figure"><b>{ESCAPED}</b> <span>{ESCAPED}</span></div>'


def test_progress_says_how_far_in_words_and_to_machines() -> None:
    page = shown("{% progress 42000 100000 label %}", label="Rows <read>")
    assert "42\u202f000 of 100\u202f000" in page
    assert '<progress aria-label="Rows &lt;read&gt;" value="42000" max="100000">' in page


def test_progress_towards_an_unknown_end_has_no_end() -> None:
    page = shown("{% progress 12 None label %}", label="Counting")
    assert "max=" not in page
    assert "12" in page


def test_a_chart_stands_with_its_table() -> None:
    bars = Bars([BarRow(NASTY, 72, of=118)], NASTY, 65)
    page = shown("{% chart bars %}", bars=bars)
    assert "<svg" in page
    assert '<th scope="row">' in page
    assert "The line marks the target of 65\u00a0%." in page
    assert NASTY not in page
    assert "style=" not in page


def test_a_chart_without_a_target_speaks_of_none() -> None:
    assert "target" not in shown("{% chart bars %}", bars=Bars([BarRow("Morning", 72)], "By shift"))


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "3 November 2026"), ("ru", "3 ноября 2026"), ("es", "3 de noviembre de 2026"), ("de", "3. November 2026")],
)
def test_a_day_is_written_out_in_the_readers_language(language: str, written: str) -> None:
    with translation.override(language):
        assert components.day(dt.date(2026, 11, 3)) == written


def test_what_is_not_known_is_written_as_nothing() -> None:
    assert components.day(None) == components.percent(None) == components.number(None) == ""


@given(st.integers(0, 10**12))
def test_a_count_can_be_read_back(count: int) -> None:
    assert int(components.number(count).replace(components.THIN_SPACE, "")) == count


@given(st.integers(0, 7775))
def test_the_number_of_a_word_has_four_digits(index: int) -> None:
    written = components.words_number(index)
    assert len(written) == 4
    assert int(written) == index
