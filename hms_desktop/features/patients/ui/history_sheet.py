"""The history of a record's fields: what each said before and after, who changed it, and when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from PySide6.QtWidgets import QStackedWidget, QWidget

from hms_desktop.features.patients.domain import HistoryLine
from hms_desktop.features.patients.history import FieldHistory
from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.days import day_text
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.paging import Page, PageRequest
from hms_desktop.ui.list_view import ListView
from hms_desktop.ui.overlay import Overlay
from hms_desktop.ui.paged_model import Column, KeysetModel
from hms_desktop.ui.states import Quiet
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

_WIDE: Final = 980
_HIGH: Final = 440


class HistorySheet(Overlay):
    """Newest first; reading it is recorded."""

    def __init__(self, window: QWidget, place: Workplace, patient: UUID) -> None:
        super().__init__(window, tr("History of this record"), _WIDE)
        self._place, self._patient = place, patient
        self.columns = self._columns()
        self.model: KeysetModel[HistoryLine] = KeysetModel(self.columns, self._ask)
        self.view = ListView(tr("History of this record"))
        self.view.show_model(self.model, self.columns)
        self.view.setMinimumHeight(_HIGH)
        self.quiet = Quiet()
        self.quiet.asking()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.quiet)
        self.stack.addWidget(self.view)
        self.panel.rows.addWidget(self.stack)
        self.model.filled.connect(self._filled)
        self.model.failed.connect(self.quiet.refused)
        self.model.begin()

    def _ask(
        self,
        _request: PageRequest,
        done: Callable[[Page[HistoryLine]], None],
        failed: Callable[[KnownError | BugError], None],
    ) -> None:
        query = FieldHistory(uid=self._patient)
        self._place.ask(self, query, lambda lines: done(Page(lines)), failed)

    def _columns(self) -> tuple[Column[HistoryLine], ...]:
        return (
            Column(tr("When"), self._when, 150),
            Column(tr("Who"), lambda one: one.who, 140, tone=lambda _: Tone.QUIET),
            Column(tr("Field"), lambda one: tr(one.field), 120, is_strong=True),
            Column(tr("Before"), lambda one: one.old),
            Column(tr("After"), lambda one: one.new),
        )

    def _when(self, one: HistoryLine) -> str:
        here = one.at.astimezone(self._place.standing.zone)
        return f"{day_text(here.date())} {here:%H:%M}"

    def _filled(self) -> None:
        if self.model.rowCount():
            self.stack.setCurrentWidget(self.view)
            self.view.choose(0)
        else:
            self.quiet.empty("history", tr("Nothing was changed since it was made"))
