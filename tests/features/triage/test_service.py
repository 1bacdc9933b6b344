"""What is suggested, what an acceptance keeps, and what it sets in motion, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from hms_desktop.features.patients.domain import Particulars, Sex
from hms_desktop.features.scheduling.domain import VisitRow
from hms_desktop.features.scheduling.queue import VisitOf, WalkIn
from hms_desktop.features.staff.domain import DoctorFacts
from hms_desktop.features.staff.service import ChangeDoctor
from hms_desktop.features.triage.domain.judgement import Silence
from hms_desktop.features.triage.domain.kinds import Kind, Stay, Urgency
from hms_desktop.features.triage.domain.suggestion import Suggestion
from hms_desktop.features.triage.service import AcceptCare, CareChoices, SuggestCare
from hms_desktop.inference.catalogue import Catalogue
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Denied, Invalid, Stale
from tests.features.triage.clinic import House, doctor, furnished
from tests.support import Desk, actor

ADULT, CHILD = date(1980, 5, 1), date(2022, 5, 1)


def asked(desk: Desk, problem: str, born: date | None = ADULT, sex: str = "male", **more: Any) -> Suggestion:  # noqa: ANN401
    return desk.ask(SuggestCare(problem=problem, born=born, sex=sex, **more), Role.RECEPTIONIST)


def accept(desk: Desk, shown: Suggestion, **more: Any) -> AcceptCare:  # noqa: ANN401
    said: dict[str, Any] = {
        "urgency": shown.urgency or Urgency.SOON, "stay": shown.stay.what if shown.stay else Stay.NONE,
        "department": shown.department, "ward": shown.ward,
        "doctor": shown.doctors[0].uid if shown.doctors else None, "born": ADULT, "sex": "male",
    }  # fmt: skip
    return AcceptCare(id=desk.id(), shown=shown, **(said | more))


def rows(desk: Desk, column: str) -> list[Any]:
    return [row[0] for row in desk.sql(f"SELECT {column} FROM triage ORDER BY local_no")]


@pytest.fixture
def house(either_staffed: Desk) -> House:
    return furnished(either_staffed)


@pytest.fixture
def here(either_staffed: Desk, house: House) -> Desk:
    assert house.doctors
    return either_staffed


def test_a_childs_fever_goes_to_the_children_and_a_man_with_chest_pain_to_the_emergency(
    here: Desk, house: House
) -> None:
    fever = asked(here, "fever and runny nose since yesterday", CHILD)
    assert (fever.kind, fever.department) == (Kind.PAEDIATRICS, house.departments["Children"])
    assert fever.doctors[0].uid == house.doctors["Brandt"]
    assert fever.doctors[0].reasons[0].text == "{speciality}"
    heart = asked(here, "crushing chest pain, sweating")
    assert (heart.kind, heart.urgency) == (Kind.EMERGENCY, Urgency.EMERGENCY)
    assert heart.flags[0].source.startswith("CDC")
    assert heart.doctors[0].uid == house.doctors["Njoroge"]


def test_a_kind_that_the_clinic_does_not_have_is_seen_by_general_practice(here: Desk, house: House) -> None:
    tooth = asked(here, "toothache for 3 days")
    assert (tooth.kind, tooth.department) == (Kind.DENTAL, house.departments["General"])
    assert house.doctors["Petrova"] not in {one.uid for one in tooth.doctors}  # she is not in


def test_words_that_nobody_knows_are_not_judged_and_nobody_is_proposed(here: Desk) -> None:
    said = asked(here, "qwrtz plim vorgon")
    assert (said.silence, said.kinds, said.urgency, said.doctors) == (Silence.UNKNOWN, (), None, ())
    assert asked(here, " ,. ").silence is Silence.NOTHING


def test_a_red_flag_speaks_where_the_model_is_missing(here: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(here.store.given, Catalogue, Catalogue(None))
    said = asked(here, "snake bite on the foot")
    assert (said.silence, said.urgency, said.kind) == (Silence.MISSING, Urgency.EMERGENCY, Kind.EMERGENCY)
    assert said.doctors
    assert asked(here, "toothache").urgency is None


def test_suggesting_writes_nothing(here: Desk) -> None:
    before = here.sql("SELECT count(*) FROM journal")
    asked(here, "fever and cough")
    assert here.sql("SELECT count(*) FROM journal") == before
    assert rows(here, "problem") == []


def test_what_was_shown_is_kept_with_what_was_decided(here: Desk, house: House) -> None:
    shown = asked(here, "itchy rash on the arms")
    here.do(accept(here, shown, doctor=house.doctors["Haile"], urgency=Urgency.URGENT, ward="Isolation"), Role.NURSE)
    assert rows(here, "problem") == ["itchy rash on the arms"]
    assert rows(here, "urgency") == ["urgent"]
    kept = rows(here, "shown")[0]
    assert "itchy rash on the arms" in str(kept)
    assert shown.version in str(kept)
    assert "urgency" in str(rows(here, "changed")[0])
    assert "ward" in str(rows(here, "changed")[0])


def test_a_second_click_accepts_once(here: Desk) -> None:
    command = accept(here, asked(here, "toothache"))
    first = here.do(command, Role.RECEPTIONIST)
    assert here.execute(command, Role.RECEPTIONIST).again
    assert here.do(command, Role.RECEPTIONIST) == first
    assert len(rows(here, "uid")) == 1


def test_less_haste_than_a_red_flag_demands_has_to_be_confirmed(here: Desk) -> None:
    shown = asked(here, "chest pain and sweating")
    with pytest.raises(Invalid) as caught:
        here.do(accept(here, shown, urgency=Urgency.ROUTINE), Role.RECEPTIONIST)
    assert set(caught.value.fields) == {"urgency"}
    here.do(accept(here, shown, urgency=Urgency.ROUTINE, confirmed=True), Role.RECEPTIONIST)
    assert rows(here, "urgency") == ["routine"]


def test_a_suggestion_that_hides_its_flags_is_seen_through(here: Desk) -> None:
    shown = replace(asked(here, "chest pain and sweating"), flags=())
    with pytest.raises(Invalid):
        here.do(accept(here, shown, urgency=Urgency.SOON), Role.RECEPTIONIST)


@pytest.mark.parametrize(
    ("field", "value"), [("department", UUID(int=9)), ("doctor", UUID(int=9)), ("ward", "w" * 121)]
)
def test_what_is_not_there_is_said_beside_its_field(here: Desk, field: str, value: object) -> None:
    with pytest.raises(Invalid) as caught:
        here.do(accept(here, asked(here, "toothache"), **{field: value}), Role.RECEPTIONIST)
    assert set(caught.value.fields) == {field}


def test_an_acceptance_without_a_problem_is_none(here: Desk) -> None:
    with pytest.raises(Invalid) as caught:
        here.do(accept(here, asked(here, "")), Role.RECEPTIONIST)
    assert "problem" in caught.value.fields


def test_what_the_clinic_always_decides_is_suggested_next_time(here: Desk, house: House) -> None:
    for _ in range(6):
        shown = asked(here, "dolor de muelas")
        here.do(accept(here, shown, department=house.departments["Children"]), Role.RECEPTIONIST)
    said = asked(here, "dolor de muelas fuerte")
    assert said.silence is Silence.NONE
    assert said.department == house.departments["Children"]
    assert said.learned > 3
    assert said.kinds[0].probability > 0.5


def test_the_clinics_habit_never_lowers_a_red_flag(here: Desk, house: House) -> None:
    for _ in range(8):
        shown = asked(here, "chest pain and sweating")
        command = accept(here, shown, urgency=Urgency.ROUTINE, department=house.departments["General"], confirmed=True)
        here.do(command, Role.RECEPTIONIST)
    said = asked(here, "chest pain and sweating")
    assert (said.urgency, said.kind) == (Urgency.EMERGENCY, Kind.EMERGENCY)


def test_a_doctor_who_had_this_patient_before_comes_first_and_says_so(here: Desk, house: House) -> None:
    patient = here.id()
    other = here.ask(CareChoices(), Role.NURSE).doctors
    assert len(other) == 4
    shown = asked(here, "diabetes review", patient=patient)
    here.do(accept(here, shown, doctor=house.doctors["Haile"], patient=patient), Role.DOCTOR)
    again = asked(here, "diabetes review", patient=patient)
    told = next(one for one in again.doctors if one.uid == house.doctors["Haile"])
    assert "Was given this patient on {day}" in {reason.text for reason in told.reasons}
    elsewhere = asked(here, "diabetes review", patient=here.id())
    assert all("given" not in reason.text for one in elsewhere.doctors for reason in one.reasons)


@pytest.mark.parametrize("role", [Role.CASHIER, Role.LAB, Role.MANAGER, Role.ADMINISTRATOR, Role.PATIENT])
def test_others_neither_ask_nor_accept(here: Desk, role: Role) -> None:
    shown = asked(here, "toothache")
    with pytest.raises(Denied):
        here.ask(SuggestCare(problem="toothache"), role)
    with pytest.raises(Denied):
        here.do(accept(here, shown), role)


def told(desk: Desk) -> list[tuple[Any, ...]]:
    """Notices and mail, as they are kept."""
    return [
        *desk.sql("SELECT title, detail FROM notice"),
        *desk.sql("SELECT address, CAST(places AS text), subject_kind FROM message"),
    ]


def visit(desk: Desk, born: date = ADULT) -> VisitRow:
    """Somebody who just came in."""
    facts = Particulars(family="Demo", given="Person", sex=Sex.MALE, born=born)
    came = desk.do(WalkIn(id=desk.id(), facts=facts, why="fever"), Role.RECEPTIONIST)
    return desk.ask(VisitOf(uid=came.visit), Role.RECEPTIONIST)


def test_accepting_gives_the_visit_its_doctor_and_urgency(here: Desk, house: House) -> None:
    row = visit(here, CHILD)
    shown = asked(here, "fever and runny nose", None, "unknown", patient=row.patient)
    assert shown.kind is Kind.PAEDIATRICS  # the age is the record's
    command = accept(here, shown, visit=row.uid, visit_version=row.version, patient=row.patient, urgency=Urgency.SOON)
    here.do(command, Role.RECEPTIONIST)
    after = here.ask(VisitOf(uid=row.uid), Role.NURSE)
    assert (after.doctor, after.urgency.value) == (house.doctors["Brandt"], "soon")


def test_what_the_queue_refuses_is_not_recorded_either(here: Desk) -> None:
    row = visit(here)
    with pytest.raises(Stale):
        here.do(accept(here, asked(here, "toothache"), visit=row.uid, visit_version=row.version + 1), Role.RECEPTIONIST)
    assert rows(here, "uid") == []


def test_the_doctor_hears_of_it_without_a_word_about_the_patient(here: Desk, house: House) -> None:
    facts = DoctorFacts(title="Dr", family="Haile", speciality="General practice", account=actor(Role.DOCTOR).user,
                        email="haile@stanne.example", department=house.departments["General"])  # fmt: skip
    here.do(ChangeDoctor(id=here.id(), uid=house.doctors["Haile"], version=2, facts=facts), Role.MANAGER)
    row = visit(here)
    shown = asked(here, "burning when passing urine")
    command = accept(here, shown, visit=row.uid, visit_version=row.version, doctor=house.doctors["Haile"],
                     urgency=Urgency.SOON)  # fmt: skip
    here.do(command, Role.RECEPTIONIST)
    notice, mail = told(here)
    assert tuple(notice) == ("A patient was assigned to you", "Soon")
    assert tuple(mail) == ("haile@stanne.example", '{"doctor":"Dr Haile"}', "visit")
    here.do(replace(command, id=here.id(), visit=None), Role.RECEPTIONIST)
    assert len(told(here)) == 2  # without a visit nobody is given anything


def test_who_gives_a_patient_to_himself_is_not_told(here: Desk, house: House) -> None:
    facts = DoctorFacts(title="Dr", family="Haile", account=actor(Role.DOCTOR).user, email="haile@stanne.example")
    here.do(ChangeDoctor(id=here.id(), uid=house.doctors["Haile"], version=2, facts=facts), Role.MANAGER)
    row = visit(here)
    command = accept(here, asked(here, "toothache"), visit=row.uid, visit_version=row.version,
                     doctor=house.doctors["Haile"])  # fmt: skip
    here.do(command, Role.DOCTOR)
    assert told(here) == []


def test_the_doctor_with_fewer_waiting_is_first(here: Desk, house: House) -> None:
    other = doctor(here, "Abate", "Paediatrics", house.departments["Children"])
    assert asked(here, "fever and runny nose", CHILD).doctors[0].uid == other  # by name, where all else is the same
    row = visit(here, CHILD)
    shown = asked(here, "fever and runny nose", CHILD)
    here.do(
        accept(here, shown, visit=row.uid, visit_version=row.version, doctor=other, urgency=Urgency.SOON), Role.NURSE
    )
    again = asked(here, "fever and runny nose", CHILD)
    assert again.doctors[0].uid == house.doctors["Brandt"]
    assert ("{count} waiting", (("count", "1"),)) in {(one.text, one.values) for one in again.doctors[1].reasons}
