"""Who can open the result: single trustees, and groups of trustees of whom a threshold suffices. Sections 4.6 and 4.7.

Of a group both forms are read: that of version 2.0, and the later one, in which certificates name their context and
every trustee signs all certificates together with its own coefficients.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from scrutiny.elections.strict import compact, fields, items, parse, small, text
from scrutiny.errors import Malformed, Refused
from scrutiny.groups import Element, Group
from scrutiny.proofs import possession, schnorr, signature
from scrutiny.proofs.schnorr import Proof

MOST_TRUSTEES = 100


@dataclass(frozen=True)
class PublicKey:
    """A trustee's key with the proof that somebody holds the private one; in groups also signed by its owner."""

    key: Element
    pok: Proof
    signature: Proof | None = None

    def to_json(self, group: Group) -> dict[str, Any]:
        made: dict[str, Any] = {"pok": schnorr.to_json(self.pok), "public_key": group.text(self.key)}
        return made | ({"signature": schnorr.to_json(self.signature)} if self.signature else {})


@dataclass(frozen=True)
class Signed:
    """A message of a trustee, with the signature of its verification key."""

    message: str
    signature: Proof

    def to_json(self) -> dict[str, Any]:
        return {"message": self.message, "signature": schnorr.to_json(self.signature)}


@dataclass(frozen=True)
class Certificate:
    """What a certificate says: the keys for signing and encryption, and in the later form where it belongs."""

    verification: Element
    encryption: Element
    context: tuple[str, int, int, int] | None = None

    def to_json(self, group: Group) -> dict[str, Any]:
        keys = {"verification": group.text(self.verification), "encryption": group.text(self.encryption)}
        if self.context is None:
            return keys
        return {"context": dict(zip(CONTEXT, self.context, strict=True)), **keys}


CONTEXT = ("group", "size", "threshold", "index")


@dataclass(frozen=True)
class Pedersen:
    """A group of trustees of whom `threshold` can decrypt."""

    threshold: int
    certs: tuple[Signed, ...]
    coefexps: tuple[Signed, ...]
    keys: tuple[PublicKey, ...]
    signatures: tuple[Proof, ...] | None = None

    def to_json(self, group: Group) -> dict[str, Any]:
        made: dict[str, Any] = {
            "threshold": self.threshold,
            "certs": [cert.to_json() for cert in self.certs],
            "coefexps": [signed.to_json() for signed in self.coefexps],
        }
        if self.signatures is not None:
            made["signatures"] = [schnorr.to_json(proof) for proof in self.signatures]
        return {**made, "verification_keys": [key.to_json(group) for key in self.keys]}


Kind: TypeAlias = PublicKey | Pedersen


@dataclass(frozen=True)
class Trustees:
    """All trustees of an election, in their order; owners are counted from 1 over all of them."""

    group: Group
    kinds: tuple[Kind, ...]

    @property
    def keys(self) -> list[Element]:
        """The key of each owner."""
        parts = [[kind] if isinstance(kind, PublicKey) else kind.keys for kind in self.kinds]
        return [key.key for part in parts for key in part]

    def public_key(self) -> Element:
        """The election's key: the product of the keys of all kinds."""
        return self.group.product(
            kind.key if isinstance(kind, PublicKey) else self._key_of(kind) for kind in self.kinds
        )

    def _key_of(self, kind: Pedersen) -> Element:
        return self.group.product(coefficients(self.group, signed)[0] for signed in kind.coefexps)

    def groups_of_owners(self) -> list[tuple[range, int]]:
        """For every kind the owners it has, and how many of them are needed."""
        found, first = [], 1
        for kind in self.kinds:
            count = 1 if isinstance(kind, PublicKey) else len(kind.keys)
            found.append((range(first, first + count), 1 if isinstance(kind, PublicKey) else kind.threshold))
            first += count
        return found

    def enough(self, owners: Collection[int]) -> bool:
        """Whether these owners can decrypt together."""
        return all(sum(owner in owners for owner in part) >= needed for part, needed in self.groups_of_owners())

    def weights(self, owners: Collection[int]) -> dict[int, int]:
        """The exponent of each factor that is used: 1 for single trustees, else a Lagrange coefficient.

        Raises Refused `too-few-trustees`.
        """
        if not self.enough(owners):
            raise Refused("too-few-trustees")
        found: dict[int, int] = {}
        for kind, (part, needed) in zip(self.kinds, self.groups_of_owners(), strict=True):
            used = [owner for owner in part if owner in owners][:needed]
            places = [owner - part.start + 1 for owner in used]
            for owner, place in zip(used, places, strict=True):
                single = isinstance(kind, PublicKey)
                found[owner] = 1 if single else lagrange(self.group.q, place, places)
        return found

    def to_bytes(self) -> bytes:
        return compact(
            [["Single" if isinstance(kind, PublicKey) else "Pedersen", kind.to_json(self.group)] for kind in self.kinds]
        )


def lagrange(q: int, place: int, places: Sequence[int]) -> int:
    """The product of k / (k - place) over the other places k, modulo q."""
    top = bottom = 1
    for other in places:
        if other != place:
            top, bottom = top * other % q, bottom * (other - place) % q
    return top * pow(bottom, -1, q) % q


def read(group: Group, content: bytes) -> Trustees:
    """Raises Malformed for its form; what it proves is asked by `verify`."""
    listed = items(parse(content))
    if not 1 <= len(listed) <= MOST_TRUSTEES:
        raise Malformed("trustees")
    trustees = Trustees(group, tuple(_kind(group, item) for item in listed))
    if trustees.to_bytes() != content:
        raise Malformed("not-canonical")
    return trustees


def _kind(group: Group, value: object) -> Kind:
    pair = items(value)
    if len(pair) != 2 or pair[0] not in ("Single", "Pedersen"):
        raise Malformed("trustees")
    return public_key(group, pair[1]) if pair[0] == "Single" else _pedersen(group, pair[1])


def public_key(group: Group, value: object) -> PublicKey:
    pok, key, signed = fields(value, ["pok", "public_key", "signature"], ["signature"])
    proof = schnorr.from_json(group, signed) if signed is not None else None
    return PublicKey(group.element(key), schnorr.from_json(group, pok), proof)


def signed_message(group: Group, value: object) -> Signed:
    message, proof = fields(value, ["message", "signature"])
    return Signed(text(message), schnorr.from_json(group, proof))


def _pedersen(group: Group, value: object) -> Pedersen:
    names = ["threshold", "certs", "coefexps", "signatures", "verification_keys"]
    threshold, certs, coefexps, signatures, keys = fields(value, names, ["signatures"])
    made = Pedersen(
        threshold=small(threshold, 1, MOST_TRUSTEES),
        certs=tuple(signed_message(group, item) for item in items(certs)),
        coefexps=tuple(signed_message(group, item) for item in items(coefexps)),
        signatures=None if signatures is None else tuple(schnorr.from_json(group, p) for p in items(signatures)),
        keys=tuple(public_key(group, item) for item in items(keys)),
    )
    sizes = {len(made.certs), len(made.coefexps), len(made.keys)} | (
        {len(made.signatures)} if made.signatures is not None else set()
    )
    if len(sizes) != 1 or not made.threshold <= len(made.certs) <= MOST_TRUSTEES:
        raise Malformed("trustees")
    return made


def certificate(group: Group, signed: Signed) -> Certificate:
    """Raises Malformed."""
    context, verification, encryption = fields(
        parse(signed.message), ["context", "verification", "encryption"], ["context"]
    )
    place = None
    if context is not None:
        name, size, threshold, index = fields(context, CONTEXT)
        place = (text(name), small(size), small(threshold), small(index))
    made = Certificate(group.element(verification), group.element(encryption), place)
    if compact(made.to_json(group)) != signed.message.encode():
        raise Malformed("not-canonical")
    return made


def coefficients(group: Group, signed: Signed) -> list[Element]:
    """The commitments to a trustee's polynomial. Raises Malformed."""
    (found,) = fields(parse(signed.message), ["coefexps"])
    made = [group.element(item) for item in items(found)]
    if compact({"coefexps": [group.text(element) for element in made]}) != signed.message.encode():
        raise Malformed("not-canonical")
    return made


def certs_message(group: Group, certs: Sequence[Signed], own: Sequence[Element]) -> str:
    """What every trustee of the later form signs: all certificates, and its own coefficients."""
    value = {"certs": [cert.to_json() for cert in certs], "coefexps": [group.text(element) for element in own]}
    return "certs_sig|" + compact(value).decode()


def evaluated(group: Group, commitments: Sequence[Element], place: int) -> Element:
    """The product of A_k^(place^k): g to the polynomial's value at that place."""
    return group.product(group.power(a, pow(place, k, group.q)) for k, a in enumerate(commitments))


def verify(trustees: Trustees) -> None:
    """Every proof and signature. Raises Refused with the step and the owner's number, Malformed for messages."""
    first = 1
    for kind in trustees.kinds:
        if isinstance(kind, PublicKey):
            with naming(first):
                possession.verify(trustees.group, kind.key, kind.pok)
            first += 1
        else:
            _verify_pedersen(trustees.group, kind, first)
            first += len(kind.keys)


class naming:  # noqa: N801 - reads as a clause: with naming(trustee)
    """Adds the trustee's number to what is raised inside."""

    def __init__(self, trustee: int) -> None:
        self.trustee = trustee

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, Malformed | Refused) and "trustee" not in error.data:
            raise type(error)(error.code, trustee=self.trustee, **error.data) from error


def _verify_pedersen(group: Group, kind: Pedersen, first: int) -> None:
    certificates: list[Certificate] = []
    committed: list[list[Element]] = []
    for place, (cert, coefexp) in enumerate(zip(kind.certs, kind.coefexps, strict=True), 1):
        with naming(first + place - 1):
            found = certificate(group, cert)
            _check_context(group, kind, found, place)
            signature.verify(group, "sigmsg", found.verification, cert.message, cert.signature)
            signature.verify(group, "sigmsg", found.verification, coefexp.message, coefexp.signature)
            own = coefficients(group, coefexp)
            if len(own) != kind.threshold:
                raise Refused("coefficients-length")
            certificates.append(found)
            committed.append(own)
    if kind.signatures is not None:
        for place, proof in enumerate(kind.signatures):
            with naming(first + place):
                message = certs_message(group, kind.certs, committed[place])
                signature.verify(group, "sigmsg", certificates[place].verification, message, proof)
    for place, key in enumerate(kind.keys, 1):
        with naming(first + place - 1):
            verify_key(group, key, certificates[place - 1], committed, place)


def _check_context(group: Group, kind: Pedersen, found: Certificate, place: int) -> None:
    wanted = (group.name, len(kind.certs), kind.threshold, place)
    if (found.context is None) != (kind.signatures is None) or found.context not in (None, wanted):
        raise Refused("certificate-context")


def verify_key(
    group: Group, key: PublicKey, cert: Certificate, committed: Sequence[Sequence[Element]], place: int
) -> None:
    """One owner's key against everyone's commitments. Raises Refused."""
    possession.verify(group, key.key, key.pok)
    if key.signature is not None:
        signature.verify(group, "sigmsg", cert.verification, group.text(key.key), key.signature)
    if group.product(evaluated(group, own, place) for own in committed) != key.key:
        raise Refused("verification-key")


def combined(trustees: Trustees, factors: Mapping[int, Element]) -> Element:
    """One factor out of those of enough owners. Raises Refused `too-few-trustees`."""
    group = trustees.group
    weights = trustees.weights(factors.keys())
    return group.product(group.power(factors[owner], weight) for owner, weight in weights.items())
