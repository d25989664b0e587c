"""`scrutiny count`: count a file of ballots by a rule, and say what came out in text, JSON, CSV or as a picture."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrutiny.counting.profile import Profile
    from scrutiny.counting.reading import Reading
    from scrutiny.counting.stages import Result

RULES = ("scottish", "meek", "schulze", "approval", "judgment")
COUNTED, REFUSED, USAGE = 0, 1, 2


class WrongUsageError(Exception):
    """The command cannot be carried out as it was given; the text says why."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Hang the command `count` into the arguments of `scrutiny`."""
    parser = commands.add_parser(
        "count",
        help="count a file of ballots (.blt, or PrefLib's .soi) by a published rule",
        description="Exit codes: 0 counted, 1 refused, 2 wrong usage.",
    )
    parser.add_argument("file", metavar="FILE", help="the ballots; - for standard input")
    parser.add_argument("--rule", required=True, choices=RULES)
    parser.add_argument("--seats", type=int, metavar="N", help="another number of seats than the file's")
    parser.add_argument("--lots", metavar="SEED_HEX", help="the seed of the lots, agreed before the votes were known")
    parser.add_argument("--most", type=int, metavar="N", help="approval: papers with more marks are invalid")
    parser.add_argument("--grades", metavar="A,B,...", help="judgment: the grades of the ranks, the best first")
    parser.add_argument("--countback", metavar="CANDIDATE", help="fill the seat that this elected candidate left")
    parser.add_argument("--unavailable", metavar="CANDIDATE", action="append", default=[], help="not for the countback")
    out = parser.add_mutually_exclusive_group()
    out.add_argument("--json", action="store_true", help="every figure as JSON")
    out.add_argument("--csv", action="store_true", help="a table for a spreadsheet")
    out.add_argument("--svg", metavar="OUT", help="write a picture of the count")
    out.add_argument("--blt", metavar="OUT", help="write the ballots, as they were read, in clean form")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit codes: 0 counted, 1 refused, 2 wrong usage."""
    from scrutiny.counting.sentences import remark_sentence, sentence  # noqa: PLC0415 - keeps `--help` quick
    from scrutiny.errors import ScrutinyError  # noqa: PLC0415

    try:
        reading = _read(arguments)
        for remark in reading.remarks:
            sys.stderr.write(f"note: {remark_sentence(remark)}.\n")
        _deliver(arguments, reading.profile, _count(arguments, reading.profile))
    except WrongUsageError as error:
        sys.stderr.write(f"scrutiny count: {error}.\n")
        return USAGE
    except ScrutinyError as error:
        sys.stderr.write(f"refused: {sentence(error)}.\n")
        return REFUSED
    except KeyboardInterrupt:
        sys.stderr.write("scrutiny count: interrupted.\n")
        return REFUSED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody listens: let the exit find no pipe
        return REFUSED
    except OSError as error:
        sys.stderr.write(f"scrutiny count: {error.filename or 'output'}: {error.strerror}.\n")
        return USAGE
    return COUNTED


def _read(arguments: argparse.Namespace) -> Reading:
    from scrutiny.counting import blt, soi  # noqa: PLC0415
    from scrutiny.counting.profile import MOST_SEATS  # noqa: PLC0415
    from scrutiny.counting.reading import MOST_BYTES, Reading  # noqa: PLC0415

    seats: int | None = arguments.seats
    if seats is not None and not 1 <= seats <= MOST_SEATS:
        raise WrongUsageError(f"--seats must be between 1 and {MOST_SEATS}")
    if arguments.file == "-":
        data = sys.stdin.buffer.read(MOST_BYTES + 1)
    else:
        with Path(arguments.file).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    if Path(arguments.file).suffix.lower() in {".soi", ".soc", ".toi", ".toc"}:
        return soi.read(data, seats or 1)
    reading = blt.read(data)
    return Reading(reading.profile.with_seats(seats), reading.remarks) if seats else reading


def _count(arguments: argparse.Namespace, profile: Profile) -> Result:
    from scrutiny.counting import judgment, rules, vacancy  # noqa: PLC0415

    for option, rule in (("most", "approval"), ("grades", "judgment")):
        if getattr(arguments, option) is not None and arguments.rule != rule:
            raise WrongUsageError(f"--{option} is for --rule {rule}")
    if arguments.most is not None and arguments.most < 1:
        raise WrongUsageError("--most must be 1 or more")
    seed = _seed(arguments.lots)
    if arguments.countback is None:
        if arguments.unavailable:
            raise WrongUsageError("--unavailable is for --countback")
        grades = judgment.GRADES if arguments.grades is None else tuple(arguments.grades.split(","))
        return rules.count(profile, arguments.rule, seed, arguments.most, grades)
    if arguments.rule not in vacancy.HOLDERS:
        raise WrongUsageError(f"--countback is for --rule {' or '.join(vacancy.HOLDERS)}")
    former = _candidate(profile, arguments.countback)
    unavailable = frozenset(_candidate(profile, name) for name in arguments.unavailable)
    return vacancy.countback(profile, former, arguments.rule, seed, unavailable)


def _seed(text: str | None) -> bytes | None:
    from scrutiny.counting.lots import seed_from_hex  # noqa: PLC0415
    from scrutiny.counting.sentences import sentence  # noqa: PLC0415
    from scrutiny.errors import Malformed  # noqa: PLC0415

    try:
        return None if text is None else seed_from_hex(text)
    except Malformed as error:
        raise WrongUsageError(sentence(error)) from error


def _candidate(profile: Profile, text: str) -> int:
    """A candidate by name, by a beginning that only one name has, or by number."""
    names = [name.casefold() for name in profile.candidates]
    wanted = " ".join(text.split()).casefold()
    if wanted in names:
        return names.index(wanted)
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= 6 and 1 <= int(wanted) <= len(names):
        return int(wanted) - 1
    fitting = [index for index, name in enumerate(names) if wanted and name.startswith(wanted)]
    if len(fitting) != 1:
        raise WrongUsageError(f'"{text}" names {len(fitting)} candidates; they are: {"; ".join(profile.candidates)}')
    return fitting[0]


def _deliver(arguments: argparse.Namespace, profile: Profile, result: Result) -> None:
    from scrutiny.counting import blt, picture, report, stages  # noqa: PLC0415

    if arguments.svg is not None:
        write_whole(Path(arguments.svg), picture.draw(result))
    elif arguments.blt is not None:
        write_whole(Path(arguments.blt), blt.write(profile))
    elif arguments.json:
        sys.stdout.buffer.write(stages.json_text(result).encode())
    elif arguments.csv:
        sys.stdout.buffer.write(report.as_csv(result).encode())
    else:
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(report.as_text(result).encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()


def write_whole(path: Path, text: str) -> None:
    """Write the file entirely or not at all: into a file beside it, which then takes its place."""
    if not path.name:
        raise WrongUsageError("there is no name for the file to write")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
