from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packages.scrutiny.tests.counting.elections import HERE, messy, poll, shared, stored

from scrutiny.counting import blt, reading
from scrutiny.counting.profile import Ballot, Profile
from scrutiny.counting.reading import Remark
from scrutiny.errors import Malformed

PAPER = """4 2
-2
3 1 3 4 0
4 1 3 2 0
2 4 1 3 0
1 2 0
2 2 4 3 1 0
1 3 4 2 0
0
"Adam"
"Basil"
"Charlotte"
"Donald"
"Title"
"""
"""The example of Hill, Wichmann and Woodall."""


def remarks(text: str | bytes) -> list[str]:
    return [remark.code for remark in blt.read(text).remarks]


def refused(text: str | bytes) -> tuple[str | int, str | int]:
    """The line and the reason of a refusal."""
    with pytest.raises(Malformed) as error:
        blt.read(text)
    assert error.value.code == "ballot-file"
    return error.value.data["line"], error.value.data["reason"]


def small(ballots: str, names: str = '"A"\n"B"\n"C"\n"T"', header: str = "3 1") -> str:
    return f"{header}\n{ballots}\n0\n{names}\n"


def ranks(ballots: str) -> list[tuple[int, tuple[tuple[int, ...], ...]]]:
    return [(ballot.weight, ballot.ranks) for ballot in blt.read(small(ballots)).profile.ballots]


def test_the_example_of_the_paper_is_read() -> None:
    found = blt.read(PAPER)
    expected = poll(
        "Adam Basil Charlotte Donald",
        "3 Adam Charlotte Donald",
        "4 Adam Charlotte Basil",
        "2 Donald Adam Charlotte",
        "1 Basil",
        "2 Basil Donald Charlotte Adam",
        "1 Charlotte Donald Basil",
        seats=2,
        withdrawn="Basil",
        title="Title",
    )
    assert found.profile == expected
    assert found.remarks == ()


def test_bytes_and_text_read_the_same() -> None:
    assert blt.read(PAPER.encode()) == blt.read(PAPER)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_are_read(end: str) -> None:
    assert blt.read(PAPER.replace("\n", end)) == blt.read(PAPER)


def test_a_byte_order_mark_is_left_out() -> None:
    assert blt.read(b"\xef\xbb\xbf" + PAPER.encode()) == blt.read(PAPER)


def test_a_file_may_end_without_a_line_break_or_with_many() -> None:
    assert blt.read(PAPER.rstrip()) == blt.read(PAPER) == blt.read(PAPER + "\n\n  \n")


def test_comments_and_empty_lines_are_left_out() -> None:
    text = (
        '# a ward\n\n3 1 # three for one\n\t\n2 1 2 0#two\n  # nothing\n0 # end\n"A" # first\n"B"\n"C"\n# last\n"T"\n'
    )
    assert blt.read(text).profile == poll("A B C", "2 A B", title="T")


def test_tabs_and_many_spaces_separate_numbers() -> None:
    assert ranks(" 2\t1   2 \t 0 ") == [(2, ((0,), (1,)))]


def test_tied_and_skipped_ranks_are_read_as_they_stand() -> None:
    assert ranks("2 1=3 2 0\n1 - 2 0\n1 1 - - 3=2 0") == [
        (2, ((0, 2), (1,))),
        (1, ((), (1,))),
        (1, ((0,), (), (), (2, 1))),
    ]


def test_a_ballot_without_preferences_is_kept_and_noted() -> None:
    assert ranks("7 0") == [(7, ())]
    assert remarks(small("7 0\n1 2 0\n2 0")) == ["no-preferences"]
    assert blt.read(small("7 0\n1 2 0\n2 0")).remarks == (Remark("no-preferences", 2, 2),)


def test_a_candidate_marked_twice_is_kept_and_noted() -> None:
    assert ranks("1 1 2 1 0") == [(1, ((0,), (1,), (0,)))]
    assert remarks(small("1 1 2 1 0")) == ["marked-twice"]
    assert remarks(small("1 2=2 0")) == ["marked-twice"]


def test_numbered_papers_are_read_and_noted() -> None:
    found = blt.read(small("(A 1) 1 2 0\n(A 2) 1 3 1 0"))
    assert found.profile.ballots == (Ballot(1, ((1,),), "A 1"), Ballot(1, ((2,), (0,)), "A 2"))
    assert found.remarks == (Remark("numbered-papers", 2, 2),)


def test_a_number_that_could_stand_in_place_of_a_weight_is_refused() -> None:
    """In some programs' files this would be the preferences 2, 1; read as a weight of 2 it would be miscounted."""
    assert refused(small("(A1) 2 1 0")) == (2, "paper-weight")


@pytest.mark.parametrize("start", ["(A1", "()", "( )", "(A1) 1 2 0\n(A1)", "((A))", "(\x07)"])
def test_the_number_of_a_paper_is_closed_not_empty_and_used_once(start: str) -> None:
    line, reason = refused(small(f"{start} 1 2 0"))
    assert reason == "paper-number"
    assert line == 2 + start.count("\n")


def test_several_may_have_withdrawn_on_one_line_or_on_many() -> None:
    one = blt.read(small("-1 -3\n2 2 0")).profile
    two = blt.read(small("-1\n-3\n2 2 0")).profile
    assert one == two
    assert one.withdrawn == {0, 2}


@pytest.mark.parametrize(
    ("ballots", "line", "reason"),
    [
        ("-4", 2, "candidate-number"),
        ("-0", 2, "candidate-number"),
        ("-1 2", 2, "withdrawn"),
        ("--1", 2, "withdrawn"),
        ("-", 2, "withdrawn"),
        ("1 2 0\n-1", 3, "withdrawn"),
        ("2 1 2", 2, "no-zero"),
        ("2", 2, "no-zero"),
        ("2 1\n2 0", 2, "no-zero"),
        ("2 1 0 0", 2, "after-zero"),
        ("2 0 1 0", 2, "after-zero"),
        ("1 1 0 1 2 0", 2, "after-zero"),
        ("0 1 2 0", 2, "weight"),
        ("00 1 0", 2, "weight"),
        ("1.5 1 0", 2, "number"),
        ("1e3 1 0", 2, "number"),
        ("+1 1 0", 2, "number"),
        ("x 1 0", 2, "number"),
        ("² 1 0", 2, "number"),
        ("١ 1 0", 2, "number"),
        ("1234567890123 1 0", 2, "big-number"),
        ("1 1\n1 4 0", 2, "no-zero"),
        ("1 1 0\n1 4 0", 3, "candidate-number"),
        ("1 1 0\n\n# x\n1 4 0", 5, "candidate-number"),
        ("1 1=4 0", 2, "candidate-number"),
        ("1 1=0 0", 2, "candidate-number"),
        ("1 99999999999999 0", 2, "big-number"),
        ("1 1,2 0", 2, "token"),
        ("1 1= 0", 2, "token"),
        ("1 1 = 2 0", 2, "token"),
        ("1 =1 0", 2, "token"),
        ("1 -1 0", 2, "token"),
        ("1 (1 2) 0", 2, "token"),
        ("1 -- 0", 2, "token"),
        ("1 A 0", 2, "token"),
        ("1 ² 0", 2, "token"),
        ("1 1 0\u20281 2 0", 2, "after-zero"),
    ],
)
def test_a_ballot_that_is_not_clear_is_refused_with_its_line(ballots: str, line: int, reason: str) -> None:
    assert refused(small(ballots)) == (line, reason)


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("3", "header"),
        ("3 1 2", "header"),
        ("9 4 9567 1", "header"),
        ("3,1", "header"),
        ("a b", "number"),
        ("3 -1", "number"),
        ("0 1", "candidates"),
        ("1001 1", "candidates"),
        ("999999999999 1", "candidates"),
        ("3 0", "seats"),
        ("3 1000001", "seats"),
        ("9999999999999 1", "big-number"),
    ],
)
def test_the_first_line_has_two_sensible_numbers(header: str, reason: str) -> None:
    assert refused(small("1 1 0", header=header)) == (1, reason)


def test_the_line_of_a_header_behind_comments_is_its_own() -> None:
    assert refused("# one\n# two\n3 x\n0\n") == (3, "number")


def test_more_seats_than_candidates_are_noted() -> None:
    assert remarks(small("1 1 0", header="3 4")) == ["more-seats-than-candidates"]
    assert remarks(small("1 1 0", header="3 3")) == []


@pytest.mark.parametrize("text", ["3 1\n", "3 1\n1 1 0", "3 1\n1 1 0\n\n\n", "3 1\n-1", "# only a comment"])
def test_a_file_that_ends_before_its_0_is_refused(text: str) -> None:
    assert refused(text)[1] == "no-end"


def test_the_line_of_a_missing_end_is_the_last() -> None:
    assert refused("3 1\n1 1 0\n1 2 0")[0] == 3


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\ufeff", "\r\n\t"])
def test_an_empty_file_is_refused(text: str) -> None:
    assert refused(text) == (1, "empty")


def test_what_is_not_utf8_is_refused_with_its_line() -> None:
    assert refused(b'2 1\n1 1 0\n0\n"A"\n"Jos\xe9"\n"T"\n') == (5, "not-text")
    assert refused(b"\xff\xfe2\x00 \x001\x00") == (1, "not-text")
    assert refused("2 1\n1 1\0 0\n") == (2, "not-text")


def test_the_comma_of_spreadsheets_is_left_out_and_noted() -> None:
    found = blt.read("3 1,\n2 1 2 0,\n0,\nA,\nB,\nC,\nT,\n")
    assert found.profile == poll("A B C", "2 A B", title="T")
    assert found.remarks[0] == Remark("trailing-comma", 1, 7)


def test_a_comma_behind_a_quoted_name_is_left_out_too() -> None:
    found = blt.read(small("1 1 0", '"A",\n"B" ,\n"C"\n"T",'))
    assert found.profile == poll("A B C", "1 A", title="T")
    assert found.remarks == (Remark("trailing-comma", 4, 3),)


def test_two_commas_or_one_inside_are_not() -> None:
    assert refused("3 1\n2 1 2 0,,\n0\n") == (2, "no-zero")
    assert refused("3 1\n2,1 2 0\n0\n") == (2, "number")


def test_names_without_quotation_marks_are_noted() -> None:
    found = blt.read(small("1 1 0", "Ann Lee\nBo\nCy # third\nWard 1"))
    assert found.profile.candidates == ("Ann Lee", "Bo", "Cy")
    assert found.profile.title == "Ward 1"
    assert found.remarks == (Remark("unquoted-name", 4, 4),)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('"Ann ""the voice"" Lee"', 'Ann "the voice" Lee'),
        (r'"Ann \"the voice\" Lee"', 'Ann "the voice" Lee'),
        (r'"Ann \\ Lee"', "Ann \\ Lee"),
        (r'"Ann \x Lee"', "Ann \\x Lee"),
        ('"Ann # Lee"', "Ann # Lee"),
        ('"Lee, Ann"', "Lee, Ann"),
        ('"Zoë Ó Néill 李"', "Zoë Ó Néill 李"),
        ('"0"', "0"),
        ('"Ann""" # and more', 'Ann"'),
    ],
)
def test_quoted_names_are_taken_word_by_word(written: str, name: str) -> None:
    found = blt.read(small("1 1 0", f'{written}\n"B"\n"C"\n"T"'))
    assert found.profile.candidates[0] == name
    assert found.remarks == ()


def test_several_names_may_stand_on_one_line() -> None:
    assert blt.read(small("1 1 0", '"A" "B"\n"C" "T"')).profile == poll("A B C", "1 A", title="T")


def test_source_and_comment_may_follow_a_quoted_title() -> None:
    assert blt.read(small("1 1 0", '"A"\n"B"\n"C"\n"T"\n"source"\n"comment"')).profile.title == "T"


@pytest.mark.parametrize(
    ("names", "line", "reason"),
    [
        ("", 3, "names-missing"),
        ('"A"\n"B"\n"T"', 6, "names-missing"),
        ('"A"\n"B"\n"C"', 6, "names-missing"),
        ('"A"\n"B\n"C"\n"T"', 5, "open-quote"),
        ('"A"\n"B" x\n"C"\n"T"', 5, "after-quote"),
        ('"A"\n"B\\"\n"C"\n"T"', 5, "open-quote"),
        ('"A"\n""\n"C"\n"T"', 5, "name"),
        ('"A"\n"  "\n"C"\n"T"', 5, "name"),
        ('"A"\n"B\u202e"\n"C"\n"T"', 5, "name"),
        ('"A"\n"B\x1b[2J"\n"C"\n"T"', 5, "name"),
        ('"A"\n"C"\n"C"\n"T"', 6, "same-name"),
        ('"A"\n"C"\n"C  "\n"T"', 6, "same-name"),
        ('"A"\n"B"\n"C"\n"T\x07"', 7, "title"),
        ('"A"\n"B"\n"C"\n"T"\nmore', 8, "after-title"),
        ('"A"\n"B"\n"C"\n"T"\n"s"\n"c"\n"x"', 10, "after-title"),
    ],
)
def test_names_that_could_go_to_the_wrong_candidate_are_refused(names: str, line: int, reason: str) -> None:
    assert refused(small("1 1 0", names)) == (line, reason)


def test_odd_spaces_in_names_are_made_single_and_noted() -> None:
    found = blt.read(small("1 1 0", '" Ann   Lee "\n"B"\n"C"\n"T\tU"'))
    assert found.profile.candidates[0] == "Ann Lee"
    assert found.profile.title == "T U"
    assert found.remarks == (Remark("spaces-in-name", 4, 2),)


def test_a_name_that_begins_with_its_own_quotation_mark_is_noted() -> None:
    found = blt.read(small("1 1 0", '"""Ann"" (Ind)"\n"B"\n"C"\n"T"'))
    assert found.profile.candidates[0] == '"Ann" (Ind)'
    assert found.remarks == (Remark("quoted-twice", 4),)


def test_names_that_stand_only_in_numbered_comments_are_taken_from_them() -> None:
    found = blt.read(small("1 1 0", '# ALTERNATIVE NAME 1: A\n# Alternative Name 2: B\n# ALTERNATIVE NAME 3: C\n"T"'))
    assert found.profile == poll("A B C", "1 A", title="T")
    assert found.remarks == (Remark("names-in-comments", 4),)


def test_names_in_comments_can_do_without_a_title() -> None:
    found = blt.read(small("1 1 0", "# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n# ALTERNATIVE NAME 3: C"))
    assert found.profile.title == ""
    assert [remark.code for remark in found.remarks] == ["names-in-comments", "no-title"]


@pytest.mark.parametrize("numbers", ["1 2", "1 2 2", "1 3 2", "1 2 3 4", "2 3 4"])
def test_names_in_comments_must_be_complete_and_in_order(numbers: str) -> None:
    comments = "\n".join(f"# ALTERNATIVE NAME {number}: N{place}" for place, number in enumerate(numbers.split()))
    assert refused(small("1 1 0", comments + '\n"T"'))[1] == "names-missing"


def test_names_in_their_place_come_before_comments() -> None:
    comments = "# ALTERNATIVE NAME 1: X\n# ALTERNATIVE NAME 2: Y\n# ALTERNATIVE NAME 3: Z\n"
    assert blt.read(small("1 1 0", comments + '"A"\n"B"\n"C"\n"T"')).profile.candidates == ("A", "B", "C")


def test_the_file_with_commas_is_read_and_every_oddity_noted() -> None:
    """Perth and Kinross 2016, ward 9: each line but one ends with a comma; the other has it inside a name."""
    found = blt.read(stored("malformed_perth_kinross_2016_by_election_ward9.blt"))
    assert found.profile.candidates == (
        "Kathleen BAIRD",
        "Denise BAYKAL",
        "George HAYTON",
        "Wilma,LUMSDEN",
        "Dave MACKENZIE",
    )
    assert found.profile.title == "Ward 9 - Almond and Earn"
    assert found.profile.papers == 3431
    assert found.remarks == (
        Remark("trailing-comma", 1, 190),
        Remark("unquoted-name", 186, 5),
        Remark("comma-in-name", 189, 1),
    )


def test_the_file_with_broken_names_is_read_and_the_names_are_left_as_they_are() -> None:
    """Aberdeenshire 2022, ward 1: the ballots are in order, the names have spaces and quotation marks strewn in."""
    found = blt.read(stored("malformed_aberdeenshire_2022_ward1.blt"))
    assert found.profile.candidates[6] == '" Mi ke R OY " "Independent"'
    assert len(found.profile.candidates) == 8
    assert found.profile.seats == 3
    assert found.profile.papers == 3968
    assert found.remarks == (Remark("spaces-in-name", 992, 9), Remark("quoted-twice", 992, 9))


@pytest.mark.parametrize(
    ("name", "papers", "lines"),
    [("dundee_2012_ward8.blt", 7588, 673), ("glasgow_2022_by_election_linn_ward.blt", 5132, 855)],
)
def test_further_real_files_are_read(name: str, papers: int, lines: int) -> None:
    found = blt.read(shared(name))
    assert found.profile.papers == papers
    assert len(found.profile.ballots) == lines
    assert {remark.code for remark in found.remarks} == {"unquoted-name"}


@pytest.mark.parametrize("path", sorted(HERE.glob("*.blt")), ids=lambda path: path.stem)
def test_real_files_come_back_from_clean_form(path: object) -> None:
    profile = blt.read(stored(str(path))).profile
    written = blt.write(profile)
    assert blt.read(written).profile == profile
    assert blt.write(blt.read(written).profile) == written


def test_the_clean_form_is_this() -> None:
    profile = Profile(
        ('Ann "Ace" Lee', "Bo \\ Co"),
        (Ballot(3, ((0,), (), (0, 1))), Ballot(1, ((1,),), "A 1"), Ballot(2, ())),
        2,
        "T",
        frozenset({1}),
    )
    assert blt.write(profile) == ('2 2\n-2\n3 1 - 1=2 0\n(A 1) 1 2 0\n2 0\n0\n"Ann ""Ace"" Lee"\n"Bo \\\\ Co"\n"T"\n')


def test_too_many_lines_of_ballots_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blt, "MOST_BALLOT_LINES", 3)
    assert len(blt.read(small("1 1 0\n" * 3)).profile.ballots) == 3
    assert refused(small("1 1 0\n" * 4)) == (5, "too-many-ballots")


def test_a_giant_file_is_refused_before_it_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 50)
    assert refused("1" * 51) == (0, "too-big")


def test_a_giant_line_is_refused() -> None:
    assert refused(small("1 " + "1=" * 60_000 + "1 0")) == (2, "long-line")
    assert refused(small("9" * 100_001)) == (2, "long-line")


def test_a_giant_number_is_never_computed() -> None:
    assert refused(small("9" * 99_000 + " 1 0")) == (2, "big-number")


def test_many_strings_on_one_line_stop_at_the_first_too_many() -> None:
    assert refused(small("1 1 0", '"a" ' * 20_000))[1] == "after-title"


labels = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=12).map(
    lambda text: " ".join(text.split())
)
tricky = st.text('ab "\\,#=()-0', max_size=8).map(lambda text: " ".join(text.split()))


@given(messy, st.lists(st.one_of(labels, tricky), min_size=5, max_size=5), st.sets(st.integers(0, 3)))
def test_whatever_is_written_is_read_again(profile: Profile, texts: list[str], gone: set[int]) -> None:
    names = tuple(f"{number}{text}".strip() for number, text in enumerate(texts[:4]))
    made = Profile(names, profile.ballots, profile.seats, texts[4], frozenset(gone))
    found = blt.read(blt.write(made))
    assert found.profile == made
    formal = {"marked-twice", "no-preferences", "quoted-twice"}
    assert {remark.code for remark in found.remarks} <= formal


fragments = st.sampled_from(
    [
        "3 1",
        "0",
        "1 1 0",
        "2 3=1 - 2 0",
        "-2",
        '"A"',
        '"B"',
        '"C"',
        '"T"',
        "#",
        "# ALTERNATIVE NAME 1: A",
        "(a) 1 1 0",
        ",",
        "\\",
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(st.one_of(fragments, st.text(max_size=4)), max_size=12).map("\n".join)))
def test_any_text_gives_a_profile_or_one_kind_of_refusal(text: str) -> None:
    try:
        found = blt.read(text)
    except Malformed as error:
        assert error.code == "ballot-file"
        assert isinstance(error.data["line"], int)
        assert isinstance(error.data["reason"], str)
    else:
        assert blt.read(blt.write(found.profile)).profile == found.profile


@given(st.binary(max_size=60))
def test_any_bytes_give_a_profile_or_one_kind_of_refusal(data: bytes) -> None:
    try:
        blt.read(data)
    except Malformed as error:
        assert error.code == "ballot-file"


@given(st.integers(0, len(PAPER) - 1), st.one_of(st.just(""), st.characters(codec="utf-8")))
def test_one_wrong_character_never_causes_anything_else(place: int, char: str) -> None:
    """Nor does it change the papers in silence, unless the character is a figure or a sign between figures."""
    text = PAPER[:place] + char + PAPER[place + 1 :]
    try:
        found = blt.read(text).profile
    except Malformed as error:
        assert error.code == "ballot-file"
    else:
        if not (PAPER[place] in "0123456789 \n=-" or char in set("0123456789 \n=-#") or char.isspace()):
            assert found.ballots == blt.read(PAPER).profile.ballots
