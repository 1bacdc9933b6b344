"""Days unlike the others: somebody's leave or extra hours, or a clinic that is closed for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from hms_desktop.features.staff.domain import DoctorRow, ExceptionKind, NewException, read_hours
from hms_desktop.features.staff.service import AddException, RemoveException
from hms_desktop.features.staff.ui.words import KINDS, full_name
from hms_desktop.kernel.errors import Invalid
from hms_desktop.kernel.messages import Command, Done
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import ChoiceField, DayField, Field, LineField
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_OF_DOCTORS: Final = (ExceptionKind.LEAVE, ExceptionKind.SICK, ExceptionKind.AWAY, ExceptionKind.EXTRA)


class TimesField(LineField):
    """One stretch of a day, or nothing for the whole of it."""

    def value(self) -> tuple[int, int] | None:
        spans = read_hours(self.raw())
        return spans[0] if spans and len(spans) == 1 else None

    def problem(self) -> str:
        """A time that cannot be read must not become a whole day."""
        return tr("Write it as 13:00-17:00") if self.raw().strip() and self.value() is None else ""


class DaysDialog(CommandDialog):
    """The fields of both kinds of days. Without a last day it is one day, without times the whole of it."""

    def __init__(self, place: Workplace, purpose: Purpose, row: DoctorRow | None) -> None:
        super().__init__(place, purpose)
        self._row = row
        self.first = DayField("first", tr("From"), place.today)
        self.last = DayField("last", tr("Until"), place.today)
        self.times = TimesField("start", tr("Times"), tr("13:00-17:00; nothing for the whole day"))
        self.note = LineField("note", tr("Reason"))
        self.build()

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        """The days as the rule takes them."""
        start, end = values["start"] or (None, None)
        days = NewException(
            first=values["first"], last=values["last"] or values["first"], kind=self.kind_of(values),
            doctor=self._row.uid if self._row else None, start=start, end=end, note=values["note"].strip(),
        )  # fmt: skip
        return AddException(id=self.command_id, days=days)

    def kind_of(self, values: Mapping[str, Any]) -> ExceptionKind:
        """Why these days are unlike the others."""
        return ExceptionKind(values["kind"])

    def done(self, done: Done[Any]) -> None:
        """Says so, with the way back."""
        self.place.say(tr("Kept in the calendar"), RemoveException(id=self.place.new_id(), uid=done.answer))

    def _send(self, values: Mapping[str, Any]) -> None:
        if values["first"] is None:
            self._refuse(Invalid({"first": "A day is needed"}))
            return
        super()._send(values)


class LeaveDialog(DaysDialog):
    """Leave, illness, other absence, or extra hours of one person."""

    def __init__(self, place: Workplace, row: DoctorRow) -> None:
        purpose = Purpose(tr("Leave or extra hours"), tr("Save"), hints=_hints(), whose=full_name(row))
        super().__init__(place, purpose, row)

    def rows(self) -> tuple[tuple[Field | QWidget, ...], ...]:
        """What is booked in these days stays booked: whoever has them booked is told by the calendar."""
        told = tr("What is booked in these days stays booked; the calendar marks it.")
        kind = ChoiceField("kind", tr("What"), [(one.value, tr(KINDS[one])) for one in _OF_DOCTORS])
        return (kind,), (self.first, self.last), (self.times,), (self.note,), (label(told, "caption", wraps=True),)


class ClosedDialog(DaysDialog):
    """Holidays and other days on which nobody is seen."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place, Purpose(tr("Closed days of the clinic"), tr("Close these days"), hints=_hints()), None)

    def rows(self) -> tuple[tuple[Field | QWidget, ...], ...]:
        """For everybody."""
        told = tr("Nobody can be booked on these days. What is booked already stays, and the calendar marks it.")
        return (self.first, self.last), (self.times,), (self.note,), (label(told, "caption", wraps=True),)

    def kind_of(self, _values: Mapping[str, Any]) -> ExceptionKind:
        return ExceptionKind.CLOSED


def _hints() -> str:
    return tr("Esc closes · Enter next field")
