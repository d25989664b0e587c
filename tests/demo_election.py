"""A whole election through the site's own actions, with browsers for one voter, one registrar and one trustee.

    ./run demo_election --voters 25 --out DIR [--kind plain|threshold|ranked] [--group Ed25519]

Leaves the .bel in DIR, which `belenios-tool election verify --dir DIR` and `scrutiny election verify DIR` confirm. The
organisation is an invented one in a folder of its own; its site is served on a free port while the browsers work.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("plain", "threshold", "ranked")


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="demo_election", description=__doc__.split("\n")[0])
    parser.add_argument("--voters", type=int, default=25)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--kind", choices=KINDS, default="plain")
    parser.add_argument("--group", choices=("by-size", "Ed25519"), default="by-size")
    found = parser.parse_args(given)
    if found.voters < 10:
        parser.error("--voters must be 10 or more: some keep the keys")
    return found


def begin(folder: Path) -> str:
    """Settings for a site of its own. Its origin."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    origin = f"http://127.0.0.1:{port}"
    os.environ |= {"GROUNDSWELL_MODE": "test", "GROUNDSWELL_DATA": str(folder), "GROUNDSWELL_ORIGINS": origin}
    os.environ |= {"DJANGO_SETTINGS_MODULE": "groundswell.config.settings", "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    os.environ.pop("GROUNDSWELL_DATABASE", None)
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    import django  # noqa: PLC0415 - the settings come first
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)
    return origin


@contextmanager
def served(origin: str) -> Iterator[None]:
    import waitress  # noqa: PLC0415
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

    port = int(origin.rpartition(":")[2])
    server: Any = waitress.create_server(get_wsgi_application(), host="127.0.0.1", port=port, threads=4, ident="")
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield
    finally:
        server.close()


def move_to(instant: dt.datetime) -> None:
    """The site's clock, for its threads too: it is shifted, as the demonstration's is."""
    from django.conf import settings  # noqa: PLC0415

    settings.CLOCK_SHIFT = instant - dt.datetime.now(dt.UTC).replace(microsecond=0)


def main(given: Sequence[str] | None = None) -> int:
    asked = arguments(given)
    asked.out.mkdir(parents=True, exist_ok=True)
    if any(asked.out.glob("*.bel")):
        sys.stderr.write(f"demo_election: there is a .bel in {asked.out} already; nothing was changed.\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        origin = begin(Path(folder))
        from tests.whole_election import hold  # noqa: PLC0415 - Django is set up now

        with served(origin):
            made = hold(origin, asked.voters, asked.kind, asked.group)
        file = asked.out / f"{made.uuid}.bel"
        file.write_bytes(made.archive)
    sys.stdout.write(f"{file}: {made.ballots} ballots of {made.voters} electors; result {made.result}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
