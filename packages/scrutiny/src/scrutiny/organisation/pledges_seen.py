"""Pledges as the public record shows them. What counts, and what opens, is worked out by `scrutiny.pledge`.

Codes of RuleBroken: `pledge-known` (announced twice, or one manifest twice), `pledge-unknown`, `pledge-over`,
`pledge-early` (a manifest before there are custodians).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scrutiny.errors import RuleBroken

OUTCOMES = frozenset({"opened", "missed", "void"})


@dataclass
class PledgeSeen:
    """`terms` is their hash once custodians are drawn."""

    deadline: dt.datetime
    terms: str = ""
    outcome: str = ""


@dataclass
class Pledges:
    """By their ids, and the hashes of manifests that are in the record."""

    announced: dict[str, PledgeSeen] = field(default_factory=dict)
    manifests: set[str] = field(default_factory=set)


def _announce(known: Pledges, effect: Mapping[str, Any]) -> None:
    for name in effect["pledges"]:
        if str(name) in known.announced:
            raise RuleBroken("pledge-known", pledge=name)
        known.announced[str(name)] = PledgeSeen(dt.datetime.fromisoformat(str(effect["deadline"])))


def _running(known: Pledges, effect: Mapping[str, Any]) -> PledgeSeen:
    found = known.announced.get(str(effect["id"]))
    if found is None:
        raise RuleBroken("pledge-unknown", pledge=effect["id"])
    if found.outcome:
        raise RuleBroken("pledge-over", pledge=effect["id"])
    return found


def _custodians(known: Pledges, effect: Mapping[str, Any]) -> None:
    found = _running(known, effect)
    if found.terms:
        raise RuleBroken("pledge-known", pledge=effect["id"])
    found.terms = str(effect["terms"])


def _custody(known: Pledges, effect: Mapping[str, Any]) -> None:
    if str(effect["id"]) not in known.announced:
        raise RuleBroken("pledge-unknown", pledge=effect["id"])


def _manifest(known: Pledges, effect: Mapping[str, Any]) -> None:
    if not any(one.terms for one in known.announced.values()):
        raise RuleBroken("pledge-early")
    if str(effect["pledge"]) in known.manifests:
        raise RuleBroken("pledge-known", pledge=effect["pledge"])
    known.manifests.add(str(effect["pledge"]))


def _about_manifest(known: Pledges, effect: Mapping[str, Any]) -> None:
    if str(effect["pledge"]) not in known.manifests:
        raise RuleBroken("pledge-unknown", pledge=effect["pledge"])


def _end(known: Pledges, effect: Mapping[str, Any]) -> None:
    if str(effect["outcome"]) not in OUTCOMES:
        raise RuleBroken("outcome", outcome=effect["outcome"])
    _running(known, effect).outcome = str(effect["outcome"])


PLEDGE_EFFECTS: dict[str, Callable[[Pledges, Mapping[str, Any]], None]] = {
    "pledge.announce": _announce,
    "pledge.call_off": _end,
    "pledge.custodians": _custodians,
    "pledge.custody": _custody,
    "pledge.end": _end,
    "pledge.entries": _about_manifest,
    "pledge.manifest": _manifest,
    "pledge.notice": _about_manifest,
    "pledge.sealed": _about_manifest,
    "pledge.voided": _about_manifest,
    "pledge.withdrawals": _about_manifest,
}
