"""The whole way from the terms to the names, and the ways that end without names."""

from __future__ import annotations

import pytest
from packages.scrutiny.tests.pledge import stories
from packages.scrutiny.tests.pledge.stories import bundles, committee_secret, eligible, reached, seed_of, world

from scrutiny.errors import Refused
from scrutiny.pledge import cards, entries, manifest, opening, partials, sealing


def test_a_pledge_that_reaches_its_count_is_opened_by_two_of_three_trustees() -> None:
    record = reached()
    found = record.trigger()
    opened = opening.open_all(found, bundles(found, world(), 1, 3), eligible())
    assert sorted(one.payload.name for one in opened.signed) == ["Ada", "Ben", "Cem"]
    assert not opened.void
    assert not opened.refused


def test_any_two_trustees_open_the_same() -> None:
    found = reached().trigger()
    names = [
        [one.payload.name for one in opening.open_all(found, bundles(found, world(), *pair), eligible()).signed]
        for pair in ((1, 2), (2, 3), (3, 1), (1, 2, 3))
    ]
    assert all(one == names[0] for one in names)


def test_the_manifest_is_read_back_as_it_was_written_and_checked() -> None:
    whole = world().manifest
    again = manifest.read(bytes(whole))
    assert (again.h, again.key, again.parts) == (whole.h, whole.key, whole.parts)
    assert again == whole
    manifest.check(again)
    manifest.check_signatures(again, world().signed)


def test_every_card_that_was_dealt_holds() -> None:
    for deck in world().cards:
        for card in deck:
            cards.check(world().manifest, card)


def test_all_entries_of_a_pledge_have_one_size() -> None:
    sizes = {len(bytes(world().entry(name, 1, 1))) for name in ("A", "Ada " * 20, "Ада")}
    assert sizes == {entries.size(2)} == {950}


def test_readers_and_committee_unseal_what_a_trustee_sealed_and_nobody_else_does() -> None:
    found = reached().trigger()
    (bundle,) = bundles(found, world(), 2)
    content = partials.sealed(found, bundle, seed_of("trustee 2"))
    ada = sealing.reader_secret([card.seed for card in world().pair(1, 4)], world().manifest.h)
    for secret in (ada, committee_secret()):
        assert partials.read(world().manifest, partials.unsealed(content, secret)) == bundle
    unused = sealing.reader_secret([card.seed for card in world().pair(5, 5)], world().manifest.h)
    with pytest.raises(Refused, match="not-for-you"):
        partials.unsealed(content, unused)


def test_trustees_wait_a_day() -> None:
    found = reached().trigger()
    with pytest.raises(Refused, match="waiting"):
        partials.make(found, world().shares[0], [found], found.started + 23 * 3600)


def test_where_anyone_may_sign_the_card_alone_is_the_eligibility() -> None:
    known = stories.open_world()
    found = reached(known).trigger()
    opened = opening.open_all(found, bundles(found, known, 1, 2), eligible())
    assert sorted(one.payload.name for one in opened.signed) == ["Ada", "Ben", "Cem"]
