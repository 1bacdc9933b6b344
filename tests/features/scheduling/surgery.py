"""A small surgery for tests: two doctors with a week, a nurse's station, patients, and a zone with a changing clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from hms_desktop.features.patients.domain import Particulars, Sex
from hms_desktop.features.patients.service import RegisterPatient
from hms_desktop.features.scheduling.domain import NewAppointment
from hms_desktop.features.scheduling.service import BookAppointment
from hms_desktop.features.staff.domain import DoctorFacts, Hours
from hms_desktop.features.staff.service import AddDepartment, AddDoctor, AddRoom, SetHours
from hms_desktop.features.workstation.service import ChangeSetting
from hms_desktop.kernel.access import Role
from tests.support import Desk

ZONE = "Europe/Madrid"
MONDAY = date(2026, 11, 23)
"""The first Monday after the day of the tests' clock."""


@dataclass
class Surgery:
    """Who works there, and a way to book."""

    desk: Desk
    doctors: list[UUID] = field(default_factory=list)
    rooms: list[UUID] = field(default_factory=list)
    department: UUID | None = None

    def patient(self, family: str = "Abebe", given: str = "Marta") -> UUID:
        facts = Particulars(family=family, given=given, sex=Sex.FEMALE, born=date(1958, 8, 23))
        return self.desk.do(RegisterPatient(id=self.desk.id(), facts=facts), Role.RECEPTIONIST).uid

    def asked(self, patient: UUID, minute: int = 540, **more: Any) -> NewAppointment:  # noqa: ANN401 - any field
        return NewAppointment(
            **{"patient": patient, "doctor": self.doctors[0], "day": MONDAY, "minute": minute, **more}
        )

    def book(self, patient: UUID, minute: int = 540, **more: Any) -> UUID:  # noqa: ANN401
        command = BookAppointment(id=self.desk.id(), asked=self.asked(patient, minute, **more))
        return self.desk.do(command, Role.RECEPTIONIST)


def surgery(desk: Desk, zone: str = ZONE) -> Surgery:
    """Dr Haile and Dr Brandt see patients on weekdays from eight to noon and from one to six."""
    desk.do(ChangeSetting(id=desk.id(), key="clinic.zone", value=zone), Role.ADMINISTRATOR)
    made = Surgery(desk)
    made.department = desk.do(AddDepartment(id=desk.id(), name="General", code="G"), Role.MANAGER)
    week = tuple(
        Hours(weekday=day, start=start, end=end) for day in range(5) for start, end in ((480, 720), (780, 1080))
    )
    for family, speciality in (("Haile", "General practice"), ("Brandt", "General practice"), ("Okafor", "Surgery")):
        room = desk.do(AddRoom(id=desk.id(), name=f"Room of {family}"), Role.MANAGER)
        facts = DoctorFacts(
            title="Dr", family=family, speciality=speciality, department=made.department, room=room, slot_minutes=20
        )
        doctor = desk.do(AddDoctor(id=desk.id(), facts=facts), Role.MANAGER)
        desk.do(SetHours(id=desk.id(), doctor=doctor, version=1, hours=week), Role.MANAGER)
        made.doctors.append(doctor)
        made.rooms.append(room)
    return made
