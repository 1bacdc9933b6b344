"""The calendar of a day or a week: book, move, lengthen, cancel by keys; a list beside the picture says the same."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from hms_desktop.features.scheduling.calendar import Calendar, CalendarOf
from hms_desktop.features.scheduling.domain import AppointmentRow, Slot, State, Why, time_text
from hms_desktop.features.scheduling.queue import CheckIn, StepBack
from hms_desktop.features.scheduling.service import ConfirmAppointment, MoveAppointment
from hms_desktop.features.scheduling.ui.book_dialog import BookDialog
from hms_desktop.features.scheduling.ui.calendar_layout import Block, By, Column, Places, day_columns, week_columns
from hms_desktop.features.scheduling.ui.calendar_list import as_groups, list_columns
from hms_desktop.features.scheduling.ui.calendar_side import PIN, CalendarSide
from hms_desktop.features.scheduling.ui.calendar_view import CalendarView
from hms_desktop.features.scheduling.ui.file_dialog import CalendarFileDialog, Chosen
from hms_desktop.features.scheduling.ui.papers import print_slip
from hms_desktop.features.scheduling.ui.small_dialogs import CancelDialog, DescribeDialog, FillDialog
from hms_desktop.features.scheduling.ui.words import long_day, who_text
from hms_desktop.features.scheduling.waiting import WaitingList
from hms_desktop.features.staff.service import Departments, Rooms
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.days import read_day
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.beside import TwoParts
from hms_desktop.ui.grouped_list import GroupedList, GroupedModel
from hms_desktop.ui.key_button import KeyButton
from hms_desktop.ui.page import Somebody
from hms_desktop.ui.panel import Panel
from hms_desktop.ui.states import Quiet
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

_KINDS: Final = ("appointment", "visit", "doctor", "doctor_hours", "day_exception", "patient")
_MINUTE_MS: Final = 30_000


class CalendarPage(TwoParts):
    """Day by doctor, room or department, or a doctor's week."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.day, self.by, self.is_week = place.today(), By.DOCTOR, False
        self.calendar: Calendar | None = None
        self._places = Places()
        self._turn = 0
        self._wanted: UUID | None = None
        self._focused: UUID | None = None
        self._is_fresh = True
        self.view = CalendarView(place.now)
        columns = list_columns()
        self.model: GroupedModel[AppointmentRow] = GroupedModel(
            columns, lambda row: row.whose.name, lambda row: row.uid
        )
        self.list = GroupedList(tr("Appointments as a list"))
        self.list.show_model(self.model, columns)
        self.quiet = Quiet()
        self.side = CalendarSide(place)
        self._clock = QTimer(self, interval=_MINUTE_MS)
        self._clock.timeout.connect(self.view.viewport().update)
        self._lay_out()
        self._connect()

    # What the window asks of it.

    def show_for(self, subject: object) -> None:
        """The days as they were left; an appointment as subject is gone to when it is read."""
        self._wanted = subject if isinstance(subject, UUID) else None
        if isinstance(subject, date):
            self.day = subject
        self._clock.start()
        self.place.ask(self, Rooms(), lambda rooms: self._know_places(Places(rooms, self._places.departments)))
        self.place.ask(self, Departments(), lambda found: self._know_places(Places(self._places.rooms, found)))
        self.read_again()

    def heard(self, changes: Changes) -> None:
        if any(changes.touches(kind) for kind in _KINDS):
            self.read_again()
        elif changes.touches("waiting"):
            self._ask_waiting()

    def primary(self) -> None:
        """Books at the keyboard's place."""
        self.new()

    def escape(self) -> bool:
        is_open = self.day_line.isVisible()
        self.day_line.hide()
        self.first_field().setFocus()
        return is_open

    def first_field(self) -> QWidget:
        return self.list if self.stack.currentWidget() is self.list else self.view

    def whose(self) -> Somebody | None:
        row = self.current()
        return Somebody(row.patient, who_text(row.whose), row.whose.born) if row else None

    # What it does.

    def current(self) -> AppointmentRow | None:
        """The chosen appointment, in the picture or in the list."""
        if self.stack.currentWidget() is self.list:
            found: AppointmentRow | None = self.list.current()
            return found
        block = self.view.current()
        return block.row if block else None

    def new(self) -> None:
        """Books the free time at the keyboard's place; what is taken there is not lost, only another time offered."""
        self.place.offer(BookDialog(self.place, None, self._slot_here()))

    def go(self, days: int) -> None:
        """So many days on, or weeks of them."""
        self.day += timedelta(days=days * (7 if self.is_week else 1))
        self.read_again()

    def today(self) -> None:
        """Today, now."""
        self.day = self.place.today()
        self._is_fresh = True
        self.read_again()

    def toggle_week(self) -> None:
        """The week of the doctor at the keyboard's place, and back."""
        here = self.view.here()
        self._focused = here.doctor if here else None
        self.is_week = not self.is_week and self._focused is not None
        self._is_fresh = self.is_week
        self.read_again()

    def next_by(self) -> None:
        """By doctor, by room, by department."""
        ways = list(By)
        self.by, self.is_week = ways[(ways.index(self.by) + 1) % len(ways)], False
        self._show_columns()

    def toggle_list(self) -> None:
        """The same as a list, for who hears it read."""
        is_list = self.stack.currentWidget() is not self.list
        self.stack.setCurrentWidget(self.list if is_list else self.view)
        self.first_field().setFocus()
        self._tell_side()

    def go_to_day(self) -> None:
        """A day that is typed."""
        self.day_line.clear()
        self.day_line.show()
        self.day_line.setFocus()

    def closer(self, step: int) -> None:
        """Zooms."""
        self.view.zoom(step)

    def lengthen(self, minutes: int) -> None:
        """The chosen one takes longer or less long."""
        row = self.current()
        if row is not None:
            self._move(row, (row.doctor, row.day, row.minute), row.minutes + minutes)

    def cut(self) -> None:
        """Puts the chosen one on the pinboard, where it stays until it is put down elsewhere."""
        row = self.current()
        if row is not None and row.state in (State.BOOKED, State.CONFIRMED):
            title = f"{who_text(row.whose)} · {time_text(row.minute)}"
            content = {"version": row.version, "minutes": row.minutes}
            kept = Parked(self.place.new_id(), PIN, tr("To be moved: {title}", title=title), content, row.uid)
            self.place.jobs.write(self, lambda: self.place.acts.keep_draft(kept), lambda _: self._pinned())

    def paste(self) -> None:
        """Puts down what was pinned last, at the keyboard's place."""
        pinned = self.side.pinned()
        slot = self._slot_here()
        if pinned is None or pinned.subject is None or slot is None:
            self.place.say(tr("Nothing is on the pinboard"))
            return
        command = MoveAppointment(
            id=self.place.new_id(), uid=pinned.subject, version=int(pinned.content["version"]), doctor=slot.doctor,
            day=slot.day, minute=slot.minute, minutes=int(pinned.content["minutes"]),
        )  # fmt: skip
        self.place.do(self, command, lambda _: self._put_down(pinned))

    def cancel(self) -> None:
        """Calls the chosen one off."""
        row = self.current()
        if row is not None:
            about = (row.uid, row.version, who_text(row.whose))
            self.place.offer(CancelDialog(self.place, about, is_series=row.series is not None))

    def describe(self) -> None:
        """What the chosen one is for."""
        row = self.current()
        if row is not None:
            about = (row.uid, row.version, who_text(row.whose))
            self.place.offer(DescribeDialog(self.place, about, (row.reason, row.note)))

    def confirm(self) -> None:
        """The patient said that he comes, or takes that back."""
        row = self.current()
        if row is not None:
            is_confirmed = row.state is not State.CONFIRMED
            command = ConfirmAppointment(
                id=self.place.new_id(), uid=row.uid, version=row.version, is_confirmed=is_confirmed
            )
            told = tr("{name} comes", name=who_text(row.whose)) if is_confirmed else tr("Not confirmed any more")
            self.place.do(self, command, lambda _: self.place.say(told))

    def check_in(self) -> None:
        """The chosen one is here."""
        row = self.current()
        if row is not None:
            command = CheckIn(id=self.place.new_id(), appointment=row.uid, version=row.version)
            self.place.do(self, command, lambda done: self.place.say(
                tr("{name} is here · token {token}", name=who_text(row.whose), token=done.answer.token),
                StepBack(id=self.place.new_id(), uid=done.answer.visit, version=1),
            ))  # fmt: skip

    def paper(self) -> None:
        """The slip of the chosen one."""
        row = self.current()
        if row is not None:
            print_slip(self.place, row.uid)

    def as_file(self) -> None:
        """The doctor's weeks, or the chosen appointment, as a calendar file."""
        column, row = self.view.here(), self.current()
        if column is not None and column.doctor is not None:
            whose = (row.uid, row.whose.number) if row else (None, "")
            self.place.offer(CalendarFileDialog(self.place, Chosen(column.doctor, column.title, column.day, *whose)))

    def patients(self) -> None:
        """The patients of the doctor at the keyboard's place."""
        column = self.view.here()
        self.place.open("doctor", column.doctor if column else None)

    def read_again(self) -> None:
        """Asks for the days in front."""
        self._turn += 1
        turn, (first, last) = self._turn, self._days()
        self.place.ask(self, CalendarOf(first=first, last=last), lambda found: self._show(turn, found), self._refused)
        self._ask_waiting()
        self.side.read_pins()

    # Inside.

    def _lay_out(self) -> None:
        self.panel = Panel(long_day(self.day))
        self.stack = QStackedWidget()
        for part in (self.view, self.list, self.quiet):
            self.stack.addWidget(part)
        self.panel.rows.addWidget(self.stack)
        self.day_line = QLineEdit()
        self.day_line.setPlaceholderText(tr("+2w · 5 dec"))
        self.day_line.setAccessibleName(tr("Go to a day"))
        self.day_line.setFixedWidth(max(128, self.fontMetrics().averageCharWidth() * 19))
        self.day_line.hide()
        self.panel.add_to_head(self.day_line)
        for text, key, act in (
            (tr("Week"), "W", self.toggle_week), (tr("Today"), "T", self.today), (tr("List"), "L", self.toggle_list)
        ):  # fmt: skip
            button = KeyButton(text, key)
            button.setObjectName("bar")
            button.clicked.connect(act)
            self.panel.add_to_head(button)
        self.panel.add_foot(
            tr("Arrows · N books · Ctrl X, Ctrl V move it · + − length · G day · Del cancels · F1 keys")
        )
        self.lay_out(self.panel, self.side, 300)

    def _connect(self) -> None:
        self.view.chosen.connect(lambda _: self._tell_side())
        self.view.wanted.connect(self._open)
        self.view.dropped.connect(self._dropped)
        self.list.chosen.connect(lambda _: self._tell_side())
        self.list.opened.connect(lambda row: self.place.open("chart", row.patient))
        self.day_line.returnPressed.connect(self._go_typed)
        self.side.fill_wanted.connect(lambda uid: FillDialog.offer(self.place, uid))
        self.side.paste_wanted.connect(self.paste)

    def _days(self) -> tuple[date, date]:
        if not self.is_week:
            return self.day, self.day
        monday = self.day - timedelta(days=self.day.weekday())
        return monday, monday + timedelta(days=6)

    def _show(self, turn: int, found: Calendar) -> None:
        if turn != self._turn:
            return
        self.calendar = found
        if self.stack.currentWidget() is self.quiet:
            self.stack.setCurrentWidget(self.view)
        self._show_columns()
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.view.go_to_appointment(wanted)
            self.list.choose_key(wanted)

    def _show_columns(self) -> None:
        found = self.calendar
        if found is None:
            return
        doctor = next((one for one in found.doctors if one.uid == self._focused), None)
        if self.is_week and doctor is not None:
            columns = week_columns(found, found.first, doctor)
            self.panel.title.setText(tr("Week of {day} · {doctor}", day=long_day(found.first), doctor=doctor.name))
        else:
            columns = day_columns(found, self.day, self.by, self._places)
            self.panel.title.setText(long_day(self.day))
        rows = [block.row for column in columns for block in column.blocks if block.row.state is not State.MISSED]
        closed = any(one.kind == "closed" and one.first <= self.day <= one.last for one in found.exceptions)
        told = tr("closed") if closed else tr("{number} booked", number=len(rows))
        sure = sum(row.state is State.CONFIRMED for row in rows)
        self.panel.beside.setText(f"{told} · {tr('{number} confirmed', number=sure)}" if sure else told)
        self.view.show_columns(columns)
        if self._is_fresh and columns:
            self._is_fresh = False
            self._to_now(columns)
        self.list.bring_up(as_groups(columns, found))
        self._tell_side()

    def _to_now(self, columns: tuple[Column, ...]) -> None:
        """The keyboard's place is the day in front, and now if that is today."""
        now = self.place.now()
        minute = (now.hour * 60 + now.minute) // 5 * 5 if self.day == now.date() else self.view.minute
        own = [at for at, column in enumerate(columns) if column.day == self.day]
        self.view.go_to(own[0] if own and self.is_week else self.view.column, minute)
        self.view.show_around(minute)

    def _refused(self, error: KnownError | BugError) -> None:
        self.quiet.refused(error, self.read_again)
        self.stack.setCurrentWidget(self.quiet)

    def _know_places(self, places: Places) -> None:
        self._places = places
        if self.by is not By.DOCTOR:
            self._show_columns()

    def _ask_waiting(self) -> None:
        self.place.ask(self, WaitingList(), self.side.show_waiting)

    def _tell_side(self) -> None:
        doctors = self.calendar.doctors if self.calendar else ()
        self.side.tell(self.current(), {one.uid: one.name for one in doctors})

    def _open(self, block: Block | None) -> None:
        if block is None:
            self.new()
        else:
            self.place.open("chart", block.row.patient)

    def _slot_here(self) -> Slot | None:
        column = self.view.here()
        if column is None or column.doctor is None:
            return None
        return Slot(column.doctor, column.day, self.view.minute, column.step, None, Why.NEXT)

    def _dropped(self, block: Block, column: Column, minute: int) -> None:
        row = block.row
        doctor = row.doctor if self.by is not By.DOCTOR or column.doctor is None else column.doctor
        self._move(row, (doctor, column.day, minute), row.minutes)

    def _move(self, row: AppointmentRow, to: tuple[UUID, date, int], minutes: int) -> None:
        doctor, day, minute = to
        room = row.room if doctor == row.doctor else None
        command = MoveAppointment(
            id=self.place.new_id(), uid=row.uid, version=row.version, doctor=doctor, day=day, minute=minute,
            minutes=minutes, room=room,
        )  # fmt: skip
        back = MoveAppointment(
            id=self.place.new_id(), uid=row.uid, version=row.version + 1, doctor=row.doctor, day=row.day,
            minute=row.minute, minutes=row.minutes, room=row.room, confirmed=True,
        )  # fmt: skip
        told = tr("Moved: {when}", when=f"{long_day(day)} {time_text(minute)}")
        self.place.do(self, command, lambda _: self.place.say(told, back))

    def _pinned(self) -> None:
        self.side.read_pins()
        self.place.parked.emit()
        self.place.say(tr("On the pinboard: Ctrl+V puts it down"))

    def _put_down(self, pinned: Parked) -> None:
        self.place.jobs.write(self, lambda: self.place.acts.drop_draft(pinned.uid), lambda _: self.side.read_pins())
        self.place.parked.emit()
        self.place.say(tr("Moved"))

    def _go_typed(self) -> None:
        found = read_day(self.day_line.text(), self.place.today())
        if found is None:
            self.place.say(tr("This is no day"))
            return
        self.day_line.hide()
        self.day = found.day
        self.view.setFocus()
        self.read_again()
