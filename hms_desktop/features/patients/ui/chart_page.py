"""A patient's chart: the banner over everything, who he is at the side, and what happened to him, the newest first.

Lines of the banner and of the timeline come from every feature's manifest; this page knows none of them.
"""

from __future__ import annotations

from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from hms_desktop.features.patients.chart import Chart
from hms_desktop.features.patients.domain import ChartRow, MergeRow
from hms_desktop.features.patients.merging import MergesOf, UnmergePatients
from hms_desktop.features.patients.states import SetPhoto
from hms_desktop.features.patients.ui.copy_dialog import CopyDialog
from hms_desktop.features.patients.ui.edit_dialog import EditDialog
from hms_desktop.features.patients.ui.glass_dialog import GlassDialog
from hms_desktop.features.patients.ui.history_sheet import HistorySheet
from hms_desktop.features.patients.ui.join_dialogs import JoinWithDialog
from hms_desktop.features.patients.ui.more_dialogs import (
    DeathDialog,
    IdentifierDialog,
    PhoneDialog,
    RelationDialog,
)
from hms_desktop.features.patients.ui.photo_dialog import PhotoDialog
from hms_desktop.features.patients.ui.sides import Sides
from hms_desktop.features.patients.ui.states import archived_command, restricted_command
from hms_desktop.features.patients.ui.timeline import TimelinePanel
from hms_desktop.features.patients.ui.words import born_with_age, detail_of, name_of, sex_of
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.days import day_text
from hms_desktop.kernel.errors import BugError, Denied, KnownError
from hms_desktop.ui.banner import Banner, BannerFacts
from hms_desktop.ui.page import Page, Somebody
from hms_desktop.ui.panel import primary
from hms_desktop.ui.states import Quiet
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

ID: Final = "chart"
_KINDS: Final = ("patient", "patient_phone", "patient_identifier", "patient_relation", "patient_merge")
_SIDE: Final = 264


class ChartPage(Page):
    """One patient at a time; another one takes everything of the first off the page before it is shown."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.patient: UUID | None = None
        self.chart: ChartRow | None = None
        self.banner = Banner()
        self.sides = Sides(place)
        self.timeline = TimelinePanel(place)
        self.quiet = Quiet()
        self.go = primary(tr("Change particulars"), "Ctrl Enter")
        self.go.clicked.connect(self.primary)
        may_copy = place.may("patient.export")
        hints = tr("Ctrl Shift H history · Ctrl P copy") if may_copy else tr("Ctrl Shift H history")
        self.timeline.add_foot(hints, self.go)
        self._lay_out()

    def show_for(self, _subject: object) -> None:
        """This patient's chart; opening it is recorded."""
        if isinstance(_subject, UUID) and _subject != self.patient:
            self.patient, self.chart = _subject, None
            self.quiet.asking()
            self.stack.setCurrentWidget(self.quiet)
        if self.patient is None:
            self.quiet.empty("user", tr("No chart is open"), tr("Ctrl+K finds a patient"))
            self.stack.setCurrentWidget(self.quiet)
        else:
            self.read_again()

    def read_again(self) -> None:
        """Asks for the chart as it is now."""
        patient = self.patient
        if patient is not None:
            self.place.ask(self, Chart(uid=patient), lambda chart: self._show(patient, chart), self._refused)

    def heard(self, changes: Changes) -> None:
        """The chart of this patient is read again when something of him changed."""
        if self.chart is not None and self.isVisible() and any(changes.touches(kind) for kind in _KINDS):
            self.read_again()

    def primary(self) -> None:
        """Changes the particulars."""
        if self.chart is not None and self.place.may("patient.change"):
            self.place.offer(EditDialog(self.place, self.chart))

    def first_field(self) -> QWidget:
        """The timeline."""
        return self.timeline.view

    def whose(self) -> Somebody | None:
        """Whose chart it is, once it is shown."""
        row = self.chart.patient if self.chart is not None else None
        return Somebody(row.uid, name_of(row), detail_of(row)) if row else None

    # Acts, named in `actions.py`.

    def add_phone(self) -> None:
        """One more number."""
        if self.chart is not None:
            self.place.offer(PhoneDialog(self.place, self.chart))

    def add_identifier(self) -> None:
        """One more identity number."""
        if self.chart is not None:
            self.place.offer(IdentifierDialog(self.place, self.chart))

    def add_relation(self) -> None:
        """Family, guarantor, emergency contact."""
        if self.chart is not None:
            self.place.offer(RelationDialog(self.place, self.chart))

    def record_death(self) -> None:
        """That he died, and when."""
        if self.chart is not None:
            self.place.offer(DeathDialog(self.place, self.chart))

    def toggle_restricted(self) -> None:
        """Restricts the record, or lifts that."""
        if self.chart is not None:
            do, undo, said = restricted_command(self.place, self.chart.patient)
            self.place.do(self, do, lambda _: self.place.say(said, undo))

    def toggle_archived(self) -> None:
        """Archives the record, or brings it back."""
        if self.chart is not None:
            do, undo, said = archived_command(self.place, self.chart.patient)
            self.place.do(self, do, lambda _: self.place.say(said, undo))

    def join(self) -> None:
        """Joins another record of the same person into this one."""
        if self.chart is not None:
            self.place.offer(JoinWithDialog(self.place, self.chart))

    def take_apart(self) -> None:
        """Takes the last joining back."""
        if self.chart is not None:
            self.place.ask(self, MergesOf(survivor=self.chart.patient.uid), self._take_apart)

    def take_photo(self) -> None:
        """Another photo."""
        if self.chart is not None:
            self.place.offer(PhotoDialog(self.place, self.chart))

    def remove_photo(self) -> None:
        """No photo any more."""
        if self.chart is not None and self.chart.photo is not None:
            row, photo = self.chart.patient, self.chart.photo
            make = partial(SetPhoto, uid=row.uid)
            do = make(id=self.place.new_id(), version=row.version, photo=None)
            back = make(id=self.place.new_id(), version=row.version + 1, photo=photo)
            self.place.do(self, do, lambda _: self.place.say(tr("The photo is removed"), back))

    def copy(self) -> None:
        """A copy for the patient or another house."""
        if self.chart is not None:
            self.place.offer(CopyDialog(self.place, self.chart))

    def show_history(self) -> None:
        """What each field said before, who changed it and when."""
        if self.chart is not None:
            sheet = HistorySheet(self.window(), self.place, self.chart.patient.uid)
            sheet.call(sheet.view)

    # Inside.

    def _take_apart(self, merges: tuple[MergeRow, ...]) -> None:
        last = next((one for one in merges if one.undone_at is None), None)
        if last is None:
            self.place.say(tr("No other record is joined to this one"))
            return
        command = UnmergePatients(id=self.place.new_id(), merge=last.uid)
        said = tr("Record {number} stands alone again", number=last.loser_number)
        self.place.do(self, command, lambda _: self.place.say(said))

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setObjectName("clear")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self.sides)
        scroll.setFixedWidth(max(_SIDE, self.fontMetrics().averageCharWidth() * 33))
        across = QHBoxLayout()
        across.setSpacing(14)
        across.addWidget(scroll)
        across.addWidget(self.timeline, 1)
        shown = QWidget()
        rows = QVBoxLayout(shown)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(14)
        rows.addWidget(self.banner)
        rows.addLayout(across, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.quiet)
        self.stack.addWidget(shown)
        self._shown = shown
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)

    def _show(self, asked: UUID, chart: ChartRow) -> None:
        if asked != self.patient:
            return
        self.chart, self.patient = chart, chart.patient.uid
        self.banner.show_facts(self._facts(chart))
        self.sides.show_chart(chart)
        self.timeline.show_patient(chart.patient.uid)
        self.stack.setCurrentWidget(self._shown)
        self.timeline.view.setFocus()

    def _facts(self, chart: ChartRow) -> BannerFacts:
        row = chart.patient
        return BannerFacts(
            name=name_of(row) + (f" ({row.title})" if row.title else ""),
            preferred=row.nickname,
            born=born_with_age(row, self.place.today(), chart.died_on),
            sex=sex_of(row),
            number=row.number,
            died=self._died(chart),
            notice=self._notice(chart),
            lines=chart.banner,
        )

    @staticmethod
    def _died(chart: ChartRow) -> str:
        if not chart.patient.is_deceased:
            return ""
        return day_text(chart.died_on) if chart.died_on else tr("on an unknown day")

    @staticmethod
    def _notice(chart: ChartRow) -> str:
        if chart.patient.is_restricted:
            return tr("restricted record")
        if chart.patient.is_archived:
            return tr("archived")
        return tr("name alert: ask the birth date") if chart.lookalikes else ""

    def _refused(self, error: KnownError | BugError) -> None:
        self.chart = None
        self.quiet.refused(error, self.read_again)
        self.stack.setCurrentWidget(self.quiet)
        needs_glass = isinstance(error, Denied) and error.values.get("needs") == "glass"
        if needs_glass and self.patient is not None and self.place.may("glass.break"):
            dialog = GlassDialog(self.place, self.patient)
            dialog.carried_out.connect(lambda _: self.read_again())
            self.place.offer(dialog)
