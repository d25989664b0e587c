"""What trustees say in the open: that they saw the count reached, and that they deleted their shares."""

from __future__ import annotations

from dataclasses import dataclass

from scrutiny.errors import Refused
from scrutiny.pledge import statements
from scrutiny.pledge.manifest import Manifest
from scrutiny.pledge.terms import Terms

SHOWN_WITHIN = 48 * 3600
WAITING = 24 * 3600


@dataclass(frozen=True)
class Notice:
    """Trustee number `trustee` was shown, at the instant `shown`, a record of `size` entries under `root`, in which the
    count is reached. It starts the waiting day and fixes the opening set.
    """

    h: bytes
    trustee: int
    size: int
    root: bytes
    shown: int
    signature: bytes = b""

    @property
    def unsigned(self) -> bytes:
        return self.h + bytes([self.trustee]) + self.size.to_bytes(8) + self.root + self.shown.to_bytes(8)


def notice(h: bytes, trustee: int, size: int, root: bytes, shown: int, act_seed: bytes) -> Notice:
    """By a trustee who has checked everything. One for each pledge, ever."""
    bare = Notice(h, trustee, size, root, shown)
    return Notice(h, trustee, size, root, shown, statements.sign("notice", bare.unsigned, act_seed))


def check_notice(manifest: Manifest, said: Notice) -> None:
    """Raises Refused `trustee`, `other-pledge`, `notice-signature`."""
    _check(manifest.terms, manifest.h, said.trustee, said.h)
    key = manifest.terms.trustees[said.trustee - 1].act
    statements.check("notice", said.unsigned, key, said.signature, "notice-signature")


def _check(terms: Terms, h: bytes, trustee: int, named: bytes) -> None:
    if not 1 <= trustee <= len(terms.trustees):
        raise Refused("trustee")
    if named != h:
        raise Refused("other-pledge")


@dataclass(frozen=True)
class Deleted:
    """Trustee number `trustee` says at `instant`: the count was missed, and my share is deleted."""

    h: bytes
    trustee: int
    instant: int
    signature: bytes = b""

    @property
    def unsigned(self) -> bytes:
        return self.h + bytes([self.trustee]) + self.instant.to_bytes(8)


def deleted(manifest: Manifest, trustee: int, instant: int, act_seed: bytes) -> Deleted:
    """Raises Refused `early` before the deadline and its 48 hours are over."""
    if instant <= manifest.terms.deadline + SHOWN_WITHIN:
        raise Refused("early")
    bare = Deleted(manifest.h, trustee, instant)
    return Deleted(manifest.h, trustee, instant, statements.sign("deleted", bare.unsigned, act_seed))


def check_deleted(manifest: Manifest, said: Deleted) -> None:
    """Raises Refused `trustee`, `other-pledge`, `early`, `deleted-signature`."""
    _check(manifest.terms, manifest.h, said.trustee, said.h)
    if said.instant <= manifest.terms.deadline + SHOWN_WITHIN:
        raise Refused("early")
    key = manifest.terms.trustees[said.trustee - 1].act
    statements.check("deleted", said.unsigned, key, said.signature, "deleted-signature")


def sealed_for_good(manifest: Manifest, said: list[Deleted]) -> bool:
    """So many say that they deleted their shares that the others are too few. Whether they did, nobody can check."""
    trustees = {one.trustee for one in said}
    for one in said:
        check_deleted(manifest, one)
    return len(manifest.terms.trustees) - len(trustees) < manifest.terms.needed
