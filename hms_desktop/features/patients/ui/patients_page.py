"""All patients by name: the list, who was seen last, and a look at the selected one. Letters jump, Enter opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from hms_desktop.features.patients.domain import Hit, PatientRow
from hms_desktop.features.patients.service import PatientList, PatientsFound
from hms_desktop.features.patients.ui.peek import Peek
from hms_desktop.features.patients.ui.words import born_of, name_of, sex_of
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.paging import Cursor, Page, PageRequest
from hms_desktop.kernel.text import fold
from hms_desktop.ui.list_view import ListView
from hms_desktop.ui.page import Page as PageOfWindow
from hms_desktop.ui.paged_model import Chip, Column, KeysetModel
from hms_desktop.ui.panel import Panel, primary
from hms_desktop.ui.states import Quiet
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

_SIDE: Final = 270
_ROW: Final = 256
_SETTLED_MS: Final = 120


class PatientsPage(PageOfWindow):
    """The list is read in pages and keeps its place when records change."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.columns = _columns()
        self.model: KeysetModel[PatientRow] = KeysetModel(self.columns, self._ask)
        self.view = ListView(tr("Patients by name"))
        self.view.show_model(self.model, self.columns)
        self.quiet = Quiet()
        self.recent = _Recent(self._open_uid)
        self.peek = Peek(place)
        self.panel = Panel(tr("Patients"))
        self.go = primary(tr("Open the chart"), "Ctrl Enter")
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._lay_out()
        self._connect()

    def show_for(self, _subject: object) -> None:
        """The list as it was left; the first time from its beginning."""
        if not self.model.rowCount():
            self.model.begin()
        self._ask_recent()

    def heard(self, changes: Changes) -> None:
        """Rows that are in memory are read again."""
        if changes.touches("patient"):
            self.model.refresh()

    def primary(self) -> None:
        """Opens the chart of the selected patient."""
        row = self.view.current()
        if row is not None:
            self._open(row)

    def first_field(self) -> QWidget:
        """The list."""
        return self.view

    def jump(self, letters: str) -> None:
        """To the first name that begins so, among a million."""
        self.model.begin(PageRequest(after=Cursor(fold(letters), UUID(int=0))))

    def _lay_out(self) -> None:
        self.stack = QStackedWidget()
        self.stack.addWidget(self.quiet)
        self.stack.addWidget(self.view)
        self.panel.rows.addWidget(self.stack)
        self.panel.beside.setText(tr("by name"))
        self.panel.hint.setText(tr("type letters to jump"))
        self.panel.add_foot(tr("Enter open · Space look · Ctrl+Shift+P register"), self.go)
        recent = Panel(tr("Seen lately"))
        recent.rows.addWidget(self.recent)
        side = QVBoxLayout()
        side.setSpacing(14)
        side.addWidget(recent, 2)
        side.addWidget(self.peek, 3)
        holder = QWidget()
        holder.setFixedWidth(max(_SIDE, self.fontMetrics().averageCharWidth() * 34))
        holder.setLayout(side)
        side.setContentsMargins(0, 0, 0, 0)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(14)
        across.addWidget(self.panel, 1)
        across.addWidget(holder)

    def _connect(self) -> None:
        self.go.clicked.connect(self.primary)
        self.view.opened.connect(self._open)
        self.view.peeked.connect(self.peek.show_row)
        self.view.chosen.connect(lambda _: self._settled.start())
        self.view.typed.connect(self.jump)
        self._settled.timeout.connect(lambda: self.peek.show_row(self.view.current()))
        self.model.filled.connect(self._filled)
        self.model.failed.connect(self._refused)

    def _ask(
        self,
        request: PageRequest,
        done: Callable[[Page[PatientRow]], None],
        failed: Callable[[KnownError | BugError], None],
    ) -> None:
        self.place.ask(self, PatientList(page=request), done, failed)

    def _filled(self) -> None:
        if not self.model.rowCount():
            self.quiet.empty("users", tr("No patients yet"), tr("Ctrl+Shift+P registers the first one"))
            self.stack.setCurrentWidget(self.quiet)
            return
        self.stack.setCurrentWidget(self.view)
        if not self.view.currentIndex().isValid():
            self.view.choose(0)

    def _refused(self, error: KnownError | BugError) -> None:
        if not self.model.rowCount():
            self.quiet.refused(error, self.model.begin)
            self.stack.setCurrentWidget(self.quiet)
        else:
            self.place.tell(error)

    def _ask_recent(self) -> None:
        self.place.ask(self, PatientsFound(typed="", limit=8), self.recent.show_hits)

    def _open(self, row: PatientRow) -> None:
        self._open_uid(row.uid)

    def _open_uid(self, uid: UUID) -> None:
        self.place.open("chart", uid)


class _Recent(QStackedWidget):
    """Who was opened last by this person."""

    def __init__(self, open_it: Callable[[UUID], None]) -> None:
        super().__init__()
        self._quiet = Quiet()
        self._quiet.empty("", tr("Nobody yet"))
        self._list = QListWidget()
        self._list.setObjectName("results")
        self._list.setAccessibleName(tr("Seen lately"))
        self._list.itemActivated.connect(lambda item: open_it(item.data(_ROW)))
        self.addWidget(self._quiet)
        self.addWidget(self._list)

    def show_hits(self, hits: tuple[Hit, ...]) -> None:
        """Name and birth date; Enter opens."""
        self._list.clear()
        for hit in hits:
            item = QListWidgetItem(f"{name_of(hit.row)}  ·  {born_of(hit.row)}")
            item.setData(_ROW, hit.row.uid)
            self._list.addItem(item)
        self.setCurrentIndex(1 if hits else 0)


def _columns() -> tuple[Column[PatientRow], ...]:
    return (
        Column(tr("Patient"), name_of, is_strong=True, chip=_chip),
        Column(tr("Born"), born_of, 100),
        Column(tr("Sex"), sex_of, 72),
        Column(tr("Number"), lambda row: row.number, 76),
        Column(tr("Phone"), lambda row: row.phone or "", 122, may_hide=True),
        Column(tr("Town"), lambda row: row.city or "", 130, may_hide=True),
    )


def _chip(row: PatientRow) -> Chip | None:
    if row.is_restricted:
        return Chip(tr("restricted"), Tone.BAD)
    if row.is_deceased:
        return Chip(tr("deceased"), Tone.QUIET)
    return Chip(tr("archived"), Tone.QUIET) if row.is_archived else None
