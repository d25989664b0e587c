"""What a trustee gives when the day is over: t_j R_T for every entry of the opening set, each with a proof.

All of it is signed, and sealed with age to the readers of the counted entries and to the committee. The record gets
only the SHA-256 of what is sealed: partials in public would open the names to the world. Programs for age take
quadratic time in the number of recipients, so a key is made for each bundle and encrypted to readers in groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pyrage

from scrutiny.errors import Malformed, Refused
from scrutiny.identity import age_keys
from scrutiny.pledge import proofs, ristretto, sealing, statements, together
from scrutiny.pledge.entries import Entry
from scrutiny.pledge.manifest import Manifest
from scrutiny.pledge.proofs import Equality
from scrutiny.pledge.ristretto import SIZE
from scrutiny.pledge.statements import DOMAIN, base64_of, number, raw_of
from scrutiny.pledge.steps import Step, failing
from scrutiny.pledge.terms import MOST_TRUSTEES
from scrutiny.pledge.trigger import Trigger
from scrutiny.randomness import random_bytes

PARTIAL = DOMAIN + b"partial"
RAW_BYTES = 3 * SIZE
LONGEST = 8_000_000
MOST_READERS = 64  # of one file of age
MOST_PARTS = 200


@dataclass(frozen=True)
class Partial:
    """t_j R_T, and the proof."""

    value: bytes
    proof: Equality

    def __bytes__(self) -> bytes:
        return self.value + ristretto.scalar_bytes(self.proof.challenge) + ristretto.scalar_bytes(self.proof.response)


@dataclass(frozen=True)
class Bundle:
    """Of one trustee, for all entries of the set in their order. `set_hash` says which set."""

    h: bytes
    set_hash: bytes
    trustee: int
    partials: tuple[Partial, ...]

    def __bytes__(self) -> bytes:
        return statements.written(
            {
                "h": base64_of(self.h),
                "partials": base64_of(b"".join(map(bytes, self.partials))),
                "set": base64_of(self.set_hash),
                "trustee": self.trustee,
            }
        )


def _about(manifest: Manifest, entry: Entry, trustee: int) -> bytes:
    return manifest.h + entry.hash() + bytes([trustee])


@dataclass(frozen=True)
class Share:
    """A trustee's own: number, and secret scalar t_j."""

    trustee: int
    secret: int = field(repr=False)


def make(trigger: Trigger, share: Share, triggers: Sequence[Trigger], now: int) -> Bundle:
    """After the waiting day, for the set that was named. `triggers`: this one, or those of the whole set of pledges.

    Raises Refused `waiting`, Unverified where the set is not complete.
    """
    together.check_triggers(trigger.manifest, triggers)
    if now < together.opens_from(triggers):
        raise Refused("waiting")
    made = tuple(_partial(trigger.manifest, entry, share) for entry in trigger.tally.counted)
    return Bundle(trigger.manifest.h, trigger.set_hash(), share.trustee, made)


def _partial(manifest: Manifest, entry: Entry, share: Share) -> Partial:
    about, point = _about(manifest, entry, share.trustee), entry.trustees_point
    proof = proofs.prove_equality(PARTIAL, about, share.secret, point)
    return Partial(ristretto.times(share.secret, point), proof)


def readers(trigger: Trigger) -> list[bytes]:
    """X25519 keys: of the counted entries, and of the committee."""
    committee = [bytes.fromhex(key) for key in trigger.manifest.terms.committee]
    return [*(entry.reader for entry in trigger.tally.counted), *committee]


def sealed(trigger: Trigger, bundle: Bundle, act_seed: bytes) -> bytes:
    """Signed by the trustee, and encrypted with age to a key made for this alone, which is encrypted to all readers."""
    content = bytes(bundle)
    plain = statements.sign("partials", content, act_seed) + content
    secret = random_bytes(SIZE)
    every = readers(trigger)
    parts = [every[at : at + MOST_READERS] for at in range(0, len(every), MOST_READERS)]
    identity = age_keys.identity(secret).encode()
    body = _encrypted(plain, [sealing.reader_public(secret)])
    return statements.written({"body": body, "keys": [_encrypted(identity, part) for part in parts]})


def _encrypted(plain: bytes, to: Sequence[bytes]) -> str:
    recipients = [pyrage.x25519.Recipient.from_str(age_keys.recipient(key)) for key in to]
    return base64_of(bytes(pyrage.encrypt(plain, recipients)))


def unsealed(content: bytes, secret: bytes) -> bytes:
    """By a reader's X25519 secret. Raises Refused `not-for-you`, Malformed."""
    return unsealed_by(content, age_keys.identity(secret))


def unsealed_by(content: bytes, identity: str) -> bytes:
    """By an age identity, AGE-SECRET-KEY-1... Raises Malformed, Refused `not-for-you`."""
    if len(content) > LONGEST:
        raise Malformed("too-long")
    found = statements.read(content, {"body", "keys"})
    for sealed_key in statements.items(found["keys"], 1, MOST_PARTS):
        key = _decrypted(sealed_key, identity)
        if key is not None:
            plain = _decrypted(found["body"], key.decode("ascii", "replace"))
            if plain is not None:
                return plain
    raise Refused("not-for-you")


def _decrypted(value: object, identity: str) -> bytes | None:
    """Raises Malformed `identity`; None where it is for somebody else."""
    text = statements.text(value, LONGEST)
    raw = raw_of(text, len(text) * 3 // 4)
    try:
        return bytes(pyrage.decrypt(raw, [pyrage.x25519.Identity.from_str(identity)]))
    except pyrage.IdentityError as error:
        raise Malformed("identity") from error
    except pyrage.DecryptError:
        return None


def read(manifest: Manifest, plain: bytes) -> Bundle:
    """A signed bundle. Raises Unverified at step 50."""
    with failing(Step.PARTIAL_SIGNATURE):
        if len(plain) > LONGEST:
            raise Malformed("too-long")
        signature, content = plain[:64], plain[64:]
        found = statements.read(content, {"h", "partials", "set", "trustee"})
        trustee = number(found["trustee"], 1, min(MOST_TRUSTEES, len(manifest.terms.trustees)))
        statements.check("partials", content, manifest.terms.trustees[trustee - 1].act, signature, "partials-signature")
        return Bundle(raw_of(found["h"], 32), raw_of(found["set"], 32), trustee, _partials(found["partials"]))


def _partials(value: Any) -> tuple[Partial, ...]:
    text = statements.text(value, LONGEST)
    raw = raw_of(text, len(text) * 3 // 4)
    if len(raw) % RAW_BYTES:
        raise Malformed("partials")
    return tuple(_read(raw[at : at + RAW_BYTES]) for at in range(0, len(raw), RAW_BYTES))


def _read(raw: bytes) -> Partial:
    challenge, response = raw[SIZE : 2 * SIZE], raw[2 * SIZE :]
    return Partial(ristretto.element(raw[:SIZE]), Equality(ristretto.scalar(challenge), ristretto.scalar(response)))


def check_set(trigger: Trigger, bundle: Bundle) -> None:
    """It is for this set of this pledge. Raises Unverified at step 51."""
    with failing(Step.PARTIAL_SET, trustee=bundle.trustee):
        wanted = (trigger.manifest.h, trigger.set_hash(), trigger.tally.count)
        if (bundle.h, bundle.set_hash, len(bundle.partials)) != wanted:
            raise Refused("other-set")


def check_proofs(trigger: Trigger, bundle: Bundle) -> None:
    """Raises Unverified `equality` at step 52: this trustee lies, and the proof is in hand."""
    manifest = trigger.manifest
    public = manifest.parts[bundle.trustee - 1]
    with failing(Step.PARTIAL_PROOFS, trustee=bundle.trustee):
        for entry, partial in zip(trigger.tally.counted, bundle.partials, strict=True):
            points = (public, entry.trustees_point, partial.value)
            proofs.check_equality(PARTIAL, _about(manifest, entry, bundle.trustee), points, partial.proof)


def check(trigger: Trigger, bundle: Bundle) -> None:
    check_set(trigger, bundle)
    check_proofs(trigger, bundle)
