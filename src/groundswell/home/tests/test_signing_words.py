"""Every act that a person signs has a sentence on the page that signs, and everything in it a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

from groundswell.record.said import LABELS, SAID
from scrutiny.organisation.acts import REGISTRY

PROVED_OTHERWISE = {"key.register", "key.rotate", "key.return.ask", "key.return.cancel", "key.return.settle"}
CONSEQUENCES = {
    "ballot.board",
    "ballot.certify",
    "ballot.custodians",
    "ballot.list",
    "ballot.replace",
    "charter.change",
    "council.call",
    "member.admit",
    "mandate.end",
    "mandate.give",
    "petition.join",
    "petition.keys",
    "petition.list",
    "petition.open",
    "petition.sign",
    "petition.tally",
    "pledge.custodians",
    "pledge.end",
    "pledge.entries",
    "pledge.manifest",
    "pledge.notice",
    "pledge.sealed",
    "pledge.withdrawals",
    "review.settle",
    "record.continue",
    "recall.openly",
    "record.draw",
    "record.drawn",
    "record.erase",
    "vote.instructed",
}


def names(part: Any) -> Iterator[str]:
    hints = get_type_hints(part)
    for item in fields(part):
        yield item.name
        for inner in (hints[item.name], *get_args(hints[item.name])):
            if isinstance(inner, type) and is_dataclass(inner):
                yield from names(inner)


def test_every_act_of_a_person_has_a_sentence_in_the_first_person() -> None:
    assert set(SAID) == set(REGISTRY) - PROVED_OTHERWISE - CONSEQUENCES


def test_everything_in_them_has_a_name() -> None:
    used = {name for kind in SAID for name in names(REGISTRY[kind])}
    assert used <= set(LABELS)
    assert set(LABELS) - used == {"merges"}  # stands in what is proposed about a list
