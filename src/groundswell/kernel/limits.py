"""How often something may be tried: counted in memory, forgotten within the hour, never written anywhere.

What is counted is a keyed hash under a key that lives only in this process, so that neither a core dump of an hour
later nor the database tells which address came. Limits are per card or account where one is known; per address they
are generous (a whole shift shares one network), and there are none where all visitors have the same address: behind a
web server and as an onion service.
"""

from __future__ import annotations

import hmac
import threading
import time
from collections import defaultdict, deque
from ipaddress import ip_address, ip_network
from itertools import islice

from django.http import HttpRequest

from groundswell.kernel.errors import TooMany
from scrutiny.randomness import random_bytes

HOUR = 3600.0
MOST_SUBJECTS = 100_000
SHARED = tuple(map(ip_network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")))


class Limiter:
    """Allows `most` attempts an hour for each subject."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._key = random_bytes(32)
        self._attempts: dict[bytes, deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()

    def count(self, subject: str) -> None:
        """Count one attempt; raises TooMany when the hour's are used up."""
        tag = hmac.digest(self._key, subject.encode(), "sha256")
        instant = time.monotonic()
        with self._lock:
            if tag not in self._attempts and len(self._attempts) >= MOST_SUBJECTS:
                self._make_room(instant)
            attempts = self._attempts[tag]
            while attempts and attempts[0] < instant - HOUR:
                attempts.popleft()
            if len(attempts) >= self.most:
                raise TooMany
            attempts.append(instant)

    def _make_room(self, instant: float) -> None:
        """Forget those of an hour ago, and where all are younger, the tenth that came first.

        A tenth at once, so that under a flood most counts need no look at all the others.
        """
        for tag in [tag for tag, seen in self._attempts.items() if not seen or seen[-1] < instant - HOUR]:
            del self._attempts[tag]
        if len(self._attempts) >= MOST_SUBJECTS:
            for tag in list(islice(self._attempts, MOST_SUBJECTS // 10 + 1)):
                del self._attempts[tag]


def own_address(request: HttpRequest) -> str:
    """The address of whoever asks, or nothing where many have the same one: behind a web server on this machine or in
    the next container, and as an onion service. A limit that all share would let one visitor lock all others out.
    """
    if request.get_host().partition(":")[0].endswith(".onion"):
        return ""
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ""
    return "" if any(address in network for network in SHARED) else str(address)
