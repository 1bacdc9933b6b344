"""Finding a patient: from exact to alike, and what is not found by whom."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from hms_desktop.features.patients.chart import Chart
from hms_desktop.features.patients.domain import Hit, ListOrder, NewIdentifier, NewPhone, Particulars
from hms_desktop.features.patients.finding import FEW
from hms_desktop.features.patients.parts import AddPhone
from hms_desktop.features.patients.service import PatientList, PatientsFound, RegisterPatient
from hms_desktop.features.patients.states import ArchivePatient, RestrictPatient
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.paging import PageRequest
from tests.support import Desk

JANE = Particulars(
    family="Whitcombe", given="Jane", former="Okonkwo", nickname="Jinty", born=date(1986, 4, 12), phone="01632 960 111"
)


def register(desk: Desk, facts: Particulars, **more: Any) -> UUID:  # noqa: ANN401 - the command's other fields
    return desk.do(RegisterPatient(id=desk.id(), facts=facts, **more), Role.RECEPTIONIST).uid


def found(desk: Desk, typed: str, role: str = Role.NURSE) -> list[tuple[UUID, str]]:
    return [(hit.row.uid, hit.why) for hit in hits(desk, typed, role)]


def hits(desk: Desk, typed: str, role: str = Role.NURSE) -> tuple[Hit, ...]:
    return desk.ask(PatientsFound(typed=typed), role)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("whit", "name"),
        ("jane", "name"),
        ("jane whit", "words"),
        ("okonkwo", "words"),
        ("jinty", "words"),
        ("12041986", "born"),
        ("12/4/86", "born"),
        ("12 apr 1986", "born"),
        ("1986-04-12", "born"),
        ("01632 960", "phone"),
        ("07700900222", "phone"),
        ("943 476 5919", "identifier"),
    ],
)
def test_a_patient_is_found_by_whatever_is_known_of_him(either_desk: Desk, typed: str, why: str) -> None:
    phones = (NewPhone(label="work", number="07700 900222"),)
    identifiers = (NewIdentifier(system="nhs", value="943-476-5919"),)
    uid = register(either_desk, JANE, phones=phones, identifiers=identifiers)
    register(either_desk, Particulars(family="Somebody", given="Else", born=date(1986, 12, 4), phone="01632 961 000"))
    assert found(either_desk, typed) == [(uid, why)]


@pytest.mark.parametrize("typed", ["whitcmobe", "whitcmbe", "whitcxombe", "whitcombr", "jame whitcombe", "jnae whit"])
def test_one_slip_of_typing_is_forgiven(desk: Desk, typed: str) -> None:
    uid = register(desk, JANE)
    assert found(desk, typed) == [(uid, "typo")]


@pytest.mark.parametrize("typed", ["wittkumbe", "whytcombo jain"])
def test_what_sounds_like_a_name_leads_to_it(desk: Desk, typed: str) -> None:
    uid = register(desk, JANE)
    assert found(desk, typed) == [(uid, "sound")]


@pytest.mark.parametrize(("family", "typed"), [("Жуков", "жукво"), ("देवी", "दवी"), ("Müller", "mullre")])
def test_a_slip_is_forgiven_in_every_script(desk: Desk, family: str, typed: str) -> None:
    uid = register(desk, Particulars(family=family))
    assert found(desk, typed) == [(uid, "typo")]


def test_guesses_come_after_what_was_typed_and_only_where_that_finds_few(desk: Desk) -> None:
    near = register(desk, Particulars(family="Meyer"))
    exact = [register(desk, Particulars(family="Meier", given=name)) for name in ("Ada", "Bo")]
    assert found(desk, "meier") == [(exact[0], "name"), (exact[1], "name"), (near, "typo")]
    register(desk, Particulars(family="Meier", given="Cy"))
    assert len(found(desk, "meier")) == FEW
    assert {why for _, why in found(desk, "meier")} == {"name"}


def test_three_names_that_one_person_has_mean_that_one(desk: Desk) -> None:
    register(desk, Particulars(family="Meyer Lopez", given="Ana"))
    uid = register(desk, Particulars(family="Meier Lopez", given="Ana"))
    assert found(desk, "meier lopez ana") == [(uid, "words")]
    assert len(found(desk, "meier lopez")) == 2


def test_whom_two_steps_find_is_told_once_and_by_the_surer(desk: Desk) -> None:
    uid = register(desk, Particulars(family="Lopez", given="Lopez"), confirmed=True)
    assert found(desk, "lopez") == [(uid, "name")]


def test_a_restricted_record_is_found_by_its_name_and_shows_no_contact(either_desk: Desk) -> None:
    uid = register(either_desk, JANE)
    either_desk.do(RestrictPatient(id=either_desk.id(), uid=uid, version=1), Role.PRIVACY_OFFICER)
    (hit,) = hits(either_desk, "whitcombe")
    assert (hit.row.uid, hit.row.is_restricted, hit.row.born) == (uid, True, JANE.born)
    assert hit.row.phone is hit.row.city is None
    for typed in ("01632 960 111", "whitcmobe", "wittkumbe"):
        assert hits(either_desk, typed) == (), typed


def test_a_list_stands_in_the_order_that_is_asked_for(either_desk: Desk) -> None:
    for family, name in (("Cole", "Ada"), ("Abel", "Cy"), ("Baker", "Bo")):
        register(either_desk, Particulars(family=family, given=name))

    def listed(by: ListOrder, *, descending: bool = False) -> str:
        first = either_desk.ask(PatientList(by=by, page=PageRequest(size=2, descending=descending)), Role.NURSE)
        rest = PageRequest(first.next, 2, descending)
        rows = (*first.rows, *either_desk.ask(PatientList(by=by, page=rest), Role.NURSE).rows)
        return " ".join(row.family for row in rows)

    assert listed(ListOrder.NAME) == "Abel Baker Cole"
    assert listed(ListOrder.GIVEN) == "Cole Baker Abel"
    assert listed(ListOrder.NUMBER) == "Cole Abel Baker"
    assert listed(ListOrder.NUMBER, descending=True) == "Baker Abel Cole"


def test_the_archive_is_looked_through_only_on_purpose(either_desk: Desk) -> None:
    uid = register(either_desk, JANE)
    either_desk.do(ArchivePatient(id=either_desk.id(), uid=uid, version=1), Role.DOCTOR)
    assert hits(either_desk, "whitcombe") == ()
    (hit,) = either_desk.ask(PatientsFound(typed="whitcombe", is_archived=True), Role.NURSE)
    assert (hit.row.uid, hit.row.is_archived) == (uid, True)
    assert either_desk.ask(PatientList(), Role.NURSE).rows == ()
    assert [row.uid for row in either_desk.ask(PatientList(is_archived=True), Role.NURSE).rows] == [uid]


def test_with_nothing_typed_whom_one_opened_last_come_first(either_desk: Desk) -> None:
    first, second, third = (register(either_desk, Particulars(family=name)) for name in ("Abel", "Baker", "Cole"))
    for uid in (first, second, first):
        either_desk.clock.advance(600)
        either_desk.ask(Chart(uid=uid), Role.DOCTOR)
    either_desk.ask(Chart(uid=third), Role.NURSE)
    assert found(either_desk, "", Role.DOCTOR) == [(first, "seen"), (second, "seen")]
    assert found(either_desk, "", Role.NURSE) == [(third, "seen")]
    assert found(either_desk, "", Role.LAB) == []


def test_who_sees_no_contact_finds_nobody_by_a_further_phone(either_desk: Desk) -> None:
    uid = register(either_desk, JANE)
    either_desk.do(AddPhone(id=either_desk.id(), patient=uid, number="07700 900333"), Role.NURSE)
    assert found(either_desk, "07700900333", Role.NURSE) == [(uid, "phone")]
    assert found(either_desk, "07700900333", Role.LAB) == []
