from __future__ import annotations

import pytest
from packages.scrutiny.tests.counting.elections import poll

from scrutiny.counting.profile import (
    MOST_CANDIDATES,
    MOST_LABEL,
    MOST_SEATS,
    MOST_WEIGHT,
    Ballot,
    Profile,
    is_label,
    is_plain,
)
from scrutiny.errors import Malformed


def reason(error: pytest.ExceptionInfo[Malformed]) -> tuple[str, str | int]:
    return error.value.code, error.value.data["reason"]


def test_a_profile_knows_how_many_papers_it_has() -> None:
    assert poll("A B", "3 A", "4 B A").papers == 7
    assert poll("A B").papers == 0


def test_whoever_withdrew_does_not_stand() -> None:
    assert poll("A B C", withdrawn="B").standing == (0, 2)


def test_without_withdraws_more_and_keeps_the_rest() -> None:
    left = poll("A B C", "1 A", withdrawn="B").without(frozenset({0}))
    assert left.standing == (2,)
    assert left.ballots == poll("A B C", "1 A").ballots


def test_with_seats_changes_the_seats_only() -> None:
    profile = poll("A B C", "1 A", withdrawn="B")
    assert profile.with_seats(2).seats == 2
    assert profile.with_seats(2).with_seats(1) == profile


@pytest.mark.parametrize("weight", [0, -1, MOST_WEIGHT + 1])
def test_a_weight_below_one_or_beyond_all_voters_is_refused(weight: int) -> None:
    with pytest.raises(Malformed) as error:
        Ballot(weight, ())
    assert reason(error) == ("ballot", "weight")


def test_the_greatest_weight_is_allowed() -> None:
    assert Ballot(MOST_WEIGHT, ()).weight == 10**12


@pytest.mark.parametrize("name", ["(1", "1)", "a#b", " a", "a ", "a  b", "a\nb", "x" * (MOST_LABEL + 1)])
def test_the_number_of_a_paper_is_one_short_text_without_brackets(name: str) -> None:
    with pytest.raises(Malformed) as error:
        Ballot(1, (), name)
    assert reason(error) == ("ballot", "name")


def test_only_a_single_paper_has_a_number() -> None:
    assert Ballot(1, (), "A 17").name == "A 17"
    with pytest.raises(Malformed) as error:
        Ballot(2, (), "A 17")
    assert reason(error) == ("ballot", "name")


def test_a_profile_without_candidates_is_refused() -> None:
    with pytest.raises(Malformed) as error:
        Profile((), ())
    assert reason(error) == ("profile", "candidates")


def test_there_is_a_greatest_number_of_candidates() -> None:
    names = tuple(f"C{number}" for number in range(MOST_CANDIDATES + 1))
    assert len(Profile(names[:-1], ()).candidates) == MOST_CANDIDATES
    with pytest.raises(Malformed) as error:
        Profile(names, ())
    assert reason(error) == ("profile", "candidates")


@pytest.mark.parametrize(
    "name", ["", " ", " Ann", "Ann ", "An  n", "An\tn", "An\x07n", "An\u202en", "A" * 1001, "\ud800"]
)
def test_a_name_is_one_line_of_plain_text(name: str) -> None:
    with pytest.raises(Malformed) as error:
        Profile(("Bo", name), ())
    assert reason(error) == ("profile", "name")


def test_two_candidates_cannot_have_the_same_name() -> None:
    with pytest.raises(Malformed) as error:
        Profile(("Ann", "Bo", "Ann"), ())
    assert reason(error) == ("profile", "same-names")


@pytest.mark.parametrize("title", [" Ward", "Ward\n1", "Ward \u2066", "W" * (MOST_LABEL + 1)])
def test_a_title_is_plain_text_too(title: str) -> None:
    with pytest.raises(Malformed) as error:
        Profile(("Ann",), (), title=title)
    assert reason(error) == ("profile", "title")


@pytest.mark.parametrize("seats", [0, -3, MOST_SEATS + 1])
def test_there_is_at_least_one_seat_and_not_any_number(seats: int) -> None:
    with pytest.raises(Malformed) as error:
        Profile(("Ann",), (), seats)
    assert reason(error) == ("profile", "seats")


@pytest.mark.parametrize("gone", [-1, 2])
def test_only_a_candidate_can_withdraw(gone: int) -> None:
    with pytest.raises(Malformed) as error:
        Profile(("Ann", "Bo"), (), withdrawn=frozenset({gone}))
    assert reason(error) == ("profile", "withdrawn")


@pytest.mark.parametrize("mark", [-1, 2])
def test_a_mark_for_nobody_is_refused(mark: int) -> None:
    with pytest.raises(Malformed) as error:
        Profile(("Ann", "Bo"), (Ballot(1, ((0,), (mark,))),))
    assert reason(error) == ("profile", "mark")


def test_marks_are_kept_as_they_are() -> None:
    """What a paper with gaps and repetitions is worth is for the rules."""
    ranks = ((), (0, 1), (0,), ())
    assert Profile(("Ann", "Bo"), (Ballot(1, ranks),)).ballots[0].ranks == ranks


@pytest.mark.parametrize("text", ["Zoë", "محمد", "李", "O'Neill-Smith", "Ann (Independent)", "क्‍ष", ""])
def test_names_of_all_languages_are_plain_text(text: str) -> None:
    assert is_plain(text)
    assert is_label(text)


@pytest.mark.parametrize("text", ["\u200f\u202e", "\u2028", "\u2029", "\x00", "\x1b[31m", "\u2069"])
def test_signs_that_turn_or_break_the_line_are_not(text: str) -> None:
    assert not is_plain(text)
