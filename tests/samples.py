"""Tables that exist only in tests: one with every type, facts, and a parent with children and rules."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, MetaData, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from hms_desktop.data import rules
from hms_desktop.data.engine import PostgresEngine
from hms_desktop.data.schema import Base, Record, Rule, Says, about
from hms_desktop.data.types import Bytes, Choice, CivilDate, Count, Flag, Id, Instant, Json, Minor, Text
from hms_desktop.kernel.access import ColumnClass
from hms_desktop.kernel.policies import Policy
from tests.support import Desk

LWW: Final = about(Policy.LWW, ColumnClass.PLAIN)
FACT: Final = about(Policy.APPEND, ColumnClass.PLAIN)
LOCAL: Final = about(Policy.LOCAL, ColumnClass.PLAIN)


class Colour(StrEnum):
    """Two words, one of them awkward."""

    RED = "red"
    ODD = 'it\'s "ödd"\\'


class SampleBase(DeclarativeBase):
    """A metadata beside the house's own, named in the same way."""

    metadata = MetaData(naming_convention=Base.metadata.naming_convention)


class Sample(Record, SampleBase):
    """A column of every type; all but one are captured."""

    __tablename__ = "sample"

    words: Mapped[str | None] = mapped_column(Text, info=LWW)
    colour: Mapped[Colour | None] = mapped_column(Choice(Colour), info=LWW)
    born: Mapped[date | None] = mapped_column(CivilDate, info=LWW)
    at: Mapped[datetime | None] = mapped_column(Instant, info=LWW)
    number: Mapped[int | None] = mapped_column(Count, info=LWW)
    price: Mapped[int | None] = mapped_column(Minor, info=LWW)
    flag: Mapped[bool | None] = mapped_column(Flag, info=LWW)
    raw: Mapped[bytes | None] = mapped_column(Bytes, info=LWW)
    plain: Mapped[Any] = mapped_column(Json, nullable=True, info=LWW)
    ref: Mapped[UUID | None] = mapped_column(Id, info=LWW)
    own: Mapped[str | None] = mapped_column(Text, info=LOCAL)


class Fact(Record, SampleBase):
    """Never changed; `note` is the workstation's own and may be."""

    __tablename__ = "fact"
    __table_args__ = ({"info": {"append": True}},)

    said: Mapped[str] = mapped_column(Text, nullable=False, info=FACT)
    note: Mapped[str | None] = mapped_column(Text, info=LOCAL)


class Listed(Record, SampleBase):
    """What lists are made of; none of its columns may be null."""

    __tablename__ = "listed"

    words: Mapped[str] = mapped_column(Text, nullable=False, info=LWW)
    size: Mapped[int] = mapped_column(Count, nullable=False, info=LWW)
    mark: Mapped[int] = mapped_column(Count, nullable=False, info=LWW)


def _no_evil(dialect: str) -> str:
    if dialect == "sqlite":
        return "SELECT RAISE(ABORT, 'hms:rule:no_evil') WHERE NEW.name = 'evil'"
    return "IF NEW.name = 'evil' THEN RAISE EXCEPTION 'hms:rule:no_evil'; END IF"


class Parent(Record, SampleBase):
    """Every kind of rule that a table can have."""

    __tablename__ = "parent"
    __table_args__ = (
        UniqueConstraint("name", info={"says": Says("Somebody has this name already", field="name")}),
        Index("uq_parent_pair", "place", "bed", unique=True, info={"says": Says("This bed is taken")}),
        CheckConstraint("bed >= 0", name="bed", info={"says": Says("Beds begin at nought", field="bed")}),
        CheckConstraint("bed < 1000", name="many"),
        {"info": {"rules": (Rule("no_evil", ("create", "update"), _no_evil, Says("Not here", field="name")),)}},
    )

    name: Mapped[str] = mapped_column(Text, nullable=False, info=LWW)
    place: Mapped[str | None] = mapped_column(Text, info=LWW)
    bed: Mapped[int | None] = mapped_column(Count, info=LWW)


class Child(Record, SampleBase):
    """Points at a parent."""

    __tablename__ = "child"

    parent: Mapped[UUID] = mapped_column(Id, ForeignKey("parent.uid", ondelete="CASCADE"), nullable=False, info=LWW)


def lay_out(desk: Desk) -> Desk:
    """Makes the sample tables with their triggers in place of the house's."""
    connection = desk.lane().rows
    if isinstance(desk.engine, PostgresEngine):
        connection.exec_driver_sql(f"SET search_path TO {desk.engine.schema}")
    SampleBase.metadata.create_all(connection)
    rules.make(connection, SampleBase.metadata)
    desk.store.violations._says.clear()
    desk.store.violations._unique.clear()
    for table in SampleBase.metadata.sorted_tables:
        desk.store.violations._learn(table)
    return desk
