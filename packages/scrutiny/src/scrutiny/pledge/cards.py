"""A card: deck, index, share, slot seed and the hash of the manifest, printed by the dealer and handed out blind.

Two codes are on it. The first is the address of a bare page, the same for every card and every pledge: addresses stay
in histories. The second is no address; it is read inside that page, or typed: 21 groups of nine signs, of which the
last of each checks the group, and the last group checks the whole card.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from scrutiny.encoding import sha256
from scrutiny.errors import Malformed, MistypedCard, Refused
from scrutiny.identity import signatures
from scrutiny.pledge import polynomials, ristretto, statements
from scrutiny.pledge.decks import Dealt, Deck
from scrutiny.pledge.manifest import Manifest
from scrutiny.pledge.ristretto import SIZE
from scrutiny.pledge.steps import Step, failing

VERSION = 1
PREFIX = "GWP:"
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
MEANT = str.maketrans("ILO", "110")
GROUP_BYTES, GROUP_SIGNS = 5, 8
BODY_BYTES = 4 + 3 * SIZE
GROUPS = BODY_BYTES // GROUP_BYTES + 1
PAGE = "/pledge/"


@dataclass(frozen=True)
class Card:
    """`deck` and `index` are counted from 1; `h` is the hash of the manifest."""

    deck: int
    index: int
    share: int = field(repr=False)
    seed: bytes = field(repr=False)
    h: bytes

    def __bytes__(self) -> bytes:
        head = bytes([VERSION, self.deck]) + self.index.to_bytes(2)
        return head + ristretto.scalar_bytes(self.share) + self.seed + self.h


def of_deck(dealt: Dealt, number: int, h: bytes) -> list[Card]:
    """All cards of a dealer, once the manifest is there."""
    secrets = zip(dealt.shares, dealt.seeds, strict=True)
    return [Card(number, index, share, seed, h) for index, (share, seed) in enumerate(secrets, 1)]


def first_code(site: str) -> str:
    """Where the bare page is: nothing of the card or the pledge is in it."""
    return site.rstrip("/") + PAGE


def groups(card: Card) -> list[str]:
    """As they are printed and typed: 21 groups of nine signs."""
    body = bytes(card)
    whole = body + sha256(statements.domain("card") + body)[:GROUP_BYTES]
    plain = [_signs(whole[at : at + GROUP_BYTES]) for at in range(0, len(whole), GROUP_BYTES)]
    return [signs + _check_sign(place, signs) for place, signs in enumerate(plain, 1)]


def second_code(card: Card) -> str:
    """What is in the printed code: capital letters and digits, which codes hold most tightly."""
    return PREFIX + "".join(groups(card))


def _signs(raw: bytes) -> str:
    number = int.from_bytes(raw)
    return "".join(LETTERS[number >> 5 * place & 31] for place in reversed(range(GROUP_SIGNS)))


def _check_sign(place: int, signs: str) -> str:
    return LETTERS[sha256(statements.domain("group") + bytes([place]) + signs.encode())[0] & 31]


def read(text: str) -> Card:
    """A scanned or typed second code. Raises MistypedCard `length` (found, wanted), `letter` and `checksum` (group,
    from 1), `card`; Malformed `card-version`, `scalar` for what no dealer's page prints.
    """
    plain = "".join(text.upper().split()).replace("-", "").removeprefix(PREFIX).translate(MEANT)
    size = GROUP_SIGNS + 1
    if len(plain) != GROUPS * size:
        raise MistypedCard("length", found=len(plain), wanted=GROUPS * size)
    parts = [_group(plain[at : at + size], at // size + 1) for at in range(0, len(plain), size)]
    body = b"".join(parts[:-1])
    if sha256(statements.domain("card") + body)[:GROUP_BYTES] != parts[-1]:
        raise MistypedCard("card")
    return _of_body(body)


def _group(signs: str, place: int) -> bytes:
    if any(sign not in LETTERS for sign in signs):
        raise MistypedCard("letter", group=place)
    if _check_sign(place, signs[:-1]) != signs[-1]:
        raise MistypedCard("checksum", group=place)
    number = 0
    for sign in signs[:-1]:
        number = number << 5 | LETTERS.index(sign)
    return number.to_bytes(GROUP_BYTES)


def _of_body(body: bytes) -> Card:
    if body[0] != VERSION:
        raise Malformed("card-version", version=body[0])
    share = ristretto.scalar(body[4 : 4 + SIZE])
    return Card(body[1], int.from_bytes(body[2:4]), share, body[4 + SIZE : 4 + 2 * SIZE], body[4 + 2 * SIZE :])


def _deck(manifest: Manifest, card: Card) -> Deck:
    return manifest.decks[card.deck - 1]


def check_manifest(manifest: Manifest, card: Card) -> None:
    """Raises Refused `manifest`."""
    if card.h != manifest.h:
        raise Refused("manifest")


def check_index(manifest: Manifest, card: Card) -> None:
    """Raises Refused `index`."""
    if not (1 <= card.deck <= len(manifest.decks) and 1 <= card.index <= manifest.terms.cards):
        raise Refused("index")


def check_share(manifest: Manifest, card: Card) -> None:
    """x_i G = Y_i. Raises Refused `share`."""
    if ristretto.base(card.share) != _deck(manifest, card).values[card.index - 1]:
        raise Refused("share")


def check_polynomial(manifest: Manifest, card: Card) -> None:
    """x_i G = the sum of i^k C_k: this share will do its part. Raises Refused `polynomial`."""
    if polynomials.committed(_deck(manifest, card).commitments, card.index) != ristretto.base(card.share):
        raise Refused("polynomial")


def check_slot(manifest: Manifest, card: Card) -> None:
    """Raises Refused `slot`."""
    if signatures.public_key(card.seed) != _deck(manifest, card).slots[card.index - 1]:
        raise Refused("slot")


CHECKS = (
    (Step.CARD_MANIFEST, check_manifest),
    (Step.CARD_INDEX, check_index),
    (Step.CARD_SHARE, check_share),
    (Step.CARD_POLYNOMIAL, check_polynomial),
    (Step.CARD_SLOT, check_slot),
)


def check(manifest: Manifest, card: Card) -> None:
    """Raises Unverified with the step; such a card is a complaint in the record, never to be thrown away."""
    for step, one in CHECKS:
        with failing(step, deck=card.deck, index=card.index):
            one(manifest, card)


def one_of_each(manifest: Manifest, held: Sequence[Card]) -> tuple[Card, ...]:
    """In the order of the decks. Raises Refused `one-of-each`."""
    ordered = tuple(sorted(held, key=lambda card: card.deck))
    if [card.deck for card in ordered] != list(range(1, len(manifest.decks) + 1)):
        raise Refused("one-of-each")
    return ordered
