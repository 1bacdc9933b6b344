"""Accepted triages out of the table: as evidence for the next one, and who was given a patient before."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from hms_desktop.data.rows import Rows
from hms_desktop.features.triage.domain.history import Past
from hms_desktop.features.triage.tables import Triage

RECENT: Final = 400
"""So many of the last ones speak along: a habit that the clinic gave up is forgotten, and reading stays short."""


def past(rows: Rows) -> tuple[Past, ...]:
    """What was accepted last, of all patients. It is counted and goes no further: no row of it is anybody's answer."""
    asked = select(Triage.cues, Triage.kind, Triage.stay).order_by(Triage.at.desc(), Triage.uid.desc()).limit(RECENT)
    return tuple(Past(frozenset(row.cues), row.kind, row.stay) for row in rows.all(asked))


def doctors_of(rows: Rows, patient: UUID | None) -> dict[UUID, datetime]:
    """Doctor → when he was last given this patient."""
    if patient is None:
        return {}
    is_his = (Triage.patient == patient) & Triage.doctor.is_not(None)
    asked = select(Triage.doctor, func.max(Triage.at)).where(is_his).group_by(Triage.doctor)
    return {doctor: at for doctor, at in rows.all(asked) if doctor is not None}
