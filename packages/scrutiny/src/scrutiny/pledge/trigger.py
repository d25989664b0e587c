"""The trigger: the count was reached in a record that witnesses signed before the deadline, and trustees saw it.

The opening set is fixed by the checkpoint that k trustees name. Two sets of trustees could name two: then the one whose
k-th notice comes first in the record holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scrutiny.encoding import sha256
from scrutiny.errors import Malformed, Refused
from scrutiny.pledge import counting, statements, trustees_said
from scrutiny.pledge.board import Board
from scrutiny.pledge.counting import Tally
from scrutiny.pledge.manifest import Manifest
from scrutiny.pledge.steps import Step, failing
from scrutiny.pledge.trustees_said import SHOWN_WITHIN, WAITING, Notice
from scrutiny.pledge.withdrawals import Countersigned
from scrutiny.record import policy as policies
from scrutiny.record.checkpoints import Checkpoint
from scrutiny.record.notes import VerifierKey
from scrutiny.record.policy import Policy


@dataclass(frozen=True)
class Evidence:
    """What is shown to whoever checks: the board as far as the checkpoint, the entries as served, the checkpoint (a
    signed note), the policy that the terms name, the notices in the order of the record, countersigned withdrawals.
    """

    board: Board
    served: Mapping[bytes, bytes]
    checkpoint: bytes
    policy: bytes
    notices: Sequence[Notice] = ()
    countersigned: Sequence[Countersigned] = ()


@dataclass(frozen=True)
class Trigger:
    """`started` is when the k-th trustee was shown it; `trustees` those who said so."""

    manifest: Manifest
    size: int
    root: bytes
    tally: Tally
    started: int
    trustees: tuple[int, ...]

    @property
    def opens_from(self) -> int:
        return self.started + WAITING

    def set_hash(self) -> bytes:
        """Which entries are opened."""
        hashes = b"".join(entry.hash() for entry in self.tally.counted)
        return sha256(statements.domain("set") + self.manifest.h + self.size.to_bytes(8) + self.root + hashes)


def check_policy(manifest: Manifest, evidence: Evidence) -> Policy:
    """It is the one of the terms. Raises Unverified."""
    with failing(Step.TRIGGER_POLICY):
        if sha256(evidence.policy).hex() != manifest.terms.witnesses:
            raise Refused("other-policy")
        return policies.parse(evidence.policy)


Cosigned = Mapping[VerifierKey, int]


def check_checkpoint(policy: Policy, evidence: Evidence) -> tuple[Checkpoint, Cosigned]:
    """Signed by the log and a quorum of witnesses; when each of them did. Raises Unverified."""
    with failing(Step.TRIGGER_CHECKPOINT):
        _note, found, cosigned = policy.verify(evidence.checkpoint)
        return found, cosigned


def check_deadline(policy: Policy, cosigned: Cosigned, deadline: int) -> None:
    """The witnesses who signed before the deadline are a quorum by themselves. Raises Unverified `deadline`."""
    with failing(Step.TRIGGER_DEADLINE):
        try:
            policy.check_quorum([key for key, instant in cosigned.items() if instant <= deadline])
        except Refused as error:
            raise Refused("deadline") from error


def check_record(found: Checkpoint, board: Board) -> None:
    """The board was read from the record under this checkpoint. Raises Unverified `other-record`, `unrecorded`."""
    with failing(Step.TRIGGER_RECORD):
        if (found.size, found.root) != (board.size, board.root):
            raise Refused("other-record")
        if board.manifest is None:
            raise Refused("unrecorded")


def latest_notice(manifest: Manifest, policy: Policy) -> int:
    """Until when it may be shown to trustees. Where no witness signs, they stand for the witnesses too."""
    unwitnessed = policy.quorum == policies.NONE
    return manifest.terms.deadline + (0 if unwitnessed else SHOWN_WITHIN)


def check_notices(manifest: Manifest, policy: Policy, evidence: Evidence) -> dict[int, int]:
    """The trustees whose notices hold, and when each was shown it. Raises Unverified `too-few-notices`."""
    with failing(Step.TRIGGER_NOTICES):
        named = chosen(manifest, evidence.notices, latest_notice(manifest, policy))
        if not named or named[0] != (evidence.board.size, evidence.board.root):
            raise Refused("too-few-notices")
        return named[1]


Named = tuple[int, bytes]


def chosen(manifest: Manifest, notices: Sequence[Notice], latest: int) -> tuple[Named, dict[int, int]] | None:
    """The checkpoint whose k-th notice comes first. A trustee's first notice is the one that counts, and late ones or
    such with a wrong signature are passed over.
    """
    shown: dict[Named, dict[int, int]] = {}
    spoken: set[int] = set()
    for notice in notices:
        if notice.trustee in spoken or notice.shown > latest or not _holds(manifest, notice):
            continue
        spoken.add(notice.trustee)
        place = shown.setdefault((notice.size, notice.root), {})
        place[notice.trustee] = notice.shown
        if len(place) == manifest.terms.needed:
            return (notice.size, notice.root), place
    return None


def _holds(manifest: Manifest, notice: Notice) -> bool:
    try:
        trustees_said.check_notice(manifest, notice)
    except (Refused, Malformed):
        return False
    return True


def check_count(manifest: Manifest, tally: Tally) -> None:
    """Raises Unverified `too-few`."""
    with failing(Step.TRIGGER_COUNT):
        if tally.count < manifest.terms.threshold:
            raise Refused("too-few", count=tally.count, threshold=manifest.terms.threshold)


def seen(manifest: Manifest, evidence: Evidence) -> tuple[Policy, Tally]:
    """What a trustee checks before signing a notice: everything but notices. Raises Unverified with the step."""
    policy = check_policy(manifest, evidence)
    found, cosigned = check_checkpoint(policy, evidence)
    check_deadline(policy, cosigned, manifest.terms.deadline)
    check_record(found, evidence.board)
    tally = counting.count(manifest, evidence.board, evidence.served, evidence.countersigned)
    check_count(manifest, tally)
    return policy, tally


def triggered(manifest: Manifest, evidence: Evidence) -> Trigger:
    """Raises Unverified with the step."""
    policy, tally = seen(manifest, evidence)
    shown = check_notices(manifest, policy, evidence)
    board = evidence.board
    return Trigger(manifest, board.size, board.root, tally, max(shown.values()), tuple(sorted(shown)))
