"""What was suggested and what a person made of it: one row for each acceptance, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hms_desktop.data.schema import Base, Record, about
from hms_desktop.data.types import Choice, Flag, Id, Instant, Json, Text
from hms_desktop.features.triage.domain.kinds import Kind, Stay, Urgency
from hms_desktop.kernel.access import ColumnClass
from hms_desktop.kernel.policies import Policy

_LINK = about(Policy.APPEND, ColumnClass.PLAIN)
_SAID = about(Policy.APPEND, ColumnClass.CLINICAL)


class Triage(Record, Base):
    """An accepted triage. `shown` is the suggestion as it stood on the screen, `changed` the fields that he changed."""

    __tablename__ = "triage"
    __table_args__ = (
        Index("ix_triage_at", "at", "uid"),
        Index("ix_triage_patient", "patient", "at"),
        Index("ix_triage_visit", "visit"),
    )

    visit: Mapped[UUID | None] = mapped_column(Id, info=_LINK)
    patient: Mapped[UUID | None] = mapped_column(Id, info=_LINK)
    problem: Mapped[str] = mapped_column(Text, nullable=False, info=_SAID)
    cues: Mapped[Any] = mapped_column(Json, nullable=False, info=_SAID)
    shown: Mapped[Any] = mapped_column(Json, nullable=False, info=_SAID)
    changed: Mapped[Any] = mapped_column(Json, nullable=False, info=_LINK)
    kind: Mapped[Kind] = mapped_column(Choice(Kind), nullable=False, info=_SAID)
    department: Mapped[UUID | None] = mapped_column(Id, info=_LINK)
    urgency: Mapped[Urgency] = mapped_column(Choice(Urgency), nullable=False, info=_SAID)
    stay: Mapped[Stay] = mapped_column(Choice(Stay), nullable=False, info=_SAID)
    ward: Mapped[str] = mapped_column(Text, nullable=False, info=_SAID)
    doctor: Mapped[UUID | None] = mapped_column(Id, info=_LINK)
    is_flagged: Mapped[bool] = mapped_column(Flag, nullable=False, info=_SAID)
    model: Mapped[str] = mapped_column(Text, nullable=False, info=_LINK)
    decided_by: Mapped[UUID] = mapped_column(Id, nullable=False, info=about(Policy.APPEND, ColumnClass.STAFF))
    at: Mapped[datetime] = mapped_column(Instant, nullable=False, info=_LINK)
