"""Work on several cores of this machine, in processes of their own."""

from __future__ import annotations

import multiprocessing
import sys
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any

from scrutiny.parallel import Spread, Work


class Processes(Spread):
    """As many processes as there are cores.

    Where the system can fork, they begin with all that is loaded here; nothing here runs in threads at that time.
    """

    def __init__(self, cores: int) -> None:
        super().__init__(at_once=2 * cores)
        method = "fork" if sys.platform == "linux" else "spawn"
        self.pool = ProcessPoolExecutor(cores, mp_context=multiprocessing.get_context(method))

    def begin(self, work: Work, *arguments: Any) -> Future[Any]:
        return self.pool.submit(work, *arguments)

    def result(self, begun: Future[Any]) -> Any:
        return begun.result()

    def close(self) -> None:
        self.pool.shutdown(wait=True, cancel_futures=True)
