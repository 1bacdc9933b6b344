"""Housekeeping and setting up: states of beds, wards, and who may do what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hms_desktop.features.staff.service import AddDepartment
from hms_desktop.features.wards import setup
from hms_desktop.features.wards.domain import BedState, WardKind
from hms_desktop.features.wards.keeping import (
    CleanBed,
    CloseBed,
    MendBed,
    ReleaseBed,
    ReserveBed,
    TakeBackCleaning,
)
from hms_desktop.features.wards.service import BedCalled, MapOf, Wards
from hms_desktop.features.wards.setup import AddBeds, AddWard, ChangeBed, ChangeWard, RetireBed
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Conflict, Denied, Invalid, NotFound, Stale
from tests.features.wards.house import House, house
from tests.support import Desk


def refused(here: House, order: Any, role: str, /, **fields: Any) -> dict[str, str]:  # noqa: ANN401
    with pytest.raises(Invalid) as info:
        here.does(order, role, **fields)
    return dict(info.value.fields)


def seen(here: House, code: str) -> dict[str, Any]:
    bed = here.bed(code)
    return {"uid": bed.uid, "version": bed.version}


def test_a_bed_goes_out_of_order_and_comes_back_by_way_of_cleaning(either_here: House) -> None:
    here = either_here
    here.does(CloseBed, **seen(here, "A1"), note="no mattress")
    assert (here.bed("A1").state, here.bed("A1").note) == (BedState.OUT_OF_ORDER, "no mattress")
    with pytest.raises(Conflict, match="out of order"):
        here.does(CleanBed, **seen(here, "A1"))
    here.does(MendBed, **seen(here, "A1"))
    assert (here.bed("A1").state, here.bed("A1").note) == (BedState.TO_CLEAN, "")
    here.does(CleanBed, **seen(here, "A1"))
    here.does(TakeBackCleaning, **seen(here, "A1"))
    assert here.bed("A1").state is BedState.TO_CLEAN


def test_a_bed_is_kept_for_somebody_and_given_back(either_here: House) -> None:
    here, until = either_here, either_here.desk.clock.now() + timedelta(hours=3)
    here.does(ReserveBed, Role.RECEPTIONIST, **seen(here, "A1"), patient=here.patient(), until=until)
    kept = here.bed("A1").reservation
    assert kept is not None
    assert (kept.name, kept.until) == ("ADEYEMI, Ana", until)
    assert here.map().expected_in == 1
    with pytest.raises(Conflict, match="reserved"):
        here.does(ReserveBed, **seen(here, "A1"))
    here.does(ReleaseBed, **seen(here, "A1"))
    assert here.bed("A1").state is BedState.FREE
    assert refused(here, ReserveBed, Role.NURSE, **seen(here, "A1"), until=here.desk.clock.now()) == {
        "until": "This is over already"
    }
    assert set(refused(here, ReserveBed, Role.NURSE, **seen(here, "A1"), note="x" * 201)) == {"note"}


def test_only_what_the_actor_saw_is_changed(either_here: House) -> None:
    here, before = either_here, seen(either_here, "A1")
    here.does(ReserveBed, **before)
    here.does(ReleaseBed, **seen(here, "A1"))
    for order in (ReserveBed, CloseBed):
        with pytest.raises(Stale):
            here.does(order, **before)
    with pytest.raises(Stale):
        here.does(RetireBed, Role.MANAGER, **before)


def test_a_bed_is_called_by_its_code_however_it_is_typed(either_here: House) -> None:
    here = either_here
    for typed in ("b2", " B-2 ", "B 2"):
        found = here.desk.ask(BedCalled(typed=typed), Role.NURSE)
        assert found is not None
        assert (found.code, found.room, found.ward, found.state) == ("B2", "Room 2", "Medical", BedState.FREE)
    for typed in ("", "b", "b22", "x" * 5_000, "' OR 1=1"):
        assert here.desk.ask(BedCalled(typed=typed), Role.NURSE) is None


def test_beds_come_by_a_pattern_and_no_code_twice(either_here: House) -> None:
    here = either_here
    assert here.does(AddBeds, Role.MANAGER, ward=here.ward, room="Room 3", codes="C1-C12") == 12
    assert [bed.code for bed in here.map().beds][-2:] == ["C11", "C12"]
    for codes in ("c 12", "A2-A3", "", "Z1-Y9"):
        asked = {"ward": here.ward, "room": "Room 3", "codes": codes}
        assert set(refused(here, AddBeds, Role.MANAGER, **asked)) == {"codes"}
    assert set(refused(here, AddBeds, Role.MANAGER, ward=here.ward, room=" ", codes="D1")) == {"room"}
    assert len(here.map().beds) == 16


def test_there_is_an_end_to_the_beds_of_a_ward(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "MOST_BEDS", 5)
    assert "codes" in refused(here, AddBeds, Role.MANAGER, ward=here.ward, room="Room 3", codes="C1-C2")


def test_a_bed_gets_another_code_that_nobody_has(either_here: House) -> None:
    here = either_here
    assert set(refused(here, ChangeBed, Role.MANAGER, **seen(here, "A1"), code="a 2", room="Room 1")) == {"code"}
    assert set(refused(here, ChangeBed, Role.MANAGER, **seen(here, "A1"), code="", room="")) == {"code", "room"}
    here.does(ChangeBed, Role.MANAGER, **seen(here, "A1"), code="Window", room="Room 9")
    assert here.bed("Window").room == "Room 9"


def test_an_empty_bed_is_retired_its_code_is_free_and_its_past_stays(either_here: House) -> None:
    here = either_here
    here.admit(here.patient(), "A1")
    with pytest.raises(Conflict, match="Somebody is in this bed"):
        here.does(RetireBed, Role.MANAGER, **seen(here, "A1"))
    here.does(RetireBed, Role.MANAGER, **seen(here, "A2"))
    assert [bed.code for bed in here.map().beds] == ["A1", "B1", "B2"]
    assert here.desk.ask(BedCalled(typed="A2"), Role.NURSE) is None
    here.does(AddBeds, Role.MANAGER, ward=here.ward, room="Room 1", codes="A2")
    assert len(here.desk.sql("SELECT uid FROM bed")) == 5


def test_wards_have_names_of_their_own_and_close_when_they_are_empty(either_here: House) -> None:
    here, desk = either_here, either_here.desk
    department = desk.do(AddDepartment(id=desk.id(), name="Surgery", code="S"), Role.MANAGER)
    asked: dict[str, Any] = {"name": "Surgical", "kind": WardKind.SURGICAL, "department": department}
    ward = here.does(AddWard, Role.MANAGER, **asked)
    assert [row.name for row in desk.ask(Wards(), Role.NURSE)] == ["Medical", "Surgical"]
    assert "name" in refused(here, AddWard, Role.MANAGER, name="MEDICAL")
    assert "name" in refused(here, AddWard, Role.MANAGER, name="  ")
    assert set(refused(here, AddWard, Role.MANAGER, name="x" * 81, floor="x" * 81)) == {"name", "floor"}
    assert "department" in refused(here, AddWard, Role.MANAGER, name="New", department=desk.id())
    closing: dict[str, Any] = {"kind": WardKind.MEDICAL, "is_active": False, "version": 1}
    assert "is_active" in refused(here, ChangeWard, Role.MANAGER, uid=here.ward, name="Medical", **closing)
    here.does(ChangeWard, Role.MANAGER, uid=ward, name="Surgical", **closing)
    assert [row.name for row in desk.ask(Wards(), Role.NURSE)] == ["Medical"]
    assert len(desk.ask(Wards(with_inactive=True), Role.NURSE)) == 2
    with pytest.raises(NotFound):
        desk.ask(MapOf(ward=desk.id()), Role.NURSE)


def test_the_desk_admits_and_does_not_clean_the_manager_sets_up_and_does_not_admit(staffed: Desk) -> None:
    here = house(staffed)
    with pytest.raises(Denied):
        here.does(CloseBed, Role.RECEPTIONIST, **seen(here, "A1"))
    with pytest.raises(Denied):
        here.does(ReserveBed, Role.MANAGER, **seen(here, "A1"))
    with pytest.raises(Denied):
        here.does(RetireBed, Role.DOCTOR, **seen(here, "A1"))
