"""What booking costs: the command through the bus, beside the bare row with its indexes and the looks for a clash.

In turn in two files of the same size, so that a drift of the machine hits both alike; a million appointments stored.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from hms_desktop.data.engine import open_file
from hms_desktop.features.scheduling.domain import NewAppointment
from hms_desktop.features.scheduling.service import BookAppointment
from hms_desktop.kernel.clock import to_ms
from tests.bench.clinics import CACHE, KEY, copied
from tests.bench.diaries import EASY, INSERT, SLOT, SLOTS, on, scheduled
from tests.bench.figures import Figure, median, percentile
from tests.bench.free import ROWS

ROUNDS: Final = 600
_FIRST: Final = EASY.first + timedelta(days=112)
"""A Monday after everything that is stored."""


def run() -> Iterator[Figure]:
    """Commands and bare rows in turn."""
    source = scheduled(ROWS)
    bare = _bare_copy(source)
    door: list[float] = []
    alone: list[float] = []
    with copied(source) as path, on(path, EASY) as desk:
        raw = desk.engine.lane().raw
        doctors = [UUID(bytes=uid) for (uid,) in raw.execute("SELECT uid FROM doctor ORDER BY local_no")]
        patients = [UUID(bytes=uid) for (uid,) in raw.execute("SELECT uid FROM patient LIMIT 997")]
        for at in range(ROUNDS):
            day, minute = _FIRST + timedelta(days=at // len(SLOTS) % 6), SLOTS[at % len(SLOTS)]
            asked = NewAppointment(patient=patients[at % 997], doctor=doctors[at % 50], day=day, minute=minute,
                                   minutes=SLOT, reason="Blood pressure")  # fmt: skip
            command = BookAppointment(id=desk.ids.new(), asked=asked)
            began = time.perf_counter()
            desk.bus.execute(command, desk.actor)
            door.append(time.perf_counter() - began)
            alone.append(_insert_alone(bare, desk.ids.new(), asked))
    bare.close()
    door, alone = sorted(door[50:]), sorted(alone[50:])
    yield Figure("booking", "command through the bus, median", median(door), "ms", median(alone), "≤ 2.0")
    yield Figure("booking", "the same, fastest", door[0] * 1e3, "ms", alone[0] * 1e3)
    yield Figure("booking", "the same, p95", percentile(door, 0.95) * 1e3, "ms", percentile(alone, 0.95) * 1e3)
    yield Figure("booking", "the same, slowest", door[-1] * 1e3, "ms", alone[-1] * 1e3)


def _bare_copy(source: Path) -> Any:  # noqa: ANN401 - the driver has no types
    """A copy without the journal's triggers: the row, its indexes and the rules against clashes stay."""
    copy = CACHE / "bare-diaries.db"
    for end in ("", "-wal", "-shm"):
        copy.with_name(copy.name + end).unlink(missing_ok=True)
    shutil.copyfile(source, copy)
    bare = open_file(copy, KEY)
    for (name,) in bare.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        if "_is_free_" not in name:
            bare.execute(f"DROP TRIGGER {name}")
    return bare


def _insert_alone(bare: Any, uid: UUID, asked: NewAppointment) -> float:  # noqa: ANN401
    """Seconds for the row alone in a transaction of its own. Its values are made before the watch starts."""
    begin = to_ms(datetime.combine(asked.day, clock_time(), UTC)) + asked.minute * 60_000
    values = (
        uid.bytes, 1, 0, asked.patient.bytes, asked.doctor.bytes, None, asked.day.isoformat(), asked.minute,
        asked.minutes, "UTC", begin, begin + asked.minutes * 60_000, "booked", 0, asked.reason, "", None, 0, None, "",
    )  # fmt: skip
    began = time.perf_counter()
    bare.execute("BEGIN IMMEDIATE")
    bare.execute(INSERT, values)
    bare.execute("COMMIT")
    return time.perf_counter() - began
