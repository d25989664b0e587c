"""Work on a Dask cluster. `pip install scrutiny[cluster]`; the workers need scrutiny too."""

from __future__ import annotations

from typing import Any

from distributed import Client

from scrutiny.parallel import Spread, Work


class Cluster(Spread):
    """The workers of a scheduler, `tcp://host:port`; batches travel to them, only sums and findings come back."""

    def __init__(self, scheduler: str) -> None:
        self.client: Any = Client(scheduler)  # type: ignore[no-untyped-call]
        threads = sum(worker["nthreads"] for worker in self.client.scheduler_info(n_workers=-1)["workers"].values())
        super().__init__(at_once=2 * max(1, threads))

    def begin(self, work: Work, *arguments: Any) -> Any:
        return self.client.submit(work, *arguments, pure=False)

    def result(self, begun: Any) -> Any:
        found = begun.result()
        begun.release()
        return found

    def close(self) -> None:
        self.client.close()
