"""Who is believed: logs, witnesses, and how many of them must have cosigned. Source: c2sp.org/tlog-policy."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from scrutiny.encoding import sha256
from scrutiny.errors import Malformed, Refused
from scrutiny.record import checkpoints, cosignatures
from scrutiny.record.checkpoints import Checkpoint
from scrutiny.record.notes import COSIGNATURE, ED25519, Note, VerifierKey, verifier_key

LONGEST_POLICY = 64 * 1024
NONE = "none"
_ALLOWED = re.compile(rb"[\x09\x0a\x20-\x7e\x80-\xff]*")


@dataclass(frozen=True)
class Log:
    key: VerifierKey
    url: str = ""


@dataclass(frozen=True)
class Witness:
    name: str
    key: VerifierKey
    url: str = ""


@dataclass(frozen=True)
class Group:
    """Cosigns when `needed` of its members do; members are names of witnesses and groups before it."""

    name: str
    needed: int
    members: tuple[str, ...]


Member: TypeAlias = Witness | Group


@dataclass(frozen=True)
class Policy:
    logs: tuple[Log, ...]
    members: Mapping[str, Member]
    quorum: str

    @property
    def witnesses(self) -> list[Witness]:
        return [one for one in self.members.values() if isinstance(one, Witness)]

    def _holds(self, name: str, seen: Collection[VerifierKey]) -> bool:
        found = self.members[name]
        if isinstance(found, Witness):
            return found.key in seen
        return sum(self._holds(member, seen) for member in found.members) >= found.needed

    def check_quorum(self, seen: Collection[VerifierKey]) -> None:
        """Raises Refused `quorum`."""
        if self.quorum != NONE and not self._holds(self.quorum, seen):
            raise Refused("quorum", seen=len(seen))

    def verify(self, content: bytes) -> tuple[Note, Checkpoint, dict[VerifierKey, int]]:
        """A checkpoint, and which witnesses cosigned it when. Raises Malformed, Refused."""
        note, found = checkpoints.verified(content, [log.key for log in self.logs])
        seen = cosignatures.verify(note, [witness.key for witness in self.witnesses])
        self.check_quorum(seen)
        return note, found, seen


def policy_hash(content: bytes) -> str:
    """What stands on a member's card: the first 16 hexadecimal digits of the SHA-256 of the file."""
    return sha256(content).hex()[:16]


def parse(content: bytes) -> Policy:
    """Raises Malformed `policy` with the number of the line, from 1."""
    if len(content) > LONGEST_POLICY or not _ALLOWED.fullmatch(content):
        raise Malformed("policy", line=0)
    reader = _Reader()
    for number, line in enumerate(content.decode("utf-8", "surrogateescape").split("\n"), 1):
        words = re.split("[ \t]+", line.strip(" \t"))
        if not words[0] or words[0].startswith("#"):
            continue
        try:
            reader.take(words)
        except (Malformed, Refused, ValueError) as error:
            raise Malformed("policy", line=number) from error
    if not reader.quorum:
        raise Malformed("policy", line=0)
    return Policy(tuple(reader.logs), reader.members, reader.quorum)


class _Reader:
    def __init__(self) -> None:
        self.logs: list[Log] = []
        self.members: dict[str, Member] = {}
        self.used: set[str] = set()
        self.quorum = ""

    def take(self, words: list[str]) -> None:
        kind, *rest = words
        {"log": self._log, "witness": self._witness, "group": self._group, "quorum": self._quorum}.get(
            kind, self._unknown
        )(rest)

    def _unknown(self, _rest: list[str]) -> None:
        raise Malformed("policy")

    def _log(self, rest: list[str]) -> None:
        text, url = self._last_optional(rest, 1)
        key = verifier_key(text[0])
        if key.kind != ED25519 or any(log.key.public == key.public for log in self.logs):
            raise Malformed("policy")
        self.logs.append(Log(key, url))

    def _witness(self, rest: list[str]) -> None:
        (name, text), url = self._last_optional(rest, 2)
        key = verifier_key(text)
        known = [one.key.public for one in self.members.values() if isinstance(one, Witness)]
        if key.kind != COSIGNATURE or key.public in known:
            raise Malformed("policy")
        self._name(name, Witness(name, key, url))

    def _last_optional(self, rest: list[str], needed: int) -> tuple[list[str], str]:
        if not needed <= len(rest) <= needed + 1:
            raise Malformed("policy")
        return rest[:needed], rest[needed] if len(rest) > needed else ""

    def _group(self, rest: list[str]) -> None:
        name, threshold, *members = rest
        needed = {"all": len(members), "any": 1}.get(threshold) or checkpoints.number(threshold)
        known = all(member in self.members and member not in self.used for member in members)
        if not known or len(set(members)) < len(members) or not 1 <= needed <= len(members):
            raise Malformed("policy")
        self.used |= set(members)
        self._name(name, Group(name, needed, tuple(members)))

    def _name(self, name: str, member: Member) -> None:
        if name == NONE or name in self.members:
            raise Malformed("policy")
        self.members[name] = member

    def _quorum(self, rest: list[str]) -> None:
        (name,) = rest
        if self.quorum or (name != NONE and name not in self.members):
            raise Malformed("policy")
        self.quorum = name


def written(logs: Collection[Log], witnesses: Collection[Witness], needed: int) -> bytes:
    """A policy in which so many of the witnesses must have cosigned; 0 for none."""
    lines = [" ".join(filter(None, ["log", str(log.key), log.url])) for log in logs]
    lines += [" ".join(filter(None, ["witness", one.name, str(one.key), one.url])) for one in witnesses]
    if needed:
        lines += [f"group witnesses {needed} {' '.join(one.name for one in witnesses)}", "quorum witnesses"]
    else:
        lines += ["quorum none"]
    return "".join(f"{line}\n" for line in lines).encode()
