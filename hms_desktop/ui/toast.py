"""What was done, said once at the foot of the window, with the way back. It covers nothing and takes no focus."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from hms_desktop.kernel.messages import Command
from hms_desktop.ui.key_button import KeyButton
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, tr

STANDS_MS: Final = 10_000


class Toast(QFrame):
    """The last thing done. «Undo» sends the command that takes it back."""

    undone = Signal(object)
    said = Signal()
    """It has another text, and perhaps another width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self._undo: Command[Any] | None = None
        self._text = label("")
        self._button = KeyButton(tr("Undo"), "Ctrl Z")
        self._button.clicked.connect(self.take_back)
        across = QHBoxLayout(self)
        across.setContentsMargins(2 * GAP, 6, GAP, 6)
        across.setSpacing(2 * GAP)
        across.addWidget(self._text)
        across.addWidget(self._button)
        self._time = QTimer(self, singleShot=True, interval=STANDS_MS)
        self._time.timeout.connect(self._end)
        self._waiting = ""
        self.hide()

    def say(self, text: str, undo: Command[Any] | None) -> None:
        """Says it in place of what was said before."""
        self._undo = undo
        self._text.setText(text)
        self.setAccessibleName(text)
        self._button.setVisible(undo is not None)
        self.show()
        self._time.start()
        self.said.emit()

    def note(self, text: str) -> None:
        """Says what somebody else did. It waits for a way back that stands there: Ctrl+Z must not lose its meaning."""
        if self.isVisible() and self._undo is not None:
            self._waiting = text
        else:
            self.say(text, None)

    def text(self) -> str:
        """What stands there, if anything does."""
        return self._text.text() if self.isVisible() else ""

    def take_back(self) -> None:
        """Sends the way back, once."""
        undo, self._undo = self._undo, None
        if undo is not None and self.isVisible():
            self.hide()
            self.undone.emit(undo)

    def _end(self) -> None:
        """Gone; what waited comes now."""
        self.hide()
        waiting, self._waiting, self._undo = self._waiting, "", None
        if waiting:
            self.say(waiting, None)
