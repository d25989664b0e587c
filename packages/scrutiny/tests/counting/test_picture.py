from __future__ import annotations

import xml.etree.ElementTree as ET
from fractions import Fraction

import pytest
from hypothesis import given
from packages.scrutiny.tests.counting.elections import SEED, messy, poll, some, ward

from scrutiny.counting import judgment, meek, rules, schulze, scottish, vacancy
from scrutiny.counting.picture import ROW, STEP, TALL, TOP, draw
from scrutiny.counting.picture_tables import MOST_CANDIDATES
from scrutiny.counting.profile import Ballot, Profile
from scrutiny.counting.stages import Result, Stage
from scrutiny.counting.svg import length, line, pattern, rect, short, slug, text
from scrutiny.errors import Refused

SVG = "{http://www.w3.org/2000/svg}"
SMALL = poll("Ann Bo Cy", "4 Ann Bo", "2 Ann Cy", "2 Bo", "1 Cy", seats=2, title="Ward 1")
ALLOWED = {"svg", "title", "desc", "defs", "pattern", "rect", "line", "text"}


def parsed(result: Result) -> ET.Element:
    return ET.fromstring(draw(result))


def texts(picture: ET.Element) -> list[str]:
    return [element.text or "" for element in picture.iter(f"{SVG}text")]


def tips(picture: ET.Element) -> list[str]:
    return [title.text or "" for bar in picture.iter(f"{SVG}rect") for title in bar.iter(f"{SVG}title")]


def test_the_picture_says_what_it_is_to_those_who_do_not_see_it() -> None:
    picture = parsed(scottish.count(SMALL))
    assert picture.get("role") == "img"
    title, desc = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert picture.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert title.text == "Ward 1: Scottish STV"
    assert desc.text == (
        "9 valid papers, 3 stages. Elected: Ann, Bo. "
        "Ann: elected at stage 1; Bo: elected at stage 3; Cy: excluded at stage 3."
    )


def test_every_candidate_has_a_row_with_name_and_outcome_in_words() -> None:
    words = texts(parsed(scottish.count(SMALL)))
    assert words[:4] == ["Ward 1", "Scottish STV: 9 valid papers, quota 4.00000 (dashed line)", "Stage", "1"]
    for said in (
        "Ann",
        "Bo",
        "Cy",
        "elected at stage 1",
        "elected at stage 3",
        "excluded at stage 3",
        "not transferable",
    ):
        assert said in words


def test_every_bar_says_its_exact_figure_and_what_changed() -> None:
    said = tips(parsed(scottish.count(SMALL)))
    assert "Ann, stage 1: 6.00000" in said
    assert "Ann, stage 2: 4.00000 (-2.00000)" in said
    assert "Bo, stage 2: 3.33332 (+1.33332)" in said
    assert "not transferable, stage 3: 1.66668 (+1.66666)" in said


def test_bars_are_as_high_as_their_votes() -> None:
    """The highest figure is 6: one vote is a sixth of the height."""
    picture = parsed(scottish.count(SMALL))
    heights = {title.text: bar.get("height") for bar in picture.iter(f"{SVG}rect") for title in bar.iter(f"{SVG}title")}
    assert heights["Ann, stage 1: 6.00000"] == str(TALL)
    assert heights["Bo, stage 1: 2.00000"] == str(TALL // 3)
    assert heights["Cy, stage 1: 1.00000"] == str(TALL // 6)


def test_the_quota_is_a_line_at_every_stage() -> None:
    picture = parsed(scottish.count(SMALL))
    dashed = [element for element in picture.iter(f"{SVG}line") if element.get("stroke-dasharray") == "5 3"]
    assert len(dashed) == 3 * 3
    first_row = [(element.get("y1"), element.get("y2")) for element in dashed[:3]]
    assert first_row == [(str(TOP + 6 + TALL // 3),) * 2] * 3


def test_a_moving_quota_moves_in_the_picture() -> None:
    picture = parsed(meek.count(poll("A B C D", "8 A", "2 B", "5 C", "4 D C", seats=2)))
    dashed = [element for element in picture.iter(f"{SVG}line") if element.get("stroke-dasharray") == "5 3"]
    assert len({element.get("y1") for element in dashed[: len(dashed) // 4]}) > 1
    assert "quota (dashed line)" in texts(picture)[1]


def test_the_picture_is_as_large_as_its_rows_and_stages_need() -> None:
    small, great = (
        parsed(scottish.count(SMALL)),
        parsed(scottish.count(ward("glasgow_2007_linn"))),
    )
    assert int(great.get("width", "0")) - int(small.get("width", "0")) == 7 * STEP
    assert int(great.get("height", "0")) - int(small.get("height", "0")) == 8 * ROW
    assert small.get("viewBox") == f"0 0 {small.get('width')} {small.get('height')}"


def test_the_withdrawn_are_not_drawn() -> None:
    words = texts(parsed(scottish.count(poll("Ann Bo Cy", "3 Ann", "1 Cy", withdrawn="Bo"))))
    assert "Bo" not in words


def test_grades_are_drawn_from_best_to_worst_with_a_line_in_the_middle() -> None:
    picture = parsed(judgment.count(poll("A B", "3 A B", "1 B A"), grades=("good", "bad")))
    assert tips(picture) == ["A, good: 3", "A, bad: 1", "B, good: 1", "B, bad: 3"]
    widths = [int(bar.get("width", "0")) for bar in picture.iter(f"{SVG}rect")]
    assert widths == [360, 120, 120, 360]
    (middle,) = [element for element in picture.iter(f"{SVG}line") if element.get("stroke-dasharray")]
    assert middle.get("x1") == str(260 + 240)
    assert "Grades from the left: good, bad" in texts(picture)


def test_a_grade_that_nobody_gave_has_no_bar() -> None:
    assert tips(parsed(judgment.count(poll("A", "3 A"), grades=("good", "bad")))) == ["A, good: 3"]


def test_duels_are_drawn_with_the_winner_shaded_and_bold() -> None:
    picture = parsed(schulze.count(poll("A B", "3 A", "1 B A")))
    assert tips(picture) == ["A, B: 3 to 1"]
    bold = [element.text for element in picture.iter(f"{SVG}text") if element.get("font-weight") == "bold"]
    assert bold == ["Poll", "1. A", "3", "2. B"]


def test_a_tied_duel_is_shaded_for_nobody() -> None:
    assert tips(parsed(schulze.count(poll("A B", "3 A", "3 B"), SEED))) == []


def test_a_countback_can_be_drawn() -> None:
    words = texts(parsed(vacancy.countback(poll("A B C D", "6 A B", "2 A C", "5 C", "7 D", seats=2), 0)))
    assert "B" in words
    assert "A" not in words
    assert "elected at stage 1" in words


EVIL = ["<script>alert(1)</script>", '"><svg onload="x">', "&amp; &lt;", "]]>", "'--><x", "{{7*7}}", "${x}"]


@pytest.mark.parametrize("rule", rules.RULES)
@pytest.mark.parametrize("name", EVIL)
def test_names_and_titles_are_text_and_nothing_else(rule: str, name: str) -> None:
    profile = Profile((name, "Bo"), (Ballot(3, ((0,),)), Ballot(1, ((1,),))), 1, name)
    picture = parsed(rules.count(profile, rule))
    assert {element.tag.removeprefix(SVG) for element in picture.iter()} <= ALLOWED
    assert not any(attribute.lower().startswith("on") for element in picture.iter() for attribute in element.attrib)
    title = picture.find(f"{SVG}title")
    assert title is not None
    assert (title.text or "").startswith(name)


def test_there_is_no_style_sheet_no_script_and_nothing_from_elsewhere() -> None:
    drawn = draw(scottish.count(ward("glasgow_2007_linn")))
    assert not any(sign in drawn for sign in ("<style", "<script", "style=", "href", "@import", "javascript:"))
    assert drawn.count("http") == 1
    assert 'fill="currentColor"' in drawn.splitlines()[0]


def test_two_pictures_can_stand_on_one_page() -> None:
    first, second = draw(scottish.count(SMALL)), draw(meek.count(SMALL))
    identifiers = [
        {element.get("id") for element in ET.fromstring(drawn).iter() if element.get("id")} for drawn in (first, second)
    ]
    assert identifiers[0].isdisjoint(identifiers[1])


def test_the_same_count_is_always_the_same_picture() -> None:
    assert draw(scottish.count(SMALL, SEED)) == draw(scottish.count(SMALL, SEED))


def test_a_picture_beyond_measure_is_refused() -> None:
    names = tuple(f"C{number}" for number in range(MOST_CANDIDATES + 1))
    with pytest.raises(Refused) as error:
        draw(schulze.count(Profile(names, (Ballot(1, ((0,),)),)), SEED))
    assert error.value.code == "picture-too-big"
    stage = Stage((Fraction(1),) * len(names), Fraction(0))
    with pytest.raises(Refused) as error:
        draw(Result("scottish", "", names, 1, 1, 0, (0,), (stage,) * 2000))
    assert error.value.code == "picture-too-big"


@pytest.mark.parametrize("rule", rules.RULES)
@some
@given(profile=messy)
def test_every_result_can_be_drawn(rule: str, profile: Profile) -> None:
    picture = parsed(rules.count(profile, rule, SEED))
    assert {element.tag.removeprefix(SVG) for element in picture.iter()} <= ALLOWED
    for bar in picture.iter(f"{SVG}rect"):
        assert not (bar.get("height") or "0").startswith("-")
        assert not (bar.get("width") or "0").startswith("-")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(0), "0"),
        (Fraction(5), "5"),
        (Fraction(1, 3), "0.33"),
        (Fraction(1, 2), "0.5"),
        (Fraction(-1, 4), "-0.25"),
        (Fraction(100), "100"),
        (Fraction(3999, 1000), "3.99"),
    ],
)
def test_lengths_are_written_to_a_hundredth(value: Fraction, written: str) -> None:
    assert length(value) == written


def test_shapes_are_written_like_this() -> None:
    assert text(1, 2, "a<b") == '<text x="1" y="2" text-anchor="start" font-weight="normal">a&lt;b</text>'
    assert rect(1, 2, 3, 4, 'fill="none"') == '<rect x="1" y="2" width="3" height="4" fill="none"/>'
    assert rect(1, 2, 3, 4, 'fill="none"', "a&b").endswith('fill="none"><title>a&amp;b</title></rect>')
    assert line(1, 2, 3, 4, 'stroke="red"') == '<line x1="1" y1="2" x2="3" y2="4" stroke="red"/>'
    assert ET.fromstring(pattern("x")).find("pattern") is not None


def test_long_names_are_cut_for_the_eye_but_not_in_the_description() -> None:
    name = "A" * 200
    picture = parsed(scottish.count(Profile((name, "Bo"), (Ballot(3, ((0,),)),))))
    assert max(len(said) for said in texts(picture)) < 100
    desc = picture.find(f"{SVG}desc")
    assert desc is not None
    assert name in (desc.text or "")
    assert short("A" * 30) == "A" * 30
    assert short("A" * 31) == "A" * 29 + "…"


def test_identifiers_are_plain_whatever_the_title() -> None:
    assert slug('Ward 1: "Linn" <x>') == "ward-1-linn-x"
    assert slug("李") == "count"
