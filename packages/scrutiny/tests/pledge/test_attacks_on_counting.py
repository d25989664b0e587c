"""Attacks on the count and on the trigger: refused by name, and successful where just the check is taken away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from packages.scrutiny.tests.pledge import stories
from packages.scrutiny.tests.pledge.stories import DEADLINE, Record, reached, seed_of, world

from scrutiny.encoding import sha256
from scrutiny.errors import Malformed, Refused, Unverified
from scrutiny.pledge import board as boards
from scrutiny.pledge import counting, promises, trigger, trustees_said, withdrawals
from scrutiny.pledge.counting import Tally
from scrutiny.pledge.steps import Step
from scrutiny.record import policy


def refusals(tally: Tally) -> list[str]:
    return [one.code for one in tally.uncounted]


def without(monkeypatch: pytest.MonkeyPatch, step: Step) -> None:
    monkeypatch.setattr(counting, "CHECKS", tuple(pair for pair in counting.CHECKS if pair[0] != step))


def same_entry_twice() -> Record:
    record = Record(world())
    entry = world().entry("Ada", 1, 4)
    record.publish(entry)
    record.publish(entry)
    return record


def one_card_in_two_entries() -> Record:
    record = Record(world())
    record.publish(world().entry("Ada", 1, 4))
    record.publish(world().entry("Ada", 1, 5))
    return record


def voided_card() -> Record:
    record = Record(world())
    record.publish(world().entry("Ada", 1, 4))
    record.void((2, 5), (1, 1))
    record.publish(world().entry("Mallory", 5, 5))
    return record


def listed_under_other_cards() -> Record:
    """The record keeps shares for good: those of the list must be those of the entry."""
    record = Record(world())
    entry, other = world().entry("Ada", 1, 4), world().entry("Ben", 2, 2)
    record.publish(entry)
    effect = boards.entries_effect(world().manifest.h, [replace(other, shares=entry.shares)])
    listed = [[other.hash().hex(), list(other.indices), [share.hex() for share in entry.shares]]]
    record.add(boards.ENTRIES, {**effect, "entries": listed})
    record.served[other.hash()] = bytes(other)
    return record


COUNTED = [
    (Step.COUNT_REPEATED, "used-card", same_entry_twice),
    (Step.COUNT_REPEATED, "used-card", one_card_in_two_entries),
    (Step.COUNT_VOIDED, "voided", voided_card),
    (Step.COUNT_LISTED, "other-entry", listed_under_other_cards),
]


@pytest.mark.parametrize(("step", "code", "attack"), COUNTED, ids=lambda value: getattr(value, "__name__", ""))
def test_the_second_entry_does_not_count_unless_the_check_is_taken_away(
    step: Step, code: str, attack: Callable[[], Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    tally = attack().tally()
    assert (tally.count, refusals(tally)) == (1, [code])
    assert tally.uncounted[0].step == step
    without(monkeypatch, step)
    assert attack().tally().count == 2


def test_every_check_of_the_count_has_an_attack() -> None:
    assert {step for step, _code, _attack in COUNTED} == {step for step, _check in counting.CHECKS}


def test_an_entry_of_somebody_without_the_card_does_not_use_it_up() -> None:
    record = Record(world())
    thief = tuple(replace(card, seed=seed_of("thief")) for card in world().pair(1, 4))
    from scrutiny.pledge import entries  # noqa: PLC0415

    record.publish(entries.make(world().manifest, thief, stories.member("Mallory")))
    record.publish(world().entry("Ada", 1, 4))
    assert record.tally().count == 1


def test_an_entry_that_the_server_does_not_show_does_not_count_and_is_listed() -> None:
    record = reached()
    hidden = world().entry("Dov", 6, 6)
    record.publish(hidden)
    del record.served[hidden.hash()]
    tally = record.tally()
    assert (tally.count, refusals(tally)) == (3, ["not-served"])


# Withdrawals


def test_a_withdrawn_entry_does_not_count_unless_withdrawals_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    record = reached()
    ada = world().entry("Dov", 6, 6)
    record.publish(ada)
    record.withdraw(bytes(withdrawals.make(world().manifest, world().pair(6, 6), ada.hash())))
    tally = record.tally()
    assert (tally.count, [one.hash() for one in tally.withdrawn]) == (3, [ada.hash()])
    monkeypatch.setattr(counting, "_withdraw", lambda *_arguments: None)
    assert record.tally().count == 4


def test_below_the_threshold_after_a_withdrawal_nothing_is_triggered() -> None:
    record = reached()
    gone = next(iter(record.tally().counted))
    pair = world().pair(*gone.indices)
    record.withdraw(bytes(withdrawals.make(world().manifest, pair, gone.hash())))
    with pytest.raises(Unverified, match="too-few") as refused:
        record.trigger()
    assert refused.value.data == {"step": Step.TRIGGER_COUNT, "count": 2, "threshold": 3}


def with_one_card_of_two() -> tuple[Record, bytes]:
    record = reached()
    entry = record.tally().counted[0]
    held = world().pair(*entry.indices)
    thief = (held[0], replace(held[1], seed=seed_of("thief")))
    return record, bytes(withdrawals.make(world().manifest, thief, entry.hash()))


def test_one_card_of_two_withdraws_nothing_unless_the_check_is_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    record, content = with_one_card_of_two()
    record.withdraw(content)
    assert record.tally().count == 3
    monkeypatch.setattr(withdrawals, "check_cards", lambda *_arguments: None)
    assert record.tally().count == 2


def test_a_withdrawal_of_one_entry_is_none_of_another() -> None:
    record = reached()
    one, other, *_rest = record.tally().counted
    made = withdrawals.make(world().manifest, world().pair(*one.indices), one.hash())
    for changed in (replace(made, entry=other.hash()), replace(made, h=bytes(32))):
        with pytest.raises(Refused):
            withdrawals.check(world().manifest, other, changed)


@pytest.mark.parametrize("content", [b"", bytes(64), bytes(191), bytes(192)])
def test_what_is_no_withdrawal_is_passed_over(content: bytes) -> None:
    record = reached()
    record.withdraw(content)
    assert record.tally().count == 3


def test_a_hidden_withdrawal_counts_when_a_trustee_countersigned_it_before_the_checkpoint() -> None:
    record = reached()
    gone = record.tally().counted[0]
    content = bytes(withdrawals.make(world().manifest, world().pair(*gone.indices), gone.hash()))
    size = record.board().size
    before = withdrawals.countersign(content, 2, size, seed_of("trustee 2"))
    after = withdrawals.countersign(content, 2, size + 1, seed_of("trustee 2"))
    forged = withdrawals.countersign(content, 2, size, seed_of("Mallory"))
    assert [record.tally([one]).count for one in (before, after, forged)] == [2, 3, 3]
    assert record.tally([replace(before, trustee=4)]).count == 3


# The trigger


def test_a_checkpoint_signed_after_the_deadline_triggers_nothing_unless_the_check_is_taken_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record = reached()
    late = record.evidence(checkpoint=record.checkpoint(DEADLINE + 1))
    with pytest.raises(Unverified, match="deadline") as refused:
        trigger.triggered(world().manifest, late)
    assert refused.value.data["step"] == Step.TRIGGER_DEADLINE
    monkeypatch.setattr(trigger, "check_deadline", lambda *_arguments: None)
    assert trigger.triggered(world().manifest, late).tally.count == 3


def test_an_entry_after_the_deadline_is_in_no_checkpoint_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    record = Record(world())
    record.publish(world().entry("Ada", 1, 4), world().entry("Ben", 2, 2))
    before = record.checkpoint(DEADLINE)
    record.publish(world().entry("Cem", 3, 1))
    late = record.evidence(checkpoint=before)
    with pytest.raises(Unverified, match="other-record") as refused:
        trigger.triggered(world().manifest, late)
    assert refused.value.data["step"] == Step.TRIGGER_RECORD
    monkeypatch.setattr(trigger, "check_record", lambda *_arguments: None)
    assert trigger.triggered(world().manifest, late).tally.count == 3


def test_one_witness_of_two_before_the_deadline_is_no_quorum() -> None:
    record = reached()
    note = record.checkpoint(DEADLINE - 5, ["w1.example"]).decode()
    late = record.checkpoint(DEADLINE + 5, ["w2.example"]).decode().splitlines(keepends=True)[-1]
    with pytest.raises(Unverified, match="deadline"):
        record.trigger(checkpoint=(note + late).encode())
    with pytest.raises(Unverified, match="quorum"):
        record.trigger(checkpoint=note.encode())


def test_another_policy_than_that_of_the_terms_is_refused_unless_the_check_is_taken_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lenient = policy.written([policy.Log(stories.LOG, "")], [], 0)
    record = reached()
    alone = record.checkpoint(names=[])
    with pytest.raises(Unverified, match="other-policy"):
        record.trigger(policy=lenient, checkpoint=alone)
    monkeypatch.setattr(trigger, "check_policy", lambda _manifest, evidence: policy.parse(evidence.policy))
    in_time = record.notices(1, 3, shown=DEADLINE)
    assert record.trigger(policy=lenient, checkpoint=alone, notices=in_time).tally.count == 3


def test_where_nobody_witnesses_trustees_must_have_seen_it_before_the_deadline() -> None:
    lenient = policy.written([policy.Log(stories.LOG, "")], [], 0)
    known = stories.with_manifest(world(), terms=replace(world().manifest.terms, witnesses=sha256(lenient).hex()))
    record = reached(known)
    for shown, holds in ((DEADLINE, True), (DEADLINE + 1, False)):
        evidence = record.evidence(policy=lenient, checkpoint=record.checkpoint(names=[]))
        evidence = replace(evidence, notices=record.notices(1, 3, shown=shown))
        if holds:
            assert trigger.triggered(known.manifest, evidence).started == DEADLINE
        else:
            with pytest.raises(Unverified, match="too-few-notices"):
                trigger.triggered(known.manifest, evidence)


def test_a_record_that_a_server_shows_to_some_only_is_not_under_the_checkpoint() -> None:
    record = reached()
    others = Record(world())
    with pytest.raises(Unverified, match="other-record"):
        record.trigger(checkpoint=others.checkpoint())


def test_a_manifest_that_is_not_in_the_record_triggers_nothing() -> None:
    record = reached()
    del record.contents[1]
    with pytest.raises(Unverified, match="unrecorded"):
        record.trigger(notices=record.notices(1, 3))


def test_one_notice_of_two_is_too_few_and_nobody_speaks_twice() -> None:
    record = reached()
    for notices in ([], record.notices(1), record.notices(1, 1)):
        with pytest.raises(Unverified, match="too-few-notices") as refused:
            record.trigger(notices=notices)
        assert refused.value.data["step"] == Step.TRIGGER_NOTICES


def test_a_trigger_that_was_shown_too_late_is_void() -> None:
    record = reached()
    latest = DEADLINE + trustees_said.SHOWN_WITHIN
    assert record.trigger(notices=record.notices(1, 2, shown=latest)).started == latest
    with pytest.raises(Unverified, match="too-few-notices"):
        record.trigger(notices=record.notices(1, 2, shown=latest + 1))


def test_notices_with_wrong_signatures_for_other_pledges_or_by_nobody_are_passed_over() -> None:
    record = reached()
    good, other = record.notices(1, 2)
    for bad in (replace(other, shown=other.shown + 1), replace(other, h=bytes(32)), replace(other, trustee=9)):
        with pytest.raises(Unverified, match="too-few-notices"):
            record.trigger(notices=[good, bad])
        assert record.trigger(notices=[bad, good, *record.notices(3)]).trustees == (1, 3)


def test_of_two_checkpoints_that_trustees_name_the_first_complete_one_holds() -> None:
    record = reached()
    first, evidence = record.notices(1, 2), record.evidence()
    record.publish(world().entry("Dov", 6, 6))
    later = record.notices(3, 1)
    latest = trigger.latest_notice(world().manifest, policy.parse(stories.POLICY))
    named = trigger.chosen(world().manifest, [later[0], *first, later[1]], latest)
    assert named
    assert named[0] == (evidence.board.size, evidence.board.root)
    assert set(named[1]) == {1, 2}


def test_the_waiting_day_starts_when_the_last_of_the_quorum_was_shown_it() -> None:
    record = reached()
    notices = [*record.notices(2, shown=DEADLINE + 10), *record.notices(1, shown=DEADLINE + 99), *record.notices(3)]
    found = record.trigger(notices=notices)
    assert (found.started, found.opens_from) == (DEADLINE + 99, DEADLINE + 99 + 86_400)


# A server that hides


def test_a_server_that_hides_an_entry_is_shown_to_have_broken_its_promise() -> None:
    record = reached()
    hidden = world().entry("Dov", 6, 6)
    made = promises.promise(world().manifest.h, hidden.hash(), DEADLINE - 600, seed_of("server"))
    with pytest.raises(Refused, match="hidden"):
        promises.check_kept(world().manifest, made, record.board(), DEADLINE - 60)
    promises.check_kept(world().manifest, made, record.board(), DEADLINE - 601)
    record.publish(hidden)
    promises.check_kept(world().manifest, made, record.board(), DEADLINE - 60)


def test_a_promise_that_the_server_did_not_sign_proves_nothing() -> None:
    made = promises.promise(world().manifest.h, bytes(32), 5, seed_of("server"))
    for forged in (replace(made, batch=4), replace(made, entry=bytes([1]) * 32)):
        with pytest.raises(Refused, match="promise-signature"):
            promises.check_kept(world().manifest, forged, reached().board(), DEADLINE)
    with pytest.raises(Refused, match="other-pledge"):
        promises.check(world().manifest, replace(made, h=bytes(32)))


# The board


def test_a_batch_that_is_not_sorted_is_refused_because_order_tells() -> None:
    record = Record(world())
    effect = boards.entries_effect(world().manifest.h, [world().entry("A", 1, 1), world().entry("B", 2, 2)])
    listed = effect["entries"]
    assert isinstance(listed, list)
    record.add(boards.ENTRIES, {**effect, "entries": listed[::-1]})
    with pytest.raises(Malformed, match="pledge-effect") as refused:
        record.board()
    assert refused.value.data["entry"] == 2


@pytest.mark.parametrize("effect", [{}, {"entries": []}, {"entries": [[]]}, {"entries": [["zz", [1], ["00"]]]}])
def test_what_is_no_batch_is_refused(effect: dict[str, object]) -> None:
    record = Record(world())
    record.add(boards.ENTRIES, {"pledge": world().manifest.h.hex(), **effect})  # type: ignore[dict-item]
    with pytest.raises(Malformed, match="pledge-effect"):
        record.board()


def test_other_pledges_of_the_record_are_passed_over() -> None:
    record = reached()
    record.add(boards.ENTRIES, boards.entries_effect(bytes(32), [stories.other_world().entry("X", 1, 1)]))
    record.add("pledge.poster", {"pledge": world().manifest.h.hex()})
    assert record.tally().count == 3


def test_notices_sealed_partials_and_voidings_are_read_back_from_the_record() -> None:
    record = reached()
    (notice,) = record.notices(2)
    record.add(boards.NOTICE, boards.notice_effect(notice))
    record.add(boards.SEALED, boards.sealed_effect(world().manifest.h, 2, bytes(32)))
    record.void((1, 6), (2, 3))
    board = record.board()
    assert board.notices == [notice]
    assert board.sealed == {2: "00" * 32}
    assert set(board.voided) == {(1, 6), (2, 3)}
    assert board.manifest == 1


# After a missed deadline


def test_trustees_say_that_they_deleted_their_shares_only_after_the_deadline_and_its_two_days() -> None:
    over = DEADLINE + trustees_said.SHOWN_WITHIN
    with pytest.raises(Refused, match="early"):
        trustees_said.deleted(world().manifest, 1, over, seed_of("trustee 1"))
    said = [trustees_said.deleted(world().manifest, n, over + 1, seed_of(f"trustee {n}")) for n in (1, 3)]
    assert not trustees_said.sealed_for_good(world().manifest, said[:1])
    assert trustees_said.sealed_for_good(world().manifest, said)
    assert not trustees_said.sealed_for_good(world().manifest, [said[0], said[0]])


def test_a_deletion_that_another_signed_or_dated_is_refused() -> None:
    over = DEADLINE + trustees_said.SHOWN_WITHIN + 1
    said = trustees_said.deleted(world().manifest, 1, over, seed_of("Mallory"))
    with pytest.raises(Refused, match="deleted-signature"):
        trustees_said.sealed_for_good(world().manifest, [said])
    with pytest.raises(Refused, match="early"):
        trustees_said.check_deleted(world().manifest, replace(said, instant=DEADLINE))
    with pytest.raises(Refused, match="trustee"):
        trustees_said.check_deleted(world().manifest, replace(said, trustee=4))
    with pytest.raises(Refused, match="other-pledge"):
        trustees_said.check_deleted(world().manifest, replace(said, h=bytes(32)))
