"""The program over hours: ticks that fail or hang, troubles that repeat."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QSpinBox
from pytestqt.qtbot import QtBot

from hms_desktop.kernel.errors import Storage
from hms_desktop.ui.app import Look, Program
from tests.ui.doors import FakeDoor

FULL = Storage("The disk is full", "Nothing can be written", "Make room")


@dataclass
class TickingDoor(FakeDoor):
    """A door whose tick does what the test says."""

    ticks: list[int] = field(default_factory=list)
    on_tick: Callable[[], object] = lambda: None

    def tick(self) -> None:
        self.ticks.append(1)
        self.on_tick()


@pytest.fixture
def door() -> TickingDoor:
    return TickingDoor()


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, door: TickingDoor) -> Iterator[Program[str]]:
    made = Program(qapp, door, Look())
    made.window.show()
    qtbot.waitExposed(made.window)
    yield made
    made.window.close()
    made.close()


def boxes(program: Program[str]) -> list[QMessageBox]:
    return [box for box in program.window.findChildren(QMessageBox) if box.isVisible()]


def test_a_tick_that_fails_each_second_is_told_once(qtbot: QtBot, program: Program[str], door: TickingDoor) -> None:
    def fail() -> None:
        raise FULL

    door.on_tick = fail
    shown = 0
    for _ in range(3):
        with qtbot.waitSignal(program.jobs.ended):
            program._tick()
        shown += len(boxes(program))
        for box in boxes(program):
            box.close()
    assert shown == 1


def test_a_tick_that_hangs_takes_one_lane_only(qtbot: QtBot, program: Program[str], door: TickingDoor) -> None:
    gate = threading.Event()
    door.on_tick = gate.wait
    for _ in range(5):
        program._tick()
    heard = list[str]()
    program.jobs.io(program.window, lambda: "free", heard.append)
    qtbot.waitUntil(lambda: heard == ["free"])
    assert len(door.ticks) == 1
    gate.set()


def is_turned_by_the_wheel(box: QSpinBox) -> bool:
    at, before = QPointF(5, 5), box.value()
    turn = QWheelEvent(
        at, at, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, turn)
    return box.value() != before


@pytest.mark.parametrize("has_begun", [True, False])
def test_a_closed_program_leaves_the_wheel_to_others(qtbot: QtBot, qapp: QApplication, has_begun: bool) -> None:
    box = QSpinBox()
    qtbot.addWidget(box)
    made = Program(qapp, TickingDoor(), Look())
    if has_begun:
        qtbot.waitUntil(lambda: not is_turned_by_the_wheel(box))
    made.window.close()
    made.close()
    passed = list[int]()
    QTimer.singleShot(0, box, lambda: passed.append(1))
    qtbot.waitUntil(lambda: passed == [1])
    assert is_turned_by_the_wheel(box)


def test_the_same_trouble_is_shown_once_at_a_time(qtbot: QtBot, program: Program[str]) -> None:
    for _ in range(3):
        program.jobs.trouble.emit(FULL)
    qtbot.waitUntil(lambda: len(boxes(program)) > 0)
    assert len(boxes(program)) == 1
    boxes(program)[0].close()
    qtbot.waitUntil(lambda: program.window.findChildren(QMessageBox) == [])
