"""`scrutiny draw FILE [--record RECORD]`: auditors, or a jury, drawn again from the list that members can fetch.

Exit codes: 0 the lot fell to these, 1 it did not, 2 wrong usage or unreachable.
"""

from __future__ import annotations

import argparse
import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrutiny.cli.record import guarded, policy_of, source_of
from scrutiny.errors import Malformed, Unverified

if TYPE_CHECKING:
    from scrutiny.verify.drawing import Drawing

LONGEST = 600_000_000  # bytes: three million members
SENTENCES = {
    "drawing": "The file is not that of a drawing.",
    "list": "The list in the file is not the one whose fingerprint was announced.",
    "lot": "The lot in the file is not the root of the record at the size that was named.",
    "drawn": "The lot did not fall to the places in the file.",
    "instead": "Somebody came in another's place who was not the next by lot.",
    "record": "The record says something else about this drawing.",
}


def add(commands: Any) -> None:
    made: argparse.ArgumentParser = commands.add_parser("draw", help="draw auditors or a jury again")
    made.add_argument("file", type=Path, help="drawing.json, as the page of auditors gives it to members")
    made.add_argument(
        "--record", default="", help="URL or folder of the record that announced it; it is verified first"
    )
    made.add_argument("--policy", type=Path, help="whom to believe (default: the record's own policy)")
    made.set_defaults(run=run)


def run(chosen: Namespace) -> int:
    from scrutiny.verify import drawing as drawings  # noqa: PLC0415 - keeps `--help` quick

    try:
        found = drawings.read(_loaded(chosen.file))
        drawings.check(found)
        if chosen.record and (code := guarded(lambda: _compared(chosen, found))):
            return code
    except (Malformed, Unverified) as error:
        sys.stderr.write(f"refused: {SENTENCES.get(error.code, str(error))}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"Could not use {error.filename or 'a file'}: {error.strerror}. Nothing was changed.\n")
        return 2
    sys.stdout.write(told(found, with_record=bool(chosen.record)))
    return 0


def _loaded(file: Path) -> Any:
    with file.open("rb") as source:
        content = source.read(LONGEST + 1)
    if len(content) > LONGEST:
        raise Malformed("drawing")
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Malformed("drawing") from error


def _compared(chosen: Namespace, found: Drawing) -> int:
    """The record is verified whole: it is what the drawing rests on."""
    from scrutiny.record.source import CHECKPOINT, Kept  # noqa: PLC0415 - keeps `--help` quick
    from scrutiny.verify import drawing as drawings  # noqa: PLC0415
    from scrutiny.verify import record  # noqa: PLC0415

    files = Kept(source_of(chosen.record), CHECKPOINT)
    report = record.verify(files, policy_of(chosen, files))
    try:
        drawings.check_against(found, files, report.state, report.size)
    except Unverified as error:
        sys.stderr.write(f"refused: {SENTENCES[error.code]}\n")
        return 1
    return 0


def told(found: Drawing, *, with_record: bool) -> str:
    """What was found, in sentences."""
    from scrutiny.verify import drawing as drawings  # noqa: PLC0415

    branches, workplaces = drawings.groups(found.people)
    people = len(found.people)
    lines = [f"{people} people are on the list, of {branches} branches and {workplaces} workplaces, as it is counted."]
    if not found.is_drawn:
        return "\n".join([*lines, f"Nothing is drawn before the record has {found.size} entries.", ""])
    later = sum(gone is not None for _place, gone in found.drawn)
    lines.append(f"The lot fell to {len(found.drawn) - later} of them, and then to {later} in the place of others.")
    if with_record:
        lines.append("The record announced this list and this size before anybody could know the lot.")
    else:
        lines.append(f"Compare with the record: fingerprint {found.listed.hex()},")
        lines.append(f"root at {found.size} entries {found.root.hex()}.")
    return "\n".join([*lines, ""])
