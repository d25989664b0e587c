"""`./run manage add_up BALLOT`: add up the encrypted ballots of a large ballot, with progress; interrupt and go on."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management import BaseCommand
from django.db import connection, connections

from groundswell.ballots import queries
from groundswell.ballots.actions import adding
from scrutiny import parallel


class Command(BaseCommand):
    help = "Add up the encrypted ballots of a ballot that is closed, on all cores or on the cluster of the settings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ballot", type=UUID)
        parser.add_argument("--quiet", action="store_true")
        parser.add_argument("--cores", type=int, default=0, help="so many cores instead of all of them")

    def handle(self, *_args: Any, **options: Any) -> None:
        ballot = queries.ballot(options["ballot"])
        if not queries.waits_for_sum(ballot):
            self.stdout.write("There is nothing to add up: this ballot is not closed, or was added up before.")
            return
        with adding.alone(ballot.id) as alone:
            if not alone:
                self.stdout.write("Another process adds up this ballot. Nothing was changed.")
                return
            connections.close_all() if not connection.in_atomic_block else None  # what is forked now shares none
            with parallel.on(options["cores"] or None, settings.SCHEDULER) as spread:
                adding.add_up(ballot.id, spread, self.tell if not options["quiet"] else adding.say_nothing)
        self.stdout.write("Added up. The trustees can open the sum when the complaint day is over.")

    def tell(self, part: UUID, done: int, total: int) -> None:
        self.stdout.write(f"{part}: {done} of {total} ballots")
        self.stdout.flush()
