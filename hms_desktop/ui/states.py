"""What a list or a page shows when it has nothing to show: empty, still asking, or refused. Each says the way on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.ui.icons import IconLabel
from hms_desktop.ui.theme import GAP, strong
from hms_desktop.ui.words import label, sentences, tr

_PATIENCE_MS = 300
_DRAWING = 32


class Quiet(QWidget):
    """A drawing, a sentence, and what to do about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing = IconLabel("circle", self.palette().placeholderText().color(), _DRAWING)
        self._title = label("")
        self._title.setFont(strong(self._title.font()))
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._way_on = label("", "caption", wraps=True)
        self._way_on.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._again = QPushButton(tr("Try again"))
        self._again.hide()
        self._retry: Callable[[], object] | None = None
        self._again.clicked.connect(self._try)
        self._wait = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._wait.timeout.connect(self._say_it_takes_long)
        self._lay_out()

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4 * GAP, 4 * GAP, 4 * GAP, 4 * GAP)
        rows.setSpacing(GAP)
        rows.addStretch(2)
        for part in (self._drawing, self._title, self._way_on, self._again):
            across = QHBoxLayout()
            across.addStretch(1)
            across.addWidget(part, 4 if part is self._way_on else 0)
            across.addStretch(1)
            rows.addLayout(across)
        rows.addStretch(3)

    def empty(self, drawing: str, title: str, way_on: str = "") -> None:
        """There is nothing, and that is an answer."""
        self._show(drawing, title, way_on)

    def asking(self) -> None:
        """The answer is still to come; only a slow one is worth a word, or the screen would flicker."""
        self._show("", "", "")
        self._wait.start()

    def refused(self, error: KnownError | BugError, retry: Callable[[], object] | None = None) -> None:
        """The answer was a refusal or a failure."""
        title, message, hint = sentences(error)
        self._show("alert-circle", title, " ".join(text for text in (message, hint) if text), retry)

    def text(self) -> str:
        """What is said, for screen readers and tests."""
        return " ".join(part.text() for part in (self._title, self._way_on) if part.text())

    def _show(self, drawing: str, title: str, way_on: str, retry: Callable[[], object] | None = None) -> None:
        self._wait.stop()
        self._retry = retry
        self._drawing.setVisible(bool(drawing))
        if drawing:
            self._drawing.draw(drawing, self.palette().placeholderText().color())
        self._title.setText(title)
        self._way_on.setText(way_on)
        self._way_on.setVisible(bool(way_on))
        self._again.setVisible(retry is not None)
        self.setAccessibleName(self.text())

    def _say_it_takes_long(self) -> None:
        self._title.setText(tr("One moment …"))

    def _try(self) -> None:
        if self._retry:
            self._retry()
