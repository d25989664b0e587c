"""Batches of ballots in the Ed25519 group with the batched curve: the same checks as `plain.check_plainly`, faster.

Every ballot is taken apart by one pattern; all points of all ballots are decoded and tested at once; all commitments of
one shape are worked out at once; what is left for each ballot are its hashes. A ballot that fails here is given to
the plain check, which names the reason; both must agree.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from scrutiny.elections import election as elections
from scrutiny.elections.election import Election
from scrutiny.errors import Malformed
from scrutiny.groups import fast as curve
from scrutiny.groups.ed25519 import Q
from scrutiny.proofs.schnorr import Bases
from scrutiny.verify import layout as layouts
from scrutiny.verify import plain
from scrutiny.verify.layout import Layout, Slot, Statement, Taken, take

if TYPE_CHECKING:
    from scrutiny.verify.plain import Fault, Outcome, Products, Weighed

ZERO = bytes(32)


def is_available() -> bool:
    return bool(curve.available())


@dataclass(frozen=True)
class Prepared:
    """What all ballots of an election share."""

    election: Election
    layout: Layout
    g: Any
    y: Any


@lru_cache(maxsize=4)
def prepared(content: bytes) -> Prepared:
    election = elections.read(content)
    return Prepared(election, layouts.of(election), curve.table(election.group.g), curve.table(election.public_key))


def warm(content: bytes) -> None:
    if is_available():
        curve.warm_up()
        prepared(content)


def check(content: bytes, election: Election, batch: Sequence[Weighed]) -> Outcome:
    """As `plain.check_plainly`."""
    base = prepared(content)
    taken = [take(base.layout, Q, one.content) for one in batch]
    bad = next((place for place, one in enumerate(taken) if one is None), None)
    whole = [one for one in taken if one is not None]
    if bad is not None:
        return plain.Outcome(_named(election, batch, bad, base), [])
    points, valid = curve.decode(_encodings(whole))
    if not valid.all():
        return plain.Outcome(_named(election, batch, int(valid.reshape(len(whole), -1).all(1).argmin()), base), [])
    made = _Commitments(base, whole, points)
    for place, one in enumerate(whole):
        if not _holds(base, one, made, place):
            return plain.Outcome(_named(election, batch, place, base), [])
    return plain.Outcome(None, _products(base.layout, points, [one.weight for one in batch]))


def multiply(content: bytes, batch: Sequence[Weighed]) -> Products:
    """As `plain.multiply`: only the product, of ballots that were checked before. Raises Malformed for any other."""
    base = prepared(content)
    taken = [take(base.layout, Q, one.content) for one in batch]
    whole = [one for one in taken if one is not None]
    points, valid = curve.decode(_encodings(whole))
    if len(whole) < len(batch) or not valid.all():
        raise Malformed("ballot")
    return _products(base.layout, points, [one.weight for one in batch])


def _named(election: Election, batch: Sequence[Weighed], place: int, base: Prepared) -> Fault:
    """The reason, by the plain check. The ballots before it hold, so that it is the first fault."""
    found = plain.check_plainly(election, Bases(election.group, election.public_key), batch[place : place + 1])
    if found.fault is None:
        raise AssertionError("the two ways of checking ballots disagree")
    return plain.Fault(place, found.fault.form, found.fault.reason, found.fault.data)


def _encodings(taken: Sequence[Taken]) -> Any:
    """All elements of all ballots, in the order in which they stand there, as (n, 32) bytes."""
    import numpy as np  # noqa: PLC0415 - comes with numba

    text = "".join("".join(one.elements) for one in taken)
    return np.ascontiguousarray(np.frombuffer(bytes.fromhex(text), np.uint8).reshape(-1, 32)[:, ::-1])


class _Commitments:
    """All commitments of a batch as text: of the signatures, of ranked answers, of every branch of every slot."""

    def __init__(self, base: Prepared, taken: Sequence[Taken], points: Any) -> None:
        import numpy as np  # noqa: PLC0415 - comes with numba

        self.np, self.base, self.taken, self.points = np, base, taken, points
        self.each = len(taken[0].elements)
        self.rows = np.arange(len(taken)) * self.each
        self.shapes: dict[int, tuple[int, int]] = {}
        self.alpha_text: list[str] = []
        self.beta_text: list[str] = []
        self.width: list[tuple[int, int]] = []
        self.sums: dict[int, tuple[str, str]] = {}
        signature = len(taken[0].challenges) - 1
        self.signatures = self._single(0, signature)
        self.raw = [self._single(alpha, proof) for _question, alpha, proof in base.layout.raw]
        shapes: dict[tuple[int, int], list[Slot]] = defaultdict(list)
        for slot in base.layout.slots:
            shapes[min(len(slot.alphas), 2), len(slot.branches)].append(slot)
        for (_kind, branches), slots in shapes.items():
            for n, slot in enumerate(slots):
                self.shapes[id(slot)] = len(self.width), n
            self.width.append((len(slots), branches))
            self._shape(slots, branches)

    def _scalars(self, values: Sequence[int], *shape: int) -> Any:
        packed = b"".join([value.to_bytes(32, "little") for value in values])
        return self.np.frombuffer(packed, self.np.uint8).reshape(*shape, 32)

    def _text(self, encodings: Any) -> str:
        return str(self.np.ascontiguousarray(encodings.reshape(-1, 32)[:, ::-1]).tobytes().hex())

    def _single(self, element: int, proof: int) -> str:
        """g^response * element^challenge, for one element of each ballot."""
        count = len(self.taken)
        challenges = self._scalars([one.challenges[proof] for one in self.taken], count, 1)
        responses = self._scalars([one.responses[proof] for one in self.taken], count, 1)
        return self._text(curve.commitments(self.points[self.rows + element], challenges, self.base.g, responses))

    def _points_of(self, slots: Sequence[Slot], side: int) -> Any:
        """The points of these slots of all ballots: ballot by ballot, slot by slot."""
        np, count = self.np, len(self.taken)
        places = np.array([alpha + side for slot in slots for alpha in slot.alphas])
        index = (self.rows[:, None] + places[None, :]).reshape(-1)
        if all(len(slot.alphas) == 1 for slot in slots):
            return self.points[index]
        owner = np.repeat(np.arange(len(slots)), [len(slot.alphas) for slot in slots])
        group = (np.arange(count)[:, None] * len(slots) + owner[None, :]).reshape(-1)
        return curve.sums(self.points[index], group, count * len(slots))

    def _shape(self, slots: Sequence[Slot], branches: int) -> None:
        shape = len(self.taken) * len(slots), branches
        proofs = [branch.proof for slot in slots for branch in slot.branches]
        numbers = [branch.number for slot in slots for branch in slot.branches]
        challenges = self._scalars([one.challenges[p] for one in self.taken for p in proofs], *shape)
        responses = self._scalars([one.responses[p] for one in self.taken for p in proofs], *shape)
        pairs = list(zip(proofs, numbers, strict=True))
        divided = self._scalars([-one.challenges[p] * m % Q for one in self.taken for p, m in pairs], *shape)
        base = self.base
        of_alpha, of_beta = (self._points_of(slots, side) for side in (0, 1))
        if any(len(slot.alphas) > 1 for slot in slots):
            self.sums[len(self.alpha_text)] = self._text(curve.encode(of_alpha)), self._text(curve.encode(of_beta))
        alphas = curve.commitments(of_alpha, challenges, base.g, responses)
        betas = curve.commitments(of_beta, challenges, base.y, responses, [(base.g, divided)])
        self.alpha_text.append(self._text(alphas))
        self.beta_text.append(self._text(betas))

    def of(self, place: int, slot: Slot, branch: int) -> str:
        """A and B of a branch, with a comma between, as they are hashed."""
        shape, n = self.shapes[id(slot)]
        slots, branches = self.width[shape]
        start = ((place * slots + n) * branches + branch) * 64
        return f"{self.alpha_text[shape][start : start + 64]},{self.beta_text[shape][start : start + 64]}"

    def pair(self, place: int, one: Taken, slot: Slot) -> str:
        """A ciphertext, or the sum of several, as it is hashed."""
        if len(slot.alphas) == 1:
            return f"{one.elements[slot.alphas[0]]},{one.elements[slot.alphas[0] + 1]}"
        shape, n = self.shapes[id(slot)]
        start = (place * self.width[shape][0] + n) * 64
        return ",".join(text[start : start + 64] for text in self.sums[shape])


def _hashed(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()) % Q


def _holds(base: Prepared, one: Taken, made: _Commitments, place: int) -> bool:
    start, end = 64 * place, 64 * place + 64
    if _hashed(f"sig|{one.hash}|{made.signatures[start:end]}") != one.challenges[-1]:
        return False
    context = f"{base.election.fingerprint}|{one.elements[0]}"
    key = base.election.group.text(base.election.public_key)
    for (_question, alpha, proof), text in zip(base.layout.raw, made.raw, strict=True):
        said = f"raweg|{context}|{key},{one.elements[alpha]},{one.elements[alpha + 1]}|{text[start:end]}"
        if _hashed(said) != one.challenges[proof]:
            return False
    return all(_statement_holds(base, one, made, place, context, said) for said in base.layout.statements)


def _statement_holds(base: Prepared, one: Taken, made: _Commitments, place: int, context: str, said: Statement) -> bool:
    if said.whole:
        places = base.layout.choices[said.question]
        context += "|" + ",".join(f"{one.elements[n]},{one.elements[n + 1]}" for n in places)
    pair = f"|{made.pair(place, one, said.pair)}" if said.pair else ""
    listed = ",".join([made.of(place, slot, branch) for slot, branch in said.parts])
    total = sum([one.challenges[slot.branches[branch].proof] for slot, branch in said.parts])
    return _hashed(f"{said.name}|{context}{pair}|{listed}") == total % Q


def _products(layout: Layout, points: Any, weights: Sequence[int]) -> Products:
    """The products of the ciphertexts of each choice: of every weight apart, then to its power."""
    import numpy as np  # noqa: PLC0415 - comes with numba

    from scrutiny.groups import by_name  # noqa: PLC0415 - only for the few products

    group = by_name("Ed25519")
    places = np.array([alpha + side for alphas in layout.choices for alpha in alphas for side in (0, 1)], np.int64)
    if not len(places):
        return [[] for _ in layout.choices]
    each = len(points) // len(weights)
    totals = [group.one] * len(places)
    for weight in sorted(set(weights)):
        rows = np.flatnonzero(np.array(weights) == weight) * each
        index = (rows[:, None] + places[None, :]).reshape(-1)
        owner = np.tile(np.arange(len(places)), len(rows))
        found = curve.encode(curve.sums(points[index], owner, len(places)))
        totals = [
            group.multiply(total, group.power(one.tobytes(), weight)) for total, one in zip(totals, found, strict=True)
        ]
    texts = iter([group.text(total) for total in totals])
    return [[(next(texts), next(texts)) for _ in alphas] for alphas in layout.choices]
