"""The real main window over a clinic of the cache, without the sign-in before it; offscreen, as the tests have it."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from hms_desktop.clinic.opening import Session
from hms_desktop.features import NAMES
from hms_desktop.features.workstation.service import SettingsNow
from hms_desktop.kernel.access import Actor, Role
from hms_desktop.kernel.manifest import load
from hms_desktop.ui.acts import Parked, Standing
from hms_desktop.ui.app import SWITCH_S
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.main_window import MainWindow
from hms_desktop.ui.theme import THEMES, ThemeName, apply
from hms_desktop.ui.workplace import Workplace
from tests.bench.clinics import Desk, opened

_LIMIT_S: Final = 60.0


class BenchActs:
    """What a window asks for beside commands and queries, as far as it does here."""

    def __init__(self, desk: Desk) -> None:
        actor = Actor(UUID(int=1), "Marta Costa", frozenset({Role.RECEPTIONIST}), UUID(int=2))
        self.person, self._desk = Session(actor, False, desk.bus), desk

    def standing(self) -> Standing:
        settings = self.person.ask(SettingsNow())
        return Standing("Bench", "Reception 1", UTC, settings, load(NAMES))

    def now(self) -> datetime:
        return datetime.now(UTC)

    def new_id(self) -> UUID:
        return self._desk.ids.new()

    def leave(self) -> None:
        """Nothing happens in his name any more."""

    def drafts(self) -> tuple[Parked, ...]:
        return ()


@dataclass
class Shown:
    """The window, and what a benchmark does with it."""

    app: QApplication
    window: MainWindow
    jobs: Jobs
    desk: Desk

    def until(self, is_so: Callable[[], bool]) -> None:
        """Lets the program run until this is so."""
        loop, latest = QEventLoop(), time.perf_counter() + _LIMIT_S

        def look() -> None:
            if is_so() or time.perf_counter() > latest:
                loop.quit()

        timer = QTimer(loop, interval=1)
        timer.timeout.connect(look)
        timer.start()
        getattr(loop, "exec")()  # noqa: B009 - as in `frame`
        timer.stop()
        if not is_so():
            raise TimeoutError("the window did not come to rest")

    def rest(self) -> None:
        """Until nothing is asked for any more."""
        self.until(lambda: not self.jobs.running())

    def press(self, widget: QWidget, key: Qt.Key, text: str = "") -> None:
        """A key down and up."""
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            self.app.sendEvent(widget, QKeyEvent(kind, int(key), Qt.KeyboardModifier.NoModifier, text))


class Painted(QObject):
    """When one of these widgets was painted to the end the last time."""

    done = Signal()

    def __init__(self, *watched: QWidget) -> None:
        super().__init__()
        self.at = 0.0
        self._after = QTimer(self, singleShot=True, interval=0)
        self._after.timeout.connect(self._note)
        self._watched = watched
        for one in watched:
            one.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The painting follows at once, and the timer comes after it."""
        if event.type() is QEvent.Type.Paint:
            self._after.start()
        return False

    def end(self) -> None:
        """Watches no longer."""
        for one in self._watched:
            one.removeEventFilter(self)

    def _note(self) -> None:
        self.at = time.perf_counter()
        self.done.emit()


@contextmanager
def shown(path: Path) -> Iterator[Shown]:
    """A receptionist's window at its home, as the program runs it: collecting by itself off, lanes on."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(["bench"])
    assert isinstance(app, QApplication)
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    apply(app, THEMES[ThemeName.LIGHT], 10)
    jobs = Jobs()
    with opened(path) as desk:
        acts: Any = BenchActs(desk)
        place = Workplace(acts, acts.standing(), jobs)
        window = MainWindow(place)
        window.resize(1366, 768)
        window.open_home()
        window.show()
        window.activateWindow()
        one = Shown(app, window, jobs, desk)
        gc.collect()
        gc.disable()
        gc.freeze()
        try:
            one.rest()
            yield one
        finally:
            gc.enable()
            gc.unfreeze()
            sys.setswitchinterval(before)
            place.leave()
            window.close()
            jobs.close()
