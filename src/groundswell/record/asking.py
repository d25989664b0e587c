"""A thread of the served site that asks the witnesses soon after the record grew."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, close_old_connections

from groundswell.record import queries
from groundswell.record.witnesses import cosign
from scrutiny.errors import ScrutinyError
from scrutiny.record.transport import ask_witness

EVERY_SECONDS = 5.0
log = logging.getLogger(__name__)


class Asking(threading.Thread):
    """Ends with the process. What fails is tried again at the next turn: witnesses may be away for days."""

    def __init__(self) -> None:
        super().__init__(name="witnesses", daemon=True)
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(EVERY_SECONDS):
            try:
                if queries.unpublished():
                    cosign(ask_witness)
            except (DatabaseError, ScrutinyError):
                log.exception("witnesses could not be asked")
            finally:
                close_old_connections()
