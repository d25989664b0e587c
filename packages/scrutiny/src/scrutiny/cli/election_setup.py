"""`scrutiny election new|credentials|open`: what is asked, who may vote, and the archive."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

from scrutiny.cli import files
from scrutiny.cli.sentences import DONE
from scrutiny.elections import credentials as cards
from scrutiny.elections import election as elections
from scrutiny.elections import questions, trustees
from scrutiny.elections.strict import compact
from scrutiny.errors import Malformed, Refused
from scrutiny.groups import Group, by_name
from scrutiny.roles import assembler, authority

DRAFT, PUBLIC, SECRET = "draft.json", "credentials.json", "credentials.secret.txt"
LARGE = 20_000


def new(chosen: Namespace) -> int:
    """Write the draft: questions, group and identifier."""
    asked = _asked(chosen)
    ranked = any(isinstance(question, questions.Rank) for question in asked)
    group = chosen.group or ("RFC-3526-2048" if ranked else "BELENIOS-2048" if chosen.voters <= LARGE else "Ed25519")
    draft = {
        "uuid": elections.new_uuid(),
        "group": by_name(group).name,
        "name": chosen.name,
        "description": chosen.description,
        "questions": [question.to_json() for question in asked],
    }
    files.write_new(chosen.dir / DRAFT, compact(draft) + b"\n")
    files.tell(chosen.json, f"Draft of {chosen.name!r} in the group {group}: {draft['uuid']}", **draft)
    return DONE


def _asked(chosen: Namespace) -> list[questions.Question]:
    """The questions of a file, in the form of the specification, or the one that was given."""
    if chosen.questions:
        return [questions.from_json(one) for one in files.read_json(chosen.questions)]
    if not chosen.question or not chosen.answers:
        raise Malformed("questions")
    answers = [answer.strip() for answer in chosen.answers.split(",")]
    if chosen.ranked:
        return [questions.Rank(chosen.question, tuple(answers))]
    return [questions.Choose(chosen.question, tuple(answers), chosen.min, chosen.max, chosen.blank)]


def draft_of(folder: Path) -> tuple[dict[str, Any], Group]:
    draft = files.read_json(folder / DRAFT)
    return draft, by_name(draft["group"])


def credentials(chosen: Namespace) -> int:
    """Credentials made by one authority: the secret ones for the voters, the public list for all."""
    draft, group = draft_of(chosen.dir)
    weights = _weights(chosen)
    made = authority.make(group, draft["uuid"], chosen.count)
    files.write_secret(chosen.dir / SECRET, _slips(made.secrets))
    files.write_new(chosen.dir / PUBLIC, authority.public_list(group, made.publics, weights))
    files.tell(chosen.json, f"{chosen.count} credentials: {SECRET} is secret, {PUBLIC} is public.", count=chosen.count)
    return DONE


def _weights(chosen: Namespace) -> list[int] | None:
    if not chosen.weights:
        return None
    found = [int(line) for line in files.given(str(chosen.weights)).split() if line.isdigit() and int(line) > 0]
    if len(found) != chosen.count:
        raise Refused("weights", found=len(found), wanted=chosen.count)
    return found


def _slips(secrets: tuple[str, ...]) -> bytes:
    """One voter a line: number, and the credential as it stands on a slip."""
    return "".join(f"{n} {cards.on_paper(secret)}\n" for n, secret in enumerate(secrets, 1)).encode()


def half(chosen: Namespace) -> int:
    """One of two registrars makes halves: the hash is published first, and the halves when both hashes are out."""
    draft, group = draft_of(chosen.dir)
    made = authority.make(group, draft["uuid"], chosen.count)
    published = authority.halves(group, draft["uuid"], chosen.name, made)
    files.write_secret(chosen.dir / f"half-{chosen.name}.secret.txt", _slips(made.secrets))
    files.write_new(chosen.dir / f"half-{chosen.name}.json", published)
    files.write_new(chosen.dir / f"half-{chosen.name}.hash", authority.hash_of(published).encode() + b"\n")
    said = f"Publish half-{chosen.name}.hash now, and half-{chosen.name}.json when the other's hash is out."
    files.tell(chosen.json, said, hash=authority.hash_of(published))
    return DONE


def join(chosen: Namespace) -> int:
    """The public list from the halves of two registrars."""
    draft, group = draft_of(chosen.dir)
    found = []
    for name in (chosen.one, chosen.other):
        hashed = files.read(chosen.dir / f"half-{name}.hash").decode().strip()
        published = files.read(chosen.dir / f"half-{name}.json")
        found.append(authority.check_halves(group, draft["uuid"], name, hashed, published))
    publics = authority.joined(group, *found)
    files.write_new(chosen.dir / PUBLIC, authority.public_list(group, publics))
    files.tell(chosen.json, f"{len(publics)} credentials joined: {PUBLIC}", count=len(publics))
    return DONE


def check_typed(chosen: Namespace) -> int:
    """Whether a credential was typed rightly."""
    cards.parse(sys.stdin.readline())
    files.tell(chosen.json, "This is typed rightly.", ok=True)
    return DONE


def open_(chosen: Namespace) -> int:
    """The archive, from the draft, the keys of all trustees and the public list."""
    draft, group = draft_of(chosen.dir)
    found = trustees.Trustees(group, tuple(_kinds(group, chosen.dir)))
    asked = tuple(questions.from_json(one) for one in draft["questions"])
    election = elections.make(
        group, found.public_key(), asked, name=draft["name"], description=draft["description"], uuid=draft["uuid"]
    )
    listed = files.read(chosen.dir / PUBLIC)
    count = sum(1 for _entry in cards.read_entries(group, [listed]))
    path = chosen.dir / f"{election.uuid}.bel"
    if path.exists():
        raise Refused("election-open")
    assembler.open_archive(path, int(time.time()), election, found, listed)
    said = f"Open: {path.name}, {count} voters, fingerprint {election.fingerprint}"
    files.tell(chosen.json, said, archive=path.name, voters=count, fingerprint=election.fingerprint)
    return DONE


def _kinds(group: Group, folder: Path) -> list[trustees.Kind]:
    """The single trustees in the order of their numbers, then the group of trustees, if there is one."""
    kinds: list[trustees.Kind] = []
    number = 1
    while (path := folder / f"trustee-{number}.json").exists():
        kinds.append(trustees.public_key(group, files.read_json(path)))
        number += 1
    shared = folder / "trustees.json"
    if shared.exists():
        kinds += trustees.read(group, files.read(shared).strip()).kinds
    if not kinds:
        raise Refused("no-file", file="trustee-1.json")
    return kinds
