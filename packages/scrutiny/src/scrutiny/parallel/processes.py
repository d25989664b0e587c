"""Work on several cores of this machine, in processes of their own."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any

from scrutiny.parallel import Spread, Work


class Processes(Spread):
    """As many processes as there are cores, started freshly, so that none inherits open files or threads."""

    def __init__(self, cores: int) -> None:
        super().__init__(at_once=2 * cores)
        self.pool = ProcessPoolExecutor(cores, mp_context=multiprocessing.get_context("spawn"))

    def begin(self, work: Work, *arguments: Any) -> Future[Any]:
        return self.pool.submit(work, *arguments)

    def result(self, begun: Future[Any]) -> Any:
        return begun.result()

    def close(self) -> None:
        self.pool.shutdown(wait=True, cancel_futures=True)
