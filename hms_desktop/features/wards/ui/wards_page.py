"""Wards: the map of one, its list, how full it was; the chosen bed beside it, and everything that is done with beds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import QRect, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from hms_desktop.features.staff.service import Departments, Doctors
from hms_desktop.features.wards.domain import BedRow, BedState, DayOccupancy, Occupant, WardMap, WardRow
from hms_desktop.features.wards.keeping import CleanBed, MendBed, ReleaseBed, TakeBackCleaning
from hms_desktop.features.wards.rounds import OccupancyOf, RoundOnPaper
from hms_desktop.features.wards.service import MapOf, Wards
from hms_desktop.features.wards.ui.bed_dialogs import (
    BedsDialog,
    ChangeBedDialog,
    CloseDialog,
    ReserveDialog,
    RetireDialog,
    WardDialog,
)
from hms_desktop.features.wards.ui.bed_list import BedList
from hms_desktop.features.wards.ui.bed_panel import BedPanel, fitting
from hms_desktop.features.wards.ui.occupancy_chart import OccupancyChart
from hms_desktop.features.wards.ui.openings import admit_to, summary_of
from hms_desktop.features.wards.ui.stay_dialogs import CancelDialog, DischargeDialog, MarksDialog, TransferDialog
from hms_desktop.features.wards.ui.ward_map import LETTERS, WardMapView
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.ui.beside import TwoParts
from hms_desktop.ui.choice import Choice
from hms_desktop.ui.page import Somebody
from hms_desktop.ui.panel import Panel, primary
from hms_desktop.ui.paper import Paper
from hms_desktop.ui.states import Quiet
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

_KINDS: Final = ("ward", "bed", "admission", "bed_stay", "patient", "patient_merge")
_DAYS: Final = 30
_MINUTE_MS: Final = 60_000
_SWITCHED: Final = {"close": "mend", "reserve": "release"}
"""A letter that brings a bed into a state brings it out of it again."""


class WardsPage(TwoParts):
    """One ward at a time; it is read again when anything of it changed, and what is chosen stays chosen."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.wards: tuple[WardRow, ...] = ()
        self.ward: UUID | None = None
        self.shown: WardMap | None = None
        letters = frozenset(LETTERS)
        self.map, self.list = WardMapView(letters), BedList(letters)
        self.chart, self.quiet = OccupancyChart(), Quiet()
        self.chooser = Choice()
        self.chooser.setAccessibleName(tr("Ward"))
        self.panel = Panel(tr("Ward"))
        self.bed = BedPanel(place, self.act)
        self.go = primary(tr("Open the chart"), "Ctrl Enter")
        self._minute = QTimer(self, interval=_MINUTE_MS)
        self._lay_out()
        self._connect()

    # What the window asks of it.

    def show_for(self, _subject: object) -> None:
        """The ward as it was left; the first one the first time, or the one that leads here."""
        if isinstance(_subject, UUID):
            self.ward = _subject
        self._minute.start()
        self.read_again()

    def heard(self, changes: Changes) -> None:
        """Beds that changed are painted anew; the rest stays as it is."""
        if self.shown is not None and self.isVisible() and any(changes.touches(kind) for kind in _KINDS):
            self.read_again()

    def primary(self) -> None:
        """The chart of who lies there, else somebody into this bed."""
        bed = self.current()
        if bed is not None and bed.occupant is not None:
            self.place.open("chart", bed.occupant.patient)
        else:
            self.act("admit")

    def first_field(self) -> QWidget:
        """The map, or what stands in its place."""
        return self._front()

    def whose(self) -> Somebody | None:
        """Who lies in the chosen bed."""
        who = self._who()
        return Somebody(who.patient, who.name, who.number) if who else None

    def current(self) -> BedRow | None:
        """The chosen bed."""
        bed: BedRow | None = self.list.current() if self.stack.currentWidget() is self.list else self.map.current()
        return bed

    # Acts; `actions.py` and the letters of the map name them.

    def act(self, which: str) -> None:
        """One act on the chosen bed, if it fits the bed and this person may."""
        if which in ("list", "history"):
            self._switch(self.list if which == "list" else self.chart)
            return
        can = fitting(self.place, self.current())
        chosen = which if which in can else _SWITCHED.get(which, which)
        if chosen in can:
            self._doing()[chosen]()

    def cancel(self) -> None:
        """The admission was a mistake."""
        who = self._who()
        if who is not None:
            self.place.offer(CancelDialog(self.place, who))

    def print_round(self) -> None:
        """The sheet of this ward for whoever goes round."""
        if self.ward is not None:
            ask = partial(self.place.person.ask, RoundOnPaper(ward=self.ward))
            self.place.print_paper(Paper("round", tr("Ward round"), ask))

    def add_ward(self) -> None:
        """One more ward."""
        self.place.ask(self, Departments(), lambda rows: self.place.offer(WardDialog(self.place, rows)))

    def change_ward(self) -> None:
        """Another name, floor or department, or closed."""
        row = self.shown.ward if self.shown else None
        self.place.ask(self, Departments(), lambda rows: self.place.offer(WardDialog(self.place, rows, row)))

    def add_beds(self) -> None:
        """More beds for this ward."""
        if self.shown is not None:
            self.place.offer(BedsDialog(self.place, self.shown.ward))

    def change_bed(self) -> None:
        """Another code or room."""
        bed = self.current()
        if bed is not None:
            self.place.offer(ChangeBedDialog(self.place, bed))

    def retire_bed(self) -> None:
        """The chosen bed leaves the ward."""
        bed = self.current()
        if bed is not None:
            self.place.offer(RetireDialog(self.place, bed))

    def read_again(self) -> None:
        """The wards, then the map of the one in front."""
        self.place.ask(self, Wards(), self._show_wards, self._refused)

    # Inside.

    def _doing(self) -> dict[str, Callable[[], None]]:
        offer, place, bed, who = self.place.offer, self.place, self.current(), self._who()
        assert bed is not None
        found: dict[str, Callable[[], None]] = {
            "admit": lambda: admit_to(place, bed.code),
            "reserve": lambda: offer(ReserveDialog(place, bed)),
            "release": lambda: self._at_once(ReleaseBed, tr("Bed {code} is free", code=bed.code)),
            "close": lambda: offer(CloseDialog(place, bed)),
            "mend": lambda: self._at_once(MendBed, tr("Bed {code} is to be cleaned", code=bed.code)),
            "clean": lambda: self._at_once(CleanBed, tr("Bed {code} is clean", code=bed.code)),
        }
        if who is not None:
            found |= {
                "move": lambda: offer(TransferDialog(place, who)),
                "discharge": lambda: offer(DischargeDialog(place, who)),
                "marks": lambda: self._offer_marks(who),
                "summary": lambda: summary_of(place, who.patient),
            }
        return found

    def _at_once(self, kind: type[CleanBed | MendBed | ReleaseBed], said: str) -> None:
        """What needs nothing to be typed; a cleaning can be taken back."""
        bed = self.current()
        if bed is None:
            return
        back = TakeBackCleaning(id=self.place.new_id(), uid=bed.uid, version=bed.version + 1)
        undo = back if kind is CleanBed else None
        command = kind(id=self.place.new_id(), uid=bed.uid, version=bed.version)
        self.place.do(self, command, lambda _: self.place.say(said, undo))

    def _offer_marks(self, who: Occupant) -> None:
        self.place.ask(self, Doctors(), lambda rows: self.place.offer(MarksDialog(self.place, who, rows)))

    def _who(self) -> Occupant | None:
        bed = self.current()
        return bed.occupant if bed else None

    def _lay_out(self) -> None:
        self.pane = QScrollArea()
        self.pane.setObjectName("clear")
        self.pane.setWidgetResizable(True)
        self.pane.setFrameShape(QFrame.Shape.NoFrame)
        self.pane.setWidget(self.map)
        self.stack = QStackedWidget()
        for part in (self.quiet, self.pane, self.list, self.chart):
            self.stack.addWidget(part)
        self.panel.add_to_head(self.chooser)
        self.panel.rows.addWidget(self.stack)
        hints = tr("arrows · Enter chart · capital letter or figure jumps to a bed · l list · h history")
        self.panel.add_foot(hints, self.go)
        self.lay_out(self.panel, self.bed)

    def _connect(self) -> None:
        self.go.clicked.connect(self.primary)
        self.map.chosen.connect(self._chose)
        self.map.opened.connect(lambda _: self.primary())
        self.map.acted.connect(lambda letter: self.act(LETTERS[letter]))
        self.map.moved.connect(self._keep_in_sight)
        self.list.opened.connect(lambda _: self.primary())
        self.list.acted.connect(lambda letter: self.act(LETTERS[letter]))
        self.list.chosen.connect(self._chose)
        self.chooser.activated.connect(self._chose_ward)
        self._minute.timeout.connect(self._pass_a_minute)

    def _front(self) -> QWidget:
        shown = self.stack.currentWidget()
        return shown if shown in (self.list, self.chart) else self.map

    def _switch(self, other: QWidget) -> None:
        """To the list or the history, and back to the map with the same letter."""
        is_there = self.stack.currentWidget() is other
        chosen = self.current()
        self.stack.setCurrentWidget(self.pane if is_there else other)
        if chosen is not None:
            self.list.choose_bed(chosen)
            self.map.choose(chosen.uid)
        if other is self.chart and not is_there:
            self._ask_history()
        self._front().setFocus()

    def escape(self) -> bool:
        """From the list or the history back to the map."""
        front = self._front()
        if front is not self.map:
            self._switch(front)
        return front is not self.map

    def _show_wards(self, wards: tuple[WardRow, ...]) -> None:
        self.wards = wards
        if not wards:
            self.shown = None
            way_on = tr("Ctrl+Shift+K: add a ward") if self.place.may("ward.manage") else tr("A manager sets them up")
            self.quiet.empty("bed", tr("No wards yet"), way_on)
            self.stack.setCurrentWidget(self.quiet)
            self.want_aside(False)
            return
        if all(row.uid != self.ward for row in wards):
            self.ward = wards[0].uid
        if [(self.chooser.itemData(at), self.chooser.itemText(at)) for at in range(self.chooser.count())] != [
            (row.uid, row.name) for row in wards
        ]:
            self.chooser.clear()
            for row in wards:
                self.chooser.addItem(row.name, row.uid)
        self.chooser.setCurrentIndex([row.uid for row in wards].index(self.ward))  # type: ignore[arg-type]
        ward = self.ward
        assert ward is not None
        self.place.ask(self, MapOf(ward=ward), self._show_map, self._refused)

    def _show_map(self, found: WardMap) -> None:
        if found.ward.uid != self.ward:
            return
        self.shown = found
        row = found.ward
        told = (
            tr("{taken} of {beds} taken", taken=str(row.occupied), beds=str(row.beds)),
            tr("{count} free", count=str(row.free)),
            tr("today {out} out, {come} in", out=str(found.expected_out), come=str(found.expected_in)),
        )
        self.panel.title.setText(row.name)
        self.panel.beside.setText(" · ".join(told))
        self.map.setAccessibleName(tr("Map of {ward}", ward=row.name))
        if not found.beds:
            self.quiet.empty("bed", tr("No beds yet"), tr("Ctrl+Shift+K: add beds"))
        if self.stack.currentWidget() in (self.quiet, self.pane):
            self.stack.setCurrentWidget(self.pane if found.beds else self.quiet)
        self.want_aside(bool(found.beds))
        self.map.show_beds(found.beds)
        self.list.show_beds(found.beds)
        if self.stack.currentWidget() is self.chart:
            self._ask_history()

    def _chose(self, _bed: object) -> None:
        bed = self.current()
        self.bed.show_bed(bed)
        is_taken = bed is not None and bed.state is BedState.OCCUPIED
        self.go.setText(tr("Open the chart") if is_taken else tr("Admit here"))
        self.go.setEnabled(is_taken or "admit" in fitting(self.place, bed))

    def _chose_ward(self, at: int) -> None:
        self.ward = self.chooser.itemData(at)
        self.read_again()
        self._front().setFocus()

    def _keep_in_sight(self, tile: QRect) -> None:
        middle = tile.center()
        self.pane.ensureVisible(middle.x(), middle.y(), tile.width() // 2 + GAP, tile.height() // 2 + 5 * GAP)

    def _ask_history(self) -> None:
        if self.ward is not None:
            today = self.place.today()
            query = OccupancyOf(ward=self.ward, first=today - timedelta(days=_DAYS - 1), last=today)
            self.place.ask(self, query, self._show_history, self._refused)

    def _show_history(self, days: tuple[DayOccupancy, ...]) -> None:
        self.chart.show_days(days)

    def _pass_a_minute(self) -> None:
        """Reservations end and days pass without anybody doing anything."""
        if self.isVisible():
            self.read_again()

    def _refused(self, error: KnownError | BugError) -> None:
        self.quiet.refused(error, self.read_again)
        self.stack.setCurrentWidget(self.quiet)
        self.want_aside(False)
