"""The question that a calendar asks when it is opened: a week of 2,000 appointments, with everybody's names."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from typing import Final

from hms_desktop.features.scheduling.calendar import CalendarOf
from hms_desktop.kernel.clock import to_ms
from tests.bench.diaries import WEEK, on, scheduled
from tests.bench.figures import Figure
from tests.bench.free import ROWS

TIMES: Final = 25
_READ: Final = (
    "SELECT a.*, p.family, p.given, p.sex, p.born, p.serial FROM appointment a JOIN patient p ON p.uid = a.patient "
    "WHERE a.starts >= ? AND a.starts < ? ORDER BY a.starts, a.uid"
)


def run() -> Iterator[Figure]:
    """The query through the bus; beside it one bare join of the same rows."""
    with on(scheduled(ROWS), WEEK) as desk:
        asked = CalendarOf(first=WEEK.first, last=WEEK.first + timedelta(days=6))
        took, bare, size = [], [], 0
        raw = desk.engine.reading_lane().raw
        first = to_ms(WEEK.morning) - 7 * 3_600_000
        for _ in range(TIMES + 3):
            began = time.perf_counter()
            size = len(desk.bus.ask(asked, desk.actor).appointments)
            took.append((time.perf_counter() - began) * 1e3)
            began = time.perf_counter()
            raw.execute(_READ, (first, first + 7 * 86_400_000)).fetchall()
            bare.append((time.perf_counter() - began) * 1e3)
    took, beside = sorted(took[3:]), median(bare[3:])
    yield Figure("calendar", f"a week of {size:,} appointments, median", median(took), "ms", beside, "≤ 60 ms")
    yield Figure("calendar", "fastest", took[0], "ms", beside)
    yield Figure("calendar", "slowest", took[-1], "ms", beside)
