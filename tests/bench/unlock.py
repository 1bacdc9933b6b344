"""From a password that was accepted to a home that can be used, the derivation of the key left apart.

The whole program: the sign-in window, the lanes, the clinic's file opened and checked, the main window with its first
list painted. What the password itself costs is counted by itself, because it is dear on purpose.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from hms_desktop.clinic import demo
from hms_desktop.data.vault import Vault
from hms_desktop.desk.program import DemoDesk
from hms_desktop.ui.app import Look, Program
from hms_desktop.ui.main_window import MainWindow
from tests.bench.figures import Figure, median

TIMES: Final = 7
_LIMIT_S: Final = 60.0


def run() -> Iterator[Figure]:
    """Signs in and out again; the first time is told apart, because it opens the file and imports the shell."""
    app = QApplication.instance() or QApplication(["bench"])
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory() as folder:
        desk = DemoDesk(Path(folder) / "clinic")
        program: Program[Any] = Program(app, desk, Look())
        program.window.resize(1366, 768)
        program.window.show()
        _until(desk._made.is_set)
        derived: list[float] = []
        with _timed(derived):
            took = [_entered(program) for _ in range(TIMES)]
        program.window.close()
        program.close()
    rest = [(whole - key) * 1e3 for whole, key in zip(took, derived, strict=True)]
    yield Figure("unlock", "first: password accepted → home painted", rest[0], "ms", None, "≤ 400 ms")
    yield Figure("unlock", "again, median", sorted(rest[1:])[len(rest) // 2 - 1], "ms", None, "≤ 400 ms")
    yield Figure("unlock", "derivation of the key, apart", median(derived), "ms")


def _entered(program: Program[Any]) -> float:
    window: Any = program.window
    login = demo.PEOPLE[0][0]
    who = next(person for person in window._plate.people if person.login == login)
    began = time.perf_counter()
    window._come_in_as(who)
    _until(lambda: isinstance(program.window, MainWindow) and _is_painted(program.window))
    spent = time.perf_counter() - began
    window = program.window
    assert isinstance(window, MainWindow)
    window.leave()
    _until(lambda: not isinstance(program.window, MainWindow))
    return spent


def _is_painted(window: MainWindow) -> bool:
    page: Any = window.page
    is_filled = page is not None and page.model.rowCount() > 0
    if is_filled:
        window.repaint()
    return is_filled


class _timed:
    """Notes how long each unlocking of the vault takes."""

    def __init__(self, into: list[float]) -> None:
        self._into, self._unlock = into, Vault.unlock

    def __enter__(self) -> None:
        unlock, into = self._unlock, self._into

        def noted(*args: Any, **more: Any) -> Any:  # noqa: ANN401 - passes on what it gets
            began = time.perf_counter()
            try:
                return unlock(*args, **more)
            finally:
                into.append(time.perf_counter() - began)

        setattr(Vault, "unlock", noted)  # noqa: B010 - a method put in its place for the time being

    def __exit__(self, *_: object) -> None:
        setattr(Vault, "unlock", self._unlock)  # noqa: B010


def _until(is_so: Callable[[], bool]) -> None:
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
        raise TimeoutError("the program did not get there")
