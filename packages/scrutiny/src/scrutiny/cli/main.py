"""Arguments of `scrutiny` and where they lead. Heavy modules are imported by the command that needs them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from scrutiny.cli import bench, count, draw, election, petition, pledge, record


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="scrutiny", description="Check an organisation without trusting its server.")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    words = commands.add_parser("words", help="check ten words or numbers of a member's card, typed on standard input")
    words.set_defaults(run=run_words)
    count.add(commands)
    election.add(commands)
    record.add(commands)
    pledge.add(commands)
    petition.add(commands)
    draw.add(commands)
    bench.add(commands)
    return top


def run_words(_: argparse.Namespace) -> int:
    from scrutiny.errors import MistypedWords  # noqa: PLC0415 - keeps `--help` quick
    from scrutiny.identity.words import parse_card  # noqa: PLC0415

    try:
        parse_card(sys.stdin.read())
    except MistypedWords as error:
        sys.stderr.write(f"refused: {error}\n")
        return 1
    sys.stdout.write("These ten words belong together.\n")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit codes: 0 verified, 1 refused, 2 wrong usage."""
    top = parser()
    chosen = top.parse_args(arguments)
    if not chosen.command:
        top.print_help()
        return 2
    code: int = chosen.run(chosen)
    return code
