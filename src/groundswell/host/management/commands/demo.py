"""`./run demo`: the demonstration organisation, filled once, served on 127.0.0.1."""

from __future__ import annotations

import datetime as dt
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command

from groundswell.ballots.queries import open_now
from groundswell.demo.clock import clock_shift
from groundswell.demo.people import card_of
from groundswell.demo.roles import ROLES
from groundswell.demo.stored import CARDS, load
from groundswell.home.daily import Daily, Ticking
from groundswell.host.server import check_port, serve
from groundswell.pledges.queries import signable
from scrutiny.identity.words import card_numbers, card_words
from scrutiny.randomness import allow_seeding


class Command(BaseCommand):
    help = "Fill the demonstration organisation, if its folder is empty, and serve it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--data", default="")

    def handle(self, *_args: Any, **options: Any) -> None:
        allow_seeding()
        check_port(options["port"])
        self.fill()
        self.tell_who(options["port"])
        Daily.by_clock = True
        serve(options["port"], beside=Ticking().start)

    def fill(self) -> None:
        """Migrate and load once. The file that says when it was filled is written last, so a broken start is redone."""
        filled = settings.DATA / "demo_filled_at"
        if not filled.exists():
            self.stdout.write("Filling the demonstration organisation ...")
            database = settings.DATABASES["default"]["NAME"]
            for suffix in ("", "-wal", "-shm"):
                database.with_name(database.name + suffix).unlink(missing_ok=True)
            call_command("migrate", verbosity=0)
            load(database)
            filled.write_text(dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat())
        settings.CLOCK_SHIFT = clock_shift(settings.DATA, settings.MODE)

    def tell_cards(self, port: int) -> None:
        """Two cards for a visitor, where the pledge that they belong to can still be signed."""
        for pledge in signable():
            codes = CARDS.read_text().split()
            self.stdout.write(
                f"\nSign a pledge in two minutes: open http://127.0.0.1:{port}/pledge/ and type both cards\n"
                f"(“{pledge.title}”; members sign with their words too):\n  " + "\n  ".join(codes) + "\n"
            )

    def tell_who(self, port: int) -> None:
        self.stdout.write(f"\nRiverside Workers\u2019 Alliance, an invented organisation: http://127.0.0.1:{port}/\n")
        self.stdout.write(
            "Sign in with ten words or ten numbers (these are known to everyone: never use them elsewhere):"
        )
        for role, number in ROLES.items():
            card = card_of(number)
            self.stdout.write(f"\n  {role}\n    {' '.join(card_words(card))}\n    {' '.join(card_numbers(card))}")
        for ballot in open_now():
            self.stdout.write(
                f"\nVote in a minute: sign in as the last of them, open http://127.0.0.1:{port}/ballots/{ballot.id}/\n"
                f"(“{ballot.title}”, open until {ballot.closing:%d %B %H:%M} UTC by the clock of the demonstration)\n"
            )
        self.tell_cards(port)
        self.stdout.write("\nStop with Ctrl-C; the folder keeps what you did.\n")
        sys.stdout.flush()
