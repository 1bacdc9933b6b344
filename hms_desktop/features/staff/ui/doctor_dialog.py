"""Somebody who sees patients: added, or changed with everything that is said of him."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as fields_of
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QWidget

from hms_desktop.features.staff.domain import SPECIALITIES, DoctorFacts, DoctorRow
from hms_desktop.features.staff.service import AddDoctor, ChangeDoctor
from hms_desktop.features.staff.ui.choices import Choices, chosen
from hms_desktop.features.staff.ui.words import full_name
from hms_desktop.kernel.messages import Command, Done
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import ChoiceField, Field, LineField, TickField
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

ADD: Final = "staff.add"
CHANGE: Final = "staff.change"
_CHOSEN: Final = ("department", "room", "account")
_FACTS: Final = tuple(field.name for field in fields_of(DoctorFacts))

Rows = tuple[tuple[Field | QWidget, ...], ...]


class MinutesField(LineField):
    """A whole number of minutes; anything else is no length of a visit, and the rule says so."""

    def value(self) -> int:
        text = self.raw().strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


class DoctorDialog(CommandDialog):
    """The fields that both dialogs have."""

    def __init__(
        self, place: Workplace, purpose: Purpose, choices: Choices, row: DoctorRow | None = None,
        parked: Parked | None = None,
    ) -> None:  # fmt: skip
        super().__init__(place, purpose, parked)
        self._choices, self._row = choices, row
        self.active = TickField("is_active", tr("Sees patients here"))
        self.build(parked.content if parked else content_of(row))

    def rows(self) -> Rows:
        """Names, work, papers, ways to reach; the minutes of a visit decide how the calendar is ruled."""
        row, choices = self._row, self._choices
        speciality = LineField("speciality", tr("Speciality"))
        speciality.line.setCompleter(_specialities(speciality.line))
        minutes = MinutesField("slot_minutes", tr("Minutes of a visit"))
        department = choices.department_options(row.department if row else None)
        room = choices.room_options(row.room if row else None)
        account = choices.account_options(row.account if row else None)
        asked: Rows = (
            (LineField("title", tr("Title")), LineField("given", tr("Given name"))),
            (LineField("family", tr("Family name or station")),),
            (speciality, minutes),
            (ChoiceField("department", tr("Department"), department), ChoiceField("room", tr("Room"), room)),
            (LineField("qualification", tr("Qualification")), LineField("registration", tr("Registration number"))),
            (LineField("phone", tr("Phone")), LineField("email", tr("E-mail"))),
            (ChoiceField("account", tr("Account"), account, tr("Who signs in with it sees this calendar as his own")),),
        )
        return (*asked, (self.active,)) if row else asked

    @staticmethod
    def facts(values: Mapping[str, Any]) -> DoctorFacts:
        """What was typed."""
        said: dict[str, Any] = {name: values[name] for name in _FACTS}
        for name, value in said.items():
            said[name] = chosen(value) if name in _CHOSEN else value.strip() if isinstance(value, str) else value
        return DoctorFacts(**said)


class AddDoctorDialog(DoctorDialog):
    """Somebody new."""

    def __init__(self, place: Workplace, choices: Choices, parked: Parked | None = None) -> None:
        super().__init__(place, Purpose(tr("Add a doctor"), tr("Add"), ADD), choices, parked=parked)

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        return AddDoctor(id=self.command_id, facts=self.facts(values))

    def done(self, done: Done[Any]) -> None:
        """The page shows the new one, whose hours come next."""
        self.place.say(tr("Added. Weekly hours say when patients can come"))
        self.place.open("staff", done.answer)


class ChangeDoctorDialog(DoctorDialog):
    """Other facts; undo is the same command with those before."""

    def __init__(self, place: Workplace, choices: Choices, row: DoctorRow, parked: Parked | None = None) -> None:
        purpose = Purpose(tr("Change a doctor"), tr("Save"), CHANGE, row.uid, whose=full_name(row))
        super().__init__(place, purpose, choices, row, parked)
        self._was = row

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        return ChangeDoctor(
            id=self.command_id, uid=self._was.uid, version=self._was.version, facts=self.facts(values),
            is_active=bool(values["is_active"]),
        )  # fmt: skip

    def done(self, _done: Done[Any]) -> None:
        """Says so, with the way back."""
        was = self._was
        facts = DoctorFacts(**{name: getattr(was, name) for name in _FACTS})
        back = ChangeDoctor(
            id=self.place.new_id(), uid=was.uid, version=was.version + 1, facts=facts, is_active=was.is_active
        )
        self.place.say(tr("Saved: {name}", name=full_name(was)), back)


def content_of(row: DoctorRow | None) -> dict[str, Any]:
    """The fields as a dialog begins with them."""
    if row is None:
        return {"title": "Dr", "slot_minutes": "20"}
    told = {name: getattr(row, name) for name in _FACTS}
    return {name: "" if one is None else str(one) for name, one in told.items()} | {"is_active": row.is_active}


def _specialities(parent: QWidget) -> QCompleter:
    made = QCompleter([tr(one) for one in SPECIALITIES], parent)
    made.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    return made
