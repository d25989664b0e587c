"""Serving the site: waitress, which keeps no access log, in one process or in several that share the port."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import socket
import sys
from collections.abc import Callable
from multiprocessing.connection import wait
from types import FrameType
from typing import Any

import waitress
from django.core.management import CommandError
from django.core.wsgi import get_wsgi_application
from django.db import connections

LOCAL = "127.0.0.1"
THREADS = 16
LARGEST_REQUEST = 64 * 1024 * 1024
log = logging.getLogger(__name__)


def check_port(port: int, address: str = LOCAL) -> None:
    """Raises CommandError where the port is taken, before anything else is done."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise CommandError(f"Port {port} is in use. Nothing was changed. Choose another with --port.") from error


def serve(port: int, address: str = LOCAL, processes: int = 1, beside: Callable[[], None] = lambda: None) -> None:
    """Serve until interrupted. `beside` starts what runs in the background: once, however many processes there are."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    if processes == 1:
        beside()
        _serve(host=address, port=port)
    else:
        _serve_together(port, address, processes, beside)


def _serve(**where: Any) -> None:
    """`ident` is empty so that answers do not name the software."""
    waitress.serve(
        get_wsgi_application(),
        **where,
        threads=THREADS,
        ident="",
        clear_untrusted_proxy_headers=True,
        max_request_body_size=LARGEST_REQUEST,
        inbuf_overflow=LARGEST_REQUEST,  # an uploaded sheet is not spooled to the disk
    )


def _serve_together(port: int, address: str, processes: int, beside: Callable[[], None]) -> None:
    """A process that ends is begun anew; all end with this one."""
    signal.signal(signal.SIGTERM, _end)
    forking = multiprocessing.get_context("fork")
    with socket.create_server((address, port), backlog=1024) as shared:
        connections.close_all()  # no connection to the database is shared
        running = [_begin(forking, shared) for _number in range(processes)]
        beside()
        while True:
            ended = set(wait([one.sentinel for one in running]))
            for place, one in enumerate(running):
                if one.sentinel in ended:
                    log.error("a process that serves has ended and is begun anew")
                    running[place] = _begin(forking, shared)


def _begin(forking: Any, shared: socket.socket) -> Any:
    """Daemons, so that they are ended with the process that began them."""
    made = forking.Process(target=_serve_shared, args=(shared,), daemon=True)
    made.start()
    return made


def _serve_shared(shared: socket.socket) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    connections.close_all()
    _serve(sockets=[shared])


def _end(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
