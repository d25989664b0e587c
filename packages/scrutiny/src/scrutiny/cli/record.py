"""`scrutiny record verify|mirror|witness|receipt|key`: checking a record, keeping a copy of it, being its witness."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrutiny.record.source import Source
    from scrutiny.verify.record import Report

VERIFIED, REFUSED, USAGE, STOPPED = 0, 1, 2, 130
POLICY_HELP = "whom to believe (default: the record's own policy; compare its hash with your card)"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    top = commands.add_parser("record", help="check the public record of an organisation, copy it, witness it")
    kinds = top.add_subparsers(dest="kind", metavar="COMMAND", required=True)
    verify = kinds.add_parser(
        "verify",
        help="check a record from its first entry to its last",
        description="Exit codes: 0 verified, 1 refused, 2 wrong usage or unreachable.",
    )
    verify.add_argument("record", help="its URL, such as https://example.org/record/, or a folder")
    verify.add_argument("--policy", type=Path, help=POLICY_HELP)
    verify.add_argument(
        "--since", type=Path, help="a checkpoint of an earlier check: nothing below it may have changed"
    )
    verify.add_argument("--openings", type=Path, help="private parts that were shown to you, one JSON object a line")
    verify.add_argument("--keep", type=Path, help="keep the checkpoint here when it holds, for the next --since")
    verify.add_argument("--json", action="store_true", help="the report for machines")
    verify.add_argument("--quiet", action="store_true", help="no progress on standard error")
    verify.set_defaults(run=run_verify)
    mirror = kinds.add_parser("mirror", help="keep a copy in a folder that can serve it")
    mirror.add_argument("record", help="URL or folder")
    mirror.add_argument("folder", type=Path)
    mirror.add_argument("--policy", type=Path, help=POLICY_HELP)
    mirror.add_argument("--quiet", action="store_true")
    mirror.set_defaults(run=run_mirror)
    key = kinds.add_parser("key", help="make the key of a witness")
    key.add_argument("file", type=Path)
    key.add_argument("--name", required=True, help="such as sister-union.example/witness")
    key.set_defaults(run=run_key)
    witness = kinds.add_parser("witness", help="sign that a record only grows, whenever it asks")
    witness.add_argument("--log", required=True, help="URL of the record")
    witness.add_argument("--log-key", help="the key of the log (default: the one its policy names now)")
    witness.add_argument("--key", required=True, type=Path, help="the file that `scrutiny record key` made")
    witness.add_argument("--listen", default="127.0.0.1:8765", help="where it can be asked (default 127.0.0.1:8765)")
    witness.set_defaults(run=run_witness)
    receipt = kinds.add_parser("receipt", help="check a receipt and, where there is an opening in it, show it")
    receipt.add_argument("receipt", type=Path)
    receipt.add_argument("--entry", type=Path, required=True, help="the public part of the entry")
    receipt.add_argument("--policy", type=Path, required=True)
    receipt.set_defaults(run=run_receipt)


def source_of(text: str) -> Source:
    from scrutiny.record.source import Folder  # noqa: PLC0415 - keeps `--help` quick
    from scrutiny.record.transport import Web  # noqa: PLC0415

    return Web(text) if "://" in text else Folder(Path(text))


def guarded(work: object) -> int:
    """Runs it; errors become sentences and exit codes."""
    from scrutiny.cli.record_sentences import sentence  # noqa: PLC0415 - keeps `--help` quick
    from scrutiny.errors import ScrutinyError  # noqa: PLC0415

    try:
        code: int = work()  # type: ignore[operator]
    except ScrutinyError as error:
        sys.stderr.write(sentence(error.code, error.data) + "\n")
        return USAGE if error.code in ("unreachable", "url") else REFUSED
    except OSError as error:
        sys.stderr.write(f"Could not use {error.filename or 'a file'}: {error.strerror}. Nothing was changed.\n")
        return USAGE
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Nothing was changed.\n")
        return STOPPED
    return code


def policy_of(chosen: argparse.Namespace, files: Source) -> bytes:
    from scrutiny.record.source import POLICY  # noqa: PLC0415

    return chosen.policy.read_bytes() if chosen.policy else files.fetch(POLICY)


class Shown:
    """Progress on standard error, at most once a second, only where somebody looks."""

    def __init__(self, quiet: bool) -> None:
        self.on, self.last = not quiet and sys.stderr.isatty(), 0.0

    def __call__(self, done: int, whole: int) -> None:
        instant = time.monotonic()
        if self.on and (instant - self.last > 1 or done == whole):
            self.last = instant
            sys.stderr.write(f"\r{done:,} of {whole:,} entries" + ("\n" if done == whole else ""))


def run_verify(chosen: argparse.Namespace) -> int:
    from scrutiny.errors import Unverified  # noqa: PLC0415

    def work() -> int:
        try:
            report = _verified(chosen)
        except Unverified as error:
            if chosen.json:
                sys.stdout.write(json.dumps({"verified": False, "reason": error.code, **error.data}) + "\n")
            raise
        text = json.dumps(report.to_json(), indent=1) + "\n" if chosen.json else for_people(report, chosen)
        sys.stdout.write(text)
        return VERIFIED

    return guarded(work)


def _verified(chosen: argparse.Namespace) -> Report:
    from scrutiny.cli import files as written  # noqa: PLC0415
    from scrutiny.record.source import CHECKPOINT, Kept  # noqa: PLC0415
    from scrutiny.verify import record  # noqa: PLC0415

    files = Kept(source_of(chosen.record), CHECKPOINT)
    openings = record.read_openings(chosen.openings.read_text().splitlines()) if chosen.openings else {}
    since = chosen.since.read_bytes() if chosen.since else None
    shown = Shown(chosen.quiet or chosen.json)
    report = record.verify(files, policy_of(chosen, files), since=since, openings=openings, progress=shown)
    if chosen.keep:
        written.write(chosen.keep, files.fetch(CHECKPOINT))
    return report


def _ended(checkpoint: str) -> str:
    origin, size, *_rest = [*checkpoint.split("\n"), "", ""]
    return f"It goes on from {origin}, which ended after a loss and had signed {size} entries.\n"


def _never_asked(report: Report) -> list[str]:
    """Nothing is refused: too few may keep keys. But whoever was to vote about it can ask why."""
    return [
        f"The rule {one.rule} fell back on {one.confirm_by}, and no ballot had asked whether it holds on. Ask why.\n"
        for one in report.never_asked
    ]


def _authors(report: Report) -> list[str]:
    if not report.verified:
        return []
    by = report.authors
    strange = f", {by.strange:,} by keys that are not among what was shown" if by.strange else ""
    return [
        f"  Of the acts that were shown, {by.signed:,} are signed by the member who did them{strange}; "
        f"{by.unsigned:,} follow by rule, were typed by the host, or prove themselves in another way.",
    ]


def for_people(report: Report, chosen: argparse.Namespace) -> str:
    state = report.state
    named = ", ".join(sorted(report.witnesses)) or "nobody"
    lines = [
        f"Record: {report.origin}",
        f"Entries: {report.size:,}, root {report.root}",
        f"Cosigned by: {named}",
        f"Policy: {report.policy}" + ("" if chosen.policy else " (the record's own: compare it with your card)"),
        "",
        "What was checked",
        "  The checkpoint is signed by the log, and by as many witnesses as the policy wants.",
        f"  Every one of the {report.size:,} entries is under its root, in this order, and so is every tile.",
        *([f"  Nothing changed below the older checkpoint: {report.since:,} entries."] if report.since else []),
        "  Every act is one that the rules allow after those before it.",
        f"  Of the private parts, {report.verified:,} were shown and agree, {report.sealed:,} are sealed, "
        f"{state.erased:,} are erased.",
        *_authors(report),
        "",
        f"Founded {state.founded}, last entry of {state.last_day}, {len(state.offices)} mandates so far, "
        + (f"{state.members:,} members." if state.members is not None else "fewer members than may be shown."),
        "",
        *[_ended(text) for text in state.ended],
        *_never_asked(report),
        "Verified.",
        "",
        "What it cannot say",
        "  Whether others are shown the same record: compare the root with somebody else's, or wait for witnesses.",
        "  What sealed entries say: those who may see them can check them with their openings.",
        "  Whether the server refused somebody: a refusal leaves no trace.",
        "",
    ]
    return "\n".join(lines)


def run_mirror(chosen: argparse.Namespace) -> int:
    from scrutiny.cli.record_mirror import mirror  # noqa: PLC0415

    def work() -> int:
        files = source_of(chosen.record)
        size = mirror(files, chosen.folder, policy_of(chosen, files), Shown(chosen.quiet))
        sys.stdout.write(f"Copied and verified: {size:,} entries in {chosen.folder}\n")
        return VERIFIED

    return guarded(work)


def run_key(chosen: argparse.Namespace) -> int:
    from scrutiny.cli import files as written  # noqa: PLC0415
    from scrutiny.identity.signatures import public_key  # noqa: PLC0415
    from scrutiny.randomness import random_bytes  # noqa: PLC0415
    from scrutiny.record.notes import COSIGNATURE, VerifierKey  # noqa: PLC0415

    def work() -> int:
        seed = random_bytes(32)
        key = VerifierKey(chosen.name, COSIGNATURE, public_key(seed))
        written.write_secret(chosen.file, f"{chosen.name}\n{seed.hex()}\n".encode())
        sys.stdout.write(f"{key}\n")
        return VERIFIED

    return guarded(work)


def run_witness(chosen: argparse.Namespace) -> int:
    from scrutiny.cli.record_witness import serve  # noqa: PLC0415

    return guarded(lambda: serve(chosen))


def run_receipt(chosen: argparse.Namespace) -> int:
    from scrutiny.cli.record_receipt import check  # noqa: PLC0415

    return guarded(lambda: check(chosen))
