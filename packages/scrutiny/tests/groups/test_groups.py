"""The laws of the three groups, and everything that is not an element."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import Malformed
from scrutiny.groups import NAMES, Group, by_name
from scrutiny.groups.ed25519 import P as CURVE_P
from scrutiny.groups.ed25519 import Q as CURVE_Q
from scrutiny.groups.finite_field import FiniteField, belenios_2048, rfc_3526_2048

EACH = pytest.mark.parametrize("group", [by_name(name) for name in NAMES], ids=NAMES)
EXPONENTS = st.integers(0, CURVE_Q - 1)


@EACH
@given(a=EXPONENTS, b=EXPONENTS)
def test_powers_add_up(group: Group, a: int, b: int) -> None:
    g = group.g
    assert group.multiply(group.power(g, a), group.power(g, b)) == group.power(g, a + b)
    assert group.power(group.power(g, a), b) == group.power(g, a * b)


@EACH
@given(a=EXPONENTS)
def test_inverses_and_quotients(group: Group, a: int) -> None:
    element = group.power(group.g, a)
    assert group.multiply(element, group.inverse(element)) == group.one
    assert group.divide(element, element) == group.one
    assert group.divide(group.one, element) == group.inverse(element)


@EACH
@given(a=EXPONENTS, b=EXPONENTS)
def test_every_way_to_a_power_leads_there(group: Group, a: int, b: int) -> None:
    base = group.power(group.g, a)
    assert group.secret_power(base, b) == group.power(base, b) == group.fixed_power(base)(b)


@EACH
@pytest.mark.parametrize("exponent", [0, 1, -1])
def test_powers_at_the_bounds(group: Group, exponent: int) -> None:
    table = group.fixed_power(group.g)
    for n in (exponent, exponent + group.q, exponent - group.q):
        assert group.power(group.g, n) == group.secret_power(group.g, n) == table(n)
    assert group.power(group.g, 0) == group.one
    assert group.power(group.one, 5) == group.one


@EACH
@given(a=EXPONENTS)
def test_an_element_written_and_read_is_the_same(group: Group, a: int) -> None:
    element = group.power(group.g, a)
    assert group.element(group.text(element)) == element
    assert group.element(group.text(group.one)) == group.one


@EACH
def test_a_product_of_nothing_is_one(group: Group) -> None:
    assert group.product([]) == group.one
    assert group.product([group.g, group.g, group.g]) == group.power(group.g, 3)


@EACH
@pytest.mark.parametrize("text", [
    "", " ", "-1", "+1", "1.0", "1e3", "0x10", " 2", "2 ", "2\n", "٣", "²", "x" * 64, "A" * 64, "0" * 64, "f" * 64,
    "9" * 5000, None, 2, [], {}, True,
])  # fmt: skip
def test_what_is_no_element_is_refused(group: Group, text: object) -> None:
    with pytest.raises(Malformed):
        group.element(text)


@pytest.mark.parametrize("group", [belenios_2048(), rfc_3526_2048()], ids=["BELENIOS-2048", "RFC-3526-2048"])
class TestFiniteFields:
    def test_numbers_out_of_bounds(self, group: FiniteField) -> None:
        for number in (0, group.p, group.p + 1, 2 * group.p):
            with pytest.raises(Malformed, match=r"not-canonical|number"):
                group.element(str(number))

    def test_leading_zeros(self, group: FiniteField) -> None:
        with pytest.raises(Malformed, match="not-canonical"):
            group.element("02")

    def test_members_times_minus_one_are_none(self, group: FiniteField) -> None:
        for exponent in (1, 2, 77):
            with pytest.raises(Malformed, match="not-in-group"):
                group.element(str(group.p - group.power(group.g, exponent)))

    def test_the_parameters_are_those_of_the_specification(self, group: FiniteField) -> None:
        assert group.p.bit_length() == 2048
        assert (group.p - 1) % group.q == 0
        assert pow(int(group.g), group.q, int(group.p)) == 1
        assert group.p.is_prime(25)


class TestTheCurve:
    group = by_name("Ed25519")
    torsion = (
        "0100000000000000000000000000000000000000000000000000000000000080",  # x = 0 with its sign set
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    )

    @pytest.mark.parametrize("encoded", torsion)
    def test_points_of_small_order(self, encoded: str) -> None:
        with pytest.raises(Malformed):
            self.group.element(bytes.fromhex(encoded)[::-1].hex())

    @pytest.mark.parametrize("encoded", torsion[1:])
    def test_members_plus_points_of_small_order(self, encoded: str) -> None:
        mixed = self.group.multiply(self.group.power(self.group.g, 5), bytes.fromhex(encoded))
        with pytest.raises(Malformed, match="not-in-group"):
            self.group.element(self.group.text(mixed))

    def test_numbers_that_are_not_below_the_prime(self) -> None:
        for y in range(19):
            with pytest.raises(Malformed):
                self.group.element((CURVE_P + y).to_bytes(32, "big").hex())

    def test_capital_digits(self) -> None:
        text = self.group.text(self.group.power(self.group.g, 9))
        with pytest.raises(Malformed, match="element"):
            self.group.element(text.upper())


@pytest.mark.parametrize("name", ["RFC-3526-2048", "Ed25519"])
class TestRankedValues:
    @given(values=st.lists(st.integers(0, 255), min_size=1, max_size=30))
    def test_are_read_as_they_were_written(self, name: str, values: list[int]) -> None:
        group = by_name(name)
        element = group.encode(values)
        assert group.decode(element, len(values)) == values
        assert group.element(group.text(element)) == element

    def test_out_of_bounds_are_refused(self, name: str) -> None:
        group = by_name(name)
        for values in ([256], [-1], [0] * (group.longest_ranking + 1)):
            with pytest.raises(Malformed, match="ranked-value"):
                group.encode(values)

    def test_of_more_answers_than_there_are_are_refused(self, name: str) -> None:
        group = by_name(name)
        with pytest.raises(Malformed, match="ranked-value"):
            group.decode(group.encode([1, 2, 3]), 2)


@EACH
def test_independent_generators_are_different_members(group: Group) -> None:
    found = [group.text(group.generator(n)) for n in range(-1, 20)]
    assert len(set(found)) == 21
    for text in found:
        assert group.element(text) not in (group.one, group.g)


@EACH
@pytest.mark.parametrize("text", ["", "-1", "01", "1 ", "a", "9" * 700, None, 5, 1.0])
def test_what_is_no_exponent_is_refused(group: Group, text: object) -> None:
    with pytest.raises(Malformed):
        group.exponent(text)


@EACH
def test_exponents_are_below_the_order(group: Group) -> None:
    assert group.exponent(str(group.q - 1)) == group.q - 1
    with pytest.raises(Malformed, match="exponent"):
        group.exponent(str(group.q))


def test_there_are_three_groups() -> None:
    with pytest.raises(Malformed, match="group"):
        by_name("BELENIOS-512")
