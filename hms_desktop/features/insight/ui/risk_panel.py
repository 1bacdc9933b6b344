"""Risk of readmission and of death: the fields at one side, what the model says to them at the other."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from hms_desktop.features.insight.domain.answer import Opinion, Silence
from hms_desktop.features.insight.domain.inputs import Asked
from hms_desktop.features.insight.risks import KINDS, MEANT, AskRisk, RiskFields, RiskReady, prefilled
from hms_desktop.features.insight.ui.answer_view import AnswerView
from hms_desktop.features.insight.ui.fact_form import FactForm
from hms_desktop.features.insight.ui.instrument import Instrument
from hms_desktop.features.insight.ui.words import likely
from hms_desktop.kernel.errors import BugError, Invalid, KnownError
from hms_desktop.kernel.messages import Done
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_LEAST: Final = 440


class RiskPanel(Instrument):
    """One risk model. An answer to older fields is dropped."""

    model = ""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.said: Opinion | None = None
        self._turn = 0
        self.form, self.view = FactForm(tr("Facts")), AnswerView()
        self.hint = label(tr(MEANT[self.model]), "caption", wraps=True)
        self.form.changed.connect(self.ask)
        self._lay_out()
        self._empty()
        place.ask(self, RiskFields(model=self.model), self._fields, self._refused)

    def turned(self, *, other: bool) -> None:
        """Another patient, other facts; typed ones of the one before never stay."""
        if other or not self.form.editors:
            self.said = None
            self._empty()
        if self.form.editors:
            self._fill()

    def opinion(self) -> Opinion | None:
        """What the model says."""
        return self.said

    def accepted(self) -> tuple[str, str]:
        """All its heads with their chances."""
        if self.said is None or not self.said.likely:
            return "", ""
        heads = (f"{tr(one.name)}: {likely(one.probability, one.low, one.high)}" for one in self.said.likely)
        return " · ".join(heads), ""

    def primary(self) -> None:
        """Asks now."""
        self.ask()

    def first_field(self) -> QWidget | None:
        """The first field that nobody filled."""
        return self.form.first()

    def ask(self) -> None:
        """What these fields speak for."""
        self._turn += 1
        values = self.form.values()
        if "age" not in values or not self.form.is_sound():
            self.said = None
            self._empty(Silence.NOTHING if self.form.is_sound() else Silence.OUTSIDE)
            self.shown.emit()
            return
        sources = {name: source for name, source in self.form.sources().items() if name in values}
        command = AskRisk(
            id=self.place.new_id(), model=self.model, values=values, sources=sources, patient=self.subject.patient
        )
        ready = RiskReady(model=self.model, values=values, sources=sources)
        self.place.ask(self, ready, partial(self._keep, self._turn, command), self._refused)

    # Inside.

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(GAP)
        left.addWidget(self.hint)
        left.addWidget(self.form, 1)
        answer = QWidget()
        answer.setObjectName("clear")
        rows = QVBoxLayout(answer)
        rows.setContentsMargins(0, 0, GAP, 0)
        rows.addWidget(self.view)
        rows.addStretch(1)
        right = QScrollArea()
        right.setObjectName("clear")
        right.setFrameShape(QFrame.Shape.NoFrame)
        right.setWidgetResizable(True)
        right.setWidget(answer)
        right.setMinimumWidth(_LEAST)
        across = QHBoxLayout(self)
        across.setContentsMargins(14, 10, 14, 10)
        across.setSpacing(3 * GAP)
        across.addLayout(left, 1)
        across.addWidget(right, 1)

    def _fields(self, fields: tuple[Asked, ...]) -> None:
        self.form.lay_out(fields)
        self._fill()
        self.ready.emit()

    def _fill(self) -> None:
        subject = self.subject
        self.form.fill(prefilled(subject.facts, subject.sex, subject.age, self.model))
        self.ask()

    def _keep(self, turn: int, command: AskRisk, _: None) -> None:
        """Worked out already, it is kept and told in a moment; an answer to older fields is not even kept."""
        if turn == self._turn:
            self.place.do(self, command, partial(self._answered, turn), self._refused)

    def _answered(self, turn: int, done: Done[Opinion]) -> None:
        if turn == self._turn:
            self.said = done.answer
            self.view.show_opinion(self.said)
            self.shown.emit()

    def _refused(self, error: KnownError | BugError) -> None:
        self.said = None
        if isinstance(error, Invalid):
            self.form.object_to(error.fields)
        self.view.refuse(error)
        self.shown.emit()

    def _empty(self, why: Silence = Silence.NOTHING) -> None:
        self.view.show_opinion(Opinion(kind=KINDS[self.model], model=self.model, silence=why))


class ReadmissionPanel(RiskPanel):
    """Back within 30 days."""

    model = "readmission"


class MortalityPanel(RiskPanel):
    """Death in hospital and within 180 days."""

    model = "mortality"
