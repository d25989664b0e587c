"""The tree against the definition of RFC 6962, written down once more in the slowest way; proofs that were changed."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import Malformed, Refused
from scrutiny.record import merkle
from scrutiny.record.merkle import Frontier


def slow_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + slow_root(leaves[:k]) + slow_root(leaves[k:])).digest()


LEAVES = [merkle.leaf_hash(bytes([n % 256]) * (n % 7)) for n in range(300)]
SIZES = st.integers(0, 300)


def ranges(start: int, end: int) -> bytes:
    return slow_root(LEAVES[start:end])


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 64, 100, 255, 256, 257, 300])
def test_the_root_is_the_specification_s(size: int) -> None:
    assert merkle.root_of(LEAVES[:size]) == slow_root(LEAVES[:size])


def test_the_root_of_nothing_and_of_one_empty_entry() -> None:
    assert merkle.EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize("size", ROOTS)
def test_the_roots_are_those_of_certificate_transparency_s_reference_tree(size: int) -> None:
    assert merkle.root_of(merkle.leaf_hash(bytes.fromhex(entry)) for entry in ENTRIES[:size]).hex() == ROOTS[size]


@given(size=SIZES)
def test_a_frontier_goes_on_where_it_was_kept(size: int) -> None:
    first = Frontier()
    for leaf in LEAVES[:size]:
        first.add(leaf)
    again = Frontier(first.size, first.peaks)
    for leaf in LEAVES[size:]:
        again.add(leaf)
    assert again.root() == slow_root(LEAVES)


@pytest.mark.parametrize(("size", "peaks"), [(1, []), (0, [b"x" * 32]), (3, [b"x" * 32]), (1, [b"x" * 31])])
def test_a_frontier_that_cannot_be_is_malformed(size: int, peaks: list[bytes]) -> None:
    with pytest.raises(Malformed):
        Frontier(size, peaks)


@given(size=st.integers(1, 300), data=st.data())
def test_every_entry_is_proved_and_no_other(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(index, size, ranges)
    root = slow_root(LEAVES[:size])
    merkle.verify_inclusion(index, size, LEAVES[index], proof, root)
    other = data.draw(st.integers(0, size - 1))
    wrong = [
        (index, size, merkle.leaf_hash(b"other"), proof, root),
        (index, size, LEAVES[index], [*proof, b"x" * 32], root),
        (index, size, LEAVES[index], proof, b"x" * 32),
        *([(index, size, LEAVES[index], proof[:-1], root)] if proof else []),
        *([(other, size, LEAVES[index], proof, root)] if other != index else []),
        (size, size, LEAVES[index], proof, root),
        (-1, size, LEAVES[index], proof, root),
    ]
    for case in wrong:
        with pytest.raises(Refused, match="inclusion"):
            merkle.verify_inclusion(*case)


@given(new=SIZES, data=st.data())
def test_a_log_that_grew_is_proved_and_another_is_not(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, new))
    proof = merkle.consistency_proof(old, new, ranges)
    old_root, new_root = slow_root(LEAVES[:old]), slow_root(LEAVES[:new])
    merkle.verify_consistency(old, new, old_root, new_root, proof)
    wrong = [(old, new, b"x" * 32, new_root, proof), (old, new, old_root, new_root, [*proof, b"x" * 32])]
    wrong += [(old, new, old_root, b"x" * 32, proof)] if old else []
    wrong += [(old, new, old_root, new_root, proof[:-1])] if proof else []
    wrong += [(new + 1, new, old_root, new_root, proof), (-1, new, old_root, new_root, proof)]
    for n in range(len(proof)):
        wrong.append((old, new, old_root, new_root, [*proof[:n], b"x" * 32, *proof[n + 1 :]]))
    for case in wrong:
        with pytest.raises(Refused, match="consistency"):
            merkle.verify_consistency(*case)


def test_there_is_no_proof_of_what_is_not_there() -> None:
    with pytest.raises(Refused, match="no-entry"):
        merkle.inclusion_proof(3, 3, ranges)
    with pytest.raises(Refused, match="sizes"):
        merkle.consistency_proof(4, 3, ranges)
