"""Attacks of dealers, trustees and servers on the manifest, on decks and on cards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from packages.scrutiny.tests.pledge import stories
from packages.scrutiny.tests.pledge.stories import TERMS, key_of, other_world, seed_of, world

from scrutiny.errors import Malformed, MistypedCard, Refused, Unverified
from scrutiny.pledge import cards, ceremony, decks, manifest, polynomials, proofs, ristretto, statements, terms
from scrutiny.pledge.cards import Card
from scrutiny.pledge.decks import Deck
from scrutiny.pledge.manifest import Manifest
from scrutiny.pledge.ristretto import L
from scrutiny.pledge.steps import Step
from scrutiny.pledge.terms import Demand, Terms, Trustee
from scrutiny.roles import threshold


def reproved(deck: Deck, secret: int, number: int = 1) -> Deck:
    """With a proof of possession that names the changed deck, as a dealer can make it."""
    bare = replace(deck, proof=b"")
    proof = proofs.prove_knowledge(decks.POSSESSION, bare.about(world().manifest.terms, number), secret)
    return replace(bare, proof=bytes(proof))


def with_first(deck: Deck) -> Manifest:
    return replace(world().manifest, decks=(deck, world().manifest.decks[1]))


def secret_of_first() -> int:
    shares = {card.index: card.share for card in world().cards[0][:3]}
    return polynomials.interpolated(shares)


def one_commitment_more() -> Manifest:
    """A polynomial of a higher degree whose shares are right: t of them would open nothing."""
    coefficients = polynomials.draw(4)
    values = tuple(ristretto.base(polynomials.value(coefficients, i)) for i in range(1, 7))
    deck = replace(world().manifest.decks[0], commitments=polynomials.commitments(coefficients), values=values)
    return with_first(reproved(deck, coefficients[0]))


def one_commitment_less() -> Manifest:
    coefficients = polynomials.draw(2)
    values = tuple(ristretto.base(polynomials.value(coefficients, i)) for i in range(1, 7))
    deck = replace(world().manifest.decks[0], commitments=polynomials.commitments(coefficients), values=values)
    return with_first(reproved(deck, coefficients[0]))


def leading_coefficient_zero() -> Manifest:
    """As many commitments as there should be, and yet fewer shares would open."""
    coefficients = (*polynomials.draw(2), 0)
    values = tuple(ristretto.base(polynomials.value(coefficients, i)) for i in range(1, 7))
    deck = replace(world().manifest.decks[0], commitments=polynomials.commitments(coefficients), values=values)
    return with_first(reproved(deck, coefficients[0]))


def the_same_deck_twice() -> Manifest:
    """The second dealer copies the first one's commitments: both locks would be one. The slot keys are fresh."""
    first, second = world().manifest.decks
    return replace(world().manifest, decks=(first, replace(first, slots=second.slots)))


def one_share_off_the_polynomial() -> Manifest:
    deck = world().manifest.decks[0]
    values = (*deck.values[:4], ristretto.base(5), *deck.values[5:])
    return with_first(reproved(replace(deck, values=values), secret_of_first()))


def one_slot_key_for_two_cards() -> Manifest:
    deck = world().manifest.decks[0]
    return with_first(reproved(replace(deck, slots=(deck.slots[1], *deck.slots[1:])), secret_of_first()))


def slot_key_of_low_order() -> Manifest:
    deck = world().manifest.decks[0]
    return with_first(reproved(replace(deck, slots=(bytes([1]) + bytes(31), *deck.slots[1:])), secret_of_first()))


ATTACKS: list[tuple[Step, Callable[..., None], Callable[[], Manifest]]] = [
    (Step.DECKS, decks.check_counts, one_commitment_more),
    (Step.DECKS, decks.check_counts, one_commitment_less),
    (Step.DECKS, decks.check_elements, leading_coefficient_zero),
    (Step.POSSESSION, decks.check_possession, the_same_deck_twice),
    (Step.POLYNOMIAL, decks.check_polynomial, one_share_off_the_polynomial),
    (Step.SLOT_KEYS, decks.check_slots, slot_key_of_low_order),
]


@pytest.mark.parametrize(("step", "check", "attack"), ATTACKS)
def test_a_deck_that_cheats_is_refused_unless_its_check_is_taken_away(
    step: Step, check: Callable[..., None], attack: Callable[[], Manifest], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Unverified) as refused:
        manifest.check(attack())
    assert refused.value.data["step"] == step
    monkeypatch.setattr(manifest, "DECK_CHECKS", tuple(p for p in manifest.DECK_CHECKS if p[1] is not check))
    manifest.check(attack())


def test_every_check_of_a_deck_has_an_attack() -> None:
    assert {check for _step, check, _attack in ATTACKS} == {check for _step, check in manifest.DECK_CHECKS}


def test_a_slot_key_of_two_cards_is_refused_in_one_deck_and_in_two() -> None:
    first, second = world().manifest.decks
    both = replace(world().manifest, decks=(first, replace(second, slots=first.slots)))
    for attack in (one_slot_key_for_two_cards(), both):
        with pytest.raises(Unverified):
            manifest.check(attack)


def test_a_possession_of_another_deck_or_pledge_is_none() -> None:
    known = world().manifest
    moved = replace(known, terms=replace(known.terms, nonce="33" * 16))
    with pytest.raises(Unverified, match="knowledge") as refused:
        manifest.check(moved)
    assert refused.value.data == {"step": Step.POSSESSION, "deck": 1}


def test_a_manifest_with_a_wrong_number_of_commitments_cannot_be_written_down() -> None:
    for attack in (one_commitment_more(), one_commitment_less()):
        with pytest.raises(Unverified, match="base64"):
            manifest.read(bytes(attack))


@pytest.mark.parametrize("change", [b' "v"', b'"v":1,"v"', b'"w"', b'"v":1.0,"x"'])
def test_a_manifest_in_another_form_is_refused(change: bytes) -> None:
    content = bytes(world().manifest).replace(b'"v"', change)
    with pytest.raises(Unverified) as refused:
        manifest.read(content)
    assert refused.value.data["step"] == Step.FORM


# The trustees' key


def replaced_key() -> Manifest:
    """A server that holds all trustees itself."""
    key, _shares = stories.key_ceremony(world().manifest.terms)
    return replace(world().manifest, trustees=key)


def test_a_replaced_trustees_key_is_not_signed_by_the_trustees_unless_nobody_looks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    attack = replaced_key()
    assert manifest.read(bytes(attack)).key != world().manifest.key
    with pytest.raises(Unverified, match="signature") as refused:
        manifest.check_signatures(attack, world().signed)
    assert refused.value.data["step"] == Step.MANIFEST_SIGNATURES
    monkeypatch.setattr(manifest, "_check_each", lambda *_arguments: None)
    manifest.check_signatures(attack, world().signed)


def test_a_trustee_does_not_sign_a_manifest_with_another_certificate_in_its_place() -> None:
    own = world().manifest.trustees.certs[0]
    ceremony.own_part(world().manifest.trustees, own, 1)
    with pytest.raises(Refused, match="replaced") as refused:
        ceremony.own_part(replaced_key().trustees, own, 1)
    assert refused.value.data == {"trustee": 1}


def test_a_manifest_wants_all_signatures() -> None:
    signed = world().signed
    with pytest.raises(Unverified, match="unsigned"):
        manifest.check_signatures(world().manifest, replace(signed, trustees=signed.trustees[:2]))
    swapped = replace(signed, dealers=signed.dealers[::-1])
    with pytest.raises(Unverified, match="signature") as refused:
        manifest.check_signatures(world().manifest, swapped)
    assert refused.value.data["dealer"] == 1


def test_a_key_of_another_pledge_is_refused_because_the_group_is_named_after_the_terms() -> None:
    moved = replace(world().manifest, terms=replace(world().manifest.terms, nonce="44" * 16))
    with pytest.raises(Unverified) as refused:
        manifest.read(bytes(moved))
    assert refused.value.data["step"] == Step.TRUSTEES


def test_a_certificate_that_the_trustee_did_not_endorse_is_refused() -> None:
    seeds = [threshold.new_seed() for _ in range(3)]
    certs = [ceremony.certify(TERMS, seed, n) for n, seed in enumerate(seeds, 1)]
    endorsed = [ceremony.endorse(TERMS, cert, seed_of(f"trustee {n}")) for n, cert in enumerate(certs, 1)]
    assert ceremony.ceremony(TERMS, certs, endorsed).threshold == 2
    certs[1] = ceremony.certify(TERMS, threshold.new_seed(), 2)
    with pytest.raises(Refused, match="endorsement") as refused:
        ceremony.ceremony(TERMS, certs, endorsed)
    assert refused.value.data == {"trustee": 2}
    with pytest.raises(Malformed, match="trustees-count"):
        ceremony.ceremony(TERMS, certs[:2], endorsed)


def test_in_the_ceremony_a_wrong_share_is_complained_of_and_the_cheat_is_named() -> None:
    seeds = [threshold.new_seed() for _ in range(3)]
    certs = [ceremony.certify(TERMS, seed, n) for n, seed in enumerate(seeds, 1)]
    endorsed = [ceremony.endorse(TERMS, cert, seed_of(f"trustee {n}")) for n, cert in enumerate(certs, 1)]
    made = ceremony.ceremony(TERMS, certs, endorsed)
    drawn = [threshold.draw_polynomial(made.group, seed, 2) for seed in seeds]
    points = threshold.check_commitments(made, [one.hash() for one in drawn], [one.signed for one in drawn])
    cheat = replace(drawn[0], secret=(drawn[0].secret[0], drawn[0].secret[1] + 1))
    sent = [threshold.share_for(made, s, p, 2) for s, p in zip(seeds, (cheat, *drawn[1:]), strict=True)]
    _total, complaints = threshold.check_shares(made, seeds[1], 2, sent, points)
    assert [threshold.judge(made, one, sent[one.against - 1], points) for one in complaints] == [1]


# Terms

WRONG: list[tuple[str, dict[str, Any]]] = [
    ("audience", {"audience": "everyone"}),
    ("threshold", {"wanted": 6}),
    ("threshold", {"wanted": 1, "assumed": 0}),
    ("dealers", {"dealers": (key_of("dealer 1"),) * 2}),
    ("trustees", {"needed": 4}),
    ("trustees", {"trustees": tuple(Trustee(key_of(f"trustee {n}"), "Foundry") for n in (1, 2, 3))}),
    ("trustees", {"trustees": (Trustee(key_of("trustee 1"), "A"), Trustee(key_of("trustee 1"), "B"))}),
    ("number", {"needed": 1}),
    ("number", {"cards": 10_001}),
    ("text", {"text": ""}),
    ("together", {"together": (Demand("Foundry", 3),)}),
    ("together", {"together": (Demand("Foundry", 4), Demand("Press", 3))}),
    ("together", {"together": (Demand("Press", 3), Demand("Foundry", 3))}),
    ("sealing-key", {"committee": ("00" * 32,)}),
    ("public-key", {"server": "00" * 32}),
    ("not-hexadecimal", {"org": "XY" * 32}),
]


@pytest.mark.parametrize(("code", "changed"), WRONG)
def test_terms_that_cannot_be_are_refused(code: str, changed: dict[str, Any]) -> None:
    with pytest.raises((Malformed, Refused), match=code):
        terms.of_json(statements.json.loads(statements.written(replace(TERMS, **changed).to_json())))


def test_terms_are_read_back_as_written_and_two_pledges_never_have_one_hash() -> None:
    whole = replace(TERMS, together=(Demand("Foundry", 3), Demand("Press", 2)))
    assert terms.of_json(statements.json.loads(statements.written(whole.to_json()))) == whole
    other: Terms = replace(whole, nonce=terms.new_nonce())
    assert other.hash() != whole.hash()


# Cards

CARD_ATTACKS: list[tuple[Step, Callable[[Card], Card]]] = [
    (Step.CARD_MANIFEST, lambda card: replace(card, h=bytes(32))),
    (Step.CARD_INDEX, lambda card: replace(world().cards[0][-1], index=0)),
    (Step.CARD_SHARE, lambda card: replace(card, share=(card.share + 1) % L)),
    (Step.CARD_SLOT, lambda card: replace(card, seed=seed_of("another"))),
]


@pytest.mark.parametrize(("step", "attack"), CARD_ATTACKS)
def test_a_card_that_does_not_hold_is_refused_at_its_step(step: Step, attack: Callable[[Card], Card]) -> None:
    with pytest.raises(Unverified) as refused:
        cards.check(world().manifest, attack(world().cards[0][2]))
    assert refused.value.data["step"] == step


def test_without_the_check_the_page_would_take_a_replaced_manifest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that shows its own trustees' key to the signer."""
    card = world().cards[0][2]
    with pytest.raises(Unverified, match="manifest"):
        cards.check(replaced_key(), card)
    kept = tuple(pair for pair in cards.CHECKS if pair[0] != Step.CARD_MANIFEST)
    monkeypatch.setattr(cards, "CHECKS", kept)
    cards.check(replaced_key(), card)


def test_a_share_that_agrees_with_its_value_but_not_with_the_polynomial_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = one_share_off_the_polynomial()
    card = replace(world().cards[0][4], share=5, h=whole.h)
    with pytest.raises(Unverified) as refused:
        cards.check(whole, card)
    assert refused.value.data["step"] == Step.CARD_POLYNOMIAL
    monkeypatch.setattr(cards, "CHECKS", tuple(p for p in cards.CHECKS if p[0] != Step.CARD_POLYNOMIAL))
    cards.check(whole, card)


def test_a_foreign_card_is_refused() -> None:
    with pytest.raises(Unverified, match="manifest"):
        cards.check(world().manifest, other_world().cards[0][0])


def test_one_card_of_each_deck_is_wanted() -> None:
    first, second = world().pair(1, 2)
    assert cards.one_of_each(world().manifest, [second, first]) == (first, second)
    for held in ([first], [first, first], [first, second, second], []):
        with pytest.raises(Refused, match="one-of-each"):
            cards.one_of_each(world().manifest, held)


# The codes


def test_a_second_code_is_read_as_it_is_printed_scanned_and_typed() -> None:
    card = world().cards[1][5]
    code = cards.second_code(card)
    assert len(code) == 193
    assert cards.read(code) == card
    typed = "  ".join(cards.groups(card)).lower().replace("0", "o").replace("1", "l")
    assert cards.read(typed) == card
    assert cards.read("-".join(cards.groups(card))) == card


def test_the_first_code_is_the_same_for_every_card() -> None:
    assert cards.first_code("https://one.example/") == "https://one.example/pledge/"


@pytest.mark.parametrize("place", range(21))
def test_a_mistyped_group_is_named(place: int) -> None:
    found = cards.groups(world().cards[0][0])
    wrong = [*found]
    wrong[place] = ("A" if wrong[place][0] != "A" else "B") + wrong[place][1:]
    with pytest.raises(MistypedCard) as refused:
        cards.read(" ".join(wrong))
    assert (refused.value.code, refused.value.data.get("group")) in [("checksum", place + 1), ("card", None)]


def test_groups_in_another_order_a_missing_group_and_a_strange_letter_are_refused() -> None:
    found = cards.groups(world().cards[0][0])
    for wrong, code in (
        ([*found[:3], found[4], found[3], *found[5:]], "checksum|card"),
        (found[:-1], "length"),
        (["U" + found[0][1:], *found[1:]], "letter"),
        ([], "length"),
    ):
        with pytest.raises(MistypedCard, match=code):
            cards.read("".join(wrong))


def test_the_secrets_of_a_card_are_not_shown_by_accident() -> None:
    card = world().cards[0][0]
    assert card.seed.hex() not in repr(card)
    assert str(card.share) not in repr(card)
    assert str(world().dealt[0].shares[0]) not in repr(world().dealt[0])


def test_a_share_of_zero_or_above_the_order_is_no_card() -> None:
    for share in (0, L):
        body = bytearray(bytes(world().cards[0][0]))
        body[4:36] = share.to_bytes(32, "little")
        with pytest.raises(Malformed, match="scalar"):
            cards._of_body(bytes(body))
