"""The program with its windows: sets Qt up, shows the sign-in, then the home, and ends in good order.

Automatic garbage collection is off and run from a timer here, so that no Qt object dies on a lane's thread.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.sign_in import Founder, SignIn
from hms_desktop.ui.theme import THEMES, ThemeName, apply
from hms_desktop.ui.wheel import WheelGuard
from hms_desktop.ui.words import told, tr

if TYPE_CHECKING:
    from hms_desktop.ui.acts import Acts, Standing
    from hms_desktop.ui.main import Main

S = TypeVar("S")

SWITCH_S: Final = 0.0005
"""How long a busy Python thread may keep the GUI waiting; Python's own 5 ms make lists jerk (measured)."""

_COLLECT_MS: Final = 1_000
_TICK_MS: Final = 1_000
_ALL_EVERY: Final = 30
_SIZE: Final = (1100, 700)
_TEXT_PT: Final = 10


class Doors(Founder[S], Protocol[S]):
    """The whole of what the program's windows need behind them."""

    def acts(self, session: S) -> Acts:
        """What can be done for this person; called on a lane."""

    def tick(self) -> None:
        """Called each second."""

    def leave(self) -> None:
        """Somebody signed out, or the last window was closed."""


@dataclass(frozen=True)
class Look:
    """How it is shown."""

    theme: ThemeName = ThemeName.LIGHT
    text_pt: int = _TEXT_PT


class Program(Generic[S]):
    """The windows of one run."""

    def __init__(self, app: QApplication, doors: Doors[S], look: Look) -> None:
        self._app, self._doors = app, doors
        self._is_settled = False
        self.jobs = Jobs()
        self.jobs.trouble.connect(self._tell)
        self._guard = WheelGuard()
        apply(app, THEMES[look.theme], look.text_pt)
        self._timers = [
            _every(_COLLECT_MS, _Collector().collect),
            _every(_TICK_MS, self._tick),
            _once(lambda: app.installEventFilter(self._guard)),
        ]
        self._is_ticking = self._has_tick_failed = False
        self._main: Main | None = None
        self.window: QWidget = self._sign_in()

    def close(self) -> None:
        """Ends the lanes before the store, because connections belong to the lanes' threads."""
        for timer in self._timers:
            timer.stop()
        self._app.removeEventFilter(self._guard)
        if self._main:
            self._main.end()
        if self.jobs.close():  # else somebody still writes: the file is left to him and falls shut with the process
            self._doors.leave()

    def _sign_in(self) -> SignIn[S]:
        window = SignIn(self._doors, self.jobs)
        window.signed_in.connect(self._enter)
        window.founding.connect(self._found)
        window.resize(*_SIZE)
        return window

    def _found(self) -> None:
        """No clinic is here: the steps to one, in the place of the sign-in."""
        from hms_desktop.ui.first_run import FirstRun  # needed once in the life of a clinic

        window = FirstRun(self._doors, self.jobs)
        window.signed_in.connect(self._enter)
        window.left.connect(self._back)
        self._replace(window)
        window.begin()

    def _enter(self, session: S) -> None:
        if not self._is_settled:  # the imports are over: what they made stays, and is not looked through again
            self._is_settled = True
            gc.collect()
            gc.freeze()
        self.jobs.read(self.window, lambda: _with_standing(self._doors.acts(session)), self._show_main)

    def _show_main(self, entered: tuple[Acts, Standing]) -> None:
        from hms_desktop.ui.main import Main  # the shell and Qt's parts that it needs are not for the first window

        self._main = Main(self._app, *entered, self.jobs)
        self._main.shown.connect(self._replace)
        self._main.left.connect(self._back)
        self._main.begin()

    def _back(self) -> None:
        """Everything of the clinic leaves the screen; the file stays open, for the next person or the same one."""
        if self._main:
            self._main.end()
            self._main = None
        self._replace(self._sign_in())

    def _replace(self, window: QWidget) -> None:
        """Another window in the place of the one before, which a locked session keeps and everybody else drops."""
        before = self.window
        window.restoreGeometry(before.saveGeometry())
        self.window = window
        window.show()
        before.hide()
        if self._main is None or before not in self._main.windows:
            before.close()
            before.deleteLater()

    def _tick(self) -> None:
        """One tick at a time: a disk that hangs must not take up every lane."""
        if not self._is_ticking:
            self._is_ticking = True
            self.jobs.io(self.jobs, self._doors.tick, lambda _: self._ticked(), self._ticked)

    def _ticked(self, error: KnownError | BugError | None = None) -> None:
        """What fails each second is told when it begins to fail."""
        is_news = error is not None and not self._has_tick_failed
        self._is_ticking, self._has_tick_failed = False, error is not None
        if error and is_news:
            self._tell(error)

    def _tell(self, error: KnownError | BugError) -> None:
        text = told(error)
        if any(box.isVisible() and box.text() == text for box in self.window.findChildren(QMessageBox)):
            return
        box = QMessageBox(self.window)
        box.finished.connect(box.deleteLater)
        box.setTextFormat(box.textFormat().PlainText)
        box.setText(text)
        if isinstance(error, BugError):
            box.setDetailedText(error.report)
        box.setWindowTitle(tr("HMS Desktop"))
        box.open()


def run(make_doors: Callable[[], Doors[S]], look: Look, picture: Path | None = None) -> int:
    """Runs until the last window is closed; with `picture` it draws the first window, saves it and ends."""
    sys.setswitchinterval(SWITCH_S)
    gc.disable()
    app = QApplication(sys.argv[:1])
    program = Program(app, make_doors(), look)
    sys.excepthook = _hook(program)
    program.window.show()
    gc.freeze()
    if picture:
        QTimer.singleShot(0, lambda: _draw(program, picture))
    status = app.exec()
    program.close()
    return status


def _with_standing(acts: Acts) -> tuple[Acts, Standing]:
    return acts, acts.standing()


class _Collector:
    """Young garbage each second, all of it twice a minute; looking through everything each time would take 20 ms."""

    def __init__(self) -> None:
        self._turns = 0

    def collect(self) -> None:
        """One turn, on the GUI thread."""
        self._turns += 1
        gc.collect(2 if self._turns % _ALL_EVERY == 0 else 1)


def _draw(program: Program[S], picture: Path) -> None:
    program.window.grab().save(str(picture))
    program.window.close()


def _every(milliseconds: int, act: Callable[[], object]) -> QTimer:
    timer = QTimer(interval=milliseconds)
    timer.timeout.connect(act)
    timer.start()
    return timer


def _once(act: Callable[[], object]) -> QTimer:
    """As soon as the first window is there."""
    timer = QTimer(interval=0, singleShot=True)
    timer.timeout.connect(act)
    timer.start()
    return timer


def _hook(program: Program[S]) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """What nobody caught is told once, with a report that holds no values; nothing is printed with a traceback."""

    def tell(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if isinstance(error, KnownError | BugError):
            program.jobs.trouble.emit(error)
            return
        program.jobs.trouble.emit(BugError(error, "running the program"))

    return tell
