from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny import randomness
from scrutiny.errors import MistypedCard
from scrutiny.organisation import invitations
from scrutiny.organisation.invitations import ALPHABET, digest, new_code, parse_code

values = st.lists(st.integers(0, 31), min_size=4, max_size=4)
codes = st.lists(values, min_size=4, max_size=4).map(
    lambda groups: "-".join(invitations._written(group, place) for place, group in enumerate(groups, 1))
)
CODE = "-".join(invitations._written(group, place) for place, group in enumerate([[3, 14, 15, 9]] * 4, 1))


def mistake(text: str) -> dict[str, str | int]:
    with pytest.raises(MistypedCard) as caught:
        parse_code(text)
    return caught.value.data


def test_a_new_code_is_four_groups_of_five_and_right() -> None:
    code = new_code()
    assert [len(group) for group in code.split("-")] == [5, 5, 5, 5]
    assert parse_code(code) == code


def test_a_code_carries_eighty_random_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []

    def source(size: int) -> bytes:
        drawn.append(size)
        return bytes(size)

    monkeypatch.setattr(invitations, "random_bytes", source)
    new_code()
    assert drawn == [10]


def test_every_random_bit_changes_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = set()
    for bit in range(80):
        monkeypatch.setattr(invitations, "random_bytes", lambda size, bit=bit: (1 << bit).to_bytes(size))
        seen.add(new_code())
    assert len(seen) == 80


def test_codes_differ() -> None:
    randomness.allow_seeding()
    with randomness.seeded("codes"):
        assert len({new_code() for _ in range(500)}) == 500


@given(codes)
def test_case_spaces_and_dashes_do_not_matter(code: str) -> None:
    assert parse_code(code.lower()) == code
    assert parse_code(code.replace("-", "")) == code
    assert parse_code(f" {code.replace('-', ' – ')}\n") == code


@given(codes)
def test_what_looks_alike_is_read_alike(code: str) -> None:
    assert parse_code(code.replace("0", "O").replace("1", "l")) == code
    assert parse_code(code.replace("0", "o").replace("1", "I")) == code


@given(codes)
def test_a_russian_keyboard_types_the_same_shapes(code: str) -> None:
    cyrillic = str.maketrans("ABEKMHPCTX0", "АВЕКМНРСТХО")
    assert parse_code(code.translate(cyrillic)) == code
    assert parse_code(code.translate(cyrillic).lower()) == code


@given(codes)
def test_wide_letters_of_a_phone_keyboard_are_read(code: str) -> None:
    assert parse_code("".join(chr(ord(c) + 0xFEE0) if c != "-" else c for c in code)) == code


@pytest.mark.parametrize(("text", "length"), [("", 0), (CODE[:-1], 19), (CODE + "7", 21), ("----", 0)])
def test_a_code_of_another_length_is_told_its_length(text: str, length: int) -> None:
    assert mistake(text) == {"length": length}


def test_letters_that_no_code_has_are_found_in_their_group() -> None:
    assert mistake(CODE[:6] + "U" + CODE[7:]) == {"group": 2}
    assert mistake(CODE[:6] + "Ж" + CODE[7:]) == {"group": 2}


def test_of_two_wrong_groups_the_first_is_named() -> None:
    swapped = CODE[:6] + CODE[7] + CODE[6] + CODE[8:-1] + ("0" if CODE[-1] != "0" else "2")
    assert mistake(swapped) == {"group": 2}


def test_every_single_wrong_character_changes_the_check() -> None:
    """The check is linear, so the difference that one character makes does not depend on the others: all 5 places,
    all 31 differences.
    """
    for position, difference in product(range(4), range(1, 32)):
        changed = [difference if n == position else 0 for n in range(4)]
        assert invitations._check_value(changed, 0) != 0
    # A wrong fifth character differs from the check by itself.


def test_every_exchange_of_two_characters_of_a_group_changes_the_check() -> None:
    for first, second in combinations(range(4), 2):
        for difference in range(1, 32):
            changed = [difference if n in (first, second) else 0 for n in range(4)]
            assert invitations._check_value(changed, 0) != 0


def test_every_exchange_with_the_check_itself_is_noticed() -> None:
    """Data a and check c exchanged: the data changes by a+c, and the written check by a+c too."""
    for position, difference in product(range(4), range(1, 32)):
        changed = [difference if n == position else 0 for n in range(4)]
        assert invitations._check_value(changed, 0) != difference


def test_the_check_is_linear_as_those_proofs_say() -> None:
    unit = [[1 << bit if n == position else 0 for n in range(4)] for position in range(4) for bit in range(5)]
    for left, right in product(unit, unit):
        together = [a ^ b for a, b in zip(left, right, strict=True)]
        expected = invitations._check_value(left, 0) ^ invitations._check_value(right, 0)
        assert invitations._check_value(together, 0) == expected


def test_g_generates_all_units_of_the_field() -> None:
    powers, value = set(), 1
    for _ in range(31):
        powers.add(value)
        value = invitations._times_g(value)
    assert powers == set(range(1, 32))
    assert value == 1


@given(codes, st.data())
def test_a_wrong_character_is_found_in_its_group(code: str, data: st.DataObject) -> None:
    position = data.draw(st.sampled_from([n for n in range(len(code)) if code[n] != "-"]))
    wrong = data.draw(st.sampled_from([c for c in ALPHABET if c != code[position]]))
    assert mistake(code[:position] + wrong + code[position + 1 :]) == {"group": position // 6 + 1}


@given(codes, st.data())
def test_two_neighbours_exchanged_are_found_in_their_group(code: str, data: st.DataObject) -> None:
    pairs = [n for n in range(len(code) - 1) if "-" not in code[n : n + 2] and code[n] != code[n + 1]]
    if pairs:
        n = data.draw(st.sampled_from(pairs))
        assert mistake(code[:n] + code[n + 1] + code[n] + code[n + 2 :]) == {"group": n // 6 + 1}


@given(codes, st.sampled_from(list(combinations(range(4), 2))))
def test_two_groups_exchanged_are_noticed_even_if_their_data_are_equal(code: str, pair: tuple[int, int]) -> None:
    groups = code.split("-")
    first, second = pair
    groups[first], groups[second] = groups[second], groups[first]
    assert mistake("-".join(groups)) == {"group": first + 1}


@given(codes)
def test_the_digest_does_not_depend_on_how_the_code_is_typed(code: str) -> None:
    assert digest(code) == digest(code.lower().replace("-", " "))
    assert len(digest(code)) == 64


def test_different_codes_have_different_digests() -> None:
    randomness.allow_seeding()
    with randomness.seeded("digests"):
        assert len({digest(new_code()) for _ in range(200)}) == 200


def test_a_mistyped_code_has_no_digest() -> None:
    with pytest.raises(MistypedCard):
        digest(CODE[:-1])
