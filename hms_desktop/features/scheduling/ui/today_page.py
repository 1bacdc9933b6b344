"""Today: who is expected, who waits, who is with a doctor. One key moves somebody on; typing filters; nothing jumps."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from hms_desktop.features.scheduling.board import BoardOf, NeedsOf
from hms_desktop.features.scheduling.domain import BoardRow, State, Today, VisitState
from hms_desktop.features.scheduling.domain.queue import URGENCIES, next_state
from hms_desktop.features.scheduling.domain.times import time_text
from hms_desktop.features.scheduling.manifest import WAIT_TARGET
from hms_desktop.features.scheduling.queue import CheckIn, StepBack, StepVisit
from hms_desktop.features.scheduling.service import ConfirmAppointment, MissAppointment, ReviveAppointment
from hms_desktop.features.scheduling.ui.now_panel import NowSide
from hms_desktop.features.scheduling.ui.papers import print_slip, print_token
from hms_desktop.features.scheduling.ui.small_dialogs import AssignDialog, CancelDialog, FillDialog
from hms_desktop.features.scheduling.ui.words import (
    is_long_wait,
    long_day,
    minutes_waited,
    state_chip,
    wait_text,
    who_text,
)
from hms_desktop.features.scheduling.waiting import FREED
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.messages import Command
from hms_desktop.kernel.needs import NeedLine
from hms_desktop.ui.beside import TwoParts
from hms_desktop.ui.grouped_list import Group, GroupedList, GroupedModel
from hms_desktop.ui.page import Somebody
from hms_desktop.ui.paged_model import Chip, Column
from hms_desktop.ui.panel import Panel, primary
from hms_desktop.ui.states import Quiet
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

_MINUTE_MS: Final = 20_000
"""How often the waits are told anew; nobody reads seconds."""

_KINDS: Final = ("appointment", "visit", "waiting", "patient", "doctor", "day_exception")
_WAITING: Final = (VisitState.ARRIVED, VisitState.CALLED)
_ACTS: Final = {
    VisitState.CALLED: "Call", VisitState.SEATED: "Seated", VisitState.FINISHED: "Finish",
}  # fmt: skip


class TodayPage(TwoParts):
    """The board, the rooms and what needs somebody."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.today: Today | None = None
        self.columns = self._columns()
        self.model: GroupedModel[BoardRow] = GroupedModel(self.columns, _name, lambda row: row.key)
        self.view = GroupedList(tr("Today's patients"))
        self.view.show_model(self.model, self.columns)
        self.quiet = Quiet()
        self.panel = Panel()
        self.go = primary(tr("Check in"), "Ctrl Enter")
        self.side = NowSide(place.now)
        self._wanted: object = None
        self._clock = QTimer(self, interval=_MINUTE_MS)
        self._clock.timeout.connect(self._tick)
        self._turn = 0
        self._lay_out()
        self._connect()

    # What the window asks of it.

    def show_for(self, subject: object) -> None:
        """The board of now; with a subject the keyboard is on that one."""
        self._wanted = subject
        self._clock.start()
        self.read_again()

    def heard(self, changes: Changes) -> None:
        if any(changes.touches(kind) for kind in (*_KINDS, *self._needs_kinds)):
            self.read_again()

    def primary(self) -> None:
        """The next step of the chosen one."""
        row = self.current()
        if row is not None:
            self._step_on(row)

    def escape(self) -> bool:
        if self.view.typed_text:
            self.view.filter_by("")
            return True
        return False

    def first_field(self) -> QWidget:
        return self.view

    def whose(self) -> Somebody | None:
        row = self.current()
        return Somebody(row.patient, who_text(row.whose), row.whose.born) if row else None

    # What it does.

    def current(self) -> BoardRow | None:
        """The chosen line, if it is somebody's."""
        found: BoardRow | None = self.view.current()
        return found

    def step_back(self) -> None:
        """One step back for the chosen one: from the doctor, from the call, from being here."""
        row = self.current()
        if row is None:
            return
        if row.visit is not None:
            command: Command[None] = StepBack(id=self.place.new_id(), uid=row.visit.uid, version=row.visit.version)
            self._do(command, tr("{name}: one step back", name=who_text(row.whose)))
        elif row.state is State.MISSED and row.appointment is not None:
            revive = ReviveAppointment(id=self.place.new_id(), uid=row.appointment, version=row.appointment_version)
            self._do(revive, tr("{name} is expected again", name=who_text(row.whose)))

    def leave(self) -> None:
        """Somebody went without being seen."""
        row = self.current()
        if row is not None and row.visit is not None:
            self._step(row, VisitState.LEFT, tr("{name} left", name=who_text(row.whose)))

    def miss(self) -> None:
        """Somebody who was expected did not come."""
        row = self.current()
        if row is None or row.visit is not None or row.appointment is None:
            return
        command = MissAppointment(id=self.place.new_id(), uid=row.appointment, version=row.appointment_version)
        undo = ReviveAppointment(id=self.place.new_id(), uid=row.appointment, version=row.appointment_version + 1)
        self._do(command, tr("{name} did not come", name=who_text(row.whose)), undo)

    def confirm(self) -> None:
        """Somebody said that he comes."""
        row = self.current()
        if row is None or row.visit is not None or row.appointment is None:
            return
        command = ConfirmAppointment(id=self.place.new_id(), uid=row.appointment, version=row.appointment_version)
        self._do(command, tr("{name} comes", name=who_text(row.whose)))

    def cancel(self) -> None:
        """Calls an appointment off."""
        row = self.current()
        if row is not None and row.visit is None and row.appointment is not None:
            about = (row.appointment, row.appointment_version, who_text(row.whose))
            self.place.offer(CancelDialog(self.place, about))

    def assign(self) -> None:
        """Another doctor or another urgency for somebody who waits."""
        row = self.current()
        if row is not None and row.visit is not None:
            self.place.offer(AssignDialog(self.place, row.visit, who_text(row.whose)))

    def paper(self) -> None:
        """The token of somebody who is here, the slip of somebody who is expected."""
        row = self.current()
        if row is not None and row.visit is not None:
            print_token(self.place, row.visit.uid, row.visit.token)
        elif row is not None and row.appointment is not None:
            print_slip(self.place, row.appointment)

    def read_again(self) -> None:
        """Asks for the day as it is now."""
        self._turn += 1
        turn = self._turn
        if self.today is None:
            self.quiet.asking()
        day = self.place.today()
        self.place.ask(self, BoardOf(day=day), lambda found: self._show(turn, found), self._refused)
        self.place.ask(self, NeedsOf(day=day), lambda found: self._show_needs(turn, found))

    # Inside.

    def _lay_out(self) -> None:
        self.stack = QStackedWidget()
        self.stack.addWidget(self.quiet)
        self.stack.addWidget(self.view)
        self.stack.setCurrentWidget(self.view)
        self.panel.rows.addWidget(self.stack)
        self.panel.hint.setText(tr("type to filter"))
        self.panel.add_foot(tr("Enter chart · Ctrl Shift Enter back · F1 keys"), self.go)
        self.lay_out(self.panel, self.side, 282)
        named = [name for feature in self.place.standing.features if feature.needs for name in feature.entities]
        self._needs_kinds = tuple(name for name in named if name not in _KINDS)

    def _connect(self) -> None:
        self.go.clicked.connect(self.primary)
        self.view.opened.connect(lambda row: self.place.open("chart", row.patient))
        self.view.chosen.connect(lambda _: self._name_act())
        self.view.filtered.connect(self._told_filter)
        self.side.needs.taken.connect(self._take_need)

    def _show(self, turn: int, today: Today) -> None:
        if turn != self._turn:
            return
        self.today = today
        if today.rows:
            self.view.bring_up(_groups(today))
            self.stack.setCurrentWidget(self.view)
        else:
            self.quiet.empty("calendar", tr("Nobody is expected today"), tr("F8 books, F7 takes a walk-in"))
            self.stack.setCurrentWidget(self.quiet)
        if self._wanted is not None:
            self.view.choose_key(self._wanted)
            self._wanted = None
        if self.current() is None:
            self.view.choose(self.model.first())
        self.side.show_rooms(today.rooms)
        self._name_act()
        self._tell_day()

    def _tell_day(self) -> None:
        if self.today is None:
            return
        now = self.place.now()
        waits = [minutes_waited(row, now) or 0 for row in self.today.rows if row.visit and row.visit.state in _WAITING]
        parts = [tr("{number} visits", number=len(self.today.rows)), tr("{number} waiting", number=len(waits))]
        if waits:
            parts.append(tr("longest {number} min", number=max(waits)))
        self.panel.title.setText(long_day(self.today.day))
        self.panel.beside.setText(" · ".join(parts))

    def _tick(self) -> None:
        if self.isVisible():
            self.view.viewport().update()
            self.side.rooms.update()
            self._tell_day()
            if self.today is not None and self.today.day != self.place.today():
                self.read_again()

    def _show_needs(self, turn: int, needs: tuple[NeedLine, ...]) -> None:
        if turn == self._turn:
            self.side.show_needs(needs)

    def _refused(self, error: KnownError | BugError) -> None:
        self.quiet.refused(error, self.read_again)
        self.stack.setCurrentWidget(self.quiet)

    def _told_filter(self, typed: str) -> None:
        self.panel.hint.setText(tr("filter: {typed} · Esc shows all", typed=typed) if typed else tr("type to filter"))

    def _take_need(self, need: NeedLine) -> None:
        if need.kind == FREED and need.subject is not None:
            FillDialog.offer(self.place, need.subject)
        elif need.page:
            self.place.open(need.page, need.subject)

    def _step_on(self, row: BoardRow) -> None:
        if row.visit is not None:
            then = next_state(row.visit.state)
            if then is not None:
                self._step(row, then, _told_step(row, then))
        elif row.appointment is not None:
            command = CheckIn(id=self.place.new_id(), appointment=row.appointment, version=row.appointment_version)
            self.place.do(self, command, lambda done: self.place.say(
                tr("{name} is here · token {token}", name=who_text(row.whose), token=done.answer.token),
                StepBack(id=self.place.new_id(), uid=done.answer.visit, version=1),
            ))  # fmt: skip

    def _step(self, row: BoardRow, then: VisitState, told: str) -> None:
        assert row.visit is not None
        command = StepVisit(id=self.place.new_id(), uid=row.visit.uid, version=row.visit.version, to=then)
        back = StepBack(id=self.place.new_id(), uid=row.visit.uid, version=row.visit.version + 1)
        self._do(command, told, back)

    def _do(self, command: Command[None], told: str, undo: Command[None] | None = None) -> None:
        self.place.do(self, command, lambda _: self.place.say(told, undo))

    def _name_act(self) -> None:
        row = self.current()
        then = next_state(row.visit.state) if row is not None and row.visit is not None else None
        self.go.setEnabled(row is not None and (row.visit is None or then is not None))
        if then is VisitState.CALLED and row is not None and row.room_name:
            text = tr("Call to room {room}", room=row.room_name)
        elif then is not None:
            text = tr(_ACTS[then])
        else:
            text = tr("Check in") if row is not None and row.visit is None else tr("Done")
        self.go.setText(text)
        self.go.updateGeometry()

    def _columns(self) -> tuple[Column[BoardRow], ...]:
        def tone(row: BoardRow) -> Tone:
            return Tone.WARN if is_long_wait(row, self.place.now(), self._target()) else Tone.PLAIN

        return (
            Column(tr("Time"), _time, 56),
            Column(tr("Patient"), lambda row: who_text(row.whose), is_strong=True, chip=_mark),
            Column(tr("Born"), lambda row: row.whose.born, 104, may_hide=True),
            Column(tr("Doctor"), lambda row: row.doctor_name or "—", 94),
            Column(tr("Reason"), lambda row: row.reason, 124, may_hide=True),
            Column(tr("State"), lambda _: "", 94, chip=state_chip),
            Column(tr("Wait"), lambda row: wait_text(row, self.place.now(), self._target()), 78, tone=tone),
        )

    def _target(self) -> int:
        return int(self.place.standing.settings.get(WAIT_TARGET.key, WAIT_TARGET.default))


def _name(row: BoardRow) -> str:
    token = row.visit.token if row.visit else ""
    return f"{row.whose.name} {row.whose.number} {token} {row.doctor_name}"


def _time(row: BoardRow) -> str:
    """The appointment's; a walk-in has his token there."""
    if row.minute is not None:
        return time_text(row.minute)
    return row.visit.token if row.visit else ""


def _mark(row: BoardRow) -> Chip | None:
    if row.whose.is_restricted:
        return Chip(tr("restricted"), Tone.BAD)
    if row.is_alike:
        return Chip(tr("name alert"), Tone.WARN)
    return Chip(tr("new"), Tone.GOOD) if row.is_new else None


def _groups(today: Today) -> tuple[Group[BoardRow], ...]:
    waiting = [row for row in today.rows if row.visit and row.visit.state in _WAITING]
    seated = [row for row in today.rows if row.visit and row.visit.state is VisitState.SEATED]
    done = [row for row in today.rows if row.visit and row.visit.state in (VisitState.FINISHED, VisitState.LEFT)]
    expected = [row for row in today.rows if row.visit is None and row.state is not State.MISSED]
    missed = [row for row in today.rows if row.visit is None and row.state is State.MISSED]
    return (
        Group("arrived", tr("Arrived"), tuple(sorted(waiting, key=_turn))),
        Group("seated", tr("With the doctor"), tuple(seated)),
        Group("expected", tr("Expected"), tuple(expected)),
        Group("missed", tr("Did not come"), tuple(missed), is_folded=True),
        Group("done", tr("Done"), tuple(done), is_folded=True),
    )


def _turn(row: BoardRow) -> tuple[int, float]:
    """Who needs it most stands first, then who waits longest."""
    visit = row.visit
    assert visit is not None
    return URGENCIES.index(visit.urgency), visit.arrived_at.timestamp()


def _told_step(row: BoardRow, then: VisitState) -> str:
    name, token = who_text(row.whose), row.visit.token if row.visit else ""
    if then is VisitState.CALLED:
        return tr("Called: {token}, {name}", token=token, name=name)
    if then is VisitState.SEATED:
        return tr("{name} is with the doctor", name=name)
    return tr("{name} is done", name=name)
