"""A shuffle: ciphertexts re-encrypted and permuted, and the proof that nothing else happened. Sections 4.17 and 6.

Source: Wikström and Terelius, "Proofs of restricted shuffles", Africacrypt 2010, in the form of the CHVote System
Specification 1.3.2. Names follow the tables of section 6; lists count from 0 here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scrutiny.errors import Malformed, Refused
from scrutiny.groups.base import Element, Group
from scrutiny.proofs.interval import Pair
from scrutiny.proofs.schnorr import draw
from scrutiny.randomness import shuffle as shuffle_in_place


@dataclass(frozen=True)
class ShuffleProof:
    """t: commitments (t1, t2, t3, (t41, t42), t-hat); s: responses; c: to the permutation; c_hat: the chain."""

    t: tuple[Element, Element, Element, Pair, list[Element]]
    s: tuple[int, int, int, int, list[int], list[int]]
    c: list[Element]
    c_hat: list[Element]


def _listed(group: Group, elements: Iterable[Element]) -> str:
    """Table 10: every element and a comma."""
    return "".join(f"{group.text(element)}," for element in elements)


def _listed_pairs(group: Group, pairs: Iterable[Pair]) -> str:
    return _listed(group, (element for pair in pairs for element in pair))


def _challenges(group: Group, count: int, text: str) -> list[int]:
    """Table 11."""
    head = hashlib.sha256(text.encode()).hexdigest()
    tails = (hashlib.sha256(str(n).encode()).hexdigest() for n in range(count))
    return [int.from_bytes(hashlib.sha256((head + tail).encode()).digest()) % group.q for tail in tails]


def _challenge(group: Group, text: str) -> int:
    """Table 13."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()) % group.q


def _generators(group: Group, count: int) -> tuple[Element, list[Element]]:
    """Tables 6 to 8: the secondary generator and as many independent ones; none of them twice."""
    found = [group.generator(n) for n in range(-1, count)]
    if len({group.text(h) for h in found}) != len(found):
        raise Malformed("generator")
    return found[0], found[1:]


def _raised(group: Group, bases: Sequence[Element], exponents: Sequence[int]) -> Element:
    """The product of all bases, each to its power."""
    return group.product(group.power(b, e) for b, e in zip(bases, exponents, strict=True))


def shuffle(group: Group, y: Element, pairs: Sequence[Pair]) -> tuple[list[Pair], list[int], list[int]]:
    """Table 1: the new ciphertexts, the randomness in the old order, and the permutation."""
    order = list(range(len(pairs)))
    shuffle_in_place(order)
    r = [draw(group) for _ in pairs]
    fresh = [
        (
            group.multiply(alpha, group.secret_power(group.g, ri)),
            group.multiply(beta, group.secret_power(y, ri)),
        )
        for (alpha, beta), ri in zip(pairs, r, strict=True)
    ]
    return [fresh[j] for j in order], r, order


def prove(
    group: Group,
    y: Element,
    fingerprint: str,
    before: Sequence[Pair],
    after: Sequence[Pair],
    r_prime: Sequence[int],
    order: Sequence[int],
) -> ShuffleProof:
    """Table 4."""
    q, power, count = group.q, group.secret_power, len(before)
    h, hs = _generators(group, count)
    r, c = _commit_permutation(group, order, hs)
    u = _permutation_challenges(group, fingerprint, before, after, c)
    u_prime = [u[j] for j in order]
    r_hat, c_hat = _commit_chain(group, h, u_prime)
    w = [draw(group) for _ in range(4)]
    w_hat, w_prime = [draw(group) for _ in order], [draw(group) for _ in order]
    raised = [_secret_raised(group, [pair[side] for pair in after], w_prime) for side in (0, 1)]
    t = (
        power(group.g, w[0]),
        power(group.g, w[1]),
        group.multiply(power(group.g, w[2]), _secret_raised(group, hs, w_prime)),
        (
            group.multiply(power(y, -w[3] % q), raised[1]),
            group.multiply(power(group.g, -w[3] % q), raised[0]),
        ),
        [
            group.multiply(power(group.g, w_hat[n]), power(earlier, w_prime[n]))
            for n, earlier in enumerate([h, *c_hat[:-1]])
        ],
    )
    challenge = _final_challenge(group, y, fingerprint, before, after, t, c, c_hat)
    v = [1] * count
    for n in reversed(range(count - 1)):
        v[n] = u_prime[n + 1] * v[n + 1] % q
    sums = (
        sum(r),
        sum(a * b for a, b in zip(r_hat, v, strict=True)),
        sum(a * b for a, b in zip(r, u, strict=True)),
        sum(a * b for a, b in zip(r_prime, u, strict=True)),
    )
    s1, s2, s3, s4 = ((wi + challenge * total) % q for wi, total in zip(w, sums, strict=True))
    s_hat = [(wi + challenge * ri) % q for wi, ri in zip(w_hat, r_hat, strict=True)]
    s_prime = [(wi + challenge * ui) % q for wi, ui in zip(w_prime, u_prime, strict=True)]
    return ShuffleProof(t, (s1, s2, s3, s4, s_hat, s_prime), c, c_hat)


def _secret_raised(group: Group, bases: Sequence[Element], exponents: Sequence[int]) -> Element:
    return group.product(group.secret_power(b, e) for b, e in zip(bases, exponents, strict=True))


def _commit_permutation(group: Group, order: Sequence[int], hs: Sequence[Element]) -> tuple[list[int], list[Element]]:
    """Table 9."""
    r, c = [0] * len(order), [group.one] * len(order)
    for n, j in enumerate(order):
        r[j] = draw(group)
        c[j] = group.multiply(group.secret_power(group.g, r[j]), hs[n])
    return r, c


def _commit_chain(group: Group, start: Element, u: Sequence[int]) -> tuple[list[int], list[Element]]:
    """Table 12."""
    r, c, last = [], [], start
    for ui in u:
        r.append(draw(group))
        last = group.multiply(group.secret_power(group.g, r[-1]), group.secret_power(last, ui))
        c.append(last)
    return r, c


def _permutation_challenges(
    group: Group, fingerprint: str, before: Sequence[Pair], after: Sequence[Pair], c: Sequence[Element]
) -> list[int]:
    text = _listed_pairs(group, before) + _listed_pairs(group, after) + _listed(group, c)
    return _challenges(group, len(before), f"shuffle-challenges|{fingerprint}|{text}")


def _final_challenge(
    group: Group,
    y: Element,
    fingerprint: str,
    before: Sequence[Pair],
    after: Sequence[Pair],
    t: tuple[Element, Element, Element, Pair, list[Element]],
    c: Sequence[Element],
    c_hat: Sequence[Element],
) -> int:
    t1, t2, t3, t4, t_hat = t
    said = _listed(group, [t1, t2, t3, *t4]) + _listed(group, t_hat)
    known = _listed_pairs(group, before) + _listed_pairs(group, after) + _listed(group, c) + _listed(group, c_hat)
    return _challenge(group, f"shuffle-challenge|{fingerprint}|{said}{known}{group.text(y)}")


def verify(
    group: Group, y: Element, fingerprint: str, before: Sequence[Pair], after: Sequence[Pair], proof: ShuffleProof
) -> None:
    """Table 5. Raises Refused `shuffle-length`, or `shuffle-1` to `shuffle-5` for the equation that does not hold."""
    count, q, power = len(before), group.q, group.power
    s1, s2, s3, s4, s_hat, s_prime = proof.s
    t1, t2, t3, t4, t_hat = proof.t
    lists = (after, proof.c, proof.c_hat, t_hat, s_hat, s_prime)
    if not count or any(len(one) != count for one in lists):
        raise Refused("shuffle-length")
    h, hs = _generators(group, count)
    u = _permutation_challenges(group, fingerprint, before, after, proof.c)
    challenge = _final_challenge(group, y, fingerprint, before, after, proof.t, proof.c, proof.c_hat)
    product_u = 1
    for ui in u:
        product_u = product_u * ui % q
    c_bar = group.divide(group.product(proof.c), group.product(hs))
    c_end = group.divide(proof.c_hat[-1], power(h, product_u))
    c_tilde = _raised(group, proof.c, u)
    alpha, beta = (_raised(group, [pair[side] for pair in before], u) for side in (0, 1))

    def answer(commitment: Element, *answers: Element) -> Element:
        return group.product([power(commitment, -challenge % q), *answers])

    new_alpha, new_beta = (_raised(group, [pair[side] for pair in after], s_prime) for side in (0, 1))
    equations = [
        (t1, answer(c_bar, power(group.g, s1))),
        (t2, answer(c_end, power(group.g, s2))),
        (t3, answer(c_tilde, power(group.g, s3), _raised(group, hs, s_prime))),
        (t4[0], answer(beta, power(y, -s4 % q), new_beta)),
        (t4[1], answer(alpha, power(group.g, -s4 % q), new_alpha)),
    ]
    for number, (said, found) in enumerate(equations, 1):
        if said != found:
            raise Refused(f"shuffle-{min(number, 4)}")
    for n, earlier in enumerate([h, *proof.c_hat[:-1]]):
        if t_hat[n] != answer(proof.c_hat[n], power(group.g, s_hat[n]), power(earlier, s_prime[n])):
            raise Refused("shuffle-5", place=n)


def to_json(group: Group, proof: ShuffleProof) -> list[object]:
    """[t, s, c, c-hat] with elements and exponents as text."""
    text = group.text
    t1, t2, t3, t4, t_hat = proof.t
    s1, s2, s3, s4, s_hat, s_prime = proof.s
    return [
        [text(t1), text(t2), text(t3), [text(t4[0]), text(t4[1])], [text(e) for e in t_hat]],
        [str(s1), str(s2), str(s3), str(s4), [str(e) for e in s_hat], [str(e) for e in s_prime]],
        [text(e) for e in proof.c],
        [text(e) for e in proof.c_hat],
    ]


def from_json(group: Group, value: object) -> ShuffleProof:
    """Raises Malformed `shuffle-proof`, or what elements and exponents raise."""
    t, s, c, c_hat = _list(value, 4)
    t1, t2, t3, t4, t_hat = _list(t, 5)
    s1, s2, s3, s4, s_hat, s_prime = _list(s, 6)
    element, exponent = group.element, group.exponent
    t41, t42 = _list(t4, 2)
    return ShuffleProof(
        (element(t1), element(t2), element(t3), (element(t41), element(t42)), [element(e) for e in _list(t_hat)]),
        (
            exponent(s1),
            exponent(s2),
            exponent(s3),
            exponent(s4),
            [exponent(e) for e in _list(s_hat)],
            [exponent(e) for e in _list(s_prime)],
        ),
        [element(e) for e in _list(c)],
        [element(e) for e in _list(c_hat)],
    )


def _list(value: object, length: int | None = None) -> list[object]:
    if not isinstance(value, list) or (length is not None and len(value) != length):
        raise Malformed("shuffle-proof")
    return value
