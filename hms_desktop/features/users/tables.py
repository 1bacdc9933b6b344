"""Accounts and broken glasses. Secrets are the workstation's own and never enter the journal; that they change does."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hms_desktop.data.schema import Base, Record, Says, about
from hms_desktop.data.types import Count, Flag, Id, Instant, Json, Text
from hms_desktop.kernel.access import ColumnClass
from hms_desktop.kernel.policies import Policy

_STAFF = about(Policy.LWW, ColumnClass.STAFF)
_SECRET = about(Policy.LOCAL, ColumnClass.SECRET)
_FACT = about(Policy.APPEND, ColumnClass.STAFF)


class Account(Record, Base):
    """Somebody who may sign in. The password is nowhere in here: it opens a slot of the vault."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("login", info={"says": Says("Somebody has this sign-in name already", field="login")}),
    )

    login: Mapped[str] = mapped_column(Text, nullable=False, info=about(Policy.ARBITER, ColumnClass.STAFF))
    name: Mapped[str] = mapped_column(Text, nullable=False, info=_STAFF)
    roles: Mapped[Any] = mapped_column(Json, nullable=False, info=about(Policy.REVIEW, ColumnClass.STAFF))
    is_active: Mapped[bool] = mapped_column(Flag, nullable=False, info=about(Policy.REVIEW, ColumnClass.STAFF))
    second_factor_since: Mapped[datetime | None] = mapped_column(Instant, info=_STAFF)
    pin_since: Mapped[datetime | None] = mapped_column(Instant, info=_STAFF)
    totp: Mapped[str | None] = mapped_column(Text, info=_SECRET)
    totp_step: Mapped[int] = mapped_column(Count, nullable=False, info=_SECRET)
    totp_misses: Mapped[int] = mapped_column(Count, nullable=False, info=_SECRET)
    totp_wait_until: Mapped[datetime | None] = mapped_column(Instant, info=_SECRET)
    pin_hash: Mapped[str | None] = mapped_column(Text, info=_SECRET)


class Glass(Record, Base):
    """One emergency opening of a restricted record, and what its review found."""

    __tablename__ = "glass"
    __table_args__ = (Index("ix_glass_account", "account", "until"), Index("ix_glass_review", "reviewed_at", "uid"))

    account: Mapped[UUID] = mapped_column(Id, ForeignKey("account.uid"), nullable=False, info=_FACT)
    subject: Mapped[UUID] = mapped_column(Id, nullable=False, info=_FACT)
    opened_at: Mapped[datetime] = mapped_column(Instant, nullable=False, info=_FACT)
    until: Mapped[datetime] = mapped_column(Instant, nullable=False, info=_FACT)
    reason: Mapped[str] = mapped_column(Text, nullable=False, info=about(Policy.APPEND, ColumnClass.CLINICAL))
    reviewed_at: Mapped[datetime | None] = mapped_column(Instant, info=_STAFF)
    reviewed_by: Mapped[UUID | None] = mapped_column(Id, ForeignKey("account.uid"), info=_STAFF)
    finding: Mapped[str | None] = mapped_column(Text, info=about(Policy.LWW, ColumnClass.CLINICAL))
