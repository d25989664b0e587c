"""`./run manage make_demo`: tell the story anew and write it to the file that `./run demo` loads.

`--check` tells it and compares: the committed file is what the code makes.
"""

from __future__ import annotations

import lzma
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from groundswell.demo import tape
from groundswell.demo.stored import CARDS, FILE, KEY, ORIGIN, PROMISES, dump, tell_into


class Command(BaseCommand):
    help = "Make the demonstration organisation's data, or check that the committed data are those."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--into", default="", help="used by the command itself")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["into"]:
            tell_into(Path(options["into"]), lambda done, of: self.stderr.write(f"month {done} of {of}"))
            return
        made = self.tell_apart(check=options["check"])
        if not options["check"]:
            FILE.parent.mkdir(exist_ok=True)
            FILE.write_bytes(lzma.compress(made.encode(), preset=9))
            self.stdout.write(f"{FILE.name}: {FILE.stat().st_size} bytes")
        elif not FILE.exists() or lzma.decompress(FILE.read_bytes()).decode() != made:
            raise CommandError(
                "The demonstration is not what the code makes: run `./run manage make_demo`, look, commit."
            )

    def tell_apart(self, *, check: bool) -> str:
        """Tell the story in a process and a folder of its own, so that no other database is touched."""
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, "GROUNDSWELL_MODE": "demo", "GROUNDSWELL_DATA": folder}
            environment["GROUNDSWELL_RECORD_ORIGIN"] = ORIGIN
            environment.pop("GROUNDSWELL_DATABASE", None)
            command = [sys.executable, "-m", "groundswell.config.manage", "make_demo", "--into", folder]
            done = subprocess.run(command, env=environment, check=False)  # noqa: S603 - our own command
            if done.returncode:
                raise CommandError("The story could not be told to its end.")
            if not check:
                tape.FILE.write_bytes((Path(folder) / tape.FILE.name).read_bytes())
            made = dump(Path(folder))
            for kept in (KEY, PROMISES, CARDS):
                if not kept.exists() or not check:
                    kept.write_text((Path(folder) / kept.name).read_text())
            return made
