"""What was shown and what a person made of it: an answer never changes, a verdict and an outcome are rows beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hms_desktop.data.schema import Base, Record, Says, about
from hms_desktop.data.types import Choice, Flag, Id, Instant, Json, Text
from hms_desktop.features.insight.domain.answer import Kind, Verdict
from hms_desktop.kernel.access import ColumnClass
from hms_desktop.kernel.policies import Policy

_LINK = about(Policy.APPEND, ColumnClass.PLAIN)
_SAID = about(Policy.APPEND, ColumnClass.CLINICAL)
_WHO = about(Policy.APPEND, ColumnClass.STAFF)
_CHOICE = about(Policy.LWW, ColumnClass.PLAIN)


class InsightAnswer(Record, Base):
    """One answer as it stood on the screen. `thread` holds together what belongs together, such as an interview.

    A shadow's answer was shown to nobody: another version of the model answered beside the one in use.
    """

    __tablename__ = "insight_answer"
    __table_args__ = (
        Index("ix_insight_answer_at", "model", "at", "uid"),
        Index("ix_insight_answer_patient", "patient", "at"),
        Index("ix_insight_answer_thread", "thread", "at"),
    )

    patient: Mapped[UUID | None] = mapped_column(Id, info=_LINK)
    thread: Mapped[UUID | None] = mapped_column(Id, info=_LINK)
    kind: Mapped[Kind] = mapped_column(Choice(Kind), nullable=False, info=_LINK)
    model: Mapped[str] = mapped_column(Text, nullable=False, info=_LINK)
    edition: Mapped[str] = mapped_column(Text, nullable=False, info=_LINK)
    input_hash: Mapped[str] = mapped_column(Text, nullable=False, info=_LINK)
    given: Mapped[Any] = mapped_column(Json, nullable=False, info=_SAID)
    """The inputs as the model reads them, by name."""
    shown: Mapped[Any] = mapped_column(Json, nullable=False, info=_SAID)
    is_shadow: Mapped[bool] = mapped_column(Flag, nullable=False, info=_LINK)
    asked_by: Mapped[UUID] = mapped_column(Id, nullable=False, info=_WHO)
    at: Mapped[datetime] = mapped_column(Instant, nullable=False, info=_LINK)


class InsightVerdict(Record, Base):
    """What a person decided on an answer. `what` is what he accepted of it; `reason` and `note` why he did not."""

    __tablename__ = "insight_verdict"
    __table_args__ = (
        Index("ix_insight_verdict_answer", "answer"),
        Index("ix_insight_verdict_patient", "patient", "at"),
    )

    answer: Mapped[UUID] = mapped_column(Id, nullable=False, info=_LINK)
    patient: Mapped[UUID | None] = mapped_column(Id, info=_LINK)
    verdict: Mapped[Verdict] = mapped_column(Choice(Verdict), nullable=False, info=_LINK)
    what: Mapped[str] = mapped_column(Text, nullable=False, info=_SAID)
    code: Mapped[str] = mapped_column(Text, nullable=False, info=_SAID)
    reason: Mapped[str] = mapped_column(Text, nullable=False, info=_LINK)
    note: Mapped[str] = mapped_column(Text, nullable=False, info=_SAID)
    decided_by: Mapped[UUID] = mapped_column(Id, nullable=False, info=_WHO)
    at: Mapped[datetime] = mapped_column(Instant, nullable=False, info=_LINK)


class InsightOutcome(Record, Base):
    """What really happened after an answer: the watch over a model is made of these."""

    __tablename__ = "insight_outcome"
    __table_args__ = (Index("ix_insight_outcome_answer", "answer"),)

    answer: Mapped[UUID] = mapped_column(Id, nullable=False, info=_LINK)
    happened: Mapped[str] = mapped_column(Text, nullable=False, info=_SAID)
    """«yes» or «no» for a risk; the name of what it was for a ranking."""
    source: Mapped[str] = mapped_column(Text, nullable=False, info=_LINK)
    """«person», or «record» where the clinic's own records say it."""
    told_by: Mapped[UUID] = mapped_column(Id, nullable=False, info=_WHO)
    at: Mapped[datetime] = mapped_column(Instant, nullable=False, info=_LINK)


class ModelUse(Record, Base):
    """Which version of a model answers here, and which one answers beside it unseen. Without a row: the shipped one."""

    __tablename__ = "model_use"
    __table_args__ = (
        Index("uq_model_use_model", "model", unique=True, info={"says": Says("This model has a choice already")}),
    )

    model: Mapped[str] = mapped_column(Text, nullable=False, info=_LINK)
    shown: Mapped[str] = mapped_column(Text, nullable=False, info=_CHOICE)
    shadow: Mapped[str] = mapped_column(Text, nullable=False, info=_CHOICE)
