"""`scrutiny election verify`: check an archive, with progress, on one core, all cores or a cluster."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from scrutiny.parallel import Spread
    from scrutiny.verify.election import Walk
    from scrutiny.verify.report import Report

VERIFIED, REFUSED, USAGE, NO_RESULT = 0, 1, 2, 3
KEEP_EVERY = 60.0
SHOW_EVERY = 1.0


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Hang the command into those of `scrutiny election`."""
    found = commands.add_parser(
        "verify",
        help="check an archive from its first byte to its result",
        description="Exit codes: 0 verified, 1 refused, 2 wrong usage, 3 it holds so far but there is no result yet.",
    )
    found.add_argument("archive", nargs="?", type=Path, help="the .bel file, or a folder with one (default: here)")
    found.add_argument("--since", type=Path, help="an older copy, or a checkpoint: nothing of it may have been removed")
    found.add_argument("--checkpoint", type=Path, help="keep here how far the check has come, and go on from there")
    found.add_argument("--cores", type=int, default=0, help="how many cores to use (default: all)")
    found.add_argument("--scheduler", default="", help="spread the work over a Dask cluster, tcp://HOST:PORT")
    found.add_argument("--json", action="store_true", help="the report for machines")
    found.add_argument("--quiet", action="store_true", help="no progress on standard error")
    found.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    from scrutiny.errors import Malformed, Unverified  # noqa: PLC0415 - keeps `--help` quick

    try:
        path = _archive(chosen.archive)
        report = _check(chosen, path)
    except Unverified as error:
        return _refused(chosen, error.code, error.data)
    except Malformed as error:
        return _refused(chosen, error.code, error.data)
    except OSError as error:
        sys.stderr.write(f"Could not read {error.filename or 'a file'}: {error.strerror}. Nothing was changed.\n")
        return USAGE
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. With --checkpoint FILE the next check goes on where this one was.\n")
        return 130
    _tell(chosen, report)
    return VERIFIED if report.has_result else NO_RESULT


def _archive(given: Path | None) -> Path:
    if given is not None and not given.is_dir():
        return given
    found = sorted((given or Path()).glob("*.bel"))
    if len(found) != 1:
        raise FileNotFoundError(2, "name the archive: there is not exactly one here", str((given or Path()) / "*.bel"))
    return found[0]


def _check(chosen: argparse.Namespace, path: Path) -> Report:
    from scrutiny import parallel  # noqa: PLC0415 - keeps `--help` quick

    with path.open("rb") as file, parallel.on(chosen.cores or None, chosen.scheduler) as spread:
        return _walked(chosen, file, spread)


def _walked(chosen: argparse.Namespace, file: BinaryIO, spread: Spread) -> Report:
    from scrutiny.verify import checkpoint  # noqa: PLC0415 - keeps `--help` quick
    from scrutiny.verify.election import Walk  # noqa: PLC0415

    prefix, kept_at = checkpoint.Prefix(), Now()

    def keep(walk: Walk) -> None:
        checkpoint.save(walk, prefix, chosen.checkpoint)

    saved = keep if chosen.checkpoint else None
    walk = Walk(file, spread, _shown(chosen), saved, lambda: kept_at.has_passed(KEEP_EVERY))
    older = chosen.since and _is_archive(chosen.since)
    since = 0
    if older:
        with chosen.since.open("rb") as before:
            since = checkpoint.check_grown(before, file)
    elif chosen.since:
        checkpoint.load(walk, prefix, chosen.since)
    elif chosen.checkpoint and chosen.checkpoint.exists():
        checkpoint.load(walk, prefix, chosen.checkpoint)
    report = walk.run()
    report.since = report.since or since
    return report


def _is_archive(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(8) == b"BELENIOS"


class Now:
    """A clock that says when so many seconds have passed since it last said so."""

    def __init__(self) -> None:
        self.last = time.monotonic()

    def has_passed(self, seconds: float) -> bool:
        if time.monotonic() - self.last < seconds:
            return False
        self.last = time.monotonic()
        return True


class _shown:  # noqa: N801 - a function with a memory
    """Progress on one line of standard error, once a second, only where somebody is looking."""

    def __init__(self, chosen: argparse.Namespace) -> None:
        self.on = not chosen.quiet and not chosen.json and sys.stderr.isatty()
        self.since = Now()

    def __call__(self, at: int, of: int) -> None:
        if self.on and self.since.has_passed(SHOW_EVERY):
            sys.stderr.write(f"\r{at * 100 // max(of, 1):3d} % of {of:,} bytes")
            if at == of:
                sys.stderr.write("\n")
            sys.stderr.flush()


def _tell(chosen: argparse.Namespace, report: Report) -> None:
    from scrutiny.verify.report import for_people  # noqa: PLC0415 - keeps `--help` quick

    text = json.dumps(report.to_json(), ensure_ascii=False, indent=1) + "\n" if chosen.json else for_people(report)
    sys.stdout.write(text)


def _refused(chosen: argparse.Namespace, reason: str, data: dict[str, str | int]) -> int:
    if chosen.json:
        sys.stdout.write(json.dumps({"verified": False, "reason": reason, **data}) + "\n")
    else:
        sys.stdout.write(_sentence(reason, data))
    return REFUSED


def _sentence(reason: str, data: dict[str, str | int]) -> str:
    from scrutiny.verify.steps import Step  # noqa: PLC0415 - keeps `--help` quick

    lines = ["Refused: this archive does not hold."]
    if "step" in data:
        step = Step(int(data["step"]))
        lines.append(f"  step {int(step)}: {step.name.lower().replace('_', ' ')}")
    lines.append(f"  reason: {reason}")
    rest = {name: value for name, value in data.items() if name != "step"}
    lines += [f"  {name}: {value}" for name, value in rest.items()]
    lines.append("Keep this file, and tell the other members and the trustees. Do not act on its result.")
    return "\n".join(lines) + "\n"
