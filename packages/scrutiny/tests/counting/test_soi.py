from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packages.scrutiny.tests.counting.elections import messy, poll

from scrutiny.counting import scottish, soi
from scrutiny.counting.profile import Profile
from scrutiny.counting.reading import Remark
from scrutiny.errors import Malformed

HEAD = """# FILE NAME: 00005-00000002.soi
# TITLE: Ward 1
# DESCRIPTION:
# DATA TYPE: soi
# MODIFICATION TYPE: original
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 9
# NUMBER UNIQUE ORDERS: 3
# ALTERNATIVE NAME 1: Adam
# ALTERNATIVE NAME 2: Basil
# ALTERNATIVE NAME 3: Charlotte
"""
FILE = HEAD + "4: 1,3\n3: 2\n2: 3,1,2\n"


def refused(text: str | bytes) -> tuple[str | int, str | int]:
    with pytest.raises(Malformed) as error:
        soi.read(text)
    assert error.value.code == "ballot-file"
    return error.value.data["line"], error.value.data["reason"]


def written(profile: Profile) -> str:
    """A PrefLib file of a profile whose papers are all of weight 1 or more; for these tests only."""
    orders = []
    for ballot in profile.ballots:
        ranks = (",".join(str(mark + 1) for mark in rank) for rank in ballot.ranks)
        orders.append(
            f"{ballot.weight}: " + ",".join(f"{{{rank}}}" if "," in rank or not rank else rank for rank in ranks)
        )
    names = [f"# ALTERNATIVE NAME {place}: {name}" for place, name in enumerate(profile.candidates, 1)]
    head = [f"# TITLE: {profile.title}", f"# NUMBER ALTERNATIVES: {len(names)}", f"# NUMBER VOTERS: {profile.papers}"]
    return "\n".join([*head, f"# NUMBER UNIQUE ORDERS: {len(orders)}", *names, *orders]) + "\n"


def test_a_file_of_strict_and_incomplete_orders_is_read() -> None:
    found = soi.read(FILE)
    expected = poll("Adam Basil Charlotte", "4 Adam Charlotte", "3 Basil", "2 Charlotte Adam Basil", title="Ward 1")
    assert found.profile == expected
    assert found.remarks == ()


def test_the_seats_come_from_whoever_reads() -> None:
    assert soi.read(FILE, 2).profile.seats == 2
    assert soi.read(FILE).profile.seats == 1
    with pytest.raises(Malformed):
        soi.read(FILE, 0)


def test_bytes_are_read_as_utf8() -> None:
    assert soi.read(FILE.replace("Basil", "Zoë").encode()).profile.candidates[1] == "Zoë"
    assert refused(FILE.replace("Basil", "Zoë").encode("latin-1")) == (10, "not-text")


def test_ties_in_braces_are_read_too() -> None:
    text = HEAD + "4: {1,3},2\n3: { 2 , 3 }\n2: 1, {2}\n"
    assert [ballot.ranks for ballot in soi.read(text).profile.ballots] == [((0, 2), (1,)), ((1, 2),), ((0,), (1,))]


def test_spaces_do_not_matter() -> None:
    assert soi.read(FILE.replace("4: 1,3", "  4 :1 , 3  ")) == soi.read(FILE)


def test_a_paper_without_preferences_is_kept_and_noted() -> None:
    found = soi.read(HEAD + "4: 1,3\n3: 2\n2:\n")
    assert found.profile.ballots[2].ranks == ()
    assert found.remarks == (Remark("no-preferences", 14),)


def test_a_candidate_marked_twice_is_kept_and_noted() -> None:
    found = soi.read(HEAD + "4: 1,3,1\n3: 2\n2: 3\n")
    assert found.profile.ballots[0].ranks == ((0,), (2,), (0,))
    assert [remark.code for remark in found.remarks] == ["marked-twice"]


def test_without_sums_nothing_can_be_checked_and_that_is_noted() -> None:
    text = "\n".join(line for line in FILE.splitlines() if "VOTERS" not in line and "ORDERS" not in line)
    assert [remark.code for remark in soi.read(text).remarks] == ["no-sum"]


def test_a_missing_title_is_noted() -> None:
    found = soi.read(FILE.replace("# TITLE: Ward 1\n", "# TITLE:\n"))
    assert found.profile.title == ""
    assert [remark.code for remark in found.remarks] == ["no-title"]


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("NUMBER VOTERS: 9", "NUMBER VOTERS: 10", 7, "voters"),
        ("NUMBER VOTERS: 9", "NUMBER VOTERS: nine", 7, "number"),
        ("UNIQUE ORDERS: 3", "UNIQUE ORDERS: 4", 8, "orders"),
        ("ALTERNATIVES: 3", "ALTERNATIVES: 0", 6, "alternatives"),
        ("ALTERNATIVES: 3", "ALTERNATIVES: 1001", 6, "alternatives"),
        ("ALTERNATIVES: 3", "ALTERNATIVES: x", 6, "number"),
        ("# NUMBER ALTERNATIVES: 3\n", "", 1, "alternatives"),
        ("ALTERNATIVES: 3", "ALTERNATIVES: 4", 1, "names-missing"),
        ("# ALTERNATIVE NAME 2: Basil\n", "", 1, "names-missing"),
        ("NAME 2: Basil", "NAME 4: Basil", 1, "names-missing"),
        ("NAME 2: Basil", "NAME 2:", 10, "name"),
        ("NAME 2: Basil", "NAME 2: Ba\x07sil", 10, "name"),
        ("NAME 2: Basil", "NAME 2: Adam", 10, "same-name"),
        ("TITLE: Ward 1", "TITLE: Ward \u202e1", 2, "title"),
        ("4: 1,3", "4 1,3", 12, "colon"),
        ("4: 1,3", "1,3", 12, "colon"),
        ("4: 1,3", "0: 1,3", 12, "weight"),
        ("4: 1,3", "-4: 1,3", 12, "number"),
        ("4: 1,3", "4.0: 1,3", 12, "number"),
        ("4: 1,3", ": 1,3", 12, "number"),
        ("4: 1,3", "4: 1,4", 12, "candidate-number"),
        ("4: 1,3", "4: 1,0", 12, "candidate-number"),
        ("4: 1,3", "4: 1,,3", 12, "token"),
        ("4: 1,3", "4: 1,3,", 12, "token"),
        ("4: 1,3", "4: 1 3", 12, "token"),
        ("4: 1,3", "4: {1,3", 12, "token"),
        ("4: 1,3", "4: 1}", 12, "token"),
        ("4: 1,3", "4: {1 3}", 12, "number"),
        ("4: 1,3", "4: {1,{3}}", 12, "token"),
        ("4: 1,3", "4: A,3", 12, "token"),
        ("4: 1,3", "4: 1,99999999999999", 12, "big-number"),
    ],
)
def test_what_is_not_clear_is_refused_with_its_line(old: str, new: str, line: int, reason: str) -> None:
    assert old in FILE
    assert refused(FILE.replace(old, new, 1)) == (line, reason)


def test_a_file_without_ballots_is_refused() -> None:
    assert refused(HEAD) == (11, "no-ballots")
    assert refused("") == (1, "empty")


def test_the_metadata_must_come_before_the_ballots_they_explain() -> None:
    assert refused("4: 1,3\n" + HEAD) == (1, "alternatives")


def test_too_many_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soi, "MOST_BALLOT_LINES", 2)
    assert refused(FILE) == (14, "too-many-ballots")


def test_what_was_read_can_be_counted() -> None:
    result = scottish.count(soi.read(FILE).profile)
    assert result.names(result.elected) == ("Adam",)


@given(messy)
def test_every_profile_survives_being_written_and_read(profile: Profile) -> None:
    assert soi.read(written(profile), profile.seats).profile == profile


@given(st.one_of(st.text(max_size=60), st.text("0123456789:,{} #\n", max_size=30).map(lambda text: HEAD + text)))
def test_any_text_gives_a_profile_or_one_kind_of_refusal(text: str) -> None:
    try:
        soi.read(text)
    except Malformed as error:
        assert error.code == "ballot-file"
        assert isinstance(error.data["line"], int)
        assert isinstance(error.data["reason"], str)


@given(st.binary(max_size=60))
def test_any_bytes_give_a_profile_or_one_kind_of_refusal(data: bytes) -> None:
    try:
        soi.read(HEAD.encode() + data)
    except Malformed as error:
        assert error.code == "ballot-file"


@pytest.mark.parametrize("text", ["4: " + "{" * 50_000, "4: " + "1," * 49_000, "# " + "A" * 99_000 + ":"])
def test_hostile_lines_are_answered_at_once(text: str) -> None:
    with pytest.raises(Malformed):
        soi.read(HEAD + text)
