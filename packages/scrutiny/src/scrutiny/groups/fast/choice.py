"""Which path this processor can take: eight lanes with AVX-512 IFMA, one lane, or none without numba."""

from __future__ import annotations

import os
from typing import Final

ENVIRONMENT: Final = "SCRUTINY_FAST"
_CHOICES: Final = ("", "ifma", "scalar", "off")
_IFMA_NEEDS: Final = {"+avx512f", "+avx512dq", "+avx512ifma"}


def available() -> str:
    """ "ifma", "scalar", or "" where there is no numba.

    SCRUTINY_FAST=ifma, scalar or off decides otherwise. Raises ValueError for another value, and RuntimeError for
    ifma on a processor that lacks it.
    """
    wanted = os.environ.get(ENVIRONMENT, "")
    if wanted not in _CHOICES:
        raise ValueError(f"{ENVIRONMENT} is ifma, scalar or off")
    if wanted == "off" or not _has_numba():
        return ""
    if wanted == "ifma" and not has_ifma():
        raise RuntimeError(f"{ENVIRONMENT} asks for ifma, which this processor lacks")
    return wanted or ("ifma" if has_ifma() else "scalar")


def _has_numba() -> bool:
    try:
        import numba  # noqa: F401, PLC0415
    except ImportError:
        return False
    return True


def has_ifma() -> bool:
    """Whether numba compiles for a processor with the instructions of the path of eight lanes.

    Numba may have been told to use less than the processor it runs on has; then that counts.
    """
    from numba import config  # noqa: PLC0415
    from numba.core.codegen import get_host_cpu_features  # noqa: PLC0415

    told = get_host_cpu_features() if config.CPU_FEATURES is None else config.CPU_FEATURES
    return set(told.split(",")) >= _IFMA_NEEDS
