"""`scrutiny petition count FILE`: a petition, counted from the file that its page gives to everyone.

Exit codes: 0 counted, 1 refused, 2 wrong usage. Whether enough have signed is said, and is no exit code: more can sign.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from scrutiny.errors import Malformed, ScrutinyError
from scrutiny.identity import signatures
from scrutiny.organisation.councils.petitions import KeyList, Kind, Petition, Signature, Tally, joined_tally

LONGEST = 400_000_000  # bytes: three million keys and signatures
SENTENCES = {
    "petition": "The petition in the file cannot be read.",
    "petition-keys": "The list of petition keys is not in order, or has something on it that is no key.",
    "not-on-the-list": "The list of keys is not the one that the petition names.",
    "other-question": "A petition that was joined asks something else.",
    "message": "The file says that other bytes were signed than the petition gives.",
}


def add(commands: Any) -> None:
    top = commands.add_parser("petition", help="count the signatures of a petition")
    parts = top.add_subparsers(dest="part", metavar="PART", required=True)
    made: argparse.ArgumentParser = parts.add_parser("count", help="count a petition from the file of its page")
    made.add_argument("file", type=Path, help="petition.json, as the site gives it")
    made.add_argument("--keys", default="", help="the digest of the list, from the record or from somebody you trust")
    made.add_argument("--json", action="store_true", help="print the figures as JSON")
    made.set_defaults(run=run)


@dataclass(frozen=True)
class Read:
    """What stands in the file. `parts` are the petition and those that were joined to it."""

    parts: list[tuple[Petition, list[Signature]]]
    keys: KeyList
    needed: int


def run(chosen: Namespace) -> int:
    try:
        found = read(_loaded(chosen.file))
        if chosen.keys and chosen.keys != found.keys.digest:
            raise Malformed("not-on-the-list")
        told(found, joined_tally(found.parts, found.keys), as_json=chosen.json)
    except (ScrutinyError, OSError, ValueError, KeyError, TypeError) as error:
        sys.stderr.write(f"refused: {_sentence(error)}\n")
        return 1
    return 0


def _loaded(file: Path) -> Mapping[str, Any]:
    with file.open("rb") as source:
        content = source.read(LONGEST + 1)
    if len(content) > LONGEST:
        raise Malformed("petition")
    found: Mapping[str, Any] = json.loads(content)
    return found


def _sentence(error: Exception) -> str:
    code = error.code if isinstance(error, ScrutinyError) else "petition"
    return SENTENCES.get(code, str(error))


def read(said: Mapping[str, Any]) -> Read:
    """Raises Malformed `petition`, `petition-keys`, `message`; ValueError, KeyError, TypeError for what is none."""
    keys = KeyList(tuple(signatures.unhex(str(one), 32, "petition-keys") for one in said["keys"]))
    parts = [_part(said), *(_part(other) for other in said["joined"])]
    return Read(parts, keys, int(said["needed"]))


def _part(said: Mapping[str, Any]) -> tuple[Petition, list[Signature]]:
    petition = _petition(said["petition"])
    if petition.message().hex() != said["message"]:
        raise Malformed("message")
    return petition, [_signature(one) for one in said["signatures"]]


def _signature(said: Mapping[str, Any]) -> Signature:
    return Signature(bytes.fromhex(said["key"]), bytes.fromhex(said["signature"]))


def _petition(said: Mapping[str, Any]) -> Petition:
    return Petition(
        id=UUID(said["id"]),
        kind=Kind(said["kind"]),
        org=said["org"],
        electorate=said["electorate"],
        keys=said["keys"],
        subject=UUID(said["subject"]) if said["subject"] else None,
        text=said["text"],
        opened=dt.date.fromisoformat(said["opened"]),
        closes=dt.date.fromisoformat(said["closes"]),
    )


def told(found: Read, tally: Tally, *, as_json: bool) -> None:
    figures = {
        "valid": tally.valid,
        "electors": len(found.keys.keys),
        "needed": found.needed,
        "strange": tally.strange,
        "repeated": tally.repeated,
        "false": tally.false,
        "keys": found.keys.digest,
    }
    if as_json:
        sys.stdout.write(json.dumps(figures) + "\n")
        return
    sys.stdout.write(f"{tally.valid} of {len(found.keys.keys)} electors have signed; {found.needed} are needed.\n")
    left_out = tally.strange + tally.repeated + tally.false
    if left_out:
        sys.stdout.write(
            f"Not counted: {tally.strange} by keys that are not on the list, {tally.repeated} second ones, "
            f"{tally.false} false ones.\n"
        )
    sys.stdout.write(f"Compare the digest of the list of keys with the record: {found.keys.digest}\n")
