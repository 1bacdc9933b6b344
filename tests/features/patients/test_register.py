"""Patients: what can be registered, what comes back to whom, and imports that are whole or nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.patients import exchange
from hms_desktop.features.patients.chart import Chart
from hms_desktop.features.patients.domain import (
    Particulars,
    PatientRow,
    Precision,
    Sex,
    digits,
    is_record_number,
    known_day,
    problems,
    record_number,
)
from hms_desktop.features.patients.exchange import ImportPatients
from hms_desktop.features.patients.service import ChangePatient, PatientList, PatientsFound, RegisterPatient
from hms_desktop.kernel.access import CLASSES_OF, ColumnClass, Role
from hms_desktop.kernel.errors import Invalid, NotFound, Stale
from hms_desktop.kernel.text import clean
from tests.data import nasty
from tests.support import Desk

TODAY = date(2026, 3, 2)
FULL = Particulars(family="García López", given="José", sex=Sex.MALE, born=date(1959, 5, 17), phone="+34 (600) 100-200")


def register(desk: Desk, facts: Particulars) -> UUID:
    return desk.do(RegisterPatient(id=desk.id(), facts=facts, confirmed=True), Role.RECEPTIONIST).uid


def one(desk: Desk, uid: UUID, role: str = Role.RECEPTIONIST) -> PatientRow:
    return desk.ask(Chart(uid=uid), role).patient


def test_what_was_registered_is_what_is_opened(either_desk: Desk) -> None:
    done = either_desk.do(RegisterPatient(id=either_desk.id(), facts=FULL), Role.RECEPTIONIST)
    assert one(either_desk, done.uid) == PatientRow(
        done.uid, 1, done.number, FULL.family, FULL.given, FULL.sex, FULL.born, FULL.precision, FULL.phone, ""
    )
    assert is_record_number(done.number)


def test_numbers_follow_one_another(either_desk: Desk) -> None:
    made = [
        either_desk.do(RegisterPatient(id=either_desk.id(), facts=Particulars(family=name), confirmed=True), Role.NURSE)
        for name in "abc"
    ]
    assert [patient.number[:-1] for patient in made] == ["000001", "000002", "000003"]


def test_a_change_is_made_on_the_version_that_was_seen(either_desk: Desk) -> None:
    uid = register(either_desk, FULL)
    new = Particulars(family="Otra", sex=Sex.OTHER)
    either_desk.do(ChangePatient(id=either_desk.id(), uid=uid, version=1, facts=new), Role.NURSE)
    row = one(either_desk, uid)
    assert (row.family, row.given, row.born, row.phone, row.version) == ("Otra", "", None, "", 2)
    with pytest.raises(Stale):
        either_desk.do(ChangePatient(id=either_desk.id(), uid=uid, version=1, facts=FULL), Role.NURSE)
    with pytest.raises(NotFound):
        one(either_desk, either_desk.id())


@pytest.mark.parametrize("typed", nasty.TEXTS, ids=range(len(nasty.TEXTS)))
def test_whatever_is_typed_into_a_name_comes_back_cleaned(either_desk: Desk, typed: str) -> None:
    facts = Particulars(family=typed[:150], given="x " + typed[:150], phone="1234" + typed[:20])
    told = problems(facts, TODAY)
    if told:
        with pytest.raises(Invalid):
            register(either_desk, facts)
        return
    row = one(either_desk, register(either_desk, facts))
    assert (row.family, row.given, row.phone) == (clean(facts.family), clean(facts.given), clean(facts.phone))


IMPOSSIBLE: list[tuple[dict[str, Any], str]] = [
    ({"family": ""}, "family"),
    ({"family": " \t\u2003 "}, "family"),
    ({"family": "x" * 201}, "family"),
    ({"family": "x", "given": "y" * 1_000_000}, "given"),
    ({"family": "x", "born": TODAY + timedelta(days=1)}, "born"),
    ({"family": "x", "born": date(1879, 12, 31)}, "born"),
    ({"family": "x", "phone": "123"}, "phone"),
    ({"family": "x", "phone": "1" * 19}, "phone"),
    ({"family": "x", "phone": "none"}, "phone"),
    ({"family": "x", "phone": "1234" + "x" * 1_000_000}, "phone"),
]


@pytest.mark.parametrize(("values", "field"), IMPOSSIBLE, ids=range(len(IMPOSSIBLE)))
def test_what_cannot_be_is_refused_beside_its_field(desk: Desk, values: dict[str, Any], field: str) -> None:
    facts = Particulars(**values)
    uid = register(desk, FULL)
    with pytest.raises(Invalid) as info:
        register(desk, facts)
    assert set(info.value.fields) == {field}
    with pytest.raises(Invalid):
        desk.do(ChangePatient(id=desk.id(), uid=uid, version=1, facts=facts), Role.NURSE)
    with pytest.raises(Invalid) as info:
        desk.do(ImportPatients(id=desk.id(), rows=(FULL, facts)), Role.ADMINISTRATOR)
    assert set(info.value.fields) == {f"rows.2.{field}"}
    assert one(desk, uid).version == 1
    assert len(desk.sql("SELECT * FROM patient")) == 1


def test_one_name_is_enough_and_everything_else_may_be_unknown(desk: Desk) -> None:
    assert one(desk, register(desk, Particulars(family="", given="Madonna"))).born is None
    assert problems(Particulars(family="x", born=TODAY), TODAY) == {}
    assert problems(Particulars(family="x", born=date(1880, 1, 1)), TODAY) == {}


@pytest.mark.parametrize(
    ("precision", "day"),
    [
        (Precision.DAY, date(1959, 5, 17)),
        (Precision.MONTH, date(1959, 5, 1)),
        (Precision.YEAR, date(1959, 1, 1)),
        (Precision.ESTIMATED, date(1959, 1, 1)),
    ],
)
def test_of_what_is_not_known_of_a_birth_date_the_first_is_stored(desk: Desk, precision: Precision, day: date) -> None:
    facts = Particulars(family="x", born=date(1959, 5, 17), precision=precision)
    row = one(desk, register(desk, facts))
    assert (row.born, row.precision) == (day, precision)
    assert known_day(Particulars(family="x")) is None


def test_an_import_registers_everybody(either_desk: Desk) -> None:
    rows = tuple(Particulars(family=f"Family {n}", phone=f"1234{n}") for n in range(30))
    command = ImportPatients(id=either_desk.id(), rows=rows)
    done = either_desk.execute(command, Role.ADMINISTRATOR)
    assert (done.answer.added, len(done.changes.by_kind["patient"] or ())) == (30, 30)
    assert either_desk.execute(command, Role.ADMINISTRATOR).again
    found = either_desk.sql("SELECT count(*), count(DISTINCT serial), min(serial), max(serial) FROM patient")
    assert found == [(30, 30, 1, 30)]
    page = either_desk.ask(PatientList(), Role.DOCTOR)
    assert sorted(row.family for row in page.rows) == sorted(facts.family for facts in rows)


def test_an_import_is_whole_or_nothing(either_desk: Desk) -> None:
    rows = (*(Particulars(family=f"Family {n}") for n in range(30)), Particulars(family=""))
    with pytest.raises(Invalid) as info:
        either_desk.do(ImportPatients(id=either_desk.id(), rows=rows), Role.ADMINISTRATOR)
    assert set(info.value.fields) == {"rows.31.family"}
    for table in ("patient", "journal", "outcome"):
        assert either_desk.sql(f"SELECT * FROM {table}") == []
    assert either_desk.do(ImportPatients(id=either_desk.id(), rows=()), Role.ADMINISTRATOR).added == 0


def test_an_import_that_is_too_long_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "IMPORT_LIMIT", 3)
    with pytest.raises(Invalid, match="At most 3 patients"):
        desk.do(ImportPatients(id=desk.id(), rows=(FULL,) * 4), Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", [Role.LAB, Role.MANAGER, Role.DOCTOR, Role.PRIVACY_OFFICER, Role.CASHIER])
def test_a_role_without_contacts_sees_no_phone_and_finds_by_none(desk: Desk, role: Role) -> None:
    uid = register(desk, FULL)
    sees = ColumnClass.CONTACT in CLASSES_OF[role]
    assert sees is (role is not Role.LAB)
    (listed,) = desk.ask(PatientList(), role).rows
    (named,) = desk.ask(PatientsFound(typed="garcia"), role)
    assert listed.phone == named.row.phone == (FULL.phone if sees else None)
    assert one(desk, uid, role).phone == (FULL.phone if sees else None)
    by_phone = desk.ask(PatientsFound(typed="+34 600"), role)
    assert [hit.row.uid for hit in by_phone] == ([uid] if sees else [])


def test_who_may_find_patients_may_read_who_they_are(desk: Desk) -> None:
    for feature in desk.house.features:
        for role, held in feature.roles.items():
            if any(name.startswith("patient.") for name in held) and "patient.import" not in held:
                assert ColumnClass.IDENTITY in CLASSES_OF[role], role


def test_a_patient_is_found_by_his_number_and_phone_however_written(either_desk: Desk) -> None:
    done = either_desk.do(RegisterPatient(id=either_desk.id(), facts=FULL), Role.RECEPTIONIST)
    register(either_desk, Particulars(family="Other", phone="999 99 99"))
    for typed in (done.number, "34600100", "+34 600-100", "(34) 600.100/200", "٣٤ ٦٠٠", f" {done.number} "):
        assert [hit.row.uid for hit in either_desk.ask(PatientsFound(typed=typed), Role.NURSE)] == [done.uid], typed
    assert either_desk.ask(PatientsFound(typed="0000011"), Role.NURSE) == ()


def test_opening_a_chart_is_recorded_with_whose_it_is_and_a_list_as_a_search(either_desk: Desk) -> None:
    uid = register(either_desk, FULL)
    one(either_desk, uid, Role.DOCTOR)
    either_desk.ask(PatientList(), Role.DOCTOR)
    either_desk.ask(PatientsFound(typed="x"), Role.DOCTOR)
    found = either_desk.sql("SELECT verb, entity, entity_id, command FROM journal WHERE seq > 1 ORDER BY seq")
    bound = either_desk.engine.bind(uid)
    assert found == [("opened", "patient", bound, "Chart"), ("searched", "patient", None, "PatientList")]


@given(st.integers(0, 10**12), st.data())
def test_a_slip_of_one_digit_or_a_swap_of_two_does_not_give_another_number(serial: int, data: st.DataObject) -> None:
    number = record_number(serial)
    assert is_record_number(number)
    place = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))
    assert not is_record_number(number[:place] + other + number[place + 1 :])
    if place and number[place - 1] != number[place]:
        assert not is_record_number(number[: place - 1] + number[place] + number[place - 1] + number[place + 1 :])


@pytest.mark.parametrize("text", ["", "0", "12345", "000001x", "٠٠٠٠٠١٢", "²²²²²²²", "-000012", "0000011"])
def test_what_is_no_record_number_is_none(text: str) -> None:
    assert not is_record_number(text)
    assert digits("٠٠١۲²½x5") == "00125"
