"""A batch of ballots by the fastest way that this machine has. The same on every core and cluster."""

from __future__ import annotations

from collections.abc import Sequence

from scrutiny.verify import fast, plain, tuned
from scrutiny.verify.plain import Outcome, Products, Weighed, check_plainly, prepared

FEW = 100  # ballots that are checked plainly sooner than compiled code is loaded
FEW_WHEN_WARM = 4


def warm(content: bytes) -> None:
    """Load and prepare beforehand what many ballots need, so that processes that are forked from this one have it."""
    election, _bases = prepared(content)
    if election.group.name == "Ed25519":
        fast.warm(content)


def check(content: bytes, batch: Sequence[Weighed], few: int = FEW) -> Outcome:
    """All checks of a batch, by the fastest way that this machine has. Up to `few` ballots are checked plainly."""
    election, bases = prepared(content)
    if election.group.name != "Ed25519":
        return tuned.check(content, batch)
    if len(batch) >= few and fast.is_available():
        return fast.check(content, election, batch)
    return check_plainly(election, bases, batch)


def multiply(content: bytes, batch: Sequence[Weighed]) -> Products:
    """The product of the ciphertexts of ballots that were checked before."""
    election, _bases = prepared(content)
    if election.group.name == "Ed25519" and len(batch) >= FEW and fast.is_available():
        return fast.multiply(content, batch)
    return plain.multiply(content, batch)


__all__ = ["FEW_WHEN_WARM", "Outcome", "Products", "Weighed", "check", "check_plainly", "multiply", "prepared", "warm"]
