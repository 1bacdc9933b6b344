"""What a person does with an answer: takes it over into the record, sets it aside with a reason, or reports it."""

from __future__ import annotations

from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QWidget

from hms_desktop.features.insight.domain.answer import Verdict
from hms_desktop.features.insight.domain.history import REASONS
from hms_desktop.features.insight.service import Decide
from hms_desktop.features.insight.ui.instrument import Instrument
from hms_desktop.features.insight.ui.told_dialogs import ReportDialog
from hms_desktop.ui.key_button import KeyButton
from hms_desktop.ui.panel import primary
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

TAKEN_BACK: Final = "0"
_OFFERED: Final = tuple(key for key in REASONS if key != TAKEN_BACK)
_VERDICTS: Final = {
    Verdict.ACCEPTED: "Accepted: it stands in the record",
    Verdict.DISMISSED: "Dismissed",
    Verdict.REPORTED: "Reported",
}


class DecisionBar(QStackedWidget):
    """Stands below an answer that was shown; each answer is decided on once, and again after another look."""

    done = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.instrument: Instrument | None = None
        self._decided: dict[UUID, Verdict] = {}
        self.state = label("", "caption", wraps=True)
        self.report = QPushButton(tr("Report"))
        self.dismiss = KeyButton(tr("Dismiss"), "Ctrl D")
        self.accept = primary(tr("Accept"), "Ctrl Enter")
        self.report.clicked.connect(self.report_it)
        self.dismiss.clicked.connect(self.ask_why)
        self.accept.clicked.connect(self.accept_it)
        self.addWidget(_row(self.state, self.report, self.dismiss, self.accept))
        self.why = _Why()
        self.why.chosen.connect(self._dismiss)
        self.why.left.connect(self._back)
        self.addWidget(self.why)
        self.follow(None)

    def follow(self, instrument: Instrument | None) -> None:
        """The answer of this instrument is decided on."""
        self.instrument = instrument
        self.setCurrentIndex(0)
        uid = instrument.answer_uid if instrument else None
        verdict = self._decided.get(uid) if uid else None
        may = uid is not None and self.place.may("insight.accept")
        what = instrument.accepted()[0] if instrument and may else ""
        self.accept.setEnabled(may and bool(what) and verdict is None)
        for button in (self.dismiss, self.report):
            button.setEnabled(may and verdict is None)
        if verdict:
            self.state.setText(tr(_VERDICTS[verdict]))
        else:
            self.state.setText(tr("Accepting takes over: {what}", what=tr(what)) if what else
                               tr("Nothing stands in the record before somebody accepts it"))  # fmt: skip

    def accept_it(self) -> None:
        """Takes over what stands first, or what was chosen."""
        if self.instrument is not None and self.accept.isEnabled():
            what, code = self.instrument.accepted()
            self._decide(Verdict.ACCEPTED, what=what, code=code)

    def ask_why(self) -> None:
        """One more key says why."""
        if self.dismiss.isEnabled():
            self.setCurrentWidget(self.why)
            self.why.setFocus()

    def report_it(self) -> None:
        """A sentence on what is wrong with it."""
        uid = self.instrument.answer_uid if self.instrument else None
        if uid is not None and self.report.isEnabled():
            dialog = ReportDialog(self.place, uid)
            dialog.carried_out.connect(lambda _: self._decided_on(uid, Verdict.REPORTED))
            self.place.offer(dialog)

    def escape(self) -> bool:
        """Whether reasons were on offer and are not any more."""
        was = self.currentWidget() is self.why
        self._back()
        return was

    def _dismiss(self, key: str) -> None:
        self._decide(Verdict.DISMISSED, why=key)

    def _decide(self, verdict: Verdict, *, what: str = "", code: str = "", why: str = "") -> None:
        uid = self.instrument.answer_uid if self.instrument else None
        if uid is None:
            return
        command = Decide(
            id=self.place.new_id(), answer=uid, verdict=verdict, what=what, code=code, why=why
        )  # fmt: skip
        self.place.do(self, command, lambda _: self._said(uid, verdict, what))

    def _said(self, uid: UUID, verdict: Verdict, what: str) -> None:
        undo = None
        if verdict is Verdict.ACCEPTED:
            undo = Decide(id=self.place.new_id(), answer=uid, verdict=Verdict.DISMISSED, why=TAKEN_BACK)
            self.place.say(tr("Recorded as considered: {what}", what=tr(what)), undo)
        self._decided_on(uid, verdict)

    def _decided_on(self, uid: UUID, verdict: Verdict) -> None:
        self._decided[uid] = verdict
        self.follow(self.instrument)
        self.done.emit()

    def _back(self) -> None:
        if self.currentWidget() is self.why:
            self.setCurrentIndex(0)
            self.done.emit()


class _Why(QWidget):
    """The reasons, each with its digit."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Why it is dismissed"))
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(GAP)
        across.addWidget(label(tr("Why?"), "caption"))
        for key in _OFFERED:
            button = KeyButton(tr(REASONS[key]), key)
            button.clicked.connect(partial(self.chosen.emit, key))
            across.addWidget(button)
        across.addStretch(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses; Esc leaves the answer undecided."""
        if event.text() in _OFFERED:
            self.chosen.emit(event.text())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _row(told: QWidget, *buttons: QWidget) -> QWidget:
    made = QWidget()
    across = QHBoxLayout(made)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(GAP)
    across.addWidget(told, 1)
    for button in buttons:
        across.addWidget(button)
    return made
