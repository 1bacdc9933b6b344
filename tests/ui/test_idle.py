"""Nobody at the keyboard: a warning half a minute before, the lock in time, and a key that takes it back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from hms_desktop.ui.idle import IdleWatch
from tests.ui.keys import press


class Ticks:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_warns_then_locks_and_only_once(qapp: QApplication) -> None:
    ticks = Ticks()
    watch = IdleWatch(2, ticks)
    warned, locked = list[int](), list[int]()
    watch.warned.connect(warned.append)
    watch.expired.connect(lambda: locked.append(1))
    for at in (60, 89, 91, 110, 120, 121):
        ticks.now = float(at)
        if not locked:
            watch.look()
    assert warned == [29, 10]
    assert locked == [1]
    assert not watch._timer.isActive()
    assert qapp is QApplication.instance()


def test_a_key_takes_the_warning_back(qtbot: QtBot, qapp: QApplication) -> None:
    ticks = Ticks()
    watch = IdleWatch(1, ticks)
    qapp.installEventFilter(watch)
    field = QLineEdit()
    qtbot.addWidget(field)
    try:
        ticks.now = 40.0
        watch.look()
        with qtbot.waitSignal(watch.back):
            press(qtbot, field, Qt.Key.Key_A)
        with qtbot.assertNotEmitted(watch.warned):
            watch.look()
    finally:
        qapp.removeEventFilter(watch)
        watch.stop()
