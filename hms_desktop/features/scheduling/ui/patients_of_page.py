"""A doctor's patients: whoever was seen by him or is booked with him, with the last and the next time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hms_desktop.features.scheduling.board import PatientOfDoctor, PatientsOfDoctor
from hms_desktop.features.scheduling.ui.words import who_text
from hms_desktop.features.staff.domain import DoctorRow
from hms_desktop.features.staff.service import Doctors
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.days import day_text
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.paging import Page, PageRequest
from hms_desktop.ui.page import Page as PageOfWindow
from hms_desktop.ui.page import Somebody
from hms_desktop.ui.paged_model import Column
from hms_desktop.ui.panel import Panel
from hms_desktop.ui.stated_list import StatedList
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace


class PatientsOfDoctorPage(PageOfWindow):
    """By name; Enter opens the chart."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._doctor: UUID | None = None
        empty = ("users", tr("Nobody was seen by this doctor yet"), tr("Ctrl+2 leads to the calendar"))
        self.list = StatedList(tr("Patients of a doctor"), _columns(), self._ask, empty, key=lambda row: row.whose.uid)
        self.panel = Panel(tr("Patients of a doctor"))
        self.panel.rows.addWidget(self.list)
        self.panel.add_foot(tr("Enter opens the chart · F8 books"))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.panel)
        self.list.view.opened.connect(lambda row: place.open("chart", row.whose.uid))

    def show_for(self, subject: object) -> None:
        """This doctor's, or one's own."""
        self._doctor = subject if isinstance(subject, UUID) else None
        self.place.ask(self, Doctors(with_inactive=True), self._name)

    def heard(self, changes: Changes) -> None:
        if self._doctor is not None and (changes.touches("appointment") or changes.touches("visit")):
            self.list.begin()

    def first_field(self) -> QWidget:
        return self.list.view

    def whose(self) -> Somebody | None:
        row: PatientOfDoctor | None = self.list.view.current()
        return Somebody(row.whose.uid, who_text(row.whose), row.whose.born) if row else None

    def _name(self, doctors: tuple[DoctorRow, ...]) -> None:
        own = [one for one in doctors if one.account == self.place.actor.user]
        found = [one for one in doctors if one.uid == self._doctor] or own or list(doctors[:1])
        if found:
            self._doctor = found[0].uid
            self.panel.title.setText(tr("Patients of {doctor}", doctor=found[0].name))
        self.list.begin()

    def _ask(
        self, _request: PageRequest, done: Callable[[Page[PatientOfDoctor]], None],
        failed: Callable[[KnownError | BugError], None],
    ) -> object:  # fmt: skip
        if self._doctor is None:
            done(Page(()))
            return None
        query = PatientsOfDoctor(doctor=self._doctor, day=self.place.today())
        return self.place.ask(self, query, lambda rows: done(Page(rows)), failed)


def _columns() -> tuple[Column[PatientOfDoctor], ...]:
    return (
        Column(tr("Patient"), lambda row: who_text(row.whose), is_strong=True),
        Column(tr("Born"), lambda row: row.whose.born, 104),
        Column(tr("Number"), lambda row: row.whose.number, 80),
        Column(tr("Last seen"), lambda row: _day(row.last), 110),
        Column(tr("Next"), lambda row: _day(row.next), 110),
        Column(tr("Times"), lambda row: str(row.times), 64, is_figure=True),
    )


def _day(day: date | None) -> str:
    return day_text(day) if day else ""
