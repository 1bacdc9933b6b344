"""Beds from one state to the next: the one way in which a state is written, by stays and by housekeeping alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.patients.chart import RecordsOf
from hms_desktop.features.wards.domain import BedState, against, state_at
from hms_desktop.features.wards.tables import Bed
from hms_desktop.kernel.errors import Conflict, Invalid
from hms_desktop.kernel.messages import Command, handles

LONGEST_NOTE = 200


@dataclass(frozen=True, kw_only=True)
class CleanBed(Command[None]):
    """It is clean: somebody may come."""

    uid: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class TakeBackCleaning(Command[None]):
    """It is not clean after all."""

    uid: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class ReserveBed(Command[None]):
    """Kept for a patient, or for somebody who is not registered yet (`note` says whom), until a moment or for good."""

    uid: UUID
    version: int
    patient: UUID | None = None
    until: datetime | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ReleaseBed(Command[None]):
    """Kept for nobody any more."""

    uid: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class CloseBed(Command[None]):
    """Out of order; `note` says why."""

    uid: UUID
    version: int
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class MendBed(Command[None]):
    """In order again, and to be cleaned first."""

    uid: UUID
    version: int


@dataclass(frozen=True)
class BedNow:
    """A bed as it stands in the store; a reservation that is over is none."""

    uid: UUID
    version: int
    ward: UUID
    state: BedState
    reserved_for: UUID | None
    opened_at: datetime


@handles(CleanBed, permission="ward.beds")
def clean_bed(command: CleanBed, work: Work) -> None:
    _pass(work, command, BedState.TO_CLEAN, BedState.FREE)


@handles(TakeBackCleaning, permission="ward.beds")
def take_back_cleaning(command: TakeBackCleaning, work: Work) -> None:
    bed = _as_seen(work, command)
    become(work, bed, BedState.TO_CLEAN, taken_back=True)


@handles(ReserveBed, permission="ward.admit")
def reserve_bed(command: ReserveBed, work: Work) -> None:
    told = _note_problem(command.note)
    if command.until is not None and command.until <= work.now:
        told["until"] = "This is over already"
    if told:
        raise Invalid(told)
    bed = _as_seen(work, command)
    whose = None if command.patient is None else work.ask(RecordsOf(uid=command.patient))[0]
    values = {"reserved_for": whose, "reserved_until": command.until, "note": command.note}
    become(work, bed, BedState.RESERVED, values)


@handles(ReleaseBed, permission="ward.admit")
def release_bed(command: ReleaseBed, work: Work) -> None:
    _pass(work, command, BedState.RESERVED, BedState.FREE)


@handles(CloseBed, permission="ward.beds")
def close_bed(command: CloseBed, work: Work) -> None:
    told = _note_problem(command.note)
    if told:
        raise Invalid(told)
    become(work, _as_seen(work, command), BedState.OUT_OF_ORDER, {"note": command.note})


@handles(MendBed, permission="ward.beds")
def mend_bed(command: MendBed, work: Work) -> None:
    _pass(work, command, BedState.OUT_OF_ORDER, BedState.TO_CLEAN)


def bed_now(work: Work, uid: UUID) -> BedNow:
    """The bed as it is by now; one that was taken out of its ward is not found."""
    columns = (Bed.version, Bed.ward, Bed.state, Bed.reserved_for, Bed.reserved_until, Bed.opened_at)
    found = work.rows.one(select(*columns).where(Bed.uid == uid, Bed.retired_at.is_(None)), "The bed")
    state = state_at(found.state, found.reserved_until, work.now)
    kept_for = found.reserved_for if state is BedState.RESERVED else None
    return BedNow(uid, found.version, found.ward, state, kept_for, found.opened_at)


def become(
    work: Work, bed: BedNow, then: BedState, values: Mapping[str, Any] | None = None, *, taken_back: bool = False
) -> None:
    """The next state, if it is an allowed one. What was noted of the state before goes with it."""
    problem = against(bed.state, then, taken_back=taken_back)
    if problem:
        raise Conflict("Not possible", problem, "Look at the ward again")
    bare = {"reserved_for": None, "reserved_until": None, "note": ""}
    work.rows.change(Bed, bed.uid, bed.version, {**bare, **(values or {}), "state": then})


def demand_taken(bed: BedNow) -> None:
    """Refused beside the field «bed», unless somebody may come into this bed now."""
    problem = against(bed.state, BedState.OCCUPIED)
    if problem:
        raise Invalid({"bed": problem})


def reservation_doubts(bed: BedNow, patients: tuple[UUID, ...]) -> dict[str, str]:
    """A bed that is kept for somebody else is taken only on purpose."""
    is_for_another = bed.state is BedState.RESERVED and bed.reserved_for not in patients
    return {"bed": "This bed is reserved for somebody else: is that right?"} if is_for_another else {}


def _as_seen(work: Work, command: Any) -> BedNow:  # noqa: ANN401 - a command with a bed's uid and version
    """The bed, which must be the one that the actor saw: his version is what is written over."""
    return replace(bed_now(work, command.uid), version=command.version)


def _pass(work: Work, command: Any, now: BedState, then: BedState) -> None:  # noqa: ANN401
    bed = _as_seen(work, command)
    if bed.state is not now:
        raise Conflict("Not possible", against(bed.state, bed.state), "Look at the ward again")
    become(work, bed, then)


def _note_problem(note: str) -> dict[str, str]:
    return {"note": "This is longer than it can be"} if len(note) > LONGEST_NOTE else {}
