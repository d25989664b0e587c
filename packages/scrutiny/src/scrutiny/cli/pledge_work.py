"""What `scrutiny pledge` does; no mathematics."""

from __future__ import annotations

import datetime as dt
import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from scrutiny.cli import files, pledge_files
from scrutiny.cli.pledge_files import Found
from scrutiny.cli.pledge_sentences import DONE, NOT_REACHED
from scrutiny.errors import Malformed, Refused, Unverified
from scrutiny.identity import age_keys
from scrutiny.pledge import cards, counting, manifest, opening, partials, sealing, trigger
from scrutiny.pledge.counting import Tally
from scrutiny.pledge.opening import Opening
from scrutiny.pledge.partials import Bundle
from scrutiny.pledge.payload import Eligible
from scrutiny.pledge.steps import Step

NOT_YET = (Step.TRIGGER_DEADLINE, Step.TRIGGER_NOTICES, Step.TRIGGER_COUNT)


def _say(chosen: Namespace, lines: Sequence[str], **data: Any) -> None:
    text = json.dumps(data, ensure_ascii=False) if chosen.json else "\n".join(lines)
    sys.stdout.write(text + "\n")


def _checked(chosen: Namespace) -> tuple[Found, Tally]:
    """Everything that does not depend on the count. Raises Unverified with the step, Refused `unrecorded`."""
    found = pledge_files.load(chosen)
    manifest.check(found.manifest)
    manifest.check_signatures(found.manifest, found.signatures)
    if found.whole.manifest is None:
        raise Refused("unrecorded")
    evidence = found.evidence
    return found, counting.count(found.manifest, evidence.board, evidence.served, evidence.countersigned)


def _counts(found: Found, tally: Tally) -> dict[str, Any]:
    return {
        "pledge": found.manifest.h.hex(),
        "count": tally.count,
        "threshold": found.manifest.terms.threshold,
        "withdrawn": len(tally.withdrawn),
        "uncounted": [{"hash": one.hash.hex(), "step": one.step, "code": one.code} for one in tally.uncounted],
        "deadline": found.manifest.terms.deadline,
    }


def _lines(found: Found, tally: Tally) -> list[str]:
    terms = found.manifest.terms
    until = dt.datetime.fromtimestamp(terms.deadline, dt.UTC).isoformat(timespec="minutes")
    return [
        f"Pledge {found.manifest.h.hex()}",
        f"{tally.count} of {terms.threshold} until {until}; {len(tally.withdrawn)} taken back.",
        *(f"  does not count: {one.hash.hex()[:16]} (step {one.step}, {one.code})" for one in tally.uncounted),
    ]


def check(chosen: Namespace) -> int:
    """Raises what is refused."""
    found, tally = _checked(chosen)
    held = pledge_files.codes(chosen.card)
    for card in held:
        cards.check(found.manifest, card)
    lines = [
        *_lines(found, tally),
        "The manifest holds, is signed by all dealers and trustees, and stands in the record.",
        *(f"Card {card.index} of deck {card.deck} holds." for card in held),
    ]
    _say(chosen, lines, verified=True, cards=len(held), **_counts(found, tally))
    return DONE


def count(chosen: Namespace) -> int:
    """Ends with 3 where the count is not reached, or not in time, or too few trustees have seen it. Raises the rest."""
    found, tally = _checked(chosen)
    missing, made = "", None
    try:
        made = trigger.triggered(found.manifest, found.evidence)
    except Unverified as error:
        if error.data["step"] not in NOT_YET:
            raise
        missing = error.code
    state = f"Reached. Trustees may open from {made.opens_from} on." if made else f"Not to be opened: {missing}."
    told = {"reached": made is not None, "opens": made.opens_from if made else None, "missing": missing}
    _say(chosen, [*_lines(found, tally), state], **told, **_counts(found, tally))
    return DONE if made else NOT_REACHED


def open(chosen: Namespace) -> int:  # noqa: A001 - the name of the command
    """Raises Refused `one-of-each`, `too-few-partials`; Unverified."""
    found, _tally = _checked(chosen)
    made = trigger.triggered(found.manifest, found.evidence)
    bundles = _bundles(found, chosen, _identity(found, chosen))
    members, tellers = pledge_files.keys(chosen.members), pledge_files.keys(chosen.tellers)
    opened = opening.open_all(made, bundles, Eligible(members, tellers or frozenset()))
    _say(chosen, _names(opened), **_opened(found, opened))
    return DONE


def _identity(found: Found, chosen: Namespace) -> str:
    """The age identity that unseals: of the cards, or of the committee."""
    if chosen.key:
        return (files.read_text(chosen.key).split() or [""])[-1]
    held = cards.one_of_each(found.manifest, pledge_files.codes(chosen.card))
    for card in held:
        cards.check(found.manifest, card)
    return age_keys.identity(sealing.reader_secret([card.seed for card in held], found.manifest.h))


def _bundles(found: Found, chosen: Namespace, identity: str) -> list[Bundle]:
    """Those that hold by themselves; wrong ones are passed over, and the opening says when they are too few."""
    read = []
    for content in pledge_files.sealed(chosen.folder, found.whole):
        try:
            read.append(partials.read(found.manifest, partials.unsealed_by(content, identity)))
        except (Refused, Malformed):
            continue
    return read


def _names(opened: Opening) -> list[str]:
    names = [f"{one.payload.name}, {one.payload.workplace}" for one in opened.signed]
    paper = [" (paper)" if one.payload.paper else "" for one in opened.signed]
    return [
        f"{len(opened.signed)} signed:",
        *(f"  {name}{mark}" for name, mark in zip(names, paper, strict=True)),
        *(f"Void: {one.entry.hex()[:16]} ({one.code})" for one in opened.void),
        *(f"Trustee {number} gave something that does not hold." for number in opened.refused),
    ]


def _opened(found: Found, opened: Opening) -> dict[str, Any]:
    signed = [
        {name: getattr(one.payload, name) for name in ("name", "workplace", "paper")} | {"entry": one.entry.hex()}
        for one in opened.signed
    ]
    void = [{"entry": one.entry.hex(), "code": one.code} for one in opened.void]
    return {"pledge": found.manifest.h.hex(), "signed": signed, "void": void, "refused": list(opened.refused)}
