"""How late the GUI thread is while heavy things happen: an import, a backup, a paper rendered in the worker process."""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from hms_desktop.data.backup import Backups
from hms_desktop.features.patients.exchange import ImportPatients
from hms_desktop.kernel.clock import SystemClock
from hms_desktop.ui.app import SWITCH_S
from hms_desktop.ui.jobs import Jobs
from tests.bench.clinics import CACHE, Desk, copied, filled, opened, people, with_vault
from tests.bench.figures import Figure, percentile

ROWS: Final = 20_000
BEAT_MS: Final = 4


class Beat(QObject):
    """A timer that should fire every four milliseconds, and how late it did."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self._due = time.perf_counter()
        self._timer = QTimer(self, interval=BEAT_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self.late = []
        self._due = time.perf_counter() + BEAT_MS / 1e3
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, now - self._due) * 1e3)
        self._due = now + BEAT_MS / 1e3


def run() -> Iterator[Figure]:
    """Each heavy thing on its lane, with the beat going on the GUI thread; beside it the beat with nothing going on."""
    app = QApplication(["bench"])
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    gc.disable()  # as the program does: it collects on the GUI thread, and no lane ever stops for it
    gc.freeze()
    jobs, beat = Jobs(), Beat()
    try:
        with copied(filled(ROWS)) as path, opened(path) as desk, tempfile.TemporaryDirectory(dir=CACHE) as folder:
            rest = _while(beat, jobs, lambda: time.sleep(2))
            yield from _figures("nothing", rest, rest)
            yield from _figures("importing 20,000 patients", _while(beat, jobs, lambda: _import(desk)), rest)
            yield from _figures("backing up", _while(beat, jobs, _backup(Path(folder), filled(ROWS))), rest)
            yield from _figures("rendering papers in the worker", _while_heavy(beat, jobs), rest)
    finally:
        jobs.close()
        sys.setswitchinterval(before)
        gc.enable()
        app.quit()


def _figures(doing: str, late: list[float], rest: list[float]) -> Iterator[Figure]:
    p99, worst = percentile(late, 0.99), max(late)
    yield Figure("frame", f"GUI late while {doing}, p99 of {len(late):,}", p99, "ms", percentile(rest, 0.99), "≤ 16 ms")
    yield Figure("frame", f"GUI late while {doing}, worst", worst, "ms", max(rest), "≤ 50 ms")


def _import(desk: Desk) -> None:
    facts = list(people(20_000, seed=5))
    for start in range(0, len(facts), 1_000):
        command = ImportPatients(id=desk.ids.new(), rows=tuple(facts[start : start + 1_000]))
        desk.bus.execute(command, desk.actor)


def _backup(folder: Path, source: Path) -> Callable[[], object]:
    places, key = with_vault(source, folder)
    return lambda: Backups(places, SystemClock(), "bench").make(key, "bench")


def render_many() -> int:
    """Papers in the worker process, one after the other."""
    from datetime import UTC, datetime
    from uuid import UUID

    from hms_desktop.features.users.document import recovery_sheet

    lines = tuple(f"{i}AAAA-BBBB-CCCC-DDDD" for i in range(4))
    made = datetime(2026, 11, 21, tzinfo=UTC)
    return sum(len(recovery_sheet("St Anne Clinic", UUID(int=1), lines, made)) for _ in range(40))


def _while(beat: Beat, jobs: Jobs, work: Callable[[], object]) -> list[float]:
    return _beaten(beat, lambda owner, done: jobs.write(owner, work, done))


def _while_heavy(beat: Beat, jobs: Jobs) -> list[float]:
    return _beaten(beat, lambda owner, done: jobs.heavy(owner, (render_many,), done))


def _beaten(beat: Beat, put: Callable[[QObject, Callable[[object], None]], object]) -> list[float]:
    loop = QEventLoop()
    beat.start()
    put(loop, lambda _: loop.quit())
    getattr(loop, "exec")()  # noqa: B009 - the benchmark has no program whose loop it could use
    beat.stop()
    return beat.late
