"""Write docs/protocol/vectors/ballots.json: known answers for elections, the same at every run.

With `--check` nothing is written; it exits with 1 if the file would differ.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from scrutiny import randomness
from scrutiny.elections import credentials, trustees
from scrutiny.elections import election as elections
from scrutiny.elections.questions import Choose, Question, Rank
from scrutiny.groups import NAMES, Group, by_name
from scrutiny.roles import trustee, voter

TARGET = Path(__file__).resolve().parents[1] / "docs/protocol/vectors/ballots.json"
UUID = "8Q5mHxjz3rBwTk"
SECRETS = ("1" * 22, "zzzzzzzzzzzzzzzzzzzzzz", "4kXw9RtB2mHjN7pLqS3vYc")
VALUES = ([0], [1, 2, 3], [255, 0, 255])


def of_group(name: str) -> dict[str, Any]:
    group = by_name(name)
    exponents = (0, 1, 2, group.q - 1)
    return {
        "group": name,
        "order": str(group.q),
        "powers_of_the_generator": {str(n): group.text(group.power(group.g, n)) for n in exponents},
        "independent_generators": {str(n): group.text(group.generator(n)) for n in (-1, 0, 1, 2)},
        "ranked_values": [[values, group.text(group.encode(values))] for values in VALUES] if can_rank(name) else [],
        "credentials": [credential(group, secret) for secret in SECRETS],
        "election": election(group),
    }


def can_rank(name: str) -> bool:
    return name != "BELENIOS-2048"


def credential(group: Group, secret: str) -> dict[str, str]:
    exponent = credentials.exponent(group, UUID, secret)
    return {
        "secret": secret,
        "shown": credentials.spoken(secret),
        "on_paper": credentials.on_paper(secret),
        "exponent": str(exponent),
        "public": group.text(group.power(group.g, exponent)),
    }


def election(group: Group) -> dict[str, Any]:
    """A small election with one ballot, made with randomness that follows from the group's name."""
    asked: tuple[Question, ...] = (Choose("Shall we?", ("Yes", "No"), 1, 1, blank=True),)
    answers = [[0, 1, 0]]
    if can_rank(group.name):
        asked, answers = (*asked, Rank("In which order?", ("A", "B"))), [*answers, [2, 1]]
    with randomness.seeded(f"vectors {group.name}"):
        private, key = trustee.new_key(group)
        made = elections.make(group, key.key, asked, name="Vectors", description="", uuid=UUID)
        ballot = voter.vote(made, [SECRETS[2]], answers)
    return {
        "private_key": str(private),
        "trustees": trustees.Trustees(group, (key,)).to_bytes().decode(),
        "election": made.content.decode(),
        "fingerprint": made.fingerprint,
        "answers": answers,
        "ballot": ballot.decode(),
        "tracker": elections.fingerprint(ballot),
    }


def content() -> str:
    randomness.allow_seeding()
    return json.dumps({"uuid": UUID, "groups": [of_group(name) for name in NAMES]}, indent=1) + "\n"


def main() -> int:
    made = content()
    if "--check" in sys.argv[1:]:
        return 0 if TARGET.exists() and TARGET.read_text() == made else 1
    TARGET.write_text(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
