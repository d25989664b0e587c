"""Languages that fellow workers speak are offered under their own names."""

from __future__ import annotations

from groundswell.web.languages import SPOKEN, language_choices, language_name


def test_a_language_is_called_as_its_speakers_call_it() -> None:
    assert language_name("ru") == "Русский"
    assert language_name("es") == "Español"


def test_a_language_that_nobody_has_named_is_shown_by_its_code() -> None:
    assert language_name("xx") == "Xx"


def test_every_language_is_offered_once_and_by_a_name() -> None:
    codes = [code for code, _name in language_choices()]
    assert len(codes) == len(set(codes)) == len(SPOKEN.split())
    assert all(name for _code, name in language_choices())


def test_the_languages_of_the_site_are_among_them() -> None:
    assert {"en", "ru", "es"} <= {code for code, _name in language_choices()}
