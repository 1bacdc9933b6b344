"""Reading a clinic of a million patients: opening, the page far down, one patient by id."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from typing import Any, Final
from uuid import UUID

from hms_desktop.data.engine import open_file
from hms_desktop.features.patients import store
from hms_desktop.features.patients.domain import ListOrder
from hms_desktop.kernel.access import ColumnClass
from hms_desktop.kernel.paging import Cursor, PageRequest
from tests.bench.clinics import CACHE, KEY, Desk, filled, opened
from tests.bench.figures import Figure, median

ROWS: Final = int(os.environ.get("HMS_BENCH_ROWS", "1000000"))
_FAR: Final = int(ROWS * 0.9)
_ALL: Final = frozenset(ColumnClass)


def run() -> Iterator[Figure]:
    """Pages by key through the feature's own query; look-ups as the driver does them, here and in plain SQLite."""
    path = filled(ROWS)
    began = time.perf_counter()
    connection = open_file(path, KEY)
    connection.execute("SELECT uid FROM patient LIMIT 1").fetchone()
    opening = (time.perf_counter() - began) * 1e3
    far = connection.execute(
        f"SELECT sort_name, uid FROM patient ORDER BY sort_name, uid LIMIT 1 OFFSET {_FAR}"
    ).fetchone()
    uids = [row[0] for row in connection.execute("SELECT uid FROM patient WHERE local_no % ? = 1", (ROWS // 500,))]
    plain = _plain_copy(connection)
    with opened(path) as desk:
        cursor = Cursor(far[0], UUID(bytes=far[1]))
        pages = _pages(desk, PageRequest(), PageRequest(after=cursor))
    look_ups = _look_ups(connection, plain, uids)
    connection.close()
    plain.close()
    size = path.stat().st_size / 1e6
    yield Figure("read", f"open {ROWS:,} patients ({size:,.0f} MB) and read a row", opening, "ms")
    yield Figure("read", f"page at row {_FAR:,} against the first page", pages[1], "ms", pages[0], "≤ 2")
    yield Figure("read", "one patient by id against plain SQLite", look_ups[0], "µs", look_ups[1], "≤ 2")


def _pages(desk: Desk, *asked: PageRequest) -> list[float]:
    """Milliseconds for each page, taken in turn."""
    took: list[list[float]] = [[] for _ in asked]
    with desk.store.read(desk.actor, lambda _message, _unit: None) as work:
        for _ in range(60):
            for spent, page in zip(took, asked, strict=True):
                began = time.perf_counter()
                store.listed(work.rows, _ALL, page, ListOrder.NAME)
                spent.append(time.perf_counter() - began)
    return [median(spent) for spent in took]


def _look_ups(encrypted: Any, plain: Any, uids: list[bytes]) -> tuple[float, float]:  # noqa: ANN401
    """Microseconds for one row by its id, warm, in turn."""
    query = "SELECT family, given, born FROM patient WHERE uid = ?"
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(5):
        for uid in uids:
            for spent, ask in zip(took, (encrypted.execute, plain.execute), strict=True):
                spent.append(_timed(ask, query, uid))
    return median(took[0][len(uids) :], 1e6), median(took[1][len(uids) :], 1e6)


def _timed(ask: Callable[..., Any], query: str, uid: bytes) -> float:
    began = time.perf_counter()
    ask(query, (uid,)).fetchone()
    return time.perf_counter() - began


def _plain_copy(encrypted: Any) -> sqlite3.Connection:  # noqa: ANN401
    """The same table without encryption, kept beside: the patients are invented ones."""
    path = CACHE / f"plain-{ROWS}.db"
    is_new = not path.exists()
    plain = sqlite3.connect(path, isolation_level=None)
    if is_new:
        plain.execute("PRAGMA journal_mode = WAL")
        plain.execute(
            "CREATE TABLE patient (local_no INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, family, given, born)"
        )
        plain.execute("BEGIN")
        rows = encrypted.execute("SELECT local_no, uid, family, given, born FROM patient")
        plain.executemany("INSERT INTO patient VALUES (?, ?, ?, ?, ?)", rows)
        plain.execute("COMMIT")
    return plain
