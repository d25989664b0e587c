"""The only door to numba: its decorators with types, and where compiled code is kept.

Compiled kernels are cached on disk, in one folder for each state of this package's sources. numba itself looks only
at the file a function stands in, so without that a change of the field arithmetic would go unnoticed by kernels
that were compiled with the old one.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba
import numba.extending

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """A function that other compiled functions call. It is compiled into each kernel that needs it."""
    return cast("Callable[P, R]", numba.njit(error_model="numpy")(function))


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """A function that Python calls: runs without the interpreter's lock, and is cached on disk where that can be."""
    folder = _cache_folder()
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = folder
    try:
        return cast("Callable[P, R]", numba.njit(error_model="numpy", nogil=True, cache=bool(folder))(function))
    finally:
        numba.config.CACHE_DIR = before


def intrinsic(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that writes LLVM instructions: it gets numba types and returns a signature and a code generator."""
    return cast("Callable[..., Any]", numba.extending.intrinsic(function))


def overloads(function: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """What `function` means for compiled code, decided by the types of its arguments."""
    return cast("Callable[[Callable[..., Any]], Callable[..., Any]]", numba.extending.overload(function, strict=False))


def _cache_folder() -> str:
    """A folder under `NUMBA_CACHE_DIR` or the user's cache; empty where that cannot be or is not safe."""
    try:
        root = Path(numba.config.CACHE_DIR or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        folder = root / "scrutiny" / "fast" / _digest_of_sources()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return str(folder) if _only_ours(folder) else ""
    except (OSError, RuntimeError):
        return ""


def _only_ours(folder: Path) -> bool:
    """Whether no one else can write there: what is loaded from a cache is run."""
    if os.name != "posix":
        return os.access(folder, os.W_OK)
    found = folder.stat()
    return found.st_uid == os.geteuid() and not found.st_mode & 0o022 and os.access(folder, os.W_OK)


@lru_cache(maxsize=1)
def _digest_of_sources() -> str:
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.name.encode() + b"\0" + hashlib.sha256(source.read_bytes()).digest())
    return digest.hexdigest()[:16]
