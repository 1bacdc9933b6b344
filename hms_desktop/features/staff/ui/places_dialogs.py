"""Departments and rooms: one dialog each, in which a new one is written or one that is there is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from PySide6.QtWidgets import QWidget

from hms_desktop.features.staff.domain import DepartmentRow, RoomRow
from hms_desktop.features.staff.service import AddDepartment, AddRoom, ChangeDepartment, ChangeRoom
from hms_desktop.features.staff.ui.choices import Choices, chosen
from hms_desktop.kernel.messages import Command, Done
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import ChoiceField, Field, LineField, TickField
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

_NEW: Final = ""

Rows = tuple[tuple[Field | QWidget, ...], ...]


class PlaceDialog(CommandDialog):
    """Choosing one fills the fields with what it says now; the first of the choice is a new one."""

    def __init__(self, place: Workplace, title: str, new: str, named: Iterable[tuple[UUID, str, bool]]) -> None:
        super().__init__(place, Purpose(title, tr("Save"), hints=tr("Esc closes · Enter next field")))
        told = [
            (str(uid), name if is_active else tr("{name} (not in use)", name=name)) for uid, name, is_active in named
        ]
        self.which = ChoiceField("which", tr("Which"), [(_NEW, new), *told])
        self.name = LineField("name", tr("Name"))
        self.active = TickField("is_active", tr("In use"))
        self.which.edited.connect(self.show_chosen)
        self.build()
        self.show_chosen()

    def show_chosen(self) -> None:
        """What the chosen one says now; a new one is in use."""
        uid = chosen(self.which.raw())
        self.active.setVisible(uid is not None)
        for name, field in self.fields.items():
            if field is not self.which:
                field.fill(self.content(uid).get(name, ""))
                field.object_to("")

    def content(self, _uid: UUID | None) -> Mapping[str, Any]:
        """The fields of one that is there, or of a new one."""
        return {"is_active": True}

    def done(self, _done: Done[Any]) -> None:
        self.place.say(tr("Saved: {name}", name=self.name.raw().strip()))

    def first_field(self) -> QWidget:
        """Whoever opens this mostly writes a new one."""
        return self.name.editor


class DepartmentsDialog(PlaceDialog):
    """Name, letters on the tokens, floor, phone."""

    def __init__(self, place: Workplace, choices: Choices) -> None:
        self._all: dict[UUID, DepartmentRow] = {row.uid: row for row in choices.departments}
        named = [(row.uid, row.name, row.is_active) for row in choices.departments]
        super().__init__(place, tr("Departments"), tr("A new department"), named)

    def rows(self) -> Rows:
        code = LineField("code", tr("Letters on the tokens"), tr("one to three, such as G"))
        floor, phone = LineField("floor", tr("Floor")), LineField("phone", tr("Phone"))
        return (self.which,), (self.name,), (code, floor), (phone,), (self.active,)

    def content(self, uid: UUID | None) -> Mapping[str, Any]:
        row = self._all.get(uid) if uid else None
        if row is None:
            return super().content(None)
        return {name: getattr(row, name) for name in ("name", "code", "floor", "phone", "is_active")}

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        uid = chosen(values["which"])
        said = {name: values[name].strip() for name in ("name", "code", "floor", "phone")}
        if uid is None:
            return AddDepartment(id=self.command_id, **said)
        version, is_active = self._all[uid].version, bool(values["is_active"])
        return ChangeDepartment(id=self.command_id, uid=uid, version=version, is_active=is_active, **said)


class RoomsDialog(PlaceDialog):
    """Name and department."""

    def __init__(self, place: Workplace, choices: Choices) -> None:
        self._choices = choices
        self._all: dict[UUID, RoomRow] = {row.uid: row for row in choices.rooms}
        told = dict(choices.department_options())
        named = [(row.uid, _name(row, told), row.is_active) for row in choices.rooms]
        super().__init__(place, tr("Rooms"), tr("A new room"), named)

    def rows(self) -> Rows:
        kept = ChoiceField("department", tr("Department"), self._choices.department_options())
        return (self.which,), (self.name,), (kept,), (self.active,)

    def content(self, uid: UUID | None) -> Mapping[str, Any]:
        row = self._all.get(uid) if uid else None
        if row is None:
            return super().content(None)
        return {"name": row.name, "department": str(row.department or ""), "is_active": row.is_active}

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        uid, name, department = chosen(values["which"]), values["name"].strip(), chosen(values["department"])
        if uid is None:
            return AddRoom(id=self.command_id, name=name, department=department)
        version, is_active = self._all[uid].version, bool(values["is_active"])
        return ChangeRoom(
            id=self.command_id, uid=uid, version=version, name=name, department=department, is_active=is_active
        )


def _name(row: RoomRow, departments: Mapping[str, str]) -> str:
    of = departments.get(str(row.department), "") if row.department else ""
    return f"{row.name} · {of}" if of else row.name
