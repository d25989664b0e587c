"""`./run serve`: the site of a real organisation."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command

from groundswell.charter.queries import is_founded
from groundswell.founding.token import token_of
from groundswell.home.daily import Daily, Ticking
from groundswell.host.server import LOCAL, check_port, serve
from groundswell.record.asking import Asking


class Command(BaseCommand):
    help = "Serve the site on 127.0.0.1; before the founding, print the token that opens it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--data", default="")
        parser.add_argument("--processes", type=int, default=1, choices=range(1, 65), metavar="N")
        parser.add_argument("--listen", default=LOCAL, help="another address than 127.0.0.1, inside a container only")

    def handle(self, *_args: Any, **options: Any) -> None:
        check_port(options["port"], options["listen"])
        call_command("migrate", verbosity=0)
        address = f"http://{options['listen']}:{options['port']}"
        self.stdout.write(f"Serving {settings.DATA} on {address}")
        if not is_founded():
            self.stdout.write(f"Founding is open at {address}/found/ with this token: {token_of(settings.DATA)}")
        self.stdout.flush()  # into a file or a journal too, where it would wait for more
        Daily.by_clock = True
        serve(options["port"], options["listen"], options["processes"], beside)


def beside() -> None:
    Asking().start()
    Ticking().start()
