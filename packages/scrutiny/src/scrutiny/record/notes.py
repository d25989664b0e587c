"""Signed notes: a text, an empty line, and lines that sign it. Source: c2sp.org/signed-note."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scrutiny.encoding import sha256
from scrutiny.errors import Malformed, Refused
from scrutiny.identity import signatures

ED25519, COSIGNATURE = 1, 4
LONGEST_NOTE = 64 * 1024
MOST_SIGNATURES = 100
_NAME = re.compile(r"[^\s+\x00-\x1f]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


def check_name(name: str) -> None:
    """Not empty, no spaces, no plus. Raises Malformed `key-name`."""
    if not _NAME.fullmatch(name):
        raise Malformed("key-name")


def unbase64(text: str, code: str = "base64") -> bytes:
    """Exactly as it is written, padding included. Raises Malformed."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed(code) from error
    if base64.b64encode(found).decode() != text:
        raise Malformed(code)
    return found


@dataclass(frozen=True)
class VerifierKey:
    """Who signs: a name, the kind of signature (ED25519 or COSIGNATURE), and the Ed25519 key (32 bytes)."""

    name: str
    kind: int
    public: bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if self.kind not in (ED25519, COSIGNATURE):
            raise Malformed("key-kind")
        signatures.check_public_key(self.public)

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public)[:4]

    def __str__(self) -> str:
        """As it is written into policies and given to other tools (a vkey)."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"


def verifier_key(text: str) -> VerifierKey:
    """Raises Malformed `key`, `key-name`, `key-kind`; Refused `public-key`."""
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise Malformed("key")
    name, identifier, encoded = parts
    raw = unbase64(encoded, "key")
    if len(raw) != 33:
        raise Malformed("key")
    found = VerifierKey(name, raw[0], raw[1:])
    if found.id.hex() != identifier:
        raise Malformed("key")
    return found


@dataclass(frozen=True)
class Signature:
    """One line below a note: `raw` is what follows the key id."""

    name: str
    id: bytes
    raw: bytes

    @property
    def line(self) -> str:
        return f"— {self.name} {base64.b64encode(self.id + self.raw).decode()}\n"

    def is_of(self, key: VerifierKey) -> bool:
        return (self.name, self.id) == (key.name, key.id)


@dataclass(frozen=True)
class Note:
    """`text` ends with a newline."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(one.line for one in self.signatures)

    def with_signatures(self, more: Iterable[Signature]) -> Note:
        """Those that are not there yet are added; of one key, the newest replaces the older."""
        added = list(more)
        keys = {(one.name, one.id) for one in added}
        kept = [one for one in self.signatures if (one.name, one.id) not in keys]
        return Note(self.text, (*kept, *added))


def parse(content: bytes) -> Note:
    """Raises Malformed `note` or `signature-line`."""
    if len(content) > LONGEST_NOTE:
        raise Malformed("note")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise Malformed("note") from error
    body, found, lines = text.rpartition("\n\n")
    if not found or not body or not lines.endswith("\n") or _CONTROL.search(text):
        raise Malformed("note")
    return Note(body + "\n", signature_lines(lines))


def signature_lines(text: str) -> tuple[Signature, ...]:
    """Raises Malformed `signature-line`."""
    lines = text.split("\n")[:-1]
    if not text.endswith("\n") or not 1 <= len(lines) <= MOST_SIGNATURES:
        raise Malformed("signature-line")
    return tuple(_signature(line) for line in lines)


def _signature(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—" or not _NAME.fullmatch(parts[1]):
        raise Malformed("signature-line")
    raw = unbase64(parts[2], "signature-line")
    if len(raw) < 5:
        raise Malformed("signature-line")
    return Signature(parts[1], raw[:4], raw[4:])


def sign(text: str, name: str, seed: bytes) -> Signature:
    """An Ed25519 signature of the text, by the holder of a 32-byte seed."""
    key = VerifierKey(name, ED25519, signatures.public_key(seed))
    return Signature(name, key.id, signatures.sign(seed, text.encode()))


def verify(note: Note, keys: Sequence[VerifierKey]) -> list[VerifierKey]:
    """Those of the ED25519 keys that signed, at least one. Signatures of other keys are passed over.

    Raises Refused `note-signature` where one of a known key is wrong, or none is of a known key.
    """
    found = []
    for one in note.signatures:
        for key in keys:
            if key.kind == ED25519 and one.is_of(key):
                signatures.verify(key.public, note.text.encode(), one.raw, "note-signature")
                found.append(key)
    if not found:
        raise Refused("note-signature")
    return found
