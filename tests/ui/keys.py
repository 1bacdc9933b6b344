"""Keys, as a person presses them; pytest-qt leaves these two without types."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot


def type_text(qtbot: QtBot, field: QWidget, text: str) -> None:
    """Letters, one after the other."""
    qtbot.keyClicks(field, text)  # type: ignore[no-untyped-call]


def press(qtbot: QtBot, field: QWidget, key: Qt.Key) -> None:
    """One key."""
    qtbot.keyClick(field, key)  # type: ignore[no-untyped-call]
