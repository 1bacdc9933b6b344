"""A list that also says why it shows nothing: still asking, empty, or refused. A new reading keeps the row chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.paging import PageRequest
from hms_desktop.ui.list_view import ListView
from hms_desktop.ui.paged_model import Ask, Column, KeysetModel
from hms_desktop.ui.states import Quiet


class StatedList(QStackedWidget):
    """Either the list or a quiet word in its place. `empty` is a drawing, a sentence and the way on."""

    settled = Signal()
    """Rows came in, or none: what stands beside can be shown anew."""

    def __init__(
        self, name: str, columns: tuple[Column[Any], ...], ask: Ask[Any], empty: tuple[str, str, str],
        key: Callable[[Any], object] = lambda row: row,
    ) -> None:  # fmt: skip
        super().__init__()
        self._empty, self._key = empty, key
        self._kept: object = None
        self.view, self.quiet = ListView(name), Quiet()
        self.model = KeysetModel(columns, ask)
        self.view.show_model(self.model, columns)
        self.addWidget(self.quiet)
        self.addWidget(self.view)
        self.setCurrentWidget(self.view)  # a list that is asked for already takes the keyboard
        self.setFocusProxy(self.view)
        self.model.filled.connect(self._filled)
        self.model.failed.connect(self._refuse)

    def begin(self, first: PageRequest | None = None) -> None:
        """Reads from the beginning; the row that was chosen is chosen again if it is still there."""
        now = self.view.current()
        self._kept = self._key(now) if now is not None else self._kept
        if self.currentWidget() is not self.view:
            self.quiet.asking()
        self.model.begin(first)

    def say_empty(self, drawing: str, title: str, way_on: str = "") -> None:
        """What an empty answer means from now on."""
        self._empty = drawing, title, way_on

    def _filled(self) -> None:
        if self.model.rowCount():
            self.setCurrentWidget(self.view)
            if not self.view.currentIndex().isValid():
                self.view.choose(self._place_of(self._kept))
            self.settled.emit()
        elif self.model.is_whole:
            self.quiet.empty(*self._empty)
            self.setCurrentWidget(self.quiet)
            self.settled.emit()

    def _place_of(self, key: object) -> int:
        rows = (self.model.row(at) for at in range(min(self.model.rowCount(), 200)))
        return next((at for at, row in enumerate(rows) if row is not None and self._key(row) == key), 0)

    def _refuse(self, error: KnownError | BugError) -> None:
        self.quiet.refused(error, self.begin)
        self.setCurrentWidget(self.quiet)
