"""How work is spread: on one core, on all cores, or over a Dask cluster, with the same results in the same order.

Whoever has work calls `put` with a function of a module and its arguments, and takes the results in the order in which
the work was put. So many pieces are under way at once, and no more: memory stays flat however long the work is.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Self

Work = Callable[..., Any]


class Spread(ABC):
    """A place where work is done. Used as a context; leaving it early drops what is under way."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self.under_way: deque[Any] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def put(self, work: Work, *arguments: Any) -> Iterator[Any]:
        """Begin a piece of work; the results that had to be waited for, so that there is room for it."""
        self.under_way.append(self.begin(work, *arguments))
        while len(self.under_way) >= self.at_once:
            yield self.result(self.under_way.popleft())

    def rest(self) -> Iterator[Any]:
        """The results of everything that is still under way."""
        while self.under_way:
            yield self.result(self.under_way.popleft())

    @abstractmethod
    def begin(self, work: Work, *arguments: Any) -> Any: ...

    @abstractmethod
    def result(self, begun: Any) -> Any: ...

    def close(self) -> None:  # noqa: B027 - one core has nothing to close
        """Nothing is done any more."""


class OneCore(Spread):
    """Everything in this process, one piece after the other."""

    def __init__(self) -> None:
        super().__init__(at_once=1)

    def begin(self, work: Work, *arguments: Any) -> Any:
        return work(*arguments)

    def result(self, begun: Any) -> Any:
        return begun


def on(cores: int | None = None, scheduler: str = "") -> Spread:
    """The place for work: the cluster of that scheduler, else so many cores of this machine (None: all of them)."""
    if scheduler:
        from scrutiny.parallel.cluster import Cluster  # noqa: PLC0415 - Dask is an extra

        return Cluster(scheduler)
    count = cores or cores_here()
    if count == 1:
        return OneCore()
    from scrutiny.parallel.processes import Processes  # noqa: PLC0415 - costs time that one core does not need

    return Processes(count)


def cores_here() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
