"""Staff: who sees patients here, who of them is in today, and beside the list everything about the chosen one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from hms_desktop.features.staff.domain import DoctorRow, ExceptionKind, ExceptionRow, Hours, NewException
from hms_desktop.features.staff.service import AddException, Doctors, Exceptions, InToday, RemoveException, WeekOf
from hms_desktop.features.staff.ui.choices import Choices, ask_choices
from hms_desktop.features.staff.ui.days_dialog import ClosedDialog, LeaveDialog
from hms_desktop.features.staff.ui.doctor_dialog import AddDoctorDialog, ChangeDoctorDialog
from hms_desktop.features.staff.ui.doctor_panel import DoctorPanel
from hms_desktop.features.staff.ui.hours_dialog import HoursDialog
from hms_desktop.features.staff.ui.places_dialogs import DepartmentsDialog, RoomsDialog
from hms_desktop.features.staff.ui.signature_dialog import SignatureDialog
from hms_desktop.features.staff.ui.words import chip_of, days_of, full_name
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.paging import Page, PageRequest
from hms_desktop.ui.beside import TwoParts
from hms_desktop.ui.paged_model import Chip, Column
from hms_desktop.ui.panel import Panel, primary
from hms_desktop.ui.stated_list import StatedList
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

_Failed = Callable[[KnownError | BugError], None]
_KINDS = ("doctor", "doctor_hours", "day_exception", "department", "room")
MANAGE = "staff.manage"


class StaffPage(TwoParts):
    """The list, and the chosen one beside it. Who may not change anything sees no way to."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._here: frozenset[UUID] = frozenset()
        self._ahead: tuple[ExceptionRow, ...] = ()
        self._weeks: dict[UUID, tuple[Hours, ...]] = {}
        self._wanted: UUID | None = None
        self._turn = 0
        self.choices, self._has_choices = Choices(), False
        self.may_manage = place.may(MANAGE)
        way_on = tr("Ctrl+Enter adds somebody") if self.may_manage else tr("A manager adds who works here")
        empty = ("stethoscope", tr("Nobody sees patients here yet"), way_on)
        self.list = StatedList(tr("Staff"), self._columns(), self._ask, empty, key=lambda row: row.uid)
        self.people = Panel(tr("Staff"))
        self.people.rows.addWidget(self.list)
        self.go = primary(tr("Add a doctor"), "Ctrl Enter")
        self.go.clicked.connect(self.primary)
        if self.may_manage:
            self.people.add_foot(tr("Enter changes · Ctrl Shift H hours · Ctrl Shift A leave"), self.go)
        self.detail = DoctorPanel(self._acts(), may_change=self.may_manage)
        self.detail.removed.connect(self.take_back)
        self.lay_out(self.people, self.detail)
        self.list.view.opened.connect(lambda _: self.change())
        self.list.view.chosen.connect(lambda _: self._show())
        self.list.settled.connect(self._settled)

    # What the window asks of it.

    def show_for(self, _subject: object) -> None:
        """Everybody; a subject is the one that is to be chosen."""
        self._wanted = _subject if isinstance(_subject, UUID) else None
        self._read()

    def heard(self, changes: Changes) -> None:
        """Somebody changed what is seen here."""
        if self.isVisible() and any(changes.touches(kind) for kind in _KINDS):
            self._read()

    def primary(self) -> None:
        """Somebody new."""
        self._offer(lambda choices: AddDoctorDialog(self.place, choices))

    def first_field(self) -> QWidget:
        return self.list.view

    # What it does.

    def change(self) -> None:
        """The facts of the chosen one."""
        row = self.current()
        if row is not None:
            self._offer(lambda choices: ChangeDoctorDialog(self.place, choices, row))

    def set_hours(self) -> None:
        """The week of the chosen one, as it is kept now."""
        row, place = self.current(), self.place
        if row is None or not self.may_manage:
            return
        if row.uid in self._weeks:
            place.offer(HoursDialog(place, row, self._weeks[row.uid]))
        else:
            place.ask(self, WeekOf(doctor=row.uid), lambda week: place.offer(HoursDialog(place, row, week)))

    def add_leave(self) -> None:
        """Leave or extra hours of the chosen one."""
        row = self.current()
        if row is not None and self.may_manage:
            self.place.offer(LeaveDialog(self.place, row))

    def take_signature(self) -> None:
        """A picture of the chosen one's signature."""
        row = self.current()
        if row is not None and self.may_manage:
            self.place.offer(SignatureDialog(self.place, row))

    def close_days(self) -> None:
        """Days on which the clinic is closed."""
        if self.may_manage:
            self.place.offer(ClosedDialog(self.place))

    def edit_departments(self) -> None:
        """New departments, other names."""
        self._offer(lambda choices: DepartmentsDialog(self.place, choices))

    def edit_rooms(self) -> None:
        """New rooms, other names."""
        self._offer(lambda choices: RoomsDialog(self.place, choices))

    def take_back(self, row: ExceptionRow) -> None:
        """These days are like the others again."""
        days = NewException(
            first=row.first, last=row.last, kind=row.kind, doctor=row.doctor, start=row.start, end=row.end,
            note=row.note,
        )  # fmt: skip
        back = AddException(id=self.place.new_id(), days=days)
        told = tr("Taken back: {days}", days=days_of(row))
        self.place.do(self, RemoveException(id=self.place.new_id(), uid=row.uid), lambda _: self.place.say(told, back))

    def current(self) -> DoctorRow | None:
        """The chosen one."""
        row: DoctorRow | None = self.list.view.current()
        return row

    # Inside.

    def _acts(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        acts: tuple[tuple[str, Callable[[], object]], ...] = (
            (tr("Weekly hours"), self.set_hours),
            (tr("Leave"), self.add_leave),
            (tr("Change"), self.change),
        )
        return (*acts, (tr("Signature"), self.take_signature)) if self.place.may("attachment.keep") else acts

    def _offer(self, make: Callable[[Choices], Any]) -> None:
        """At once with what the page knows, which it reads again after every change; asked for while it knows none."""
        place = self.place
        if self.may_manage and self._has_choices:
            place.offer(make(self.choices))
        elif self.may_manage:
            ask_choices(place, self, lambda choices: place.offer(make(choices)))

    def _read(self) -> None:
        self._weeks = {}
        ask_choices(self.place, self, self._know_choices)
        self.list.begin()

    def _know_choices(self, choices: Choices) -> None:
        self.choices, self._has_choices = choices, True
        self._show()

    def _ask(self, _request: PageRequest, done: Callable[[Page[DoctorRow]], None], failed: _Failed) -> object:
        """Three questions for one list; what comes late from an earlier reading changes nothing."""
        place, today = self.place, self.place.today()
        self._turn += 1
        turn = self._turn

        def show(here: frozenset[UUID], ahead: tuple[ExceptionRow, ...], rows: tuple[DoctorRow, ...]) -> None:
            if turn == self._turn:
                self._here, self._ahead = here, ahead
                done(Page(rows))

        def with_days(here: frozenset[UUID], ahead: tuple[ExceptionRow, ...]) -> None:
            place.ask(self, Doctors(with_inactive=self.may_manage), partial(show, here, ahead), failed)

        def with_here(here: tuple[DoctorRow, ...]) -> None:
            uids = frozenset(row.uid for row in here)
            place.ask(self, Exceptions(first=today), partial(with_days, uids), failed)

        return place.ask(self, InToday(day=today), with_here, failed)

    def _columns(self) -> tuple[Column[DoctorRow], ...]:
        return (
            Column(tr("Name"), full_name, is_strong=True, tone=_tone, chip=self._chip),
            Column(tr("Speciality"), lambda row: row.speciality, tone=_tone),
            Column(tr("Department"), lambda row: row.department_name, width=130, tone=_tone, may_hide=True),
            Column(tr("Room"), lambda row: row.room_name, width=70, tone=_tone, may_hide=True),
        )

    def _chip(self, row: DoctorRow) -> Chip:
        if not row.is_active:
            return Chip(tr("left"), Tone.QUIET)
        if row.uid in self._here:
            return Chip(tr("in today"), Tone.GOOD)
        today = self.place.today()
        away = [one for one in self._days_of(row) if one.first <= today and one.kind is not ExceptionKind.EXTRA]
        return Chip(chip_of(away[0], in_full=self.may_manage), Tone.WARN) if away else Chip(tr("not today"), Tone.QUIET)

    def _days_of(self, row: DoctorRow) -> tuple[ExceptionRow, ...]:
        return tuple(one for one in self._ahead if one.doctor in (row.uid, None))

    def _settled(self) -> None:
        rows = self.list.model.rowCount()
        if self._wanted is not None:
            found = (self.list.model.row(at) for at in range(rows))
            at = next((at for at, row in enumerate(found) if row is not None and row.uid == self._wanted), -1)
            self._wanted = None
            self.list.view.choose(at)
        here = tr("{number} in today", number=len(self._here))
        self.people.beside.setText(here)
        self.want_aside(rows > 0)
        self._show()

    def _show(self) -> None:
        row = self.current()
        self.detail.tell(row, self._facts(row) if row else ())
        self.detail.show_days(self._days_of(row) if row else ())
        self.detail.show_week(self._weeks.get(row.uid, ()) if row else (), self.place.today().weekday())
        self.detail.show_signature(b"")
        if row is None:
            return
        if row.uid not in self._weeks:
            turn, uid = self._turn, row.uid
            self.place.ask(self, WeekOf(doctor=uid), lambda week: self._know_week(turn, uid, week))
        if row.signature is not None:
            kept, acts = row.signature, self.place.acts
            self.place.jobs.read(self, lambda: acts.picture(kept), lambda data: self._know_signature(kept, data))

    def _know_week(self, turn: int, uid: UUID, week: tuple[Hours, ...]) -> None:
        if turn != self._turn:
            return
        self._weeks[uid] = week
        row = self.current()
        if row is not None and row.uid == uid:
            self.detail.show_week(week, self.place.today().weekday())

    def _know_signature(self, kept: UUID, data: bytes) -> None:
        """Another one's never comes into the panel."""
        row = self.current()
        if row is not None and row.signature == kept:
            self.detail.show_signature(data)

    def _facts(self, row: DoctorRow) -> tuple[tuple[str, str], ...]:
        where = " · ".join(part for part in (row.department_name, row.room_name and self._room(row)) if part)
        return (
            (tr("Speciality"), row.speciality),
            (tr("Where"), where),
            (tr("Visit"), tr("{minutes} minutes", minutes=row.slot_minutes)),
            (tr("Qualification"), row.qualification),
            (tr("Registration"), row.registration),
            (tr("Phone"), row.phone),
            (tr("E-mail"), row.email),
            (tr("Account"), self.choices.account_name(row.account)),
        )

    @staticmethod
    def _room(row: DoctorRow) -> str:
        return tr("room {name}", name=row.room_name)


def _tone(row: DoctorRow) -> Tone:
    return Tone.PLAIN if row.is_active else Tone.QUIET
