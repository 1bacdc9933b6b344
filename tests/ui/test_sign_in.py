"""The sign-in window by keyboard: what is kept, what is forgotten, and that nothing shown is more than text."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from hms_desktop.kernel.errors import Invalid, Locked
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.sign_in import DoorPlate, Person, SignIn
from tests.fakes import START, FakeClock
from tests.ui.doors import ANA, CODE, PASSWORD, FakeDoor
from tests.ui.keys import press, type_text

Open = Callable[..., SignIn[str]]


@pytest.fixture
def opened(qtbot: QtBot, jobs: Jobs) -> Open:
    """Shows the window on a door."""

    def show(door: FakeDoor, clock: FakeClock | None = None) -> SignIn[str]:
        window = SignIn(door, jobs, (clock or FakeClock(START)).ticks)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        return window

    return show


def type_password(qtbot: QtBot, window: SignIn[str], password: str) -> None:
    type_text(qtbot, window.password, password)
    press(qtbot, window.password, Qt.Key.Key_Return)


def test_a_person_comes_in_with_the_password_and_enter(qtbot: QtBot, opened: Open) -> None:
    door = FakeDoor()
    window = opened(door)
    with qtbot.waitSignal(window.signed_in) as came:
        type_password(qtbot, window, PASSWORD)
    assert came.args == ["ana"]
    assert window.password.text() == ""


def test_the_door_gets_ready_while_somebody_types(qtbot: QtBot, opened: Open) -> None:
    door = FakeDoor()
    window = opened(door)
    qtbot.waitUntil(lambda: door.prepared == 1)
    assert window.isVisible()


def test_a_wrong_password_is_forgotten_and_the_name_is_kept(qtbot: QtBot, opened: Open) -> None:
    window = opened(FakeDoor())
    window.login.setCurrentText("ben")
    type_password(qtbot, window, "not this one either")
    qtbot.waitUntil(window.problem.isVisible)
    assert window.login.currentText() == "ben"
    assert window.password.text() == ""
    assert window.password.hasFocus()
    assert "name or the password is wrong" in window.problem.text()


def test_a_code_is_asked_for_with_the_password_kept(qtbot: QtBot, opened: Open) -> None:
    door = FakeDoor(needs_code=True)
    window = opened(door)
    assert not window.code.isVisible()
    type_password(qtbot, window, PASSWORD)
    qtbot.waitUntil(window.code.hasFocus)
    with qtbot.waitSignal(window.signed_in):
        type_text(qtbot, window.code, CODE)
        press(qtbot, window.code, Qt.Key.Key_Return)
    assert door.tried[-1] == ("ana", PASSWORD, CODE)


def test_while_it_opens_a_second_enter_does_nothing(qtbot: QtBot, opened: Open) -> None:
    gate = threading.Event()
    door = FakeDoor(before=gate.wait)
    window = opened(door)
    type_password(qtbot, window, PASSWORD)
    assert not window.go.isEnabled()
    press(qtbot, window.password, Qt.Key.Key_Return)
    with qtbot.waitSignal(window.signed_in):
        gate.set()
    assert len(door.tried) == 1


def test_a_wait_counts_down_and_lets_nobody_try(qtbot: QtBot, opened: Open) -> None:
    clock = FakeClock(START)
    door = FakeDoor(refusal=Locked("Wait", "Too many tries", "", wait_s=8))
    window = opened(door, clock)
    type_password(qtbot, window, "one")
    qtbot.waitUntil(lambda: "8" in window.go.text())
    clock.advance(5)
    qtbot.waitUntil(lambda: "3" in window.go.text())
    type_password(qtbot, window, "two")
    clock.advance(3)
    qtbot.waitUntil(window.go.isEnabled)
    assert len(door.tried) == 1


def test_nothing_is_sent_without_a_name_and_a_password(qtbot: QtBot, opened: Open) -> None:
    door = FakeDoor()
    window = opened(door)
    press(qtbot, window.password, Qt.Key.Key_Return)
    window.login.setCurrentText("  ")
    type_password(qtbot, window, PASSWORD)
    assert door.tried == []
    assert window.focusWidget() in (window.login, window.login.lineEdit())


def test_the_demo_lets_each_role_in_with_one_click(qtbot: QtBot, opened: Open) -> None:
    person = Person("ana", "Ana", "privacy officer", PASSWORD)
    window = opened(FakeDoor(DoorPlate("Demo", (person,))))
    button = next(one for one in window.findChildren(QPushButton) if one.text() == "Privacy officer")
    with qtbot.waitSignal(window.signed_in):
        button.click()


def test_what_is_shown_is_plain_text(qtbot: QtBot, opened: Open) -> None:
    hostile = "<b>bold</b><img src=x>"
    door = FakeDoor(DoorPlate(hostile, (ANA,), (hostile,), hostile), refusal=Invalid({"x": hostile}))
    window = opened(door)
    type_password(qtbot, window, PASSWORD)
    qtbot.waitUntil(window.problem.isVisible)
    labels = window.findChildren(QLabel)
    assert {one.textFormat() for one in labels} == {Qt.TextFormat.PlainText}
    assert sum(hostile in one.text() for one in labels) == 4


def test_every_field_has_a_name_for_those_who_do_not_see_it(opened: Open) -> None:
    window = opened(FakeDoor(needs_code=True))
    focusable = [one for one in window.findChildren(QWidget) if one.focusPolicy() != Qt.FocusPolicy.NoFocus]
    nameless = [one for one in focusable if one.isVisibleTo(window) and not _name(one)]
    assert nameless == []


def _name(field: QWidget) -> str:
    """What a screen reader says; the edit inside a combo box has the name of the box."""
    parent = field.parentWidget()
    own = field.accessibleName() or str(field.property("text") or "")
    return own or (parent.accessibleName() if isinstance(parent, QComboBox) else "")


def test_tab_goes_from_name_to_password_to_the_button(qtbot: QtBot, opened: Open) -> None:
    window = opened(FakeDoor())
    window.login.setFocus()
    seen = []
    for _ in range(3):
        press(qtbot, window.focusWidget(), Qt.Key.Key_Tab)
        seen.append(window.focusWidget())
    assert seen == [window.password, window.show_password, window.go]


def test_what_can_be_hit_is_thirty_two_pixels_high(opened: Open) -> None:
    window = opened(FakeDoor())
    low = [one for one in (window.login, window.password, window.go, window.show_password) if one.height() < 32]
    assert low == []


def test_the_first_window_imports_nothing_slow() -> None:
    code = (
        "import sys; import hms_desktop.desk.program; "
        "slow = [name for name in ('sqlalchemy', 'keyring', 'cryptography', 'reportlab', 'argon2', 'alembic', "
        "'hms_desktop.data.engine', 'hms_desktop.features.users') if name in sys.modules]; "
        "sys.exit(repr(slow) if slow else 0)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
