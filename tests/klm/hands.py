"""Hands on the keyboard: presses keys in the real window and counts them as PRODUCT counts.

A chord is one key; names, figures and free text cost nothing; a mouse event is a failure of whoever wrote the flow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hms_desktop.ui.app import Program
from hms_desktop.ui.main_window import MainWindow

_MOUSE = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.Wheel)


class NoMouse(QObject):
    """Remembers every mouse event that reaches the program."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[QEvent.Type] = []

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOUSE:
            self.seen.append(event.type())
        return False


@dataclass
class Hands:
    """One person's hands. `keys` is what a flow has cost so far."""

    qtbot: QtBot
    program: Program[object]
    keys: list[str] = field(default_factory=list)

    @property
    def window(self) -> MainWindow:
        window = self.program.window
        assert isinstance(window, MainWindow)
        return window

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, or one chord."""
        self.keys.append(f"{held.name}+{key.name}")
        QTest.keyClick(self._focused(), key, held)

    def chord(self, key: Qt.Key) -> None:
        """A key with Ctrl."""
        self.press(key, Qt.KeyboardModifier.ControlModifier)

    def type(self, text: str) -> None:
        """Names and figures: they cost nothing."""
        QTest.keyClicks(self._focused(), text)

    def until(self, claim: Callable[[], bool]) -> None:
        """Waits for what the person waits for."""
        self.qtbot.waitUntil(claim, timeout=10_000)

    def _focused(self) -> QWidget:
        """Without a window manager nobody gives a window its activity back when a hidden popup of another one dies."""
        if not self.program.window.isActiveWindow():
            self.program.window.activateWindow()
            self.qtbot.waitUntil(self.program.window.isActiveWindow)
        found: list[QWidget | None] = [QApplication.focusWidget(), self.program.window.focusWidget()]
        return next((one for one in found if one is not None), self.program.window)
