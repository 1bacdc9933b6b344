"""The next free time over fifty doctors and ninety days, a million appointments stored."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from statistics import median
from typing import Final

from hms_desktop.features.scheduling.calendar import FreeSlots
from hms_desktop.features.scheduling.domain import Wish
from hms_desktop.kernel.clock import to_ms
from tests.bench.clinics import Desk
from tests.bench.diaries import EASY, FULL, TIGHT, Stretch, on, scheduled
from tests.bench.figures import Figure

ROWS: Final = int(os.environ.get("HMS_BENCH_ROWS", "1000000"))
TIMES: Final = 25
_READ: Final = (
    "SELECT starts, ends FROM appointment WHERE doctor = ? AND state IN ('booked', 'confirmed', 'kept') "
    "AND starts >= ? AND starts < ? ORDER BY starts"
)


def run() -> Iterator[Figure]:
    """For each kind of weeks the question as it is asked, and beside it the bare reading of all that is booked then."""
    path = scheduled(ROWS)
    for stretch in (EASY, TIGHT, FULL):
        with on(path, stretch) as desk:
            asked = FreeSlots(wish=Wish(), limit=5)
            took, found = [], 0
            for _ in range(TIMES + 3):
                began = time.perf_counter()
                found = len(desk.bus.ask(asked, desk.actor))
                took.append((time.perf_counter() - began) * 1e3)
            took = sorted(took[3:])
            assert found == (0 if stretch is FULL else 5)
            bare = _bare(desk, stretch)
        what = f"next of 50 doctors, {stretch.name}"
        yield Figure("free", f"{what}, median", median(took), "ms", bare, "≤ 30 ms")
        yield Figure("free", f"{what}, fastest", took[0], "ms", bare)
        yield Figure("free", f"{what}, slowest", took[-1], "ms", bare)


def _bare(desk: Desk, stretch: Stretch) -> float:
    """Milliseconds of reading everybody's ninety days."""
    raw = desk.engine.reading_lane().raw
    doctors = [uid for (uid,) in raw.execute("SELECT uid FROM doctor")]
    first = to_ms(datetime.combine(stretch.first, clock_time(), UTC))
    last = first + int(timedelta(days=91).total_seconds()) * 1_000
    took = []
    for _ in range(5):
        began = time.perf_counter()
        for doctor in doctors:
            raw.execute(_READ, (doctor, first, last)).fetchall()
        took.append((time.perf_counter() - began) * 1e3)
    return median(took)
