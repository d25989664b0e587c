"""An entry: what a signer sends. All of one pledge have the same size.

    version 1, number of decks 1, h 32
    for each deck: index 2, share 32, R_d 32
    R_T 32, reader key 32, sealed payload 528, proof of knowledge 64
    for each deck: the signature of its slot key over all before it, 64

Shares are published on purpose: t of them open the first lock. The trustees' lock is the other one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from scrutiny.encoding import sha256
from scrutiny.errors import Malformed
from scrutiny.identity.signatures import SIGNATURE_BYTES
from scrutiny.pledge import cards, payload, proofs, ristretto, sealing, statements
from scrutiny.pledge.cards import Card
from scrutiny.pledge.manifest import Manifest
from scrutiny.pledge.payload import Payload
from scrutiny.pledge.proofs import PROOF_BYTES
from scrutiny.pledge.ristretto import SIZE
from scrutiny.pledge.statements import DOMAIN

VERSION = 1
INDEX_BYTES = 2
SEALED_BYTES = payload.SIZE + 16
SHORT_SIGNS = 8


@dataclass(frozen=True)
class Entry:
    """As it came: shares and elements are bytes that nobody has looked at yet."""

    h: bytes
    indices: tuple[int, ...]
    shares: tuple[bytes, ...]
    points: tuple[bytes, ...]
    trustees_point: bytes
    reader: bytes
    sealed: bytes = b""
    proof: bytes = b""
    signatures: tuple[bytes, ...] = ()

    @property
    def slots(self) -> tuple[tuple[int, int], ...]:
        """Deck and index of each card, from 1."""
        return tuple(enumerate(self.indices, 1))

    @property
    def about(self) -> bytes:
        """The indices and the R's."""
        indices = b"".join(index.to_bytes(INDEX_BYTES) for index in self.indices)
        return indices + b"".join(self.points) + self.trustees_point

    @property
    def proof_about(self) -> bytes:
        """What the proof of knowledge names besides its commitment."""
        return self.h + self.about + self.reader + sha256(self.sealed)

    def payload_place(self, slot_keys: Sequence[bytes]) -> bytes:
        """What the payload's signatures name: h, the slots' keys and the R's."""
        return self.h + b"".join([*slot_keys, *self.points]) + self.trustees_point

    @property
    def unsigned(self) -> bytes:
        decks = zip(self.indices, self.shares, self.points, strict=True)
        body = b"".join(index.to_bytes(INDEX_BYTES) + share + point for index, share, point in decks)
        head = bytes([VERSION, len(self.indices)]) + self.h
        return head + body + self.trustees_point + self.reader + self.sealed + self.proof

    def __bytes__(self) -> bytes:
        return self.unsigned + b"".join(self.signatures)

    def hash(self) -> bytes:
        return sha256(bytes(self))


def size(decks: int) -> int:
    """Of every entry of a pledge with so many decks, in bytes."""
    each = INDEX_BYTES + 2 * SIZE + SIGNATURE_BYTES
    return 2 + SIZE + decks * each + 2 * SIZE + SEALED_BYTES + PROOF_BYTES


def read(content: bytes, decks: int) -> Entry:
    """Raises Malformed `entry-size`, `entry-version`."""
    if len(content) != size(decks):
        raise Malformed("entry-size")
    if content[:2] != bytes([VERSION, decks]):
        raise Malformed("entry-version")
    parts = _Parts(content[2:])
    h = parts.take(SIZE)
    by_deck = [(parts.take(INDEX_BYTES), parts.take(SIZE), parts.take(SIZE)) for _ in range(decks)]
    return Entry(
        h=h,
        indices=tuple(int.from_bytes(index) for index, _share, _point in by_deck),
        shares=tuple(share for _index, share, _point in by_deck),
        points=tuple(point for _index, _share, point in by_deck),
        trustees_point=parts.take(SIZE),
        reader=parts.take(SIZE),
        sealed=parts.take(SEALED_BYTES),
        proof=parts.take(PROOF_BYTES),
        signatures=tuple(parts.take(SIGNATURE_BYTES) for _ in range(decks)),
    )


class _Parts:
    def __init__(self, content: bytes) -> None:
        self.content, self.at = content, 0

    def take(self, count: int) -> bytes:
        self.at += count
        return self.content[self.at - count : self.at]


@dataclass(frozen=True)
class Draws:
    """What is drawn for one entry: an r for each deck, r_T, and w of the proof. Never used twice."""

    decks: tuple[int, ...] = field(repr=False)
    trustees: int = field(repr=False)
    proof: int = field(repr=False)


def draw(decks: int) -> Draws:
    return Draws(tuple(proofs.draw() for _ in range(decks)), proofs.draw(), proofs.draw())


@dataclass(frozen=True)
class Signer:
    """Who signs: the name and workplace to be shown, and the act keys with their seeds (one, two tellers, or none)."""

    name: str
    workplace: str
    keys: tuple[bytes, ...] = ()
    seeds: tuple[bytes, ...] = field(default=(), repr=False)
    paper: int = payload.PERSON


def make(manifest: Manifest, held: Sequence[Card], signer: Signer, draws: Draws | None = None) -> Entry:
    """From one card of each deck, checked before. Raises Malformed `name-too-long`, Refused `one-of-each`."""
    held = cards.one_of_each(manifest, held)
    draws = draws or draw(len(held))
    return finished(manifest, _bare(manifest, held, draws), held, signer, draws)


def finished(manifest: Manifest, bare: Entry, held: Sequence[Card], signer: Signer, draws: Draws) -> Entry:
    """The payload sealed, the knowledge of r_T proved, everything signed by the slot keys."""
    plain = payload.padded(_payload(manifest, bare, signer))
    locks = [ristretto.times(r, deck.secret_public) for r, deck in zip(draws.decks, manifest.decks, strict=True)]
    secrets = [*locks, ristretto.times(draws.trustees, manifest.key)]
    sealed = replace(bare, sealed=sealing.seal(plain, secrets, bare.h, bare.about, bare.reader))
    proof = proofs.prove_knowledge(DOMAIN + b"pok", sealed.proof_about, draws.trustees, draws.proof)
    return signed(replace(sealed, proof=bytes(proof)), held)


def _bare(manifest: Manifest, held: Sequence[Card], draws: Draws) -> Entry:
    secret = sealing.reader_secret([card.seed for card in held], manifest.h)
    return Entry(
        h=manifest.h,
        indices=tuple(card.index for card in held),
        shares=tuple(ristretto.scalar_bytes(card.share) for card in held),
        points=tuple(ristretto.base(r) for r in draws.decks),
        trustees_point=ristretto.base(draws.trustees),
        reader=sealing.reader_public(secret),
    )


def _payload(manifest: Manifest, bare: Entry, signer: Signer) -> Payload:
    made = Payload(signer.name, signer.workplace, bare.h, bare.indices, signer.paper, signer.keys)
    return payload.signed(made, bare.payload_place(slot_keys(manifest, bare)), signer.seeds)


def slot_keys(manifest: Manifest, entry: Entry) -> list[bytes]:
    """The public keys of its cards."""
    return [manifest.decks[deck - 1].slots[index - 1] for deck, index in entry.slots]


def signed(entry: Entry, held: Sequence[Card]) -> Entry:
    """By the slot keys of all its cards."""
    made = tuple(statements.sign("entry", entry.unsigned, card.seed) for card in held)
    return replace(entry, signatures=made)


def short_code(entry_hash: bytes) -> str:
    """Eight signs that a signer writes on the card, to find the entry in the list: the first 40 bits of its hash."""
    number = int.from_bytes(entry_hash[:5])
    signs = "".join(cards.LETTERS[number >> 5 * place & 31] for place in reversed(range(SHORT_SIGNS)))
    return f"{signs[:4]}-{signs[4:]}"
