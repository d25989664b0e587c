"""`scrutiny election ...`: a whole election on files. Exit codes: 0 done, 1 refused, 2 usage, 3 no result yet."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

from scrutiny.cli import verify

Commands: TypeAlias = "_SubParsersAction[ArgumentParser]"


def later(module: str, name: str) -> Callable[[Namespace], int]:
    """A function of a module that is loaded only when the command is called."""

    def run(chosen: Namespace) -> int:
        from scrutiny.cli.sentences import guarded  # noqa: PLC0415 - keeps `--help` quick

        function: Callable[[Namespace], int] = getattr(import_module(f"scrutiny.cli.{module}"), name)
        return guarded(function)(chosen)

    return run


def command(commands: Commands, name: str, module: str, function: str, text: str) -> ArgumentParser:
    made = commands.add_parser(name, help=text, description=text)
    made.add_argument("--dir", type=Path, default=Path(), help="the folder of the election (default: this one)")
    made.add_argument("--json", action="store_true", help="say it for machines")
    made.set_defaults(run=later(module, function))
    return made


def add(commands: Commands) -> None:
    """Hang the command into those of `scrutiny`."""
    found = commands.add_parser("election", help="hold or check an election on files")
    parts = found.add_subparsers(dest="part", metavar="PART", required=True)
    _add_setup(parts)
    _add_trustees(parts)
    _add_voting(parts)
    verify.add(parts)


def _add_setup(parts: Commands) -> None:
    new = command(parts, "new", "election_setup", "new", "begin an election: its questions")
    new.add_argument("--name", required=True)
    new.add_argument("--description", default="")
    new.add_argument("--question")
    new.add_argument("--answers", help="separated by commas")
    new.add_argument("--min", type=int, default=1)
    new.add_argument("--max", type=int, default=1)
    new.add_argument("--blank", action="store_true", help="a blank vote is possible")
    new.add_argument("--ranked", action="store_true", help="every answer gets a rank or a grade")
    new.add_argument("--questions", type=Path, help="a file with several questions, as in the archive")
    new.add_argument("--group", choices=["BELENIOS-2048", "RFC-3526-2048", "Ed25519"])
    new.add_argument("--voters", type=int, default=0, help="how many there will be: chooses the group")
    made = parts.add_parser("credentials", help="credentials of the voters")
    kinds = made.add_subparsers(dest="kind", metavar="KIND", required=True)
    whole = command(kinds, "make", "election_setup", "credentials", "made by one authority")
    whole.add_argument("--count", type=int, required=True)
    whole.add_argument("--weights", type=Path, help="a file with one weight a line")
    half = command(kinds, "half", "election_setup", "half", "the half of one of two registrars")
    half.add_argument("--name", required=True)
    half.add_argument("--count", type=int, required=True)
    join = command(kinds, "join", "election_setup", "join", "the list from both halves")
    join.add_argument("one")
    join.add_argument("other")
    command(kinds, "check", "election_setup", "check_typed", "whether a credential was typed rightly (standard input)")
    command(parts, "open", "election_setup", "open_", "make the archive: voting begins")


def _add_trustees(parts: Commands) -> None:
    made = parts.add_parser("trustee", help="keys of the trustees")
    kinds = made.add_subparsers(dest="kind", metavar="KIND", required=True)
    command(kinds, "key", "election_trustees", "key", "a key without which nothing is opened")
    certify = command(kinds, "certify", "election_trustees", "certify", "a group of trustees, round 1")
    certify.add_argument("--size", type=int, required=True)
    certify.add_argument("--threshold", type=int, required=True)
    rounds = {
        "commit": "round 2, when all certificates are there",
        "share": "round 3, when all hashes are there",
        "check": "round 4, when all shares are there",
    }
    for name, text in rounds.items():
        command(kinds, name, "election_trustees", name, text)
    for name in ("certify", *rounds):
        kinds.choices[name].add_argument("--index", type=int, required=True, help="which trustee, from 1")
    command(kinds, "join", "election_trustees", "join", "round 5: the group's key")
    judge = command(kinds, "judge", "election_trustees", "judge", "who cheats, where there is a complaint")
    judge.add_argument("complaint", type=Path)


def _add_voting(parts: Commands) -> None:
    vote = command(parts, "vote", "election_voting", "vote", "make a ballot")
    vote.add_argument("--credential", required=True, help="a file with the credential, or - for standard input")
    vote.add_argument("--half", help="a file with the second registrar's half")
    vote.add_argument("--answers", required=True, help="such as '[[0,1],[1,0,0]]'")
    vote.add_argument("--out", type=Path)
    cast = command(parts, "cast", "election_voting", "cast", "take a ballot in")
    cast.add_argument("ballot", nargs="?", default="-")
    audit = command(
        parts, "audit", "election_voting", "audit", "whether a ballot that was opened holds what was chosen"
    )
    audit.add_argument("file", help="what the booth saved, or - for standard input")
    command(parts, "close", "election_voting", "close", "end the ballots and publish the encrypted tally")
    command(parts, "tally", "election_voting", "tally", "publish the tally where closing was cut off")
    shuffle = command(parts, "shuffle", "election_tally", "shuffle", "shuffle ranked answers")
    command(parts, "end-shuffles", "election_tally", "end_shuffles", "after the last shuffle")
    decrypt = command(parts, "decrypt", "election_tally", "decrypt", "a trustee's part of the decryption")
    decrypt.add_argument("--key", type=Path, required=True, help="the trustee's secret file")
    for one in (shuffle, decrypt):
        one.add_argument("--trustee", type=int, required=True, help="the trustee's number, from 1")
    command(parts, "result", "election_tally", "result", "join the parts and publish the result")
    command(parts, "show", "election_tally", "show", "what is in the archive")
    together = command(parts, "sum", "election_sum", "check", "whether the sum of several archives is right")
    together.add_argument("sum", type=Path, help="the file with the sum")
    together.add_argument("archives", nargs="+", type=Path, help="the .bel of every part")
    together.add_argument("--cores", type=int, default=0, help="how many cores to use (default: all)")
