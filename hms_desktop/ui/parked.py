"""Parked work (Ctrl+J): what was begun and not finished, wherever one was called away from. Enter goes on with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from hms_desktop.kernel.days import day_text
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.overlay import Overlay
from hms_desktop.ui.states import Quiet
from hms_desktop.ui.words import tr

_WIDE: Final = 560
_DRAFT: Final = int(Qt.ItemDataRole.UserRole)


class ParkedSheet(Overlay):
    """The drafts, newest first."""

    resumed = Signal(object)
    dropped = Signal(object)

    def __init__(self, window: QWidget, drafts: tuple[Parked, ...], zone: tzinfo) -> None:
        super().__init__(window, tr("Parked work"), _WIDE)
        self.list = _Drafts(self._resume, self._drop, self.close_it)
        for draft in drafts:
            at = draft.saved_at.astimezone(zone) if draft.saved_at else None
            when = f"{day_text(at.date())} {at:%H:%M}" if at else ""
            item = QListWidgetItem("   ·   ".join(part for part in (draft.title, when) if part))
            item.setData(_DRAFT, draft)
            self.list.addItem(item)
        if drafts:
            self.panel.rows.addWidget(self.list)
            self.list.setCurrentRow(0)
            self.list.setMinimumHeight(min(8, len(drafts)) * 38 + 12)
            self.panel.add_foot(tr("Enter goes on with it · Del drops it"))
        else:
            quiet = Quiet()
            quiet.empty("inbox", tr("Nothing is parked"), tr("What you begin and leave with Esc waits here"))
            self.panel.rows.addWidget(quiet)

    def first(self) -> QWidget:
        """Where the keyboard goes."""
        return self.list if self.list.count() else self

    def _resume(self) -> None:
        item = self.list.currentItem()
        self.close_it()
        self.resumed.emit(item.data(_DRAFT))

    def _drop(self) -> None:
        item = self.list.takeItem(self.list.currentRow())
        self.dropped.emit(item.data(_DRAFT))
        if not self.list.count():
            self.close_it()


class _Drafts(QListWidget):
    def __init__(self, resume: Callable[[], None], drop: Callable[[], None], close: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("results")
        self.setAccessibleName(tr("Parked work"))
        self._keys = {
            Qt.Key.Key_Return: resume, Qt.Key.Key_Enter: resume, Qt.Key.Key_Delete: drop, Qt.Key.Key_Escape: close,
        }  # fmt: skip
        self.itemDoubleClicked.connect(lambda _: resume())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Del, Esc; the arrows are the list's own."""
        act = self._keys.get(Qt.Key(event.key()))
        if act and (self.currentItem() is not None or event.key() == Qt.Key.Key_Escape):
            act()
        else:
            super().keyPressEvent(event)
