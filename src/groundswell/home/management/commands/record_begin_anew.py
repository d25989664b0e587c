"""`./run manage record_begin_anew CHECKPOINT`: go on with what a restore has left, under another name."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from groundswell.kernel.errors import DomainError
from groundswell.members.actions.joining import void_open_cards
from groundswell.record.ending import begin_anew
from groundswell.record.queries import head
from groundswell.record.witnesses import cosign
from scrutiny.errors import ScrutinyError
from scrutiny.record.transport import ask_witness


class Command(BaseCommand):
    help = (
        "Where entries that witnesses have seen are lost for good: end that log, and begin another with what is left."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", default="", help="the data folder, if it is not the usual one")
        parser.add_argument("checkpoint", type=Path, help="the newest checkpoint of the old record that anyone has")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            last = begin_anew(options["checkpoint"].read_bytes())
        except OSError as error:
            raise CommandError(f"{options['checkpoint']} cannot be read. Nothing was changed.") from error
        except (ScrutinyError, DomainError) as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        void = void_open_cards()
        cosigned = cosign(ask_witness)
        now = head()
        self.stdout.write(f"{last.origin} has ended at {last.size} entries.")
        if now is not None:
            self.stdout.write(f"The record goes on with {now.signed} entries under another name.")
            self.stdout.write(f"Witnesses have to take its new key: {now.key}")
            self.stdout.write(f"This belongs on every member's card: {now.policy_hash}")
        self.stdout.write(f"Cosigned by: {', '.join(cosigned) or 'nobody yet'}. {void} invitations are void.")
