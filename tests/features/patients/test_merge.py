"""Possible doubles in the store, joining two records, and taking that back exactly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

import pytest

from hms_desktop.data.schema import table_of
from hms_desktop.features.patients import store
from hms_desktop.features.patients.domain import Particulars, Precision, Sex
from hms_desktop.features.patients.domain.incoming import Entry
from hms_desktop.features.patients.exchange import ImportPatients
from hms_desktop.features.patients.merging import (
    Duplicates,
    MergePatients,
    MergePreview,
    MergesOf,
    Preview,
    UnmergePatients,
)
from hms_desktop.features.patients.service import ChangePatient, RegisterPatient
from hms_desktop.features.patients.tables import Patient, PatientIdentifier, PatientPhone
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Conflict, Invalid, NotFound, Stale
from tests.features.patients.pairs import pairs
from tests.support import Desk

ANA: Final = Particulars(family="García", given="Ana", born=date(1980, 4, 7), phone="600100200", city="Ávila")
ANNA: Final = Particulars(family="Garcia", given="Anna", sex=Sex.FEMALE, born=date(1980, 7, 4), email="a@example.org")
BETO: Final = Particulars(family="Ruiz", given="Alberto", born=date(1950, 1, 2), phone="600100200")


def register(desk: Desk, facts: Particulars) -> UUID:
    return desk.do(RegisterPatient(id=desk.id(), facts=facts), Role.NURSE).uid


def merge(desk: Desk, survivor: UUID, loser: UUID, facts: Particulars | None = None) -> UUID:
    seen: Preview = desk.ask(MergePreview(survivor=survivor, loser=loser), Role.NURSE)
    command = MergePatients(
        id=desk.id(),
        survivor=survivor,
        survivor_version=seen.survivor_version,
        loser=loser,
        loser_version=seen.loser_version,
        facts=facts or seen.proposed,
    )
    return desk.do(command, Role.NURSE)


def unmerge(desk: Desk, uid: UUID) -> tuple[str, ...]:
    return desk.do(UnmergePatients(id=desk.id(), merge=uid), Role.NURSE).stays


def rows(desk: Desk) -> list[tuple[Any, ...]]:
    """Everything that is kept of patients but versions."""
    names = [c.name for c in table_of(Patient).columns if c.name not in ("version", "rev", "local_no")]
    return sorted(desk.sql(f"SELECT {', '.join(names)} FROM patient"), key=str)


def lead(desk: Desk) -> dict[UUID, UUID | None]:
    from sqlalchemy import select

    with desk.reading() as work:
        return {one.uid: one.merged_into for one in work.rows.all(select(Patient.uid, Patient.merged_into))}


def test_who_may_be_there_already_is_shown_with_the_reasons(either_desk: Desk) -> None:
    uid = register(either_desk, ANA)
    register(either_desk, BETO)
    (found,) = either_desk.ask(Duplicates(facts=ANNA), Role.RECEPTIONIST)
    assert (found.row.uid, found.row.phone) == (uid, "600100200")
    assert "day and month swapped" in found.reasons
    assert 0.6 <= found.score <= 1
    assert either_desk.ask(Duplicates(facts=ANNA, without=uid), Role.RECEPTIONIST) == ()


def test_a_double_is_found_by_further_phones_and_identifiers(either_desk: Desk) -> None:
    entry = Entry(facts=replace(ANA, born=None), phones=("0711 22 33 44",), identifiers=(("national", "X-1"),))
    either_desk.do(ImportPatients(id=either_desk.id(), rows=(entry,)), Role.ADMINISTRATOR)
    for asked in (
        Duplicates(facts=Particulars(family="Garcya", given="Ana"), phones=("711223344",)),
        Duplicates(facts=Particulars(family="Other", given="Ana"), identifiers=(("national", "x-1"),)),
    ):
        assert len(either_desk.ask(asked, Role.NURSE)) == 1
        assert len(either_desk.ask(replace(asked, phones=(), identifiers=()), Role.NURSE)) <= 1


def test_a_role_without_contacts_gets_no_phone_and_no_word_of_one(desk: Desk) -> None:
    register(desk, ANA)
    asked = replace(ANNA, phone=ANA.phone)
    (seen,) = desk.ask(Duplicates(facts=asked), Role.NURSE)
    (told,) = desk.ask(Duplicates(facts=asked), Role.LAB)
    assert "same phone" in seen.reasons
    assert "same phone" not in told.reasons
    assert told.row.phone is None


@pytest.mark.timeout(300)
def test_nearly_every_made_double_is_found_among_a_thousand(desk: Desk) -> None:
    made = [pair for pair in pairs(2_000, 77) if pair.is_same]
    entries = tuple(Entry(facts=pair.one.facts, identifiers=pair.one.identifiers) for pair in made)
    desk.do(ImportPatients(id=desk.id(), rows=entries), Role.ADMINISTRATOR)
    found = 0
    for place, pair in enumerate(made[:300], start=1):
        answer = desk.ask(Duplicates(facts=pair.other.facts, identifiers=pair.other.identifiers), Role.NURSE)
        found += any(one.row.number[:-1] == f"{place:06d}" for one in answer)
    assert found >= 285


def test_a_preview_shows_where_two_records_differ_and_is_recorded(desk: Desk) -> None:
    one, two = register(desk, ANA), register(desk, ANNA)
    seen = desk.ask(MergePreview(survivor=one, loser=two), Role.MANAGER)
    assert {choice.field for choice in seen.choices} == {"family", "given", "sex", "born", "phone", "email", "city"}
    assert (seen.proposed.email, seen.proposed.phone, seen.proposed.sex) == (ANNA.email, ANA.phone, Sex.FEMALE)
    assert seen.score > 0.6
    last = desk.sql("SELECT verb, entity_id FROM journal ORDER BY seq DESC LIMIT 1")
    assert last == [("opened", desk.engine.bind(two))]


def test_a_merge_leads_the_loser_to_the_survivor(either_desk: Desk) -> None:
    one, two = register(either_desk, ANA), register(either_desk, ANNA)
    done = merge(either_desk, one, two)
    assert lead(either_desk) == {one: None, two: one}
    (row,) = either_desk.ask(MergesOf(survivor=one), Role.NURSE)
    assert (row.uid, row.loser, row.loser_number[:-1], row.undone_at) == (done, two, "000002", None)
    assert [like.row.uid for like in either_desk.ask(Duplicates(facts=ANNA), Role.NURSE)] == [one]


def test_taking_a_merge_back_right_away_leaves_everything_as_it_was(either_desk: Desk) -> None:
    one, two = register(either_desk, ANA), register(either_desk, ANNA)
    before = rows(either_desk)
    done = merge(either_desk, one, two)
    assert rows(either_desk) != before
    assert unmerge(either_desk, done) == ()
    assert rows(either_desk) == before
    with pytest.raises(Conflict):
        unmerge(either_desk, done)


def test_what_somebody_changed_since_stays_and_is_told(desk: Desk) -> None:
    one, two = register(desk, ANA), register(desk, ANNA)
    done = merge(desk, one, two)
    seen = desk.ask(MergePreview(survivor=one, loser=register(desk, BETO)), Role.NURSE)
    new = replace(seen.proposed, city="Soria", family=ANA.family, former="", given="Ana")
    desk.do(ChangePatient(id=desk.id(), uid=one, version=seen.survivor_version, facts=new), Role.NURSE)
    assert unmerge(desk, done) == ("city",)
    found = desk.sql("SELECT city, email, sex FROM patient WHERE uid = ?", [desk.engine.bind(one)])
    assert found == [("Soria", "", "unknown")]


def test_merges_are_taken_back_in_their_order(either_desk: Desk) -> None:
    one, two, three = (register(either_desk, facts) for facts in (ANA, ANNA, BETO))
    before = rows(either_desk)
    first = merge(either_desk, two, three)
    second = merge(either_desk, one, two)
    assert lead(either_desk) == {one: None, two: one, three: one}
    with pytest.raises(Conflict, match="Joined again"):
        unmerge(either_desk, first)
    unmerge(either_desk, second)
    assert lead(either_desk) == {one: None, two: None, three: two}
    unmerge(either_desk, first)
    assert rows(either_desk) == before


def test_a_merge_of_a_newer_version_a_joined_record_or_one_with_itself_is_refused(desk: Desk) -> None:
    one, two, three = (register(desk, facts) for facts in (ANA, ANNA, BETO))
    command = MergePatients(id=desk.id(), survivor=one, survivor_version=1, loser=two, loser_version=1, facts=ANA)
    with pytest.raises(Invalid):
        desk.do(replace(command, id=desk.id(), loser=one), Role.DOCTOR)
    with pytest.raises(Invalid):
        desk.do(replace(command, id=desk.id(), facts=Particulars()), Role.DOCTOR)
    with pytest.raises(NotFound):
        desk.do(replace(command, id=desk.id(), loser=desk.id()), Role.DOCTOR)
    for stale in ({"survivor_version": 2}, {"loser_version": 0}):
        with pytest.raises(Stale):
            desk.do(replace(command, id=desk.id(), **stale), Role.DOCTOR)  # type: ignore[arg-type]
    assert set(lead(desk).values()) == {None}
    desk.do(command, Role.DOCTOR)
    assert desk.execute(command, Role.DOCTOR).again
    for survivor, loser in ((three, two), (two, three)):
        with pytest.raises(Conflict, match="Joined already"):
            merge(desk, survivor, loser)


def test_keys_are_read_from_indexes_however_many_patients_there_are(desk: Desk) -> None:
    facts = tuple(
        Particulars(family="García", given="José", born=date(1980, 1, 1), precision=Precision.YEAR) for _ in range(300)
    )
    desk.do(ImportPatients(id=desk.id(), rows=(*facts, ANA)), Role.ADMINISTRATOR)
    assert len(desk.ask(Duplicates(facts=replace(facts[0], phone="1234567")), Role.NURSE)) <= 100
    jose = replace(facts[0], born=date(1971, 5, 6), precision=Precision.DAY)
    register(desk, jose)
    slip = replace(jose, born=date(1971, 5, 8))
    assert [one.row.born for one in desk.ask(Duplicates(facts=slip), Role.NURSE)] == [jose.born]
    with desk.reading() as work:
        for column in (
            *(Patient.born, Patient.sort_name, Patient.phone_digits, PatientPhone.digits, PatientIdentifier.folded),
            *(PatientPhone.patient, PatientIdentifier.patient, Patient.merged_into),
        ):
            query = f"EXPLAIN QUERY PLAN SELECT uid FROM {column.table.name} WHERE {column.key} IN (1, 2)"
            plan = str(work.rows.connection.exec_driver_sql(query).all())
            assert "SEARCH" in plan, plan


def test_the_facts_that_a_merge_writes_are_all_columns(desk: Desk) -> None:
    uid = register(desk, ANA)
    with desk.reading() as work:
        from hms_desktop.features.patients import merges

        assert merges.whole_facts(work.rows, uid) == ANA
        assert set(store.columns(ANA)) <= set(table_of(Patient).c.keys())
