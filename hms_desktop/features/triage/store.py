"""Accepted triages out of the table: as evidence for the next one, and who was given a patient before."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import String, cast, func, or_, select

from hms_desktop.data.rows import Rows
from hms_desktop.features.triage.domain.history import Past
from hms_desktop.features.triage.tables import Triage

RECENT: Final = 400
"""So many of the last ones speak along: a habit that the clinic gave up is forgotten, and reading stays short."""


def past(rows: Rows, words: Collection[str]) -> tuple[Past, ...]:
    """What was accepted last and shares a word, of all patients. It is counted and goes no further: no row of it is
    anybody's answer."""
    if not words:
        return ()
    latest = select(Triage.uid).order_by(Triage.at.desc(), Triage.uid.desc()).limit(RECENT).scalar_subquery()
    said = cast(Triage.cues, String)
    shares_a_word = or_(*(said.contains(f'"{word}"', autoescape=True) for word in words))
    asked = select(Triage.cues, Triage.kind, Triage.stay).where(Triage.uid.in_(latest), shares_a_word)
    return tuple(Past(frozenset(row.cues), row.kind, row.stay) for row in rows.all(asked))


def doctors_of(rows: Rows, patient: UUID | None) -> dict[UUID, datetime]:
    """Doctor → when he was last given this patient."""
    if patient is None:
        return {}
    is_his = (Triage.patient == patient) & Triage.doctor.is_not(None)
    asked = select(Triage.doctor, func.max(Triage.at)).where(is_his).group_by(Triage.doctor)
    return {doctor: at for doctor, at in rows.all(asked) if doctor is not None}
