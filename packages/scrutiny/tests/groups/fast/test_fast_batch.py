from __future__ import annotations

import hashlib
import pickle
import random
from itertools import chain

import numpy as np
import numpy.typing as npt
import pytest
from nacl import bindings

pytest.importorskip("numba")

from packages.scrutiny.tests.groups.fast import reference
from packages.scrutiny.tests.groups.fast.reference import P, Q

from scrutiny.groups import fast

Bytes = npt.NDArray[np.uint8]

SIZES = [0, 1, 7, 8, 9]
EDGES = [0, 1, 2, 7, 8, 9, 15, 16, 127, 128, 129, 255, 256, 2**252 - 1, 2**252, Q - 2, Q - 1]
# 8 in every hexadecimal digit, and 80 in every byte: the digits that only just become negative.
EDGES += [int("8" * 62, 16), int("80" * 31, 16), int("7f" * 31, 16), int("f" * 62, 16)]
BASE = reference.encode(reference.BASE)
RFC_8032 = [  # secret key, public key, message, signature of section 7.1
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
        "655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
        "b00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
        "c027beceea1ec40a",
    ),
]


def array(encodings: list[bytes]) -> Bytes:
    return np.frombuffer(b"".join(encodings), np.uint8).reshape(-1, 32)


def scalars(exponents: list[int]) -> Bytes:
    return array([exponent.to_bytes(32, "little") for exponent in exponents])


def listed(encodings: Bytes) -> list[bytes]:
    return [encoding.tobytes() for encoding in encodings.reshape(-1, 32)]


def some_points(count: int, seed: int = 1) -> list[bytes]:
    """Multiples of the base point, from libsodium."""
    some = random.Random(seed)
    return [
        bindings.crypto_scalarmult_ed25519_base_noclamp(some.randrange(1, Q).to_bytes(32, "little"))
        for _ in range(count)
    ]


def decoded(encodings: list[bytes]) -> fast.Points:
    points, good = fast.decode(array(encodings))
    assert good.all()
    return points


def sodium_commitment(point: bytes, exponent: int, base: bytes, base_exponent: int) -> bytes:
    """Exponents other than 0: libsodium refuses those."""
    return bindings.crypto_core_ed25519_add(
        bindings.crypto_scalarmult_ed25519_noclamp(exponent.to_bytes(32, "little"), point),
        bindings.crypto_scalarmult_ed25519_noclamp(base_exponent.to_bytes(32, "little"), base),
    )


@pytest.mark.parametrize("size", SIZES)
def test_what_was_decoded_is_encoded_as_it_was(path: str, size: int) -> None:
    encodings = some_points(size)
    points, good = fast.decode(array(encodings))
    assert len(points) == len(good) == size
    assert good.all()
    assert listed(fast.encode(points)) == encodings


def test_the_identity_is_a_point_like_others(path: str) -> None:
    identity = reference.encode(reference.IDENTITY)
    assert listed(fast.encode(decoded([identity, BASE, identity]))) == [identity, BASE, identity]


def test_of_each_coset_of_the_torsion_only_the_point_of_the_subgroup_is_good(path: str) -> None:
    some = random.Random(2)
    multiples = [reference.multiply(some.randrange(1, Q), reference.BASE) for _ in range(12)]
    cosets = [
        reference.encode(reference.add(point, torsion))
        for point in (reference.IDENTITY, reference.BASE, reference.negative(reference.BASE), *multiples)
        for torsion in reference.torsion()
    ]
    points, good = fast.decode(array(cosets))
    assert good.tolist() == [index % 8 == 0 for index in range(len(cosets))]
    identity = reference.encode(reference.IDENTITY)
    assert listed(fast.encode(points)) == [coset if ok else identity for coset, ok in zip(cosets, good, strict=True)]


def test_the_test_of_membership_agrees_with_a_multiplication_by_the_order(path: str) -> None:
    """A hundred points from all cosets, at random."""
    some = random.Random(3)
    found: list[reference.Point] = []
    while len(found) < 100:
        point = reference.with_y(some.randrange(P), some.randrange(2))
        found += [point] if point else []
    _, good = fast.decode(array([reference.encode(point) for point in found]))
    assert good.tolist() == [reference.multiply(Q, point) == reference.IDENTITY for point in found]
    assert 0 < good.sum() < 40


def test_no_encoding_is_good_that_is_not_canonical(path: str) -> None:
    with_y_too_large = [y | sign << 255 for y in range(P, 2**255) for sign in (0, 1)]
    with_a_sign_for_zero = [1 | 1 << 255, (P - 1) | 1 << 255]
    _, good = fast.decode(scalars(with_y_too_large + with_a_sign_for_zero))
    assert len(with_y_too_large) == 38
    assert not good.any()


def test_the_extreme_values_of_y_are_judged_as_the_reference_does(path: str) -> None:
    numbers = [y | sign << 255 for y in [*range(40), *range(P - 40, P)] for sign in (0, 1)]
    _, good = fast.decode(scalars(numbers))
    assert good.tolist() == [reference.decode(number.to_bytes(32, "little")) is not None for number in numbers]


def test_random_bytes_are_judged_as_libsodium_does(path: str) -> None:
    some = random.Random(4)
    encodings = [some.randbytes(32) for _ in range(300)] + some_points(20)
    _, good = fast.decode(array(encodings))
    assert good.tolist() == [bindings.crypto_core_ed25519_is_valid_point(encoding) for encoding in encodings]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("m", [1, 2, 3, 5])
def test_commitments_are_those_of_libsodium(path: str, size: int, m: int) -> None:
    some = random.Random(size)
    encodings, base = some_points(size), some_points(1, seed=5)[0]
    exponents = [[some.randrange(1, Q) for _ in range(m)] for _ in range(size)]
    base_exponents = [[some.randrange(1, Q) for _ in range(m)] for _ in range(size)]
    found = fast.commitments(
        decoded(encodings),
        scalars(list(chain.from_iterable(exponents))).reshape(size, m, 32),
        fast.table(base),
        scalars(list(chain.from_iterable(base_exponents))).reshape(size, m, 32),
    )
    assert found.shape == (size, m, 32)
    assert listed(found) == [
        sodium_commitment(point, e, base, b)
        for point, es, bs in zip(encodings, exponents, base_exponents, strict=True)
        for e, b in zip(es, bs, strict=True)
    ]


def test_commitments_are_right_for_all_pairs_of_extreme_exponents(path: str) -> None:
    point = reference.multiply(987654321, reference.BASE)
    by_point = [reference.multiply(exponent, point) for exponent in EDGES]
    by_base = [reference.multiply(exponent, reference.BASE) for exponent in EDGES]
    count = len(EDGES)
    found = fast.commitments(
        decoded([reference.encode(point)] * count),
        np.repeat(scalars(EDGES), count, axis=0).reshape(count, count, 32),
        fast.table(BASE),
        np.tile(scalars(EDGES), (count, 1)).reshape(count, count, 32),
    )
    assert listed(found) == [reference.encode(reference.add(a, b)) for a in by_point for b in by_base]


def test_commitments_to_the_identity_and_to_the_base_itself_are_right(path: str) -> None:
    """Where the formulas for addition meet equal points, opposite points and the identity."""
    identity = reference.encode(reference.IDENTITY)
    minus = reference.encode(reference.negative(reference.BASE))
    points = decoded([identity, BASE, BASE, minus, minus])
    exponents, base_exponents = [5, 1, 1, 1, 3], [0, 1, Q - 1, 1, 1]
    found = fast.commitments(points, scalars(exponents)[:, None], fast.table(BASE), scalars(base_exponents)[:, None])
    expected = [reference.IDENTITY, reference.add(reference.BASE, reference.BASE)] + [reference.IDENTITY] * 2
    expected.append(reference.multiply(Q - 2, reference.BASE))
    assert listed(found) == [reference.encode(point) for point in expected]


def test_further_bases_are_added_as_well(path: str) -> None:
    encodings, (first, second) = some_points(9), some_points(2, seed=6)
    ones, twos, threes = (np.ascontiguousarray(scalars([k] * 9)[:, None]) for k in (1, 2, 3))
    found = fast.commitments(decoded(encodings), ones, fast.table(first), twos, [(fast.table(second), threes)])
    rest = sodium_commitment(first, 2, second, 3)
    assert listed(found) == [bindings.crypto_core_ed25519_add(point, rest) for point in encodings]


def test_both_paths_give_the_same_bytes_for_what_ballots_are_made_of(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = random.Random(7)
    encodings = array(some_points(50) + [some.randbytes(32) for _ in range(50)])
    exponents, base_exponents = (scalars([some.randrange(Q) for _ in range(300)]).reshape(100, 3, 32) for _ in "ab")

    def everything() -> list[bytes]:
        points, good = fast.decode(encodings)
        base = fast.table(BASE)
        commitments = fast.commitments(points, exponents, base, base_exponents)
        multiples = fast.multiply_fixed(base, base_exponents[:, 0])
        sums = fast.encode(fast.sums(multiples, np.arange(100) % 7, 7))
        return [good.tobytes(), commitments.tobytes(), fast.encode(multiples).tobytes(), sums.tobytes()]

    found = everything()
    monkeypatch.setenv("SCRUTINY_FAST", "scalar")
    assert everything() == found


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_the_vectors_of_rfc_8032_verify(path: str, secret: str, public: str, message: str, signature: str) -> None:
    clamped = int.from_bytes(hashlib.sha512(bytes.fromhex(secret)).digest()[:32], "little")
    clamped = (clamped & (2**254 - 8)) | 2**254
    base = fast.table(BASE)
    assert fast.encode(fast.multiply_fixed(base, scalars([clamped % Q]))).tobytes().hex() == public

    r, s = bytes.fromhex(signature)[:32], bytes.fromhex(signature)[32:]
    hashed = hashlib.sha512(r + bytes.fromhex(public) + bytes.fromhex(message)).digest()
    challenge = int.from_bytes(hashed, "little") % Q
    points = decoded([bytes.fromhex(public)])
    assert fast.commitments(points, scalars([Q - challenge])[None], base, array([s])[None]).tobytes() == r


@pytest.mark.parametrize("size", SIZES)
def test_sums_and_differences_are_those_of_libsodium(path: str, size: int) -> None:
    a, b = some_points(size), some_points(size, seed=9)
    one, other = decoded(a), decoded(b)
    assert listed(fast.encode(fast.add(one, other))) == list(map(bindings.crypto_core_ed25519_add, a, b))
    assert listed(fast.encode(fast.subtract(one, other))) == list(map(bindings.crypto_core_ed25519_sub, a, b))
    assert listed(fast.encode(one)) == a


@pytest.mark.parametrize("size", SIZES)
def test_the_total_is_the_sum_of_all(path: str, size: int) -> None:
    encodings = some_points(size)
    expected = reference.encode(reference.IDENTITY)
    for index, encoding in enumerate(encodings):
        expected = bindings.crypto_core_ed25519_add(expected, encoding) if index else encoding
    assert fast.encode(fast.total(decoded(encodings))).tobytes() == expected


def test_every_group_has_its_own_sum_and_an_empty_one_the_identity(path: str) -> None:
    encodings = some_points(5)
    group = np.array([3, 0, 3, 0, 3])
    found = listed(fast.encode(fast.sums(decoded(encodings), group, 5)))
    add = bindings.crypto_core_ed25519_add
    identity = reference.encode(reference.IDENTITY)
    assert found == [
        add(encodings[1], encodings[3]),
        identity,
        identity,
        add(add(encodings[0], encodings[2]), encodings[4]),
        identity,
    ]


@pytest.mark.parametrize("size", SIZES)
def test_multiples_of_a_base_are_those_of_libsodium(path: str, size: int) -> None:
    some = random.Random(10)
    exponents = [some.randrange(1, Q) for _ in range(size)]
    found = fast.encode(fast.multiply_fixed(fast.table(BASE), scalars(exponents)))
    assert listed(found) == [
        bindings.crypto_scalarmult_ed25519_base_noclamp(exponent.to_bytes(32, "little")) for exponent in exponents
    ]


def test_batches_are_picked_by_slices_arrays_and_masks(path: str) -> None:
    encodings = some_points(9)
    points = decoded(encodings)
    assert listed(fast.encode(points[2:8:3])) == encodings[2:8:3]
    assert listed(fast.encode(points[np.array([8, 0, 0])])) == [encodings[8], encodings[0], encodings[0]]
    assert listed(fast.encode(points[np.arange(9) == 4])) == [encodings[4]]


def test_points_and_tables_can_be_sent_to_another_process(path: str) -> None:
    encodings = some_points(3)
    points: fast.Points = pickle.loads(pickle.dumps(decoded(encodings)))
    base: fast.Table = pickle.loads(pickle.dumps(fast.table(BASE)))
    assert listed(fast.encode(points)) == encodings
    assert fast.encode(fast.multiply_fixed(base, scalars([1]))).tobytes() == BASE


def test_read_only_arrays_do(path: str) -> None:
    rows = decoded(some_points(2)).rows
    rows.flags.writeable = False
    assert fast.Points(rows).rows.flags.writeable


@pytest.mark.parametrize(
    "encoding",
    [
        b"",
        BASE + b"\0",
        reference.encode(reference.torsion()[1]),
        reference.encode(reference.torsion()[4]),
        (P + 1).to_bytes(32, "little"),
        (2).to_bytes(32, "little"),
    ],
)
def test_there_is_no_table_for_what_is_no_point_of_the_subgroup(path: str, encoding: bytes) -> None:
    with pytest.raises(ValueError, match="point"):
        fast.table(encoding)


def test_exponents_beyond_the_order_are_refused(path: str) -> None:
    points, base = decoded([BASE]), fast.table(BASE)
    small = scalars([1])
    for exponent in (Q, Q + 1, 2**253, 2**256 - 1):
        large = scalars([exponent])
        with pytest.raises(ValueError, match="order"):
            fast.commitments(points, large[None], base, small[None])
        with pytest.raises(ValueError, match="order"):
            fast.commitments(points, small[None], base, large[None])
        with pytest.raises(ValueError, match="order"):
            fast.multiply_fixed(base, large)


def test_arrays_of_another_shape_are_refused(path: str) -> None:
    points, base, one = decoded([BASE]), fast.table(BASE), scalars([1])
    with pytest.raises(ValueError, match="32 bytes"):
        fast.decode(np.zeros((3, 31), np.uint8))
    with pytest.raises(ValueError, match="32 bytes"):
        fast.decode(np.zeros((3, 32), np.int64))
    with pytest.raises(ValueError, match="32 bytes"):
        fast.multiply_fixed(base, one[None])
    with pytest.raises(ValueError, match="exponents"):
        fast.commitments(points, one, base, one)
    with pytest.raises(ValueError, match="exponents"):
        fast.commitments(points, one[None], base, scalars([1, 2])[None])
    with pytest.raises(ValueError, match="same length"):
        fast.add(points, points[:0])
    with pytest.raises(ValueError, match="one of the groups"):
        fast.sums(points, np.array([1]), 1)
    with pytest.raises(ValueError, match="one of the groups"):
        fast.sums(points, np.array([-1]), 1)
