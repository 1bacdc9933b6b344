"""The patients' tables. The folded columns are this workstation's own: they serve finding and sorting only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hms_desktop.data.schema import Base, Record, Says, about
from hms_desktop.data.search import Search
from hms_desktop.data.types import Choice, CivilDate, Count, Flag, Id, Instant, Json, Text
from hms_desktop.features.patients.domain import Precision, Relation, Sex
from hms_desktop.kernel.access import ColumnClass
from hms_desktop.kernel.policies import Policy

_IDENTITY = about(Policy.REVIEW, ColumnClass.IDENTITY)
_FOLDED = about(Policy.LOCAL, ColumnClass.IDENTITY)
_CONTACT = about(Policy.LWW, ColumnClass.CONTACT)
_STATE = about(Policy.STATE, ColumnClass.IDENTITY)
_LINK = about(Policy.APPEND, ColumnClass.PLAIN)

_JOINED: Final = text("merged_into IS NOT NULL")
"""Few are; an index of all the others would be taken for a good way to find those who were not joined."""


class Patient(Record, Base):
    """A person in care."""

    __tablename__ = "patient"
    __table_args__ = (
        Index("ix_patient_name", "sort_name", "uid"),
        Index("ix_patient_given", "given_sort", "uid"),
        Index("ix_patient_born", "born", "uid"),
        Index("ix_patient_phone", "phone_digits", "uid"),
        Index("ix_patient_merged", "merged_into", sqlite_where=_JOINED, postgresql_where=_JOINED),
        Index(
            "uq_patient_serial",
            "serial",
            unique=True,
            info={"says": Says("This record number was given away meanwhile; save again")},
        ),
        {"info": {"search": Search(("found_by",))}},
    )

    serial: Mapped[int] = mapped_column(Count, nullable=False, info=about(Policy.ARBITER, ColumnClass.IDENTITY))
    family: Mapped[str] = mapped_column(Text, nullable=False, info=_IDENTITY)
    given: Mapped[str] = mapped_column(Text, nullable=False, info=_IDENTITY)
    nickname: Mapped[str] = mapped_column(Text, nullable=False, info=_IDENTITY)
    former: Mapped[str] = mapped_column(Text, nullable=False, info=_IDENTITY)
    title: Mapped[str] = mapped_column(Text, nullable=False, info=_IDENTITY)
    sex: Mapped[Sex] = mapped_column(Choice(Sex), nullable=False, info=_IDENTITY)
    born: Mapped[date | None] = mapped_column(CivilDate, info=_IDENTITY)
    precision: Mapped[Precision] = mapped_column(Choice(Precision), nullable=False, info=_IDENTITY)
    phone: Mapped[str] = mapped_column(Text, nullable=False, info=_CONTACT)
    email: Mapped[str] = mapped_column(Text, nullable=False, info=_CONTACT)
    address: Mapped[str] = mapped_column(Text, nullable=False, info=_CONTACT)
    city: Mapped[str] = mapped_column(Text, nullable=False, info=_CONTACT)
    postcode: Mapped[str] = mapped_column(Text, nullable=False, info=_CONTACT)
    country: Mapped[str] = mapped_column(Text, nullable=False, info=_CONTACT)
    language: Mapped[str] = mapped_column(Text, nullable=False, info=_CONTACT)
    insurer: Mapped[str] = mapped_column(Text, nullable=False, info=_CONTACT)
    policy: Mapped[str] = mapped_column(Text, nullable=False, info=_CONTACT)
    note: Mapped[str] = mapped_column(Text, nullable=False, info=_CONTACT)
    is_deceased: Mapped[bool] = mapped_column(Flag, nullable=False, info=_STATE)
    died_on: Mapped[date | None] = mapped_column(CivilDate, info=_STATE)
    is_restricted: Mapped[bool] = mapped_column(Flag, nullable=False, info=_STATE)
    archived_at: Mapped[datetime | None] = mapped_column(Instant, info=_STATE)
    merged_into: Mapped[UUID | None] = mapped_column(Id, info=_STATE)
    photo: Mapped[UUID | None] = mapped_column(Id, info=about(Policy.LWW, ColumnClass.IDENTITY))
    phone_digits: Mapped[str] = mapped_column(Text, nullable=False, info=about(Policy.LOCAL, ColumnClass.CONTACT))
    sort_name: Mapped[str] = mapped_column(Text, nullable=False, info=_FOLDED)
    given_sort: Mapped[str] = mapped_column(Text, nullable=False, info=_FOLDED)
    found_by: Mapped[str] = mapped_column(Text, nullable=False, info=_FOLDED)


class PatientPhone(Record, Base):
    """A further phone number of a patient."""

    __tablename__ = "patient_phone"
    __table_args__ = (Index("ix_patient_phone_patient", "patient"), Index("ix_patient_phone_digits", "digits", "uid"))

    patient: Mapped[UUID] = mapped_column(Id, nullable=False, info=_LINK)
    label: Mapped[str] = mapped_column(Text, nullable=False, info=_CONTACT)
    number: Mapped[str] = mapped_column(Text, nullable=False, info=_CONTACT)
    digits: Mapped[str] = mapped_column(Text, nullable=False, info=about(Policy.LOCAL, ColumnClass.CONTACT))


class PatientIdentifier(Record, Base):
    """A number that somebody else gave a patient: a passport's, an insurance card's, a national one."""

    __tablename__ = "patient_identifier"
    __table_args__ = (
        Index("ix_patient_identifier_patient", "patient"),
        Index("ix_patient_identifier_value", "folded", "uid"),
        Index(
            "uq_patient_identifier_system",
            "system",
            "folded",
            unique=True,
            info={"says": Says("Another patient has this number already", field="value")},
        ),
    )

    patient: Mapped[UUID] = mapped_column(Id, nullable=False, info=_LINK)
    system: Mapped[str] = mapped_column(Text, nullable=False, info=_IDENTITY)
    value: Mapped[str] = mapped_column(Text, nullable=False, info=_IDENTITY)
    folded: Mapped[str] = mapped_column(Text, nullable=False, info=_FOLDED)


class PatientRelation(Record, Base):
    """Somebody who belongs to a patient: family, who pays, who is called in an emergency; a patient himself or not."""

    __tablename__ = "patient_relation"
    __table_args__ = (Index("ix_patient_relation_patient", "patient"), Index("ix_patient_relation_other", "other"))

    patient: Mapped[UUID] = mapped_column(Id, nullable=False, info=_LINK)
    other: Mapped[UUID | None] = mapped_column(Id, info=_IDENTITY)
    name: Mapped[str] = mapped_column(Text, nullable=False, info=_IDENTITY)
    phone: Mapped[str] = mapped_column(Text, nullable=False, info=_CONTACT)
    kind: Mapped[Relation] = mapped_column(Choice(Relation), nullable=False, info=_IDENTITY)
    is_guarantor: Mapped[bool] = mapped_column(Flag, nullable=False, info=_CONTACT)
    is_emergency: Mapped[bool] = mapped_column(Flag, nullable=False, info=_CONTACT)
    note: Mapped[str] = mapped_column(Text, nullable=False, info=_CONTACT)


class PatientMerge(Record, Base):
    """Two records of one person became one: who leads to whom, and the survivor before and after, to take it back."""

    __tablename__ = "patient_merge"
    __table_args__ = (Index("ix_patient_merge_survivor", "survivor"), Index("ix_patient_merge_loser", "loser"))

    survivor: Mapped[UUID] = mapped_column(Id, nullable=False, info=_LINK)
    loser: Mapped[UUID] = mapped_column(Id, nullable=False, info=_LINK)
    before: Mapped[Any] = mapped_column(Json, nullable=False, info=about(Policy.APPEND, ColumnClass.CONTACT))
    after: Mapped[Any] = mapped_column(Json, nullable=False, info=about(Policy.APPEND, ColumnClass.CONTACT))
    at: Mapped[datetime] = mapped_column(Instant, nullable=False, info=_LINK)
    undone_at: Mapped[datetime | None] = mapped_column(Instant, info=about(Policy.STATE, ColumnClass.PLAIN))
