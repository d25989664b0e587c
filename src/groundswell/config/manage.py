"""`python -m groundswell.config.manage COMMAND`: Django's commands for this site (`./run manage COMMAND`).

`--data DIR` and `--port N` of `serve` and `demo` decide settings, so they are read before Django is set up.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
MODES = {"demo": ROOT / "data" / "demo", "serve": ROOT / "data"}


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
    mode = arguments[0] if arguments else ""
    if mode not in MODES:
        return
    os.environ["GROUNDSWELL_MODE"] = mode
    data = option(arguments, "data")
    if data or mode == "demo":
        os.environ["GROUNDSWELL_DATA"] = str(Path(data).resolve() if data else MODES["demo"])
    port = option(arguments, "port") or "8000"
    if port.isdigit() and (mode == "demo" or "GROUNDSWELL_ORIGINS" not in os.environ):
        os.environ["GROUNDSWELL_ORIGINS"] = f"http://127.0.0.1:{port},http://localhost:{port}"
    if mode == "demo":
        os.environ.pop("GROUNDSWELL_DATABASE", None)


def main() -> None:
    prepare(sys.argv[1:])
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 - after the environment is set
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"The site was not started: {error}")


if __name__ == "__main__":
    main()
