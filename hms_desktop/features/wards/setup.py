"""Setting wards up: wards, rooms and beds. A room is a name that beds share; nothing else is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.staff.service import Departments
from hms_desktop.features.wards.domain import BedState, WardKind, code_problem, codes_of, folded_code, retire_problem
from hms_desktop.features.wards.keeping import bed_now
from hms_desktop.features.wards.tables import Bed, Ward
from hms_desktop.kernel.errors import Conflict, Invalid
from hms_desktop.kernel.messages import Command, handles
from hms_desktop.kernel.text import fold

LONGEST_NAME: Final = 80
MOST_BEDS: Final = 1_000
"""Beds of one ward: more are several wards, or a slip of the hand."""

_TOO_LONG: Final = "This is longer than it can be"


@dataclass(frozen=True, kw_only=True)
class AddWard(Command[UUID]):
    """One more ward, without beds yet."""

    name: str
    kind: WardKind = WardKind.GENERAL
    floor: str = ""
    department: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeWard(Command[None]):
    """Another name, floor or department; or closed, which an empty ward can be."""

    uid: UUID
    version: int
    name: str
    kind: WardKind
    floor: str = ""
    department: UUID | None = None
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class AddBeds(Command[int]):
    """Beds by a pattern, such as «A1-A12», into a room."""

    ward: UUID
    room: str
    codes: str
    opened_at: datetime | None = None
    """Since when they are there, if not from now on: how full the ward was is reckoned from then."""


@dataclass(frozen=True, kw_only=True)
class ChangeBed(Command[None]):
    """Another code, or another room."""

    uid: UUID
    version: int
    code: str
    room: str


@dataclass(frozen=True, kw_only=True)
class RetireBed(Command[None]):
    """Taken out of the ward for good; what was stays in the history."""

    uid: UUID
    version: int


@handles(AddWard, permission="ward.manage")
def add_ward(command: AddWard, work: Work) -> UUID:
    return work.rows.add(Ward, _ward(command, work) | {"is_active": True})


@handles(ChangeWard, permission="ward.manage")
def change_ward(command: ChangeWard, work: Work) -> None:
    if not command.is_active and _count(work, command.uid):
        raise Invalid({"is_active": "This ward has beds; take them out of it first"})
    work.rows.change(Ward, command.uid, command.version, _ward(command, work) | {"is_active": command.is_active})


@handles(AddBeds, permission="ward.manage")
def add_beds(command: AddBeds, work: Work) -> int:
    work.rows.version(Ward, command.ward)
    codes, told = codes_of(command.codes), _room_problem(command.room)
    if not codes:
        told["codes"] = "Write one code, or a row of them such as A1-A12"
    elif _count(work, command.ward) + len(codes) > MOST_BEDS:
        told["codes"] = "These are more beds than one ward can have"
    elif _taken(work, codes):
        told["codes"] = "Another bed has one of these codes already"
    if command.opened_at is not None and command.opened_at > work.now:
        told["opened_at"] = "This is still to come"
    if told:
        raise Invalid(told)
    last = work.rows.value(select(func.max(Bed.place)).where(Bed.ward == command.ward)) or 0
    made = [_bed(command, work, code, last + at) for at, code in enumerate(codes, start=1)]
    return work.rows.add_many(Bed, made)


@handles(ChangeBed, permission="ward.manage")
def change_bed(command: ChangeBed, work: Work) -> None:
    told = _room_problem(command.room)
    problem = code_problem(command.code)
    if problem:
        told["code"] = problem
    if told:
        raise Invalid(told)
    values = {"code": command.code, "folded": folded_code(command.code), "room": command.room}
    work.rows.change(Bed, command.uid, command.version, values)


@handles(RetireBed, permission="ward.manage")
def retire_bed(command: RetireBed, work: Work) -> None:
    problem = retire_problem(bed_now(work, command.uid).state)
    if problem:
        raise Conflict("Not possible", problem, "A bed is taken out of its ward when it is empty")
    work.rows.change(Bed, command.uid, command.version, {"retired_at": work.now})


def _ward(asked: AddWard | ChangeWard, work: Work) -> dict[str, object]:
    told = {}
    if not fold(asked.name):
        told["name"] = "A name is needed"
    told.update({name: _TOO_LONG for name in ("name", "floor") if len(getattr(asked, name)) > LONGEST_NAME})
    known = {row.uid for row in work.ask(Departments(with_inactive=True))}
    if asked.department is not None and asked.department not in known:
        told["department"] = "This department is not there (any more)"
    if told:
        raise Invalid(told)
    return {
        "name": asked.name, "folded": fold(asked.name), "kind": asked.kind, "floor": asked.floor,
        "department": asked.department,
    }  # fmt: skip


def _bed(command: AddBeds, work: Work, code: str, place: int) -> dict[str, object]:
    return {
        "ward": command.ward, "room": command.room, "code": code, "folded": folded_code(code), "place": place,
        "state": BedState.FREE, "note": "", "reserved_for": None, "reserved_until": None,
        "opened_at": command.opened_at or work.now, "retired_at": None,
    }  # fmt: skip


def _count(work: Work, ward: UUID) -> int:
    found: int = work.rows.value(select(func.count()).where(Bed.ward == ward, Bed.retired_at.is_(None)))
    return found


def _taken(work: Work, codes: tuple[str, ...]) -> bool:
    same = Bed.folded.in_([folded_code(code) for code in codes])
    return work.rows.first(select(Bed.uid).where(same, Bed.retired_at.is_(None))) is not None


def _room_problem(room: str) -> dict[str, str]:
    if not fold(room):
        return {"room": "A room is needed, such as Room 1"}
    return {"room": _TOO_LONG} if len(room) > LONGEST_NAME else {}
