"""The manifest: all public values of a pledge in one canonical text, whose hash h everything else names.

Dealers and trustees sign h with the act keys that the terms name, and h enters the record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from scrutiny.elections.trustees import Pedersen
from scrutiny.encoding import sha256
from scrutiny.errors import Malformed, Refused
from scrutiny.pledge import ceremony, decks, statements
from scrutiny.pledge import terms as terms_of
from scrutiny.pledge.decks import Deck
from scrutiny.pledge.ristretto import Ristretto
from scrutiny.pledge.steps import Step, failing
from scrutiny.pledge.terms import Terms

VERSION = 1
LONGEST = 6_000_000  # four decks of 10,000 cards


@dataclass(frozen=True)
class Manifest:
    terms: Terms
    trustees: Pedersen
    decks: tuple[Deck, ...]

    def __bytes__(self) -> bytes:
        return statements.written(
            {
                "v": VERSION,
                "terms": self.terms.to_json(),
                "trustees": ceremony.written(self.group, self.trustees),
                "decks": [deck.to_json() for deck in self.decks],
            }
        )

    @cached_property
    def group(self) -> Ristretto:
        return ceremony.group_of(self.terms)

    @cached_property
    def h(self) -> bytes:
        return sha256(bytes(self))

    @cached_property
    def key(self) -> bytes:
        """T, the trustees' key."""
        return ceremony.public_key(self.group, self.trustees)

    @cached_property
    def parts(self) -> tuple[bytes, ...]:
        """The T_j, in the order of the trustees."""
        return tuple(bytes(one.key) for one in self.trustees.keys)


Check = Callable[[Terms, Deck, int], None]
DECK_CHECKS: tuple[tuple[Step, Check], ...] = (
    (Step.DECKS, decks.check_counts),
    (Step.DECKS, decks.check_elements),
    (Step.POSSESSION, decks.check_possession),
    (Step.POLYNOMIAL, decks.check_polynomial),
    (Step.SLOT_KEYS, decks.check_slots),
)


def read(content: bytes) -> Manifest:
    """Its form, the terms and the trustees' key; decks are checked by `check`. Raises Unverified with the step."""
    with failing(Step.FORM):
        if len(content) > LONGEST:
            raise Malformed("too-long")
        found = statements.read(content, {"v", "terms", "trustees", "decks"})
        statements.number(found["v"], VERSION, VERSION)
    with failing(Step.TERMS):
        terms = terms_of.of_json(found["terms"])
    with failing(Step.TRUSTEES):
        trustees = ceremony.read(terms, statements.text(found["trustees"], ceremony.LONGEST_KEY))
    with failing(Step.DECKS):
        listed = statements.items(found["decks"], terms.decks, terms.decks)
        return Manifest(terms, trustees, tuple(decks.of_json(terms, one) for one in listed))


def check(manifest: Manifest) -> None:
    """Every deck. Raises Unverified with the step and the deck."""
    for number, deck in enumerate(manifest.decks, 1):
        for step, one in DECK_CHECKS:
            with failing(step, deck=number):
                one(manifest.terms, deck, number)
    with failing(Step.SLOT_KEYS):
        every = [slot for deck in manifest.decks for slot in deck.slots]
        if len(set(every)) != len(every):
            raise Refused("repeated-slot")


@dataclass(frozen=True)
class Signatures:
    """Of the dealers and of the trustees, each in the order of the terms."""

    dealers: tuple[bytes, ...]
    trustees: tuple[bytes, ...]


def sign(h: bytes, act_seed: bytes) -> bytes:
    """By a dealer or a trustee who has checked it."""
    return statements.sign("manifest", h, act_seed)


def check_signatures(manifest: Manifest, signed: Signatures) -> None:
    """Every dealer and every trustee. Raises Unverified at step 8."""
    with failing(Step.MANIFEST_SIGNATURES):
        _check_each(manifest.h, manifest.terms.dealers, signed.dealers, "dealer")
        _check_each(manifest.h, [one.act for one in manifest.terms.trustees], signed.trustees, "trustee")


def _check_each(h: bytes, keys: Sequence[str], signed: Sequence[bytes], who: str) -> None:
    if len(keys) != len(signed):
        raise Refused("unsigned")
    for number, (key, signature) in enumerate(zip(keys, signed, strict=True), 1):
        with failing(Step.MANIFEST_SIGNATURES, **{who: number}):
            statements.check("manifest", h, key, signature, "signature")
