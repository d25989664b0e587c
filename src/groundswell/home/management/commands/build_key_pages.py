"""`./run manage build_key_pages`: write the static key pages of every language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from groundswell.accounts.keypage_builder import build
from groundswell.home.keypage_words import values


class Command(BaseCommand):
    help = "Write the static key pages, one for each language."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", type=Path, default=settings.BUILD / "static" / "keys")

    def handle(self, *_args: Any, **options: Any) -> None:
        pages = build(options["output"], values())
        if options["verbosity"] > 1:
            self.stdout.write(f"{len(pages)} pages")
