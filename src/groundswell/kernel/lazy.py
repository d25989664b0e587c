"""A set that is looked up when it is asked for, and then kept: most calls of static pages never ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from functools import cached_property
from typing import Any
from uuid import UUID


class LazySet(Set[UUID]):
    """Behaves as the frozenset that `find` returns."""

    def __init__(self, find: Callable[[], frozenset[UUID]]) -> None:
        self._find = find

    @cached_property
    def _found(self) -> frozenset[UUID]:
        return self._find()

    @classmethod
    def _from_iterable(cls, it: Iterable[Any]) -> Any:
        return frozenset(it)

    def __contains__(self, value: object) -> bool:
        return value in self._found

    def __iter__(self) -> Iterator[UUID]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __hash__(self) -> int:
        return hash(self._found)
