"""The site as it is really started, on a free port with a data folder of its own, and what it leaves behind."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from scrutiny.identity.words import Card, card_bytes, card_numbers, card_words

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "build/static"
TOKEN = re.compile(r"with this token: (\S+)")
AGENT = "Curlew/7.31 (a browser of the tests)"
NETWORK = "203.0.113.77"
MAIL = "curlew@example.org"
LONGEST_START = 60


@dataclass
class Site:
    """A running site. `canaries` are texts that must stand neither in the data folder nor in the log."""

    origin: str
    data: Path
    log: Path
    process: subprocess.Popen[bytes]
    canaries: set[str] = field(default_factory=lambda: {AGENT, NETWORK, MAIL})
    cards: list[Card] = field(default_factory=list)
    looked_at: set[str] = field(default_factory=set)
    """Pages on which axe has found nothing already; each is looked at once."""

    @property
    def token(self) -> str:
        """The token of the founding, as the log shows it. Empty once the organisation is founded."""
        found = TOKEN.search(self.log.read_text())
        return found[1] if found else ""

    def address(self, path: str) -> str:
        return self.origin + path

    def remember_card(self, card: Card) -> None:
        self.cards.append(card)

    def left_behind(self) -> list[str]:
        """Every canary found in the data folder (with the journal of the database) or in the log, and where."""
        files = [path for path in self.data.rglob("*") if path.is_file()]
        ours = self.origin.encode()  # stands in the proofs of keys; it is the site's own address, not a visitor's
        places = {str(path.relative_to(self.data)): path.read_bytes().replace(ours, b"") for path in files}
        places["the log"] = said_while_serving(self.log.read_text()).encode()
        traces = list(self.traces())
        return [
            f"{trace.pattern!r} in {name}" for name, held in places.items() for trace in traces if trace.search(held)
        ]

    def traces(self) -> Iterator[re.Pattern[bytes]]:
        for text in {*self.canaries, self.origin.split("//")[1].split(":")[0]}:
            yield re.compile(re.escape(text.encode()), re.IGNORECASE)
        for card in self.cards:
            yield from traces_of(card)


def traces_of(card: Card) -> Iterator[re.Pattern[bytes]]:
    """Three neighbouring words or numbers of a card, however they are set apart, and the card's own bytes."""
    for written in (card_words(card), card_numbers(card)):
        for three in zip(written, written[1:], written[2:], strict=False):
            yield re.compile(rb"[^0-9a-z]{0,4}".join(re.escape(part.encode()) for part in three), re.IGNORECASE)
    secret = card_bytes(card)
    yield re.compile(re.escape(secret) + b"|" + secret.hex().encode(), re.DOTALL)


def said_while_serving(log: str) -> str:
    """The log without the two lines that tell where the site was started."""
    return "\n".join(line for line in log.splitlines() if not line.startswith(("Serving ", "Founding is open at ")))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


JOURNEY_DATABASE = "JOURNEY_DATABASE"  # an empty PostgreSQL, in place of SQLite


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """`serve` as its own process, until the block ends."""
    data, log, port = folder / "data", folder / "log", free_port()
    command = ["-m", "groundswell.config.manage", "serve", "--port", str(port), "--data", str(data)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GROUNDSWELL", "DJANGO"))}
    environment["PYTHONPATH"] = str(ROOT / "src")
    environment["GROUNDSWELL_RECORD_ORIGIN"] = "journeys.example/record"  # no address of this machine in the data
    if JOURNEY_DATABASE in os.environ:
        environment["GROUNDSWELL_DATABASE"] = os.environ[JOURNEY_DATABASE]
    with log.open("wb") as said:
        process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment, stdout=said, stderr=said)
    site = Site(f"http://127.0.0.1:{port}", data, log, process)
    try:
        wait_until_it_answers(site)
        yield site
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_until_it_answers(site: Site) -> None:
    end = time.monotonic() + LONGEST_START
    while time.monotonic() < end:
        if site.process.poll() is not None:
            break
        try:
            urllib.request.urlopen(site.address("/help/"), timeout=5).close()
        except urllib.error.URLError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the site did not start:\n{site.log.read_text()}")
