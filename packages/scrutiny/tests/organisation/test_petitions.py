"""Petitions that anybody can count and nobody can stop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from scrutiny.encoding import sha256
from scrutiny.errors import Malformed, RuleBroken
from scrutiny.identity import signatures
from scrutiny.organisation.ballots import timetable
from scrutiny.organisation.charter import DEFAULTS
from scrutiny.organisation.councils import clocks
from scrutiny.organisation.councils.clocks import PETITION, check_fixed, of_petition, of_seat, petition_state
from scrutiny.organisation.councils.mandates import End, Mandate
from scrutiny.organisation.councils.petitions import (
    DOMAIN,
    KeyList,
    Kind,
    Mover,
    Petition,
    Signature,
    check_begun,
    check_join,
    check_signature,
    join_message,
    joined_tally,
    needed,
    reached_on,
    same_question,
    tally,
)

OPENED = dt.date(2026, 3, 1)
DAY = dt.timedelta(days=1)
NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
SECRETS = [sha256(f"elector {n}".encode()) for n in range(20)]
STRANGER = sha256(b"stranger")
KEYS = KeyList(tuple(sorted(signatures.public_key(one) for one in SECRETS)))
MANDATE = Mandate(
    UUID(int=50), UUID(int=1), "assembly:a", "council:c", 1, "b", "", NOON, NOON, NOON + 365 * DAY, accepted=NOON
)
RECALL = Petition(
    UUID(int=7), Kind.RECALL, "ab" * 32, "assembly:a", KEYS.digest, MANDATE.id, "Never reported back.", OPENED,
    OPENED + 60 * DAY,
)  # fmt: skip
FORCED = replace(
    RECALL, id=UUID(int=8), kind=Kind.BALLOT, subject=None, text="Shall we elect the fund's committee anew?"
)


def sign(secret: bytes, petition: Petition = RECALL) -> Signature:
    return Signature(signatures.public_key(secret), signatures.sign(secret, petition.message()))


def false(one: Signature) -> Signature:
    return replace(one, signature=one.signature[:-1] + bytes([one.signature[-1] ^ 1]))


SIGNED = [sign(secret) for secret in SECRETS]


def refused(one: Signature, day: dt.date = OPENED, signed: Sequence[bytes] = (), petition: Petition = RECALL) -> str:
    with pytest.raises(RuleBroken) as caught:
        check_signature(petition, KEYS, one, signed, day)
    return caught.value.code


def test_what_is_signed_is_the_domain_the_organisation_the_petition_and_its_statement() -> None:
    message = RECALL.message()
    assert message == b"groundswell/petition/v1\0" + b"\xab" * 32 + RECALL.id.bytes + sha256(RECALL.statement())
    assert len(message) == len(DOMAIN) + 32 + 16 + 32


@pytest.mark.parametrize(
    "change",
    [
        {"id": UUID(int=9)},
        {"org": "cd" * 32},
        {"electorate": "assembly:b"},
        {"subject": UUID(int=51)},
        {"keys": "00" * 32},
        {"text": "Something else."},
        {"closes": OPENED + 61 * DAY},
        {"opened": OPENED - DAY},
        {"kind": Kind.BALLOT, "subject": None},
    ],
)
def test_a_signature_serves_for_nothing_else(change: dict[str, object]) -> None:
    other = replace(RECALL, **change)  # type: ignore[arg-type]
    assert other.message() != RECALL.message()


@pytest.mark.parametrize(
    "change",
    [
        {"text": ""},
        {"text": "  "},
        {"text": "x" * 20_001},
        {"text": "e\u0301"},
        {"subject": None},
        {"kind": Kind.BALLOT},
        {"closes": OPENED},
        {"electorate": ""},
        {"org": "AB" * 32},
        {"keys": "ab"},
    ],
)
def test_a_petition_without_sense_is_none(change: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        replace(RECALL, **change)  # type: ignore[arg-type]


def test_a_list_of_keys_is_in_the_order_of_the_keys_which_says_nothing_about_people() -> None:
    for keys in ((), tuple(reversed(KEYS.keys)), (*KEYS.keys, KEYS.keys[-1])):
        with pytest.raises(Malformed):
            KeyList(keys)


def test_a_key_that_several_libraries_read_differently_is_on_no_list() -> None:
    small_order = bytes(31) + b"\x80"
    with pytest.raises(Malformed) as caught:
        KeyList(tuple(sorted((*KEYS.keys, small_order))))
    assert caught.value.code == "petition-keys"


def test_whoever_has_the_list_and_the_signatures_counts() -> None:
    found = [*SIGNED[:5], SIGNED[2], sign(STRANGER), false(SIGNED[7])]
    counted = tally(RECALL, KEYS, found)
    assert (counted.valid, counted.repeated, counted.strange, counted.false) == (5, 1, 1, 1)
    assert counted.signed == {one.key for one in SIGNED[:5]}


def test_another_program_agrees_about_each_signature() -> None:
    for secret, one in zip(SECRETS, SIGNED, strict=True):
        assert SigningKey(secret).sign(RECALL.message()).signature == one.signature


def test_a_false_signature_by_a_key_does_not_spoil_a_true_one() -> None:
    counted = tally(RECALL, KEYS, [false(SIGNED[0]), SIGNED[0]])
    assert (counted.valid, counted.false) == (1, 1)


def test_a_signature_under_another_petition_does_not_count() -> None:
    assert tally(RECALL, KEYS, [sign(SECRETS[0], FORCED)]).valid == 0


def test_another_list_is_not_taken_for_the_one_that_was_named() -> None:
    swapped = KeyList(tuple(sorted((*KEYS.keys[1:], signatures.public_key(STRANGER)))))
    with pytest.raises(RuleBroken):
        tally(RECALL, swapped, SIGNED)


people = st.lists(st.integers(0, 19), max_size=30)


@given(people, people, st.booleans())
def test_each_elector_counts_once_in_any_order(some: list[int], wrong: list[int], stranger: bool) -> None:
    found = [SIGNED[n] for n in some] + [false(SIGNED[n]) for n in wrong] + [sign(STRANGER)] * stranger
    forth, back = (tally(RECALL, KEYS, one) for one in (found, found[::-1]))
    assert forth.signed == back.signed == {SIGNED[n].key for n in some}
    assert forth.valid + forth.repeated + forth.strange + forth.false == len(found)


def test_a_signature_is_taken_in_once_in_time_from_the_list() -> None:
    check_signature(RECALL, KEYS, SIGNED[0], (), OPENED)
    check_signature(RECALL, KEYS, SIGNED[0], [SIGNED[1].key], RECALL.closes - DAY)
    assert refused(SIGNED[0], RECALL.closes) == "too-late"
    assert refused(SIGNED[0], OPENED - DAY) == "too-late"
    assert refused(SIGNED[0], signed=[SIGNED[0].key]) == "signed-already"
    assert refused(sign(STRANGER)) == "not-on-the-list"
    assert refused(false(SIGNED[0])) == "signature"
    assert refused(sign(SECRETS[0], FORCED)) == "signature"


def begun(petition: Petition = RECALL, about: Mandate | None = MANDATE, instant: dt.datetime = NOON) -> str:
    try:
        check_begun(petition, KEYS, sign(SECRETS[0], petition), instant, DEFAULTS, about)
    except RuleBroken as refused_:
        return refused_.code
    return ""


def test_any_elector_begins_a_petition_by_signing_it_first() -> None:
    assert begun() == ""
    assert begun(FORCED, None) == ""
    with pytest.raises(RuleBroken) as caught:
        check_begun(RECALL, KEYS, sign(STRANGER), NOON, DEFAULTS, MANDATE)
    assert caught.value.code == "not-on-the-list"


def test_a_petition_is_open_for_the_charters_days() -> None:
    assert begun(replace(RECALL, closes=RECALL.closes + DAY)) == "timetable"
    assert begun(replace(RECALL, closes=RECALL.closes - DAY)) == "timetable"


def test_a_recall_is_about_a_mandate_that_these_electors_gave_and_that_is_not_over() -> None:
    assert begun(about=None) == "no-mandate"
    assert begun(about=replace(MANDATE, id=UUID(int=51))) == "no-mandate"
    assert begun(about=replace(MANDATE, electorate="assembly:b")) == "no-mandate"
    assert begun(about=replace(MANDATE, ended=End("laid-down", NOON))) == "no-mandate"
    assert begun(about=replace(MANDATE, accepted=None)) == "", "also before it is accepted"


@pytest.mark.parametrize(
    ("electors", "recall", "ballot"),
    [(1, 1, 1), (2, 2, 1), (3, 3, 1), (5, 3, 1), (10, 3, 2), (14, 3, 2), (15, 4, 2), (20, 5, 3), (1000, 201, 101)],
)
def test_more_than_the_charters_share_must_sign(electors: int, recall: int, ballot: int) -> None:
    assert needed(Kind.RECALL, electors, DEFAULTS) == recall
    assert needed(Kind.BALLOT, electors, DEFAULTS) == ballot


@given(st.integers(1, 3_000_000), st.integers(5, 33), st.integers(3, 20))
def test_all_electors_together_can_always_recall(electors: int, share: int, floor: int) -> None:
    rules = replace(DEFAULTS, recall_share_percent=share, recall_floor=floor)
    found = needed(Kind.RECALL, electors, rules)
    assert 1 <= found <= electors
    assert found == electors or (100 * found > share * electors and found >= floor)


def test_the_day_on_which_enough_have_signed_is_the_same_for_everybody() -> None:
    batches = [(OPENED + n * DAY, [SIGNED[n]]) for n in range(8)]
    assert reached_on(RECALL, KEYS, batches, DEFAULTS) == OPENED + 4 * DAY
    assert reached_on(RECALL, KEYS, batches[::-1], DEFAULTS) == OPENED + 4 * DAY
    assert reached_on(RECALL, KEYS, batches[:4], DEFAULTS) is None
    repeated = [(OPENED + n * DAY, [SIGNED[0], false(SIGNED[1]), sign(STRANGER)]) for n in range(30)]
    assert reached_on(RECALL, KEYS, repeated, DEFAULTS) is None


def test_what_comes_in_too_early_or_too_late_does_not_count() -> None:
    late = [(OPENED - DAY, SIGNED[:2]), (OPENED, SIGNED[2:6]), (RECALL.closes, SIGNED)]
    assert reached_on(RECALL, KEYS, late, DEFAULTS) is None
    assert reached_on(RECALL, KEYS, [*late, (RECALL.closes - DAY, SIGNED[8:9])], DEFAULTS) == RECALL.closes - DAY


OTHER = replace(RECALL, id=UUID(int=17), text="Voted against us twice.")
MOVERS = [Mover(RECALL.id, SIGNED[0].key), Mover(OTHER.id, SIGNED[1].key)]


def agreeing(*secrets: bytes, joining: Petition = OTHER) -> list[Signature]:
    message = join_message(joining, RECALL)
    return [Signature(signatures.public_key(one), signatures.sign(one, message)) for one in secrets]


def not_joined(by: Sequence[Signature], joining: Petition = OTHER) -> str:
    with pytest.raises(RuleBroken) as caught:
        check_join(joining, RECALL, by, MOVERS)
    return caught.value.code


def test_two_petitions_are_joined_by_both_their_movers_and_by_nobody_else() -> None:
    check_join(OTHER, RECALL, agreeing(SECRETS[0], SECRETS[1]), MOVERS)
    assert not_joined(agreeing(SECRETS[0])) == "not-the-mover"
    assert not_joined(agreeing(SECRETS[0], SECRETS[2])) == "not-the-mover"
    assert not_joined([]) == "not-the-mover"
    assert not_joined([SIGNED[0], sign(SECRETS[1], OTHER)]) == "not-the-mover", "signing it is not joining it"


def test_only_what_asks_the_same_is_joined() -> None:
    elsewhere = replace(OTHER, subject=UUID(int=51))
    assert not_joined(agreeing(SECRETS[0], SECRETS[1], joining=elsewhere), elsewhere) == "other-question"
    assert not_joined(agreeing(SECRETS[0], joining=RECALL), RECALL) == "other-question"
    assert same_question(RECALL, OTHER)
    assert not same_question(RECALL, FORCED)


def test_a_forced_ballot_is_on_one_text() -> None:
    spaced = replace(FORCED, id=UUID(int=18), text="Shall we  elect the fund's\ncommittee anew?")
    assert same_question(FORCED, spaced)
    assert not same_question(FORCED, replace(spaced, text="Shall we elect the fund's committee?"))


def test_who_signed_both_of_two_joined_petitions_counts_once() -> None:
    parts = [(RECALL, SIGNED[:4]), (OTHER, [sign(secret, OTHER) for secret in SECRETS[2:6]])]
    counted = joined_tally(parts, KEYS)
    assert (counted.valid, counted.repeated) == (6, 2)
    with pytest.raises(RuleBroken):
        joined_tally([*parts, (FORCED, [])], KEYS)


def test_the_recall_ballot_has_one_timetable() -> None:
    found = of_petition(Kind.RECALL, OPENED, DEFAULTS)
    assert found.notice == dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    assert found.opening == found.notice + 14 * DAY
    assert found.closing == found.opening + 7 * DAY
    assert found.certified == found.decrypting + 14 * DAY
    timetable.check(DEFAULTS, found)


def test_long_notices_of_other_ballots_do_not_delay_a_recall() -> None:
    slow = replace(DEFAULTS, notice_days=90, observers_days=60)
    found = of_petition(Kind.RECALL, OPENED, slow)
    assert found.opening - found.notice == 14 * DAY
    assert found.observers == found.notice
    assert of_petition(Kind.BALLOT, OPENED, slow).opening == found.notice + 90 * DAY


def test_nobody_moves_the_clock_of_a_petition_by_a_second() -> None:
    fixed = of_petition(Kind.RECALL, OPENED, DEFAULTS)
    check_fixed(fixed, of_petition(Kind.RECALL, OPENED, DEFAULTS))
    for name in ("notice", "observers", "opening", "closing", "decrypting", "certified"):
        moved = replace(fixed, **{name: getattr(fixed, name) + dt.timedelta(seconds=1)})
        with pytest.raises(RuleBroken):
            check_fixed(moved, fixed)


def test_a_ballot_that_failed_for_want_of_keys_is_called_again_at_once() -> None:
    again = of_petition(Kind.RECALL, OPENED + 20 * DAY, DEFAULTS, again=True)
    assert again.notice == dt.datetime(2026, 3, 22, tzinfo=dt.UTC)
    assert PETITION.after("announced", "not-held") == "reached"


def test_no_official_has_an_event_in_the_table_of_petitions() -> None:
    assert PETITION.events() == {
        "signed", "joined", "reached", "time-over", "announced", "not-held", "mandate-over",
        "carried", "not-carried", "no-quorum", "branch-against",
    }  # fmt: skip
    assert set(clocks.DECIDED) <= PETITION.ends()


@pytest.mark.parametrize(
    ("reached", "hours", "expected"),
    [
        (None, 0, "open"),
        (None, 24 * 60 - 1, "open"),
        (None, 24 * 60, "lapsed"),
        (OPENED, 23, "reached"),
        (OPENED, 24, "announced"),
        (OPENED, 24 * 90, "announced"),
    ],
)
def test_a_petition_moves_by_the_clock_alone(reached: dt.date | None, hours: int, expected: str) -> None:
    instant = dt.datetime(2026, 3, 1, tzinfo=dt.UTC) + dt.timedelta(hours=hours)
    assert petition_state(RECALL.closes, reached, instant) == expected
    assert petition_state(RECALL.closes, reached, instant, joined=True) == "joined"
    assert petition_state(RECALL.closes, reached, instant, moot=True) == "moot"


def test_the_next_election_puts_itself_on_the_timetable_in_time() -> None:
    found = of_seat(MANDATE, DEFAULTS)
    assert found.certified + MANDATE.acceptance_days * DAY == MANDATE.end
    timetable.check(DEFAULTS, found)


def test_an_inherited_office_is_put_to_its_first_ballot_at_once() -> None:
    assert of_seat(replace(MANDATE, inherited=True), DEFAULTS).notice == MANDATE.given


def test_where_the_steps_take_longer_than_the_mandate_the_next_ballot_is_announced_at_once() -> None:
    slow = replace(DEFAULTS, notice_days=90, voting_days=60, appeal_days=60)
    short = replace(MANDATE, end=MANDATE.start + 30 * DAY)
    assert of_seat(short, slow).notice == MANDATE.given
