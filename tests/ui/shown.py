"""Pages and dialogs under test: shown as the main window shows them, over a fake or a real desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

from hms_desktop.features import NAMES
from hms_desktop.kernel.manifest import load
from hms_desktop.ui.acts import Acts
from hms_desktop.ui.command_dialog import CommandDialog
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.main_window import MainWindow
from hms_desktop.ui.workplace import Workplace
from tests.ui.stays import FakeActs, FakePerson

_TAKES_FOCUS: Final = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTableView)


def fake_acts(
    *permissions: str, settings: Mapping[str, Any] | None = None, **answers: Callable[[Any], Any]
) -> FakeActs:
    """The desk of somebody with these permissions; `answers` names messages of the house and what is answered."""
    features = load(NAMES)
    found = [vars(module) for one in features for module in one.handler_modules()]
    handled = {next(room[name] for room in found if name in room): answer for name, answer in answers.items()}
    acts = FakeActs(FakePerson("ana", frozenset(permissions), handled), features)
    if settings is not None:
        acts.settings = settings
    return acts


def window_of(qtbot: QtBot, jobs: Jobs, acts: Acts, page: str) -> MainWindow:
    """The main window with this page in front, at the least size that the house supports."""
    window = MainWindow(Workplace(acts, acts.standing(), jobs))
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)  # else no field ever hears that the keyboard left it
    window.open(page)
    return window


def settled(qtbot: QtBot, jobs: Jobs) -> None:
    """Waits until nothing is asked any more."""
    qtbot.waitUntil(lambda: not jobs._open)


def dialog_of(window: MainWindow) -> CommandDialog:
    """The dialog beside the page."""
    assert window.side.dialog is not None
    return window.side.dialog


def fill(dialog: CommandDialog, **values: object) -> None:
    """What is typed into a dialog."""
    for name, value in values.items():
        dialog.fields[name].fill(value)


def nameless(widget: QWidget) -> list[str]:
    """Widgets that the keyboard reaches and a screen reader has no name for."""
    found = [one for one in widget.findChildren(QWidget) if isinstance(one, _TAKES_FOCUS) and one.isVisibleTo(widget)]
    return [type(one).__name__ for one in found if not (one.accessibleName() or getattr(one, "text", str)())]
