"""The patient's table. The folded columns are this workstation's own: they serve finding and sorting only."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hms_desktop.data.schema import Base, Record, Says, about
from hms_desktop.data.search import Search
from hms_desktop.data.types import Choice, CivilDate, Count, Text
from hms_desktop.features.patients.domain import Precision, Sex
from hms_desktop.kernel.access import ColumnClass
from hms_desktop.kernel.policies import Policy

_IDENTITY = about(Policy.REVIEW, ColumnClass.IDENTITY)
_FOLDED = about(Policy.LOCAL, ColumnClass.IDENTITY)


class Patient(Record, Base):
    """A person in care."""

    __tablename__ = "patient"
    __table_args__ = (
        Index("ix_patient_name", "sort_name", "uid"),
        Index("ix_patient_given", "given_sort", "uid"),
        Index("ix_patient_born", "born", "uid"),
        Index("ix_patient_phone", "phone_digits", "uid"),
        Index(
            "uq_patient_serial",
            "serial",
            unique=True,
            info={"says": Says("This record number was given away meanwhile; save again")},
        ),
        {"info": {"search": Search(("sort_name",))}},
    )

    serial: Mapped[int] = mapped_column(Count, nullable=False, info=about(Policy.ARBITER, ColumnClass.IDENTITY))
    family: Mapped[str] = mapped_column(Text, nullable=False, info=_IDENTITY)
    given: Mapped[str] = mapped_column(Text, nullable=False, info=_IDENTITY)
    sex: Mapped[Sex] = mapped_column(Choice(Sex), nullable=False, info=_IDENTITY)
    born: Mapped[date | None] = mapped_column(CivilDate, info=_IDENTITY)
    precision: Mapped[Precision] = mapped_column(Choice(Precision), nullable=False, info=_IDENTITY)
    phone: Mapped[str] = mapped_column(Text, nullable=False, info=about(Policy.LWW, ColumnClass.CONTACT))
    phone_digits: Mapped[str] = mapped_column(Text, nullable=False, info=about(Policy.LOCAL, ColumnClass.CONTACT))
    sort_name: Mapped[str] = mapped_column(Text, nullable=False, info=_FOLDED)
    given_sort: Mapped[str] = mapped_column(Text, nullable=False, info=_FOLDED)
