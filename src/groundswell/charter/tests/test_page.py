"""The charter as everybody reads it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.utils import translation
from tests.cast import BEGUN, NOW, World
from tests.fixtures import Open

from groundswell.charter import queries, words
from groundswell.charter.models import Charter, Organisation
from groundswell.charter.words_of_numbers import NUMBERS
from groundswell.kernel import clock
from groundswell.kernel.actions import housekeeping
from groundswell.kernel.clock import today
from scrutiny.organisation.charter import DEFAULTS, HEADINGS, Choice, Number, Rule, Value, YesNo, all_rules, to_json

LANGUAGES = ("en", "ru", "es")
UNFILLED = re.compile(r"[{}]|%\(|%s")


def some_values(rule: Rule) -> list[Value]:
    """Values that need every plural form, and all choices."""
    if isinstance(rule.kind, Number):
        return [n for n in (1, 2, 3, 5, 21, rule.kind.low, rule.kind.high) if rule.kind.low <= n <= rule.kind.high]
    return list(rule.kind.codes) if isinstance(rule.kind, Choice) else [0, 1]


def adopted_by_ballot(days: int, lasts: int, **rules: Value) -> None:
    """Values that a ballot put in force so many days after the beginning."""
    day = BEGUN.date() + dt.timedelta(days=days)
    housekeeping(Charter.objects.create)(
        adopted=day,
        rules=rules,
        confirm_by=day + dt.timedelta(days=lasts),
        ballot="00000000-0000-4000-8000-000000000001",
    )


def page(browser: object, language: str = "en") -> str:
    text: str = browser.get("/charter/", HTTP_ACCEPT_LANGUAGE=language).content.decode()  # type: ignore[attr-defined]
    return re.sub(r"[ \n]+", " ", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_every_rule_has_a_sentence_in_every_language(rule: Rule, language: str) -> None:
    for value in some_values(rule):
        with translation.override("en"):
            english = words.sentence(rule.name, value)
        with translation.override(language):
            sentence = words.sentence(rule.name, value)
            assert (sentence == english) == (language == "en")
            assert sentence.endswith(".")
            assert not UNFILLED.search(sentence + words.limits(rule.name))
            if isinstance(rule.kind, Number):
                assert str(value) in sentence


def test_no_sentence_is_of_a_rule_that_is_gone() -> None:
    kinds = {rule.name: rule.kind for rule in all_rules()}
    assert {name for name, kind in kinds.items() if isinstance(kind, Number)} == set(NUMBERS)
    assert {name for name, kind in kinds.items() if isinstance(kind, YesNo)} == set(words.YES_NO)
    assert {name: set(kind.codes) for name, kind in kinds.items() if isinstance(kind, Choice)} == {
        name: set(told) for name, told in words.CHOICES.items()
    }
    assert set(words.HEADINGS) == set(HEADINGS)


def test_russian_counts_days_as_russian_does() -> None:
    """31 дня, 32 дней: the last digit decides."""
    with translation.override("ru"):
        assert "дольше 31 дня." in words.sentence("mandate_days", 31)
        assert "дольше 32 дней." in words.sentence("mandate_days", 32)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_outsider_reads_the_whole_charter_in_their_language(site: Open, language: str) -> None:
    told = page(site(), language)
    assert f'<html lang="{language}"' in told
    assert all(f'id="{rule.name}"' in told for rule in all_rules())


def test_a_rule_is_a_sentence_with_its_bounds_and_the_day_since_when(site: Open) -> None:
    told = page(site())
    assert "A mandate that a ballot gives lasts 365 days at most." in told
    assert "May be 30 to 730 days; the safe default is 365. Since 5 January 2026." in told
    assert "A decision needs more than 50\u00a0% of the votes." in told


def test_a_changed_rule_says_by_when_it_has_to_be_confirmed_and_stands_in_the_history(world: World, site: Open) -> None:
    adopted_by_ballot(10, 300, voting_days=10, branch_parity=0)
    told = page(site(world.kestrel))
    assert "A ballot stays open for 10 days." in told
    assert "Since 15 January 2026; to be confirmed by 11 November 2026." in told
    assert told.index("A ballot of the members decided:") < told.index("The founding act put the charter in force.")
    as_it_is_now = "The branches have seats in a council according to their members."
    assert told.count(as_it_is_now) == 4  # now, in the history, as what it may also be, and to be asked about


def test_a_rule_that_nobody_confirmed_falls_back_by_itself_and_the_page_says_so(world: World, site: Open) -> None:
    adopted_by_ballot(10, 300, voting_days=10)
    last = NOW.replace(month=11, day=10)
    with clock.set_to(last):
        assert queries.rules().voting_days == 10
    with clock.set_to(last + dt.timedelta(days=1)):
        assert queries.rules() == DEFAULTS
        told = page(site())
    assert "A ballot stays open for 7 days." in told
    assert "the safe default holds since 11 November 2026." in told
    assert "from this day on the safe default holds:" in told


def test_what_the_founders_set_otherwise_is_told_too(world: World, site: Open) -> None:
    housekeeping(Charter.objects.create)(
        adopted=today(), rules=to_json(replace(DEFAULTS, voting_days=9)), confirm_by=today() + dt.timedelta(days=1)
    )
    told = page(site())
    assert told.count("A ballot stays open for 9 days.") == 2
    assert told.count("to be confirmed by 3 March") == 1


def test_before_the_founding_the_safe_defaults_are_shown_as_not_in_force(world: World, site: Open) -> None:
    browser = site()
    housekeeping(lambda: Charter.objects.all().delete())()
    housekeeping(lambda: Organisation.objects.all().delete())()
    told = page(browser)
    assert "Not in force yet" in told
    assert "Since " not in told


def test_the_charter_is_linked_from_the_foot_of_every_page(site: Open) -> None:
    assert 'href="/charter/"' in site().get("/help/").content.decode()
