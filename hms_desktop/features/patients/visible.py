"""Who may open which record, and where a record leads that was joined to another: every way to a patient asks here."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.patients.tables import Patient
from hms_desktop.features.users.service import OpenGlass
from hms_desktop.kernel.errors import Conflict, Denied

RESTRICTED: Final = "patient.restricted"


def visible_to(work: Work) -> ColumnElement[bool]:
    """Which records this actor may open: all that are not restricted, and those that he opened in an emergency."""
    if work.may(RESTRICTED):
        return true()
    is_open, broken = ~Patient.is_restricted, work.ask(OpenGlass())
    if not broken:
        return is_open
    ends = {survivor(work, uid) for uid in broken}
    return or_(is_open, Patient.uid.in_((*broken, *ends)), Patient.merged_into.in_(ends))


def survivor(work: Work, uid: UUID) -> UUID:
    """Where a record leads that was joined to another, which may have been joined to a third.

    Records that lead to one another in a ring, which only two workstations can make, have one of them for an end."""
    seen = {uid}
    while into := work.rows.value(select(Patient.merged_into).where(Patient.uid == uid)):
        if into in seen:
            return min(seen)
        seen.add(into)
        uid = into
    return uid


def merged_from(work: Work, uid: UUID) -> tuple[UUID, ...]:
    """Every record that leads here, also by way of another."""
    found: list[UUID] = []
    waiting = [uid]
    while waiting:
        here = waiting.pop()
        more = [one.uid for one in work.rows.all(select(Patient.uid).where(Patient.merged_into == here))]
        fresh = [one for one in more if one not in found and one != uid]
        found += fresh
        waiting += fresh
    return tuple(found)


def demand_visible(work: Work, uid: UUID) -> None:
    """Denied with the way in, for a restricted record that is not open to this actor."""
    work.rows.one(select(Patient.uid).where(Patient.uid == uid), "The patient")
    if work.rows.first(select(Patient.uid).where(Patient.uid == uid, visible_to(work))) is None:
        raise Denied(
            "Restricted record",
            "This record is open to few people",
            "In an emergency it can be opened for an hour, with a reason",
            needs="glass",
        )


def demand_own(work: Work, uid: UUID) -> None:
    """A record that is changed is visible, and stands for itself: what was joined to another is changed there."""
    demand_visible(work, uid)
    demand_unjoined(work, uid)


def demand_unjoined(work: Work, uid: UUID) -> None:
    """Conflict, for a record that was joined to another one."""
    if work.rows.value(select(Patient.merged_into).where(Patient.uid == uid)) is not None:
        raise Conflict("Joined already", "This record was joined to another one", "Open the list again")
