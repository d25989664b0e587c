"""`./run manage restore FILE --identity KEYFILE`: a backup into an empty place."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from groundswell.host.progress import Progress, tidy_when_stopped
from groundswell.host.restore import MARKER, restore


class Command(BaseCommand):
    help = "Check a backup, restore it into an empty data folder and database, and upgrade it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--identity", required=True, metavar="KEYFILE", help="of age-keygen; - for standard input")
        parser.add_argument("--data", default="", help="the data folder, if it is not the usual one")

    def handle(self, *_args: Any, **options: Any) -> None:
        progress = Progress("Read (twice in all):")
        try:
            with tidy_when_stopped():
                about = restore(options["file"], options["identity"], progress)
        except KeyboardInterrupt as stopped:
            raise CommandError("Stopped. Nothing was restored.") from stopped
        finally:
            progress.end()
        self.stdout.write(
            f"Restored the backup of {about['created']} into {settings.DATA}: the record has {about['record']['size']} "
            f"entries, root {about['record']['root']}. {settings.DATA / MARKER} says so until the record was compared."
        )
