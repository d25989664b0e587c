"""`./run manage record_witness NAME VKEY URL`: name the witnesses of the record for the first time."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from groundswell.kernel.actor import HOST
from groundswell.kernel.errors import DomainError
from groundswell.record.actions import name_witnesses
from groundswell.record.witnesses import cosign
from scrutiny.errors import ScrutinyError
from scrutiny.record.transport import ask_witness


class Command(BaseCommand):
    help = "Name the witnesses for the first time: triples of name, key and URL. Later only a ballot changes them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", default="", help="the data folder, if it is not the usual one")
        parser.add_argument("witnesses", nargs="+", metavar="NAME VKEY URL")
        parser.add_argument("--quorum", type=int, default=1, help="how many of them must have cosigned")

    def handle(self, *_args: Any, **options: Any) -> None:
        words = options["witnesses"]
        if len(words) % 3:
            raise CommandError("Give name, key and URL of every witness. Nothing was changed.")
        triples = [(words[n], words[n + 1], words[n + 2]) for n in range(0, len(words), 3)]
        try:
            policy_hash = name_witnesses(HOST, triples, options["quorum"])
        except (ScrutinyError, DomainError) as error:
            raise CommandError(f"{error}. Nothing was changed.") from error
        cosigned = cosign(ask_witness)
        self.stdout.write(
            f"Cosigned by: {', '.join(cosigned) or 'nobody yet; they are asked again while the site runs'}"
        )
        self.stdout.write(f"The record is believed when {options['quorum']} of {len(triples)} have cosigned it.")
        self.stdout.write(f"This belongs on every member's card: {policy_hash}")
