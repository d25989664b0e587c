"""Nobody opens early, nobody is made to open another set, and what is void is said to be void."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from packages.scrutiny.tests.pledge import stories
from packages.scrutiny.tests.pledge.stories import (
    DEADLINE,
    Record,
    World,
    bundles,
    eligible,
    member,
    reached,
    seed_of,
    world,
)

from scrutiny.errors import Malformed, Refused, Unverified
from scrutiny.identity.signatures import public_key
from scrutiny.pledge import entries, opening, partials, payload, polynomials, ristretto, sealing
from scrutiny.pledge.entries import Entry, Signer
from scrutiny.pledge.payload import Eligible, Payload
from scrutiny.pledge.steps import Step
from scrutiny.pledge.trigger import Trigger


def missed() -> Record:
    """One signature less than the threshold."""
    record = Record(world())
    record.publish(world().entry("Ada", 1, 4), world().entry("Ben", 2, 2))
    return record


def unused(deck: int) -> dict[int, int]:
    """The shares of all cards that were not played."""
    return {index: world().cards[deck - 1][index - 1].share for index in ((3, 4, 5, 6) if deck == 1 else (1, 3, 5, 6))}


def test_one_signature_less_and_every_unused_card_and_the_database_and_a_trustee_too_few_open_nothing() -> None:
    """The first lock falls to unused cards, as is said; the trustees' lock does not."""
    tally = missed().tally()
    secrets = [polynomials.interpolated(dict(list((tally.shares(deck) | unused(deck)).items())[:3])) for deck in (1, 2)]
    for deck, secret in enumerate(secrets):
        assert ristretto.base(secret) == world().manifest.decks[deck].secret_public
    for share in world().shares:
        for entry in tally.counted:
            assert all(_refused(entry, secrets, guess) for guess in _with_one_trustee(share.secret, entry))


def _with_one_trustee(secret: int, entry: Entry) -> list[bytes]:
    """What one of two needed trustees could try: alone, weighted, or with the public values in the others' place."""
    alone = ristretto.times(secret, entry.trustees_point)
    weights = polynomials.at_zero([1, 2])
    tried = [alone, *(ristretto.times(weight, alone) for weight in weights.values())]
    return [*tried, *(ristretto.add(alone, part) for part in world().manifest.parts), world().manifest.key]


def _refused(entry: Entry, secrets: list[int], guess: bytes) -> bool:
    try:
        opening.plain(world().manifest, entry, secrets, guess)
    except Refused:
        return True
    return False


def test_all_trustees_together_open_nothing_without_one_card_more() -> None:
    tally = missed().tally()
    weights = polynomials.at_zero([1, 2, 3])
    for entry in tally.counted:
        parts = [ristretto.times(share.secret, entry.trustees_point) for share in world().shares]
        shared = ristretto.combined(list(weights.values()), parts)
        guessed = [polynomials.interpolated(tally.shares(deck)) for deck in (1, 2)]
        assert _refused(entry, guessed, shared)
    with pytest.raises(Unverified, match="too-few-shares"):
        opening.deck_secrets(world().manifest, tally)


def test_one_signature_less_triggers_nothing() -> None:
    record = missed()
    with pytest.raises(Unverified, match="too-few") as refused:
        record.trigger()
    assert refused.value.data["step"] == Step.TRIGGER_COUNT


def test_two_trustees_and_enough_cards_open_early_as_is_said() -> None:
    """The promise is no larger than this."""
    tally = missed().tally()
    secrets = [polynomials.interpolated(dict(list((tally.shares(deck) | unused(deck)).items())[:3])) for deck in (1, 2)]
    weights = polynomials.at_zero([1, 2])
    entry = tally.counted[0]
    parts = [ristretto.times(world().shares[n - 1].secret, entry.trustees_point) for n in (1, 2)]
    shared = ristretto.combined(list(weights.values()), parts)
    assert payload.read(opening.plain(world().manifest, entry, secrets, shared)).name in ("Ada", "Ben")


# Trustees


def lied(found: Trigger, known: World, trustee: int) -> partials.Bundle:
    (honest,) = bundles(found, known, trustee)
    first, *rest = honest.partials
    changed = replace(first, value=ristretto.add(first.value, ristretto.base(1)))
    return replace(honest, partials=(changed, *rest))


def test_a_trustee_who_lies_is_named_and_the_others_open() -> None:
    found = reached().trigger()
    given = [lied(found, world(), 1), *bundles(found, world(), 2, 3)]
    opened = opening.open_all(found, given, eligible())
    assert opened.refused == (1,)
    assert len(opened.signed) == 3


def test_without_the_proofs_a_lie_would_spoil_the_opening(monkeypatch: pytest.MonkeyPatch) -> None:
    found = reached().trigger()
    given = [lied(found, world(), 1), *bundles(found, world(), 2)]
    with pytest.raises(Refused, match="too-few-partials"):
        opening.open_all(found, given, eligible())
    monkeypatch.setattr(partials, "check_proofs", lambda *_arguments: None)
    assert [one.code for one in opening.open_all(found, given, eligible()).void] == ["sealed"]


def test_a_trustee_who_refuses_is_not_needed_and_two_who_refuse_are() -> None:
    found = reached().trigger()
    assert len(opening.open_all(found, bundles(found, world(), 1, 2), eligible()).signed) == 3
    with pytest.raises(Refused, match="too-few-partials") as refused:
        opening.open_all(found, [*bundles(found, world(), 2), *bundles(found, world(), 2)], eligible())
    assert refused.value.data == {"found": 1, "needed": 2}


def test_a_trustee_may_send_something_wrong_and_then_what_is_right() -> None:
    found = reached().trigger()
    given = [lied(found, world(), 1), *bundles(found, world(), 1, 2)]
    assert opening.open_all(found, given, eligible()).refused == ()


def test_partials_of_another_set_are_refused_unless_the_check_is_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    found = reached().trigger()
    honest = bundles(found, world(), 1, 2)
    other = [replace(honest[0], set_hash=bytes(32)), honest[1]]
    with pytest.raises(Unverified, match="other-set") as refused:
        partials.check(found, other[0])
    assert refused.value.data == {"step": Step.PARTIAL_SET, "trustee": 1}
    monkeypatch.setattr(partials, "check_set", lambda *_arguments: None)
    assert len(opening.open_all(found, other, eligible()).signed) == 3


def test_one_partial_less_is_another_set() -> None:
    found = reached().trigger()
    (bundle,) = bundles(found, world(), 1)
    with pytest.raises(Unverified, match="other-set"):
        partials.check(found, replace(bundle, partials=bundle.partials[1:]))


def test_partials_that_the_trustee_did_not_sign_are_refused() -> None:
    found = reached().trigger()
    (bundle,) = bundles(found, world(), 1)
    sealed = partials.sealed(found, bundle, seed_of("the server"))
    plain = partials.unsealed(sealed, stories.committee_secret())
    with pytest.raises(Unverified, match="partials-signature") as refused:
        partials.read(world().manifest, plain)
    assert refused.value.data["step"] == Step.PARTIAL_SIGNATURE


@pytest.mark.parametrize("cut", [0, 63, 64, 80, 200])
def test_a_bundle_that_is_cut_off_is_refused(cut: int) -> None:
    found = reached().trigger()
    (bundle,) = bundles(found, world(), 1)
    plain = partials.unsealed(partials.sealed(found, bundle, seed_of("trustee 1")), stories.committee_secret())
    with pytest.raises(Unverified):
        partials.read(world().manifest, plain[:cut])


def test_many_readers_are_sealed_to_in_groups_and_each_can_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partials, "MOST_READERS", 2)
    found = reached().trigger()
    (bundle,) = bundles(found, world(), 3)
    content = partials.sealed(found, bundle, seed_of("trustee 3"))
    assert len(json.loads(content)["keys"]) == 2
    for pair in ((1, 4), (2, 2), (3, 1)):
        secret = sealing.reader_secret([card.seed for card in world().pair(*pair)], world().manifest.h)
        assert partials.read(world().manifest, partials.unsealed(content, secret)) == bundle


@pytest.mark.parametrize("content", [b"", b"{}", b'{"body":"","keys":[]}', b'{"body":"AA","keys":["AA"]}'])
def test_what_is_not_sealed_is_refused(content: bytes) -> None:
    with pytest.raises((Malformed, Refused)):
        partials.unsealed(content, bytes([8]) * 32)


def test_two_sets_of_entries_have_two_names() -> None:
    record = reached()
    first = record.trigger().set_hash()
    record.publish(world().entry("Dov", 6, 6))
    assert record.trigger(notices=record.notices(1, 2)).set_hash() != first


# What is void


def opened_with(entry: Entry, allowed: Eligible | None = None, known: World | None = None) -> opening.Opening:
    record = reached(known)
    record.publish(entry)
    found = record.trigger()
    return opening.open_all(found, bundles(found, record.world, 1, 2), allowed or eligible())


def sealed_as(plain: bytes, *indices: int) -> Entry:
    """An entry around any 512 bytes."""
    known, held, draws = world(), world().pair(*indices), entries.draw(2)
    bare = entries._bare(known.manifest, held, draws)
    locks = [ristretto.times(r, deck.secret_public) for r, deck in zip(draws.decks, known.manifest.decks, strict=True)]
    secrets = [*locks, ristretto.times(draws.trustees, known.manifest.key)]
    sealed = replace(bare, sealed=sealing.seal(plain, secrets, bare.h, bare.about, bare.reader))
    proof = entries.proofs.prove_knowledge(entries.DOMAIN + b"pok", sealed.proof_about, draws.trustees)
    return entries.signed(replace(sealed, proof=bytes(proof)), held)


def signed_payload(bare: Entry, **changed: object) -> Payload:
    """By Dov, who changed it before signing; what is changed as `after_...` is changed afterwards."""
    after = {name.removeprefix("after_"): value for name, value in changed.items() if name.startswith("after_")}
    before = {name: value for name, value in changed.items() if not name.startswith("after_")}
    plain = Payload("Dov", "Foundry", bare.h, bare.indices, keys=(public_key(seed_of("Dov")),))
    plain = replace(plain, **before)  # type: ignore[arg-type]
    place = bare.payload_place(entries.slot_keys(world().manifest, bare))
    made = payload.signed(plain, place, [seed_of("Dov")] * len(plain.keys))
    return replace(made, **after)  # type: ignore[arg-type]


def with_payload(**changed: object) -> Entry:
    """An entry whose payload Dov made in an own way."""
    known, held, draws = world(), world().pair(6, 6), entries.draw(2)
    bare = entries._bare(known.manifest, held, draws)
    plain = payload.padded(signed_payload(bare, **changed))
    locks = [ristretto.times(r, deck.secret_public) for r, deck in zip(draws.decks, known.manifest.decks, strict=True)]
    secrets = [*locks, ristretto.times(draws.trustees, known.manifest.key)]
    sealed = replace(bare, sealed=sealing.seal(plain, secrets, bare.h, bare.about, bare.reader))
    proof = entries.proofs.prove_knowledge(entries.DOMAIN + b"pok", sealed.proof_about, draws.trustees)
    return entries.signed(replace(sealed, proof=bytes(proof)), held)


def test_a_payload_as_it_should_be_is_not_void() -> None:
    assert [one.payload.name for one in opened_with(with_payload()).signed][-1] == "Dov"


VOID: list[tuple[str, Callable[[], Entry], str]] = [
    ("padding", lambda: sealed_as(b"\xff" * 512, 6, 6), ""),
    ("padding", lambda: sealed_as(bytes(511) + b"\1", 6, 6), ""),
    ("json", lambda: sealed_as(bytes(512), 6, 6), ""),
    ("payload-signature", lambda: with_payload(after_name="Eve"), "check_signatures"),
    ("payload-signature", lambda: with_payload(after_signatures=(bytes(64),)), "check_signatures"),
    ("payload-signature", lambda: with_payload(after_signatures=()), "check_signatures"),
    ("other-entry", lambda: with_payload(h=bytes(32)), "check_place"),
    ("other-entry", lambda: with_payload(slots=(6, 5)), "check_place"),
    ("keys", lambda: with_payload(keys=()), "check_keys"),
    ("keys", lambda: with_payload(paper=1), "check_keys"),
    ("not-eligible", lambda: world().entry("Mallory", 6, 6), "check_eligible"),
]


@pytest.mark.parametrize(("code", "attack", "_check"), VOID)
def test_what_does_not_hold_is_listed_as_void_with_its_reason(
    code: str, attack: Callable[[], Entry], _check: str
) -> None:
    opened = opened_with(attack())
    assert [one.code for one in opened.void] == [code]
    assert len(opened.signed) == 3


def test_without_its_check_exactly_that_payload_would_not_be_void(monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = replace(eligible(), tellers=frozenset([public_key(seed_of("Dov"))]))
    for _code, attack, check in VOID:
        if check:
            with monkeypatch.context() as patch:
                patch.setattr(payload, "CHECKS", tuple(one for one in payload.CHECKS if one.__name__ != check))
                assert len(opened_with(attack(), allowed).signed) == 4
    assert {check for _code, _attack, check in VOID if check} == {one.__name__ for one in payload.CHECKS}


def test_the_second_signature_of_a_member_is_void_unless_the_check_is_taken_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    again = world().entry("Ada", 6, 6)
    opened = opened_with(again)
    assert [(one.entry, one.code) for one in opened.void] == [(again.hash(), "second")]
    monkeypatch.setattr(opening, "check_second", lambda *_arguments: None)
    assert len(opened_with(again).signed) == 4


def test_a_payload_of_one_entry_is_void_in_another() -> None:
    """Its signature names the slots' keys and the R's."""
    bare = entries._bare(world().manifest, world().pair(6, 5), entries.draw(2))
    plain = payload.padded(replace(signed_payload(bare), slots=(6, 6)))
    assert [one.code for one in opened_with(sealed_as(plain, 6, 6)).void] == ["payload-signature"]


def paper(known: World, *tellers: str) -> Entry:
    keys, seeds = tuple(public_key(seed_of(t)) for t in tellers), tuple(seed_of(t) for t in tellers)
    return entries.make(known.manifest, known.pair(6, 6), Signer("Yusuf", "Foundry", keys, seeds, payload.PAPER))


def test_two_tellers_sign_for_paper() -> None:
    allowed = replace(eligible(), tellers=frozenset(public_key(seed_of(t)) for t in ("T1", "T2", "T3")))
    opened = opened_with(paper(world(), "T1", "T2"), allowed)
    (found,) = [one.payload for one in opened.signed if one.payload.paper]
    assert found.name == "Yusuf"
    for tellers in (("T1",), ("T1", "T1"), ("T1", "Mallory")):
        assert len(opened_with(paper(world(), *tellers), allowed).void) == 1


def test_tellers_sign_for_many_without_being_second() -> None:
    first = Payload("A", "F", bytes(32), (1, 1), payload.PAPER, (b"k1", b"k2"))
    opening.check_second([opening.Signature(b"", first)], replace(first, name="B"))


def test_a_name_that_is_too_long_is_said_so_before_anything_is_sealed() -> None:
    with pytest.raises(Malformed, match="name-too-long") as refused:
        entries.make(world().manifest, world().pair(1, 1), member("Ada", "A" * 400))
    assert refused.value.data["over"] > 0


@pytest.mark.parametrize("name", ["Ada\n  Ben, Foundry", "\u202eadA", "\x1b[2J", "\x7f", "A\u2067B"])
def test_a_name_that_would_hide_in_a_list_is_refused_and_void(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Malformed, match="name"):
        entries.make(world().manifest, world().pair(1, 1), member("Ada", name))
    with monkeypatch.context() as patch:
        patch.setattr(payload, "shown", str)
        entry = entries.make(world().manifest, world().pair(6, 6), member("Dov", name))
        assert len(opened_with(entry).signed) == 4
    assert [one.code for one in opened_with(entry).void] == ["name"]


def test_the_set_is_opened_after_the_deadline_too() -> None:
    record = reached()
    found = record.trigger(notices=record.notices(1, 2, shown=DEADLINE + 1000))
    assert len(opening.open_all(found, bundles(found, world(), 1, 2), eligible()).signed) == 3
