"""A walk-in (F7): registered and in the queue on one screen. Who may be here already stands below the name, and is
taken with what was typed as the reason; without a doctor the shortest queue gets him.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from hms_desktop.features.patients.domain import Likeness, Particulars, Precision, Sex
from hms_desktop.features.patients.merging import Duplicates
from hms_desktop.features.scheduling.domain import Urgency
from hms_desktop.features.scheduling.queue import StepBack, WalkIn
from hms_desktop.features.scheduling.ui.doctor_field import DoctorField
from hms_desktop.features.scheduling.ui.words import URGENCIES
from hms_desktop.kernel.errors import BugError, Invalid, KnownError
from hms_desktop.kernel.messages import Done
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.already_here import AlreadyHere, Likely
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import ChoiceField, DayField, Field, LineField
from hms_desktop.ui.page import Somebody
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

FORM: Final = "scheduling.walk_in"
_PAUSE_MS: Final = 150
_SEXES: Final = {Sex.FEMALE: "Female", Sex.MALE: "Male", Sex.OTHER: "Other", Sex.UNKNOWN: "Not known"}


class WalkInDialog(CommandDialog):
    """Eight fields; Ctrl+Enter saves and puts him in the queue."""

    def __init__(self, place: Workplace, who: Somebody | None = None, parked: Parked | None = None) -> None:
        purpose = Purpose(tr("Walk-in"), tr("Save and queue"), FORM, hints=tr("Enter next field · Esc parks"))
        super().__init__(place, purpose, parked)
        self.born = DayField("born", tr("Born"), place.today, is_birth=True)
        self.names = (LineField("family", tr("Family name")), LineField("given", tr("Given name")))
        self.sex = ChoiceField("sex", tr("Sex"), [(sex.value, tr(word)) for sex, word in _SEXES.items()])
        self.phone = LineField("phone", tr("Phone"))
        self.already = AlreadyHere(self._take_existing)
        self.taken = label("", "notice", wraps=True)
        self.taken.hide()
        self._patient: UUID | None = None
        self._look = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._look.timeout.connect(self._look_for_doubles)
        self._turn = 0
        first = {"sex": Sex.UNKNOWN.value, "urgency": Urgency.ROUTINE.value}
        self.build(parked.content if parked else first)
        for field in (*self.names, self.born, self.sex, self.phone):
            field.edited.connect(self._look.start)
        if who is not None and parked is None:
            self._take(who.uid, " · ".join(part for part in (who.name, who.detail) if part))

    def rows(self) -> tuple[tuple[Field | QWidget, ...], ...]:
        """Who, who is perhaps here already, what for, with whom."""
        options = [(kind.value, tr(word)) for kind, word in URGENCIES.items()]
        return (
            (self.taken,),
            self.names,
            (self.born, self.sex),
            (self.phone,),
            (self.already,),
            (LineField("why", tr("Reason")),),
            (DoctorField(self.place, "doctor", tr("Doctor"), tr("Shortest queue")),),
            (ChoiceField("urgency", tr("How soon"), options),),
        )

    def make(self, values: Mapping[str, Any]) -> WalkIn:
        """The command, for the existing record or for somebody new."""
        return WalkIn(
            id=self.command_id, patient=self._patient, facts=None if self._patient else self._facts(values),
            why=values["why"], doctor=values["doctor"], urgency=Urgency(values["urgency"]),
            confirmed=self.is_confirmed,
        )  # fmt: skip

    def done(self, done: Done[Any]) -> None:
        """Says the token, and leads to the board."""
        back = StepBack(id=self.place.new_id(), uid=done.answer.visit, version=1)
        self.place.say(tr("In the queue · token {token}", token=done.answer.token), back)
        self.place.open("today", done.answer.visit)

    def first_field(self) -> QWidget | None:
        return self.fields["why"].editor if self._patient else super().first_field()

    def _facts(self, values: Mapping[str, Any]) -> Particulars:
        read = self.born.read()
        return Particulars(
            family=values["family"], given=values["given"], sex=Sex(values["sex"]), phone=values["phone"],
            born=read.day if read else None, precision=Precision(read.kind.value) if read else Precision.DAY,
        )  # fmt: skip

    def _look_for_doubles(self) -> None:
        facts = self._facts(self.values())
        self._turn += 1
        if not (facts.family or facts.given or facts.phone):
            self.already.show_likely(())
            return
        turn = self._turn
        self.place.ask(self, Duplicates(facts=facts), lambda found: self._show_likely(turn, found), self._say_unlooked)

    def _show_likely(self, turn: int, found: tuple[Likeness, ...]) -> None:
        if turn == self._turn and self._patient is None:
            self.already.show_likely(tuple(map(_likely, found)))

    def _say_unlooked(self, error: KnownError | BugError) -> None:
        self.already.refuse(error)

    def _take_existing(self, likeness: Likeness) -> None:
        row = likeness.row
        self._take(row.uid, " · ".join(part for part in (row.name, row.born_text, row.number) if part))

    def _take(self, uid: UUID, told: str) -> None:
        """From here on it is this patient; his record is not changed by what was typed for a new one."""
        self._patient = uid
        self.taken.setText(tr("The existing record is used: {who}", who=told))
        self.taken.show()
        for field in (*self.names, self.born, self.sex, self.phone):
            field.hide()
        self.already.hide()
        self.fields["why"].setFocus()

    def _refuse(self, error: KnownError | BugError) -> None:
        """What is asked about the record stands beside its fields, whatever the command calls them."""
        if isinstance(error, Invalid) and "patient" in error.fields and not self._patient:
            error = Invalid({"family": error.fields["patient"]})
        super()._refuse(error)


def _likely(found: Likeness) -> Likely:
    who = "  ·  ".join(part for part in (found.row.name, found.row.born_text, found.row.number) if part)
    return Likely(who, ", ".join(tr(reason) for reason in found.reasons), found)
