"""A doctor's patients: those whom he saw and those who come, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

from hms_desktop.features.scheduling.board import PatientsOfDoctor
from hms_desktop.features.scheduling.domain import CancelledBy
from hms_desktop.features.scheduling.queue import WalkIn
from hms_desktop.features.scheduling.service import CancelAppointment, KeepAppointment
from hms_desktop.kernel.access import Role
from tests.features.scheduling.surgery import MONDAY, surgery
from tests.support import Desk


def test_the_list_has_who_came_and_who_comes_with_the_days(either_staffed: Desk) -> None:
    here = surgery(either_staffed)
    came, comes, off, walked, others = (here.patient(f"Family{letter}", "Ana") for letter in "EDCBA")
    kept = here.book(came, 540)
    here.book(comes, 600, day=MONDAY + timedelta(days=1))
    gone = here.book(off, 660)
    here.book(others, 540, doctor=here.doctors[1])
    here.desk.do(WalkIn(id=here.desk.id(), patient=walked, doctor=here.doctors[0]), Role.NURSE)
    here.desk.do(
        CancelAppointment(id=here.desk.id(), uid=gone, version=1, by=CancelledBy.PATIENT, why="Away"), Role.NURSE
    )
    here.desk.do(KeepAppointment(id=here.desk.id(), uid=kept, version=1), Role.NURSE)
    found = here.desk.ask(PatientsOfDoctor(doctor=here.doctors[0], day=MONDAY), Role.DOCTOR)
    assert [row.whose.uid for row in found] == [walked, comes, came]
    by_uid = {row.whose.uid: row for row in found}
    assert (by_uid[came].times, by_uid[came].last, by_uid[came].next) == (1, MONDAY, None)
    assert by_uid[comes].next == MONDAY + timedelta(days=1)
