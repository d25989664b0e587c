"""Fast arithmetic of Ed25519 on batches of public data; see `batch` for what there is.

Can be imported without numba; then `available()` is empty, and anything else raises ImportError.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from scrutiny.groups.fast.choice import available

if TYPE_CHECKING:
    from scrutiny.groups.fast.batch import (
        Points,
        Table,
        add,
        commitments,
        decode,
        encode,
        multiply_fixed,
        subtract,
        sums,
        table,
        total,
        warm_up,
    )

__all__ = [
    "Points",
    "Table",
    "add",
    "available",
    "commitments",
    "decode",
    "encode",
    "multiply_fixed",
    "subtract",
    "sums",
    "table",
    "total",
    "warm_up",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("scrutiny.groups.fast.batch"), name)
