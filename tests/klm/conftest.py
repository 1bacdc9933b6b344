"""One demo clinic for all flows of a run; each flow signs in anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hms_desktop.clinic import demo
from hms_desktop.desk.program import DemoDesk
from hms_desktop.ui.app import Look, Program
from hms_desktop.ui.main_window import MainWindow
from hms_desktop.ui.sign_in import SignIn
from tests.klm.hands import Hands, NoMouse


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("klm") / "clinic"


@pytest.fixture
def hands(qtbot: QtBot, qapp: QApplication, clinic: Path) -> Iterator[Hands]:
    """The receptionist's hands at her home, with nothing typed yet."""
    desk = DemoDesk(clinic)
    program: Program[Any] = Program(qapp, desk, Look())
    program.window.show()
    qtbot.waitExposed(program.window)
    qtbot.waitUntil(desk._made.is_set, timeout=60_000)
    window = program.window
    assert isinstance(window, SignIn)
    login = next(login for login, _, role in demo.PEOPLE if role == "receptionist")
    window._come_in_as(next(person for person in window._plate.people if person.login == login))
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=20_000)
    program.window.resize(1366, 768)
    program.window.activateWindow()
    qtbot.waitUntil(lambda: not program.jobs.running(), timeout=10_000)
    mouse = NoMouse()
    qapp.installEventFilter(mouse)
    yield Hands(qtbot, program)
    qapp.removeEventFilter(mouse)
    program.window.close()
    program.close()
    assert mouse.seen == []
