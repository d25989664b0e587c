"""`python -m groundswell.config.manage COMMAND`: Django's commands for this site (`./run manage COMMAND`).

`--data DIR` of `serve`, `demo`, `backup` and `restore`, and `--port N`, decide settings, so they are read before Django
is set up.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
MODES = {"demo": "demo", "serve": "serve", "backup": "serve", "restore": "restore"}
MODES |= dict.fromkeys(("record_witness", "record_cosign", "record_resume", "record_begin_anew"), "serve")
DEMO = ROOT / "data" / "demo"


def option(arguments: Sequence[str], name: str) -> str:
    """The value of `--name VALUE` or `--name=VALUE`, or an empty text."""
    for place, argument in enumerate(arguments):
        if argument == f"--{name}" and place + 1 < len(arguments):
            return arguments[place + 1]
        if argument.startswith(f"--{name}="):
            return argument.split("=", 1)[1]
    return ""


def prepare(arguments: Sequence[str]) -> None:
    """Set the environment that settings read."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groundswell.config.settings")
    command = arguments[0] if arguments else ""
    if command not in MODES:
        return
    os.umask(0o077)  # whatever is written is for the server's user alone
    os.environ["GROUNDSWELL_MODE"] = MODES[command]
    demo, data = command == "demo", option(arguments, "data")
    if data or demo:
        os.environ["GROUNDSWELL_DATA"] = str(Path(data).resolve() if data else DEMO)
    port = option(arguments, "port") or "8000"
    if port.isdigit() and (demo or "GROUNDSWELL_ORIGINS" not in os.environ):
        os.environ["GROUNDSWELL_ORIGINS"] = f"http://127.0.0.1:{port},http://localhost:{port}"
    if demo:
        os.environ.pop("GROUNDSWELL_DATABASE", None)
        os.environ.pop("GROUNDSWELL_DATABASE_FILE", None)


def main() -> None:
    prepare(sys.argv[1:])
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 - after the environment is set
    from django.core.management import execute_from_command_line  # noqa: PLC0415
    from django.db import OperationalError, connection  # noqa: PLC0415

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"The site was not started: {error}")
    except OperationalError as error:
        if connection.connection is not None:  # it did answer: something else is wrong
            raise
        why = (str(error).splitlines() or ["no reason given"])[0]
        sys.exit(f"The database does not answer: {why}. Is it running, and is GROUNDSWELL_DATABASE right?")


if __name__ == "__main__":
    main()
