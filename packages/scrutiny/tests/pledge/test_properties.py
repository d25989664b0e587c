"""What holds for whatever comes: nothing but a named refusal, and a count that a simple model agrees with."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from packages.scrutiny.tests.pledge import stories
from packages.scrutiny.tests.pledge.stories import Record, bundles, member, reached, seed_of, world

from scrutiny.errors import Malformed, ScrutinyError, Unverified
from scrutiny.identity.signatures import public_key
from scrutiny.pledge import board as boards
from scrutiny.pledge import cards, checks, entries, manifest, opening, partials, payload, polynomials, withdrawals
from scrutiny.pledge.entries import Entry
from scrutiny.pledge.payload import Eligible, Payload
from scrutiny.pledge.steps import Step

anything = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KNOWN: dict[str, Any] = json.loads(bytes(world().manifest))


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place of a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for name, part in inner for found in places(part, (*path, name)))]


def changed(value: Any, path: tuple[str | int, ...], new: Any) -> Any:
    if not path:
        return new
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[path[0]] = changed(value[path[0]], path[1:], new)
    return copied


@settings(max_examples=200)
@given(st.sampled_from(places(KNOWN)), anything)
def test_a_manifest_changed_anywhere_is_refused_with_its_step(path: tuple[str | int, ...], new: Any) -> None:
    content = json.dumps(changed(KNOWN, path, new), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    if content.encode() == bytes(world().manifest):
        return
    try:
        found = manifest.read(content.encode())
        manifest.check(found)
        assert found.h != world().manifest.h
        manifest.check_signatures(found, world().signed)
    except Unverified as error:
        assert error.data["step"] in range(1, 9)
    else:
        raise AssertionError(path)


TRUSTEES: Any = json.loads(KNOWN["trustees"])


@settings(max_examples=200)
@given(st.sampled_from(places(TRUSTEES)), anything)
def test_a_trustees_key_changed_anywhere_is_refused(path: tuple[str | int, ...], new: Any) -> None:
    text = json.dumps(changed(TRUSTEES, path, new), ensure_ascii=False, separators=(",", ":"))
    if text == KNOWN["trustees"]:
        return
    content = json.dumps({**KNOWN, "trustees": text}, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    with pytest.raises(Unverified) as refused:
        manifest.read(content.encode())
    assert refused.value.data["step"] == Step.TRUSTEES


@given(st.binary(max_size=300))
def test_any_bytes_are_no_manifest(content: bytes) -> None:
    with pytest.raises(Unverified):
        manifest.read(content)


@given(st.text(alphabet=cards.LETTERS + "ilou- \n", max_size=220))
def test_any_text_is_no_card(text: str) -> None:
    with pytest.raises(ScrutinyError):
        cards.read(text)


@given(st.binary(min_size=950, max_size=950))
def test_any_bytes_of_the_right_size_are_no_entry(content: bytes) -> None:
    with pytest.raises(Unverified):
        checks.check(world().manifest, content)
    with pytest.raises(Unverified):
        checks.check(world().manifest, bytes([1, 2]) + world().manifest.h + content[34:])


@given(st.integers(0, 949), st.integers(1, 255))
def test_an_entry_with_one_byte_changed_never_passes(place: int, by: int) -> None:
    content = bytearray(SAMPLE)
    content[place] ^= by
    with pytest.raises(Unverified) as refused:
        checks.check(world().manifest, bytes(content))
    assert refused.value.data["step"] in range(20, 29)


SAMPLE = bytes(world().entry("Ada", 1, 4))


@given(st.binary(max_size=512))
def test_any_bytes_are_no_payload(content: bytes) -> None:
    for plain in (content, content.ljust(512, b"\0"), len(content[:510]).to_bytes(2) + content[:510].ljust(510, b"\0")):
        with pytest.raises(Malformed):
            payload.read(plain)


@pytest.mark.parametrize("listed", [["x"], ["abc"], ["AB"], [5], "ab", [], [["ab"]], ["00" * 321]])
def test_withdrawals_in_another_form_are_refused(listed: Any) -> None:
    record = Record(world())
    record.add(boards.WITHDRAWALS, {"pledge": world().manifest.h.hex(), "withdrawals": listed})
    with pytest.raises(Malformed, match="pledge-effect"):
        record.board()


names = st.text(max_size=30).filter(lambda text: not payload._UNSEEN.search(text))


@given(names, names, st.integers(1, 6), st.integers(0, 1), st.integers(0, 2))
def test_what_is_padded_is_read_back(name: str, workplace: str, index: int, paper: int, keys: int) -> None:
    made = Payload(name, workplace, bytes(32), (index, index), paper, (bytes(32),) * keys, (bytes(64),) * keys)
    try:
        plain = payload.padded(made)
    except Malformed as error:
        assert error.code in ("name-too-long", "json")
    else:
        assert len(plain) == 512
        assert payload.read(plain) == made


@given(anything)
def test_any_effect_is_read_or_refused_with_its_entry(value: Any) -> None:
    record = Record(world())
    for kind, name in ((boards.ENTRIES, "entries"), (boards.WITHDRAWALS, "withdrawals"), (boards.VOIDED, "cards")):
        try:
            record.add(kind, {"pledge": world().manifest.h.hex(), name: value})
        except (ValueError, OverflowError):  # what no record can hold
            continue
    try:
        record.tally()
    except Malformed as error:
        assert error.data["entry"] in (2, 3, 4)


@settings(max_examples=25)
@given(st.binary(max_size=200), st.integers(0, 199))
def test_any_bundle_is_refused_by_name(extra: bytes, place: int) -> None:
    found = reached().trigger()
    (bundle,) = bundles(found, world(), 1)
    plain = bytearray(partials.unsealed(partials.sealed(found, bundle, seed_of("trustee 1")), seed_of("committee")))
    plain[place] ^= 1
    for content in (bytes(plain), extra, bytes(plain) + extra + b" "):
        with pytest.raises(Unverified) as refused:
            partials.read(world().manifest, content)
        assert refused.value.data["step"] == Step.PARTIAL_SIGNATURE
    with pytest.raises(ScrutinyError):
        partials.unsealed(extra, seed_of("committee"))


@settings(max_examples=15)
@given(st.lists(st.integers(1, 6), min_size=6, max_size=6, unique=True), st.integers(1, 3), st.integers(1, 3))
def test_whoever_signs_and_whichever_trustees_act_the_same_names_come_out(
    order: list[int], first: int, second: int
) -> None:
    record = Record(world())
    for number, index in enumerate(order[:4]):
        record.publish(world().entry(f"m{number}", index, order[-1 - number]))
    found = record.trigger()
    asked = Eligible(frozenset(public_key(seed_of(f"m{n}")) for n in range(4)))
    if first == second:
        with pytest.raises(ScrutinyError):
            opening.open_all(found, bundles(found, world(), first, second), asked)
        return
    opened = opening.open_all(found, bundles(found, world(), first, second), asked)
    assert sorted(one.payload.name for one in opened.signed) == ["m0", "m1", "m2", "m3"]


@settings(max_examples=20)
@given(st.sets(st.integers(1, 6), min_size=3, max_size=6))
def test_any_three_cards_of_a_deck_give_its_secret_and_two_do_not(indices: set[int]) -> None:
    shares = {index: world().cards[0][index - 1].share for index in indices}
    three = dict(list(shares.items())[:3])
    assert polynomials.interpolated(three) == polynomials.interpolated(shares)
    two = dict(list(shares.items())[:2])
    assert polynomials.interpolated(two) != polynomials.interpolated(three)


@dataclass
class Model:
    """The count as a few sets: who was counted with which cards, and what is used, voided or gone."""

    counted: dict[bytes, Entry] = field(default_factory=dict)
    used: set[tuple[int, int]] = field(default_factory=set)
    voided: set[tuple[int, int]] = field(default_factory=set)

    def publish(self, entry: Entry) -> None:
        slots = set(entry.slots)
        if not slots & (self.used | self.voided):
            self.counted[entry.hash()] = entry
            self.used |= slots


MADE = {(a, b): stories.world().entry(f"s{a}{b}", a, b) for a in range(1, 7) for b in range(1, 7)}


class Counting(RuleBasedStateMachine):
    """Whatever is published, repeated, voided, withdrawn and forged, in any order."""

    index = st.integers(1, 6)

    @initialize()
    def begin(self) -> None:
        self.record, self.model = Record(world()), Model()

    @rule(one=index, other=index)
    def sign(self, one: int, other: int) -> None:
        self.record.publish(MADE[one, other])
        self.model.publish(MADE[one, other])

    @rule(pairs=st.lists(st.tuples(index, index), min_size=2, max_size=4, unique=True))
    def batch(self, pairs: list[tuple[int, int]]) -> None:
        batch = [MADE[pair] for pair in pairs]
        self.record.publish(*batch)
        for entry in sorted(batch, key=lambda entry: entry.hash()):
            self.model.publish(entry)

    @rule(one=index, other=index)
    def forge(self, one: int, other: int) -> None:
        """Without the second card's key: it counts for nothing and uses nothing up."""
        held = (world().cards[0][one - 1], world().cards[1][other % 6])
        thief = (held[0], cards.Card(2, held[1].index, held[1].share, seed_of("thief"), held[1].h))
        self.record.publish(entries.make(world().manifest, thief, member("Mallory")))

    @rule(deck=st.integers(1, 2), card=index)
    def void(self, deck: int, card: int) -> None:
        self.record.void((deck, card))
        self.model.voided.add((deck, card))

    @rule(one=index, other=index, paper=st.booleans())
    def withdraw(self, one: int, other: int, paper: bool) -> None:
        entry, pair = MADE[one, other], world().pair(one, other)
        held = pair if paper else world().pair(one, other % 6 + 1)
        self.record.withdraw(bytes(withdrawals.make(world().manifest, held, entry.hash())))
        if paper:
            self.taken_back = {*getattr(self, "taken_back", set()), entry.hash()}

    @invariant()
    def the_count_is_that_of_the_model(self) -> None:
        if not hasattr(self, "record"):
            return
        tally = self.record.tally()
        gone = getattr(self, "taken_back", set())
        assert {one.hash() for one in tally.counted} == self.model.counted.keys() - gone
        assert {one.hash() for one in tally.withdrawn} == self.model.counted.keys() & gone


TestCounting = Counting.TestCase
TestCounting.settings = settings(max_examples=15, stateful_step_count=8, deadline=None)
