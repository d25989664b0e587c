"""The opening: both locks of every entry of the set, all at once. What is void is listed as void."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scrutiny.errors import Malformed, Refused, Unverified
from scrutiny.pledge import entries, partials, payload, polynomials, ristretto, sealing
from scrutiny.pledge.counting import Tally
from scrutiny.pledge.entries import Entry
from scrutiny.pledge.manifest import Manifest
from scrutiny.pledge.partials import Bundle
from scrutiny.pledge.payload import Eligible, Payload, Place
from scrutiny.pledge.steps import Step, failing
from scrutiny.pledge.trigger import Trigger


@dataclass(frozen=True)
class Signature:
    """One who signed."""

    entry: bytes
    payload: Payload


@dataclass(frozen=True)
class Void:
    """An entry that counted and says nothing that holds, with the reason."""

    entry: bytes
    code: str


@dataclass(frozen=True)
class Opening:
    """`refused` names trustees whose partials do not hold."""

    signed: tuple[Signature, ...]
    void: tuple[Void, ...]
    refused: tuple[int, ...] = ()


def deck_secrets(manifest: Manifest, tally: Tally) -> tuple[int, ...]:
    """Of each deck from t published shares, compared with C_0. Raises Unverified `too-few-shares`, `secret`."""
    return tuple(_deck_secret(manifest, tally, number) for number in range(1, len(manifest.decks) + 1))


def _deck_secret(manifest: Manifest, tally: Tally, number: int) -> int:
    with failing(Step.OPENING_SECRET, deck=number):
        shares = tally.shares(number)
        if len(shares) < manifest.terms.threshold:
            raise Refused("too-few-shares")
        chosen = dict(list(shares.items())[: manifest.terms.threshold])
        secret = polynomials.interpolated(chosen)
        if ristretto.base(secret) != manifest.decks[number - 1].secret_public:
            raise Refused("secret")
        return secret


def usable(trigger: Trigger, bundles: Sequence[Bundle]) -> tuple[list[Bundle], tuple[int, ...]]:
    """Those that hold, one of each trustee, and the trustees whose do not. Raises Refused `too-few-partials`."""
    good: dict[int, Bundle] = {}
    bad: set[int] = set()
    for bundle in bundles:
        try:
            partials.check(trigger, bundle)
            good.setdefault(bundle.trustee, bundle)
        except Unverified:
            bad.add(bundle.trustee)
    if len(good) < trigger.manifest.terms.needed:
        raise Refused("too-few-partials", found=len(good), needed=trigger.manifest.terms.needed)
    return list(good.values())[: trigger.manifest.terms.needed], tuple(sorted(bad - good.keys()))


def trustees_secrets(bundles: Sequence[Bundle]) -> list[bytes]:
    """Z_T of every entry of the set, in order, from k bundles."""
    weights = polynomials.at_zero([bundle.trustee for bundle in bundles])
    scalars = [weights[bundle.trustee] for bundle in bundles]
    columns = zip(*(bundle.partials for bundle in bundles), strict=True)
    return [ristretto.combined(scalars, [partial.value for partial in column]) for column in columns]


def plain(manifest: Manifest, entry: Entry, secrets: Sequence[int], trustees_secret: bytes) -> bytes:
    """What is inside: 512 bytes. Raises Refused `sealed`."""
    locks = [ristretto.times(secret, point) for secret, point in zip(secrets, entry.points, strict=True)]
    return sealing.unseal(entry.sealed, [*locks, trustees_secret], manifest.h, entry.about, entry.reader)


def open_all(trigger: Trigger, bundles: Sequence[Bundle], eligible: Eligible) -> Opening:
    """`bundles` are those that a reader could unseal. Raises Refused `too-few-partials`, Unverified."""
    manifest, tally = trigger.manifest, trigger.tally
    good, refused = usable(trigger, bundles)
    secrets = deck_secrets(manifest, tally)
    signed: list[Signature] = []
    void: list[Void] = []
    for entry, shared in zip(tally.counted, trustees_secrets(good), strict=True):
        try:
            found = _opened(manifest, entry, plain(manifest, entry, secrets, shared), eligible)
            check_second(signed, found)
            signed.append(Signature(entry.hash(), found))
        except (Refused, Malformed) as error:
            void.append(Void(entry.hash(), error.code))
    return Opening(tuple(signed), tuple(void), refused)


def _opened(manifest: Manifest, entry: Entry, content: bytes, eligible: Eligible) -> Payload:
    found = payload.read(content)
    place = Place(manifest.h, entry.indices, entry.payload_place(entries.slot_keys(manifest, entry)))
    payload.check(manifest.terms, found, place, eligible)
    return found


def check_second(signed: Sequence[Signature], found: Payload) -> None:
    """A member signs once; tellers sign for many. Raises Refused `second`."""
    if not found.paper and found.keys and found.keys in [one.payload.keys for one in signed if not one.payload.paper]:
        raise Refused("second")
