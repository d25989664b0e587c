"""Tests of strength: planned for a unit, counted by stewards of its parts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from scrutiny.organisation.acts.base import Act, act


@act("test.plan", office=True)
@dataclass(frozen=True)
class PlanTest(Act):
    """What is asked of the people of `unit` on `day`; the target is in percent of them."""

    test: UUID
    unit: UUID
    title: str
    kind: str
    target_percent: int
    day: dt.date


@act("test.count", office=True)
@dataclass(frozen=True)
class RecordTestCount(Act):
    """`count` of the `asked` people of `unit` took part. A later count of the same unit replaces this one."""

    test: UUID
    unit: UUID
    count: int
    asked: int


@act("test.close", office=True)
@dataclass(frozen=True)
class CloseTest(Act):
    test: UUID
