"""A sentence for what `scrutiny pledge` refuses: what happened, and what to do."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Callable

from scrutiny.errors import ScrutinyError

DONE, REFUSED, USAGE, NOT_REACHED, STOPPED = 0, 1, 2, 3, 130

SENTENCES = {
    "card": "This card was mistyped, or is none. Type it again.",
    "checksum": "Group {group} of the card was mistyped.",
    "commitments": "Deck {deck} has another number of commitments than the threshold.",
    "deadline": "Too few witnesses had signed before the deadline.",
    "equality": "Trustee {trustee} gave something that was not made with their share. Keep it: it proves that.",
    "index": "There is no card of that number.",
    "knowledge": "A proof that somebody knows a secret does not hold.",
    "length": "A card has {wanted} signs; here are {found}.",
    "letter": "Group {group} of the card has a sign that cards do not have.",
    "manifest": "This card is of another pledge, or you are shown another manifest. Keep the card and tell others.",
    "no-file": "{file} is missing.",
    "not-canonical": "The manifest is not written in the one form in which manifests are written.",
    "one-of-each": "One card of each deck is needed.",
    "other-policy": "The pledge was made with another list of witnesses.",
    "other-record": "The record is not the one that the checkpoint is about.",
    "polynomial": "A card would not do its part in the opening: the dealer cheats. Keep it and complain.",
    "quorum": "Too few witnesses have signed: {seen}.",
    "root": "The entries of the record are not those under the signed root.",
    "secret": "The cards that were played do not give the secret of deck {deck}.",
    "share": "This card does not agree with the manifest. Keep it and complain.",
    "signature": "Somebody who should have signed the manifest did not sign this one.",
    "slot": "This card does not agree with the manifest. Keep it and complain.",
    "too-few": "{count} have signed; {threshold} are needed.",
    "too-few-notices": "Too few trustees have said in time that they saw the count reached.",
    "too-few-partials": "Parts of {found} trustees could be read and hold; {needed} are needed.",
    "unrecorded": "The manifest is not in the record.",
    "unsigned": "Somebody who should have signed the manifest did not.",
}
NAMES = ("card", "count", "deck", "file", "found", "group", "needed", "seen", "threshold", "trustee", "wanted")


def sentence(error: ScrutinyError) -> str:
    """With the step, where there is one."""
    known = SENTENCES.get(error.code, f"This does not hold: {error.code}.")
    said = known.format(**{**dict.fromkeys(NAMES, "?"), **error.data})
    place = [f"{name} {error.data[name]}" for name in ("step", "line") if name in error.data]
    return f"Refused: {said}" + (f" ({', '.join(place)})" if place else "")


def guarded(run: Callable[[Namespace], int]) -> Callable[[Namespace], int]:
    """Every failure as a sentence and an exit code."""

    def wrapped(chosen: Namespace) -> int:
        try:
            return run(chosen)
        except ScrutinyError as error:
            if chosen.json:
                sys.stdout.write(json.dumps({"verified": False, "reason": error.code, **error.data}) + "\n")
            sys.stderr.write(sentence(error) + "\n")
            return USAGE if error.code in ("unreachable", "url") else REFUSED
        except OSError as error:
            sys.stderr.write(f"Could not use {error.filename or 'a file'}: {error.strerror}. Nothing was changed.\n")
            return USAGE
        except KeyboardInterrupt:
            sys.stderr.write("\nStopped. Nothing was changed.\n")
            return STOPPED

    return wrapped
