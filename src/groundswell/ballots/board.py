"""The board: the archive of one part in the database, event by event, as bytes of the .bel.

An event and what belongs to it are written in the transaction of the action that makes them; the file that anyone can
fetch is these bytes one after the other (specification 2.0, section 4.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from groundswell.ballots.models import BoardEvent, Part
from scrutiny.elections.archive import BLOCK, Event, Writer, data_record, digest, first_record, record

AT_ONCE = 500


class Board(Writer):
    """Adds to the archive of a part that the caller has locked. The part has to be saved afterwards."""

    def __init__(self, part: Part) -> None:
        super().__init__(Path(), part.started, part.height, part.head or None)
        self.part = part

    def append(self, kind: str, *contents: bytes) -> None:
        self.next(kind, *contents).save()

    def next(self, kind: str, *contents: bytes, tracker: str = "", credential: str = "") -> BoardEvent:
        """The next event, which the caller has to save."""
        payload = digest(contents[-1]) if contents else None
        event = Event(self.height, kind, self.parent, payload).to_bytes()
        written = b"".join(data_record(content, self.timestamp) for content in contents)
        made = BoardEvent(
            part=self.part,
            height=self.height,
            kind=kind,
            hash=digest(event),
            tracker=tracker,
            credential=credential,
            content=written + record(f"{digest(event)}.event.json", event, self.timestamp),
        )
        self.height, self.parent, self.last_kind = self.height + 1, made.hash, kind
        self.part.height, self.part.head = self.height, made.hash
        return made


def file_of(part: Part) -> Iterator[bytes]:
    """The .bel of a part as far as it has come."""
    if not part.started:
        return
    yield first_record(part.started)
    events = BoardEvent.objects.filter(part=part).order_by("height").values_list("content", flat=True)
    for content in events.iterator(chunk_size=AT_ONCE):
        yield bytes(content)


def ballots_of(part: Part) -> Iterator[bytes]:
    """The contents of all ballots in the order of the board."""
    events = BoardEvent.objects.filter(part=part, kind="Ballot").order_by("height").values_list("content", flat=True)
    for content in events.iterator(chunk_size=AT_ONCE):
        yield first_content(bytes(content))


def first_content(written: bytes) -> bytes:
    """The content of the first record in the bytes of an event."""
    size = int(written[124:135], 8)
    return written[BLOCK : BLOCK + size]
