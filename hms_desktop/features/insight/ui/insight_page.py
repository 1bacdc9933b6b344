"""Insight: one subject, several instruments, each with its answer and what a person makes of it.

Ctrl+I brings the patient of the page in front along. The page never opens by itself, and nothing on it waits for
anything: facts come in, answers follow.
"""

from __future__ import annotations

from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from hms_desktop.features.insight.domain.subject import Subject
from hms_desktop.features.insight.service import AnswersOf
from hms_desktop.features.insight.subject import SubjectOf
from hms_desktop.features.insight.ui.decision_bar import DecisionBar
from hms_desktop.features.insight.ui.instrument import Instrument
from hms_desktop.features.insight.ui.instruments import INSTRUMENTS
from hms_desktop.features.insight.ui.subject_bar import SubjectBar
from hms_desktop.features.insight.ui.told_dialogs import OutcomeDialog
from hms_desktop.features.insight.ui.words import SUPPORT
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.ui.page import Page, Somebody
from hms_desktop.ui.panel import Panel, line
from hms_desktop.ui.states import Quiet
from hms_desktop.ui.tabs import Tabs
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

ID: Final = "insight"
_KINDS: Final = ("patient", "patient_merge", "admission")


class InsightPage(Page):
    """The instruments that this person may use."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.specs = tuple(spec for spec in INSTRUMENTS if place.may(spec.permission))
        self._made: dict[str, Instrument] = {}
        self.patient: UUID | None = None
        self.bar, self.quiet = SubjectBar(), Quiet()
        self.tabs = Tabs(tr("Instruments"), [tr(spec.title) for spec in self.specs])
        self.stack, self.decision = QStackedWidget(), DecisionBar(place)
        self.stack.addWidget(self.quiet)
        self._lay_out()
        self.bar.changed.connect(self._told)
        self.tabs.currentChanged.connect(lambda _: self.turn_to(self.spec_id))
        self.decision.done.connect(self._focus)

    # What the window asks of it.

    def show_for(self, _subject: object) -> None:
        """This patient, or whoever was here before."""
        if isinstance(_subject, Somebody):
            _subject = _subject.uid
        if isinstance(_subject, UUID) and _subject != self.patient:
            self.patient = _subject
            self.bar.show_subject(Subject())
        self.read_again()
        if not self._made:
            self.turn_to(self.spec_id)

    def read_again(self) -> None:
        """The patient's facts as they are now."""
        if self.patient is not None:
            self.place.ask(self, SubjectOf(patient=self.patient), self._show, self._refused)

    def heard(self, changes: Changes) -> None:
        """Of somebody on file the facts are read again when they change."""
        if self.patient is not None and self.isVisible() and any(changes.touches(kind) for kind in _KINDS):
            self.read_again()

    def primary(self) -> None:
        """Accepts the answer; before there is one, what the instrument does first."""
        if self.decision.accept.isEnabled():
            self.decision.accept_it()
        elif self.instrument is not None:
            self.instrument.primary()

    def escape(self) -> bool:
        """Reasons on offer go first, then what the instrument has to give up."""
        return self.decision.escape() or (self.instrument is not None and self.instrument.escape())

    def first_field(self) -> QWidget:
        """Where the instrument begins."""
        field = self.instrument.first_field() if self.instrument else None
        return field or self.tabs

    def whose(self) -> Somebody | None:
        """The patient, if he is on file."""
        subject = self.bar.subject
        return Somebody(subject.patient, subject.name, subject.detail) if subject.patient else None

    # Acts, named in `actions.py`.

    def turn(self, by: int) -> None:
        """The next instrument, or the one before."""
        self.tabs.turn(by)

    def forget(self) -> None:
        """Somebody not on file: nothing of the patient before stays."""
        self.patient = None
        self._show(Subject())

    def dismiss(self) -> None:
        """Sets the answer aside; one more key says why."""
        self.decision.ask_why()

    def tell_outcome(self) -> None:
        """What really happened after an answer on this patient."""
        who = self.whose()
        if who is not None:
            self.place.ask(
                self, AnswersOf(patient=who.uid),
                lambda rows: self.place.offer(OutcomeDialog(self.place, who.uid, who.name, rows)),
            )  # fmt: skip

    def report(self) -> None:
        """Says what is wrong with the answer."""
        self.decision.report_it()

    # Inside.

    @property
    def spec_id(self) -> str:
        """Which instrument is in front."""
        at = self.tabs.currentIndex()
        return self.specs[at].id if 0 <= at < len(self.specs) else ""

    @property
    def instrument(self) -> Instrument | None:
        """The instrument in front, once it was made."""
        return self._made.get(self.spec_id)

    def turn_to(self, which: str) -> None:
        """This instrument comes to the front; it is made now if nobody asked for it before."""
        spec = next((one for one in self.specs if one.id == which), None)
        if spec is None:
            return
        if which not in self._made:
            made = spec.make(self.place)
            made.shown.connect(partial(self._shown, which))
            made.ready.connect(self._focus)
            self._made[which] = made
            made.setObjectName("clear")
            frame = QScrollArea()
            frame.setObjectName("clear")
            frame.setFrameShape(QFrame.Shape.NoFrame)
            frame.setWidgetResizable(True)
            frame.setWidget(made)
            self.stack.addWidget(frame)
        self.tabs.setCurrentIndex(self.specs.index(spec))
        self._made[which].show_for(self.bar.told())
        self.stack.setCurrentIndex(1 + list(self._made).index(which))
        self.decision.follow(self._made[which])
        self._focus()

    def _lay_out(self) -> None:
        panel = Panel(tr("Insight"))
        panel.hint.setText(tr(SUPPORT))
        head = panel.body(margin=12, spacing=4)
        head.addWidget(self.bar)
        head.addWidget(self.tabs)
        head.setContentsMargins(14, 8, 14, 0)
        panel.rows.addWidget(line())
        panel.rows.addWidget(self.stack, 1)
        panel.rows.addWidget(line())
        foot = panel.body(margin=12)
        foot.setContentsMargins(14, 8, 14, 8)
        foot.addWidget(self.decision)
        across = QVBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(panel)

    def _show(self, subject: Subject) -> None:
        self.bar.show_subject(subject)
        self._told()
        if self.instrument is not None and self.stack.currentWidget() is self.quiet:
            self.turn_to(self.spec_id)

    def _told(self) -> None:
        if self.instrument is not None:
            self.instrument.show_for(self.bar.told())
            self.decision.follow(self.instrument)

    def _shown(self, which: str) -> None:
        if which == self.spec_id:
            self.decision.follow(self._made[which])

    def _refused(self, error: KnownError | BugError) -> None:
        """Nothing of anybody stays on the page when a record may not be opened."""
        self.patient = None
        self.bar.show_subject(Subject())
        self._told()
        self.quiet.refused(error)
        self.stack.setCurrentWidget(self.quiet)

    def _focus(self) -> None:
        field = self.first_field()
        if self.isVisible():
            field.setFocus()
