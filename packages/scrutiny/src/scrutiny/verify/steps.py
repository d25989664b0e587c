"""The steps of checking an archive, with their numbers; a check that fails names its step, the record and the byte."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from scrutiny.elections.archive import Record
from scrutiny.errors import Malformed, Refused, Unverified


class Step(IntEnum):
    """In the order in which they are met. docs/protocol/ballots.md says of each what it keeps out."""

    GROWTH = 1
    ARCHIVE = 2
    CHAIN = 3
    ORDER = 4
    REFERENCES = 5
    ELECTION = 6
    TRUSTEES = 7
    CREDENTIALS = 8
    BALLOT_FORM = 9
    BALLOT_CREDENTIAL = 10
    BALLOT_PROOFS = 11
    BALLOT_REPEATED = 12
    TALLY = 13
    SHUFFLE = 14
    DECRYPTION = 15
    RESULT = 16


def failed(step: Step, reason: str, at: Record | None = None, /, **data: str | int) -> Unverified:
    """What is raised when a check fails."""
    place = {"record": at.number, "byte": at.start} if at else {}
    return Unverified(reason, **{"step": int(step), **data, **place})


@contextmanager
def checking(step: Step, at: Record | None = None) -> Iterator[None]:
    """Whatever is malformed or refused inside fails this step, at that record."""
    try:
        yield
    except Unverified:
        raise
    except (Malformed, Refused) as error:
        raise failed(step, error.code, at, **error.data) from error
