"""The look of the house over windows under test, lanes for them, and an end to both with the test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.theme import THEMES, ThemeName, apply, sheet, text_font

SIZE = 10


@pytest.fixture(autouse=True)
def themed(qapp: QApplication) -> Iterator[None]:
    """Windows are tested as people see them; those of this test go with it, for each theme polishes whatever lives."""
    dress(qapp)
    before = set(QApplication.topLevelWidgets())
    yield
    for widget in QApplication.topLevelWidgets():
        if widget not in before and isValid(widget):
            widget.close()
            widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def dress(app: QApplication) -> None:
    """The light theme, put on only where a test before left another one: to put it on polishes every widget anew."""
    theme = THEMES[ThemeName.LIGHT]
    is_on = app.property("theme") == ThemeName.LIGHT and app.styleSheet() == sheet(theme, SIZE)
    if not is_on or app.font() != text_font(SIZE):
        apply(app, theme, SIZE)


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:  # noqa: ARG001 - signals need the application
    """The program's lanes; every one must have ended with the test."""
    lanes = Jobs(slow_s=0.05, long_s=0.15)
    yield lanes
    assert lanes.close()
