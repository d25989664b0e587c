"""`scrutiny election shuffle|decrypt|result|show`: from the encrypted tally to the result."""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from scrutiny.cli import files
from scrutiny.cli.election_voting import walked
from scrutiny.cli.sentences import DONE, NO_RESULT
from scrutiny.elections import tally as tallies
from scrutiny.elections.archive import Writer
from scrutiny.elections.trustees import PublicKey
from scrutiny.errors import Malformed, Refused
from scrutiny.roles import assembler, trustee
from scrutiny.verify.election import Walk
from scrutiny.verify.report import for_people


def shuffle(chosen: Namespace) -> int:
    """One trustee shuffles the ranked answers; several do, one after the other."""
    with walked(chosen.dir, needed="shuffling") as walk:
        _owner(walk, chosen.trustee)
        made = trustee.shuffle(walk.election, walk.tally)
        writer = Writer.open(files.archive(chosen.dir))
        assembler.add_shuffle(writer, walk.election, chosen.trustee, walk.tally, made)
    files.tell(chosen.json, f"Trustee {chosen.trustee} has shuffled.", trustee=chosen.trustee)
    return DONE


def end_shuffles(chosen: Namespace) -> int:
    with walked(chosen.dir, needed="shuffling") as walk:
        if not walk.report.shuffles:
            raise Refused("order")
        assembler.end_shuffles(Writer.open(files.archive(chosen.dir)))
    files.tell(chosen.json, "The shuffles are ended.", shuffles=walk.report.shuffles)
    return DONE


def _owner(walk: Walk, number: int) -> PublicKey:
    """The trustee of that number. Raises Refused `no-trustee`."""
    found = [key for kind in walk.trustees.kinds for key in ([kind] if isinstance(kind, PublicKey) else kind.keys)]
    if not 1 <= number <= len(found):
        raise Refused("no-trustee", trustee=number, trustees=len(found))
    return found[number - 1]


def decrypt(chosen: Namespace) -> int:
    """One trustee's part. The whole archive is checked before: nobody decrypts what is no tally of the ballots."""
    with walked(chosen.dir, needed="tallied") as walk:
        key = _owner(walk, chosen.trustee)
        if chosen.trustee in walk.partials:
            raise Refused("repeated-decryption")
        private = private_key(chosen)
        partial = trustee.decrypt(walk.election, walk.tally, private, key)
        writer = Writer.open(files.archive(chosen.dir))
        assembler.add_partial(writer, walk.election, walk.trustees, chosen.trustee, walk.tally, partial)
    files.tell(chosen.json, f"Trustee {chosen.trustee} has decrypted.", trustee=chosen.trustee)
    return DONE


def private_key(chosen: Namespace) -> int:
    """The private key of a trustee's secret file. Raises Malformed `secret`."""
    value = files.read_json(chosen.key)
    private = value.get("private_key") if isinstance(value, dict) else value
    if not isinstance(private, str) or not private.isdecimal():
        raise Malformed("secret", file=chosen.key.name)
    return int(private)


def result(chosen: Namespace) -> int:
    """Join the parts of enough trustees and publish the result."""
    with walked(chosen.dir, needed="tallied") as walk:
        sized = walk.sized
        if sized is None:
            raise Refused("order")
        openings = tallies.opened(walk.trustees, walk.tally, walk.partials)
        found = tallies.result(walk.election, openings, sized.weight)
        Writer.open(files.archive(chosen.dir)).append("Result", tallies.result_to_bytes(found))
    return show(chosen)


def show(chosen: Namespace) -> int:
    """What is in the archive, checked to its end."""
    with walked(chosen.dir, adds=False) as walk:
        report = walk.report
    report.state = walk.at.phase
    sys.stdout.write(json.dumps(report.to_json(), ensure_ascii=False) + "\n" if chosen.json else for_people(report))
    return DONE if report.has_result else NO_RESULT
