"""Coming, moving, leaving: what is kept, what is refused, and every way back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from hms_desktop.features.patients.chart import Chart, RecordsOf, Timeline
from hms_desktop.features.patients.merging import MergePatients, MergePreview
from hms_desktop.features.patients.states import RecordDeath, RestrictPatient
from hms_desktop.features.staff.domain import DoctorFacts
from hms_desktop.features.staff.service import AddDoctor
from hms_desktop.features.wards.domain import (
    AdmissionState,
    BedState,
    Diet,
    DischargeKind,
    Isolation,
    Marks,
)
from hms_desktop.features.wards.keeping import CleanBed, CloseBed, ReserveBed
from hms_desktop.features.wards.rounds import OccupancyOf
from hms_desktop.features.wards.service import AdmissionOf, AdmissionsOf, StaysOf
from hms_desktop.features.wards.stays import (
    Admit,
    CancelAdmission,
    ChangeStay,
    Discharge,
    TakeBackDischarge,
    TakeBackTransfer,
    Transfer,
)
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Conflict, Denied, Invalid, NotFound, Stale
from hms_desktop.kernel.messages import Query
from tests.features.wards.house import House

MARKS = Marks(diet=Diet.NIL, isolation=Isolation.DROPLET, is_fall_risk=True, word="hard of hearing")


def refused(here: House, order: Any, role: str = Role.NURSE, /, **fields: Any) -> dict[str, str]:  # noqa: ANN401
    with pytest.raises(Invalid) as info:
        here.does(order, role, **fields)
    return dict(info.value.fields)


def version(here: House, patient: UUID) -> int:
    row = here.desk.ask(AdmissionOf(patient=patient), Role.NURSE)
    assert row is not None
    return row.version


def test_who_is_admitted_lies_in_the_bed_with_all_that_was_said_of_him(either_here: House) -> None:
    desk, patient = either_here.desk, either_here.patient()
    doctor = desk.do(AddDoctor(id=desk.id(), facts=DoctorFacts(title="Dr", family="Haile")), Role.MANAGER)
    expected = desk.clock.now().date() + timedelta(days=3)
    either_here.admit(patient, "A1", why="Pneumonia", doctor=doctor, expected=expected, marks=MARKS)
    bed = either_here.bed("A1")
    assert bed.state is BedState.OCCUPIED
    who = bed.occupant
    assert who is not None
    assert (who.name, who.sex, who.age, who.day) == ("ADEYEMI, Ana", "female", "45y", 1)
    assert (who.expected, who.doctor_name, who.marks, who.reason) == (expected, "Dr Haile", MARKS, "Pneumonia")
    ward = either_here.map().ward
    assert (ward.beds, ward.occupied, ward.free) == (4, 1, 3)


def test_whoever_does_not_read_clinical_facts_gets_none(here: House) -> None:
    here.admit(here.patient(), "A1", why="Pneumonia", marks=MARKS)
    for role in (Role.RECEPTIONIST, Role.MANAGER):
        who = here.bed("A1", role).occupant
        assert who is not None
        assert who.name == "ADEYEMI, Ana"
        assert (who.marks, who.reason) == (None, None)


def test_a_restricted_record_lies_there_as_a_number(here: House) -> None:
    desk, patient = here.desk, here.patient()
    here.admit(patient, "A1", why="Pneumonia", marks=MARKS)
    desk.do(RestrictPatient(id=desk.id(), uid=patient, version=1), Role.MANAGER)
    who = here.bed("A1").occupant
    assert who is not None
    assert who.name == who.number
    assert (who.sex, who.age, who.reason, who.marks) == ("", "", None, MARKS)
    queries: tuple[Query[Any], ...] = (
        AdmissionOf(patient=patient), AdmissionsOf(patient=patient), StaysOf(admission=who.admission),
    )  # fmt: skip
    for query in queries:
        with pytest.raises(Denied):
            desk.ask(query, Role.NURSE)
    with pytest.raises(Denied):
        here.does(Discharge, admission=who.admission, version=1, kind=DischargeKind.HOME)


def test_a_bed_that_cannot_take_anybody_is_refused_beside_its_field(either_here: House) -> None:
    here = either_here
    here.admit(here.patient(0), "A1")
    here.does(CloseBed, uid=here.bed("A2").uid, version=1, note="no mattress")
    other = here.patient(1)
    told = [refused(here, Admit, patient=other, bed=here.bed(code).uid)["bed"] for code in ("A1", "A2")]
    assert told == ["Somebody is in this bed", "This bed is out of order"]
    with pytest.raises(NotFound):
        here.does(Admit, patient=other, bed=here.desk.id())
    assert here.desk.ask(AdmissionOf(patient=other), Role.NURSE) is None


def test_nobody_lies_in_two_beds(either_here: House) -> None:
    patient = either_here.patient()
    either_here.admit(patient, "A1")
    assert set(refused(either_here, Admit, patient=patient, bed=either_here.bed("A2").uid)) == {"patient"}
    assert either_here.bed("A2").occupant is None


def test_two_records_of_one_person_are_one_person_in_bed(here: House) -> None:
    desk, one, other = here.desk, here.patient(0), here.patient(1)
    here.admit(other, "A1")
    seen = desk.ask(MergePreview(survivor=one, loser=other), Role.NURSE)
    here.does(
        MergePatients, survivor=one, survivor_version=seen.survivor_version, loser=other,
        loser_version=seen.loser_version, facts=seen.proposed,
    )  # fmt: skip
    assert desk.ask(RecordsOf(uid=other), Role.NURSE) == (one, other)
    for uid in (one, other):
        assert set(refused(here, Admit, patient=uid, bed=here.bed("A2").uid)) == {"patient"}
    found = desk.ask(AdmissionOf(patient=one), Role.NURSE)
    assert found is not None
    assert any(line.title == "In bed" for line in desk.ask(Chart(uid=one), Role.NURSE).banner)


def test_the_dead_are_not_admitted(here: House) -> None:
    patient = here.patient()
    here.does(RecordDeath, uid=patient, version=1)
    assert set(refused(here, Admit, patient=patient, bed=here.bed("A1").uid)) == {"patient"}


def test_what_is_impossible_is_refused_and_what_is_odd_is_asked(here: House) -> None:
    now, patient, bed = here.desk.clock.now(), here.patient(), here.bed("A1").uid
    asked: dict[str, Any] = {"patient": patient, "bed": bed}
    assert set(refused(here, Admit, **asked, admitted_at=now + timedelta(hours=1))) == {"admitted_at"}
    assert set(refused(here, Admit, **asked, why="x" * 501, marks=Marks(word="x" * 201))) == {"why", "word"}
    assert set(refused(here, Admit, **asked, doctor=here.desk.id())) == {"doctor"}
    yesterday = now.date() - timedelta(days=1)
    odd: dict[str, Any] = {"expected": yesterday, "admitted_at": now - timedelta(days=3)}
    with pytest.raises(Invalid) as info:
        here.does(Admit, **asked, **odd)
    assert info.value.values["doubts"] == ("expected", "admitted_at")
    here.does(Admit, **asked, **odd, confirmed=True)
    who = here.bed("A1").occupant
    assert who is not None
    assert who.day == 4


def test_a_bed_kept_for_somebody_else_is_taken_only_on_purpose(here: House) -> None:
    one, other = here.patient(0), here.patient(1)
    for code in ("A1", "A2"):
        here.does(ReserveBed, uid=here.bed(code).uid, version=1, patient=one)
    assert "bed" in refused(here, Admit, patient=other, bed=here.bed("A1").uid)
    here.admit(other, "A1", confirmed=True)
    here.admit(one, "A2")
    assert here.bed("A2").reservation is None


def test_a_reservation_whose_time_is_over_stands_in_nobodys_way(here: House) -> None:
    one, other = here.patient(0), here.patient(1)
    until = here.desk.clock.now() + timedelta(hours=2)
    here.does(ReserveBed, uid=here.bed("A1").uid, version=1, patient=one, until=until)
    assert here.bed("A1").state is BedState.RESERVED
    here.desk.clock.advance(7200)
    assert here.bed("A1").state is BedState.FREE
    here.admit(other, "A1")


def test_a_move_leaves_a_bed_to_clean_and_a_history(either_here: House) -> None:
    here, patient = either_here, either_here.patient()
    admission = here.admit(patient, "A1")
    here.desk.clock.advance(3600)
    here.does(Transfer, admission=admission, version=1, bed=here.bed("B2").uid)
    assert [here.bed(code).state for code in ("A1", "B2")] == [BedState.TO_CLEAN, BedState.OCCUPIED]
    stays = here.desk.ask(StaysOf(admission=admission), Role.NURSE)
    assert [stay.bed_code for stay in stays] == ["A1", "B2"]
    assert stays[0].until == stays[1].since
    row = here.desk.ask(AdmissionOf(patient=patient), Role.NURSE)
    assert row is not None
    assert (row.bed_code, row.since) == ("B2", stays[1].since)


def test_a_move_is_refused_where_it_cannot_go_and_when_it_cannot_have_been(here: House) -> None:
    admission, now = here.admit(here.patient(0), "A1"), here.desk.clock.now()
    here.admit(here.patient(1), "A2")
    asked: dict[str, Any] = {"admission": admission, "version": 1}
    assert "bed" in refused(here, Transfer, **asked, bed=here.bed("A1").uid)
    assert "bed" in refused(here, Transfer, **asked, bed=here.bed("A2").uid)
    for moved in (now + timedelta(hours=1), now - timedelta(hours=1)):
        assert "moved_at" in refused(here, Transfer, **asked, bed=here.bed("B1").uid, moved_at=moved)
    with pytest.raises(Stale):
        here.does(Transfer, admission=admission, version=7, bed=here.bed("B1").uid)
    assert [here.bed(code).state for code in ("A1", "B1")] == [BedState.OCCUPIED, BedState.FREE]


def test_a_move_is_taken_back_as_if_it_had_never_been(either_here: House) -> None:
    here, patient = either_here, either_here.patient()
    admission = here.admit(patient, "A1")
    with pytest.raises(Conflict):
        here.does(TakeBackTransfer, admission=admission, version=1)
    here.desk.clock.advance(60)
    here.does(Transfer, admission=admission, version=1, bed=here.bed("B2").uid)
    here.does(TakeBackTransfer, admission=admission, version=2)
    assert [here.bed(code).state for code in ("A1", "B2")] == [BedState.OCCUPIED, BedState.FREE]
    (stay,) = here.desk.ask(StaysOf(admission=admission), Role.NURSE)
    assert (stay.bed_code, stay.until) == ("A1", None)
    assert version(here, patient) == 3


def test_a_discharge_ends_the_stay_at_its_actual_time_and_the_bed_is_to_be_cleaned(either_here: House) -> None:
    here, patient = either_here, either_here.patient()
    admission = here.admit(patient, "A1")
    here.desk.clock.advance(7200)
    ended = here.desk.clock.now() - timedelta(hours=1)
    here.does(Discharge, admission=admission, version=1, kind=DischargeKind.TRANSFERRED, ended_at=ended)
    assert here.bed("A1").state is BedState.TO_CLEAN
    (row,) = here.desk.ask(AdmissionsOf(patient=patient), Role.NURSE)
    assert (row.state, row.ended, row.ended_at) == (AdmissionState.LEFT, DischargeKind.TRANSFERRED, ended)
    assert here.desk.ask(AdmissionOf(patient=patient), Role.NURSE) is None
    assert here.desk.ask(StaysOf(admission=admission), Role.NURSE)[0].until == ended
    with pytest.raises(Conflict):
        here.does(Discharge, admission=admission, version=2, kind=DischargeKind.HOME)


def test_nobody_leaves_before_he_came_or_tomorrow(here: House) -> None:
    admission, now = here.admit(here.patient(), "A1"), here.desk.clock.now()
    for ended in (now - timedelta(seconds=1), now + timedelta(seconds=1)):
        asked: dict[str, Any] = {"admission": admission, "version": 1, "kind": DischargeKind.HOME, "ended_at": ended}
        assert set(refused(here, Discharge, **asked)) == {"ended_at"}
    with pytest.raises(Stale):
        here.does(Discharge, admission=admission, version=2, kind=DischargeKind.HOME)


def test_a_discharge_is_taken_back_while_the_bed_is_nobodys(either_here: House) -> None:
    here, patient = either_here, either_here.patient()
    admission = here.admit(patient, "A1")
    here.does(Discharge, admission=admission, version=1, kind=DischargeKind.HOME)
    here.does(TakeBackDischarge, admission=admission, version=2)
    assert here.bed("A1").state is BedState.OCCUPIED
    here.does(Discharge, admission=admission, version=3, kind=DischargeKind.HOME)
    here.does(CleanBed, uid=here.bed("A1").uid, version=here.bed("A1").version)
    here.does(TakeBackDischarge, admission=admission, version=4)
    here.does(Discharge, admission=admission, version=5, kind=DischargeKind.HOME)
    here.does(CleanBed, uid=here.bed("A1").uid, version=here.bed("A1").version)
    here.admit(here.patient(1), "A1")
    with pytest.raises(Conflict):
        here.does(TakeBackDischarge, admission=admission, version=6)
    assert here.desk.ask(AdmissionOf(patient=patient), Role.NURSE) is None


def test_nobody_is_said_to_have_come_into_a_bed_while_it_was_somebody_elses(either_here: House) -> None:
    here, start = either_here, either_here.desk.clock.now()
    one, other = here.patient(0), here.patient(1)
    admission = here.admit(one, "A1")
    here.desk.clock.advance(7200)
    here.does(Discharge, admission=admission, version=1, kind=DischargeKind.HOME)
    here.does(CleanBed, uid=here.bed("A1").uid, version=here.bed("A1").version)
    earlier: dict[str, Any] = {"admitted_at": start + timedelta(hours=1)}
    assert refused(here, Admit, patient=other, bed=here.bed("A1").uid, **earlier) == {
        "admitted_at": "Somebody else was in this bed then"
    }
    assert refused(here, Admit, patient=one, bed=here.bed("A2").uid, **earlier) == {
        "admitted_at": "This is before the last discharge"
    }
    moved = here.admit(other, "A2", **earlier)
    asked: dict[str, Any] = {"admission": moved, "version": 1, "bed": here.bed("A1").uid}
    assert set(refused(here, Transfer, **asked, moved_at=start + timedelta(hours=1.5))) == {"moved_at"}
    here.does(Transfer, **asked)


def test_a_discharge_is_not_taken_back_over_somebody_who_lay_there_meanwhile(either_here: House) -> None:
    here = either_here
    first = here.admit(here.patient(0), "A1")
    for patient in (None, here.patient(1)):
        admission = first if patient is None else here.admit(patient, "A1")
        here.desk.clock.advance(3600)
        here.does(Discharge, admission=admission, version=1, kind=DischargeKind.HOME)
        here.does(CleanBed, uid=here.bed("A1").uid, version=here.bed("A1").version)
    with pytest.raises(Conflict, match="meanwhile"):
        here.does(TakeBackDischarge, admission=first, version=2)


def test_a_bed_that_is_set_up_after_somebody_came_was_there_when_he_came(either_here: House) -> None:
    here, now = either_here, either_here.desk.clock.now()
    came = now - timedelta(days=3)
    here.admit(here.patient(), "A1", admitted_at=came, confirmed=True)
    query = OccupancyOf(ward=here.ward, first=came.date() + timedelta(days=1), last=came.date() + timedelta(days=1))
    (day,) = here.desk.ask(query, Role.NURSE)
    assert (day.used, day.available) == (timedelta(days=1), timedelta(days=1))


def test_an_admission_by_mistake_leaves_a_free_bed_and_a_reason(either_here: House) -> None:
    here, patient = either_here, either_here.patient()
    admission = here.admit(patient, "A1")
    assert set(refused(here, CancelAdmission, admission=admission, version=1)) == {"reason"}
    here.does(CancelAdmission, admission=admission, version=1, reason="The wrong Ana")
    assert here.bed("A1").state is BedState.FREE
    (row,) = here.desk.ask(AdmissionsOf(patient=patient), Role.NURSE)
    assert row.state is AdmissionState.CANCELLED
    assert here.desk.ask(StaysOf(admission=admission), Role.NURSE) == ()
    (told,) = here.desk.sql(
        "SELECT v.reason FROM journal j JOIN journal_value v ON v.seq = j.seq "
        "WHERE j.entity = 'admission' AND j.verb = 'update' ORDER BY j.seq DESC LIMIT 1"
    )
    assert told == ("The wrong Ana",)
    here.admit(patient, "B1")


def test_marks_are_changed_over_the_version_that_was_seen(either_here: House) -> None:
    here, patient = either_here, either_here.patient()
    admission = here.admit(patient, "A1")
    yesterday = here.desk.clock.now().date() - timedelta(days=1)
    asked: dict[str, Any] = {"admission": admission, "version": 1, "marks": MARKS, "expected": yesterday}
    assert set(refused(here, ChangeStay, **asked)) == {"expected"}
    here.does(ChangeStay, **asked, confirmed=True)
    with pytest.raises(Stale):
        here.does(ChangeStay, **asked, confirmed=True)
    here.does(ChangeStay, admission=admission, version=2, marks=Marks(), expected=yesterday)
    who = here.bed("A1").occupant
    assert who is not None
    assert (who.marks, who.expected) == (Marks(), yesterday)
    assert here.map().expected_out == 1


def test_the_chart_tells_of_stays_and_where_somebody_lies(either_here: House) -> None:
    here, patient = either_here, either_here.patient()
    here.desk.clock.advance(60)
    admission = here.admit(patient, "A1", why="Pneumonia", marks=MARKS)
    here.desk.clock.advance(60)
    here.does(Transfer, admission=admission, version=1, bed=here.bed("B2").uid)
    banner = [(line.title, line.text) for line in here.desk.ask(Chart(uid=patient), Role.NURSE).banner]
    assert banner == [
        ("In bed", "Medical, bed B2, since 02-Mar-2026"), ("Droplet isolation", ""), ("Fall risk", ""),
        ("Nil by mouth", ""),
    ]  # fmt: skip
    assert [line.title for line in here.desk.ask(Chart(uid=patient), Role.RECEPTIONIST).banner] == ["In bed"]
    here.desk.clock.advance(60)
    here.does(Discharge, admission=admission, version=2, kind=DischargeKind.DIED)
    lines = here.desk.ask(Timeline(patient=patient), Role.NURSE).rows
    assert [line.title for line in lines] == ["Died here", "Moved to another bed", "Admitted", "Registered"]
    assert lines[2].detail == "Medical, bed A1 · Pneumonia"
    desks = here.desk.ask(Timeline(patient=patient), Role.RECEPTIONIST).rows
    assert all("Pneumonia" not in line.detail for line in desks)
    assert here.desk.ask(Chart(uid=patient), Role.NURSE).banner == ()


def test_a_second_click_admits_once(here: House) -> None:
    command = Admit(id=here.desk.id(), patient=here.patient(), bed=here.bed("A1").uid)
    assert here.desk.do(command, Role.NURSE) == here.desk.do(command, Role.NURSE)
    assert len(here.desk.sql("SELECT uid FROM bed_stay")) == 1
