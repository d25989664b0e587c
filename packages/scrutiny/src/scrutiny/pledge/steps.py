"""The numbered steps of everything that is checked. docs/protocol/pledges.md says what each keeps out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from scrutiny.errors import ScrutinyError, Unverified


class Step(IntEnum):
    """In the order in which they are met."""

    FORM = 1
    TERMS = 2
    TRUSTEES = 3
    DECKS = 4
    POSSESSION = 5
    POLYNOMIAL = 6
    SLOT_KEYS = 7
    MANIFEST_SIGNATURES = 8
    CARD_MANIFEST = 10
    CARD_INDEX = 11
    CARD_SHARE = 12
    CARD_POLYNOMIAL = 13
    CARD_SLOT = 14
    ENTRY_FORM = 20
    ENTRY_PLEDGE = 21
    ENTRY_INDICES = 22
    ENTRY_SCALARS = 23
    ENTRY_SHARES = 24
    ENTRY_ELEMENTS = 25
    ENTRY_READER = 26
    ENTRY_KNOWLEDGE = 27
    ENTRY_SIGNATURES = 28
    COUNT_LISTED = 30
    COUNT_VOIDED = 31
    COUNT_REPEATED = 32
    TRIGGER_POLICY = 40
    TRIGGER_CHECKPOINT = 41
    TRIGGER_DEADLINE = 42
    TRIGGER_NOTICES = 43
    TRIGGER_RECORD = 44
    TRIGGER_COUNT = 45
    TRIGGER_SET = 46
    PARTIAL_SIGNATURE = 50
    PARTIAL_SET = 51
    PARTIAL_PROOFS = 52
    OPENING_SECRET = 60


@contextmanager
def failing(step: Step, **place: str | int) -> Iterator[None]:
    """What is raised inside is raised with the number of the step."""
    try:
        yield
    except Unverified:
        raise
    except ScrutinyError as error:
        raise Unverified(error.code, **{"step": int(step), **place, **error.data}) from error
