"""Names for other features' lists: thousands at once, and nothing of whoever is not there."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from hms_desktop.features.patients.domain import Particulars, Sex
from hms_desktop.features.patients.service import NamesOf, PatientsNamed, RegisterPatient
from hms_desktop.kernel.access import Role
from tests.support import Desk


def register(desk: Desk, family: str) -> UUID:
    facts = Particulars(family=family, given="Ana", sex=Sex.FEMALE, born=date(1985, 7, 14))
    return desk.do(RegisterPatient(id=desk.id(), facts=facts), Role.RECEPTIONIST).uid


def test_names_are_those_of_the_records_however_many_are_asked(either_staffed: Desk) -> None:
    desk = either_staffed
    uids = [register(desk, f"Martínez {chr(65 + at)}") for at in range(3)]
    asked = (*uids, *(UUID(int=at) for at in range(1_200)))
    found = {row.uid: row for row in desk.ask(NamesOf(uids=asked), Role.RECEPTIONIST)}
    assert set(found) == set(uids)
    row = found[uids[0]]
    assert (row.name, row.born_text, row.age(date(2026, 11, 21))) == ("MARTÍNEZ A, Ana", "14-Jul-1985", "41y")
    whole = desk.ask(PatientsNamed(uids=(uids[0],)), Role.RECEPTIONIST)[0]
    assert (whole.name, whole.born_text, whole.number) == (row.name, row.born_text, row.number)


def test_nobody_asked_is_nobody_found(staffed: Desk) -> None:
    assert staffed.ask(NamesOf(uids=()), Role.RECEPTIONIST) == ()
