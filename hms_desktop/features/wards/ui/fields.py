"""Fields that the wards' dialogs share: a bed by its code, a moment, marks, a doctor."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from PySide6.QtWidgets import QLineEdit

from hms_desktop.features.staff.domain import DoctorRow
from hms_desktop.features.wards.domain import BedName, BedState, Diet, Isolation, Marks
from hms_desktop.features.wards.domain.lines import DIETS, ISOLATIONS
from hms_desktop.features.wards.domain.moments import read_moment
from hms_desktop.features.wards.service import BedCalled
from hms_desktop.features.wards.ui.words import STATES
from hms_desktop.kernel.days import day_text
from hms_desktop.ui.fields import ChoiceField, Field, LineField, TickField
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

_LONGEST: Final = 40


class BedField(Field):
    """A bed by its code; below it stands at once which bed that is, and whether anybody can come into it."""

    def __init__(self, place: Workplace, name: str, title: str) -> None:
        self.line = QLineEdit()
        self.line.setMaxLength(_LONGEST)
        super().__init__(name, title, self.line, tr("its code, such as M7"))
        self._place, self._turn = place, 0
        self.line.textEdited.connect(self._typed)

    def raw(self) -> str:
        return self.line.text()

    def fill(self, raw: Any) -> None:  # noqa: ANN401
        self.line.setText(str(raw or ""))
        self._look()

    def value(self) -> str:
        """The code; which bed that is by then is asked when the command is sent."""
        return self.line.text().strip()

    def problem(self) -> str:
        """Nothing typed is no bed."""
        return "" if self.value() else tr("Type the code of a bed")

    def _typed(self, _text: str) -> None:
        self._look()
        self.edited.emit()

    def _look(self) -> None:
        self._turn += 1
        turn = self._turn
        self.object_to("")
        if self.value():
            self._place.ask(self, BedCalled(typed=self.value()), lambda found: self._echo(turn, found))

    def _echo(self, turn: int, found: BedName | None) -> None:
        if turn != self._turn:
            return
        if found is None:
            self._remark(tr("No bed has this code"), "quiet")
            return
        text = " · ".join((found.ward, found.room, found.code, tr(STATES[found.state])))
        is_taken = found.state in (BedState.OCCUPIED, BedState.TO_CLEAN, BedState.OUT_OF_ORDER)
        self._remark(text, "bad" if is_taken else "quiet")
        self.line.setAccessibleDescription(text)


class WhenField(Field):
    """A moment; left empty it is now, or never, as its title says. Below it stands how it was understood."""

    def __init__(self, place: Workplace, name: str, title: str, hint: str) -> None:
        self.line = QLineEdit()
        self.line.setMaxLength(_LONGEST)
        super().__init__(name, title, self.line, hint)
        self._place = place
        self.line.textEdited.connect(self._typed)

    def raw(self) -> str:
        return self.line.text()

    def fill(self, raw: Any) -> None:  # noqa: ANN401
        self.line.setText(str(raw or ""))
        self._echo()

    def value(self) -> datetime | None:
        return read_moment(self.line.text(), self._place.today(), self._place.standing.zone)

    def problem(self) -> str:
        """What was typed and is no moment must not be taken for «now»."""
        typed = self.line.text().strip()
        return tr("Write it as 08:30, or -1d 22:15") if typed and self.value() is None else ""

    def _typed(self, _text: str) -> None:
        self._echo()
        self.edited.emit()

    def _echo(self) -> None:
        self.object_to("")
        found = self.value()
        if found is not None:
            here = found.astimezone(self._place.standing.zone)
            self._remark(f"{day_text(here.date())} {here:%H:%M}", "quiet")


def doctor_field(doctors: tuple[DoctorRow, ...]) -> ChoiceField:
    """Who looks after him; nobody yet is an answer."""
    options = [("", tr("Nobody yet")), *((str(one.uid), one.name) for one in doctors)]
    return ChoiceField("doctor", tr("Doctor"), options)


def mark_fields() -> tuple[tuple[Field, ...], ...]:
    """Isolation, diet, fall risk and a line for the ward."""
    isolations = [(one.value, tr(word)) for one, word in ISOLATIONS.items()]
    diets = [(one.value, tr(word)) for one, word in DIETS.items()]
    return (
        (ChoiceField("isolation", tr("Isolation"), isolations), ChoiceField("diet", tr("Diet"), diets)),
        (TickField("is_fall_risk", tr("May fall")),),
        (LineField("word", tr("A word for the ward"), tr("hard of hearing, fasting from midnight …")),),
    )


def marks_of(values: dict[str, Any]) -> Marks:
    """What these fields say together."""
    return Marks(
        isolation=Isolation(values["isolation"]),
        diet=Diet(values["diet"]),
        is_fall_risk=values["is_fall_risk"],
        word=values["word"],
    )


def raw_marks(marks: Marks) -> dict[str, Any]:
    """What they are filled with."""
    return {
        "isolation": marks.isolation.value, "diet": marks.diet.value, "is_fall_risk": marks.is_fall_risk,
        "word": marks.word,
    }  # fmt: skip


def chosen_uid(raw: str | None) -> UUID | None:
    """The id behind a choice; the empty one is nobody."""
    return UUID(raw) if raw else None
