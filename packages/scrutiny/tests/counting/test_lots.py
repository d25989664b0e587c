from __future__ import annotations

import hashlib
import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.counting.lots import Lot, Lots, fill, seed_from_hex
from scrutiny.errors import Malformed, Refused

SEED = bytes.fromhex("00112233445566778899aabbccddeeff")


def by_hand(seed: bytes, number: int, purpose: str, among: list[int]) -> tuple[int, ...]:
    """The order as anybody would draw it with a pocket calculator for SHA-256."""

    def digest(candidate: int) -> str:
        written = b"groundswell/lot/v1\x00" + seed + b"\x00" + f"{number}|{purpose}|{candidate + 1}".encode("ascii")
        return hashlib.sha256(written).hexdigest()

    return tuple(sorted(among, key=digest))


def test_anybody_can_draw_the_lot_again() -> None:
    lots = Lots(SEED)
    assert lots.order("exclude", 3, [4, 1, 2]) == by_hand(SEED, 1, "exclude", [1, 2, 4])
    assert lots.order("exclude", 4, [1, 2]) == by_hand(SEED, 2, "exclude", [1, 2])
    assert lots.order("elect", 4, [0, 7]) == by_hand(SEED, 3, "elect", [0, 7])


def test_the_lots_of_a_known_seed_do_not_change() -> None:
    assert Lots(SEED).order("exclude", 1, range(6)) == (0, 1, 2, 5, 3, 4)
    assert Lots(SEED).order("surplus", 1, range(6)) == (5, 1, 3, 4, 2, 0)


def test_every_lot_is_kept() -> None:
    lots = Lots(SEED)
    first = lots.order("exclude", 3, [4, 1, 2])
    second = lots.order("surplus", 5, [0, 3])
    assert lots.drawn == (Lot(1, "exclude", 3, first), Lot(2, "surplus", 5, second))
    assert lots.drawn[0].drawn == first[0]


def test_one_candidate_needs_no_lot() -> None:
    lots = Lots(None)
    assert lots.one("exclude", 1, [3]) == 3
    assert lots.drawn == ()


def test_one_takes_the_first_of_the_order() -> None:
    assert Lots(SEED).one("exclude", 1, [5, 1, 3]) == by_hand(SEED, 1, "exclude", [1, 3, 5])[0]


def test_without_a_seed_the_lot_is_refused_and_says_between_whom() -> None:
    with pytest.raises(Refused) as error:
        Lots(None).order("exclude", 7, [9, 2])
    assert error.value.code == "lot-needed"
    assert error.value.data == {"purpose": "exclude", "stage": 7, "among": "3,10"}


@given(st.binary(min_size=8, max_size=40), st.sets(st.integers(0, 30), min_size=1))
def test_the_order_in_which_they_are_named_does_not_matter(seed: bytes, among: set[int]) -> None:
    forwards, backwards = sorted(among), sorted(among, reverse=True)
    assert Lots(seed).order("elect", 1, forwards) == Lots(seed).order("elect", 1, backwards + backwards)


@given(st.binary(min_size=8, max_size=40), st.sets(st.integers(0, 30), min_size=1))
def test_a_lot_only_orders(seed: bytes, among: set[int]) -> None:
    assert set(Lots(seed).order("elect", 1, among)) == among


def test_every_order_comes_up_about_as_often() -> None:
    """600 seeds, 6 orders: each about 100 times. The seeds are fixed, so this cannot fail by chance."""
    seen = Counter(Lots(number.to_bytes(8)).order("exclude", 1, range(3)) for number in range(600))
    assert set(seen) == set(itertools.permutations(range(3)))
    assert all(70 < times < 130 for times in seen.values())


def test_later_lots_do_not_follow_the_first() -> None:
    same = 0
    for number in range(200):
        lots = Lots(number.to_bytes(8))
        same += lots.order("exclude", 1, [0, 1]) == lots.order("exclude", 2, [0, 1])
    assert 70 < same < 130


def test_the_purpose_is_part_of_the_lot() -> None:
    orders = {
        Lots(SEED).order(purpose, 1, range(9)) for purpose in ("exclude", "surplus", "elect", "countback-exclude")
    }
    assert len(orders) == 4


def test_a_seed_is_read_with_spaces_and_either_case() -> None:
    assert seed_from_hex("00 11 22 33 44 55 66 77") == seed_from_hex("0011223344556677") == bytes(range(0, 0x88, 0x11))
    assert seed_from_hex("AABBCCDDEEFF0011") == seed_from_hex("aabbccddeeff0011")


@pytest.mark.parametrize("text", ["", "00", "0011223344556", "00112233445566", "00" * 1025])
def test_a_seed_that_is_too_short_or_too_long_is_refused(text: str) -> None:
    with pytest.raises(Malformed) as error:
        seed_from_hex(text)
    assert error.value.code == "lot-seed"


@pytest.mark.parametrize("text", ["zz" * 8, "0x" + "00" * 8, "１１" * 8, "00-11-22-33-44-55-66-77"])
def test_a_seed_is_hexadecimal(text: str) -> None:
    with pytest.raises(Malformed) as error:
        seed_from_hex(text)
    assert error.value.data["reason"] == "not-hexadecimal"


def test_seats_are_filled_from_the_top_without_a_lot_where_the_groups_fit() -> None:
    lots = Lots(None)
    assert fill([(2, 3), (0,), (1, 4)], 3, lots) == (2, 3, 0)
    assert fill([(2, 3), (0,)], 9, lots) == (2, 3, 0)
    assert fill([], 2, lots) == ()


def test_only_the_group_at_the_last_seat_is_drawn() -> None:
    lots = Lots(SEED)
    drawn = by_hand(SEED, 1, "elect", [0, 1, 4])
    assert fill([(2, 3), (0, 1, 4), (5,)], 4, lots) == (2, 3, *drawn[:2])
    assert len(lots.drawn) == 1


def test_a_group_that_does_not_fit_needs_a_seed() -> None:
    with pytest.raises(Refused) as error:
        fill([(0, 1)], 1, Lots(None))
    assert error.value.data["among"] == "1,2"
