"""The group, polynomials and proofs, against their definitions and the vectors of RFC 9496."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import Malformed, Refused
from scrutiny.pledge import polynomials, proofs, ristretto, statements
from scrutiny.pledge.ristretto import IDENTITY, L, Ristretto

scalars = st.integers(1, L - 1)
places = st.lists(st.integers(1, 10_000), min_size=3, max_size=6, unique=True)

# RFC 9496, appendix A.1: the first multiples of the generator.
MULTIPLES = (
    "0000000000000000000000000000000000000000000000000000000000000000",
    "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76",
    "6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919",
    "94741f5d5d52755ece4f23f044ee27d5d1ea1e2bd196b462166b16152a9d0259",
)
# Appendix A.2: not canonical, negative, not square, with a negative product.
BAD = (
    "00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
    "3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e",
)


def test_multiples_of_the_generator_are_those_of_the_rfc() -> None:
    assert [ristretto.base(n).hex() for n in range(4)] == list(MULTIPLES)
    assert ristretto.times(3, ristretto.base(1)).hex() == MULTIPLES[3]


@pytest.mark.parametrize("text", [*BAD, MULTIPLES[0], "", "00" * 31, "00" * 33])
def test_what_is_no_element_and_the_identity_are_refused(text: str) -> None:
    with pytest.raises(Malformed, match="element"):
        ristretto.element(bytes.fromhex(text))


@given(scalars)
def test_a_scalar_above_the_order_is_refused_although_the_library_takes_it(value: int) -> None:
    assert ristretto.scalar(value.to_bytes(32, "little")) == value
    with pytest.raises(Malformed, match="scalar"):
        ristretto.scalar((value + L).to_bytes(32, "little"))


@pytest.mark.parametrize("raw", [bytes(32), L.to_bytes(32, "little"), b"\1", b"\xff" * 32, bytes(33)])
def test_zero_the_order_and_other_lengths_are_no_scalars(raw: bytes) -> None:
    with pytest.raises(Malformed, match="scalar"):
        ristretto.scalar(raw)


@given(scalars, scalars)
def test_addition_and_multiplication_agree(one: int, other: int) -> None:
    both = ristretto.base(one + other)
    assert ristretto.add(ristretto.base(one), ristretto.base(other)) == both
    assert ristretto.subtract(both, ristretto.base(other)) == ristretto.base(one)
    assert ristretto.times(one, ristretto.base(other)) == ristretto.base(one * other)


def test_nothing_times_something_is_the_identity() -> None:
    point = ristretto.base(5)
    assert ristretto.times(0, point) == ristretto.times(L, point) == ristretto.base(L) == IDENTITY
    assert ristretto.times(7, IDENTITY) == ristretto.total([]) == IDENTITY


def test_the_group_for_the_ceremony_reads_only_what_it_writes() -> None:
    group = Ristretto("test")
    point = group.power(group.g, 9)
    assert group.element(group.text(point)) == point
    assert group.multiply(point, group.inverse(point)) == group.one
    assert group.secret_power(point, 2) == group.power(group.g, 18)
    for text in (None, 5, "", group.text(point).upper(), group.text(group.one), "zz" * 32):
        with pytest.raises(Malformed, match="element"):
            group.element(text)
    with pytest.raises(NotImplementedError):
        group.generator(0)
    for call in (group.embedded, group.number):
        with pytest.raises(NotImplementedError):
            call(0)


def test_the_binding_leaves_no_file_behind(tmp_path: Path) -> None:
    """It writes the library into the temporary folder whenever it is loaded."""
    if sys.platform == "win32":
        pytest.skip("a loaded library cannot be deleted there")
    command = [sys.executable, "-c", "import scrutiny.pledge.ristretto"]
    subprocess.run(command, check=True, env={"TMPDIR": str(tmp_path)})
    assert list(tmp_path.iterdir()) == []


@given(st.lists(scalars, min_size=1, max_size=6), st.integers(0, 10_000))
def test_horner_gives_the_polynomial(coefficients: list[int], place: int) -> None:
    assert polynomials.value(coefficients, place) == sum(c * place**k for k, c in enumerate(coefficients)) % L


@given(st.lists(scalars, min_size=3, max_size=3), places)
def test_as_many_shares_as_coefficients_give_the_secret_and_one_less_does_not(
    coefficients: list[int], chosen: list[int]
) -> None:
    shares = {place: polynomials.value(coefficients, place) for place in chosen}
    assert polynomials.interpolated(shares) == coefficients[0]
    less = dict(list(shares.items())[:2])
    assert polynomials.interpolated(less) != coefficients[0]


@given(st.lists(scalars, min_size=1, max_size=5), st.integers(1, 10_000))
def test_commitments_commit_to_every_share(coefficients: list[int], place: int) -> None:
    points = polynomials.commitments(coefficients)
    assert polynomials.committed(points, place) == ristretto.base(polynomials.value(coefficients, place))


@given(st.lists(scalars, min_size=2, max_size=4), st.integers(0, 5), st.integers(1, L - 1))
def test_one_equation_for_all_shares_finds_one_that_is_wrong(coefficients: list[int], wrong: int, by: int) -> None:
    points = polynomials.commitments(coefficients)
    values = [ristretto.base(polynomials.value(coefficients, place)) for place in range(1, 7)]
    polynomials.check_all(points, values, b"seed")
    values[wrong] = ristretto.add(values[wrong], ristretto.base(by))
    with pytest.raises(Refused, match="polynomial"):
        polynomials.check_all(points, values, b"seed")


def test_a_polynomial_has_no_coefficient_zero_and_is_drawn_anew() -> None:
    one, other = polynomials.draw(50), polynomials.draw(50)
    assert len(one) == 50
    assert 0 not in one
    assert one != other


@given(scalars, st.binary(max_size=40))
def test_knowledge_is_proved_for_one_thing_and_one_key(secret: int, about: bytes) -> None:
    public = ristretto.base(secret)
    proof = proofs.prove_knowledge(b"domain", about, secret)
    proofs.check_knowledge(b"domain", about, public, proof)
    assert proofs.read_knowledge(bytes(proof)) == proof
    for domain, what, key in (
        (b"other", about, public),
        (b"domain", about + b"x", public),
        (b"domain", about, ristretto.base(secret + 1)),
    ):
        with pytest.raises(Refused, match="knowledge"):
            proofs.check_knowledge(domain, what, key, proof)


@given(scalars, scalars)
def test_equality_is_proved_for_one_product(secret: int, other: int) -> None:
    point, public = ristretto.base(other), ristretto.base(secret)
    proof = proofs.prove_equality(b"domain", b"about", secret, point)
    right = (public, point, ristretto.times(secret, point))
    proofs.check_equality(b"domain", b"about", right, proof)
    for points in ((public, point, public), (point, point, right[2]), (public, public, right[2])):
        if points != right and secret != other:
            with pytest.raises(Refused, match="equality"):
                proofs.check_equality(b"domain", b"about", points, proof)


@given(st.binary(max_size=70))
def test_base64_has_one_form_only(raw: bytes) -> None:
    text = statements.base64_of(raw)
    assert statements.raw_of(text, len(raw)) == raw
    with pytest.raises(Malformed, match="base64"):
        statements.raw_of(text + "=", len(raw))
    with pytest.raises(Malformed, match="base64"):
        statements.raw_of(text, len(raw) + 1)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{", "json"),
        (b'{"a": 1}', "not-canonical"),
        (b'{"b":1}', "fields"),
        (b"[]", "fields"),
        (b'{"a":1.5}', "number"),
        (b'{"a":1,"a":1}', "repeated-field"),
        (b'{"a":NaN}', "number"),
        (b"[" * 100_000, "json"),
        (b"\xff", "json"),
    ],
)
def test_json_in_any_other_form_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Malformed, match=code):
        statements.read(content, {"a"})
