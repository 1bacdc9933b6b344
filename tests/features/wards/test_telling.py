"""That a stay has ended is told to the doctor who answers for it: once, without a name by mail, and not to himself."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from hms_desktop.features.notifications.service import MyNotices
from hms_desktop.features.staff.domain import DoctorFacts
from hms_desktop.features.staff.service import AddDoctor
from hms_desktop.features.wards.domain import DischargeKind
from hms_desktop.features.wards.stays import Discharge
from hms_desktop.features.wards.telling import TITLE
from hms_desktop.kernel.access import Role
from tests.features.wards.house import House
from tests.support import actor


def doctor(here: House) -> UUID:
    facts = DoctorFacts(
        title="Dr", family="Haile", account=actor(Role.DOCTOR).user, email="samuel.haile@stanne.example"
    )
    return here.desk.do(AddDoctor(id=here.desk.id(), facts=facts), Role.MANAGER)


def letters(here: House) -> list[tuple[object, ...]]:
    return here.desk.sql("SELECT kind, address, patient FROM message")


def titles(here: House) -> list[str]:
    return [row.title for row in here.desk.ask(MyNotices(), Role.DOCTOR).rows]


def test_the_doctor_is_told_in_the_program_and_by_mail_and_the_mail_names_nobody(either_here: House) -> None:
    here = either_here
    admission = here.admit(here.patient(), "A1", doctor=doctor(here))
    here.does(Discharge, admission=admission, version=1, kind=DischargeKind.HOME)
    assert titles(here) == [TITLE]
    assert [(row[0], row[1], row[2]) for row in letters(here)] == [("discharged", "samuel.haile@stanne.example", None)]


def test_who_ended_the_stay_himself_is_not_told(here: House) -> None:
    admission = here.admit(here.patient(), "A1", doctor=doctor(here))
    here.does(Discharge, Role.DOCTOR, admission=admission, version=1, kind=DischargeKind.HOME)
    assert (titles(here), letters(here)) == ([], [])


def test_a_stay_that_is_entered_long_after_it_ended_is_news_to_nobody(here: House) -> None:
    came = here.desk.clock.now() - timedelta(days=9)
    admission = here.admit(here.patient(), "A1", doctor=doctor(here), admitted_at=came, confirmed=True)
    ended = here.desk.clock.now() - timedelta(days=3)
    here.does(Discharge, admission=admission, version=1, kind=DischargeKind.HOME, ended_at=ended)
    assert (titles(here), letters(here)) == ([], [])


def test_a_stay_without_a_doctor_ends_all_the_same(here: House) -> None:
    admission = here.admit(here.patient(), "A1")
    here.does(Discharge, admission=admission, version=1, kind=DischargeKind.HOME)
    assert (titles(here), letters(here)) == ([], [])
