"""Writes docs/protocol/vectors/pledges.json: a small pledge from its manifest to its names, and what must be refused.

Nothing in it is secret: all keys, cards and names are made up.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the pledge is the one of the library's tests

from packages.scrutiny.tests.pledge import stories
from packages.scrutiny.tests.pledge import test_attacks_on_entries as attacks
from packages.scrutiny.tests.pledge.stories import Record, World, eligible, member, seed_of

from scrutiny.pledge import cards, entries, opening, partials, promises, ristretto, sealing, statements, withdrawals
from scrutiny.pledge.entries import Draws, Entry, Signer
from scrutiny.pledge.trigger import Trigger
from scrutiny.randomness import allow_seeding, seeded

FILE = Path(__file__).resolve().parents[1] / "docs/protocol/vectors/pledges.json"
SIGNED = (("Ada", (1, 4)), ("Бен", (2, 2)), ("Cem", (3, 1)), ("Dov", (6, 6)))


def scalar(value: int) -> str:
    return ristretto.scalar_bytes(value).hex()


def entry_of(world: World, signer: Signer, indices: tuple[int, ...]) -> tuple[Entry, dict[str, Any]]:
    """With everything that was drawn, so that others make the same bytes."""
    draws: Draws = entries.draw(len(indices))
    held = world.pair(*indices)
    made = entries.make(world.manifest, held, signer, draws)
    return made, {
        "cards": [cards.second_code(card) for card in held],
        "name": signer.name,
        "workplace": signer.workplace,
        "paper": signer.paper,
        "seeds": [seed.hex() for seed in signer.seeds],
        "draws": {
            "decks": [scalar(r) for r in draws.decks],
            "trustees": scalar(draws.trustees),
            "proof": scalar(draws.proof),
        },
        "entry": bytes(made).hex(),
        "hash": made.hash().hex(),
        "short": entries.short_code(made.hash()),
        "reader": sealing.reader_secret([card.seed for card in held], world.manifest.h).hex(),
    }


def refused() -> list[dict[str, Any]]:
    found = []
    for step, attack in attacks.ATTACKS:
        whole, entry = attack()
        if whole.h == stories.world().manifest.h:
            found.append({"attack": attack.__name__, "step": int(step), "entry": bytes(entry).hex()})
    foreign = stories.other_world().entry("Ada", 1, 4)
    return [*found, {"attack": "of_another_pledge", "step": 21, "entry": bytes(foreign).hex()}]


def card_cases(world: World) -> list[dict[str, Any]]:
    return [
        {
            "deck": card.deck,
            "index": card.index,
            "share": scalar(card.share),
            "seed": card.seed.hex(),
            "code": cards.second_code(card),
            "groups": cards.groups(card),
        }
        for card in (world.cards[0][0], world.cards[1][5])
    ]


def opened(found: Trigger, bundles: list[partials.Bundle], names: list[str]) -> dict[str, Any]:
    made = opening.open_all(found, bundles, eligible(*names))
    return {
        "signed": [{"entry": one.entry.hex(), "name": one.payload.name} for one in made.signed],
        "void": [{"entry": one.entry.hex(), "code": one.code} for one in made.void],
    }


def trustees_part(world: World, record: Record) -> dict[str, Any]:
    found = record.trigger()
    bundles = [partials.make(found, share, [found], found.opens_from) for share in world.shares]
    plain = [statements.sign("partials", bytes(one), seed_of(f"trustee {one.trustee}")) + bytes(one) for one in bundles]
    notice = record.notices(2)[0]
    return {
        "shares": [scalar(share.secret) for share in world.shares],
        "act_seeds": [seed_of(f"trustee {share.trustee}").hex() for share in world.shares],
        "notice": {
            "trustee": notice.trustee, "size": notice.size, "root": notice.root.hex(), "shown": notice.shown,
            "signature": notice.signature.hex(),
        },
        "set": found.set_hash().hex(),
        "bundles": [one.hex() for one in plain],
        "opening": opened(found, bundles[1:], ["Ada", "Бен", "Cem", "Dov"]),
    }  # fmt: skip


def other_messages(world: World, first: Entry) -> dict[str, str]:
    h = world.manifest.h
    shown = withdrawals.make(world.manifest, world.pair(*first.indices), first.hash())
    promise = promises.promise(h, first.hash(), stories.DEADLINE - 600, seed_of("server"))
    return {
        "withdrawal": bytes(shown).hex(),
        "countersignature": withdrawals.countersign(bytes(shown), 2, 9, seed_of("trustee 2")).signature.hex(),
        "promise": promise.signature.hex(),
    }


def made() -> dict[str, Any]:
    world = stories.world()
    record = Record(world)
    listed, written = [], []
    for name, indices in SIGNED:
        entry, described = entry_of(world, member(name), indices)
        listed.append(entry)
        written.append(described)
    record.publish(*listed[:2])
    record.publish(*listed[2:])
    signed = world.signed
    return {
        "manifest": bytes(world.manifest).decode(),
        "h": world.manifest.h.hex(),
        "key": world.manifest.key.hex(),
        "parts": [part.hex() for part in world.manifest.parts],
        "signatures": {
            "dealers": [one.hex() for one in signed.dealers],
            "trustees": [one.hex() for one in signed.trustees],
        },
        "cards": card_cases(world),
        "entries": written,
        "refused": refused(),
        **other_messages(world, listed[0]),
        "record": [content.decode() for content in record.contents],
        "checkpoint": record.checkpoint().decode(),
        "policy": stories.POLICY.decode(),
        "trustees": trustees_part(world, record),
    }


def main(write: Callable[[str], Any] = FILE.write_text) -> None:
    allow_seeding()
    with seeded("pledges"):
        write(json.dumps(made(), ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
