"""The demo clinic's doctors, departments, rooms, weeks and leave, by the commands that a manager has."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from hms_desktop.features.staff.domain import DoctorFacts, ExceptionKind, Hours, NewException, read_hours
from hms_desktop.features.staff.service import AddDepartment, AddDoctor, AddException, AddRoom, SetHours
from hms_desktop.features.users.service import Accounts
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.demo import DemoMeans

DEPARTMENTS: Final = (
    ("General", "G", "Ground floor"), ("Children", "C", "Ground floor"), ("Surgery", "S", "First floor"),
    ("Nurse station", "N", "Ground floor"), ("Emergency", "E", "Ground floor"),
)  # fmt: skip

ROOMS: Final = (("1", "N"), ("2", "G"), ("4", "C"), ("5", "G"), ("7", "S"), ("8", "G"))

_WHOLE, _EARLY, _LATE = "08:00-12:30 13:30-18:00", "08:00-13:00", "12:00-18:00"

DOCTORS: Final = (
    (("Dr", "Haile", "Samuel", "General practice", "MD", "GP-20418"), ("G", "2", 20), _WHOLE, (0, 1, 2, 3, 4, 5)),
    (("Dr", "Brandt", "Karin", "Paediatrics", "MD, FRCPCH", "PD-11873"), ("C", "4", 20), _WHOLE, (0, 1, 2, 3, 4, 5)),
    (("Dr", "Okafor", "Chidi", "General practice", "MBBS", "GP-33097"), ("G", "5", 20), _LATE, (0, 1, 2, 3, 4, 5)),
    (("Dr", "Petrova", "Elena", "Surgery", "MD, FRCS", "SU-08214"), ("S", "7", 30), _WHOLE, (0, 2, 4)),
    (("Dr", "Lindqvist", "Johan", "Cardiology", "MD, PhD", "CA-05561"), ("G", "8", 30), _EARLY, (1, 3)),
    (("", "Nurse station", "", "Nursing", "", ""), ("N", "1", 10), "07:30-17:30", (0, 1, 2, 3, 4, 5)),
)  # fmt: skip
"""Names and papers; department, room and minutes of a visit; the day's hours; the weekdays."""


def fill(means: DemoMeans) -> None:
    """Departments first, then rooms, then who works in them."""
    codes = {code: _department(means, name, code, floor) for name, code, floor in DEPARTMENTS}
    rooms = {name: means.do(AddRoom(id=means.ids.new(), name=name, department=codes[code]), Role.MANAGER)
             for name, code in ROOMS}  # fmt: skip
    accounts = {row.login: row.uid for row in means.ask(Accounts(), Role.ADMINISTRATOR)}
    for at, (papers, (code, room, minutes), hours, weekdays) in enumerate(DOCTORS):
        account = accounts.get("shaile") if at == 0 else None
        facts = _facts(papers, codes[code], rooms[room], minutes, account)
        doctor = means.do(AddDoctor(id=means.ids.new(), facts=facts), Role.MANAGER)
        _set_week(means, doctor, hours, weekdays)
        if facts.family == "Lindqvist":
            _leave(means, doctor)


def _department(means: DemoMeans, name: str, code: str, floor: str) -> UUID:
    command = AddDepartment(id=means.ids.new(), name=name, code=code, floor=floor)
    uid: UUID = means.do(command, Role.MANAGER)
    return uid


def _facts(papers: tuple[str, ...], department: UUID, room: UUID, minutes: int, account: UUID | None) -> DoctorFacts:
    title, family, given, speciality, qualification, registration = papers
    email = f"{given}.{family}@stanne.example".lower() if given else ""
    return DoctorFacts(
        title=title, family=family, given=given, speciality=speciality, qualification=qualification,
        registration=registration, department=department, room=room, slot_minutes=minutes, email=email,
        account=account,
    )  # fmt: skip


def _set_week(means: DemoMeans, doctor: UUID, hours: str, weekdays: tuple[int, ...]) -> None:
    spans = read_hours(hours) or ()
    week = tuple(Hours(weekday=day, start=start, end=end) for day in weekdays for start, end in spans)
    means.do(SetHours(id=means.ids.new(), doctor=doctor, version=1, hours=week), Role.MANAGER)


def _leave(means: DemoMeans, doctor: UUID) -> None:
    first = means.today + timedelta(days=9)
    days = NewException(
        first=first, last=first + timedelta(days=11), kind=ExceptionKind.LEAVE, doctor=doctor, note="Family"
    )
    means.do(AddException(id=means.ids.new(), days=days), Role.MANAGER)
