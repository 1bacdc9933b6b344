"""Notices, messages to people outside, what patients want, a clinic's own texts, and the keys of its servers.

`once` keeps a second message for the same thing out: a unique index, and a message that was overtaken gives it back.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hms_desktop.data.schema import Base, Record, Says, about
from hms_desktop.data.types import Choice, Count, Flag, Id, Instant, Json, Text
from hms_desktop.features.notifications.domain import Channel, MessageKind, MessageState, Problem, Settled
from hms_desktop.kernel.access import ColumnClass
from hms_desktop.kernel.policies import Policy

_FACT = about(Policy.APPEND, ColumnClass.PLAIN)
_STATE = about(Policy.STATE, ColumnClass.PLAIN)
_PLAIN = about(Policy.LWW, ColumnClass.PLAIN)
_CONTACT = about(Policy.LWW, ColumnClass.CONTACT)
_STAFF = about(Policy.LWW, ColumnClass.STAFF)

_OPEN: Final = text("done_at IS NULL")
_UNREAD: Final = text("done_at IS NULL AND read_at IS NULL")
_STATES: Final = ", ".join(f"'{state.value}'" for state in MessageState)


class Notice(Record, Base):
    """One person here is told one thing; `page` and `subject` lead to it."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_open", "account", "local_no", "uid", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_notice_unread", "account", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
        Index("ix_notice_account", "account", "local_no", "uid"),
    )

    account: Mapped[UUID] = mapped_column(Id, ForeignKey("account.uid"), nullable=False, info=_FACT)
    kind: Mapped[str] = mapped_column(Text, nullable=False, info=_FACT)
    title: Mapped[str] = mapped_column(Text, nullable=False, info=_FACT)
    detail: Mapped[str] = mapped_column(Text, nullable=False, info=about(Policy.APPEND, ColumnClass.IDENTITY))
    page: Mapped[str] = mapped_column(Text, nullable=False, info=_FACT)
    subject: Mapped[UUID | None] = mapped_column(Id, info=_FACT)
    at: Mapped[datetime] = mapped_column(Instant, nullable=False, info=_FACT)
    read_at: Mapped[datetime | None] = mapped_column(Instant, info=_PLAIN)
    done_at: Mapped[datetime | None] = mapped_column(Instant, info=_PLAIN)


class Message(Record, Base):
    """One message to somebody outside: to a patient by what his record says when it is sent, or to an address."""

    __tablename__ = "message"
    __table_args__ = (
        Index("uq_message_once", "once", unique=True, info={"says": Says("This message was queued already")}),
        Index("ix_message_due", "channel", "state", "next_try"),
        Index("ix_message_state", "state", "local_no", "uid"),
        Index("ix_message_patient", "patient", "at"),
        Index("ix_message_subject", "subject", "kind"),
        Index("ix_message_until", "kind", "not_after"),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint("tries >= 0", name="tries"),
    )

    channel: Mapped[Channel] = mapped_column(Choice(Channel), nullable=False, info=_FACT)
    kind: Mapped[MessageKind] = mapped_column(Choice(MessageKind), nullable=False, info=_FACT)
    language: Mapped[str] = mapped_column(Text, nullable=False, info=_FACT)
    places: Mapped[Any] = mapped_column(Json, nullable=False, info=about(Policy.APPEND, ColumnClass.CONTACT))
    patient: Mapped[UUID | None] = mapped_column(Id, info=_FACT)
    address: Mapped[str] = mapped_column(Text, nullable=False, info=_CONTACT)
    subject_kind: Mapped[str] = mapped_column(Text, nullable=False, info=_FACT)
    subject: Mapped[UUID | None] = mapped_column(Id, info=_FACT)
    once: Mapped[str | None] = mapped_column(Text, info=about(Policy.ARBITER, ColumnClass.PLAIN))
    is_urgent: Mapped[bool] = mapped_column(Flag, nullable=False, info=_FACT)
    at: Mapped[datetime] = mapped_column(Instant, nullable=False, info=_FACT)
    not_before: Mapped[datetime] = mapped_column(Instant, nullable=False, info=_FACT)
    not_after: Mapped[datetime | None] = mapped_column(Instant, info=_FACT)
    state: Mapped[MessageState] = mapped_column(Choice(MessageState), nullable=False, info=_STATE)
    problem: Mapped[Problem] = mapped_column(Choice(Problem), nullable=False, info=_STATE)
    tries: Mapped[int] = mapped_column(Count, nullable=False, info=_STATE)
    next_try: Mapped[datetime] = mapped_column(Instant, nullable=False, info=_STATE)
    tried_at: Mapped[datetime | None] = mapped_column(Instant, info=_STATE)
    attempt: Mapped[UUID | None] = mapped_column(Id, info=_STATE)
    sender: Mapped[UUID | None] = mapped_column(Id, info=_STATE)
    number: Mapped[str] = mapped_column(Text, nullable=False, info=_PLAIN)
    owner: Mapped[UUID | None] = mapped_column(Id, info=_STAFF)
    settled: Mapped[Settled] = mapped_column(Choice(Settled), nullable=False, info=_STATE)
    settled_by: Mapped[UUID | None] = mapped_column(Id, info=_STAFF)
    settled_at: Mapped[datetime | None] = mapped_column(Instant, info=_STATE)


class ContactWish(Record, Base):
    """What a patient said when he was asked; whoever has no row was not asked."""

    __tablename__ = "contact_wish"
    __table_args__ = (
        Index(
            "uq_contact_wish_patient", "patient", unique=True,
            info={"says": Says("Somebody asked the patient meanwhile; open it again")},
        ),
    )  # fmt: skip

    patient: Mapped[UUID] = mapped_column(Id, nullable=False, info=about(Policy.ARBITER, ColumnClass.PLAIN))
    email: Mapped[bool] = mapped_column(Flag, nullable=False, info=about(Policy.REVIEW, ColumnClass.CONTACT))
    sms: Mapped[bool] = mapped_column(Flag, nullable=False, info=about(Policy.REVIEW, ColumnClass.CONTACT))
    language: Mapped[str] = mapped_column(Text, nullable=False, info=_CONTACT)
    asked_at: Mapped[datetime] = mapped_column(Instant, nullable=False, info=_PLAIN)
    asked_by: Mapped[UUID] = mapped_column(Id, nullable=False, info=_STAFF)


class MessageText(Record, Base):
    """A clinic's own text in the place of the program's."""

    __tablename__ = "message_text"
    __table_args__ = (
        Index(
            "uq_message_text_kind", "kind", "language", unique=True,
            info={"says": Says("Somebody wrote this text meanwhile; open it again")},
        ),
    )  # fmt: skip

    kind: Mapped[MessageKind] = mapped_column(
        Choice(MessageKind), nullable=False, info=about(Policy.ARBITER, ColumnClass.PLAIN)
    )
    language: Mapped[str] = mapped_column(Text, nullable=False, info=about(Policy.ARBITER, ColumnClass.PLAIN))
    subject: Mapped[str] = mapped_column(Text, nullable=False, info=_PLAIN)
    body: Mapped[str] = mapped_column(Text, nullable=False, info=_PLAIN)
    short: Mapped[str] = mapped_column(Text, nullable=False, info=_PLAIN)


class PostSecret(Record, Base):
    """A server's password or a gateway's key: this workstation's own, neither in the journal nor sent anywhere."""

    __tablename__ = "post_secret"
    __table_args__ = (Index("uq_post_secret_channel", "channel", unique=True),)

    channel: Mapped[Channel] = mapped_column(Choice(Channel), nullable=False, info=_FACT)
    secret: Mapped[str] = mapped_column(Text, nullable=False, info=about(Policy.LOCAL, ColumnClass.SECRET))
    set_at: Mapped[datetime] = mapped_column(Instant, nullable=False, info=_STAFF)
