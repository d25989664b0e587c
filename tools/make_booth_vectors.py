"""Writes docs/protocol/vectors/booth.json: elections, credentials, and ballots that every booth must accept."""

from __future__ import annotations

import json
from pathlib import Path

from scrutiny.elections import election as elections
from scrutiny.elections.credentials import exponent, on_paper
from scrutiny.elections.election import Election
from scrutiny.elections.questions import Choose, Question, Rank
from scrutiny.groups import by_name
from scrutiny.randomness import allow_seeding, seeded
from scrutiny.roles.voter import Vote, vote

FILE = Path(__file__).resolve().parents[1] / "docs/protocol/vectors/booth.json"
UUID = "GroundSweLLBooth"
CREDENTIAL, OTHER = "DxkxUfVDu2R4WYMrTDzi7x", "ZwXzaYkLm9QqPRfTUbBn3w"
YES = Choose("Strike? «да» или “нет”", ("Yes", "No"), 1, 1, blank=True)
SEVERAL = Choose("Committee", ("a", "b", "c", "d", "e"), 0, 3)
ORDER = Rank("Order", ("x", "y", "z"))
CASES: tuple[tuple[str, tuple[tuple[Question, list[int]], ...]], ...] = (
    ("BELENIOS-2048", ((YES, [0, 1, 0]), (SEVERAL, [1, 0, 1, 1, 0]))),
    ("BELENIOS-2048", ((YES, [1, 0, 0]),)),
    ("Ed25519", ((YES, [0, 0, 1]), (SEVERAL, [0, 0, 0, 0, 0]), (ORDER, [2, 1, 255]))),
    ("Ed25519", ((YES, [1, 0, 0]),)),
    ("RFC-3526-2048", ((YES, [0, 0, 1]), (ORDER, [3, 1, 2]))),
)


def made(group_name: str, asked: tuple[Question, ...]) -> Election:
    """An election whose key has the secret 12345: nobody holds it with that."""
    group = by_name(group_name)
    key = group.power(group.g, 12345)
    return elections.make(group, key, asked, name="Vectors", description="Not a real election.", uuid=UUID)


def main() -> None:
    allow_seeding()
    written = []
    for number, (group_name, answered) in enumerate(CASES):
        election = made(group_name, tuple(question for question, _answer in answered))
        answers: Vote = [answer for _question, answer in answered]
        with seeded(f"booth {number}"):
            ballot = vote(election, [CREDENTIAL, OTHER] if number == 0 else [CREDENTIAL], answers)
        group = election.group
        written.append(
            {
                "election": election.content.decode(),
                "credentials": [CREDENTIAL, OTHER] if number == 0 else [CREDENTIAL],
                "public": group.text(group.power(group.g, exponent(group, UUID, CREDENTIAL))),
                "vote": answers,
                "ballot": ballot.decode(),
                "tracker": elections.fingerprint(ballot),
            }
        )
    slip = {"credential": CREDENTIAL, "on_paper": on_paper(CREDENTIAL)}
    FILE.write_text(json.dumps({"slip": slip, "ballots": written}, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
