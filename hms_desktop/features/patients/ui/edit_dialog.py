"""Changing a patient's particulars: all fields at once, filled with what the record says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from hms_desktop.features.patients.domain import ChartRow
from hms_desktop.features.patients.service import ChangePatient
from hms_desktop.features.patients.ui.particulars_fields import ParticularsFields, content_of
from hms_desktop.features.patients.ui.words import name_of
from hms_desktop.kernel.messages import Done
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import Field
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

FORM: Final = "patients.edit"


class EditDialog(CommandDialog):
    """Undo is the same command with the former particulars."""

    def __init__(self, place: Workplace, chart: ChartRow, parked: Parked | None = None) -> None:
        subject, whose = chart.patient.uid, name_of(chart.patient)
        super().__init__(place, Purpose(tr("Change particulars"), tr("Save"), FORM, subject, whose=whose), parked)
        self._chart = chart
        self.particulars = ParticularsFields(place)
        self.build(parked.content if parked else content_of(chart.facts))

    def rows(self) -> tuple[tuple[Field | QWidget, ...], ...]:
        """Everything; nothing is folded."""
        return (*self.particulars.asked(), *self.particulars.folded())

    def make(self, values: Mapping[str, Any]) -> ChangePatient:
        """The record as it was when the dialog opened must still be so."""
        patient = self._chart.patient
        return ChangePatient(
            id=self.command_id,
            uid=patient.uid,
            version=patient.version,
            facts=self.particulars.facts(values),
            confirmed=self.is_confirmed,
        )

    def done(self, _done: Done[Any]) -> None:
        """Says so, with the way back."""
        patient = self._chart.patient
        back = ChangePatient(
            id=self.place.new_id(),
            uid=patient.uid,
            version=patient.version + 1,
            facts=self._chart.facts,
            confirmed=True,
        )
        self.place.say(tr("Particulars saved"), back)
