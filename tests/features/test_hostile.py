"""Odd text through every field that takes text: it comes back cleaned, or is refused beside its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest

from hms_desktop.features.patients.chart import Chart
from hms_desktop.features.patients.domain import ChartRow, NewPhone, NewRelation, Particulars, Relation
from hms_desktop.features.patients.service import RegisterPatient
from hms_desktop.features.users.service import (
    Accounts,
    AddAccount,
    BreakGlass,
    ChangeAccount,
    GlassToReview,
    ReviewGlass,
)
from hms_desktop.features.workstation.service import ChangeSetting, SettingsNow
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Invalid
from hms_desktop.kernel.text import clean
from tests.data import nasty
from tests.support import Desk

Deed = Callable[[Desk, str], str]
ADMIN: Final = Role.ADMINISTRATOR
_LONG: Final = "long enough: "


def _name_of_a_new_account(desk: Desk, typed: str) -> str:
    uid = desk.do(AddAccount(id=desk.id(), login="eve", name=typed, roles=(Role.LAB,)), ADMIN)
    return next(row.name for row in desk.ask(Accounts(), ADMIN) if row.uid == uid)


def _name_of_a_changed_account(desk: Desk, typed: str) -> str:
    uid = desk.do(AddAccount(id=desk.id(), login="eve", name="Eve", roles=(Role.LAB,)), ADMIN)
    desk.do(ChangeAccount(id=desk.id(), uid=uid, version=1, name=typed, roles=(Role.LAB,)), ADMIN)
    return next(row.name for row in desk.ask(Accounts(), ADMIN) if row.uid == uid)


def _reason(desk: Desk, typed: str) -> str:
    desk.do(BreakGlass(id=desk.id(), subject=desk.id(), reason=_LONG + typed), Role.DOCTOR)
    (row,) = desk.ask(GlassToReview(), Role.PRIVACY_OFFICER)
    (told,) = desk.sql(
        "SELECT v.reason FROM journal j JOIN journal_value v ON v.seq = j.seq "
        "WHERE j.entity = 'glass' AND j.verb = 'create' ORDER BY j.seq DESC LIMIT 1"
    )
    assert told == (row.reason,)
    return row.reason.removeprefix(_LONG.strip()).lstrip()


def _finding(desk: Desk, typed: str) -> str:
    desk.do(BreakGlass(id=desk.id(), subject=desk.id(), reason="a good reason"), Role.DOCTOR)
    (row,) = desk.ask(GlassToReview(), Role.PRIVACY_OFFICER)
    review = ReviewGlass(id=desk.id(), uid=row.uid, version=row.version, finding=typed)
    desk.do(review, Role.PRIVACY_OFFICER)
    ((finding,),) = desk.sql("SELECT finding FROM glass")
    return str(finding)


def _clinics_name(desk: Desk, typed: str) -> str:
    desk.do(ChangeSetting(id=desk.id(), key="clinic.name", value=typed), ADMIN)
    return str(desk.ask(SettingsNow(), Role.NURSE)["clinic.name"])


def _patient(desk: Desk, **parts: Any) -> ChartRow:  # noqa: ANN401 - fields of a registration
    command = RegisterPatient(id=desk.id(), **{"facts": Particulars(family="Hale"), **parts})
    uid = desk.do(command, Role.RECEPTIONIST).uid
    return desk.ask(Chart(uid=uid), Role.RECEPTIONIST)


def _note_about_a_patient(desk: Desk, typed: str) -> str:
    return _patient(desk, facts=Particulars(family="Hale", note=typed)).facts.note


def _address_of_a_patient(desk: Desk, typed: str) -> str:
    return _patient(desk, facts=Particulars(family="Hale", address=typed)).facts.address


def _label_of_a_phone(desk: Desk, typed: str) -> str:
    return _patient(desk, phones=(NewPhone(number="07700 900222", label=typed),)).phones[0].label


def _name_of_a_relation(desk: Desk, typed: str) -> str:
    return _patient(desk, relations=(NewRelation(kind=Relation.OTHER, name=typed),)).relations[0].name


DEEDS: Final[tuple[Deed, ...]] = (
    _name_of_a_new_account,
    _name_of_a_changed_account,
    _reason,
    _finding,
    _clinics_name,
    _note_about_a_patient,
    _address_of_a_patient,
    _label_of_a_phone,
    _name_of_a_relation,
)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_whatever_is_typed_comes_back_cleaned_or_is_refused(either_staffed: Desk, deed: Deed) -> None:
    taken = 0
    for typed in nasty.TEXTS:
        try:
            got = deed(either_staffed, typed)
        except Invalid:
            assert not clean(typed) or len(clean(typed)) > 120
        else:
            assert got == clean(typed)
            taken += 1
        _clear(either_staffed)
    assert taken >= len(nasty.TEXTS) - 3
    assert either_staffed.faults() == []


def _clear(desk: Desk) -> None:
    """Out of the way for the next text, past all rules."""
    with desk.writing("EraseAll") as work:
        connection = work.rows.connection
        for table in ("glass", "patient_phone", "patient_relation", "patient"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.exec_driver_sql("DELETE FROM account WHERE login = 'eve'")
