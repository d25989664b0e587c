"""The server's promise: this entry will be in the record at that time. With it, hiding an entry can be shown."""

from __future__ import annotations

from dataclasses import dataclass

from scrutiny.errors import Refused
from scrutiny.pledge import statements
from scrutiny.pledge.board import Board
from scrutiny.pledge.manifest import Manifest


@dataclass(frozen=True)
class Promise:
    """`batch` is the instant of the batch in seconds since 1970."""

    h: bytes
    entry: bytes
    batch: int
    signature: bytes = b""

    @property
    def unsigned(self) -> bytes:
        return self.h + self.entry + self.batch.to_bytes(8)


def promise(h: bytes, entry_hash: bytes, batch: int, server_seed: bytes) -> Promise:
    bare = Promise(h, entry_hash, batch)
    return Promise(h, entry_hash, batch, statements.sign("promise", bare.unsigned, server_seed))


def check(manifest: Manifest, made: Promise) -> None:
    """Raises Refused `other-pledge`, `promise-signature`."""
    if made.h != manifest.h:
        raise Refused("other-pledge")
    statements.check("promise", made.unsigned, manifest.terms.server, made.signature, "promise-signature")


def check_kept(manifest: Manifest, made: Promise, board: Board, cosigned: int) -> None:
    """`cosigned`: when witnesses signed the record as far as this board. Raises Refused `hidden`: the promise and that
    checkpoint are together the proof against the server.
    """
    check(manifest, made)
    if cosigned >= made.batch and all(listed.hash != made.entry for listed in board.listed):
        raise Refused("hidden")
