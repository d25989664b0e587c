"""A small stand-in for the site, so that the key pages are tested in a browser without a database.

It serves the built files under the policy of the real site and answers the five calls, judging signatures as
the real one does. `requests` and `bodies` hold all that was asked and sent; `lose` loses the next answers.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from groundswell.accounts.keypage_builder import POLICY
from scrutiny.identity.signin import verify_registration, verify_rotation, verify_signin
from scrutiny.randomness import random_bytes

TYPES = {".html": "text/html", ".js": "text/javascript", ".txt": "text/plain", ".css": "text/css"}
ORDINARY_PAGE = b"""<!doctype html><title>In</title><h1>In</h1><input id="id_code" aria-label="Code">
<button data-exit>Leave</button><script src="/static/site.js" defer></script>
<script src="/static/card-link.js" defer></script>"""
Call = dict[str, str]


@dataclass
class StandIn:
    folder: Path
    org: str = field(default_factory=lambda: random_bytes(32).hex())
    origin: str = ""
    origins: list[str] = field(default_factory=list)
    challenges: set[str] = field(default_factory=set)
    members: dict[str, str] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    waiting: dict[str, object] = field(default_factory=dict)
    """The form that waits for signatures."""
    lose: int = 0
    """How many of the next answers are lost on their way back."""

    def spend(self, call: Call) -> tuple[str, str, str]:
        self.challenges.remove(call["challenge"])
        return self.org, self.origin, call["challenge"]

    def organisation(self, _call: Call) -> dict[str, object]:
        return {"org": self.org, "name": "Invented", "origins": self.origins}

    def challenge(self, _call: Call) -> dict[str, object]:
        self.challenges.add(made := random_bytes(32).hex())
        return {"challenge": made}

    def sign_in(self, call: Call) -> dict[str, object]:
        verify_signin(*self.spend(call), call["key"], call["signature"])
        return {"next": "/in/"} if call["key"] in self.members else refusal("Nobody can sign in with these words.")

    def register(self, call: Call) -> dict[str, object]:
        keys = call["signin"], call["act"], call["age"]
        verify_registration(*self.spend(call), *keys, call["signature"], call["act_signature"])
        if call["signin"] in self.members:
            return refusal("This card was used already.")
        self.members[call["signin"]] = call["name"]
        return {"next": "/in/"}

    def rotate(self, call: Call) -> dict[str, object]:
        keys = call["signin"], call["act"], call["age"]
        by = call["old_signature"], call["signature"], call["act_signature"]
        verify_rotation(*self.spend(call), call["old"], *keys, *by)
        if call["old"] not in self.members:
            return refusal("The old words are not those of a member.")
        self.members[call["signin"]] = self.members.pop(call["old"])
        return {"next": "/in/"}

    def pending(self, _call: Call) -> dict[str, object]:
        return self.waiting or {**refusal("Nothing waits for your signature."), "code": "gone"}

    def forget(self, _call: Call) -> dict[str, object]:
        return {"next": "/"}


def refusal(message: str) -> dict[str, object]:
    return {"code": "forbidden", "message": message, "kept": "Nothing was changed.", "todo": "Try again."}


class Handler(BaseHTTPRequestHandler):
    site: StandIn

    def do_GET(self) -> None:
        self.site.requests.append(self.path)
        path = self.path.split("?")[0]
        if path == "/keys/organisation":
            self.reply_json(self.site.organisation({}))
        elif path == "/keys/pending":
            self.reply_json(self.site.pending({}))
        elif path.startswith("/static/"):
            self.reply_file(self.site.folder / path.removeprefix("/static/"))
        else:
            self.reply(200, "text/html", ORDINARY_PAGE)

    def do_POST(self) -> None:
        self.site.requests.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.site.bodies.append(body)
        if self.headers["Content-Type"] == "application/x-www-form-urlencoded":
            self.reply(200, "text/html", ORDINARY_PAGE)
            return
        assert self.headers["X-Groundswell"] == "1"
        assert self.headers["Content-Type"] == "application/json"
        name = self.path.removeprefix("/keys/").replace("-", "_")
        answer: Callable[[Call], dict[str, object]] = getattr(self.site, name)
        self.reply_json(answer(json.loads(body)))

    def reply_json(self, answer: dict[str, object]) -> None:
        if self.site.lose and self.path != "/keys/challenge":
            self.site.lose -= 1
            self.close_connection = True
            return
        self.reply(403 if "code" in answer else 200, "application/json", json.dumps(answer).encode())

    def reply_file(self, path: Path) -> None:
        if path.is_file():
            self.reply(200, TYPES[path.suffix], path.read_bytes())
        else:
            self.reply(404, "text/plain", b"")

    def reply(self, status: int, content_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Nothing is printed."""


@contextmanager
def serving(folder: Path) -> Iterator[StandIn]:
    site = StandIn(folder)
    handler = type("SiteHandler", (Handler,), {"site": site})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    # A name, because passkeys exist for names only.
    site.origin = f"http://localhost:{server.server_port}"
    site.origins = [site.origin]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
