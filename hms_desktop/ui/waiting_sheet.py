"""Papers that a printer refused: Enter tries one again, Ctrl+Enter all of them, Del gives one up."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from hms_desktop.ui.overlay import Overlay
from hms_desktop.ui.print_queue import Print, PrintQueue
from hms_desktop.ui.states import Quiet
from hms_desktop.ui.words import sentences, tr

_WIDE: Final = 640
_PRINT: Final = int(Qt.ItemDataRole.UserRole)
_ENTERS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class WaitingSheet(Overlay):
    """What waits, with the reason of each."""

    def __init__(self, window: QWidget, queue: PrintQueue) -> None:
        super().__init__(window, tr("Papers that wait"), _WIDE)
        self._queue = queue
        self.list = QListWidget()
        self.list.setObjectName("results")
        self.list.setAccessibleName(tr("Papers that wait"))
        self.list.itemDoubleClicked.connect(lambda _: self._retry())
        for paper in queue.waiting:
            why = sentences(paper.problem)[1] if paper.problem else ""
            item = QListWidgetItem("   ·   ".join(part for part in (paper.title, why) if part))
            item.setData(_PRINT, paper)
            self.list.addItem(item)
        if queue.waiting:
            self.list.setCurrentRow(0)
            self.list.setMinimumHeight(min(8, self.list.count()) * 38 + 12)
            self.panel.rows.addWidget(self.list)
            self.panel.add_foot(tr("Enter tries again · Ctrl Enter tries all · Del gives it up"))
        else:
            quiet = Quiet()
            quiet.empty("printer", tr("No paper waits"), tr("What a printer refuses waits here"))
            self.panel.rows.addWidget(quiet)

    def first(self) -> QWidget:
        """Where the keyboard goes."""
        return self.list if self.list.count() else self

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The list lets these through."""
        is_all = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in _ENTERS and self.list.count():
            self._retry_all() if is_all else self._retry()
        elif event.key() == Qt.Key.Key_Delete and self.list.count():
            self._drop()
        else:
            super().keyPressEvent(event)

    def _current(self) -> Print | None:
        found: Print | None = self.list.currentItem().data(_PRINT) if self.list.currentRow() >= 0 else None
        return found

    def _retry(self) -> None:
        paper = self._current()
        self.close_it()
        if paper is not None:
            self._queue.retry(paper)

    def _retry_all(self) -> None:
        self.close_it()
        self._queue.retry()

    def _drop(self) -> None:
        paper = self._current()
        if paper is not None:
            self.list.takeItem(self.list.currentRow())
            self._queue.drop(paper)
        if not self.list.count():
            self.close_it()
