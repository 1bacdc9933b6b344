"""The store's own tables: the operation context, the journal and what stands around it. Features have their own."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hms_desktop.data.schema import Base, Record, about
from hms_desktop.data.types import Bytes, Count, Flag, Id, Instant, Json, Text
from hms_desktop.kernel.access import ColumnClass
from hms_desktop.kernel.policies import Policy

_UNJOURNALED: Final[dict[str, Any]] = {"info": {"journal": False}}
_NUMBER: Final = BigInteger().with_variant(Integer, "sqlite")


class OperationContext(Base):
    """Who does what, for the triggers to read: one row, put in after BEGIN and taken out before COMMIT.

    An ordinary table, because a trigger cannot see a temporary one; without its row every change aborts.
    """

    __tablename__ = "op_ctx"
    __table_args__ = (CheckConstraint("one = 1", name="one"), _UNJOURNALED)

    one: Mapped[int] = mapped_column(_NUMBER, primary_key=True, autoincrement=False)
    txn: Mapped[UUID] = mapped_column(Id, nullable=False)
    at: Mapped[datetime] = mapped_column(Instant, nullable=False)
    actor: Mapped[UUID] = mapped_column(Id, nullable=False)
    device: Mapped[UUID] = mapped_column(Id, nullable=False)
    command: Mapped[str] = mapped_column(Text, nullable=False)
    reason: Mapped[str] = mapped_column(Text, nullable=False)
    enrolled: Mapped[bool] = mapped_column(Flag, nullable=False)


class Journal(Base):
    """One row for each change, reading, print and refusal, chained by `link`. Never changed, never deleted."""

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_entity", "entity", "entity_id", "seq"), _UNJOURNALED)

    seq: Mapped[int] = mapped_column(_NUMBER, primary_key=True, autoincrement=False)
    txn: Mapped[UUID] = mapped_column(Id, nullable=False)
    at: Mapped[datetime] = mapped_column(Instant, nullable=False)
    actor: Mapped[UUID] = mapped_column(Id, nullable=False)
    device: Mapped[UUID] = mapped_column(Id, nullable=False)
    command: Mapped[str] = mapped_column(Text, nullable=False)
    entity: Mapped[str] = mapped_column(Text, nullable=False)
    entity_id: Mapped[UUID | None] = mapped_column(Id)
    verb: Mapped[str] = mapped_column(Text, nullable=False)
    base: Mapped[int] = mapped_column(Count, nullable=False)
    digest: Mapped[bytes] = mapped_column(Bytes, nullable=False)
    link: Mapped[bytes] = mapped_column(Bytes, nullable=False)


class JournalValue(Base):
    """The values of a journal row, old and new, with the salt of their digest: what an erasure may delete."""

    __tablename__ = "journal_value"
    __table_args__ = (_UNJOURNALED,)

    seq: Mapped[int] = mapped_column(_NUMBER, primary_key=True, autoincrement=False)
    salt: Mapped[bytes] = mapped_column(Bytes, nullable=False)
    old: Mapped[str | None] = mapped_column(Text)
    new: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, nullable=False)


class Pending(Base):
    """Journal rows that wait for the server; filled by a trigger on an enrolled workstation only."""

    __tablename__ = "pending"
    __table_args__ = (_UNJOURNALED,)

    seq: Mapped[int] = mapped_column(_NUMBER, primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(Text, nullable=False)


class Outcome(Base):
    """The first answer of each command, so that a second click or a retry gets it again. Answers hold ids only."""

    __tablename__ = "outcome"
    __table_args__ = ({**_UNJOURNALED, "sqlite_with_rowid": False},)

    txn: Mapped[UUID] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, nullable=False)
    command: Mapped[str] = mapped_column(Text, nullable=False)
    actor: Mapped[UUID] = mapped_column(Id, nullable=False)
    digest: Mapped[bytes] = mapped_column(Bytes, nullable=False)
    answer: Mapped[bytes] = mapped_column(Bytes, nullable=False)


class Draft(Base):
    """Half-done work of one person: outside the journal, inside the encrypted file, safe from lock and kill."""

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_owner", "owner", "saved_at"), _UNJOURNALED)

    uid: Mapped[UUID] = mapped_column(Id, primary_key=True)
    owner: Mapped[UUID] = mapped_column(Id, nullable=False)
    form: Mapped[str] = mapped_column(Text, nullable=False)
    subject: Mapped[UUID | None] = mapped_column(Id)
    title: Mapped[str] = mapped_column(Text, nullable=False)
    saved_at: Mapped[datetime] = mapped_column(Instant, nullable=False)
    content: Mapped[Any] = mapped_column(Json, nullable=False)


class StoredSetting(Record, Base):
    """A setting that somebody changed; what nobody changed stays the default of its declaration."""

    __tablename__ = "setting"
    __table_args__ = (UniqueConstraint("key", "owner"),)

    key: Mapped[str] = mapped_column(Text, nullable=False, info=about(Policy.LWW, ColumnClass.PLAIN))
    owner: Mapped[UUID] = mapped_column(Id, nullable=False, info=about(Policy.LWW, ColumnClass.PLAIN))
    value: Mapped[Any] = mapped_column(Json, nullable=False, info=about(Policy.LWW, ColumnClass.PLAIN))


class Blob(Record, Base):
    """An attachment: where its encrypted chunks are, and the key that opens them. Without this row they are noise.

    The key is its own, so that rotating the data key need not touch the files, and an erasure shreds by deleting it.
    """

    __tablename__ = "blob"

    kind: Mapped[str] = mapped_column(Text, nullable=False, info=about(Policy.APPEND, ColumnClass.PLAIN))
    size: Mapped[int] = mapped_column(Count, nullable=False, info=about(Policy.APPEND, ColumnClass.PLAIN))
    digest: Mapped[bytes] = mapped_column(Bytes, nullable=False, info=about(Policy.APPEND, ColumnClass.SECRET))
    key: Mapped[bytes] = mapped_column(Bytes, nullable=False, info=about(Policy.LOCAL, ColumnClass.SECRET))


class Identity(Base):
    """Which clinic this file is and on which device it lives: one row, written when the file is made or restored."""

    __tablename__ = "identity"
    __table_args__ = (CheckConstraint("one = 1", name="one"), _UNJOURNALED)

    one: Mapped[int] = mapped_column(_NUMBER, primary_key=True, autoincrement=False)
    clinic: Mapped[UUID] = mapped_column(Id, nullable=False)
    device: Mapped[UUID] = mapped_column(Id, nullable=False)
    device_epoch: Mapped[int] = mapped_column(Count, nullable=False)
    enrolled: Mapped[bool] = mapped_column(Flag, nullable=False)
