"""`./run manage record_resume [--mirror URL|DIR]`: sign the record again after a restore."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from groundswell.kernel.errors import DomainError
from groundswell.members.actions.joining import void_open_cards
from groundswell.record.witnesses import resume
from scrutiny.errors import ScrutinyError
from scrutiny.record.source import Folder, Source
from scrutiny.record.transport import Web, ask_witness


class Command(BaseCommand):
    help = "After a restore: take back what is missing from a mirror, ask every witness, and sign again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", default="", help="the data folder, if it is not the usual one")
        parser.add_argument("--mirror", default="", help="URL or folder of a copy of the record")

    def handle(self, *_args: Any, **options: Any) -> None:
        name = options["mirror"]
        try:
            mirror: Source | None = (Web(name) if "://" in name else Folder(Path(name))) if name else None
            back = resume(ask_witness, mirror)
        except (ScrutinyError, DomainError) as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        self.stdout.write(f"{back} entries came back. The record is signed again.")
        if back:
            self.stdout.write(
                f"{void_open_cards()} invitations of the time of the backup are void: "
                "which of them were used since then cannot be told. Ask members to make new ones."
            )
