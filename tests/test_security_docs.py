"""The pages on security promise nothing that is not there: what they name exists, and the list is whole."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("SECURITY.md", "docs/asvs.md")
NAMED = re.compile(r"`((?:src|tests|packages|docs|frontend|tools)/[\w./-]+)(?:::(\w+))?`")
ITEM = re.compile(r"^\| V(\d+)\.(\d+)\.(\d+) \| ([123]) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$")
ANSWERS = {"yes", "no", "host", "not applicable"}
# How many items version 5.0.0 of the standard has in each chapter and at each level.
CHAPTERS = (30, 13, 31, 16, 13, 47, 19, 13, 7, 36, 24, 12, 21, 13, 21, 17, 12)
LEVELS = {1: 70, 2: 183, 3: 92}


def named(page: str) -> list[tuple[str, str]]:
    """Every file that a page names, and the test in it where one is named."""
    return NAMED.findall((ROOT / page).read_text())


def items() -> list[tuple[tuple[int, int, int], int, str, str]]:
    """Number, level, answer and reason of every row of the list."""
    lines = [line for line in (ROOT / "docs/asvs.md").read_text().splitlines() if line.startswith("| V")]
    found = [ITEM.match(line) for line in lines]
    assert None not in found, [line for line, hit in zip(lines, found, strict=True) if hit is None]
    return [((int(m[1]), int(m[2]), int(m[3])), int(m[4]), m[6], m[7]) for m in found if m]


@pytest.mark.parametrize("page", PAGES)
def test_every_file_and_every_test_that_is_named_exists(page: str) -> None:
    assert len(named(page)) > 30
    for path, test in named(page):
        assert (ROOT / path).exists(), path
        if test:
            assert re.search(rf"^\s*def {test}\(", (ROOT / path).read_text(), re.M), f"{path}::{test}"


@pytest.mark.parametrize("page", PAGES)
def test_a_file_is_named_so_that_it_can_be_checked(page: str) -> None:
    """In full and from the root, or the test above would pass it over."""
    text = (ROOT / page).read_text()
    for code in re.findall(r"`([^`\n]+)`", text):
        if re.search(r"/.*\.(py|md|ts|json|toml)\b|\btest_\w+", code):
            assert NAMED.fullmatch(f"`{code}`"), code


def test_every_chapter_is_there_with_all_its_items() -> None:
    chapters = Counter(number[0] for number, *_ in items())
    assert tuple(chapters[n] for n in range(1, 18)) == CHAPTERS
    assert Counter(level for _, level, *_ in items()) == LEVELS
    headings = re.findall(r"^## V(\d+) ", (ROOT / "docs/asvs.md").read_text(), re.M)
    assert headings == [str(n) for n in range(1, 18)]


def test_items_stand_in_order_without_a_gap_and_once() -> None:
    before = (0, 0, 0)
    for number, *_ in items():
        chapter, section, item = before
        assert number in {(chapter, section, item + 1), (chapter, section + 1, 1), (chapter + 1, 1, 1)}, number
        before = number


def test_every_answer_is_one_of_four_and_has_its_reason() -> None:
    for number, _, answer, reason in items():
        assert answer in ANSWERS, number
        assert reason.strip(), number


def test_the_numbers_at_the_top_are_those_of_the_list() -> None:
    text = (ROOT / "docs/asvs.md").read_text()
    for answer in ANSWERS:
        counted = [sum(1 for _, level, said, _r in items() if (level, said) == (n, answer)) for n in LEVELS]
        assert f"| {answer} | {' | '.join(map(str, counted))} |" in text, answer


def test_every_row_of_the_threats_has_a_test_or_says_that_it_is_not_built_yet() -> None:
    table = (ROOT / "SECURITY.md").read_text().split("## Which test shows it")[1].split("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 25
    for row in rows:
        assert NAMED.search(row) or "not built yet" in row, row
