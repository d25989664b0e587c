"""Serving the site: waitress, which keeps no access log."""

from __future__ import annotations

import logging
import socket

import waitress
from django.core.management import CommandError
from django.core.wsgi import get_wsgi_application

LOCAL = "127.0.0.1"
THREADS = 8
LARGEST_REQUEST = 64 * 1024 * 1024


def check_port(port: int, address: str = LOCAL) -> None:
    """Raises CommandError where the port is taken, before anything else is done."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise CommandError(f"Port {port} is in use. Nothing was changed. Choose another with --port.") from error


def serve(port: int, address: str = LOCAL) -> None:
    """Serve until interrupted. `ident` is empty so that answers do not name the software."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    waitress.serve(
        get_wsgi_application(),
        host=address,
        port=port,
        threads=THREADS,
        ident="",
        clear_untrusted_proxy_headers=True,
        max_request_body_size=LARGEST_REQUEST,
        inbuf_overflow=LARGEST_REQUEST,  # an uploaded sheet is not spooled to the disk
    )
