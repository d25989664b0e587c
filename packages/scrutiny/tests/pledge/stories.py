"""A whole pledge in small: two dealers, three trustees of whom two act, cards, a record with two witnesses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from scrutiny.encoding import Json, sha256
from scrutiny.identity.signatures import public_key
from scrutiny.organisation.entries import Entry as RecordEntry
from scrutiny.pledge import board as boards
from scrutiny.pledge import cards, ceremony, counting, decks, entries, manifest, partials, trigger, trustees_said
from scrutiny.pledge.cards import Card
from scrutiny.pledge.entries import Entry, Signer
from scrutiny.pledge.manifest import Manifest, Signatures
from scrutiny.pledge.partials import Bundle, Share
from scrutiny.pledge.payload import Eligible
from scrutiny.pledge.sealing import reader_public
from scrutiny.pledge.terms import ANYONE, MEMBERS, Terms, Trustee
from scrutiny.pledge.trigger import Evidence, Trigger
from scrutiny.pledge.trustees_said import Notice
from scrutiny.pledge.withdrawals import Countersigned
from scrutiny.record import checkpoints, cosignatures, notes, policy
from scrutiny.record.checkpoints import Checkpoint
from scrutiny.record.merkle import leaf_hash, root_of
from scrutiny.roles import threshold

ORG = sha256(b"organisation").hex()
DEADLINE = 1_800_000_000
ORIGIN = "record.example"
DAY = dt.date(2026, 11, 23)


def seed_of(name: str) -> bytes:
    return sha256(name.encode())


def key_of(name: str) -> str:
    return public_key(seed_of(name)).hex()


LOG = notes.VerifierKey(ORIGIN, notes.ED25519, public_key(seed_of("log")))
WITNESSES = [
    policy.Witness(name, notes.VerifierKey(name, notes.COSIGNATURE, public_key(seed_of(name))), "")
    for name in ("w1.example", "w2.example")
]
POLICY = policy.written([policy.Log(LOG, "")], WITNESSES, 2)
TERMS = Terms(
    org=ORG,
    nonce="00" * 16,
    text="We all stop at noon if twelve of us say so.",
    unit="Foundry",
    audience=MEMBERS,
    wanted=2,
    assumed=1,
    cards=6,
    dealers=(key_of("dealer 1"), key_of("dealer 2")),
    deadline=DEADLINE,
    needed=2,
    trustees=tuple(Trustee(key_of(f"trustee {n}"), f"Unit {n}") for n in (1, 2, 3)),
    committee=(reader_public(seed_of("committee")).hex(),),
    witnesses=sha256(POLICY).hex(),
    server=key_of("server"),
)


def committee_secret() -> bytes:
    return seed_of("committee")


def key_ceremony(terms: Terms) -> tuple[Any, list[Share]]:
    """All rounds among honest trustees: what the manifest holds, and each trustee's own share."""
    places = range(1, len(terms.trustees) + 1)
    group = ceremony.group_of(terms)
    seeds = [threshold.new_seed() for _ in places]
    certs = [ceremony.certify(terms, seed, n) for n, seed in zip(places, seeds, strict=True)]
    endorsed = [ceremony.endorse(terms, cert, seed_of(f"trustee {n}")) for n, cert in zip(places, certs, strict=True)]
    made = ceremony.ceremony(terms, certs, endorsed)
    polynomials = [threshold.draw_polynomial(group, seed, terms.needed) for seed in seeds]
    signed = [one.signed for one in polynomials]
    points = threshold.check_commitments(made, [one.hash() for one in polynomials], signed)
    secrets = []
    for n, seed in zip(places, seeds, strict=True):
        sent = [threshold.share_for(made, s, p, n) for s, p in zip(seeds, polynomials, strict=True)]
        total, complaints = threshold.check_shares(made, seed, n, sent, points)
        assert not complaints
        secrets.append(total)
    keys = [threshold.public_key(made, seed, secret) for seed, secret in zip(seeds, secrets, strict=True)]
    proofs = [threshold.sign_ceremony(made, seed, own) for seed, own in zip(seeds, points, strict=True)]
    return threshold.assembled(made, signed, proofs, keys), [
        Share(n, secret) for n, secret in zip(places, secrets, strict=True)
    ]


@dataclass(frozen=True)
class World:
    """Everything that the honest hold. `cards[deck][index]`, both from 0."""

    manifest: Manifest
    dealt: tuple[decks.Dealt, ...]
    shares: tuple[Share, ...]
    cards: tuple[tuple[Card, ...], ...]

    @property
    def signed(self) -> Signatures:
        terms = self.manifest.terms
        return Signatures(
            tuple(manifest.sign(self.manifest.h, seed_of(f"dealer {n + 1}")) for n in range(terms.decks)),
            tuple(manifest.sign(self.manifest.h, seed_of(f"trustee {n + 1}")) for n in range(len(terms.trustees))),
        )

    def pair(self, *indices: int) -> tuple[Card, ...]:
        """One card of each deck, by their indices from 1."""
        return tuple(deck[index - 1] for deck, index in zip(self.cards, indices, strict=True))

    def entry(self, name: str, *indices: int) -> Entry:
        signer = member(name) if self.manifest.terms.audience == MEMBERS else Signer(name, "Foundry")
        return entries.make(self.manifest, self.pair(*indices), signer)


def member(name: str, shown: str = "") -> Signer:
    return Signer(shown or name, "Foundry", (public_key(seed_of(name)),), (seed_of(name),))


def made(terms: Terms) -> World:
    key, shares = key_ceremony(terms)
    dealt = tuple(decks.deal(terms, n) for n in range(1, terms.decks + 1))
    whole = Manifest(terms, key, tuple(one.deck for one in dealt))
    printed = tuple(tuple(cards.of_deck(one, n, whole.h)) for n, one in enumerate(dealt, 1))
    return World(whole, dealt, tuple(shares), printed)


@cache
def world() -> World:
    return made(TERMS)


@cache
def open_world() -> World:
    """Anyone in the unit may sign."""
    return made(replace(TERMS, audience=ANYONE))


@cache
def other_world() -> World:
    """The same terms under another nonce, with its own cards and trustees."""
    return made(replace(TERMS, nonce="11" * 16))


def with_manifest(known: World, **changed: Any) -> World:
    """The same cards and keys under another manifest."""
    whole = replace(known.manifest, **changed)
    printed = tuple(tuple(cards.of_deck(one, n, whole.h)) for n, one in enumerate(known.dealt, 1))
    return World(whole, known.dealt, known.shares, printed)


@dataclass
class Record:
    """A record that grows, and the entries that the server keeps beside it."""

    world: World
    contents: list[bytes] = field(default_factory=list)
    served: dict[bytes, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.add("org.founded", {})
        self.add(boards.MANIFEST, boards.manifest_effect(self.world.manifest.h))

    def add(self, kind: str, effect: Mapping[str, Json]) -> None:
        self.contents.append(bytes(RecordEntry(ORG, kind, DAY, None, effect, "00" * 32)))

    def publish(self, *batch: Entry) -> None:
        self.add(boards.ENTRIES, boards.entries_effect(self.world.manifest.h, batch))
        self.served |= {entry.hash(): bytes(entry) for entry in batch}

    def withdraw(self, *batch: bytes) -> None:
        self.add(boards.WITHDRAWALS, boards.withdrawals_effect(self.world.manifest.h, batch))

    def void(self, *slots: tuple[int, int]) -> None:
        self.add(boards.VOIDED, boards.voided_effect(self.world.manifest.h, slots))

    def board(self) -> boards.Board:
        return boards.read(self.contents, self.world.manifest.h)

    def tally(self, countersigned: Sequence[Countersigned] = ()) -> counting.Tally:
        return counting.count(self.world.manifest, self.board(), self.served, countersigned)

    def checkpoint(self, instant: int = DEADLINE - 60, names: Iterable[str] = ("w1.example", "w2.example")) -> bytes:
        root = root_of(leaf_hash(one) for one in self.contents)
        note = checkpoints.signed(Checkpoint(ORIGIN, len(self.contents), root), seed_of("log"))
        signed = [cosignatures.cosign(note.text, name, seed_of(name), instant) for name in names]
        return str(note.with_signatures(signed)).encode()

    def notices(self, *trustees: int, shown: int = DEADLINE + 3600) -> list[Notice]:
        board = self.board()
        h = self.world.manifest.h
        return [trustees_said.notice(h, n, board.size, board.root, shown, seed_of(f"trustee {n}")) for n in trustees]

    def evidence(self, **changed: Any) -> Evidence:
        plain = Evidence(self.board(), self.served, self.checkpoint(), POLICY, self.notices(1, 3))
        return replace(plain, **changed)

    def trigger(self, **changed: Any) -> Trigger:
        return trigger.triggered(self.world.manifest, self.evidence(**changed))


def reached(known: World | None = None) -> Record:
    """Three signatures: the threshold."""
    record = Record(known or world())
    record.publish(record.world.entry("Ada", 1, 4), record.world.entry("Ben", 2, 2))
    record.publish(record.world.entry("Cem", 3, 1))
    return record


def bundles(found: Trigger, known: World, *trustees: int) -> list[Bundle]:
    return [partials.make(found, known.shares[n - 1], [found], found.opens_from) for n in trustees]


def eligible(*names: str) -> Eligible:
    return Eligible(frozenset(public_key(seed_of(name)) for name in names or ("Ada", "Ben", "Cem", "Dov")))
