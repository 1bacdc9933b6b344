"""The dialogs of a stay: come, move, go, what to know of somebody, and «that was a mistake»."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from hms_desktop.features.staff.domain import DoctorRow
from hms_desktop.features.wards.domain import BedName, DischargeKind, Marks, Occupant
from hms_desktop.features.wards.service import BedCalled
from hms_desktop.features.wards.stays import (
    Admit,
    CancelAdmission,
    ChangeStay,
    Discharge,
    TakeBackDischarge,
    TakeBackTransfer,
    Transfer,
)
from hms_desktop.features.wards.ui.fields import (
    BedField,
    WhenField,
    chosen_uid,
    doctor_field,
    mark_fields,
    marks_of,
    raw_marks,
)
from hms_desktop.features.wards.ui.words import ENDINGS
from hms_desktop.kernel.days import day_text
from hms_desktop.kernel.errors import Invalid
from hms_desktop.kernel.messages import Command, Done
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import ChoiceField, DayField, Field, LineField
from hms_desktop.ui.somebody import Somebody
from hms_desktop.ui.who_field import WhoField
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

ADMIT: Final = "wards.admit"
Rows = tuple[tuple[Field | QWidget, ...], ...]


class BedDialog(CommandDialog):
    """A dialog with a bed in it, which is asked for by its code at the moment when the command is sent."""

    def _send(self, values: Mapping[str, Any]) -> None:
        ask = BedCalled(typed=values["bed"])
        self.place.ask(self, ask, partial(self._called, dict(values)), self._refuse)

    def _called(self, values: dict[str, Any], found: BedName | None) -> None:
        if found is None:
            self._refuse(Invalid({"bed": "No bed has this code"}))
        else:
            super()._send({**values, "bed": found.uid})


@dataclass(frozen=True)
class Coming:
    """What is known before somebody is admitted: who, into which bed, and who may look after him."""

    doctors: tuple[DoctorRow, ...] = ()
    who: Somebody | None = None
    bed: str = ""


class AdmitDialog(BedDialog):
    """A patient into a bed. With both known only Ctrl+Enter is left to press."""

    def __init__(self, place: Workplace, coming: Coming, parked: Parked | None = None) -> None:
        who = coming.who
        purpose = Purpose(
            tr("Admit to a bed"), tr("Admit"), ADMIT, who.uid if who else None, whose=who.name if who else ""
        )
        super().__init__(place, purpose, parked)
        self._coming = coming
        own = next((one for one in coming.doctors if one.account == place.actor.user), None)
        start = {"patient": who, "bed": coming.bed, "doctor": str(own.uid) if own else "", **raw_marks(Marks())}
        self.build(parked.content if parked else start)

    def rows(self) -> Rows:
        """Who and where first; what else is known after it."""
        came = WhenField(self.place, "admitted_at", tr("Came at"), tr("empty: now"))
        return (
            (WhoField(self.place, "patient", tr("Patient")),),
            (BedField(self.place, "bed", tr("Bed")),),
            (LineField("why", tr("Reason")),),
            (doctor_field(self._coming.doctors), DayField("expected", tr("Expected to leave"), self.place.today)),
            *mark_fields(),
            (came,),
        )

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        """The order."""
        if values["patient"] is None:
            raise Invalid({"patient": "Choose the patient"})
        return Admit(
            id=self.command_id,
            patient=values["patient"],
            bed=values["bed"],
            why=values["why"],
            doctor=chosen_uid(values["doctor"]),
            expected=values["expected"],
            marks=marks_of(dict(values)),
            admitted_at=values["admitted_at"],
            confirmed=self.is_confirmed,
        )

    def carry_out(self) -> None:
        """Nobody cannot be admitted; that is said beside the field before anything is asked."""
        who = self.fields["patient"]
        if who.value() is None and not who.problem():
            self._refuse(Invalid({"patient": "Choose the patient"}))
        else:
            super().carry_out()

    def done(self, done: Done[Any]) -> None:
        """Says so, with the way back."""
        back = CancelAdmission(id=self.place.new_id(), admission=done.answer, version=1, reason="Taken back at once")
        self.place.say(tr("Admitted to bed {code}", code=self.raw()["bed"].upper()), back)

    def first_field(self) -> QWidget | None:
        """The first one that is still empty."""
        names = ("patient", "bed", "why")
        return next((self.fields[name].editor for name in names if not self.fields[name].value()), self.go)


def _purpose(title: str, act: str, who: Occupant) -> Purpose:
    return Purpose(title, act, subject=who.patient, whose=who.name)


class TransferDialog(BedDialog):
    """To another bed."""

    def __init__(self, place: Workplace, who: Occupant) -> None:
        super().__init__(place, _purpose(tr("Move to another bed"), tr("Move"), who))
        self._who = who
        self.build()

    def rows(self) -> Rows:
        """Where to, and when if not now."""
        when = WhenField(self.place, "moved_at", tr("Moved at"), tr("empty: now"))
        return (BedField(self.place, "bed", tr("To bed")),), (when,)

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        """The order."""
        return Transfer(
            id=self.command_id,
            admission=self._who.admission,
            version=self._who.version,
            bed=values["bed"],
            moved_at=values["moved_at"],
            confirmed=self.is_confirmed,
        )

    def done(self, _done: Done[Any]) -> None:
        """Says so, with the way back."""
        who = self._who
        back = TakeBackTransfer(id=self.place.new_id(), admission=who.admission, version=who.version + 1)
        self.place.say(tr("Moved to bed {code}", code=self.raw()["bed"].upper()), back)


class DischargeDialog(CommandDialog):
    """The stay ends."""

    def __init__(self, place: Workplace, who: Occupant) -> None:
        super().__init__(place, _purpose(tr("Discharge"), tr("Discharge"), who))
        self._who = who
        self.build({"kind": DischargeKind.HOME.value})

    def rows(self) -> Rows:
        """How, and when if not now."""
        kinds = [(kind.value, tr(word)) for kind, word in ENDINGS.items()]
        when = WhenField(self.place, "ended_at", tr("Left at"), tr("empty: now"))
        return (ChoiceField("kind", tr("How"), kinds),), (when,)

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        """The order."""
        who, kind = self._who, DischargeKind(values["kind"])
        return Discharge(
            id=self.command_id, admission=who.admission, version=who.version, kind=kind, ended_at=values["ended_at"]
        )

    def done(self, _done: Done[Any]) -> None:
        """Says so, with the way back; a death is recorded in the chart, which is another act."""
        who = self._who
        back = TakeBackDischarge(id=self.place.new_id(), admission=who.admission, version=who.version + 1)
        has_died = self.raw()["kind"] == DischargeKind.DIED.value
        told = tr("The stay has ended. Record the death in the chart") if has_died else tr("The stay has ended")
        self.place.say(told, back)


class MarksDialog(CommandDialog):
    """What to know of somebody who is here, who looks after him, and when he is expected to leave."""

    def __init__(self, place: Workplace, who: Occupant, doctors: tuple[DoctorRow, ...]) -> None:
        super().__init__(place, _purpose(tr("Marks and expected day"), tr("Save"), who))
        self._who, self._doctors = who, doctors
        expected = day_text(who.expected) if who.expected else ""
        doctor = str(who.doctor) if who.doctor else ""
        self.build({"doctor": doctor, "expected": expected, **raw_marks(who.marks or Marks())})

    def rows(self) -> Rows:
        """All of it."""
        expected = DayField("expected", tr("Expected to leave"), self.place.today)
        return ((doctor_field(self._doctors), expected), *mark_fields())

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        """The order."""
        return ChangeStay(
            id=self.command_id,
            admission=self._who.admission,
            version=self._who.version,
            marks=marks_of(dict(values)),
            doctor=chosen_uid(values["doctor"]),
            expected=values["expected"],
            confirmed=self.is_confirmed,
        )

    def done(self, _done: Done[Any]) -> None:
        """Says so, with the way back."""
        who = self._who
        back = ChangeStay(
            id=self.place.new_id(), admission=who.admission, version=who.version + 1, marks=who.marks or Marks(),
            doctor=who.doctor, expected=who.expected, confirmed=True,
        )  # fmt: skip
        self.place.say(tr("Saved"), back)


class CancelDialog(CommandDialog):
    """An admission that was a mistake."""

    def __init__(self, place: Workplace, who: Occupant) -> None:
        super().__init__(place, _purpose(tr("Cancel the admission"), tr("Cancel it"), who))
        self._who = who
        self.build()

    def rows(self) -> Rows:
        """Why."""
        return ((LineField("reason", tr("What was the mistake"), tr("the wrong patient, not admitted after all …")),),)

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        """The order."""
        who = self._who
        return CancelAdmission(
            id=self.command_id, admission=who.admission, version=who.version, reason=values["reason"]
        )

    def done(self, _done: Done[Any]) -> None:
        """Says so."""
        self.place.say(tr("The admission is cancelled"))
