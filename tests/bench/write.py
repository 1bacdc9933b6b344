"""What the door costs: a command through the bus against the bare row with its indexes and search entry.

Interleaved one by one in files of the same size, so that a drift of the machine hits both alike.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from hms_desktop.data.engine import open_file
from hms_desktop.features.patients.domain import Particulars
from hms_desktop.features.patients.service import RegisterPatient
from hms_desktop.features.patients.store import NEW, columns
from hms_desktop.kernel.ids import Ids
from tests.bench.clinics import CACHE, KEY, copied, filled, opened, people
from tests.bench.figures import Figure, median, percentile

ROWS: Final = 200_000
ROUNDS: Final = 600


def run() -> Iterator[Figure]:
    """Commands and bare rows in turn."""
    source = filled(ROWS)
    with copied(source) as path, opened(path) as desk:
        bare = bare_copy(source)
        door: list[float] = []
        alone: list[float] = []
        for facts in list(people(ROUNDS, seed=99)):
            command = RegisterPatient(id=desk.ids.new(), facts=facts)
            began = time.perf_counter()
            desk.bus.execute(command, desk.actor)
            door.append(time.perf_counter() - began)
            alone.append(insert_alone(bare, desk.ids, facts))
        bare.close()
    yield Figure("write", "command through the bus, median", median(door[50:]), "ms", median(alone[50:]), "≤ 1.7")
    slow = (percentile(door[50:], 0.95) * 1e3, percentile(alone[50:], 0.95) * 1e3)
    yield Figure("write", "command through the bus, p95", slow[0], "ms", slow[1])
    yield Figure("write", "fsync of 4 KiB appended, median", _fsync(CACHE / "fsync"), "ms")


def bare_copy(path: Path) -> Any:  # noqa: ANN401 - the driver has no types
    """A copy without the journal's triggers: the row, its indexes and its search entry stay."""
    copy = CACHE / "bare.db"
    for end in ("", "-wal", "-shm"):
        copy.with_name(copy.name + end).unlink(missing_ok=True)
    shutil.copyfile(path, copy)  # page for page the same, so that neither has fuller pages to split
    return without_journal(open_file(copy, KEY))


def without_journal(bare: Any) -> Any:  # noqa: ANN401
    """Takes the journal's triggers away and leaves those of the search entry."""
    kept = ("hms_patient_found_create", "hms_patient_found_update", "hms_patient_found_delete")
    for (name,) in bare.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        if name not in kept:
            bare.execute(f"DROP TRIGGER {name}")
    return bare


def insert_alone(bare: Any, ids: Ids, facts: Particulars) -> float:  # noqa: ANN401
    """Seconds for the row alone in a transaction of its own. Its values are made before the watch starts."""
    values = {**columns(facts), **NEW, "uid": ids.new().bytes, "version": 1, "rev": 0}
    values["born"] = facts.born.isoformat() if facts.born else None
    values["serial"] = bare.execute("SELECT max(serial) + 1 FROM patient").fetchone()[0]
    values["sex"], values["precision"] = str(facts.sex), str(facts.precision)
    statement = f"INSERT INTO patient ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})"
    given = tuple(values.values())
    began = time.perf_counter()
    bare.execute("BEGIN IMMEDIATE")
    bare.execute(statement, given)
    bare.execute("COMMIT")
    return time.perf_counter() - began


def _fsync(path: Path) -> float:
    took = []
    with path.open("wb") as file:
        for _ in range(200):
            file.write(bytes(4096))
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - began)
    path.unlink()
    return median(took)
