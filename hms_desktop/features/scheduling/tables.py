"""Appointments, series, visits and who waits. That nobody is booked twice at once is held here, by the database itself.

A trigger looks whether doctor, room or patient has something else in that time; the index that it looks in holds only
what takes time. Writers come one after the other on both databases (`BEGIN IMMEDIATE`; an advisory lock of the clinic
on PostgreSQL), so what one has seen another cannot have changed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hms_desktop.data.schema import Base, Record, Rule, Says, about
from hms_desktop.data.types import Choice, CivilDate, Count, Flag, Id, Instant, Json, Text
from hms_desktop.features.scheduling.domain import CancelledBy, Part, State, Urgency, VisitState, WaitState
from hms_desktop.features.scheduling.domain.booking import HELD, LENGTHS
from hms_desktop.kernel.access import ColumnClass
from hms_desktop.kernel.policies import Policy

_SLOT = about(Policy.ARBITER, ColumnClass.IDENTITY)
_TIME = about(Policy.ARBITER, ColumnClass.PLAIN)
_STATE = about(Policy.STATE, ColumnClass.PLAIN)
_WORDS = about(Policy.LWW, ColumnClass.CONTACT)
_LINK = about(Policy.APPEND, ColumnClass.IDENTITY)
_LWW = about(Policy.LWW, ColumnClass.PLAIN)
_FACT = about(Policy.APPEND, ColumnClass.PLAIN)

IS_HELD: Final = "state IN ({})".format(", ".join(f"'{state.value}'" for state in HELD))
"""As text, because an index of some rows is used only by a question that says the same."""

_LONGEST_MS: Final = LENGTHS[-1] * 60_000


def _clash(column: str, *, may_overbook: bool) -> Callable[[str], str]:
    """Whether somebody else's time of this column shares an instant with the new one; touching is not sharing."""
    meant = "AND NOT NEW.is_overbooked" if may_overbook else ""
    other = "AND NOT a.is_overbooked" if may_overbook else ""
    held = IS_HELD.replace("state", "a.state")
    found = (
        f"EXISTS (SELECT 1 FROM appointment a WHERE a.{column} = NEW.{column} AND {held} AND a.starts < NEW.ends "
        f"AND a.starts > NEW.starts - {_LONGEST_MS} AND a.ends > NEW.starts AND a.uid <> NEW.uid {other})"
    )
    when = f"NEW.{IS_HELD} AND NEW.{column} IS NOT NULL {meant} AND {found}"

    def sql(dialect: str) -> str:
        name = f"hms:rule:{column}_is_free"
        if dialect == "postgresql":
            return f"IF {when} THEN RAISE EXCEPTION '{name}'; END IF"
        return f"SELECT RAISE(ABORT, '{name}') WHERE {when}"

    return sql


_EVENTS: Final = ("create", "update")
_RULES: Final = (
    Rule("doctor_is_free", _EVENTS, _clash("doctor", may_overbook=True),
         Says("The doctor has somebody else at that time", field="when")),
    Rule("room_is_free", _EVENTS, _clash("room", may_overbook=True), Says("The room is taken then", field="when")),
    Rule("patient_is_free", _EVENTS, _clash("patient", may_overbook=False),
         Says("The patient has another appointment at that time", field="when")),
)  # fmt: skip


def _held(name: str, *columns: str) -> Index:
    return Index(name, *columns, sqlite_where=text(IS_HELD), postgresql_where=text(IS_HELD))


class Appointment(Record, Base):
    """One appointment: as it was said (day, minute, zone) and as the instants that this is."""

    __tablename__ = "appointment"
    __table_args__: Any = (
        CheckConstraint("minutes BETWEEN 5 AND 480", name="length"),
        CheckConstraint("ends > starts", name="order"),
        _held("ix_appointment_doctor", "doctor", "starts", "ends"),
        _held("ix_appointment_room", "room", "starts", "ends"),
        _held("ix_appointment_held", "patient", "starts", "ends"),
        Index("ix_appointment_starts", "starts", "uid"),
        Index("ix_appointment_patient", "patient", "starts"),
        Index("ix_appointment_series", "series"),
        {"info": {"rules": _RULES}},
    )

    patient: Mapped[UUID] = mapped_column(Id, nullable=False, info=_SLOT)
    doctor: Mapped[UUID] = mapped_column(Id, nullable=False, info=_SLOT)
    room: Mapped[UUID | None] = mapped_column(Id, info=_SLOT)
    day: Mapped[date] = mapped_column(CivilDate, nullable=False, info=_TIME)
    minute: Mapped[int] = mapped_column(Count, nullable=False, info=_TIME)
    minutes: Mapped[int] = mapped_column(Count, nullable=False, info=_TIME)
    zone: Mapped[str] = mapped_column(Text, nullable=False, info=_TIME)
    starts: Mapped[datetime] = mapped_column(Instant, nullable=False, info=_TIME)
    ends: Mapped[datetime] = mapped_column(Instant, nullable=False, info=_TIME)
    state: Mapped[State] = mapped_column(Choice(State), nullable=False, info=_STATE)
    is_overbooked: Mapped[bool] = mapped_column(Flag, nullable=False, info=_STATE)
    reason: Mapped[str] = mapped_column(Text, nullable=False, info=_WORDS)
    note: Mapped[str] = mapped_column(Text, nullable=False, info=_WORDS)
    series: Mapped[UUID | None] = mapped_column(Id, info=_LINK)
    is_own: Mapped[bool] = mapped_column(Flag, nullable=False, info=_STATE)
    """Whether this one of a series was changed by itself; what is done to the series leaves it alone."""
    cancelled_by: Mapped[CancelledBy | None] = mapped_column(Choice(CancelledBy), info=_STATE)
    cancelled_why: Mapped[str] = mapped_column(Text, nullable=False, info=_WORDS)


class Visit(Record, Base):
    """Somebody who came: where he is in the queue, with a stamp for each step."""

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint("number BETWEEN 1 AND 9999", name="number"),
        Index(
            "uq_visit_token", "day", "queue", "number", unique=True,
            info={"says": Says("This token was given away meanwhile; do it again")},
        ),
        Index(
            "uq_visit_appointment", "appointment", unique=True,
            info={"says": Says("This patient is checked in already")},
        ),
        Index("ix_visit_patient", "patient", "arrived_at"),
    )  # fmt: skip

    patient: Mapped[UUID] = mapped_column(Id, nullable=False, info=_LINK)
    appointment: Mapped[UUID | None] = mapped_column(Id, info=_LINK)
    doctor: Mapped[UUID | None] = mapped_column(Id, info=_LWW)
    department: Mapped[UUID | None] = mapped_column(Id, info=_LWW)
    room: Mapped[UUID | None] = mapped_column(Id, info=_LWW)
    day: Mapped[date] = mapped_column(CivilDate, nullable=False, info=_TIME)
    queue: Mapped[str] = mapped_column(Text, nullable=False, info=_TIME)
    number: Mapped[int] = mapped_column(Count, nullable=False, info=_TIME)
    state: Mapped[VisitState] = mapped_column(Choice(VisitState), nullable=False, info=_STATE)
    urgency: Mapped[Urgency] = mapped_column(Choice(Urgency), nullable=False, info=_LWW)
    reason: Mapped[str] = mapped_column(Text, nullable=False, info=_WORDS)
    arrived_at: Mapped[datetime] = mapped_column(Instant, nullable=False, info=_STATE)
    called_at: Mapped[datetime | None] = mapped_column(Instant, info=_STATE)
    seated_at: Mapped[datetime | None] = mapped_column(Instant, info=_STATE)
    finished_at: Mapped[datetime | None] = mapped_column(Instant, info=_STATE)


class NoShowFit(Record, Base):
    """What the clinic's finished appointments taught once about who does not come: weights, figures, never a row."""

    __tablename__ = "no_show_fit"
    __table_args__ = (CheckConstraint("rows > 0", name="rows"), Index("ix_no_show_fit_at", "at", "uid"))

    number: Mapped[int] = mapped_column(Count, nullable=False, info=_FACT)
    at: Mapped[datetime] = mapped_column(Instant, nullable=False, info=_FACT)
    rows: Mapped[int] = mapped_column(Count, nullable=False, info=_FACT)
    base: Mapped[str] = mapped_column(Text, nullable=False, info=_FACT)
    weights: Mapped[Any] = mapped_column(Json, nullable=False, info=_FACT)
    figures: Mapped[Any] = mapped_column(Json, nullable=False, info=_FACT)
    is_in_use: Mapped[bool] = mapped_column(Flag, nullable=False, info=_LWW)


class Waiting(Record, Base):
    """Somebody who waits for a time."""

    __tablename__ = "waiting"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 5 AND 480", name="length"),
        Index("ix_waiting_state", "state", "uid"),
        Index("ix_waiting_patient", "patient"),
    )

    patient: Mapped[UUID] = mapped_column(Id, nullable=False, info=_LINK)
    doctor: Mapped[UUID | None] = mapped_column(Id, info=_LWW)
    speciality: Mapped[str] = mapped_column(Text, nullable=False, info=_LWW)
    minutes: Mapped[int] = mapped_column(Count, nullable=False, info=_LWW)
    first_day: Mapped[date | None] = mapped_column(CivilDate, info=_LWW)
    last_day: Mapped[date | None] = mapped_column(CivilDate, info=_LWW)
    part: Mapped[Part] = mapped_column(Choice(Part), nullable=False, info=_LWW)
    weekdays: Mapped[Any] = mapped_column(Json, nullable=False, info=_LWW)
    urgency: Mapped[Urgency] = mapped_column(Choice(Urgency), nullable=False, info=_LWW)
    note: Mapped[str] = mapped_column(Text, nullable=False, info=_WORDS)
    state: Mapped[WaitState] = mapped_column(Choice(WaitState), nullable=False, info=_STATE)
    since: Mapped[datetime] = mapped_column(Instant, nullable=False, info=_STATE)
    appointment: Mapped[UUID | None] = mapped_column(Id, info=_LINK)
