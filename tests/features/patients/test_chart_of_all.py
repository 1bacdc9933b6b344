"""A chart out of all records and features: where a joined record leads, and what other features say in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pytest

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features import NAMES
from hms_desktop.features.patients import chart as charts
from hms_desktop.features.patients.chart import Chart, Timeline
from hms_desktop.features.patients.domain import NewIdentifier, NewPhone, NewRelation, Particulars, Relation
from hms_desktop.features.patients.history import FieldHistory, RecordLines
from hms_desktop.features.patients.merging import MergePatients, MergesOf, UnmergePatients
from hms_desktop.features.patients.parts import AddPhone
from hms_desktop.features.patients.service import ChangePatient, PatientsFound, RegisterPatient
from hms_desktop.features.patients.states import RecordDeath, RestrictPatient
from hms_desktop.features.users.service import BreakGlass
from hms_desktop.kernel.access import CLASSES_OF, Access, Role
from hms_desktop.kernel.chart import BannerLine, BannerPlace, TimelineLine
from hms_desktop.kernel.errors import Conflict, Denied, Invalid
from hms_desktop.kernel.manifest import Feature, grants, load
from hms_desktop.kernel.messages import Command, Query, answers, handlers_in
from hms_desktop.kernel.paging import Cursor, PageRequest
from tests.support import Desk

ANA: Final = Particulars(family="García", given="Ana", born=date(1980, 4, 7), phone="600100200", city="Ávila")
BETO: Final = Particulars(family="Ruiz", given="Beto", born=date(1950, 1, 2), phone="0699 11 22")
PARTS: Final = {
    "phones": (NewPhone(number="0711 22 33", label="work"),),
    "identifiers": (NewIdentifier(system="passport", value="P-9001"),),
    "relations": (NewRelation(kind=Relation.MOTHER, name="Eva", phone="0622 33"),),
}
T0: Final = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def register(desk: Desk, facts: Particulars = ANA, *, whole: bool = False) -> UUID:
    command = RegisterPatient(id=desk.id(), facts=facts, **(PARTS if whole else {}))  # type: ignore[arg-type]
    return desk.do(command, Role.RECEPTIONIST).uid


def join(desk: Desk, survivor: UUID, loser: UUID, role: str = Role.NURSE) -> UUID:
    versions = [version(desk, uid) for uid in (survivor, loser)]
    command = MergePatients(
        id=desk.id(), survivor=survivor, survivor_version=versions[0], loser=loser, loser_version=versions[1], facts=ANA
    )
    return desk.do(command, role)


def version(desk: Desk, uid: UUID) -> int:
    return int(desk.sql("SELECT version FROM patient WHERE uid = ?", [desk.engine.bind(uid)])[0][0])


def restrict(desk: Desk, uid: UUID) -> None:
    desk.do(RestrictPatient(id=desk.id(), uid=uid, version=version(desk, uid)), Role.MANAGER)


def test_a_joined_record_opens_the_one_it_was_joined_to_by_any_number_of_steps(either_desk: Desk) -> None:
    one, two, three = (register(either_desk, facts) for facts in (ANA, BETO, replace(BETO, given="Bet")))
    join(either_desk, two, three)
    join(either_desk, one, two)
    for uid in (one, two, three):
        opened = either_desk.ask(Chart(uid=uid), Role.NURSE)
        assert opened.patient.uid == one
        assert set(opened.merged_from) == {two, three}


def test_records_that_lead_to_one_another_in_a_ring_open_and_do_not_turn_for_ever(desk: Desk) -> None:
    one, two = register(desk), register(desk, BETO)
    with desk.writing() as work:
        from hms_desktop.features.patients.tables import Patient

        work.rows.change(Patient, one, 1, {"merged_into": two})
        work.rows.change(Patient, two, 1, {"merged_into": one})
    opened = [desk.ask(Chart(uid=uid), Role.NURSE).patient.uid for uid in (one, two)]
    assert opened == [min(one, two)] * 2


def test_what_belongs_to_a_joined_record_stands_in_the_chart_that_it_leads_to(either_desk: Desk) -> None:
    one, two = register(either_desk), register(either_desk, BETO, whole=True)
    join(either_desk, one, two)
    opened = either_desk.ask(Chart(uid=one), Role.NURSE)
    assert [phone.number for phone in opened.phones] == ["0711 22 33"]
    assert [identifier.value for identifier in opened.identifiers] == ["P-9001"]
    assert [relation.name for relation in opened.relations] == ["Eva"]


def test_a_relation_who_is_a_patient_is_called_as_his_own_record_calls_him(either_desk: Desk) -> None:
    mother = register(either_desk, BETO)
    relation = NewRelation(kind=Relation.MOTHER, other=mother)
    command = RegisterPatient(id=either_desk.id(), facts=ANA, relations=(relation,))
    uid = either_desk.do(command, Role.NURSE).uid
    (shown,) = either_desk.ask(Chart(uid=uid), Role.NURSE).relations
    assert (shown.name, shown.other) == ("Beto Ruiz", mother)


def test_a_role_without_contacts_gets_none_in_any_part_of_a_chart(either_desk: Desk) -> None:
    uid = register(either_desk, whole=True)
    opened = either_desk.ask(Chart(uid=uid), Role.LAB)
    assert (opened.facts.phone, opened.facts.city, opened.patient.phone, opened.patient.city) == ("", "", None, None)
    assert (opened.phones, opened.relations) == ((), ())
    assert opened.facts.family == "García"
    assert [identifier.value for identifier in opened.identifiers] == ["P-9001"]
    seen = either_desk.ask(Chart(uid=uid), Role.NURSE)
    assert (seen.facts.city, len(seen.phones), len(seen.relations)) == ("Ávila", 1, 1)
    titles = [line.title for line in either_desk.ask(Timeline(patient=uid), Role.LAB).rows]
    assert sorted(titles) == ["Identity number added", "Registered"]


def test_a_restricted_record_is_closed_in_every_way_and_says_how_to_open_it(either_staffed: Desk) -> None:
    uid = register(either_staffed)
    restrict(either_staffed, uid)
    asked: tuple[Query[Any], ...] = (
        Chart(uid=uid),
        Timeline(patient=uid),
        FieldHistory(uid=uid),
        RecordLines(patients=(uid,)),
    )
    for query in asked:
        with pytest.raises(Denied) as info:
            either_staffed.ask(query, Role.DOCTOR)
        assert info.value.values["needs"] == "glass"
    opened = either_staffed.ask(Chart(uid=uid), Role.PRIVACY_OFFICER)
    assert (opened.patient.phone, opened.facts.city) == ("600100200", "Ávila")


def test_a_record_opened_in_an_emergency_is_shown_whole_for_an_hour(either_staffed: Desk) -> None:
    uid = register(either_staffed)
    restrict(either_staffed, uid)
    either_staffed.do(BreakGlass(id=either_staffed.id(), subject=uid, reason="unconscious"), Role.DOCTOR)
    assert either_staffed.ask(Chart(uid=uid), Role.DOCTOR).patient.phone == "600100200"
    assert either_staffed.ask(Timeline(patient=uid), Role.DOCTOR).rows
    with pytest.raises(Denied):
        either_staffed.ask(Chart(uid=uid), Role.NURSE)
    either_staffed.clock.advance(61 * 60)
    with pytest.raises(Denied):
        either_staffed.ask(Chart(uid=uid), Role.DOCTOR)


def test_the_glass_of_a_joined_record_opens_the_one_it_leads_to(staffed: Desk) -> None:
    one, two = register(staffed), register(staffed, BETO)
    join(staffed, one, two)
    restrict(staffed, one)
    with pytest.raises(Denied):
        staffed.ask(Chart(uid=two), Role.DOCTOR)
    staffed.do(BreakGlass(id=staffed.id(), subject=two, reason="unconscious"), Role.DOCTOR)
    assert staffed.ask(Chart(uid=two), Role.DOCTOR).patient.uid == one


def test_a_restricted_record_is_joined_only_by_who_may_open_it_and_keeps_the_joined_one_closed(staffed: Desk) -> None:
    one, two = register(staffed), register(staffed, BETO)
    restrict(staffed, two)
    with pytest.raises(Denied):
        join(staffed, one, two)
    staffed.do(BreakGlass(id=staffed.id(), subject=two, reason="the same person"), Role.NURSE)
    done = join(staffed, one, two)
    with pytest.raises(Denied):
        staffed.ask(Chart(uid=one), Role.DOCTOR)
    staffed.do(UnmergePatients(id=staffed.id(), merge=done), Role.NURSE)
    assert staffed.ask(Chart(uid=one), Role.DOCTOR).patient.is_restricted is False
    with pytest.raises(Denied):
        staffed.ask(Chart(uid=two), Role.DOCTOR)


def test_a_death_on_either_record_is_the_joined_one_s_until_they_part(either_desk: Desk) -> None:
    one, two = register(either_desk), register(either_desk, BETO)
    death = RecordDeath(id=either_desk.id(), uid=two, version=1, died_on=date(2026, 1, 2))
    either_desk.do(death, Role.NURSE)
    done = join(either_desk, one, two)
    opened = either_desk.ask(Chart(uid=one), Role.NURSE)
    assert (opened.patient.is_deceased, opened.died_on) == (True, date(2026, 1, 2))
    either_desk.do(UnmergePatients(id=either_desk.id(), merge=done), Role.NURSE)
    assert either_desk.ask(Chart(uid=one), Role.NURSE).patient.is_deceased is False
    assert either_desk.ask(MergesOf(survivor=one), Role.NURSE)[0].undone_at is not None


def test_what_was_joined_is_changed_only_where_it_leads_to(desk: Desk) -> None:
    one, two = register(desk), register(desk, BETO)
    join(desk, one, two)
    commands: tuple[Command[Any], ...] = (
        ChangePatient(id=desk.id(), uid=two, version=2, facts=BETO),
        AddPhone(id=desk.id(), patient=two, number="0711 22"),
        RecordDeath(id=desk.id(), uid=two, version=2),
    )
    for command in commands:
        with pytest.raises(Conflict, match="joined"):
            desk.do(command, Role.NURSE)


def test_lookalikes_are_other_records_of_the_same_day_or_name(either_desk: Desk) -> None:
    uid = register(either_desk)
    same_day = register(either_desk, replace(ANA, given="Anabel", family="Gago"))
    same_name = register(either_desk, replace(ANA, born=date(1999, 1, 1)))
    register(either_desk, BETO)
    opened = either_desk.ask(Chart(uid=uid), Role.NURSE)
    assert {row.uid for row in opened.lookalikes} == {same_day, same_name}
    for n in range(9):
        register(either_desk, replace(ANA, nickname=f"{n}"))
    assert len(either_desk.ask(Chart(uid=uid), Role.NURSE).lookalikes) == 5


@dataclass(frozen=True, kw_only=True)
class Told(Query[tuple[BannerLine, ...]]):
    """A made-up feature's line of a banner."""

    patient: UUID


@dataclass(frozen=True, kw_only=True)
class Happened(Query[tuple[TimelineLine, ...]]):
    """A made-up feature's lines of a timeline: many in one instant."""

    patients: tuple[UUID, ...]
    before: int | None = None
    size: int = 50


@answers(Told, permission="fake.read")
def told(query: Told, _work: Work) -> tuple[BannerLine, ...]:
    return (BannerLine(BannerPlace.ALERTS, f"alert of {query.patient}"),)


@answers(Happened, permission="fake.read")
def happened(query: Happened, _work: Work) -> tuple[TimelineLine, ...]:
    lines = [TimelineLine(T0 + timedelta(hours=n // 7), n % 3, "Fake", f"{n}") for n in range(23)]
    early = [one for one in lines if query.before is None or one.at.timestamp() * 1000 < query.before]
    newest = sorted(early, key=lambda one: (one.at, one.seq), reverse=True)
    return tuple(newest[: query.size])


class _Fake(Feature):
    """A manifest whose queries stand in this file."""

    def found(self, name: str) -> object:
        return {"made:Told": Told, "made:Happened": Happened}[name]


FAKE: Final = _Fake(
    name="fake",
    title="Fake",
    permissions={"fake.read": "Read"},
    roles={Role.NURSE: ("fake.read",)},
    banner=("made:Told",),
    timeline=("made:Happened",),
)


@pytest.fixture
def with_fake(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A clinic that has one more feature."""
    features = (*load(NAMES), FAKE)
    monkeypatch.setattr(charts, "load", lambda _: features)
    modules = [module for feature in desk.house.features for module in feature.handler_modules()]
    desk.bus = desk.with_handlers((*handlers_in(modules), told, happened), Access(grants(features), CLASSES_OF))
    return desk


def test_a_chart_shows_what_any_feature_says_to_who_may_read_it(with_fake: Desk) -> None:
    uid = register(with_fake)
    (line,) = with_fake.ask(Chart(uid=uid), Role.NURSE).banner
    assert line.title == f"alert of {uid}"
    assert with_fake.ask(Chart(uid=uid), Role.CASHIER).banner == ()
    kinds = {line.kind for line in with_fake.ask(Timeline(patient=uid), Role.NURSE).rows}
    assert kinds == {"Fake", "Patient"}
    assert {line.kind for line in with_fake.ask(Timeline(patient=uid), Role.CASHIER).rows} == {"Patient"}


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 8, 40])
def test_pages_of_a_timeline_hold_every_line_once_however_many_share_an_instant(with_fake: Desk, size: int) -> None:
    uid = register(with_fake, whole=True)
    whole = with_fake.ask(Timeline(patient=uid), Role.NURSE).rows
    assert len(whole) == 23 + 4
    found: list[TimelineLine] = []
    page = with_fake.ask(Timeline(patient=uid, page=PageRequest(size=size)), Role.NURSE)
    found += page.rows
    while page.next:
        assert len(page.rows) == size
        page = with_fake.ask(Timeline(patient=uid, page=PageRequest(page.next, size)), Role.NURSE)
        found += page.rows
    assert tuple(found) == whole


def test_a_made_up_place_in_a_timeline_is_refused(desk: Desk) -> None:
    uid = register(desk)
    for sort in ("", "x:1", "1", "-1:2", 5):
        with pytest.raises(Invalid):
            desk.ask(Timeline(patient=uid, page=PageRequest(Cursor(sort, uid))), Role.NURSE)


def test_a_timeline_says_which_fields_changed_and_never_what_they_said(either_staffed: Desk) -> None:
    uid = register(either_staffed, whole=True)
    new = replace(ANA, phone="0644 55 66", family="Garza")
    either_staffed.do(ChangePatient(id=either_staffed.id(), uid=uid, version=1, facts=new), Role.NURSE)
    lines = either_staffed.ask(Timeline(patient=uid), Role.NURSE).rows
    (line,) = [line for line in lines if line.title == "Particulars changed"]
    assert (line.detail, line.by) == ("family, phone", Role.NURSE.title())
    (line,) = [one for one in either_staffed.ask(Timeline(patient=uid), Role.LAB).rows if one.title == line.title]
    assert line.detail == "family"
    told = " ".join(f"{line.title} {line.detail}" for line in lines)
    for value in ("Garza", "García", "0644", "0711", "0622", "P-9001", "Eva"):
        assert value not in told
    for title, detail in (("Phone number added", "work"), ("Identity number added", "Passport")):
        assert (title, detail) in {(line.title, line.detail) for line in lines}


def test_a_history_tells_old_and_new_of_the_fields_that_the_role_may_read(either_staffed: Desk) -> None:
    uid = register(either_staffed)
    new = replace(ANA, phone="0644 55 66", family="Garza")
    either_staffed.do(ChangePatient(id=either_staffed.id(), uid=uid, version=1, facts=new), Role.NURSE)
    seen = either_staffed.ask(FieldHistory(uid=uid), Role.RECEPTIONIST)
    assert {(line.field, line.old, line.new) for line in seen} == {
        ("family", "García", "Garza"),
        ("phone", "600100200", "0644 55 66"),
    }
    assert {line.who for line in seen} == {Role.NURSE.title()}
    assert [line.field for line in either_staffed.ask(FieldHistory(uid=uid), Role.LAB)] == ["family"]
    last = either_staffed.sql("SELECT verb FROM journal ORDER BY seq DESC LIMIT 1")
    assert last == [("read the history of",)]


def test_a_joined_record_s_number_identifier_and_phone_lead_to_whom_it_was_joined_to(either_desk: Desk) -> None:
    one, two = register(either_desk), register(either_desk, BETO, whole=True)
    number = either_desk.ask(Chart(uid=two), Role.NURSE).patient.number
    join(either_desk, one, two)
    for typed, why in ((number, "number"), ("P-9001", "identifier"), ("0711 22", "phone")):
        hits = either_desk.ask(PatientsFound(typed=typed), Role.NURSE)
        assert [(hit.row.uid, hit.why) for hit in hits] == [(one, why)], typed
