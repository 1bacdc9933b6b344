"""Treatment: what is to be treated and what is known at one side, what could be given at the other.

The keyboard alone does it: words and Enter for each diagnosis, drug and allergy, digits to choose among what is
suggested, Ctrl+Enter to accept. Nothing is ordered here.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from hms_desktop.features.insight.domain.answer import Kind, Opinion, Silence
from hms_desktop.features.insight.domain.treatment import Diagnosis, Facts, Treatment, read_creatinine, wrong
from hms_desktop.features.insight.treating import AskTreatment, DiagnosesLike, MedicinesLike
from hms_desktop.features.insight.ui.chosen_field import ChosenField
from hms_desktop.features.insight.ui.instrument import Instrument
from hms_desktop.features.insight.ui.treatment_view import TreatmentView
from hms_desktop.kernel.errors import BugError, Invalid, KnownError
from hms_desktop.kernel.messages import Done
from hms_desktop.ui.fields import ChoiceField, Field, LineField
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

_PAUSE_MS: Final = 300
_LEFT: Final = 400
_SHORT: Final = 24
_NOTHING: Final = Treatment(opinion=Opinion(kind=Kind.TREATMENT, model="treatment", silence=Silence.NOTHING))


class TreatmentPanel(Instrument):
    """One question; another subject begins another one."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.said: Treatment | None = None
        self._turn = 0
        self.is_stale = False
        self.diagnoses = ChosenField(
            "diagnoses", tr("What is to be treated: a code or words, then Enter"), tr("I10, or high blood pressure")
        )
        self.current = ChosenField("current", tr("Drugs taken now"), "", tr("None are taken"))
        self.allergies = ChosenField("allergies", tr("Allergies"), "", tr("None are known"))
        answers = [(None, "–"), (False, tr("no")), (True, tr("yes"))]
        self.pregnant = ChoiceField("is_pregnant", tr("Pregnant"), answers)
        self.nursing = ChoiceField("is_lactating", tr("Breastfeeding"), answers)
        self.liver = ChoiceField("is_liver_impaired", tr("Liver impaired"), answers)
        self.creatinine = LineField("creatinine", tr("Creatinine"))
        self.weight = LineField("weight", tr("Weight"))
        self.view = TreatmentView()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.ask)
        self._connect()
        self._lay_out()
        self.turned(other=True)

    # What the page asks of it.

    def turned(self, *, other: bool) -> None:
        """Of another patient nothing that was typed stays; another age or sex is another question."""
        if other:
            self.begin()
        self._women_only()
        if not other:
            self.ask()

    def opinion(self) -> Opinion | None:
        """What is suggested."""
        return self.said.opinion if self.said else None

    def accepted(self) -> tuple[str, str]:
        """The chosen suggestion, by its INN; none while other facts than those it was made from stand in the fields."""
        if self.is_stale or self.said is None or not self.said.suggested:
            return "", ""
        inn = self.said.suggested[self.view.at].inn
        return inn, inn

    def primary(self) -> None:
        """Takes what was typed."""
        self.diagnoses.field.line.returnPressed.emit()

    def escape(self) -> bool:
        """Gives the question up, if there is one."""
        was = bool(self.diagnoses.chosen or self.current.chosen or self.allergies.chosen)
        if was:
            self.begin()
            self.diagnoses.setFocus()
        return was

    def first_field(self) -> QWidget:
        """The suggestions once there are some, else the diagnoses."""
        has_answer = self.said is not None and bool(self.said.suggested)
        return self.view if has_answer and self.view.hasFocus() else self.diagnoses.field.editor

    # What a person does.

    def begin(self) -> None:
        """From the beginning."""
        self._turn += 1
        self.said = None
        for chosen in (self.diagnoses, self.current, self.allergies):
            chosen.clear()
        for field in self._fields():
            field.fill(None)
            field.object_to("")
        self._pause.stop()
        self._show()

    def choose(self, at: int) -> None:
        """Another suggestion is looked at, and would be accepted."""
        self.view.show_answer(self.said, at)
        self.view.setFocus()
        self.shown.emit()

    def ask(self) -> None:
        """What could be given; an answer to an older question is dropped."""
        self._turn += 1
        self._pause.stop()
        self._wait()
        facts, codes = self._facts(), self.diagnoses.values()
        if not codes or facts is None:
            self.said = None
            self._show()
            return
        command = AskTreatment(
            id=self.place.new_id(), diagnoses=codes, facts=facts, current=self.current.values(),
            allergies=self.allergies.values(), patient=self.subject.patient,
        )  # fmt: skip
        self.place.do(self, command, partial(self._answered, self._turn), self._refused)

    # Inside.

    def _fields(self) -> tuple[Field, ...]:
        return (self.pregnant, self.nursing, self.liver, self.creatinine, self.weight)

    def _connect(self) -> None:
        self.diagnoses.asked.connect(self._look_up_diagnosis)
        self.current.asked.connect(self._look_up_drug)
        self.allergies.asked.connect(lambda text: self.allergies.take((text, text)))
        for chosen in (self.diagnoses, self.current, self.allergies):
            chosen.changed.connect(self.ask)
        for field in self._fields():
            field.edited.connect(self._edited)
        for field, unit in ((self.creatinine, "µmol/L, mg/dL"), (self.weight, "kg")):
            field.line.setMaxLength(_SHORT)
            field.line.setPlaceholderText(unit)
        self.view.chosen.connect(self.choose)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(GAP)
        for part in (self.diagnoses, self.current, self.allergies):
            left.addWidget(part)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP + 2)
        grid.setVerticalSpacing(GAP - 2)
        for at, field in enumerate(self._fields()):
            grid.addWidget(field, at // 3, at % 3)
        left.addLayout(grid)
        left.addStretch(1)
        asked = QWidget()
        asked.setObjectName("clear")
        asked.setMaximumWidth(_LEFT)
        asked.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        across = QHBoxLayout(self)
        across.setContentsMargins(14, 10, 14, 10)
        across.setSpacing(3 * GAP)
        across.addWidget(asked, 2)
        across.addWidget(self._answer(), 3)

    def _answer(self) -> QWidget:
        inside = QWidget()
        inside.setObjectName("clear")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, GAP, 0)
        rows.addWidget(self.view)
        rows.addStretch(1)
        area = QScrollArea()
        area.setObjectName("clear")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        return area

    def _women_only(self) -> None:
        """A man is not asked whether he is pregnant."""
        for field in (self.pregnant, self.nursing):
            field.setVisible(self.subject.sex != "male")

    def _facts(self) -> Facts | None:
        """What is known; None while a field cannot be read, which says so."""
        creatinine, problem = read_creatinine(str(self.creatinine.raw()))
        self.creatinine.object_to(tr(problem))
        weight, sentence = _number(str(self.weight.raw()))
        is_man = self.subject.sex == "male"
        facts = Facts(
            age=self.subject.age, sex=self.subject.sex, creatinine_mg_dl=creatinine, weight_kg=weight,
            is_liver_impaired=self.liver.raw(), is_pregnant=None if is_man else self.pregnant.raw(),
            is_lactating=None if is_man else self.nursing.raw(),
        )  # fmt: skip
        sentence = sentence or wrong(facts).get("weight", "")
        self.weight.object_to(tr(sentence))
        return None if problem or sentence else facts

    def _edited(self) -> None:
        self._wait()
        self._pause.start()

    def _wait(self) -> None:
        """What stands there was said of other facts: it is read, and cannot be accepted."""
        self.is_stale = True
        self.shown.emit()

    def _look_up_diagnosis(self, text: str) -> None:
        self.place.ask(self, DiagnosesLike(text=text), partial(self._found_diagnoses, text), self._refused)

    def _found_diagnoses(self, text: str, found: tuple[Diagnosis, ...]) -> None:
        pairs = [(one.code, f"{one.code} {tr(one.title)}") for one in found]
        exact = next((pair for pair in pairs if pair[0] == text.strip().upper()), None)
        if exact:
            self.diagnoses.take(exact)
        else:
            self.diagnoses.offer(pairs, tr("No diagnosis is known under these words; try other ones, or a code"))

    def _look_up_drug(self, text: str) -> None:
        self.place.ask(self, MedicinesLike(text=text), partial(self._found_drugs, text), self._refused)

    def _found_drugs(self, text: str, found: tuple[str, ...]) -> None:
        """A drug that nobody here knows is taken as it was written: the answer then says what was not checked."""
        if len(found) > 1 and text.lower() not in found:
            self.current.offer([(inn, inn) for inn in found], "")
        else:
            self.current.take((found[0], found[0]) if found and text.lower() not in found else (text, text))

    def _answered(self, turn: int, done: Done[Treatment]) -> None:
        if turn == self._turn:
            self.said = done.answer
            self._show()

    def _refused(self, error: KnownError | BugError) -> None:
        self.said = None
        self._show()
        if isinstance(error, Invalid) and "diagnoses" in error.fields:
            self.diagnoses.field.object_to(tr(error.fields["diagnoses"]))
        self.view.refuse(error)
        self.shown.emit()

    def _show(self) -> None:
        self.is_stale = False
        self.view.show_answer(self.said or _NOTHING)
        self.shown.emit()


def _number(text: str) -> tuple[float | None, str]:
    """A number, or a sentence; an empty field is not recorded."""
    try:
        return (float(text.strip().replace(",", ".")) if text.strip() else None), ""
    except ValueError:
        return None, "Enter a number"
