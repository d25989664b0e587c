"""XML as a stream of starts, ends and texts. No document type, so no entities: nothing expands, nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.parsers import expat

from groundswell.workplaces.lists.grid import damaged

Attributes = dict[str, str]
DEEPEST = 60
LONGEST_TOKEN = 1024 * 1024


class Locals(dict[str, str]):
    """Names of elements and attributes without their prefix, each worked out once."""

    def __missing__(self, name: str) -> str:
        return self.setdefault(name, name.rsplit(":", 1)[-1])


class Listener:
    """Takes what stands in an XML part. Bounded depth keeps the parser's memory bounded."""

    def __init__(self) -> None:
        self.local = Locals()
        self.depth = 0

    def start(self, name: str, attributes: Attributes) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise damaged()
        self.begins(self.local[name], attributes)

    def end(self, name: str) -> None:
        self.depth -= 1
        self.ends(self.local[name])

    def begins(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def ends(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text, perhaps only a piece of it."""


def feed(chunks: Iterable[bytes], listener: Listener) -> Iterator[None]:
    """Read, pausing after each chunk so that what was heard can be handed on. Raises Unreadable for broken XML."""
    parser = _parser(listener)
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > LONGEST_TOKEN:
                raise damaged()
            yield
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise damaged() from error
    yield


def read(chunks: Iterable[bytes], listener: Listener) -> None:
    """Read all of it at once."""
    for _pause in feed(chunks, listener):
        pass


def _parser(listener: Listener) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = listener.start
    parser.EndElementHandler = listener.end
    parser.CharacterDataHandler = listener.text
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_declaration: object) -> None:
    raise damaged()
