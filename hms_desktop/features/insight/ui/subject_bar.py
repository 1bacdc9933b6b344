"""Of whom the instruments speak: the patient in front, or somebody not on file of whom age and sex are typed."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from hms_desktop.features.insight.domain.subject import Subject
from hms_desktop.features.insight.ui.words import SEXES
from hms_desktop.ui.choice import Choice
from hms_desktop.ui.theme import GAP, strong
from hms_desktop.ui.words import apart, label, tr

OLDEST: Final = 125
_WIDE: Final = 72


class SubjectBar(QWidget):
    """Name and particulars; age and sex are fields only where the record does not say them."""

    changed = Signal()
    """Age or sex was typed."""

    def __init__(self) -> None:
        super().__init__()
        self.subject = Subject()
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(GAP + 2)
        self.name = label("")
        self.name.setFont(strong(self.name.font()))
        self.detail = label("", "caption")
        self.age, self.sex = QLineEdit(), Choice()
        self.age.setFixedWidth(_WIDE)
        self.age.setAccessibleName(tr("Age in years"))
        self.age.setMaxLength(5)
        self.sex.setAccessibleName(tr("Sex"))
        self.sex.addItem("–", "")
        for value, word in SEXES:
            self.sex.addItem(tr(word), value)
        self.age_word, self.sex_word = label(tr("Age"), "caption", buddy=self.age), label(tr("Sex"), "caption")
        self.problem = label("", "bad")
        for part in (
            self.name, self.detail, self.age_word, self.age, self.sex_word, self.sex, self.problem,
        ):  # fmt: skip
            across.addWidget(part)
        across.addStretch(1)
        self.age.textEdited.connect(self._typed)
        self.sex.activated.connect(self._typed)
        self.show_subject(Subject())

    def show_subject(self, subject: Subject) -> None:
        """Another patient, or nobody on file."""
        self.subject = subject
        on_file = subject.patient is not None
        self.name.setText(subject.name if on_file else tr("Somebody not on file"))
        said = [subject.detail, tr(dict(SEXES)[subject.sex]) if subject.sex in dict(SEXES) else ""]
        said.append(tr("{years} years", years=int(subject.age)) if subject.age is not None else "")
        self.detail.setText(" · ".join(apart(part) for part in said if part) if on_file else "")
        asks_age = subject.age is None or not on_file
        asks_sex = subject.sex not in dict(SEXES) or not on_file
        for part, asks in (
            (self.age, asks_age),
            (self.age_word, asks_age),
            (self.sex, asks_sex),
            (self.sex_word, asks_sex),
        ):
            part.setVisible(asks)
        if on_file:
            self.age.clear()
            self.sex.setCurrentIndex(0)
        self.problem.clear()

    def told(self) -> Subject:
        """The subject with what was typed of him."""
        subject = self.subject
        if self.age.isVisibleTo(self):
            subject = replace(subject, age=self._age())
        if self.sex.isVisibleTo(self):
            subject = replace(subject, sex=str(self.sex.currentData()) or "unknown")
        return subject

    def _age(self) -> float | None:
        text = self.age.text().strip().replace(",", ".")
        try:
            age = float(text) if text else None
        except ValueError:
            age = None
        is_sound = age is not None and 0 <= age <= OLDEST
        self.problem.setText("" if is_sound or not text else tr("An age is a number from 0 to 125"))
        return age if is_sound else None

    def _typed(self, _text: object = None) -> None:
        self.changed.emit()
