"""`scrutiny bench`: how quickly this machine checks ballots, beside its cost of one power in each group."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Callable

AT_LEAST = 0.5  # seconds that are measured


def add(commands: _SubParsersAction[ArgumentParser]) -> None:
    found = commands.add_parser("bench", help="how quickly this machine checks ballots")
    found.add_argument("--json", action="store_true", help="for machines")
    found.set_defaults(run=run)


def run(chosen: Namespace) -> int:
    from scrutiny.groups import NAMES  # noqa: PLC0415 - keeps `--help` quick

    rows = [measured(name) for name in NAMES]
    if chosen.json:
        sys.stdout.write(json.dumps(rows) + "\n")
        return 0
    for row in rows:
        sys.stdout.write(
            f"{row['group']:<14} one power {row['power_us']:6.0f} us   a yes/no/blank ballot "
            f"{row['ballot_us']:7.0f} us   {row['ballots_per_second']:7,.0f} a second on one core ({row['way']})\n"
        )
    return 0


def measured(name: str) -> dict[str, str | float]:
    """The cost of one power, and of a ballot with a yes/no/blank question, in microseconds."""
    from scrutiny.elections import election as elections  # noqa: PLC0415 - keeps `--help` quick
    from scrutiny.elections.questions import Choose  # noqa: PLC0415
    from scrutiny.groups import by_name  # noqa: PLC0415
    from scrutiny.roles import authority, trustee, voter  # noqa: PLC0415
    from scrutiny.verify import batch, fast  # noqa: PLC0415

    group = by_name(name)
    _private, key = trustee.new_key(group)
    asked = (Choose("Shall we?", ("Yes", "No"), 1, 1, blank=True),)
    election = elections.make(group, key.key, asked, name="Bench", description="", uuid=elections.new_uuid())
    secrets = authority.make(group, election.uuid, 3).secrets
    ballots = [batch.Weighed(voter.vote(election, [secret], [[0, 1, 0]]), 1) for secret in secrets]
    many = ballots * (batch.FEW if name == "Ed25519" else 10)
    batch.check(election.content, many)
    ballot = _per_call(lambda: batch.check(election.content, many)) / len(many)
    power = _per_call(lambda: group.power(key.key, group.q - 12345))
    compiled = name == "Ed25519" and fast.is_available()
    return {
        "group": name,
        "power_us": power * 1e6,
        "ballot_us": ballot * 1e6,
        "ballots_per_second": 1 / ballot,
        "way": "compiled" if compiled else "plain" if name == "Ed25519" else "tuned",
    }


def _per_call(work: Callable[[], object]) -> float:
    """Seconds, over as many calls as take some time."""
    calls, start = 0, time.perf_counter()
    while (taken := time.perf_counter() - start) < AT_LEAST:
        work()
        calls += 1
    return taken / calls
