"""What hostile hands try on the site. What the library refuses by itself is tested beside it, check by check."""

from __future__ import annotations

import datetime as dt

import pytest

from groundswell.demo.pledging import prepare, share_of, sign, triggers
from groundswell.kernel import clock
from groundswell.kernel.errors import DomainError, Forbidden, Gone, Invalid, Unknown
from groundswell.pledges import folder, queries
from groundswell.pledges.actions import announcing, custody, due, signing
from groundswell.pledges.models import Entry, Outcome, Role, Waiting
from groundswell.pledges.queries import Stage
from groundswell.record import queries as record
from scrutiny.encoding import sha256
from scrutiny.errors import Refused, Unverified
from scrutiny.organisation import acts
from scrutiny.pledge import board as boards
from scrutiny.pledge import cards, entries, opening, polynomials, promises, ristretto, sealing, withdrawals
from scrutiny.pledge.entries import Signer
from tests.cast import World
from tests.pledges.story import Story, announced, announcement, dealt, next_hour, signed_by


@pytest.fixture
def story(world: World) -> Story:
    return dealt(world)[0]


def entry_of(story: Story, number: int, name: str = "Somebody") -> bytes:
    return bytes(entries.make(queries.manifest_of(story.pledge), story.pair(number), Signer(name, "Press shop")))


def test_a_card_is_played_once_while_it_waits_and_afterwards(story: Story) -> None:
    first = story.sign(1)
    with pytest.raises(DomainError, match="played already"):
        story.sign(1)
    signed_by(story, [2])
    with pytest.raises(DomainError, match="played already"):
        story.sign(2)
    with pytest.raises(DomainError, match="played already"):
        sign(story.pledge, [story.decks[0][2], story.decks[1][1]], "Mixed", "Press shop", None)
    assert queries.count(story.pledge) == 2
    assert len(first.code) == 9


def test_what_is_sent_twice_because_the_network_was_cut_is_there_once(story: Story) -> None:
    content = entry_of(story, 4)
    first, again = signing.take(story.pledge.h, content), signing.take(story.pledge.h, content)
    assert first == again
    with clock.set_to(next_hour()):
        due.settle()
        assert signing.take(story.pledge.h, content).promise.entry == first.promise.entry
    assert queries.count(story.pledge) == 1


def test_of_an_altered_entry_nothing_is_kept(story: Story) -> None:
    content = entry_of(story, 1)
    for place in (0, 2, 40, 100, 300, 700, len(content) - 1):
        altered = bytearray(content)
        altered[place] ^= 1
        with pytest.raises(Invalid):
            signing.take(story.pledge.h, bytes(altered))
    for other in (b"", content[:-1], content + b"\0", b"\0" * len(content)):
        with pytest.raises(Invalid):
            signing.take(story.pledge.h, other)
    assert not Waiting.objects.exists()


def test_an_entry_of_another_pledge_is_refused(world: World) -> None:
    press, foundry = dealt(world, "Press shop", "Foundry", crowd=3, assumed=2, cards=6)
    with pytest.raises(Invalid):
        signing.take(press.pledge.h, entry_of(foundry, 1))
    with pytest.raises(Unknown):
        signing.take("0" * 64, entry_of(press, 1))


def test_after_the_last_batch_nobody_signs(story: Story) -> None:
    with clock.set_to(queries.last_taken(story.pledge) - dt.timedelta(minutes=1)):
        story.sign(1)
    with clock.set_to(queries.last_taken(story.pledge)), pytest.raises(Gone):
        story.sign(2)


def test_when_the_first_trustee_has_seen_it_nobody_signs_any_more(story: Story) -> None:
    signed_by(story, range(1, 9))
    with clock.set_to(next_hour() + dt.timedelta(minutes=1)):
        assert story.hands(Role.TRUSTEE).step()
        with pytest.raises(Gone):
            story.sign(9)


def test_leftover_cards_are_void_and_a_played_one_cannot_be_made_void(story: Story) -> None:
    signed_by(story, [1])
    heron = story.world.heron.actor()
    signing.void(heron, acts.VoidLeftover(story.pledge.id, 1, (11, 12)))
    signing.void(heron, acts.VoidLeftover(story.pledge.id, 2, (11, 12)))
    with pytest.raises(DomainError, match="void"):
        story.sign(11)
    with pytest.raises(DomainError, match="was played"):
        signing.void(heron, acts.VoidLeftover(story.pledge.id, 1, (1,)))
    with pytest.raises(Invalid):
        signing.void(heron, acts.VoidLeftover(story.pledge.id, 1, (13,)))
    with pytest.raises(Gone):
        signing.void(heron, acts.VoidLeftover(story.pledge.id, 1, (12,)))
    with pytest.raises(Forbidden):
        signing.void(story.world.magpie.actor(), acts.VoidLeftover(story.pledge.id, 1, (10,)))
    assert queries.board(story.pledge).voided.keys() == {(1, 11), (1, 12), (2, 11), (2, 12)}


def test_a_signature_is_taken_back_with_all_its_cards_only(story: Story) -> None:
    signed_by(story, [1, 2])
    manifest, pledge = queries.manifest_of(story.pledge), story.pledge
    mine = next(one for one in queries.tally(pledge).counted if one.indices == (1, 1))
    whole = bytes(withdrawals.make(manifest, story.pair(1), mine.hash()))
    with pytest.raises(Invalid):
        signing.take_back(pledge.h, whole[:-64] + whole[-128:-64])
    with pytest.raises(Invalid):
        signing.take_back(pledge.h, bytes(withdrawals.make(manifest, story.pair(2), mine.hash())))
    batch = signing.take_back(pledge.h, whole)
    assert signing.take_back(pledge.h, whole) == batch
    with clock.set_to(batch):
        due.settle()
        assert queries.count(pledge) == 1
        assert [one.indices for one in queries.tally(pledge).withdrawn] == [(1, 1)]


def test_the_count_of_the_site_is_what_everybody_works_out(story: Story) -> None:
    signed_by(story, [3, 1, 7])
    found = boards.read(
        [bytes(one) for one in record.found_entries().order_by("index").values_list("public", flat=True)],
        bytes.fromhex(story.pledge.h),
    )
    assert (found.size, found.root) == (queries.board(story.pledge).size, queries.board(story.pledge).root)
    assert found.listed == queries.board(story.pledge).listed
    assert queries.tally(story.pledge, found).count == queries.count(story.pledge) == 3


def test_a_server_that_hides_an_entry_is_shown_to_have_promised_it(story: Story) -> None:
    taken = story.sign(1)
    Waiting.objects.get_queryset()._raw_delete("default")  # by whoever has the database
    with clock.set_to(next_hour()):
        due.settle()
    board = queries.board(story.pledge)
    manifest = queries.manifest_of(story.pledge)
    promises.check_kept(manifest, taken.promise, board, taken.promise.batch - 1)
    with pytest.raises(Exception, match="hidden"):
        promises.check_kept(manifest, taken.promise, board, taken.promise.batch)


def test_entries_come_into_the_record_by_their_hashes_and_not_as_they_came(story: Story) -> None:
    sent = [story.sign(number).promise.entry for number in range(1, 8)]
    with clock.set_to(next_hour()):
        due.settle()
    listed = [one.hash for one in queries.board(story.pledge).listed]
    assert listed == sorted(sent)
    assert [bytes.fromhex(one) for one in Entry.objects.order_by("pk").values_list("hash", flat=True)] == sorted(sent)
    assert not Waiting.objects.exists()


def test_one_signature_too_few_opens_nothing_for_whoever_has_everything_else(story: Story) -> None:
    """t - 1 entries, the whole database, every unused card (not played) and one trustee: the names stay sealed."""
    signed_by(story, range(1, 8))
    pledge, manifest = story.pledge, queries.manifest_of(story.pledge)
    tally = queries.tally(pledge)
    assert tally.count == manifest.terms.threshold - 1
    with pytest.raises(Unverified, match="too-few"):
        opening.deck_secrets(manifest, tally)
    # The first lock gives way to one unused card of each deck. One trustee's share is not the second one.
    secrets = [
        polynomials.interpolated({**tally.shares(n), 12: held[11].share}) for n, held in enumerate(story.decks, 1)
    ]
    assert [ristretto.base(one) for one in secrets] == [deck.secret_public for deck in manifest.decks]
    trustee = story.hands(Role.TRUSTEE, 1)
    assert trustee.step() is False
    with pytest.raises(ValueError, match="not reached"):
        triggers(pledge)
    share = share_of(trustee)
    for entry in tally.counted:
        first = [ristretto.times(secret, point) for secret, point in zip(secrets, entry.points, strict=True)]
        for guess in (share.secret, 1, sum(secrets)):
            locks = [*first, ristretto.times(guess, entry.trustees_point)]
            with pytest.raises(Refused, match="sealed"):
                sealing.unseal(entry.sealed, locks, entry.h, entry.about, entry.reader)


def test_nobody_else_sits_in_the_room_and_no_step_is_done_twice(world: World) -> None:
    (story,) = announced(world)
    pledge = story.pledge
    step = acts.PledgeStep(pledge.id, "deck", sha256(b"x").hex())
    with pytest.raises(Unknown):
        custody.say(world.heron.actor(), step, "x")
    with pytest.raises(Gone):
        custody.say(story.hands(Role.TRUSTEE).holder.actor, step, "x")
    with pytest.raises(Invalid, match="does not belong"):
        custody.say(story.hands(Role.DEALER).holder.actor, step, "y")
    with pytest.raises(Invalid, match="cannot be read"):
        custody.say(story.hands(Role.DEALER).holder.actor, step, "x")
    assert story.hands(Role.DEALER).step()
    with pytest.raises(Gone):
        custody.say(story.hands(Role.DEALER).holder.actor, step, "x")


def test_a_dealer_who_cheats_is_named_and_the_pledge_has_no_cards(world: World) -> None:
    (story,) = announced(world)
    dealer = story.hands(Role.DEALER, 2)
    other = story.hands(Role.DEALER, 1)
    other.step()
    copied = queries.said(story.pledge, Role.DEALER, "deck")[1]
    act = acts.PledgeStep(story.pledge.id, "deck", sha256(copied.encode()).hex())
    assert custody.say(dealer.holder.actor, act, copied).fault == "deck"
    prepare([one for one in story.everybody if one is not dealer])
    assert queries.stage(story.pledge) == Stage.PREPARING
    with clock.set_to(story.pledge.deadline):
        due.settle()
        assert story.pledge.outcome == Outcome.VOID


def test_whoever_announced_it_calls_it_off_only_before_there_are_cards(world: World) -> None:
    (story,) = announced(world)
    act = acts.CallOffPledge(story.pledge.id)
    with pytest.raises(Forbidden):
        announcing.call_off(world.rowan.actor(), act)
    announcing.call_off(world.heron.actor(), act)
    assert queries.stage(story.pledge) == Stage.VOID
    assert story.hands(Role.DEALER).step() is False


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"crowd": 2}, "fewer would be named"),
        ({"assumed": 1}, "hostile hands"),
        ({"cards": 7}, "as many cards"),
        ({"audience": "everybody"}, "who can sign"),
    ],
)
def test_what_the_charter_does_not_allow_is_not_announced(world: World, wrong: dict[str, object], why: str) -> None:
    with pytest.raises(Invalid, match=why):
        announced(world, **wrong)


def test_only_a_steward_prepares_a_pledge(world: World) -> None:
    with pytest.raises(Forbidden):
        announcing.announce(world.kestrel.actor(), announcement(world))


def test_the_folder_holds_everything_public_and_nothing_else(story: Story) -> None:
    signed_by(story, [1, 2])
    assert len(folder.served(story.pledge).split()) == 2
    assert len(folder.signatures(story.pledge)["dealers"]) == 2  # type: ignore[arg-type]
    assert folder.archive(story.pledge).startswith(b"PK")


def test_a_card_reads_back_as_it_was_printed(story: Story) -> None:
    for card in story.pair(5):
        assert cards.read(cards.second_code(card)) == card
