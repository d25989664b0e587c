"""Auditors as whoever checks the record sees them: each forgery by whoever writes it is found."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from scrutiny.errors import Malformed, RuleBroken, Unverified
from scrutiny.organisation import audits_seen, sortition
from scrutiny.organisation.audits_seen import Audits
from scrutiny.organisation.sortition import Listed
from scrutiny.verify import drawing as drawings

DRAWING, OTHER = str(UUID(int=1)), str(UUID(int=2))
A, B, C, D = (str(UUID(int=n)) for n in range(10, 14))
SIZE = 9
LISTED = "ab" * 32


def announced(**changed: Any) -> Audits:
    known: Audits = {}
    said = {"drawing": DRAWING, "size": SIZE, "count": 3, "listed": LISTED, **changed}
    audits_seen.announced(known, said, 6)
    return known


def drawn(*places: str) -> Audits:
    known = announced()
    audits_seen.drawn(known, {"drawing": DRAWING, "drawn": list(places or (A, B, C))}, SIZE)
    return known


def state(known: Audits, place: str, length: int = 12, **changed: Any) -> None:
    said = {"drawing": DRAWING, "size": SIZE, "root": "", "exceptions": [], "place": place, **changed}
    audits_seen.stated(known, said, length)


def refused(work: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(RuleBroken) as error:
        work(*arguments, **named)
    return error.value.code


def test_most_of_the_places_that_were_drawn_cover_the_entries() -> None:
    known = drawn()
    state(known, A)
    assert not known[DRAWING].covers
    state(known, B)
    assert known[DRAWING].covers


def test_a_drawing_draws_once_when_its_time_comes_and_no_more_than_were_announced() -> None:
    said = {"drawing": DRAWING, "drawn": [A, B, C]}
    assert refused(audits_seen.drawn, announced(), said, SIZE - 1) == "shrunk"
    assert refused(audits_seen.drawn, drawn(), said, SIZE) == "drawn-twice"
    for wrong in ([A, B, C, D], [A, A], []):
        assert refused(audits_seen.drawn, announced(), {**said, "drawn": wrong}, SIZE) == "drawn-twice"
    assert refused(audits_seen.drawn, announced(listed=""), said, SIZE) == "drawn-twice"
    again = {"drawing": DRAWING, "size": 20, "count": 3, "listed": LISTED}
    assert refused(audits_seen.announced, drawn(), again, 10) == "drawn-twice"


def test_only_a_place_that_was_drawn_speaks_and_once() -> None:
    known = drawn()
    assert refused(state, known, D) == "not-drawn"
    state(known, A)
    assert refused(state, known, A) == "not-drawn"
    assert refused(state, announced(), A) == "not-drawn"
    assert refused(state, known, B, size=SIZE - 1) == "shrunk"
    assert known[DRAWING].agreed == 1


def test_a_place_is_passed_on_once_and_to_a_new_one() -> None:
    known = drawn()
    said = {"drawing": DRAWING, "place": A, "next": D}
    audits_seen.passed(known, said)
    assert refused(audits_seen.passed, known, said) == "not-drawn"
    assert refused(audits_seen.passed, known, {**said, "place": B, "next": C}) == "not-drawn"
    assert refused(state, known, A) == "not-drawn"
    state(known, D)
    audits_seen.passed(known, {**said, "place": B, "next": ""})
    assert known[DRAWING].waiting == {C}


def test_a_digest_is_one() -> None:
    with pytest.raises(ValueError, match="listed"):
        announced(listed="ab")


PEOPLE = tuple(Listed(UUID(int=1), UUID(int=1 + n % 3), UUID(int=100 + n)) for n in range(30))
ROOT = bytes([7]) * 32


def file(**changed: Any) -> dict[str, Any]:
    """A drawing of four, of whom the first could not serve."""
    first = [one.person for one in sortition.draw(ROOT, UUID(int=5), PEOPLE, 4)]
    by_place = {one.person: one for one in PEOPLE}
    second = sortition.instead(ROOT, UUID(int=5), PEOPLE, [by_place[one] for one in first], by_place[first[0]])
    assert second is not None
    places = [[str(one), ""] for one in first] + [[str(second.person), str(first[0])]]
    people = [[str(one.branch), str(one.workplace), str(one.person)] for one in PEOPLE]
    said = {"drawing": str(UUID(int=5)), "size": 40, "root": ROOT.hex(), "count": 4, "people": people}
    return {**said, "listed": sortition.digest(PEOPLE).hex(), "drawn": places, **changed}


def test_whoever_has_the_list_draws_again() -> None:
    drawings.check(drawings.read(file()))
    assert drawings.groups(drawings.read(file()).people) == (1, 3)


def test_before_the_lot_has_fallen_the_list_can_be_checked() -> None:
    drawings.check(drawings.read(file(root="", drawn=[])))
    with pytest.raises(Unverified, match="list"):
        drawings.check(drawings.read(file(root="", drawn=[], listed="00" * 32)))
    with pytest.raises(Unverified, match="drawn"):
        drawings.check(drawings.read(file(root="")))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"listed": "00" * 32}, "list"),
        ({"people": file()["people"][1:]}, "list"),
        ({"people": [*file()["people"], file()["people"][0]]}, "list"),
        ({"root": "00" * 32}, "drawn"),
        ({"count": 3}, "drawn"),
        ({"count": 31}, "drawn"),
        ({"drawing": OTHER}, "drawn"),
        ({"drawn": file()["drawn"][1:]}, "drawn"),
        ({"drawn": [*file()["drawn"][:4], [str(UUID(int=7)), file()["drawn"][0][0]]]}, "instead"),
        ({"drawn": [*file()["drawn"], [str(UUID(int=7)), str(UUID(int=8))]]}, "instead"),
    ],
)
def test_every_change_is_found(changed: dict[str, Any], code: str) -> None:
    with pytest.raises(Unverified) as error:
        drawings.check(drawings.read(file(**changed)))
    assert error.value.code == code


@pytest.mark.parametrize("changed", [{"people": 3}, {"root": "x"}, {"size": None}, {"drawn": [["x", ""]]}])
def test_what_is_no_drawing_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(Malformed, match="drawing"):
        drawings.read(file(**changed))
