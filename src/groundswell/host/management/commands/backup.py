"""`./run manage backup FILE --to AGE_RECIPIENT`: one encrypted file with everything that must survive."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from groundswell.host.backup import make_backup
from groundswell.host.progress import Progress, tidy_when_stopped


class Command(BaseCommand):
    help = "Write one encrypted file with all rows, keys and what was published. The site may go on serving."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--to", action="append", required=True, metavar="AGE_RECIPIENT", help="may be repeated")
        parser.add_argument("--data", default="", help="the data folder, if it is not the usual one")

    def handle(self, *_args: Any, **options: Any) -> None:
        progress = Progress("Written:")
        try:
            with tidy_when_stopped():
                about = make_backup(options["file"], options["to"], progress)
        except KeyboardInterrupt as stopped:
            raise CommandError("Stopped. No file was made.") from stopped
        finally:
            progress.end()
        rows = sum(table["rows"] for table in about["tables"].values())
        self.stdout.write(
            f"{options['file']}: {rows} rows, {len(about['parts'])} parts; "
            f"the record has {about['record']['size']} entries, root {about['record']['root']}"
        )
