"""The folder of a pledge.

manifest.json     the manifest, byte for byte
signatures.json   {"dealers": [hexadecimal], "trustees": [hexadecimal]}
served            the entries, one in hexadecimal a line
policy            the witness policy that the terms name
checkpoint        the signed note under which the count was reached; without it the record's newest one
record/           the record, unless --record says where it is
sealed/*.json     what trustees sealed
countersigned     {"withdrawal", "trustee", "size", "signature"}, one a line, where a server hid withdrawals
"""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

from scrutiny.cli import files
from scrutiny.cli.record import source_of
from scrutiny.encoding import sha256
from scrutiny.errors import Malformed, Refused
from scrutiny.pledge import board as boards
from scrutiny.pledge import cards, counting, manifest, statements
from scrutiny.pledge.board import Board
from scrutiny.pledge.cards import Card
from scrutiny.pledge.manifest import Manifest, Signatures
from scrutiny.pledge.trigger import Evidence
from scrutiny.pledge.withdrawals import Countersigned
from scrutiny.record import merkle, policy, source
from scrutiny.record.checkpoints import read as read_checkpoint

LONGEST_SIGNATURES = 100_000


@dataclass(frozen=True)
class Found:
    """`whole` is the record as far as it goes now; the board of `evidence` only as far as the checkpoint."""

    manifest: Manifest
    signatures: Signatures
    whole: Board
    evidence: Evidence


def load(chosen: Namespace) -> Found:
    """Raises Unverified, Malformed, Refused, OSError."""
    folder: Path = chosen.folder
    whole = manifest.read(files.read(folder / "manifest.json", manifest.LONGEST))
    policy_file = files.read(chosen.policy or folder / "policy")
    record = _record(chosen, policy_file)
    newest = boards.read(record, whole.h)
    note = folder / "checkpoint"
    kept = files.read(note) if note.exists() else _source(chosen).fetch(source.CHECKPOINT)
    _note, named = read_checkpoint(kept)
    board = boards.read(record[: named.size], whole.h)
    evidence = Evidence(board, _served(folder), kept, policy_file, newest.notices, _countersigned(folder))
    return Found(whole, _signatures(folder), newest, evidence)


def _source(chosen: Namespace) -> source.Source:
    return source_of(chosen.record or str(chosen.folder / "record"))


def _record(chosen: Namespace, policy_file: bytes) -> list[bytes]:
    """All entries, under a checkpoint that the policy takes. Raises Refused `root`."""
    files_of = source.Kept(_source(chosen), source.CHECKPOINT)
    _note, found, _seen = policy.parse(policy_file).verify(files_of.fetch(source.CHECKPOINT))
    entries = [content for _place, content in source.entries(files_of, found.size)]
    if merkle.root_of(merkle.leaf_hash(content) for content in entries) != found.root:
        raise Refused("root")
    return entries


def _signatures(folder: Path) -> Signatures:
    content = files.read(folder / "signatures.json", LONGEST_SIGNATURES).strip()
    found = statements.read(content, {"dealers", "trustees"})
    dealers, trustees = (
        tuple(bytes.fromhex(statements.hexadecimal(one, 64)) for one in statements.items(found[name], 1, 20))
        for name in ("dealers", "trustees")
    )
    return Signatures(dealers, trustees)


def _served(folder: Path) -> dict[bytes, bytes]:
    return counting.of_served(_hexadecimal(line) for line in files.read_text(folder / "served").split())


def _hexadecimal(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise Malformed("not-hexadecimal") from error


def _countersigned(folder: Path) -> list[Countersigned]:
    path = folder / "countersigned"
    if not path.exists():
        return []
    names = {"withdrawal", "trustee", "size", "signature"}
    found = [statements.read(line.encode(), names) for line in files.read_text(path).splitlines()]
    return [
        Countersigned(
            _hexadecimal(statements.text(one["withdrawal"], 2 * boards.LONGEST_WITHDRAWAL)),
            statements.number(one["trustee"], 1, 255),
            statements.number(one["size"], 0),
            _hexadecimal(statements.hexadecimal(one["signature"], 64)),
        )
        for one in found
    ]


def codes(name: str | None) -> list[Card]:
    """Cards of a file or of standard input, a code a line. Raises MistypedCard with the line."""
    found = []
    for number, line in enumerate(files.given(name).splitlines() if name else [], 1):
        if line.strip():
            try:
                found.append(cards.read(line))
            except Malformed as error:
                raise type(error)(error.code, line=number, **error.data) from error
    return found


def keys(path: Path | None) -> frozenset[bytes] | None:
    """Public keys, one in hexadecimal a line; None where no file is given."""
    return None if path is None else frozenset(_hexadecimal(line) for line in files.read_text(path).split())


def sealed(folder: Path, board: Board) -> list[bytes]:
    """What trustees sealed, as far as its hash stands in the record."""
    known = set(board.sealed.values())
    contents = [path.read_bytes() for path in sorted((folder / "sealed").glob("*.json"))]
    return [content for content in contents if sha256(content).hex() in known]
