"""Errors that answer three questions: what happened, what was kept, what to do."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from groundswell.kernel.errors import DomainError, Forbidden, Gone, Invalid, TooMany, Unknown

KINDS = (DomainError, Forbidden, Unknown, Invalid, Gone, TooMany)


def test_every_error_says_what_happened_and_what_was_kept() -> None:
    for kind in KINDS:
        assert kind().sentence.endswith(".")
        assert str(kind().kept).endswith(".")


def test_data_fill_the_sentence_and_the_advice() -> None:
    error = Invalid("{n} letters are too many.", todo="Take {n} away.", n=3)
    assert error.sentence == str(error) == "3 letters are too many."
    assert error.advice == "Take 3 away."
    assert error.data == {"n": 3}


def test_an_error_speaks_the_language_of_whoever_reads_it() -> None:
    error = Forbidden(_("Sign in first."))
    with translation.override("en"):
        assert error.sentence == "Sign in first."


def test_braces_in_the_data_are_no_placeholders() -> None:
    assert Invalid("{name} is taken.", name="{kept}").sentence == "{kept} is taken."
