"""The small dialogs of a chart: one more phone number, an identity number, a relation, a death."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from hms_desktop.features.patients.domain import SYSTEMS, ChartRow, Relation
from hms_desktop.features.patients.parts import AddIdentifier, AddPhone, AddRelation
from hms_desktop.features.patients.states import RecordDeath, TakeBackDeath
from hms_desktop.features.patients.ui.words import RELATIONS, name_of
from hms_desktop.kernel.messages import Done
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import ChoiceField, DayField, Field, LineField, TickField
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

Rows = tuple[tuple[Field | QWidget, ...], ...]


def _purpose(title: str, act: str, chart: ChartRow) -> Purpose:
    """So little is typed in these that nothing is parked; whose they are stands at their head."""
    return Purpose(title, act, subject=chart.patient.uid, whose=name_of(chart.patient))


class PhoneDialog(CommandDialog):
    """One more number."""

    def __init__(self, place: Workplace, chart: ChartRow) -> None:
        super().__init__(place, _purpose(tr("One more phone number"), tr("Add"), chart))
        self._patient = chart.patient.uid
        self.build()

    def rows(self) -> Rows:
        """Number and what it is."""
        return (LineField("number", tr("Number")),), (LineField("label", tr("What it is"), tr("work, mother …")),)

    def make(self, values: Mapping[str, Any]) -> AddPhone:
        """The order."""
        return AddPhone(id=self.command_id, patient=self._patient, **values)

    def done(self, _done: Done[Any]) -> None:
        """Says so."""
        self.place.say(tr("Phone number added"))


class IdentifierDialog(CommandDialog):
    """An identity number, checked where it has a check digit."""

    def __init__(self, place: Workplace, chart: ChartRow) -> None:
        super().__init__(place, _purpose(tr("Identity number"), tr("Add"), chart))
        self._patient = chart.patient.uid
        self.build()

    def rows(self) -> Rows:
        """What kind, and the number."""
        kinds = [(value, tr(word)) for value, word in SYSTEMS.items()]
        return (ChoiceField("system", tr("Kind"), kinds),), (LineField("value", tr("Number")),)

    def make(self, values: Mapping[str, Any]) -> AddIdentifier:
        """The order."""
        return AddIdentifier(id=self.command_id, patient=self._patient, **values)

    def done(self, _done: Done[Any]) -> None:
        """Says so."""
        self.place.say(tr("Identity number added"))


class RelationDialog(CommandDialog):
    """Family, who pays, who is called in an emergency."""

    def __init__(self, place: Workplace, chart: ChartRow) -> None:
        super().__init__(place, _purpose(tr("Relation"), tr("Add"), chart))
        self._patient = chart.patient.uid
        self.build({"kind": Relation.OTHER.value})

    def rows(self) -> Rows:
        """Who, what he is to the patient, and what he does for him."""
        kinds = [(kind.value, tr(word)) for kind, word in RELATIONS.items()]
        return (
            (LineField("name", tr("Name")),),
            (ChoiceField("kind", tr("Is the patient's"), kinds), LineField("phone", tr("Phone"))),
            (TickField("is_emergency", tr("Is called in an emergency")),),
            (TickField("is_guarantor", tr("Pays the bills")),),
            (LineField("note", tr("A word")),),
        )

    def make(self, values: Mapping[str, Any]) -> AddRelation:
        """The order."""
        facts = {**values, "kind": Relation(values["kind"])}
        return AddRelation(id=self.command_id, patient=self._patient, **facts)

    def done(self, _done: Done[Any]) -> None:
        """Says so."""
        self.place.say(tr("Relation added"))


class DeathDialog(CommandDialog):
    """That a patient died; the day may be unknown."""

    def __init__(self, place: Workplace, chart: ChartRow) -> None:
        super().__init__(place, _purpose(tr("Record a death"), tr("Record"), chart))
        self._chart = chart
        self.build()

    def rows(self) -> Rows:
        """The day."""
        return ((DayField("died_on", tr("Died on"), self.place.today),),)

    def make(self, values: Mapping[str, Any]) -> RecordDeath:
        """The order."""
        patient = self._chart.patient
        return RecordDeath(id=self.command_id, uid=patient.uid, version=patient.version, died_on=values["died_on"])

    def done(self, _done: Done[Any]) -> None:
        """Says so, with the way back."""
        patient = self._chart.patient
        back = TakeBackDeath(id=self.place.new_id(), uid=patient.uid, version=patient.version + 1)
        self.place.say(tr("The death is recorded"), back)
