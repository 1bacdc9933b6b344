"""Restricting and archiving a record: the order, the way back, and what is said; both are one key and one undo."""

from __future__ import annotations

from typing import Any

from hms_desktop.features.patients.domain import PatientRow
from hms_desktop.features.patients.states import ArchivePatient, LiftRestriction, ReactivatePatient, RestrictPatient
from hms_desktop.kernel.messages import Command
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

Step = tuple[Command[Any], Command[Any], str]


def restricted_command(place: Workplace, row: PatientRow) -> Step:
    """The other state of restriction."""
    do, back = (LiftRestriction, RestrictPatient) if row.is_restricted else (RestrictPatient, LiftRestriction)
    said = tr("The restriction is lifted") if row.is_restricted else tr("The record is restricted")
    return _pair(place, row, do, back, said)


def archived_command(place: Workplace, row: PatientRow) -> Step:
    """The other state of the archive."""
    do, back = (ReactivatePatient, ArchivePatient) if row.is_archived else (ArchivePatient, ReactivatePatient)
    said = tr("Back from the archive") if row.is_archived else tr("Archived: found only when asked for")
    return _pair(place, row, do, back, said)


def _pair(place: Workplace, row: PatientRow, do: type[Command[Any]], back: type[Command[Any]], said: str) -> Step:
    make: Any = do
    unmake: Any = back
    return (
        make(id=place.new_id(), uid=row.uid, version=row.version),
        unmake(id=place.new_id(), uid=row.uid, version=row.version + 1),
        said,
    )
