"""Imports with doubles looked up, dry runs that write nothing, and copies that leave a record of their going."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

import pytest

from hms_desktop.features.patients.domain import Particulars, Sex, problems
from hms_desktop.features.patients.domain.incoming import Entry, Fault, batches, further_problems, plan_of, read
from hms_desktop.features.patients.exchange import CopyOfPatient, Form, ImportCheck, ImportPatients
from hms_desktop.features.patients.merging import MergePatients
from hms_desktop.features.patients.service import RegisterPatient
from hms_desktop.features.workstation.service import ChangeSetting
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Denied, Invalid
from hms_desktop.kernel.text import clean, cleaned
from tests.data import nasty
from tests.features.patients import r4
from tests.support import Desk

TODAY: Final = date(2026, 3, 2)
ANA: Final = Particulars(
    family="García", given="Ana", sex=Sex.FEMALE, born=date(1980, 4, 7), phone="600100200", city="Ávila"
)
FILE: Final = (
    "Apellidos;Nombre;Fecha de nacimiento;Teléfono;Otro;DNI\n"
    "Garcia;Ana;07/04/1980;600 100 200;;\n"  # 2: surely Ana
    "Garcia;Anna;04/07/1980;;;\n"  # 3: may be Ana
    "Ruiz;Alberto;02/01/1950;611222333;;12345678Z\n"
    "Nobody;;31/02/1950;;;\n"  # 5: no such day
    "Ruis;Alberto;02/01/1950;0611 222 333;;\n"  # 6: may be, or surely is, line 4
    "Zu;Yi;09/09/1999;;;12345678z\n"  # 7: the identifier of line 4
).encode("cp1252")


def entries() -> tuple[tuple[Entry, ...], list[Fault]]:
    faults: list[Fault] = []
    (batch,) = batches(read((FILE,), plan_of(FILE, columns={"Otro": "phone_2"}), TODAY), faults)
    return batch, faults


def register(desk: Desk, facts: Particulars = ANA) -> UUID:
    return desk.do(RegisterPatient(id=desk.id(), facts=facts), Role.NURSE).uid


def count(desk: Desk) -> int:
    return int(desk.sql("SELECT count(*) FROM patient")[0][0])


def test_a_dry_run_tells_the_doubles_and_writes_nothing(either_desk: Desk) -> None:
    uid = register(either_desk)
    batch, faults = entries()
    found = {one.line: one for one in either_desk.ask(ImportCheck(rows=batch), Role.ADMINISTRATOR)}
    assert [fault.line for fault in faults] == [5]
    assert (found[2].like, found[2].is_sure, found[3].like, found[3].is_sure) == (uid, True, uid, False)
    assert (found[6].like, found[6].like_line, found[7].like_line) == (None, 4, 4)
    assert found[7].is_sure
    assert "day and month swapped" in found[3].reasons
    assert count(either_desk) == 1


def test_who_is_surely_there_is_left_out_and_who_may_be_is_told(either_desk: Desk) -> None:
    register(either_desk)
    batch, _ = entries()
    command = ImportPatients(id=either_desk.id(), rows=batch, skip_duplicates=True)
    done = either_desk.do(command, Role.ADMINISTRATOR)
    sure = {one.line for one in done.doubles if one.is_sure}
    assert {2, 7} <= sure
    assert done.added == len(batch) - len(sure)
    assert count(either_desk) == 1 + done.added
    again = either_desk.do(replace(command, id=either_desk.id()), Role.ADMINISTRATOR)
    assert again.added == 0
    assert either_desk.sql("SELECT value FROM patient_identifier") == [("12345678Z",)]


def test_no_names_stand_in_what_an_import_answers(desk: Desk) -> None:
    register(desk)
    batch, _ = entries()
    desk.do(ImportPatients(id=desk.id(), rows=batch, skip_duplicates=True), Role.ADMINISTRATOR)
    kept = b" ".join(bytes(row[0]) for row in desk.sql("SELECT answer FROM outcome"))
    for name in ("Garc", "Ruiz", "12345678", "600", "1980"):
        assert name.encode() not in kept


def test_an_identifier_that_somebody_has_refuses_an_import_that_was_not_looked_up(either_desk: Desk) -> None:
    entry = Entry(facts=ANA, identifiers=(("national", "X1"),))
    either_desk.do(ImportPatients(id=either_desk.id(), rows=(entry,)), Role.ADMINISTRATOR)
    other = replace(entry, facts=Particulars(family="Zu"), identifiers=(("national", "x1"),))
    with pytest.raises(Invalid):
        either_desk.do(ImportPatients(id=either_desk.id(), rows=(other,)), Role.ADMINISTRATOR)
    assert count(either_desk) == 1


@pytest.mark.parametrize("typed", nasty.TEXTS, ids=range(len(nasty.TEXTS)))
def test_whatever_stands_in_an_imported_row_comes_back_cleaned_or_is_refused(either_desk: Desk, typed: str) -> None:
    entry = Entry(
        facts=Particulars(family="x " + typed[:150], note=typed[:400]),
        phones=("1234" + typed[:20],),
        identifiers=(("national", typed),),
    )
    command = ImportPatients(id=either_desk.id(), rows=(entry, entry), skip_duplicates=True)
    if problems(entry.facts, TODAY) or further_problems(cleaned(entry)):
        with pytest.raises(Invalid) as info:
            either_desk.do(command, Role.ADMINISTRATOR)
        assert all(field.startswith("rows.1.") for field in info.value.fields)
        assert count(either_desk) == 0
        return
    done = either_desk.do(command, Role.ADMINISTRATOR)
    assert (done.added, [one.like_line for one in done.doubles]) == (1, [1])
    assert either_desk.sql("SELECT family, note FROM patient") == [(clean(entry.facts.family), clean(typed[:400]))]
    assert either_desk.sql("SELECT value FROM patient_identifier") == [(clean(typed),)]


@pytest.mark.parametrize("form", list(Form))
def test_a_copy_that_leaves_is_recorded(desk: Desk, form: Form) -> None:
    desk.do(ChangeSetting(id=desk.id(), key="clinic.name", value="St Anne"), Role.ADMINISTRATOR)
    uid = register(desk)
    data = desk.ask(CopyOfPatient(uid=uid, form=form), Role.DOCTOR)
    assert data[:4] in (b'{"en', b"%PDF", b"\xef\xbb\xbff")
    last = desk.sql("SELECT verb, entity, entity_id FROM journal ORDER BY seq DESC LIMIT 1")
    assert last == [("exported", "patient", desk.engine.bind(uid))]
    with pytest.raises(Denied):
        desk.ask(CopyOfPatient(uid=uid, form=form), Role.CASHIER)


def test_a_copy_holds_what_the_joined_records_know(either_desk: Desk) -> None:
    uid = register(either_desk)
    entry = Entry(facts=replace(ANA, phone="0699"), phones=("0711",), identifiers=(("passport", "P9"),))
    either_desk.do(ImportPatients(id=either_desk.id(), rows=(entry,)), Role.ADMINISTRATOR)
    ((loser,),) = either_desk.sql("SELECT uid FROM patient WHERE serial = 2")
    loser = loser if isinstance(loser, UUID) else UUID(bytes=loser)
    join = MergePatients(id=either_desk.id(), survivor=uid, survivor_version=1, loser=loser, loser_version=1, facts=ANA)
    either_desk.do(join, Role.DOCTOR)
    for asked in (uid, loser):
        bundle = json.loads(either_desk.ask(CopyOfPatient(uid=asked, form=Form.FHIR), Role.DOCTOR))
        assert r4.faults(bundle) == []
        patient = bundle["entry"][1]["resource"]
        assert patient["id"] == str(uid)
        assert [one["value"] for one in patient["telecom"]] == ["600100200", "0699", "0711"]
        numbers = [one["value"] for one in patient["identifier"]]
        assert [number[:6] for number in numbers] == ["000001", "000002", "P9"]
