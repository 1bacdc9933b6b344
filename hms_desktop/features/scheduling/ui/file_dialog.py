"""Appointments as a calendar file: a doctor's weeks with record numbers for names, or one for the patient himself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from PySide6.QtWidgets import QWidget

from hms_desktop.features.scheduling.calendar import CalendarFile, PatientCalendarFile
from hms_desktop.kernel.messages import Done, Query
from hms_desktop.ui.act_dialog import ActDialog
from hms_desktop.ui.command_dialog import Purpose
from hms_desktop.ui.fields import ChoiceField, Field, LineField
from hms_desktop.ui.new_file import new_file_problem
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_WEEKS: Final = 6
_DOCTOR, _PATIENT = "doctor", "patient"


@dataclass(frozen=True)
class Chosen:
    """What stands under the keyboard in the calendar."""

    doctor: UUID
    doctor_name: str
    day: date
    appointment: UUID | None = None
    number: str = ""


class CalendarFileDialog(ActDialog):
    """The file's name has no patient's name in it, because file names are read by others."""

    def __init__(self, place: Workplace, chosen: Chosen) -> None:
        super().__init__(place, Purpose(tr("Calendar file"), tr("Save the file"), hints=tr("Esc closes")))
        self._chosen = chosen
        options = [(_DOCTOR, tr("{doctor}, six weeks", doctor=chosen.doctor_name))]
        if chosen.appointment is not None:
            options.append((_PATIENT, tr("The patient: this appointment")))
        self.whom = ChoiceField("whom", tr("For"), options)
        self.file = LineField("file", tr("File"))
        self.whom.edited.connect(self._rename)
        self.build({"whom": _PATIENT if chosen.appointment is not None else _DOCTOR})
        self._rename()

    def rows(self) -> tuple[tuple[Field | QWidget, ...], ...]:
        """For whom, and where to."""
        told = tr("Whoever holds the file can read it. A doctor's says record numbers and reasons, no names.")
        return (self.whom,), (self.file,), (label(told, "notice", wraps=True),)

    def problems(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Nothing that is there is written over."""
        problem = new_file_problem(values["file"])
        return {"file": problem} if problem else {}

    def work(self, values: Mapping[str, Any]) -> Callable[[], Any]:
        """Asks for the file, which records it, and saves it."""
        query, path = self._query(values["whom"]), Path(values["file"]).expanduser()
        person, acts = self.place.person, self.place.acts
        return lambda: acts.save_file(path, person.ask(query))

    def done(self, _done: Done[Any]) -> None:
        """Says where it is."""
        self.place.say(tr("The file is saved: {file}", file=Path(self.file.raw()).name))

    def _query(self, whom: str) -> Query[bytes]:
        chosen = self._chosen
        if whom == _PATIENT and chosen.appointment is not None:
            return PatientCalendarFile(uid=chosen.appointment)
        return CalendarFile(doctor=chosen.doctor, first=chosen.day, last=chosen.day + timedelta(weeks=_WEEKS))

    def _rename(self) -> None:
        folder = Path(self.file.raw()).parent if self.file.raw() else Path.home()
        whose = self._chosen.number if self.whom.raw() == _PATIENT else "doctor"
        self.file.fill(str(folder / f"appointments-{whose}-{self._chosen.day.isoformat()}.ics"))
