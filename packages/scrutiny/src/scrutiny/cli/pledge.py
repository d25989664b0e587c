"""`scrutiny pledge check|count|open`: a threshold pledge, checked and opened by whoever has the right to.

Exit codes: 0 all holds (`count`: the count is reached), 1 refused, 2 wrong usage, 3 the count is not reached.
"""

from __future__ import annotations

import argparse
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from importlib import import_module
from pathlib import Path


def add(commands: argparse._SubParsersAction[ArgumentParser]) -> None:
    top = commands.add_parser("pledge", help="check, count and open a threshold pledge")
    parts = top.add_subparsers(dest="part", metavar="COMMAND", required=True)
    check = _command(parts, "check", "check the manifest, its place in the record, every entry, and cards")
    check.add_argument("--card", help="a file with second codes, one a line; - for standard input")
    _command(parts, "count", "work out the count, and whether it was reached in time and trustees saw it")
    opened = _command(parts, "open", "open a pledge whose trustees have given their parts")
    opened.add_argument("--card", help="a file with the second codes of your cards; - for standard input")
    opened.add_argument("--key", type=Path, help="instead of cards: a file with the committee's age identity")
    opened.add_argument("--members", type=Path, help="public act keys of those who are asked, one a line")
    opened.add_argument("--tellers", type=Path, help="public act keys of the tellers for paper, one a line")


def _command(parts: argparse._SubParsersAction[ArgumentParser], name: str, text: str) -> ArgumentParser:
    made = parts.add_parser(name, help=text, description=text)
    made.add_argument("folder", type=Path, help="the folder of the pledge, as the site gives it")
    made.add_argument("--record", help="URL or folder of the record (default: `record` in the folder)")
    made.add_argument("--policy", type=Path, help="whom to believe (default: `policy` in the folder)")
    made.add_argument("--json", action="store_true", help="say it for machines")
    made.set_defaults(run=_later(name))
    return made


def _later(name: str) -> Callable[[Namespace], int]:
    def run(chosen: Namespace) -> int:
        from scrutiny.cli.pledge_sentences import guarded  # noqa: PLC0415 - keeps `--help` quick

        function: Callable[[Namespace], int] = getattr(import_module("scrutiny.cli.pledge_work"), name)
        return guarded(function)(chosen)

    return run
