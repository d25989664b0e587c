"""`./run manage import_workplaces FILE`: a list of workplaces, read and written by whoever runs the server.

The record says that the host did it. `--dry-run` reads and reports, and writes nothing.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management import BaseCommand, CommandError

from groundswell.charter.queries import is_founded
from groundswell.kernel.actor import HOST
from groundswell.kernel.errors import DomainError
from groundswell.workplaces import importing
from groundswell.workplaces.lists.columns import Column, Role
from groundswell.workplaces.lists.plan import SENTENCES, Plan

SHOWN = 40
STOPPED = "Stopped. What was written is kept: go on with --go-on, or take it back with --undo."
NOT_FOUNDED = "The organisation is not founded yet: there is no record into which this could be written."


class Command(BaseCommand):
    help = "Import workplaces, headcounts and tests of strength from an XLSX or CSV file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default="")
        parser.add_argument("--dry-run", action="store_true", help="report what would be done, and write nothing")
        parser.add_argument("--mapping", default="", help='meanings of columns, such as "Firm=enterprise,Town=city"')
        parser.add_argument("--under", default="", help="the id of the unit under which the list stands")
        parser.add_argument("--all", action="store_true", help="list every problem and every likely pair")
        parser.add_argument("--undo", default="", help="the id of an import that shall be taken back as a whole")
        parser.add_argument("--go-on", default="", help="the id of an import that was cut off")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            self.act(options)
        except DomainError as error:
            raise CommandError(f"{error.sentence} {error.kept} {error.advice}".strip()) from error
        except KeyboardInterrupt as error:
            raise CommandError(STOPPED) from error

    def act(self, options: dict[str, Any]) -> None:
        if options["undo"]:
            importing.undo(HOST, self.import_id(options["undo"]))
            self.stdout.write("The import was taken back; the tables are as they were before it.")
        elif options["go_on"]:
            self.write(self.import_id(options["go_on"]))
        elif options["dry_run"]:
            self.look(options)
        else:
            self.adopt(options)

    def import_id(self, text: str) -> UUID:
        try:
            return UUID(text)
        except ValueError as error:
            raise CommandError(f"{text!r} is not the id of an import.") from error

    def path(self, options: dict[str, Any]) -> Path:
        path = Path(options["file"])
        if not path.is_file():
            raise CommandError(f"There is no file {str(path)!r}. Nothing was changed.")
        return path

    def look(self, options: dict[str, Any]) -> None:
        with self.path(options).open("rb") as file:
            reading = importing.open_sheet(file, mapping=options["mapping"])
            self.read_all(reading)
        self.report(reading.plan, reading.columns, everything=options["all"])
        self.stdout.write("Nothing was written.")

    def adopt(self, options: dict[str, Any]) -> None:
        if not is_founded():
            raise CommandError(
                "The organisation is not founded yet: there is no record into which this could be written."
            )
        path = self.path(options)
        under = self.import_id(options["under"]) if options["under"] else None
        with path.open("rb") as file:
            reading = importing.open_sheet(file, path.name, options["mapping"])
            self.read_all(reading)
            made = importing.keep(HOST, under, reading)
        self.stdout.write(f"Import {made.id}: {made.counts}")
        importing.begin(HOST, made.id)
        self.write(made.id)

    def write(self, import_id: UUID) -> None:
        importing.run(import_id, lambda done, of: self.stderr.write(f"written {done} of {of}"))
        self.stdout.write(f"Done. To take it back: ./run manage import_workplaces --undo {import_id}")

    def read_all(self, reading: importing.Reading) -> None:
        for row in reading:
            if row % 10_000 == 0:
                self.stderr.write(f"read {row} rows")

    def report(self, plan: Plan, columns: tuple[Column, ...], *, everything: bool) -> None:
        used = [f"{c.header} = {c.role}" for c in columns if c.role is not Role.IGNORE]
        pairs = [f"{pair.score} %: {pair.one} = {pair.other}" for pair in plan.likely]
        rows = [f"row {p.row}: {SENTENCES[p.code]}" + (f" ({p.column})" if p.column else "") for p in plan.problems]
        self.stdout.write(
            f"Columns: {'; '.join(used)}\n"
            f"{plan.rows:,} rows\n"
            f"{plan.cases:,} cases, {plan.without_tally} without a tally\n"
            f"{', '.join(f'{count:,} {kind}s' for kind, count in plan.kinds().items())}\n"
            f"{len(plan.heads):,} headcounts, {len(plan.tests):,} tests of strength\n"
            f"{plan.dropped_columns} columns that name people were dropped ({plan.dropped_values} values)"
        )
        self.listing(f"{len(pairs)} pairs of names that may be one", pairs, everything)
        self.listing(f"{plan.problem_count} problems", rows, everything)

    def listing(self, title: str, lines: list[str], everything: bool) -> None:
        self.stdout.write(f"{title}:")
        for line in lines if everything else lines[:SHOWN]:
            self.stdout.write(f"  {line}")
        if not everything and len(lines) > SHOWN:
            self.stdout.write(f"  ... and {len(lines) - SHOWN} more (--all shows them)")
