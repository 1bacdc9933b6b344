"""The dialogs of a bed: keep it for somebody, take it out of use; and how a ward is set up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from hms_desktop.features.staff.domain import DepartmentRow
from hms_desktop.features.wards.domain import BedRow, WardKind, WardRow
from hms_desktop.features.wards.keeping import CloseBed, ReleaseBed, ReserveBed
from hms_desktop.features.wards.setup import AddBeds, AddWard, ChangeBed, ChangeWard, RetireBed
from hms_desktop.features.wards.ui.fields import WhenField, chosen_uid
from hms_desktop.features.wards.ui.words import KINDS
from hms_desktop.kernel.messages import Command, Done
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import ChoiceField, Field, LineField, TickField
from hms_desktop.ui.who_field import WhoField
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

Rows = tuple[tuple[Field | QWidget, ...], ...]


class ReserveDialog(CommandDialog):
    """Kept for a patient, or for somebody who is not here yet."""

    def __init__(self, place: Workplace, bed: BedRow) -> None:
        super().__init__(place, Purpose(tr("Keep bed {code}", code=bed.code), tr("Keep it")))
        self._bed = bed
        self.build({"patient": place.whose()})

    def rows(self) -> Rows:
        """For whom, until when."""
        return (
            (WhoField(self.place, "patient", tr("For the patient")),),
            (LineField("note", tr("Or a word"), tr("from emergency, by ambulance …")),),
            (WhenField(self.place, "until", tr("Until"), tr("18:00, +1d 12:00; empty: until somebody gives it back")),),
        )

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        """The order."""
        return ReserveBed(id=self.command_id, uid=self._bed.uid, version=self._bed.version, **values)

    def done(self, _done: Done[Any]) -> None:
        """Says so, with the way back."""
        back = ReleaseBed(id=self.place.new_id(), uid=self._bed.uid, version=self._bed.version + 1)
        self.place.say(tr("Bed {code} is kept", code=self._bed.code), back)


class CloseDialog(CommandDialog):
    """A bed that nobody can lie in."""

    def __init__(self, place: Workplace, bed: BedRow) -> None:
        super().__init__(place, Purpose(tr("Bed {code} is out of order", code=bed.code), tr("Take it out of use")))
        self._bed = bed
        self.build()

    def rows(self) -> Rows:
        """Why."""
        return ((LineField("note", tr("What is wrong with it")),),)

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        """The order."""
        return CloseBed(id=self.command_id, uid=self._bed.uid, version=self._bed.version, **values)

    def done(self, _done: Done[Any]) -> None:
        """Says so."""
        self.place.say(tr("Bed {code} is out of order", code=self._bed.code))


class WardDialog(CommandDialog):
    """A ward, new or as it is called now."""

    def __init__(self, place: Workplace, departments: tuple[DepartmentRow, ...], ward: WardRow | None = None) -> None:
        super().__init__(place, Purpose(tr("Change the ward") if ward else tr("Add a ward"), tr("Save")))
        self._departments, self._ward = departments, ward
        kind = ward.kind if ward else WardKind.GENERAL
        content: dict[str, Any] = {"kind": kind.value, "is_active": True}
        if ward:
            content |= {"name": ward.name, "floor": ward.floor, "department": str(ward.department or "")}
        self.build(content)

    def rows(self) -> Rows:
        """Name, kind, where it is."""
        kinds = [(kind.value, tr(word)) for kind, word in KINDS.items()]
        departments = [("", tr("None")), *((str(one.uid), one.name) for one in self._departments)]
        fields: Rows = (
            (LineField("name", tr("Name")),),
            (ChoiceField("kind", tr("Kind"), kinds), LineField("floor", tr("Floor"))),
            (ChoiceField("department", tr("Department"), departments),),
        )
        return (*fields, (TickField("is_active", tr("In use")),)) if self._ward else fields

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        """The order."""
        told = {**values, "kind": WardKind(values["kind"]), "department": chosen_uid(values["department"])}
        if self._ward is None:
            return AddWard(id=self.command_id, **told)
        return ChangeWard(id=self.command_id, uid=self._ward.uid, version=self._ward.version, **told)

    def done(self, _done: Done[Any]) -> None:
        """Says so."""
        self.place.say(tr("The ward is saved"))


class BedsDialog(CommandDialog):
    """More beds, by a pattern."""

    def __init__(self, place: Workplace, ward: WardRow) -> None:
        super().__init__(place, Purpose(tr("Add beds"), tr("Add"), whose=ward.name))
        self._ward = ward
        self.build()

    def rows(self) -> Rows:
        """Which room, which codes."""
        return (LineField("room", tr("Room")),), (LineField("codes", tr("Codes"), tr("one, or a row such as A1-A12")),)

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        """The order."""
        return AddBeds(id=self.command_id, ward=self._ward.uid, **values)

    def done(self, done: Done[Any]) -> None:
        """Says how many."""
        self.place.say(tr("Beds added: {count}", count=str(done.answer)))


class ChangeBedDialog(CommandDialog):
    """Another code or room."""

    def __init__(self, place: Workplace, bed: BedRow) -> None:
        super().__init__(place, Purpose(tr("Change bed {code}", code=bed.code), tr("Save")))
        self._bed = bed
        self.build({"code": bed.code, "room": bed.room})

    def rows(self) -> Rows:
        """Both."""
        return (LineField("code", tr("Code")),), (LineField("room", tr("Room")),)

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        """The order."""
        return ChangeBed(id=self.command_id, uid=self._bed.uid, version=self._bed.version, **values)

    def done(self, _done: Done[Any]) -> None:
        """Says so, with the way back."""
        bed = self._bed
        back = ChangeBed(id=self.place.new_id(), uid=bed.uid, version=bed.version + 1, code=bed.code, room=bed.room)
        self.place.say(tr("The bed is saved"), back)


class RetireDialog(CommandDialog):
    """A bed that leaves the ward for good."""

    def __init__(self, place: Workplace, bed: BedRow) -> None:
        super().__init__(place, Purpose(tr("Take bed {code} out", code=bed.code), tr("Take it out")))
        self._bed = bed
        self.build()

    def rows(self) -> Rows:
        """What that means."""
        told = tr("It is not on the map any more. Who lay in it stays in the history, and its code can be given again.")
        return ((label(told, "caption", wraps=True),),)

    def make(self, _values: Mapping[str, Any]) -> Command[Any]:
        """The order."""
        return RetireBed(id=self.command_id, uid=self._bed.uid, version=self._bed.version)

    def done(self, _done: Done[Any]) -> None:
        """Says so."""
        self.place.say(tr("Bed {code} is taken out of the ward", code=self._bed.code))

    def first_field(self) -> QWidget:
        """There is only one thing to do."""
        return self.go
