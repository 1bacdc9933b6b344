"""Laboratory reading: a report typed in one line becomes a table with flags, and rules say what it fits.

Every figure that was not understood is said. Rules are rules: no probability, a source each, and a person decides.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hms_desktop.features.insight.domain.answer import Kind, Opinion, Silence
from hms_desktop.features.insight.domain.labs.case import Finding, Standing
from hms_desktop.features.insight.domain.labs.catalogue import LabReading
from hms_desktop.features.insight.labs import AskLaboratory
from hms_desktop.features.insight.ui.instrument import Instrument
from hms_desktop.features.insight.ui.lab_view import LabView
from hms_desktop.features.insight.ui.pattern_view import PatternView
from hms_desktop.kernel.errors import BugError, Invalid, KnownError
from hms_desktop.kernel.messages import Done
from hms_desktop.ui.fields import ChoiceField, TextField
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_PAUSE_MS: Final = 450
_UNITS: Final = 150
_SEXES: Final = ("female", "male")


class LabsPanel(Instrument):
    """What was typed, what it says, and which of the rules is taken over."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.reading: LabReading | None = None
        self._chosen = ""
        self._turn = 0
        self.typed = TextField("text", tr("Results, as they stand on the report"),
                               tr("Hb 9.1 MCV 72 ferritin 6 creat 180 umol/l was 90 2d ago"))  # fmt: skip
        self.units = ChoiceField("system", tr("Figures without a unit"),
                                 (("us", "mg/dL, g/dL"), ("si", "mmol/L, g/L")))  # fmt: skip
        self.view, self.patterns = LabView(), PatternView()
        self.assumed = label("", "quiet", wraps=True)
        self._think = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._think.timeout.connect(self.read)
        self._lay_out()
        self.typed.edited.connect(self._think.start)
        self.units.edited.connect(self.read)
        self.patterns.chosen.connect(self.choose)
        self._show()

    # What the page asks of it.

    def turned(self, *, other: bool) -> None:
        """Another patient, an empty field; another age or sex, the same figures read anew."""
        if other:
            self.begin()
        else:
            self.read()

    def opinion(self) -> Opinion | None:
        """What was read."""
        return self.reading.opinion if self.reading else None

    def accepted(self) -> tuple[str, str]:
        """The rule that is chosen, in its own words."""
        one = self._taken()
        return (one.says, "") if one and self.answer_uid else ("", "")

    def primary(self) -> None:
        """Reads without waiting."""
        self.read()

    def escape(self) -> bool:
        """Empties the field, if something stands in it."""
        was = bool(self.typed.raw().strip())
        self.begin()
        return was

    def first_field(self) -> QWidget:
        """Where results are typed."""
        return self.typed.editor

    # What a person does.

    def begin(self) -> None:
        """From the beginning."""
        self.typed.fill("")
        self.typed.object_to("")
        self.read()

    def read(self) -> None:
        """What the figures say now; an answer to older ones is dropped."""
        self._think.stop()
        self._turn += 1
        text = self.typed.raw().strip()
        if not text:
            self.reading, self._chosen = None, ""
            self._show()
            return
        command = AskLaboratory(
            id=self.place.new_id(), text=text, system=str(self.units.value()), age=self.subject.age,
            sex=self.subject.sex, patient=self.subject.patient,
        )  # fmt: skip
        self.place.do(self, command, partial(self._answered, self._turn), self._refused)

    def choose(self, rule: str) -> None:
        """This one is taken over by accepting."""
        self._chosen = rule
        self._show()

    # Inside.

    def _lay_out(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self.typed, 1)
        self.units.setFixedWidth(_UNITS)
        units = QVBoxLayout()
        units.addWidget(self.units)
        units.addStretch(1)
        head.addLayout(units)
        left.addLayout(head)
        for part in (self.view, self.assumed):
            left.addWidget(part)
        left.addStretch(1)
        right.addWidget(self.patterns)
        right.addStretch(1)
        across = QHBoxLayout(self)
        across.setContentsMargins(14, 10, 14, 10)
        across.setSpacing(2 * GAP)
        across.addLayout(left, 5)
        across.addLayout(right, 4)

    def _taken(self) -> Finding | None:
        """The chosen rule; else the first that found something."""
        every = [one for one in self.reading.patterns if one.standing is not Standing.MISSING] if self.reading else []
        return next((one for one in every if one.rule == self._chosen), every[0] if every else None)

    def _answered(self, turn: int, done: Done[LabReading]) -> None:
        if turn == self._turn:
            self.typed.object_to("")
            self.reading = done.answer
            self._show()

    def _refused(self, error: KnownError | BugError) -> None:
        self.reading = None
        self._show()
        if isinstance(error, Invalid) and "text" in error.fields:
            self.typed.object_to(tr(error.fields["text"]))
        self.patterns.refuse(error)

    def _show(self) -> None:
        reading = self.reading or _NOTHING
        self.view.show_rows(reading.rows, reading.unread)
        doubt = any(row.is_assumed for row in reading.rows)
        self.assumed.setText(tr("? – no unit was said, that of the chosen system was taken") if doubt else "")
        has_person = self.subject.age is not None and self.subject.sex in _SEXES
        taken = self._taken()
        self.patterns.show_reading(reading, taken.rule if taken else "", has_person=has_person)
        self.shown.emit()


_NOTHING: Final = LabReading(opinion=Opinion(kind=Kind.LABORATORY, model="", silence=Silence.NOTHING))
