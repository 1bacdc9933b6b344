"""The wards' tables. That a bed holds one person and a person one bed is held by the database, whoever writes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hms_desktop.data.schema import Base, Record, Says, about
from hms_desktop.data.types import Choice, CivilDate, Count, Flag, Id, Instant, Text
from hms_desktop.features.wards.domain import AdmissionState, BedState, Diet, DischargeKind, Isolation, WardKind
from hms_desktop.kernel.access import ColumnClass
from hms_desktop.kernel.policies import Policy

_PLAIN = about(Policy.LWW, ColumnClass.PLAIN)
_LINK = about(Policy.APPEND, ColumnClass.PLAIN)
_STATE = about(Policy.STATE, ColumnClass.PLAIN)
_WHO = about(Policy.APPEND, ColumnClass.IDENTITY)
_CLINICAL = about(Policy.REVIEW, ColumnClass.CLINICAL)

_IN_USE: Final = text("retired_at IS NULL")
_HERE: Final = text("state = 'in'")
_NOW: Final = text("until IS NULL")


class Ward(Record, Base):
    """A ward of the house."""

    __tablename__ = "ward"
    __table_args__ = (
        Index(
            "uq_ward_folded",
            "folded",
            unique=True,
            info={"says": Says("Another ward has this name already", field="name")},
        ),
    )

    name: Mapped[str] = mapped_column(Text, nullable=False, info=_PLAIN)
    folded: Mapped[str] = mapped_column(Text, nullable=False, info=about(Policy.LOCAL, ColumnClass.PLAIN))
    kind: Mapped[WardKind] = mapped_column(Choice(WardKind), nullable=False, info=_PLAIN)
    floor: Mapped[str] = mapped_column(Text, nullable=False, info=_PLAIN)
    department: Mapped[UUID | None] = mapped_column(Id, info=_PLAIN)
    is_active: Mapped[bool] = mapped_column(Flag, nullable=False, info=_STATE)


class Bed(Record, Base):
    """A bed with its code, which is the only one in the house; `opened_at` to `retired_at` it counts as there."""

    __tablename__ = "bed"
    __table_args__ = (
        Index("ix_bed_ward", "ward", "place"),
        Index(
            "uq_bed_folded",
            "folded",
            unique=True,
            sqlite_where=_IN_USE,
            postgresql_where=_IN_USE,
            info={"says": Says("Another bed has this code already", field="code")},
        ),
    )

    ward: Mapped[UUID] = mapped_column(Id, nullable=False, info=_LINK)
    room: Mapped[str] = mapped_column(Text, nullable=False, info=_PLAIN)
    code: Mapped[str] = mapped_column(Text, nullable=False, info=_PLAIN)
    folded: Mapped[str] = mapped_column(Text, nullable=False, info=about(Policy.LOCAL, ColumnClass.PLAIN))
    place: Mapped[int] = mapped_column(Count, nullable=False, info=_PLAIN)
    state: Mapped[BedState] = mapped_column(Choice(BedState), nullable=False, info=_STATE)
    note: Mapped[str] = mapped_column(Text, nullable=False, info=_PLAIN)
    reserved_for: Mapped[UUID | None] = mapped_column(Id, info=about(Policy.STATE, ColumnClass.IDENTITY))
    reserved_until: Mapped[datetime | None] = mapped_column(Instant, info=_STATE)
    opened_at: Mapped[datetime] = mapped_column(Instant, nullable=False, info=_PLAIN)
    retired_at: Mapped[datetime | None] = mapped_column(Instant, info=_STATE)


class Admission(Record, Base):
    """Somebody stays in the house. `bed` is where he is or was last; the way there stands in `bed_stay`."""

    __tablename__ = "admission"
    __table_args__ = (
        Index("ix_admission_patient", "patient", "admitted_at"),
        Index(
            "uq_admission_patient",
            "patient",
            unique=True,
            sqlite_where=_HERE,
            postgresql_where=_HERE,
            info={"says": Says("This patient is in a bed already", field="patient")},
        ),
    )

    patient: Mapped[UUID] = mapped_column(Id, nullable=False, info=_WHO)
    doctor: Mapped[UUID | None] = mapped_column(Id, info=_PLAIN)
    bed: Mapped[UUID] = mapped_column(Id, nullable=False, info=about(Policy.ARBITER, ColumnClass.PLAIN))
    state: Mapped[AdmissionState] = mapped_column(Choice(AdmissionState), nullable=False, info=_STATE)
    admitted_at: Mapped[datetime] = mapped_column(Instant, nullable=False, info=_LINK)
    ended_at: Mapped[datetime | None] = mapped_column(Instant, info=_STATE)
    ended: Mapped[DischargeKind | None] = mapped_column(Choice(DischargeKind), info=_STATE)
    expected: Mapped[date | None] = mapped_column(CivilDate, info=_PLAIN)
    reason: Mapped[str] = mapped_column(Text, nullable=False, info=_CLINICAL)
    diet: Mapped[Diet] = mapped_column(Choice(Diet), nullable=False, info=_CLINICAL)
    isolation: Mapped[Isolation] = mapped_column(Choice(Isolation), nullable=False, info=_CLINICAL)
    is_fall_risk: Mapped[bool] = mapped_column(Flag, nullable=False, info=_CLINICAL)
    word: Mapped[str] = mapped_column(Text, nullable=False, info=_CLINICAL)


class BedStay(Record, Base):
    """A time in one bed. One that was a mistake is void, and counts nowhere."""

    __tablename__ = "bed_stay"
    __table_args__ = (
        Index("ix_bed_stay_admission", "admission", "since"),
        Index("ix_bed_stay_ward", "ward", "until"),
        Index("ix_bed_stay_bed", "bed", "until"),
        Index(
            "uq_bed_stay_bed",
            "bed",
            unique=True,
            sqlite_where=_NOW,
            postgresql_where=_NOW,
            info={"says": Says("This bed was taken a moment ago", field="bed")},
        ),
        Index(
            "uq_bed_stay_admission",
            "admission",
            unique=True,
            sqlite_where=_NOW,
            postgresql_where=_NOW,
            info={"says": Says("This patient was moved a moment ago", field="bed")},
        ),
    )

    admission: Mapped[UUID] = mapped_column(Id, nullable=False, info=_LINK)
    bed: Mapped[UUID] = mapped_column(Id, nullable=False, info=about(Policy.ARBITER, ColumnClass.PLAIN))
    ward: Mapped[UUID] = mapped_column(Id, nullable=False, info=_LINK)
    since: Mapped[datetime] = mapped_column(Instant, nullable=False, info=_LINK)
    until: Mapped[datetime | None] = mapped_column(Instant, info=_STATE)
    is_void: Mapped[bool] = mapped_column(Flag, nullable=False, info=_STATE)


class DischargeSummary(Record, Base):
    """What a doctor wrote of a stay. A signed one is taken back before it is changed."""

    __tablename__ = "discharge_summary"
    __table_args__ = (
        Index(
            "uq_discharge_summary_admission",
            "admission",
            unique=True,
            info={"says": Says("Somebody began this summary a moment ago; open it again")},
        ),
    )

    admission: Mapped[UUID] = mapped_column(Id, nullable=False, info=_LINK)
    diagnoses: Mapped[str] = mapped_column(Text, nullable=False, info=_CLINICAL)
    course: Mapped[str] = mapped_column(Text, nullable=False, info=_CLINICAL)
    treatment: Mapped[str] = mapped_column(Text, nullable=False, info=_CLINICAL)
    recommendations: Mapped[str] = mapped_column(Text, nullable=False, info=_CLINICAL)
    follow_up: Mapped[str] = mapped_column(Text, nullable=False, info=_CLINICAL)
    edition: Mapped[int] = mapped_column(Count, nullable=False, info=_STATE)
    signed_at: Mapped[datetime | None] = mapped_column(Instant, info=_STATE)
    signed_by: Mapped[UUID | None] = mapped_column(Id, info=_STATE)
