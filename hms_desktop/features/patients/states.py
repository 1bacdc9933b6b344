"""The states of a record: deceased, restricted, archived. Each has a way there and a way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.patients.domain import death_problem
from hms_desktop.features.patients.tables import Patient
from hms_desktop.features.patients.visible import demand_own, demand_unjoined
from hms_desktop.kernel.clock import farthest_day
from hms_desktop.kernel.errors import Invalid
from hms_desktop.kernel.messages import Command, handles


@dataclass(frozen=True, kw_only=True)
class RecordDeath(Command[None]):
    """The patient died, on a day that may be unknown."""

    uid: UUID
    version: int
    died_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class TakeBackDeath(Command[None]):
    """It was somebody else, or a mistake."""

    uid: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class RestrictPatient(Command[None]):
    """From now on few people open this record, others only in an emergency."""

    uid: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class LiftRestriction(Command[None]):
    """The record is like any other again."""

    uid: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class ArchivePatient(Command[None]):
    """Not in the lists any more; found when the archive is looked through."""

    uid: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class ReactivatePatient(Command[None]):
    """In the lists again."""

    uid: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class SetPhoto(Command[None]):
    """A picture that is kept as an attachment, or none any more."""

    uid: UUID
    version: int
    photo: UUID | None


@handles(SetPhoto, permission="patient.change")
def set_photo(command: SetPhoto, work: Work) -> None:
    demand_own(work, command.uid)
    work.rows.change(Patient, command.uid, command.version, {"photo": command.photo})


@handles(RecordDeath, permission="patient.change")
def record_death(command: RecordDeath, work: Work) -> None:
    demand_own(work, command.uid)
    born = work.rows.value(select(Patient.born).where(Patient.uid == command.uid))
    problem = death_problem(command.died_on, born, farthest_day(work.now))
    if problem:
        raise Invalid({"died_on": problem})
    work.rows.change(Patient, command.uid, command.version, {"is_deceased": True, "died_on": command.died_on})


@handles(TakeBackDeath, permission="patient.change")
def take_back_death(command: TakeBackDeath, work: Work) -> None:
    demand_own(work, command.uid)
    work.rows.change(Patient, command.uid, command.version, {"is_deceased": False, "died_on": None})


@handles(RestrictPatient, permission="patient.restrict")
def restrict(command: RestrictPatient, work: Work) -> None:
    demand_unjoined(work, command.uid)
    work.rows.change(Patient, command.uid, command.version, {"is_restricted": True})


@handles(LiftRestriction, permission="patient.restrict")
def lift_restriction(command: LiftRestriction, work: Work) -> None:
    demand_unjoined(work, command.uid)
    work.rows.change(Patient, command.uid, command.version, {"is_restricted": False})


@handles(ArchivePatient, permission="patient.archive")
def archive(command: ArchivePatient, work: Work) -> None:
    demand_own(work, command.uid)
    work.rows.change(Patient, command.uid, command.version, {"archived_at": work.now})


@handles(ReactivatePatient, permission="patient.archive")
def reactivate(command: ReactivatePatient, work: Work) -> None:
    demand_own(work, command.uid)
    work.rows.change(Patient, command.uid, command.version, {"archived_at": None})
