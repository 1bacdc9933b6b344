"""A sheet over the window for something looked at and closed again: the keys, the parked work. Esc closes it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from hms_desktop.ui.panel import Panel
from hms_desktop.ui.theme import GAP

_OWN_KEYS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


class Overlay(QWidget):
    """A panel in the middle of its window, on a veil; the keyboard goes back to where it was."""

    closed = Signal()

    def __init__(self, window: QWidget, title: str, wide: int) -> None:
        super().__init__(window)
        self.setObjectName("veil")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        focused = QApplication.focusWidget()
        self._came_from = [focused] if isinstance(focused, QWidget) else []
        self.panel = Panel(title)
        self.panel.hint.setText("Esc")
        self.panel.setMaximumWidth(wide)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4 * GAP, 4 * GAP, 4 * GAP, 4 * GAP)
        rows.addStretch(1)
        rows.addWidget(self.panel, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addStretch(2)
        self.panel.setMinimumWidth(min(wide, max(320, window.width() - 8 * GAP)))
        window.installEventFilter(self)
        self.setGeometry(window.rect())

    def call(self, field: QWidget | None = None) -> None:
        """Shows it, with the keyboard in it."""
        self.show()
        self.raise_()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        (field or self).setFocus()

    def close_it(self) -> None:
        """Puts everything back as it was."""
        self.hide()
        if self._came_from and self._came_from[0].isVisible():
            self._came_from[0].setFocus()
        self.closed.emit()
        self.deleteLater()

    def event(self, event: QEvent) -> bool:
        """Enter and Esc are the sheet's, also where the page below has an act on them; locking goes through."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self.is_own_key(event):
            event.accept()
            return True
        return super().event(event)

    def is_own_key(self, event: QKeyEvent) -> bool:
        """Whether a key that is an act elsewhere belongs to this sheet."""
        return event.key() in _OWN_KEYS

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; nothing goes through the veil."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_it()

    def mousePressEvent(self, event: QEvent) -> None:
        """A click beside the panel closes it too."""
        self.close_it()
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keeps the window's size; the event goes on."""
        if event.type() is QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False
