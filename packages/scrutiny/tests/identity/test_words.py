from __future__ import annotations

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny import randomness
from scrutiny.errors import MistypedWords
from scrutiny.identity import words

cards = st.tuples(*[st.integers(0, words.LIST_LENGTH - 1)] * words.SECRET_WORDS)
CARD: words.Card = (1, 22, 333, 4444, 5555, 6666, 777, 42, 7000)


def mistake(text: str) -> tuple[str, dict[str, str | int]]:
    with pytest.raises(MistypedWords) as caught:
        words.parse_card(text)
    return caught.value.code, caught.value.data


def test_the_list_has_one_word_for_each_index() -> None:
    assert len(words.english()) == len(set(words.english())) == 7776
    assert words.english() == tuple(sorted(words.english()))


def test_another_list_in_the_place_of_the_pinned_one_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "ENGLISH_SHA256", "00" * 32)
    words.english.cache_clear()
    with pytest.raises(RuntimeError):
        words.english()
    monkeypatch.undo()
    assert words.english()[0] == "abacus"


def test_only_one_pair_of_words_differs_by_nothing_but_a_hyphen() -> None:
    same = [found for found in words._english_indices().values() if len(found) > 1]
    assert [[words.english()[i] for i in found] for found in same] == [["yo-yo", "yoyo"]]


def test_new_cards_have_nine_indices_and_differ() -> None:
    made = {words.new_card() for _ in range(50)}
    assert len(made) == 50
    assert all(len(card) == 9 and all(0 <= index < 7776 for index in card) for card in made)


def test_new_cards_come_through_the_only_door_to_entropy() -> None:
    randomness.allow_seeding()
    with randomness.seeded("a card"):
        first = words.new_card()
    with randomness.seeded("a card"):
        assert words.new_card() == first


@pytest.mark.parametrize("card", [(), (0,) * 8, (0,) * 10, (0,) * 8 + (7776,), (0,) * 8 + (-1,)])
def test_what_is_no_card_has_no_bytes(card: words.Card) -> None:
    with pytest.raises(ValueError, match="nine indices"):
        words.card_bytes(card)


@given(cards)
def test_words_numbers_and_code_of_a_card_are_read_back(card: words.Card) -> None:
    for text in (
        " ".join(words.card_words(card)),
        " ".join(words.card_numbers(card)),
        words.qr_payload(card),
    ):
        assert words.parse_card(text) == card


@given(cards, st.data())
def test_a_word_that_is_no_word_is_named_by_its_position(card: words.Card, data: st.DataObject) -> None:
    wrong = data.draw(st.integers(0, 9))
    typed = list(words.card_words(card))
    typed[wrong] += "x"
    assert mistake(" ".join(typed)) == ("no-such-word", {"position": wrong + 1})


@given(cards, st.data())
def test_a_number_beyond_the_list_is_named_by_its_position(card: words.Card, data: st.DataObject) -> None:
    wrong = data.draw(st.integers(0, 9))
    typed = list(words.card_numbers(card))
    typed[wrong] = data.draw(st.sampled_from(["7776", "9999", "123", "12345"]))
    assert mistake(" ".join(typed)) == ("no-such-number", {"position": wrong + 1 + (typed[wrong] == "12345")})


@given(cards, st.integers(0, 8), st.integers(1, 7775))
def test_an_exchanged_word_is_found_by_the_check_word(card: words.Card, place: int, shift: int) -> None:
    other = list(words.card_indices(card))
    other[place] = (other[place] + shift) % 7776
    text = " ".join(f"{index:04d}" for index in other)
    if words.check_word(tuple(other[:9])) == other[9]:  # one in 7,776 passes, as the design accepts
        assert words.parse_card(text) != card
    else:
        assert mistake(text) == ("check-word", {"position": 10})


@pytest.mark.parametrize("count", [0, 1, 9, 11, 20])
def test_too_few_or_too_many_words_are_counted(count: int) -> None:
    text = " ".join((words.card_words(CARD) * 2)[:count])
    assert mistake(text) == ("wrong-number-of-words", {"found": count, "wanted": 10})


def test_case_numbering_hyphens_and_wide_letters_do_not_matter() -> None:
    card: words.Card = tuple(words.english().index(w) for w in ("drop-down", "felt-tip", "t-shirt")) + CARD[:6]
    shown = words.card_words(card)
    assert words.parse_card("\n".join(f"{n}. {w.upper()}" for n, w in enumerate(shown, 1))) == card
    assert words.parse_card(", ".join(w.replace("-", "") for w in shown)) == card
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in " ".join(shown))
    assert unicodedata.normalize("NFKC", wide) == " ".join(shown)
    assert words.parse_card(wide) == card


def test_the_mistyped_word_is_not_in_the_error() -> None:
    typed = [*words.card_words(CARD)[:9], "mysecretslip"]
    with pytest.raises(MistypedWords) as caught:
        words.parse_card(" ".join(typed))
    assert "mysecretslip" not in str(caught.value)


@given(st.text(max_size=200))
def test_any_text_is_either_a_card_or_mistyped(text: str) -> None:
    with suppress(MistypedWords):
        assert len(words.parse_card(text)) == 9
