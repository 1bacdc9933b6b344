"""A field with the doctors of the clinic; they are asked for when it is made, and a draft's choice waits for them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hms_desktop.features.staff.domain import DoctorRow
from hms_desktop.features.staff.service import Doctors
from hms_desktop.ui.fields import ChoiceField
from hms_desktop.ui.workplace import Workplace


class DoctorField(ChoiceField):
    """One doctor, or `nobody` in words. `value` is his id or None."""

    def __init__(self, place: Workplace, name: str, title: str, nobody: str) -> None:
        super().__init__(name, title, [("", nobody)])
        self._wanted = ""
        self.doctors: tuple[DoctorRow, ...] = ()
        place.ask(self, Doctors(), self._show)

    def raw(self) -> str:
        return str(self.box.currentData() or self._wanted)

    def fill(self, raw: Any) -> None:  # noqa: ANN401
        """A choice that is not in the list yet is kept until it is."""
        self._wanted = str(raw or "")
        super().fill(self._wanted)

    def value(self) -> UUID | None:
        return UUID(self.raw()) if self.raw() else None

    def _show(self, doctors: tuple[DoctorRow, ...]) -> None:
        self.doctors = doctors
        for row in doctors:
            beside = f" · {row.speciality}" if row.speciality else ""
            self.box.addItem(f"{row.name}{beside}", str(row.uid))
        if self._wanted:
            super().fill(self._wanted)
