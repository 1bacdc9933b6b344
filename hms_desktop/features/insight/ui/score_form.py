"""A calculator's inputs as fields: figures in the unit that stands on the report, choices, yes or no, days.

What was typed stays as it was typed, also when it is out of range or in the other unit; a field that the record filled
says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hms_desktop.features.insight.domain.scoring import Filled
from hms_desktop.features.knowledge.domain import CalculatorRow, Day, Number, YesNo
from hms_desktop.features.knowledge.domain import Choice as Chosen
from hms_desktop.ui.choice import Choice
from hms_desktop.ui.fields import ChoiceField, DayField, EnterMoves, Field, LineField
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, tr

_NONE: Final = "–"
_WIDE: Final = 86
_FIGURE: Final = 24


class FigureField(LineField):
    """A figure with its unit; of two units one is chosen, and the figure is read in that one."""

    def __init__(self, asked: Number) -> None:
        super().__init__(asked.name, tr(asked.label))
        self.line.setMaxLength(_FIGURE)
        self._names: list[tuple[str, str]] = []
        for name, unit in ((asked.name, asked.unit), *((one.name, one.unit) for one in asked.also)):
            if unit not in (known for _, known in self._names):
                self._names.append((name, unit))
        self.units = Choice()
        for name, unit in self._names:
            self.units.addItem(unit, name)
        self.units.setAccessibleName(tr("Unit of {name}", name=tr(asked.label)))
        self.units.currentIndexChanged.connect(lambda _: self.edited.emit())
        rows = self.layout()
        assert isinstance(rows, QVBoxLayout)
        rows.removeWidget(self.line)
        across = QHBoxLayout()
        across.setSpacing(GAP)
        across.addWidget(self.line, 1)
        if len(self._names) > 1:
            self.units.setMinimumWidth(_WIDE)
            across.addWidget(self.units)
        else:
            across.addWidget(label(asked.unit, "caption"))
            self.units.hide()
        rows.insertLayout(1, across)

    @property
    def said_as(self) -> str:
        """The name of the input in the unit that is chosen."""
        return str(self.units.currentData())

    def value(self) -> float | None:
        """The figure; None where there is none."""
        try:
            return float(self.raw().strip().replace(",", "."))
        except ValueError:
            return None

    def problem(self) -> str:
        """What was typed and is no figure."""
        return tr("Enter a number") if self.raw().strip() and self.value() is None else ""


class ScoreForm(QWidget):
    """The fields of one calculator, in two columns."""

    edited = Signal()

    def __init__(self, row: CalculatorRow, today: Callable[[], date]) -> None:
        super().__init__()
        self.row = row
        self.fields: dict[str, Field] = {one.name: _field(one, today) for one in row.inputs}
        self.sources: dict[str, tuple[Any, str]] = {}
        self._enter = EnterMoves(self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(GAP)
        for at, field in enumerate(self.fields.values()):
            grid.addWidget(field, at // 2, at % 2, Qt.AlignmentFlag.AlignTop)
            field.edited.connect(self.edited)
            field.editor.installEventFilter(self._enter)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        self.rest = QPushButton(tr("Everything left: no"))
        self.rest.clicked.connect(self.rest_is_no)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, GAP, 0)
        rows.setSpacing(GAP)
        across = QHBoxLayout()
        across.addWidget(self.rest)
        across.addStretch(1)
        rows.addLayout(across)
        self.rest.setVisible(sum(isinstance(one, YesNo) for one in row.inputs) > 1)
        rows.addLayout(grid)
        rows.addStretch(1)

    def fill(self, filled: Mapping[str, Filled]) -> None:
        """What the record says; what a person typed already stays."""
        for name, one in filled.items():
            field = self.fields[name]
            if _is_open(field):
                field.fill(f"{one.value:g}" if isinstance(one.value, float) else one.value)
                self.sources[name] = (field.raw(), one.source)
        self.say_sources()

    def rest_is_no(self) -> None:
        """Somebody looked, and what is left is not so: said by a person, never taken for granted."""
        for asked in self.row.inputs:
            if isinstance(asked, YesNo) and _is_open(self.fields[asked.name]):
                self.fields[asked.name].fill(False)
        self.edited.emit()

    def given(self) -> dict[str, Any]:
        """What was said, under the name of the unit that it was said in."""
        found = {}
        for name, field in self.fields.items():
            value = field.value()
            if value is not None and not field.problem():
                found[field.said_as if isinstance(field, FigureField) else name] = value
        return found

    def recorded(self) -> dict[str, str]:
        """Which of it is as the record says, and where."""
        return {name: source for name, (raw, source) in self.sources.items() if self.fields[name].raw() == raw}

    def object_to(self, faults: Mapping[str, str]) -> bool:
        """Says beside each field what is wrong with it; whether anything is."""
        wrong = False
        for name, field in self.fields.items():
            known_as = field.said_as if isinstance(field, FigureField) else name
            problem = field.problem() or faults.get(known_as) or faults.get(name) or ""
            field.object_to(tr(problem) if problem else "")
            wrong = wrong or bool(problem)
        self.say_sources()
        return wrong

    def say_sources(self) -> None:
        """Beside what the record filled stands that it did."""
        for name, source in self.recorded().items():
            field = self.fields[name]
            if not field.editor.property("is_wrong"):
                field.tell(tr("from the record: {source}", source=tr(source)))

    def first_open(self) -> QWidget:
        """Where something is to be said still."""
        return next((one.editor for one in self.fields.values() if _is_open(one)), self)


def _field(asked: Any, today: Callable[[], date]) -> Field:  # noqa: ANN401 - one of the kinds of input
    if isinstance(asked, Number):
        return FigureField(asked)
    if isinstance(asked, YesNo):
        made = ChoiceField(asked.name, tr(asked.label), ((None, _NONE), (True, tr("Yes")), (False, tr("No"))))
        made.fill(asked.default)
        return made
    if isinstance(asked, Chosen):
        options = ((None, _NONE), *((option, tr(option)) for option in asked.options))
        chosen = ChoiceField(asked.name, tr(asked.label), options)
        chosen.fill(asked.default)
        return chosen
    assert isinstance(asked, Day)
    return DayField(asked.name, tr(asked.label), today)


def _is_open(field: Field) -> bool:
    raw = field.raw()
    return raw is None or raw == ""
