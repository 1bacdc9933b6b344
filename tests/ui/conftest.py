"""Lanes for windows under test, ended with them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.theme import THEMES, ThemeName, apply


@pytest.fixture(autouse=True)
def themed(qapp: QApplication) -> None:
    """Windows are tested as people see them."""
    apply(qapp, THEMES[ThemeName.LIGHT], 10)


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:  # noqa: ARG001 - signals need the application
    """The program's lanes; every one must have ended with the test."""
    lanes = Jobs(slow_s=0.05, long_s=0.15)
    yield lanes
    assert lanes.close()
