"""The fields that a model is asked with: what the record holds is there already and says where it came from, the rest
is typed or stays «not recorded». What cannot be true is said beside the field, and what was typed stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QScrollArea, QWidget

from hms_desktop.features.insight.domain.inputs import Asked
from hms_desktop.ui.choice import Choice
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, tr

_PAUSE_MS: Final = 250
_WIDE: Final = 150
_LONGEST: Final = 12
_NO_UNIT: Final = ("number", "one of", "yes or no", "sex", "stage")


class FactForm(QScrollArea):
    """A column of fields; `changed` comes when somebody has stopped typing."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self.fields: dict[str, Asked] = {}
        self.editors: dict[str, QLineEdit | Choice] = {}
        self._sources: dict[str, str] = {}
        self._remarks: dict[str, QLabel] = {}
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.changed)

    def lay_out(self, fields: Iterable[Asked]) -> None:
        """These fields, in this order."""
        body = QWidget()
        body.setObjectName("clear")
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, GAP, 0)
        grid.setHorizontalSpacing(GAP + 2)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for at, one in enumerate(fields):
            editor = self._editor(one)
            remark = label("", "quiet", wraps=True)
            self.fields[one.name], self.editors[one.name], self._remarks[one.name] = one, editor, remark
            grid.addWidget(label(tr(one.label), "caption", buddy=editor, wraps=True), at, 0)
            grid.addWidget(editor, at, 1)
            grid.addWidget(remark, at, 2)
            self._remark(one.name)
        grid.setColumnMinimumWidth(2, self.fontMetrics().averageCharWidth() * 14)
        self.setWidget(body)

    def fill(self, values: Mapping[str, tuple[float, str]]) -> None:
        """What the record holds; everything else is empty."""
        for name, editor in self.editors.items():
            value, source = values.get(name, (None, ""))
            self._sources[name] = source
            if isinstance(editor, Choice):
                editor.setCurrentIndex(0 if value is None else max(editor.findData(value), 0))
            else:
                editor.setText("" if value is None else f"{value:g}")
            self._remark(name)
        self._pause.stop()

    def values(self) -> dict[str, float]:
        """What is there and can be true; a field that cannot be is left out and says so."""
        found = {}
        for name in self.editors:
            value = self._value(name)
            if value is not None and not self.fields[name].problem(value):
                found[name] = value
        return found

    def sources(self) -> dict[str, str]:
        """Where each value came from; a typed one says so."""
        return {name: self._sources.get(name) or "typed" for name in self.editors}

    def is_sound(self) -> bool:
        """Whether nothing stands there that cannot be true."""
        return not any(self._problem(name) for name in self.editors)

    def first(self) -> QWidget | None:
        """The first empty field."""
        empty = (editor for name, editor in self.editors.items() if self._value(name) is None)
        return next(empty, next(iter(self.editors.values()), None))

    def object_to(self, told: Mapping[str, str]) -> None:
        """What whoever was asked objects to."""
        for name, sentence in told.items():
            if name in self._remarks:
                self._say(name, tr(sentence), "bad")

    def _editor(self, one: Asked) -> QLineEdit | Choice:
        made: QLineEdit | Choice
        if one.choices:
            made = Choice()
            made.addItem("–", None)
            for value, words in one.choices:
                made.addItem(tr(words), value)
            made.activated.connect(lambda _: self._touched(one.name))
        else:
            made = QLineEdit()
            made.setMaxLength(_LONGEST)
            made.setPlaceholderText("" if one.unit in _NO_UNIT else one.unit)
            made.textEdited.connect(lambda _: self._touched(one.name))
        made.setFixedWidth(_WIDE)
        made.setAccessibleName(tr(one.label))
        return made

    def _touched(self, name: str) -> None:
        self._sources[name] = ""
        self._remark(name)
        self._pause.start()

    def _value(self, name: str) -> float | None:
        editor = self.editors[name]
        if isinstance(editor, Choice):
            chosen = editor.currentData()
            return None if chosen is None else float(chosen)
        text = editor.text().strip().replace(",", ".")
        try:
            return float(text) if text else None
        except ValueError:
            return None

    def _problem(self, name: str) -> str:
        editor, field, value = self.editors[name], self.fields[name], self._value(name)
        if isinstance(editor, Choice):
            return ""
        if value is None:
            return tr("Enter a number") if editor.text().strip() else ""
        if field.problem(value):
            return tr("From {low} to {high}", low=f"{field.low:g}", high=f"{field.high:g}")
        return ""

    def _remark(self, name: str) -> None:
        problem = self._problem(name)
        if problem:
            self._say(name, problem, "bad")
        elif self._value(name) is None:
            self._say(name, tr("not recorded"), "quiet")
        else:
            source = self._sources.get(name, "")
            field = self.fields[name]
            unit = "" if field.choices or field.unit in _NO_UNIT else field.unit
            self._say(name, tr("from the record") if source else unit, "quiet")

    def _say(self, name: str, text: str, kind: str) -> None:
        remark = self._remarks[name]
        remark.setText(text)
        remark.setObjectName(kind)
        remark.style().unpolish(remark)
        remark.style().polish(remark)
