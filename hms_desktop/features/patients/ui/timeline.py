"""The timeline of a chart: a line for each thing that happened, from whatever feature knows of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from PySide6.QtWidgets import QStackedWidget

from hms_desktop.features.patients.chart import Timeline
from hms_desktop.kernel.chart import LINES, TimelineLine, Tone
from hms_desktop.kernel.days import day_text
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.paging import Page, PageRequest
from hms_desktop.ui.list_view import ListView
from hms_desktop.ui.paged_model import Column, KeysetModel
from hms_desktop.ui.panel import Panel
from hms_desktop.ui.states import Quiet
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace


class TimelinePanel(Panel):
    """Reads on as it is scrolled."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(tr("Timeline"))
        self._place = place
        self._patient: UUID | None = None
        self.beside.setText(tr("newest first"))
        self.columns = self._columns()
        self.model: KeysetModel[TimelineLine] = KeysetModel(self.columns, self._ask)
        self.view = ListView(tr("Timeline"))
        self.view.show_model(self.model, self.columns)
        self.quiet = Quiet()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.quiet)
        self.stack.addWidget(self.view)
        self.rows.addWidget(self.stack)
        self.model.filled.connect(self._filled)
        self.model.failed.connect(self._refused)

    def show_patient(self, patient: UUID) -> None:
        """Another patient's, or the same one's as it is now."""
        self._patient = patient
        self.model.begin(PageRequest(size=LINES))

    def _ask(
        self,
        request: PageRequest,
        done: Callable[[Page[TimelineLine]], None],
        failed: Callable[[KnownError | BugError], None],
    ) -> None:
        if self._patient is not None:
            query = Timeline(patient=self._patient, page=request)
            self._place.ask(self, query, done, failed)

    def _columns(self) -> tuple[Column[TimelineLine], ...]:
        return (
            Column(tr("When"), lambda line: self._when(line.at), 140),
            Column(tr("What"), lambda line: tr(line.title), 190, is_strong=True, tone=lambda line: line.tone),
            Column(tr("Detail"), lambda line: line.detail),
            Column(tr("By"), lambda line: line.by, 130, tone=lambda _: Tone.QUIET, may_hide=True),
        )

    def _when(self, at: datetime) -> str:
        here = at.astimezone(self._place.standing.zone)
        return f"{day_text(here.date())} {here:%H:%M}"

    def _filled(self) -> None:
        if self.model.rowCount():
            self.stack.setCurrentWidget(self.view)
            if not self.view.currentIndex().isValid():
                self.view.choose(0)
        else:
            self.quiet.empty("clock", tr("Nothing has happened yet"))
            self.stack.setCurrentWidget(self.quiet)

    def _refused(self, error: KnownError | BugError) -> None:
        self.quiet.refused(error, self.model.begin)
        self.stack.setCurrentWidget(self.quiet)
