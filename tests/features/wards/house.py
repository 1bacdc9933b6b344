"""A ward of four beds for the tests, and people to lie in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from hms_desktop.features.patients.domain import Particulars, Sex
from hms_desktop.features.patients.service import RegisterPatient
from hms_desktop.features.wards.domain import BedRow, WardMap
from hms_desktop.features.wards.service import MapOf
from hms_desktop.features.wards.setup import AddBeds, AddWard
from hms_desktop.features.wards.stays import Admit
from hms_desktop.kernel.access import Role
from tests.support import Desk

FAMILIES: Final = ("Adeyemi", "Borges", "Castellanos", "Dimitrov", "Eriksen")


@dataclass(frozen=True)
class House:
    """A desk with a ward."""

    desk: Desk
    ward: UUID

    def map(self, role: str = Role.NURSE) -> WardMap:
        """The ward as this role sees it."""
        return self.desk.ask(MapOf(ward=self.ward), role)

    def bed(self, code: str, role: str = Role.NURSE) -> BedRow:
        """One bed of it."""
        return next(bed for bed in self.map(role).beds if bed.code == code)

    def patient(self, at: int = 0, **more: Any) -> UUID:  # noqa: ANN401 - particulars
        """Somebody new."""
        facts = Particulars(family=FAMILIES[at], given="Ana", sex=Sex.FEMALE, born=date(1980, 4, 7), **more)
        return self.desk.do(RegisterPatient(id=self.desk.id(), facts=facts), Role.RECEPTIONIST).uid

    def admit(self, patient: UUID, code: str, role: str = Role.NURSE, **more: Any) -> UUID:  # noqa: ANN401
        """Him into this bed."""
        command = Admit(id=self.desk.id(), patient=patient, bed=self.bed(code).uid, **more)
        return self.desk.do(command, role)

    def does(self, order: Any, role: str = Role.NURSE, /, **fields: Any) -> Any:  # noqa: ANN401 - any command
        """Carries out one command."""
        return self.desk.do(order(id=self.desk.id(), **fields), role)


def house(desk: Desk) -> House:
    """A ward of two rooms with two beds each."""
    ward = desk.do(AddWard(id=desk.id(), name="Medical", floor="2"), Role.MANAGER)
    for room, codes in (("Room 1", "A1-A2"), ("Room 2", "B1-B2")):
        desk.do(AddBeds(id=desk.id(), ward=ward, room=room, codes=codes), Role.MANAGER)
    return House(desk, ward)
