"""A whole pledge: prepared, signed, reached, opened by those who signed; and one that misses by a single signature."""

from __future__ import annotations

import datetime as dt

from groundswell.demo.pledging import triggers
from groundswell.kernel import clock
from groundswell.pledges import folder, queries
from groundswell.pledges.actions import due
from groundswell.pledges.models import Entry, Message, Role, Waiting
from groundswell.pledges.queries import Stage
from scrutiny.identity import age_keys
from scrutiny.pledge import opening, partials, sealing
from scrutiny.pledge.payload import Eligible
from tests.cast import World
from tests.pledges.story import dealt, next_hour, signed_by


def test_eight_of_twelve_sign_and_those_who_signed_see_the_names(world: World) -> None:
    (story,) = dealt(world)
    assert queries.stage(story.pledge) == Stage.SIGNING
    signed_by(story, range(1, 8))
    assert queries.count(story.pledge) == 7
    assert story.hands(Role.TRUSTEE).step() is False
    with clock.set_to(next_hour()):
        signed_by(story, [8])
    with clock.set_to(next_hour() + dt.timedelta(hours=2)):
        assert story.hands(Role.TRUSTEE, 1).step()
        assert queries.stage(story.pledge) == Stage.REACHED
        assert story.hands(Role.TRUSTEE, 3).step()
        assert queries.stage(story.pledge) == Stage.OPENING
        opens = queries.opens_from(story.pledge)
        assert opens == clock.now() + dt.timedelta(days=1)
        assert story.hands(Role.TRUSTEE, 1).step() is False
    with clock.set_to(opens):
        assert story.hands(Role.TRUSTEE, 1).step()
        assert story.hands(Role.TRUSTEE, 3).step()
        assert queries.stage(story.pledge) == Stage.OPENED
    manifest, sealed = queries.manifest_of(story.pledge), queries.sealed(story.pledge)
    mine = sealing.reader_secret([card.seed for card in story.pair(5)], manifest.h)
    bundles = [
        partials.read(manifest, partials.unsealed_by(text.encode(), age_keys.identity(mine)))
        for text in sealed.values()
    ]
    opened = opening.open_all(triggers(story.pledge)[0], bundles, Eligible())
    assert sorted(one.payload.name for one in opened.signed) == sorted(f"Signer {n}" for n in range(1, 9))
    assert not opened.void
    with clock.set_to(opens + queries.KEPT + dt.timedelta(days=1)):
        due.settle()
        assert story.pledge.deleted
        assert not any(Entry.objects.values_list("content", flat=True))
        assert not any(queries.sealed(story.pledge).values())


def test_one_signature_too_few_and_nobody_is_named(world: World) -> None:
    (story,) = dealt(world)
    signed_by(story, range(1, 8))
    with clock.set_to(story.pledge.deadline):
        due.settle()
        assert queries.stage(story.pledge) == Stage.MISSED
        assert not any(Entry.objects.values_list("content", flat=True))
        assert not Waiting.objects.exists()
        assert all(hands.step() is False for hands in story.everybody)
    with clock.set_to(story.pledge.deadline + dt.timedelta(hours=49)):
        for place in (1, 2, 3):
            assert story.hands(Role.TRUSTEE, place).step()
    assert not Message.objects.filter(custodian__role=Role.TRUSTEE).exclude(kept="").exists()
    assert folder.served(story.pledge) == "\n" * 0


def test_enough_that_trustees_were_not_shown_in_time_is_void(world: World) -> None:
    (story,) = dealt(world)
    signed_by(story, range(1, 9))
    with clock.set_to(queries.latest_notice(story.pledge) + dt.timedelta(minutes=1)):
        due.settle()
        assert queries.stage(story.pledge) == Stage.VOID
        assert story.hands(Role.TRUSTEE).step() is False


def test_two_units_open_together_or_not_at_all(world: World) -> None:
    press, foundry = sorted(dealt(world, "Press shop", "Foundry", crowd=3, assumed=2, cards=6), key=_unit)[::-1]
    signed_by(press, range(1, 6))
    assert press.hands(Role.TRUSTEE).step() is False
    with clock.set_to(next_hour()):
        signed_by(foundry, range(1, 6))
    with clock.set_to(next_hour() + dt.timedelta(hours=2)):
        for story in (press, foundry):
            assert story.hands(Role.TRUSTEE, 1).step()
            assert story.hands(Role.TRUSTEE, 2).step()
        opens = queries.opens_from(press.pledge)
    assert opens
    with clock.set_to(opens):
        assert press.hands(Role.TRUSTEE, 1).step()
        assert press.hands(Role.TRUSTEE, 2).step()
        assert queries.stage(press.pledge) == Stage.OPENED


def _unit(story: object) -> str:
    return str(story.pledge.unit.name)  # type: ignore[attr-defined]
