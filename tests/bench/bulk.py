"""Import through the bus: journal, chain, vocabulary and search on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

from hms_desktop.data.engine import open_file
from hms_desktop.features.patients.exchange import IMPORT_LIMIT, ImportPatients
from hms_desktop.features.patients.store import NEW, columns
from tests.bench.clinics import CACHE, KEY, fresh, opened, people
from tests.bench.figures import Figure
from tests.bench.write import without_journal

ROWS: Final = 50_000


def run() -> Iterator[Figure]:
    """The same patients by import commands, and as bare rows in transactions of the same size."""
    facts = list(people(ROWS, seed=3))
    path = fresh(CACHE / "bulk.db")
    with opened(path) as desk:
        began = time.perf_counter()
        for start in range(0, ROWS, IMPORT_LIMIT):
            command = ImportPatients(id=desk.ids.new(), rows=tuple(facts[start : start + IMPORT_LIMIT]))
            desk.bus.execute(command, desk.actor)
        door = ROWS / (time.perf_counter() - began)
    bare_path = fresh(CACHE / "bulk-bare.db")
    with opened(bare_path) as desk:
        uids = [desk.ids.new().bytes for _ in facts]
    bare = without_journal(open_file(bare_path, KEY))
    names = (*columns(facts[0]), *NEW, "serial", "uid", "version", "rev")
    statement = f"INSERT INTO patient ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    began = time.perf_counter()
    for start in range(0, ROWS, IMPORT_LIMIT):
        bare.execute("BEGIN IMMEDIATE")
        rows = (
            (*_plain({**columns(one), **NEW}), start + i, uids[start + i], 1, 0)
            for i, one in enumerate(facts[start : start + IMPORT_LIMIT])
        )
        bare.executemany(statement, rows)
        bare.execute("COMMIT")
    alone = ROWS / (time.perf_counter() - began)
    bare.close()
    for one in (path, bare_path):
        one.unlink()
    yield Figure("bulk", "import command, journal, chain and search on", door, "rows/s", alone, "≥ 6,000 rows/s")


def _plain(values: dict[str, object]) -> tuple[object, ...]:
    return tuple(value if value is None or isinstance(value, int) else str(value) for value in values.values())
