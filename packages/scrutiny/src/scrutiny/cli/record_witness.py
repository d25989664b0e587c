"""A witness as a small server: one request, `add-checkpoint`; one state, the latest checkpoint of one log.

The state is written beside the key before an answer goes out: a witness that forgets would sign a fork.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from argparse import Namespace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from scrutiny.cli import files as written
from scrutiny.errors import Malformed, Refused, ScrutinyError
from scrutiny.identity.signatures import public_key
from scrutiny.record import policy as policies
from scrutiny.record import source, witnessing
from scrutiny.record.notes import COSIGNATURE, VerifierKey, verifier_key
from scrutiny.record.transport import Web
from scrutiny.record.witnessing import Conflict, Seen

STATUS = {"origin": 404, "note-signature": 403, "consistency": 422, "conflict": 409}


class Witness:
    """Raises Malformed where its key file or its state is none."""

    def __init__(self, key_file: Path, log: VerifierKey) -> None:
        words = written.read(key_file).decode("ascii", "replace").split()
        if len(words) != 2 or len(words[1]) != 64:
            raise Malformed("witness-key", file=key_file.name)
        self.name, self.seed, self.log = words[0], bytes.fromhex(words[1]), log
        self.path = key_file.with_name(f"{key_file.name}.{log.id.hex()}.seen")
        self.seen, self.lock = self._load(), threading.Lock()

    @property
    def key(self) -> VerifierKey:
        return VerifierKey(self.name, COSIGNATURE, public_key(self.seed))

    def _load(self) -> Seen:
        if not self.path.exists():
            return Seen()
        try:
            value = json.loads(self.path.read_text())
            return Seen(int(value["size"]), bytes.fromhex(value["root"]))
        except (ValueError, KeyError, TypeError) as error:
            raise Malformed("witness-state", file=self.path.name) from error

    def add(self, content: bytes, instant: int) -> tuple[int, str, str]:
        """HTTP status, content type and answer. Checking and keeping are one step: a later request waits."""
        with self.lock:
            try:
                found = witnessing.check(witnessing.parse(content), [self.log], self.seen)
            except Conflict as error:
                return 409, "text/x.tlog.size", f"{error.data['size']}\n"
            except Malformed as error:
                return 400, "text/plain", f"{error.code}\n"
            except Refused as error:
                return STATUS.get(error.code, 403), "text/plain", f"{error.code}\n"
            seen = Seen(found.size, found.root)
            written.write(self.path, json.dumps({"size": seen.size, "root": seen.root.hex()}).encode() + b"\n")
            self.seen = seen
            return 200, "text/plain; charset=utf-8", witnessing.cosigned(found, self.name, self.seed, instant)


def serve(chosen: Namespace) -> int:
    """Until interrupted. Raises Malformed, Refused, OSError."""
    host, _colon, port = chosen.listen.rpartition(":")
    if not port.isdigit():
        raise Malformed("listen", listen=chosen.listen)
    witness = Witness(chosen.key, _log_key(chosen))
    server = ThreadingHTTPServer((host or "127.0.0.1", int(port)), _handler(witness))
    sys.stdout.write(f"Witness {witness.name} for {witness.log.name}, at http://{chosen.listen}/\n")
    sys.stdout.write(f"witness {witness.name.replace('/', '-')} {witness.key} http://{chosen.listen}/\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    finally:
        server.server_close()
    return 0


def _log_key(chosen: Namespace) -> VerifierKey:
    if chosen.log_key:
        return verifier_key(chosen.log_key)
    logs = policies.parse(Web(chosen.log).fetch(source.POLICY)).logs
    if len(logs) != 1:
        raise Malformed("policy", line=0)
    return logs[0].key


def _handler(witness: Witness) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        server_version, sys_version = "witness", ""
        timeout = 30

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if self.path.rstrip("/").rpartition("/")[2] != "add-checkpoint":
                self._answer(404, "text/plain", "not-found\n")
            elif not length.isdigit() or int(length) > witnessing.LONGEST_REQUEST:
                self._answer(400, "text/plain", "request\n")
            else:
                try:
                    self._answer(*witness.add(self.rfile.read(int(length)), int(time.time())))
                except (OSError, ScrutinyError):
                    self._answer(500, "text/plain", "not-kept\n")

        def _answer(self, status: int, kind: str, text: str) -> None:
            content = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            """Nothing is kept about who asks."""

    return Handler
