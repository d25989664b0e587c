"""Whether an entry is one that counts, in numbered steps. Each failure names its step.

Each check keeps out one attack, and the tests take each away to see exactly that attack succeed.
"""

from __future__ import annotations

from collections.abc import Callable

from scrutiny.errors import Refused
from scrutiny.identity import signatures
from scrutiny.pledge import entries, proofs, ristretto, statements
from scrutiny.pledge.entries import Entry
from scrutiny.pledge.manifest import Manifest
from scrutiny.pledge.statements import DOMAIN
from scrutiny.pledge.steps import Step, failing


def check_pledge(manifest: Manifest, entry: Entry) -> None:
    """It is for this pledge. Raises Refused `other-pledge`."""
    if entry.h != manifest.h:
        raise Refused("other-pledge")


def check_indices(manifest: Manifest, entry: Entry) -> None:
    """Zero is no card: f(0) is the secret. Raises Refused `index`."""
    if not all(1 <= index <= manifest.terms.cards for index in entry.indices):
        raise Refused("index")


def check_scalars(_manifest: Manifest, entry: Entry) -> None:
    """Below the order as integers: libsodium would take x + L for x. Raises Malformed `scalar`."""
    for share in entry.shares:
        ristretto.scalar(share)


def check_shares(manifest: Manifest, entry: Entry) -> None:
    """x_i G = Y_i. Raises Refused `share`."""
    for (deck, index), share in zip(entry.slots, entry.shares, strict=True):
        if ristretto.base(int.from_bytes(share, "little")) != manifest.decks[deck - 1].values[index - 1]:
            raise Refused("share", deck=deck)


def check_elements(_manifest: Manifest, entry: Entry) -> None:
    """Raises Malformed `element`."""
    for point in (*entry.points, entry.trustees_point):
        ristretto.element(point)


def check_reader(_manifest: Manifest, entry: Entry) -> None:
    """One to which nothing can be sealed would keep trustees from sealing to all. Raises Refused `sealing-key`."""
    signatures.check_sealing_key(entry.reader)


def check_knowledge(_manifest: Manifest, entry: Entry) -> None:
    """Whoever made it knows r_T: it is not another's R_T in disguise. Raises Refused `knowledge`, Malformed."""
    proof = proofs.read_knowledge(entry.proof)
    proofs.check_knowledge(DOMAIN + b"pok", entry.proof_about, entry.trustees_point, proof)


def check_signatures(manifest: Manifest, entry: Entry) -> None:
    """Whoever made it holds all its cards. Raises Refused `slot-signature`."""
    message = statements.domain("entry") + entry.unsigned
    for key, signature in zip(entries.slot_keys(manifest, entry), entry.signatures, strict=True):
        signatures.verify(key, message, signature, "slot-signature")


Check = Callable[[Manifest, Entry], None]
CHECKS: tuple[tuple[Step, Check], ...] = (
    (Step.ENTRY_PLEDGE, check_pledge),
    (Step.ENTRY_INDICES, check_indices),
    (Step.ENTRY_SCALARS, check_scalars),
    (Step.ENTRY_SHARES, check_shares),
    (Step.ENTRY_ELEMENTS, check_elements),
    (Step.ENTRY_READER, check_reader),
    (Step.ENTRY_KNOWLEDGE, check_knowledge),
    (Step.ENTRY_SIGNATURES, check_signatures),
)


def check(manifest: Manifest, content: bytes) -> Entry:
    """The entry, where every step holds. Raises Unverified with the step."""
    with failing(Step.ENTRY_FORM):
        entry = entries.read(content, len(manifest.decks))
    for step, one in CHECKS:
        with failing(step):
            one(manifest, entry)
    return entry
