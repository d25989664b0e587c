"""`./run bench import_sheet [ROWS]`: a spreadsheet of 100,000 rows read, written and undone, on SQLite.

Beside a bare read of the same file by the same library in the same run. The peak memory is that of the whole process.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
FOLDER = tempfile.TemporaryDirectory()
os.environ.update(
    GROUNDSWELL_MODE="demo", GROUNDSWELL_DATA=FOLDER.name, DJANGO_SETTINGS_MODULE="groundswell.config.settings"
)
(Path(FOLDER.name) / "demo_filled_at").write_text("2026-05-04T06:00:00+00:00")

import django  # noqa: E402

django.setup()

import openpyxl  # noqa: E402
from _measure import peak_mb, timed  # noqa: E402
from django.core.management import call_command  # noqa: E402

from groundswell.charter.actions import adopt  # noqa: E402
from groundswell.kernel.actions import housekeeping  # noqa: E402
from groundswell.kernel.actor import HOST  # noqa: E402
from groundswell.record.actions import open_log  # noqa: E402
from groundswell.workplaces import importing  # noqa: E402
from groundswell.workplaces.models import Import, Unit  # noqa: E402
from scrutiny.organisation.charter import DEFAULTS  # noqa: E402
from scrutiny.randomness import random_bytes  # noqa: E402

HEADER = ["Employer", "City", "State", "Department", "Shift", "Employees", "Employee name", "Remarks"]
SHIFTS = ("Morning", "Evening", "Night", "Weekend")
TARGET_SECONDS, TARGET_MB = 60, 300


def make_sheet(path: Path, rows: int) -> None:
    """Rows of invented firms: a thousand and more enterprises with workplaces, departments and four shifts."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADER)
    for n in range(rows):
        firm, part = n // 80, n % 80
        place = [f"Works {firm} Inc.", f"City {part // 20}", "XX", f"Hall {part % 20 // 4}", SHIFTS[part % 4]]
        sheet.append([*place, 5 + n % 90, "A, B", "-"])
    book.save(path)


def bare_read(path: Path) -> int:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    return sum(1 for _row in book.worksheets[0].iter_rows(values_only=True))


def look(path: Path) -> Import:
    with path.open("rb") as file:
        return importing.keep(HOST, None, importing.open_sheet(file, path.name))


@housekeeping
def found_bare() -> None:
    """An organisation without members or units, so that nothing but the import is measured."""
    open_log(random_bytes(32).hex())
    adopt("Bench", DEFAULTS)


def beside(seconds: float, bare: float) -> str:
    return f"{seconds:6.1f} s  {seconds / bare:5.1f} x the bare read  peak {peak_mb():.0f} MB"


def main(rows: int) -> None:
    call_command("migrate", verbosity=0)
    found_bare()
    path = Path(FOLDER.name) / "list.xlsx"
    make_sheet(path, rows)
    before = peak_mb()
    _count, bare = timed(lambda: bare_read(path))
    print(f"{rows:,} rows; memory before {before:.0f} MB; bare read {bare:.1f} s")
    made, reading = timed(lambda: look(path))
    print(f"read and planned  {beside(reading, bare)}")
    importing.begin(HOST, made.id)
    _done, writing = timed(lambda: importing.run(made.id, lambda _done, _of: None))
    print(f"written           {beside(writing, bare)}, {Unit.objects.filter(key__isnull=False).count():,} units")
    whole, memory = reading + writing, peak_mb()
    mark = "reached" if whole < TARGET_SECONDS and memory < TARGET_MB else "missed"
    print(f"the whole import  {beside(whole, bare)}: {TARGET_SECONDS} s and {TARGET_MB} MB are {mark}")
    _undone, undoing = timed(lambda: importing.undo(HOST, made.id))
    print(f"undone            {beside(undoing, bare)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
