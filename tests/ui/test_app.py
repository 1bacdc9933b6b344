"""The program as a whole: a picture without a display, the main window after the sign-in, and the lock."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from hms_desktop.kernel.errors import BugError
from hms_desktop.ui.app import Look, Program
from hms_desktop.ui.lock_screen import LockScreen
from hms_desktop.ui.main_window import MainWindow
from hms_desktop.ui.sign_in import SignIn
from tests.ui.doors import PASSWORD, FakeDoor
from tests.ui.keys import press, type_text


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication) -> Program[str]:
    """The program on a fake door, closed by its test."""
    made = Program(qapp, FakeDoor(), Look())
    made.window.show()
    qtbot.waitExposed(made.window)
    return made


def sign_in(qtbot: QtBot, program: Program[str]) -> MainWindow:
    window = program.window
    assert isinstance(window, SignIn)
    type_text(qtbot, window.password, PASSWORD)
    press(qtbot, window.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow))
    assert isinstance(program.window, MainWindow)
    return program.window


def locked(qtbot: QtBot, program: Program[str]) -> LockScreen:
    press(qtbot, program.window, Qt.Key.Key_F12)
    qtbot.waitUntil(lambda: isinstance(program.window, LockScreen))
    assert isinstance(program.window, LockScreen)
    return program.window


def test_the_lock_takes_the_clinic_off_the_screen_and_gives_it_back_as_it_was(
    qtbot: QtBot, program: Program[str]
) -> None:
    window = sign_in(qtbot, program)
    window.box.setText("half a na")
    screen = locked(qtbot, program)
    assert not window.isVisible()
    type_text(qtbot, screen.field, PASSWORD)
    press(qtbot, screen.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.window is window)
    assert window.isVisible()
    assert window.box.text() == "half a na"
    program.close()


def test_a_wrong_password_leaves_it_locked_and_says_so(qtbot: QtBot, program: Program[str]) -> None:
    sign_in(qtbot, program)
    screen = locked(qtbot, program)
    type_text(qtbot, screen.field, "not it")
    press(qtbot, screen.field, Qt.Key.Key_Return)
    qtbot.waitUntil(screen.problem.isVisible)
    assert program.window is screen
    assert screen.field.text() == ""
    program.close()


def test_somebody_else_gets_the_sign_in_and_nothing_of_the_one_before(qtbot: QtBot, program: Program[str]) -> None:
    window = sign_in(qtbot, program)
    gone = list[int]()
    window.destroyed.connect(lambda: gone.append(1))
    screen = locked(qtbot, program)
    screen.switch.click()
    qtbot.waitUntil(lambda: isinstance(program.window, SignIn) and gone == [1])
    program.close()


def test_who_has_left_is_not_waited_for_any_more(qtbot: QtBot, program: Program[str]) -> None:
    sign_in(qtbot, program)
    stay = program._main
    assert stay is not None
    program._back()
    with qtbot.assertNotEmitted(stay.idle.warned, wait=1_200), qtbot.assertNotEmitted(stay.idle.expired):
        stay.idle._limit = 1
    assert not stay.idle._timer.isActive()
    program.close()


def test_a_bug_is_told_once_with_a_report_that_can_be_copied(qtbot: QtBot, program: Program[str]) -> None:
    program.jobs.trouble.emit(BugError(ValueError("Quintessa"), "testing"))
    box = next(one for one in program.window.findChildren(QMessageBox))
    qtbot.waitUntil(box.isVisible)
    assert "ValueError" in box.detailedText()
    assert "Quintessa" not in box.text() + box.detailedText()
    box.close()
    program.close()


def test_closing_ends_the_lanes_and_leaves_the_clinic(program: Program[str]) -> None:
    program.close()
    assert isinstance(program._doors, FakeDoor)
    assert program._doors.left == 1


def test_without_a_display_the_demo_draws_its_window_and_ends(tmp_path: Path) -> None:
    picture = tmp_path / "first.png"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "hms_desktop", "--demo", "--picture", str(picture)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=100, check=False)
    assert ended.returncode == 0, ended.stderr
    assert QImage(str(picture)).width() >= 1000
    assert [path.name for path in tmp_path.iterdir()] == ["first.png"]
