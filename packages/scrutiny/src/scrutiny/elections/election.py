"""The election itself: what every voter is asked, in which group, under which key. Specification 2.0, section 4.10."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property

from scrutiny.elections import questions
from scrutiny.elections.questions import Question, Rank
from scrutiny.elections.strict import compact, fields, items, parse, text, texts
from scrutiny.errors import Malformed
from scrutiny.groups import Element, Group, by_name
from scrutiny.randomness import random_below

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
UUID = re.compile(f"[{BASE58}]{{14,64}}")
FIELDS = (
    "version",
    "description",
    "name",
    "group",
    "public_key",
    "questions",
    "uuid",
    "administrator",
    "credential_authority",
)


def fingerprint(content: bytes) -> str:
    """Base64 of the SHA-256 without padding: how elections, ballots and lists are named in messages."""
    return base64.b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")


def new_uuid(length: int = 14) -> str:
    return "".join(BASE58[random_below(58)] for _ in range(length))


@dataclass(frozen=True)
class Election:
    """An election. `content` are its bytes, which never change; everything else is read from them."""

    content: bytes = field(repr=False)
    uuid: str
    name: str
    description: str
    group: Group
    public_key: Element
    questions: tuple[Question, ...]

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(self.content)

    @property
    def is_ranked(self) -> bool:
        """Whether there is a question that needs shuffles."""
        return any(isinstance(question, Rank) for question in self.questions)


def make(
    group: Group,
    public_key: Element,
    asked: tuple[Question, ...],
    *,
    name: str,
    description: str,
    uuid: str,
    administrator: str | None = None,
    credential_authority: str | None = None,
) -> Election:
    """Raises Malformed where `read` would."""
    made = {
        "version": 1,
        "description": description,
        "name": name,
        "group": group.name,
        "public_key": group.text(public_key),
        "questions": [question.to_json() for question in asked],
        "uuid": uuid,
        "administrator": administrator,
        "credential_authority": credential_authority,
    }
    return read(compact({name: value for name, value in made.items() if value is not None}))


def read(content: bytes) -> Election:
    """Raises Malformed `version`, `group`, `uuid`, `questions`, `ranked-group` and what its parts raise."""
    version, description, name, group_name, key, asked, uuid, *names = fields(parse(content), FIELDS, FIELDS[7:])
    if version != 1 or type(version) is not int:
        raise Malformed("version")
    group = by_name(text(group_name))
    texts([name for name in names if name is not None])
    if not isinstance(uuid, str) or not UUID.fullmatch(uuid):
        raise Malformed("uuid")
    election = Election(
        content=content,
        uuid=uuid,
        name=text(name),
        description=text(description),
        group=group,
        public_key=group.element(key),
        questions=tuple(questions.from_json(question) for question in items(asked)),
    )
    _check_questions(election)
    return election


def _check_questions(election: Election) -> None:
    if not election.questions:
        raise Malformed("questions")
    for question in election.questions:
        if not isinstance(question, Rank):
            continue
        if election.group.name == "BELENIOS-2048":
            raise Malformed("ranked-group")
        if len(question.answers) > election.group.longest_ranking:
            raise Malformed("answers")
