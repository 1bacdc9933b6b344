"""A small clinic with departments and doctors, for triage to suggest."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hms_desktop.features.staff.domain import DoctorFacts, Hours
from hms_desktop.features.staff.service import AddDepartment, AddDoctor, SetHours
from hms_desktop.kernel.access import Role
from tests.support import Desk

WEEK = tuple(Hours(weekday=day, start=0, end=24 * 60) for day in range(7))


@dataclass(frozen=True)
class House:
    """Who is there, by name."""

    departments: dict[str, UUID]
    doctors: dict[str, UUID]


def furnished(desk: Desk) -> House:
    """General, Children and Emergency, with one doctor each who is always in, and a surgeon who is not."""
    departments = {name: desk.do(AddDepartment(id=desk.id(), name=name, code=name[:2].upper()), Role.MANAGER)
                   for name in ("General", "Children", "Emergency")}  # fmt: skip
    doctors = {
        "Haile": doctor(desk, "Haile", "General practice", departments["General"]),
        "Brandt": doctor(desk, "Brandt", "Paediatrics", departments["Children"]),
        "Njoroge": doctor(desk, "Njoroge", "Emergency medicine", departments["Emergency"]),
        "Petrova": doctor(desk, "Petrova", "Surgery", departments["General"], is_in=False),
    }
    return House(departments, doctors)


def doctor(desk: Desk, family: str, speciality: str, department: UUID, *, is_in: bool = True) -> UUID:
    """Somebody who sees patients, all day and every day or never."""
    facts = DoctorFacts(title="Dr", family=family, speciality=speciality, department=department)
    uid: UUID = desk.do(AddDoctor(id=desk.id(), facts=facts), Role.MANAGER)
    if is_in:
        desk.do(SetHours(id=desk.id(), doctor=uid, version=1, hours=WEEK), Role.MANAGER)
    return uid
