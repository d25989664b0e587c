"""The card of a member: nine secret words and a tenth that checks them.

A word is a display of an index 0..7775; the numbers are the card, the English list is one way to read them
out. The list is the EFF large wordlist (one word a line, line n shows index n-1), pinned by hash.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from functools import lru_cache
from importlib.resources import files
from itertools import product

from scrutiny.encoding import sha256
from scrutiny.errors import MistypedWords
from scrutiny.randomness import random_below

LIST_LENGTH = 7776
SECRET_WORDS = 9
CARD_WORDS = 10
TRACKER_WORDS, TRACKER_BYTES = 5, 32
ENGLISH_SHA256 = "6d557f0693958fb5e650b68b5bee585eb82cf4da32965505c789e924743bc522"
CHECK_DOMAIN = b"groundswell/words/v1"
QR_PREFIX = "gw1:"

# After NFKC every space of Unicode is one of these; the browser splits by the same class.
_BETWEEN_WORDS = re.compile("[ \t\n\v\f\r\u1680\u2028\u2029,;.]+")

Card = tuple[int, ...]
"""Nine indices 0..7775: the secret itself, 116 bits."""


@lru_cache(maxsize=1)
def english() -> tuple[str, ...]:
    """The 7,776 words. Raises RuntimeError when the file is not the pinned one."""
    data = files("scrutiny.identity").joinpath("words_en.txt").read_bytes()
    if sha256(data).hex() != ENGLISH_SHA256:
        raise RuntimeError("the list of words is not the pinned one")
    return tuple(data.decode("ascii").split())


@lru_cache(maxsize=1)
def _english_indices() -> dict[str, list[int]]:
    """By the letters alone. One pair of the list differs in nothing else: yo-yo and yoyo."""
    found: dict[str, list[int]] = {}
    for index, word in enumerate(english()):
        found.setdefault(_letters(word), []).append(index)
    return found


def new_card() -> Card:
    """Nine fresh indices, each uniform in 0..7775."""
    return tuple(random_below(LIST_LENGTH) for _ in range(SECRET_WORDS))


def card_bytes(card: Card) -> bytes:
    """The nine indices as big-endian uint16: 18 bytes. Raises ValueError for anything that is no card."""
    if len(card) != SECRET_WORDS or not all(0 <= index < LIST_LENGTH for index in card):
        raise ValueError("a card has nine indices from 0 to 7775")
    return b"".join(index.to_bytes(2, "big") for index in card)


def check_word(card: Card) -> int:
    """The tenth index: SHA-256 of the domain and the 18 bytes, as one big-endian integer, modulo 7776."""
    return int.from_bytes(sha256(CHECK_DOMAIN + card_bytes(card)), "big") % LIST_LENGTH


def card_indices(card: Card) -> tuple[int, ...]:
    """All ten indices as the card prints them."""
    return (*card, check_word(card))


def card_words(card: Card) -> tuple[str, ...]:
    """The ten English words."""
    return tuple(english()[index] for index in card_indices(card))


def card_numbers(card: Card) -> tuple[str, ...]:
    """The ten indices as four digits each; they need no language."""
    return tuple(f"{index:04d}" for index in card_indices(card))


def qr_payload(card: Card) -> str:
    """What the printed code says: `gw1:` and forty digits."""
    return QR_PREFIX + "".join(card_numbers(card))


def parse_card(text: str) -> Card:
    """The nine indices behind ten words, ten four-digit numbers, or what the printed code says.

    Raises MistypedWords with one of these codes: `wrong-number-of-words` (found, wanted), `no-such-word` or
    `no-such-number` (position, counted from 1), `check-word` (position 10: the ten do not belong together).
    The mistyped word itself is never in the error, because errors are shown and logged.
    """
    plain = unicodedata.normalize("NFKC", text).lower().strip().removeprefix(QR_PREFIX)
    read = _read_words(plain) if any(map(str.isalpha, plain)) else _read_numbers(plain)
    if len(read) != CARD_WORDS:
        raise MistypedWords("wrong-number-of-words", found=len(read), wanted=CARD_WORDS)
    for indices in product(*read):
        if check_word(indices[:SECRET_WORDS]) == indices[-1]:
            return indices[:SECRET_WORDS]
    raise MistypedWords("check-word", position=CARD_WORDS)


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text))


def _read_words(text: str) -> list[list[int]]:
    """For each word the indices it may stand for.

    Numbering ("1. abacus") and hyphens fall away, so that a list may be pasted as it is printed.
    """
    typed = [word for word in _BETWEEN_WORDS.split(text) if _letters(word)]
    for position, word in enumerate(typed, start=1):
        if _letters(word) not in _english_indices():
            raise MistypedWords("no-such-word", position=position)
    return [_meanings(word) for word in typed]


def _meanings(word: str) -> list[int]:
    """The check word decides between yo-yo and yoyo; the one spelled so is tried first."""
    return sorted(_english_indices()[_letters(word)], key=lambda index: english()[index] != word)


def _read_numbers(text: str) -> list[list[int]]:
    found: list[list[int]] = []
    for group in re.findall("[0-9]+", text):
        for start in range(0, len(group), 4):
            number = group[start : start + 4]
            if len(number) != 4 or int(number) >= LIST_LENGTH:
                raise MistypedWords("no-such-number", position=len(found) + 1)
            found.append([int(number)])
    return found


def tracker_indices(tracker: str) -> tuple[int, ...]:
    """Five indices, as a ballot's tracker (a SHA-256 in base64 without padding) is shown: the booth's own words.

    Raises ValueError where it is none.
    """
    hashed = base64.b64decode(tracker + "=", validate=True)
    if len(hashed) != TRACKER_BYTES:
        raise ValueError(tracker)
    return tuple(int.from_bytes(hashed[2 * n : 2 * n + 2]) % LIST_LENGTH for n in range(TRACKER_WORDS))


def tracker_words(tracker: str) -> tuple[str, ...]:
    return tuple(english()[index] for index in tracker_indices(tracker))


def read_tracker_words(text: str) -> tuple[int, ...] | None:
    """The numbers of five words, or of five numbers of words, as somebody types them; None for anything else."""
    parts = text.lower().split()
    if len(parts) != TRACKER_WORDS:
        return None
    known = {word: index for index, word in enumerate(english())}
    found = [int(part) if re.fullmatch("[0-9]{1,4}", part) else known.get(part, -1) for part in parts]
    return tuple(found) if all(0 <= index < LIST_LENGTH for index in found) else None


def tracker_beginnings(first: int) -> frozenset[str]:
    """The first two letters that a tracker can have whose first word has this number."""
    values = range(first, 2**16, LIST_LENGTH)
    return frozenset(base64.b64encode(value.to_bytes(2)).decode()[:2] for value in values)
