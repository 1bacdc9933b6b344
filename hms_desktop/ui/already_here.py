"""«Already here?»: who the person at the desk may be, why, and how sure; Enter takes the existing record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout

from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.ui.theme import strong
from hms_desktop.ui.words import label, told, tr

SHOWN: Final = 5
_VALUE: Final = int(Qt.ItemDataRole.UserRole)
_HIGH: Final = 40


@dataclass(frozen=True)
class Likely:
    """Somebody who may be meant: who, why, and what is handed back when he is taken."""

    who: str
    why: str
    value: object


class AlreadyHere(QFrame):
    """Hidden while nobody is likely."""

    def __init__(self, take: Callable[[Any], None]) -> None:
        super().__init__()
        self.setObjectName("card")
        self._title = label(tr("Already here?"))
        self._title.setFont(strong(self._title.font()))
        self._hint = label(tr("Tab, then Enter, takes the existing record"), "quiet")
        self.list = _LikelyList(take)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(10, 8, 10, 8)
        rows.setSpacing(4)
        for part in (self._title, self.list, self._hint):
            rows.addWidget(part)
        self.hide()

    def show_likely(self, found: tuple[Likely, ...]) -> None:
        """The likeliest first, each with its reasons."""
        self.list.clear()
        for likely in found[:SHOWN]:
            item = QListWidgetItem(f"{likely.who}\n{likely.why}")
            item.setData(_VALUE, likely.value)
            self.list.addItem(item)
        self.list.setFixedHeight(self.list.count() * max(_HIGH, self.fontMetrics().height() * 2 + 12) + 4)
        self.list.show()
        self._hint.show()
        self._title.setText(tr("Already here?"))
        self.setVisible(bool(found))

    def refuse(self, error: KnownError | BugError) -> None:
        """It could not be looked up, and says so."""
        self.list.hide()
        self._hint.hide()
        self._title.setText(tr("Not looked for: {why}", why=told(error)))
        self.show()


class _LikelyList(QListWidget):
    def __init__(self, take: Callable[[Any], None]) -> None:
        super().__init__()
        self.setObjectName("results")
        self.setAccessibleName(tr("Already here?"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._take = take
        self.itemDoubleClicked.connect(lambda item: take(item.data(_VALUE)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes; the arrows are the list's own."""
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0 and not event.modifiers():
            self._take(item.data(_VALUE))
        else:
            super().keyPressEvent(event)
