from __future__ import annotations

import csv
import io
from fractions import Fraction

import pytest
from hypothesis import given
from packages.scrutiny.tests.counting.elections import SEED, messy, poll, some, ward

from scrutiny.counting import judgment, meek, rules, schulze, scottish, vacancy
from scrutiny.counting.profile import Ballot, Profile
from scrutiny.counting.report import as_csv, as_text
from scrutiny.counting.stages import Result

SMALL = poll("Ann Bo Cy", "4 Ann Bo", "2 Ann Cy", "2 Bo", "1 Cy", seats=2, title="Ward 1")


def rows(result: Result) -> list[list[str]]:
    return list(csv.reader(io.StringIO(as_csv(result), newline="")))


def test_the_report_of_a_small_count_is_this() -> None:
    assert as_text(scottish.count(SMALL)) == (
        "Ward 1\n"
        "Scottish STV: 2 seats, 9 valid papers, 0 invalid, quota 4.00000\n"
        "\n"
        "Stage 1\n"
        "  Ann               6.00000    elected\n"
        "  Bo                2.00000\n"
        "  Cy                1.00000\n"
        "  not transferable  0.00000\n"
        "\n"
        "Stage 2: surplus of Ann\n"
        "  Ann               4.00000  -2.00000\n"
        "  Bo                3.33332  +1.33332\n"
        "  Cy                1.66666  +0.66666\n"
        "  not transferable  0.00002  +0.00002\n"
        "\n"
        "Stage 3: exclusion of Cy\n"
        "  Ann               4.00000\n"
        "  Bo                3.33332            elected\n"
        "  Cy                0.00000  -1.66666  excluded\n"
        "  not transferable  1.66668  +1.66666\n"
        "\n"
        "Elected, in this order:\n"
        "  Ann\n"
        "  Bo\n"
    )


def test_one_seat_is_one_seat() -> None:
    assert ": 1 seat, " in as_text(scottish.count(poll("A B", "3 A", "1 B")))


def test_a_poll_without_a_title_begins_with_the_rule() -> None:
    assert as_text(scottish.count(poll("A B", "3 A", title=""))).startswith("Scottish STV")


def test_a_moving_quota_stands_at_its_stage() -> None:
    text = as_text(meek.count(poll("Castor Pollux Helen", "4 Castor Pollux", "2 Helen", seats=2)))
    assert "quota" not in text.splitlines()[1]
    assert "Stage 2\n  quota 2.000000001\n" in text


def test_the_withdrawn_are_named_at_the_top() -> None:
    text = as_text(scottish.count(poll("A B C", "3 A", "1 C", withdrawn="B")))
    assert "Taking no part: B\n" in text
    assert "\n  B " not in text


def test_lots_are_told_with_all_that_is_needed_to_draw_them_again() -> None:
    result = scottish.count(poll("A B", "1 A", "1 B"), SEED)
    drawn = " ".join(result.names(result.lots[0].order)).replace(" ", ", ")
    assert f"Lots:\n  1. Stage 2, who is excluded, between A, B. Order drawn: {drawn}.\n" in as_text(result)


def test_duels_are_numbered_so_that_long_names_do_not_make_them_unreadable() -> None:
    text = as_text(schulze.count(poll("Anastasia Bo", "3 Anastasia", "1 Bo")))
    assert "Duels:\n                1  2\n  1. Anastasia     3\n  2. Bo         1\n" in text
    assert "Order of all candidates:\n1. Anastasia\n2. Bo\n" in text


def test_equal_candidates_share_a_place_in_the_order() -> None:
    text = as_text(schulze.count(poll("A B C", "2 A", seats=1)))
    assert "1. A\n2. B, C\n" in text


def test_grades_have_their_names_as_columns() -> None:
    text = as_text(judgment.count(poll("A B", "3 A B", "1 B A"), grades=("good", "bad")))
    assert "Grades:\n     good  bad\n  A     3    1\n  B     1    3\n" in text
    assert "Gauges:\n     above  majority-grade  below\n  A      0           good-      1\n" in text


def test_a_countback_is_told_as_one() -> None:
    profile = poll("A B C D", "6 A B", "2 A C", "5 C", "7 D", seats=2)
    text = as_text(vacancy.countback(profile, 0))
    assert "countback for a vacant seat: 1 seat" in text
    assert "Taking no part: A, D" in text


def test_every_official_figure_stands_in_the_report() -> None:
    result = scottish.count(ward("glasgow_2007_linn"))
    text = as_text(result)
    for figure in ("1914.00000", "905.13482", "1203.18594", "2174.90506", "1555.34398"):
        assert figure in text
    assert text.count("Stage ") == 10


def test_the_table_of_a_small_count_is_this() -> None:
    assert as_csv(scottish.count(SMALL)) == (
        "candidate,elected as,excluded at stage,stage 1,stage 2,stage 3\r\n"
        "Ann,1,,6.00000,4.00000,4.00000\r\n"
        "Bo,2,,2.00000,3.33332,3.33332\r\n"
        "Cy,,3,1.00000,1.66666,0.00000\r\n"
        "(not transferable),,,0.00000,0.00002,1.66668\r\n"
        "(quota),,,4.00000,4.00000,4.00000\r\n"
    )


def test_whoever_left_earlier_has_an_empty_cell() -> None:
    table = rows(scottish.count(poll("A B C D", "5 A", "4 B", "2 C B", "1 D C")))
    assert table[4] == ["D", "", "2", "1.00000", "0.00000", "", ""]


def test_the_withdrawn_have_no_row() -> None:
    table = rows(scottish.count(poll("A B C", "3 A", "1 C", withdrawn="B")))
    assert [row[0] for row in table] == ["candidate", "A", "C", "(not transferable)", "(quota)"]


def test_a_rule_without_stages_has_columns_for_its_tables() -> None:
    table = rows(schulze.count(poll("A B", "3 A", "1 B A")))
    assert table == [
        ["candidate", "elected as", "excluded at stage", "duels: A", "duels: B", "paths: A", "paths: B"],
        ["A", "1", "", "", "3", "", "3"],
        ["B", "", "", "1", "", "0", ""],
    ]


def test_grades_are_columns_too() -> None:
    table = rows(judgment.count(poll("A B", "3 A B", "1 B A"), grades=("good", "bad")))
    assert table[0][3:] == ["grades: good", "grades: bad", "gauges: above", "gauges: majority-grade", "gauges: below"]
    assert table[1] == ["A", "1", "", "3", "1", "0", "good-", "1"]


@pytest.mark.parametrize("name", ["=1+1", "+49", "-2", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_no_name_becomes_a_formula(name: str) -> None:
    profile = Profile((name, "B"), (Ballot(3, ((0,),)),))
    for rule in ("scottish", "schulze", "judgment"):
        for row in rows(rules.count(profile, rule, SEED)):
            assert not row[0].startswith(("=", "+", "-", "@"))
            assert not any(cell.startswith(("=", "@")) for cell in row)


def test_commas_and_quotation_marks_in_names_stay_in_their_cell() -> None:
    name = 'Lee, "Ace" Ann'
    table = rows(scottish.count(Profile((name, "B"), (Ballot(3, ((0,),)),))))
    assert table[1][0] == name


@pytest.mark.parametrize("rule", rules.RULES)
@some
@given(profile=messy)
def test_every_result_can_be_told_and_tabulated(rule: str, profile: Profile) -> None:
    result = rules.count(profile, rule, SEED)
    text, table = as_text(result), rows(result)
    assert all(name in text for name in result.names(result.elected))
    assert len({len(row) for row in table}) == 1
    assert [row[1] for row in table if row[0] in result.names(result.elected)] != []
    assert not any(line != line.rstrip() for line in text.splitlines())


@some
@given(messy)
def test_the_columns_of_a_transferable_count_add_up(profile: Profile) -> None:
    result = scottish.count(profile, SEED)
    table = rows(result)
    for column in range(3, len(table[0])):
        cells = [row[column] for row in table[1:-1] if row[column]]
        assert sum((Fraction(cell) for cell in cells), Fraction(0)) == result.valid
