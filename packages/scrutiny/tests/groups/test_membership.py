"""What may be written and is no element, or is an element written otherwise; and the values that elements encode."""

from __future__ import annotations

import hashlib
from typing import Any

import gmpy2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from packages.scrutiny.tests.elections.making import leaves, reference, refused

from scrutiny.elections.strict import parse
from scrutiny.errors import Malformed
from scrutiny.groups import NAMES, Group, by_name
from scrutiny.groups.base import decimal
from scrutiny.groups.ed25519 import P, Q
from scrutiny.groups.finite_field import FiniteField

EACH = pytest.mark.parametrize("name", NAMES)
FIELDS = pytest.mark.parametrize("name", ["BELENIOS-2048", "RFC-3526-2048"])
CURVE = by_name("Ed25519")
MINUS_ONE = P - 1
TYPES: list[Any] = [None, True, 0, 1, 2.0, [], ["1"], {}, b"1", ("1",)]
OTHER_DIGITS = ["٣", "३", "２", "²", "Ⅱ", "\U0001d7d0", "½", "一"]
DECIMALS = ["", " ", "+4", "-4", " 4", "4 ", "4\n", "\t4", "4_0", "4,0", "4.0", "4e0", "0x4", "0b1", "4\0", "\ufeff4"]


@EACH
@pytest.mark.parametrize("value", TYPES, ids=str)
def test_only_a_text_is_an_element_or_a_number(name: str, value: object) -> None:
    for read in (by_name(name).element, by_name(name).exponent):
        with pytest.raises(Malformed):
            read(value)


@FIELDS
@pytest.mark.parametrize("text", DECIMALS + OTHER_DIGITS)
def test_a_number_has_digits_only(name: str, text: str) -> None:
    assert refused(by_name(name).element, text).code == "number"
    assert refused(by_name(name).exponent, text).code == "number"


@FIELDS
@pytest.mark.parametrize("zeros", [1, 2, 4])
def test_a_number_has_no_leading_zeros(name: str, zeros: int) -> None:
    group = by_name(name)
    for text in (group.text(group.one), "0" * zeros):
        assert refused(group.element, "0" * zeros + text).code == "not-canonical"
        assert refused(group.exponent, "0" * zeros + text).code == "not-canonical"
    assert refused(group.element, "0" * 300 + "4").code == "not-canonical"


@EACH
@pytest.mark.parametrize("size", [620, 10_000, 1_000_000])
@pytest.mark.parametrize("char", ["1", "f", "٣", "\ud800"])
def test_texts_that_are_too_long_are_refused_at_once(name: str, size: int, char: str) -> None:
    assert refused(by_name(name).element, char * size).code in ("number", "element")
    assert refused(by_name(name).exponent, char * size).code == "number"


@FIELDS
def test_numbers_that_are_no_residues_are_refused(name: str) -> None:
    group = by_name(name)
    assert isinstance(group, FiniteField)
    for number in (0, group.p, group.p + 1, group.p + group.g):
        assert refused(group.element, str(number)).code == "not-canonical"
    assert refused(group.element, str(group.p - 1)).code == "not-in-group"
    assert group.element("1") == group.one


@FIELDS
@given(number=st.integers(2, 2**2046))
def test_a_number_is_an_element_exactly_when_its_power_is_one(name: str, number: int) -> None:
    group = by_name(name)
    assert isinstance(group, FiniteField)
    if gmpy2.powmod(number, group.q, group.p) == 1:
        assert group.element(str(number)) == number
    else:
        assert refused(group.element, str(number)).code == "not-in-group"


@EACH
def test_exponents_end_below_the_order(name: str) -> None:
    group = by_name(name)
    assert group.exponent("0") == 0
    assert group.exponent(str(group.q - 1)) == group.q - 1
    for number in (group.q, group.q + 1, 2 * group.q):
        assert refused(group.exponent, str(number)).code in ("exponent", "number")


@given(number=st.integers(0, 2**64))
def test_a_decimal_is_read_as_it_is_written(number: int) -> None:
    assert decimal(str(number), 65) == number


def torsion() -> list[bytes]:
    """All eight points of small order, from one of order eight."""
    generator = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
    found = [CURVE.one]
    for _ in range(7):
        found.append(CURVE.multiply(found[-1], generator))
    return found


TORSION = torsion()


class TestTheCurve:
    def test_has_eight_points_of_small_order(self) -> None:
        assert len(set(TORSION)) == 8
        eight = CURVE.one
        for _ in range(8):
            eight = CURVE.multiply(eight, TORSION[1])
        assert eight == CURVE.one

    @pytest.mark.parametrize("n", range(8))
    def test_knows_one_of_them(self, n: int) -> None:
        text = TORSION[n][::-1].hex()
        if n:
            assert refused(CURVE.element, text).code == "not-in-group"
        else:
            assert CURVE.element(text) == CURVE.one

    @pytest.mark.parametrize("n", range(1, 8))
    @pytest.mark.parametrize("exponent", [1, 2, Q - 1, 12345])
    def test_has_no_members_with_a_part_of_small_order(self, n: int, exponent: int) -> None:
        mixed = CURVE.multiply(CURVE.power(CURVE.g, exponent), TORSION[n])
        assert refused(CURVE.element, CURVE.text(mixed)).code == "not-in-group"

    @pytest.mark.parametrize("number", [
        *range(P, 2**255), *(n + 2**255 for n in range(P, 2**255)),
        *(n + sign for n in (0, MINUS_ONE) for sign in (0, 2**255)), 1 + 2**255,
    ])  # fmt: skip
    def test_has_no_other_name_for_a_point(self, number: int) -> None:
        assert refused(CURVE.element, f"{number:064x}").code == "not-in-group"

    @pytest.mark.parametrize("text", [
        "", "1", "0" * 63, "0" * 65, "0" * 128, "g" * 64, "0x" + "0" * 62, " " + "0" * 63, "0" * 63 + "\n",
        "0" * 64 + "\n", "-" + "0" * 63, "٣" * 64, "０" * 64,
    ])  # fmt: skip
    def test_has_points_of_sixty_four_digits_only(self, text: str) -> None:
        assert refused(CURVE.element, text).code == "element"

    def test_has_small_letters_only(self) -> None:
        for exponent in range(1, 20):
            text = CURVE.text(CURVE.power(CURVE.g, exponent))
            for upper in (text.upper(), text[:-1] + text[-1].upper()):
                if upper != text:
                    assert refused(CURVE.element, upper).code == "element"

    @given(number=st.integers(0, 2**256 - 1))
    def test_takes_a_number_only_as_it_writes_it(self, number: int) -> None:
        text = f"{number:064x}"
        try:
            assert CURVE.text(CURVE.element(text)) == text
        except Malformed as error:
            assert error.code == "not-in-group"

    def test_writes_the_base_point_backwards(self) -> None:
        assert CURVE.text(CURVE.g) == "66" * 31 + "58"
        assert CURVE.text(CURVE.one) == "00" * 31 + "01"


@EACH
@given(a=st.integers(1, 2**256), b=st.integers(1, 2**256))
def test_what_is_worked_out_is_an_element(name: str, a: int, b: int) -> None:
    group = by_name(name)
    one, other = group.power(group.g, a), group.power(group.g, b)
    for made in (group.multiply(one, other), group.divide(one, other), group.inverse(one), group.power(one, b)):
        assert group.element(group.text(made)) == made


def written(name: str) -> list[tuple[Group, str]]:
    """Every element of the ballots of a reference archive."""
    known = reference(name)
    found = (leaves(parse(content)) for content in known.ballots)
    return [
        (known.election.group, text)
        for each in found
        for path, text in each
        if path[-1] in ("alpha", "beta", "credential")
    ]


@pytest.mark.parametrize("name", ["ed25519-single", "ff-single", "rfc3526-ranked"])
def test_elements_of_the_reference_archives_are_read_as_they_stand(name: str) -> None:
    for group, text in written(name):
        assert group.text(group.element(text)) == text


GENERATORS = {
    -1: "d6f7c1ea42e2474a28baea1141185bb7b39fe58011e5fc31d093b5c9345f18c7",
    0: "c95c81b40c41366b2e62e68fec3c5fa4dbb93f0c3c242ac2fe7a07c0e0fd92fe",
    1: "8278c9f7f36153e64f1e858bf1bfbf7f3a42f2f9589a4010c192a5d11c89746c",
    2: "bcca925cb3e87758dd8c325e78ab8acf08aba5fbdf64efe70c7aabda335de064",
}


def test_independent_generators_of_the_curve_are_those_of_the_reference_shuffles() -> None:
    """Under these the reference tool's shuffles hold, as the tests of shuffles show."""
    for index, text in GENERATORS.items():
        assert CURVE.text(CURVE.generator(index)) == text
        assert CURVE.element(text) == CURVE.generator(index)


@FIELDS
@pytest.mark.parametrize("index", [-1, 0, 1, 1000])
def test_independent_generators_of_fields_are_powers_of_hashes(name: str, index: int) -> None:
    group = by_name(name)
    assert isinstance(group, FiniteField)
    seed = int(hashlib.sha256(f"ggen|{index}".encode()).hexdigest(), 16)
    p = int(group.p)
    assert group.generator(index) == pow(seed, (p - 1) // group.q, p)
    assert group.element(group.text(group.generator(index))) == group.generator(index)


@pytest.mark.parametrize("name", ["RFC-3526-2048", "Ed25519"])
class TestRankedValues:
    def test_at_the_bounds_are_read_again(self, name: str) -> None:
        group = by_name(name)
        longest = group.longest_ranking
        for values in ([], [0], [255], [0] * longest, [255] * longest, [0, 255] * (longest // 2), [0, 0, 1], [1, 0, 0]):
            element = group.encode(values)
            assert group.decode(element, len(values)) == values
            assert group.element(group.text(element)) == element

    def test_over_the_bounds_are_refused(self, name: str) -> None:
        group = by_name(name)
        for values in ([256], [0, -1], [2**64], [0] * (group.longest_ranking + 1)):
            assert refused(group.encode, values).code == "ranked-value"

    def test_are_the_number_with_the_smallest_end(self, name: str) -> None:
        group = by_name(name)
        number = group.number(group.encode([7, 1]))
        assert number >> group.padding == 7 * 256 + 1
        for end in range(number & (1 << group.padding) - 1):
            assert group.embedded((7 * 256 + 1 << group.padding) + end) is None

    def test_are_not_read_from_an_element_that_encodes_more(self, name: str) -> None:
        group = by_name(name)
        element = group.encode([1, 0, 0, 0])
        assert group.decode(element, 5) == [0, 1, 0, 0, 0]
        for count in (0, 1, 3):
            assert refused(group.decode, element, count).code == "ranked-value"

    @given(exponent=st.integers(1, 2**250))
    def test_are_hardly_ever_read_from_an_element_that_encodes_none(self, name: str, exponent: int) -> None:
        group = by_name(name)
        assert refused(group.decode, group.power(group.g, 2**2000 + exponent), 20).code == "ranked-value"


@EACH
@given(parts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), max_size=4))
def test_what_is_hashed_is_below_the_order(name: str, parts: list[str]) -> None:
    assert 0 <= by_name(name).hashed(*parts) < by_name(name).q


@pytest.mark.parametrize("name", ["", "ed25519", "Ed25519 ", "BELENIOS-2048\0", "x" * 10_000])
def test_there_is_no_group_of_another_name(name: str) -> None:
    error = refused(by_name, name)
    assert error.code == "group"
    assert len(str(error.data["name"])) <= 40
