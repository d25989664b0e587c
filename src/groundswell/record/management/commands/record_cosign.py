"""`./run manage record_cosign`: ask the witnesses now. The served site does it by itself whenever the record grew."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from groundswell.record.witnesses import cosign
from scrutiny.record.transport import ask_witness


class Command(BaseCommand):
    help = "Ask the witnesses to cosign the newest checkpoint of the record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", default="", help="the data folder, if it is not the usual one")

    def handle(self, *_args: Any, **_options: Any) -> None:
        names = cosign(ask_witness)
        self.stdout.write(f"Cosigned by: {', '.join(names) or 'nobody'}")
