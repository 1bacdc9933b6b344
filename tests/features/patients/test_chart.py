"""A chart: what opening it shows to whom, what happened to the record, and who may not look."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from hms_desktop.features.patients.chart import Chart, Timeline
from hms_desktop.features.patients.domain import NewIdentifier, NewPhone, NewRelation, Particulars, Relation
from hms_desktop.features.patients.history import FieldHistory, RecordLines
from hms_desktop.features.patients.parts import AddPhone, RemoveIdentifier, RemovePhone, RemoveRelation
from hms_desktop.features.patients.service import ChangePatient, RegisterPatient
from hms_desktop.features.patients.states import (
    ArchivePatient,
    LiftRestriction,
    ReactivatePatient,
    RecordDeath,
    RestrictPatient,
    TakeBackDeath,
)
from hms_desktop.features.users.service import BreakGlass
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Denied, Invalid, NotFound, Stale
from hms_desktop.kernel.messages import Command, Query
from hms_desktop.kernel.paging import PageRequest
from tests.support import Desk

FACTS = Particulars(
    family="Whitcombe", given="Jane", born=date(1986, 4, 12), phone="01632 960111", city="Leeds", note="Hard of hearing"
)


def register(desk: Desk, facts: Particulars = FACTS) -> UUID:
    command = RegisterPatient(
        id=desk.id(),
        facts=facts,
        phones=(NewPhone(label="work", number="07700 900222"),),
        identifiers=(NewIdentifier(system="passport", value=facts.family + facts.given),),
        relations=(NewRelation(kind=Relation.MOTHER, name="Ann Whitcombe", is_emergency=True),),
    )
    return desk.do(command, Role.RECEPTIONIST).uid


@pytest.fixture
def staffed(either_desk: Desk) -> Desk:
    """Everybody has an account, so that a history can say who it was."""
    either_desk.staff()
    return either_desk


def test_a_chart_shows_everything_that_was_registered(either_desk: Desk) -> None:
    chart = either_desk.ask(Chart(uid=register(either_desk)), Role.DOCTOR)
    assert chart.facts == FACTS
    assert [(one.label, one.number) for one in chart.phones] == [("work", "07700 900222")]
    assert [(one.system, one.value) for one in chart.identifiers] == [("passport", "WhitcombeJane")]
    assert [(one.kind, one.name, one.is_emergency) for one in chart.relations] == [
        (Relation.MOTHER, "Ann Whitcombe", True)
    ]


def test_a_role_without_contacts_sees_who_it_is_and_not_how_he_is_reached(either_desk: Desk) -> None:
    chart = either_desk.ask(Chart(uid=register(either_desk)), Role.LAB)
    assert (chart.facts.family, chart.facts.born, chart.patient.number) == ("Whitcombe", FACTS.born, "0000013")
    assert (chart.facts.phone, chart.facts.city, chart.facts.note, chart.phones, chart.relations) == (
        "",
        "",
        "",
        (),
        (),
    )
    assert (chart.patient.phone, chart.patient.city) == (None, None)


def test_whom_one_could_take_for_him_stand_on_his_chart(either_desk: Desk) -> None:
    uid = register(either_desk)
    same_name = register(either_desk, replace(FACTS, given="Janet", born=None))
    same_day = register(either_desk, replace(FACTS, family="Whitaker", given="Jo"))
    register(either_desk, replace(FACTS, family="Abel", given="Bo"))
    found = either_desk.ask(Chart(uid=uid), Role.DOCTOR).lookalikes
    assert {row.uid for row in found} == {same_name, same_day}


def test_a_restricted_chart_opens_to_few_and_in_an_emergency(staffed: Desk) -> None:
    uid = register(staffed)
    staffed.do(RestrictPatient(id=staffed.id(), uid=uid, version=1), Role.PRIVACY_OFFICER)
    queries: tuple[Query[Any], ...] = (
        Chart(uid=uid), Timeline(patient=uid), RecordLines(patients=(uid,)), FieldHistory(uid=uid),
    )  # fmt: skip
    for query in queries:
        with pytest.raises(Denied) as info:
            staffed.ask(query, Role.DOCTOR)
        assert info.value.values == {"needs": "glass"}
    assert staffed.ask(Chart(uid=uid), Role.PRIVACY_OFFICER).facts == FACTS
    staffed.do(BreakGlass(id=staffed.id(), subject=uid, reason="unconscious in room two"), Role.DOCTOR)
    chart = staffed.ask(Chart(uid=uid), Role.DOCTOR)
    assert (chart.facts, chart.patient.phone) == (FACTS, FACTS.phone)
    with pytest.raises(Denied):
        staffed.ask(Chart(uid=uid), Role.NURSE)
    staffed.clock.advance(61 * 60)
    with pytest.raises(Denied):
        staffed.ask(Chart(uid=uid), Role.DOCTOR)


def test_nobody_changes_a_restricted_record_that_is_not_open_to_him(either_desk: Desk) -> None:
    uid = register(either_desk)
    chart = either_desk.ask(Chart(uid=uid), Role.DOCTOR)
    either_desk.do(RestrictPatient(id=either_desk.id(), uid=uid, version=1), Role.PRIVACY_OFFICER)
    acts: list[Command[Any]] = [
        ChangePatient(id=either_desk.id(), uid=uid, version=2, facts=FACTS),
        AddPhone(id=either_desk.id(), patient=uid, number="07700 900333"),
        RemovePhone(id=either_desk.id(), uid=chart.phones[0].uid),
        RemoveIdentifier(id=either_desk.id(), uid=chart.identifiers[0].uid),
        RemoveRelation(id=either_desk.id(), uid=chart.relations[0].uid),
        RecordDeath(id=either_desk.id(), uid=uid, version=2),
        ArchivePatient(id=either_desk.id(), uid=uid, version=2),
    ]
    for act in acts:
        with pytest.raises(Denied):
            either_desk.do(act, Role.DOCTOR)
    assert either_desk.ask(Chart(uid=uid), Role.PRIVACY_OFFICER).phones == chart.phones


def test_every_state_has_a_way_back_and_stands_in_the_timeline(staffed: Desk) -> None:
    uid = register(staffed)
    acts = (
        (RecordDeath(id=staffed.id(), uid=uid, version=1, died_on=date(2026, 2, 1)), Role.NURSE),
        (TakeBackDeath(id=staffed.id(), uid=uid, version=2), Role.NURSE),
        (RestrictPatient(id=staffed.id(), uid=uid, version=3), Role.MANAGER),
        (LiftRestriction(id=staffed.id(), uid=uid, version=4), Role.PRIVACY_OFFICER),
        (ArchivePatient(id=staffed.id(), uid=uid, version=5), Role.DOCTOR),
        (ReactivatePatient(id=staffed.id(), uid=uid, version=6), Role.DOCTOR),
        (ChangePatient(id=staffed.id(), uid=uid, version=7, facts=replace(FACTS, city="York")), Role.DOCTOR),
    )
    for act, role in acts:
        staffed.clock.advance(60)
        staffed.do(act, role)
    page = staffed.ask(Timeline(patient=uid), Role.DOCTOR)
    assert [(line.title, line.by) for line in page.rows] == [
        ("Particulars changed", "Doctor"),
        ("Back from the archive", "Doctor"),
        ("Archived", "Doctor"),
        ("Restriction lifted", "Privacy Officer"),
        ("Restricted", "Manager"),
        ("Death taken back", "Nurse"),
        ("Death recorded", "Nurse"),
        ("Relation added", "Receptionist"),
        ("Identity number added", "Receptionist"),
        ("Phone number added", "Receptionist"),
        ("Registered", "Receptionist"),
    ]
    chart = staffed.ask(Chart(uid=uid), Role.DOCTOR)
    assert (chart.patient.is_deceased, chart.patient.is_archived, chart.died_on) == (False, False, None)


def test_a_timeline_says_which_fields_changed_and_never_what_they_said(either_desk: Desk) -> None:
    uid = register(either_desk)
    new = replace(FACTS, family="Hale", phone="01632 960444")
    either_desk.do(ChangePatient(id=either_desk.id(), uid=uid, version=1, facts=new), Role.DOCTOR)
    details = {role: either_desk.ask(Timeline(patient=uid), role).rows[0].detail for role in (Role.DOCTOR, Role.LAB)}
    assert details == {Role.DOCTOR: "family, phone", Role.LAB: "family"}


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_the_pages_of_a_timeline_hold_every_line_once(either_desk: Desk, size: int) -> None:
    uid = register(either_desk)
    for version in range(1, 8):
        facts = replace(FACTS, note=f"word {version}")
        either_desk.clock.advance(version % 3 / 1000)
        either_desk.do(ChangePatient(id=either_desk.id(), uid=uid, version=version, facts=facts), Role.DOCTOR)
    seqs: list[int] = []
    request: PageRequest | None = PageRequest(size=size)
    while request:
        page = either_desk.ask(Timeline(patient=uid, page=request), Role.DOCTOR)
        assert page.rows
        seqs += [line.seq for line in page.rows]
        request = PageRequest(page.next, size) if page.next else None
    every = either_desk.ask(Timeline(patient=uid), Role.DOCTOR).rows
    assert len(every) == 8 + 3
    assert seqs == [line.seq for line in every]


def test_the_history_of_a_field_says_what_it_was_and_who_changed_it(staffed: Desk) -> None:
    uid = register(staffed)
    new = replace(FACTS, family="Hale", phone="01632 960444")
    staffed.do(ChangePatient(id=staffed.id(), uid=uid, version=1, facts=new), Role.NURSE)
    lines = staffed.ask(FieldHistory(uid=uid), Role.DOCTOR)
    assert [(one.field, one.old, one.new, one.who) for one in lines] == [
        ("family", "Whitcombe", "Hale", "Nurse"),
        ("phone", "01632 960111", "01632 960444", "Nurse"),
    ]
    assert [one.field for one in staffed.ask(FieldHistory(uid=uid), Role.LAB)] == ["family"]
    ((verb,),) = staffed.sql("SELECT DISTINCT verb FROM journal WHERE command = 'FieldHistory'")
    assert verb == "read the history of"


def test_what_is_unlikely_is_asked_about_once(either_desk: Desk) -> None:
    facts = Particulars(family="Lopez", given="Lopez")
    with pytest.raises(Invalid) as info:
        either_desk.do(RegisterPatient(id=either_desk.id(), facts=facts), Role.NURSE)
    assert (set(info.value.fields), info.value.values["doubts"]) == ({"given"}, ("given",))
    uid = either_desk.do(RegisterPatient(id=either_desk.id(), facts=facts, confirmed=True), Role.NURSE).uid
    with pytest.raises(Invalid):
        either_desk.do(ChangePatient(id=either_desk.id(), uid=uid, version=1, facts=facts), Role.NURSE)
    either_desk.do(ChangePatient(id=either_desk.id(), uid=uid, version=1, facts=facts, confirmed=True), Role.NURSE)


@pytest.mark.parametrize("day", [timedelta(days=3), timedelta(days=-40_000)])
def test_nobody_dies_tomorrow_or_before_his_birth(either_desk: Desk, day: timedelta) -> None:
    uid = register(either_desk)
    died_on = either_desk.clock.now().date() + day
    with pytest.raises(Invalid) as info:
        either_desk.do(RecordDeath(id=either_desk.id(), uid=uid, version=1, died_on=died_on), Role.NURSE)
    assert set(info.value.fields) == {"died_on"}


def test_a_state_is_set_on_the_version_that_was_seen(either_desk: Desk) -> None:
    uid = register(either_desk)
    either_desk.do(ArchivePatient(id=either_desk.id(), uid=uid, version=1), Role.DOCTOR)
    with pytest.raises(Stale):
        either_desk.do(RecordDeath(id=either_desk.id(), uid=uid, version=1), Role.DOCTOR)
    with pytest.raises(NotFound):
        either_desk.do(RemovePhone(id=either_desk.id(), uid=either_desk.id()), Role.DOCTOR)
