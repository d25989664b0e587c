"""`./run bench casting [--ballots N]`: how many ballots the site takes a second, checked and durable.

The site runs as it is served, on SQLite or on the empty PostgreSQL that GROUNDSWELL_DATABASE names; members with
sessions of their own send yes/no/blank ballots in Ed25519 through its door, while one opens a page again and again.
Beside the time that the check of one ballot takes on one core in the same run.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parent))
ROOT = Path(__file__).resolve().parents[1]
FOLDER = tempfile.TemporaryDirectory()
DATA = Path(FOLDER.name) / "data"
DATA.mkdir(mode=0o700)
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    PORT = probe.getsockname()[1]
os.environ.update(
    GROUNDSWELL_MODE="serve",
    GROUNDSWELL_DATA=str(DATA),
    GROUNDSWELL_ORIGINS=f"http://127.0.0.1:{PORT}",
    DJANGO_SETTINGS_MODULE="groundswell.config.settings",
)

import django  # noqa: E402

django.setup()

from _measure import timed  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from groundswell.accounts.middleware import SESSION_KEY  # noqa: E402
from groundswell.accounts.models import Account, Key  # noqa: E402
from groundswell.accounts.session_store import SessionStore  # noqa: E402
from groundswell.ballots.actions.setting_up import open_part  # noqa: E402
from groundswell.ballots.models import Ballot, Part  # noqa: E402
from groundswell.charter.actions import adopt  # noqa: E402
from groundswell.councils.models import Elector, Electorate  # noqa: E402
from groundswell.kernel.actions import action  # noqa: E402
from groundswell.kernel.actor import HOST  # noqa: E402
from groundswell.kernel.clock import now, today  # noqa: E402
from groundswell.kernel.ids import new_id  # noqa: E402
from groundswell.members.models import Membership  # noqa: E402
from groundswell.record.actions import append, open_log, set_floor  # noqa: E402
from groundswell.workplaces import placements  # noqa: E402
from groundswell.workplaces.models import Closure, Figures, Unit  # noqa: E402
from scrutiny.elections import ballot as ballots  # noqa: E402
from scrutiny.elections import election as elections  # noqa: E402
from scrutiny.elections.trustees import Trustees  # noqa: E402
from scrutiny.groups import by_name  # noqa: E402
from scrutiny.organisation import acts  # noqa: E402
from scrutiny.organisation.ballots import asked  # noqa: E402
from scrutiny.organisation.charter import DEFAULTS, to_json  # noqa: E402
from scrutiny.proofs.schnorr import Bases  # noqa: E402
from scrutiny.randomness import random_bytes  # noqa: E402
from scrutiny.roles import authority, trustee, voter  # noqa: E402

GROUP = by_name("Ed25519")
ASKED = (asked.yes_or_no("Shall we stop work?", "Yes", "No"),)
UNIT = UUID(int=1)
SENDERS = 24
COOKIE = settings.SESSION_COOKIE_NAME


@action
def begin(voters: int) -> tuple[list[UUID], list[str], UUID, bytes, list[str]]:
    """An organisation whose ballot is open. Accounts, sessions, the part, the election, credentials."""
    open_log(random_bytes(32).hex())
    adopt("Bench", DEFAULTS)
    set_floor(DEFAULTS.public_floor)
    append(HOST, acts.Found("Bench", (), (), (), ()), effect={"rules": to_json(DEFAULTS), "units": 0})
    Unit.objects.create(id=UNIT, kind="branch", name="Branch", opened=today(), opening=False)
    Closure.objects.create(ancestor_id=UNIT, descendant_id=UNIT, depth=0)
    Figures.objects.create(unit_id=UNIT)
    accounts, sessions = [], []
    for number in range(voters):
        account = Account.objects.create(name=f"M{number}", opened=today())
        hexes = [random_bytes(32).hex() for _ in range(3)]
        key = Key.objects.create(account=account, signin=hexes[0], act=hexes[1], age=hexes[2], registered=today())
        member = Membership.objects.create(
            account=account, unit_id=UNIT, state="member", applied=today(), joined=today()
        )
        placements.place(account.id, member.id, UNIT)
        session = SessionStore()
        session[SESSION_KEY] = {"id": str(key.id), "epoch": 0}
        session.create()
        accounts.append(account.id)
        sessions.append(str(session.session_key))
    part, credentials = announce(accounts)
    return accounts, sessions, part.id, part.election.encode(), credentials


def announce(accounts: list[UUID]) -> tuple[Part, list[str]]:
    _private, key = trustee.new_key(GROUP)
    uuid, instant = elections.new_uuid(), now()
    electorate = Electorate.objects.create(id=new_id(), unit_id=UNIT, frozen=instant)
    rows = ((electorate.id, place, account, UNIT) for place, account in enumerate(accounts))
    Elector.objects.insert(["electorate", "place", "account", "branch"], rows)
    days = [instant.replace(year=instant.year + n) for n in (-2, -1, -1, 1, 2, 3)]
    names = ("notice", "observers", "opening", "closing", "decrypting", "certified")
    ballot = Ballot.objects.create(
        id=new_id(), electorate=electorate, title="Bench", questions=asked.to_text(ASKED), binding=True,
        group="Ed25519", quorum_percent=33, share_percent=50, threshold=1, seed="", listed=len(accounts),
        trustees=Trustees(GROUP, (key,)).to_bytes().decode(), **dict(zip(names, days, strict=True)),
    )  # fmt: skip
    questions = tuple(one.encrypted() for one in ASKED)
    made = elections.make(GROUP, key.key, questions, name="Bench", description="", uuid=uuid)
    credentials = authority.make(GROUP, uuid, len(accounts))
    part = Part.objects.create(
        ballot=ballot, place=0, branches=[str(UNIT)], electors=len(accounts), uuid=uuid,
        election=made.content.decode(), credentials=authority.public_list(GROUP, credentials.publics),
    )  # fmt: skip
    open_part(ballot, part)
    return part, list(credentials.secrets)


def vote(given: tuple[bytes, str, int]) -> bytes:
    content, credential, number = given
    return voter.vote(elections.read(content), [credential], [[[1, 0, 0], [0, 1, 0], [0, 0, 1]][number % 3]])


class Sender(threading.Thread):
    """Somebody's telephone after the other's: a ballot, an answer."""

    def __init__(self, part: UUID, waiting: SimpleQueue[tuple[str, bytes]]) -> None:
        super().__init__()
        self.part, self.waiting = part, waiting
        self.taken = 0

    def run(self) -> None:
        link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        while True:
            try:
                session, ballot = self.waiting.get_nowait()
            except Empty:
                return
            headers = {"X-Groundswell": "1", "Content-Type": "application/json", "Accept": "application/json"}
            headers |= {"Cookie": f"{COOKIE}={session}", "Origin": f"http://127.0.0.1:{PORT}"}
            link.request("POST", f"/ballots/booth/{self.part}", json.dumps({"ballot": ballot.decode()}), headers)
            answer = link.getresponse()
            said = answer.read()
            if answer.status != 200:
                raise AssertionError(said)
            self.taken += 1


def reads(session: str, stop: threading.Event, times: list[float]) -> None:
    while not stop.wait(0.2):
        link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)

        def page(link: http.client.HTTPConnection = link) -> None:
            link.request("GET", "/ballots/", headers={"Cookie": f"{COOKIE}={session}"})
            link.getresponse().read()

        times.append(timed(page)[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ballots", type=int, default=2000)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    wanted, processes = given.ballots, given.processes
    call_command("migrate", verbosity=0)
    _accounts, sessions, part, election, credentials = begin(wanted + 1)
    vendor = connection.vendor
    connection.close()
    with multiprocessing.get_context("fork").Pool() as pool:
        made = pool.map(vote, [(election, one, n) for n, one in enumerate(credentials[:wanted])], chunksize=50)
    read = elections.read(election)
    bases = Bases(read.group, read.public_key)
    sample = [ballots.read(read, one) for one in made[:100]]
    _none, plain = timed(lambda: [ballots.verify(read, bases, one) for one in sample])
    command = [sys.executable, "-m", "groundswell.config.manage", "serve", "--port", str(PORT), "--data", str(DATA)]
    command += ["--processes", str(processes)]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / "src")})
    try:
        wait()
        waiting: SimpleQueue[tuple[str, bytes]] = SimpleQueue()
        for session, ballot in zip(sessions, made, strict=False):
            waiting.put((session, ballot))
        stop, pages = threading.Event(), list[float]()
        reader = threading.Thread(target=reads, args=(sessions[-1], stop, pages))
        reader.start()
        senders = [Sender(part, waiting) for _ in range(SENDERS)]
        start = time.perf_counter()
        for one in senders:
            one.start()
        for one in senders:
            one.join()
        seconds = time.perf_counter() - start
        stop.set()
        reader.join()
    finally:
        server.terminate()
        server.wait()
    taken, each = sum(one.taken for one in senders), plain / len(sample)
    print(f"{vendor}: {taken} ballots in {seconds:.1f} s: {taken / seconds:.0f} a second, checked and durable")
    print(f"checking one plainly takes {1000 * each:.1f} ms on one core: {taken / seconds * each:.2f} of that rate")
    middle = statistics.quantiles(pages, n=20)
    median = 1000 * statistics.median(pages)
    print(f"a page meanwhile: median {median:.0f} ms, 95 of 100 under {1000 * middle[18]:.0f} ms")


def wait() -> None:
    for _attempt in range(300):
        try:
            link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            link.request("GET", "/healthz")
            link.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the site does not answer")


if __name__ == "__main__":
    main()
