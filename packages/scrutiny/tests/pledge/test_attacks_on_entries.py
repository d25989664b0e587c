"""Every attack on an entry is refused at its step, and succeeds where just that check is taken away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from packages.scrutiny.tests.pledge import stories
from packages.scrutiny.tests.pledge.stories import Record, World, bundles, member, reached, seed_of, world

from scrutiny.errors import Unverified
from scrutiny.identity import signatures
from scrutiny.pledge import checks, entries, opening, payload, polynomials, proofs, ristretto, withdrawals
from scrutiny.pledge.entries import Draws, Entry
from scrutiny.pledge.manifest import Manifest
from scrutiny.pledge.ristretto import L
from scrutiny.pledge.steps import Step

Made = tuple[Manifest, Entry]
MALLORY = member("Mallory")


def forged(known: World, draws: Draws | None = None, **changed: object) -> Entry:
    """By somebody who holds cards 5 and 5, and changes what an honest page would have made."""
    held, draws = known.pair(5, 5), draws or entries.draw(2)
    bare = replace(entries._bare(known.manifest, held, draws), **changed)  # type: ignore[arg-type]
    return entries.finished(known.manifest, bare, held, MALLORY, draws)


def honest(known: World) -> Entry:
    return known.entry("Ada", 1, 4)


def shares(known: World, one: bytes) -> tuple[bytes, bytes]:
    return one, ristretto.scalar_bytes(known.cards[1][4].share)


def replayed_from_another_pledge() -> Made:
    again = stories.with_manifest(world(), terms=replace(world().manifest.terms, nonce="22" * 16))
    return again.manifest, honest(world())


def last_card_as_number_zero() -> Made:
    held = tuple(replace(deck[-1], index=0) for deck in world().cards)
    return world().manifest, entries.make(world().manifest, held, MALLORY)


def share_plus_the_order() -> Made:
    above = (world().cards[0][4].share + L).to_bytes(32, "little")
    return world().manifest, forged(world(), shares=shares(world(), above))


def altered_share() -> Made:
    altered = ristretto.scalar_bytes(world().cards[0][4].share + 1)
    return world().manifest, forged(world(), shares=shares(world(), altered))


def foreign_share() -> Made:
    foreign = ristretto.scalar_bytes(stories.other_world().cards[0][4].share)
    return world().manifest, forged(world(), shares=shares(world(), foreign))


def without_the_trustees() -> Made:
    """R_T is the identity: one lock less."""
    drawn = replace(entries.draw(2), trustees=0)
    return world().manifest, forged(world(), drawn)


def reader_of_low_order() -> Made:
    return world().manifest, forged(world(), reader=bytes(32))


def another_r_in_disguise() -> Made:
    victim = honest(world())
    point = ristretto.add(victim.trustees_point, ristretto.base(77))
    return world().manifest, forged(world(), trustees_point=point)


def card_that_was_only_seen() -> Made:
    """A published share without the slot's key."""
    held = (world().cards[0][4], replace(world().cards[1][2], seed=seed_of("Mallory's own")))
    return world().manifest, entries.make(world().manifest, held, MALLORY)


ATTACKS: list[tuple[Step, Callable[[], Made]]] = [
    (Step.ENTRY_PLEDGE, replayed_from_another_pledge),
    (Step.ENTRY_INDICES, last_card_as_number_zero),
    (Step.ENTRY_SCALARS, share_plus_the_order),
    (Step.ENTRY_SHARES, altered_share),
    (Step.ENTRY_SHARES, foreign_share),
    (Step.ENTRY_ELEMENTS, without_the_trustees),
    (Step.ENTRY_READER, reader_of_low_order),
    (Step.ENTRY_KNOWLEDGE, another_r_in_disguise),
    (Step.ENTRY_SIGNATURES, card_that_was_only_seen),
]
STEPS = [step for step, _check in checks.CHECKS]


@pytest.fixture
def take_away(monkeypatch: pytest.MonkeyPatch) -> Callable[[Step], None]:
    def taken(step: Step) -> None:
        monkeypatch.setattr(checks, "CHECKS", tuple(pair for pair in checks.CHECKS if pair[0] != step))

    return taken


def test_an_honest_entry_passes_every_step() -> None:
    made = honest(world())
    assert checks.check(world().manifest, bytes(made)) == made


def test_every_step_has_an_attack() -> None:
    assert {step for step, _attack in ATTACKS} == set(STEPS)


@pytest.mark.parametrize(("step", "attack"), ATTACKS, ids=lambda value: getattr(value, "__name__", ""))
def test_the_attack_is_refused_and_its_step_is_named(step: Step, attack: Callable[[], Made]) -> None:
    whole, entry = attack()
    with pytest.raises(Unverified) as refused:
        checks.check(whole, bytes(entry))
    assert refused.value.data["step"] == step


@pytest.mark.parametrize(("step", "attack"), ATTACKS, ids=lambda value: getattr(value, "__name__", ""))
def test_without_its_check_exactly_that_attack_succeeds(
    step: Step, attack: Callable[[], Made], take_away: Callable[[Step], None]
) -> None:
    whole, entry = attack()
    take_away(step)
    assert checks.check(whole, bytes(entry)) == entry
    for other, another in ATTACKS:
        if other != step:
            with pytest.raises(Unverified):
                checks.check(*_raw(another()))


def _raw(made: Made) -> tuple[Manifest, bytes]:
    return made[0], bytes(made[1])


@pytest.mark.parametrize("size", [0, 949, 951])
def test_an_entry_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(Unverified, match="entry-size"):
        checks.check(world().manifest, bytes(honest(world())).ljust(size, b"\0")[:size])


def test_an_entry_of_another_version_is_refused() -> None:
    content = bytearray(bytes(honest(world())))
    content[0] = 2
    with pytest.raises(Unverified, match="entry-version"):
        checks.check(world().manifest, bytes(content))


@pytest.mark.parametrize("place", range(2, 950, 29))
def test_an_entry_changed_anywhere_is_refused(place: int) -> None:
    content = bytearray(bytes(honest(world())))
    content[place] ^= 1
    with pytest.raises(Unverified):
        checks.check(world().manifest, bytes(content))


def test_without_the_proof_of_knowledge_trustees_would_open_a_withdrawn_entry(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the hostile entry is for: the victim withdrew, and is opened all the same."""
    known = world()
    victim = known.entry("Dov", 6, 6)
    point = ristretto.add(victim.trustees_point, ristretto.base(77))
    hostile = forged(known, trustees_point=point)
    record = reached()
    record.publish(victim, hostile)
    record.withdraw(bytes(withdrawals.make(known.manifest, known.pair(6, 6), victim.hash())))
    assert hostile.hash() not in [entry.hash() for entry in record.tally().counted]
    monkeypatch.setattr(checks, "CHECKS", tuple(p for p in checks.CHECKS if p[0] != Step.ENTRY_KNOWLEDGE))
    assert _victim_opened(record, victim, hostile) == "Dov"


def _victim_opened(record: Record, victim: Entry, hostile: Entry) -> str:
    """By whoever may read the partials: subtract a T_j from those of the hostile entry."""
    found = record.trigger()
    given = bundles(found, record.world, 1, 2)
    place = [entry.hash() for entry in found.tally.counted].index(hostile.hash())
    weights = polynomials.at_zero([1, 2])
    both = ristretto.combined([weights[1], weights[2]], [one.partials[place].value for one in given])
    stolen = ristretto.subtract(both, ristretto.times(77, record.world.manifest.key))
    secrets = opening.deck_secrets(record.world.manifest, found.tally)
    return payload.read(opening.plain(record.world.manifest, victim, secrets, stolen)).name


def test_a_proof_for_one_ciphertext_is_none_for_another() -> None:
    """The proof is bound to the whole entry."""
    made = honest(world())
    moved = replace(made, sealed=bytes(len(made.sealed)))
    with pytest.raises(Unverified) as refused:
        checks.check(world().manifest, bytes(entries.signed(moved, world().pair(1, 4))))
    assert refused.value.data["step"] == Step.ENTRY_KNOWLEDGE


def test_a_proof_with_a_response_above_the_order_is_refused() -> None:
    made = honest(world())
    proof = proofs.read_knowledge(made.proof)
    above = proof.commitment + (proof.response + L).to_bytes(32, "little")
    with pytest.raises(Unverified, match="scalar"):
        checks.check(world().manifest, bytes(entries.signed(replace(made, proof=above), world().pair(1, 4))))


def test_the_reader_key_is_one_that_can_be_sealed_to() -> None:
    signatures.check_sealing_key(honest(world()).reader)
