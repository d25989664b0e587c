"""What the benchmarks share: wall time, peak memory, a line of output."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from typing import Any


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def median_of(work: Callable[[], Any], times: int) -> float:
    """Median seconds of several runs, after one that is not counted."""
    work()
    return statistics.median(timed(work)[1] for _ in range(times))


def peak_mb() -> float:
    """The most memory that this process has held so far, in MB (Linux counts kilobytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
