"""How often something may be tried: counted in memory, forgotten within the hour, never written anywhere.

What is counted is a keyed hash under a key that lives only in this process, so that neither a core dump of an hour
later nor the database tells which address came. Limits are per card or account where one is known; per address they
are generous (a whole shift shares one network), and an onion service, where every visitor has the same address, has
none.
"""

from __future__ import annotations

import hmac
import threading
import time
from collections import defaultdict, deque

from groundswell.kernel.errors import TooMany
from scrutiny.randomness import random_bytes

HOUR = 3600.0
MOST_SUBJECTS = 100_000


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
            if len(self._attempts) >= MOST_SUBJECTS:
                self._forget_old(instant)
            attempts = self._attempts[tag]
            while attempts and attempts[0] < instant - HOUR:
                attempts.popleft()
            if len(attempts) >= self.most:
                raise TooMany
            attempts.append(instant)

    def _forget_old(self, instant: float) -> None:
        for tag in [tag for tag, seen in self._attempts.items() if not seen or seen[-1] < instant - HOUR]:
            del self._attempts[tag]
