from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import scrutiny.counting
from scrutiny.counting import blt, lots
from scrutiny.counting.reading import Remark
from scrutiny.counting.sentences import REASONS, REFUSALS, REMARKS, remark_sentence, sentence
from scrutiny.errors import Malformed, Refused

SOURCES = "\n".join(
    path.read_text() for path in Path(next(iter(scrutiny.counting.__path__))).glob("*.py") if path.stem != "sentences"
)


def said(error: pytest.ExceptionInfo[Malformed] | pytest.ExceptionInfo[Refused]) -> str:
    return sentence(error.value)


def test_a_bad_file_is_told_with_its_line() -> None:
    with pytest.raises(Malformed) as error:
        blt.read("3 1\n2 1 4 0\n0\n")
    assert said(error) == "line 2: there is no candidate 4; they are numbered from 1 to 3"


def test_what_was_found_is_shown_but_cannot_play_tricks() -> None:
    with pytest.raises(Malformed) as error:
        blt.read("3 1\n\x1b[31mx 1 0\n")
    assert said(error) == 'line 2: a whole number should stand where "?[31mx" stands'
    with pytest.raises(Malformed) as error:
        blt.read("3 1\n" + "x" * 500 + " 1 0\n")
    assert said(error) == f'line 2: a whole number should stand where "{"x" * 40}..." stands'


def test_braces_in_what_was_found_are_only_braces() -> None:
    with pytest.raises(Malformed) as error:
        blt.read("3 1\n{line.__class__} 1 0\n")
    assert said(error) == 'line 2: a whole number should stand where "{line.__class__}" stands'


def test_a_missing_seed_is_told_with_stage_and_candidates() -> None:
    with pytest.raises(Refused) as error:
        lots.Lots(None).order("exclude", 4, [0, 2])
    assert said(error) == "a lot must be drawn at stage 4 between candidates 1,3, and no seed was given for it"


def test_an_unknown_code_is_shown_itself() -> None:
    assert sentence(Refused("something-else")) == "something-else"
    assert sentence(Malformed("ballot-file", line=3, reason="something-else")) == "line 3: something-else"


def test_missing_data_leave_a_question_mark() -> None:
    assert sentence(Malformed("ballot-file", line=3, reason="weight")) == (
        'line 3: the number of papers is "?", and should be 1 or more'
    )


def test_a_remark_is_told_with_its_line_and_how_many_there_were() -> None:
    assert remark_sentence(Remark("no-title", 9)) == "line 9: there is no title"
    assert remark_sentence(Remark("trailing-comma", 1, 190)) == (
        "line 1 (and 189 more such): a comma at the end of the line was left out"
    )
    assert remark_sentence(Remark("other", 2)) == "line 2: other"


def test_every_reason_of_a_refused_file_has_a_sentence() -> None:
    used = set(re.findall(r'refusal\(\s*"([a-z-]+)"', SOURCES)) | {"name", "title", "voters", "orders"}
    assert used == set(REASONS)


def test_every_remark_has_a_sentence() -> None:
    used = set(re.findall(r'remarks\.add\(\s*"([a-z-]+)"', SOURCES)) | {"comma-in-name", "unquoted-name"}
    assert used == set(REMARKS)


def test_every_other_refusal_has_a_sentence() -> None:
    used = set(re.findall(r'(?:Refused|Malformed)\(\s*"([a-z-]+)"', SOURCES)) - {"ballot-file"}
    assert used - set(REFUSALS) == {"totals", "tallies"}
    assert set(REFUSALS) <= used


@pytest.mark.parametrize("sentences", [REASONS, REMARKS, REFUSALS], ids=["reasons", "remarks", "refusals"])
def test_sentences_name_only_plain_data_and_have_no_final_stop(sentences: dict[str, str]) -> None:
    for words in sentences.values():
        assert not words.endswith(".")
        for _, name, spec, conversion in string.Formatter().parse(words):
            assert name is None or name.isidentifier()
            assert not spec
            assert not conversion
