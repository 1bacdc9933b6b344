"""What every table of the house shares: naming of constraints, the columns of a record, and what a column must say.

Each column of a journaled table declares how it syncs and what class of fact it holds: `info=about(LWW, CONTACT)`.
A column that says nothing fails when the triggers are made, so no field can slip past journal, sync and access.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from hms_desktop.data.types import Captured, Count, Id
from hms_desktop.kernel.access import ColumnClass
from hms_desktop.kernel.policies import Policy

_NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The one metadata of the house; a feature's tables join it when their module is imported."""

    metadata = MetaData(naming_convention=_NAMING)


def about(sync: Policy, kind: ColumnClass) -> dict[str, Any]:
    """What a column says of itself."""
    return {"sync": sync, "class": kind}


class Record:
    """The columns of every record. `local_no` and `version` are the workstation's own, `rev` the server's number."""

    local_no: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
        sort_order=-40,
        info=about(Policy.LOCAL, ColumnClass.PLAIN),
    )
    uid: Mapped[UUID] = mapped_column(
        Id, unique=True, nullable=False, sort_order=-30, info=about(Policy.APPEND, ColumnClass.PLAIN)
    )
    version: Mapped[int] = mapped_column(
        Count, default=1, nullable=False, sort_order=-20, info=about(Policy.LOCAL, ColumnClass.PLAIN)
    )
    rev: Mapped[int] = mapped_column(
        Count, default=0, nullable=False, sort_order=-10, info=about(Policy.LOCAL, ColumnClass.PLAIN)
    )


@dataclass(frozen=True)
class Says:
    """What a violated constraint says to a person: `info={"says": Says(...)}`; with `field` it stands beside it."""

    text: str
    field: str = ""


@dataclass(frozen=True)
class Rule:
    """A rule of a table that plain constraints cannot say. `sql` gives the trigger's body for a dialect; it raises its
    own name as `hms:rule:NAME`, and `says` is the sentence for it."""

    name: str
    events: tuple[str, ...]
    sql: Callable[[str], str]
    says: Says


def table_of(record: type[Record]) -> Table:
    """The table behind a declared record."""
    table: Table = record.__table__  # type: ignore[attr-defined]
    return table


def journaled(metadata: MetaData) -> tuple[Table, ...]:
    """The tables whose every change is captured: all but those that say `info={"journal": False}`."""
    return tuple(table for table in metadata.sorted_tables if table.info.get("journal", True))


def captured_columns(table: Table) -> tuple[Column[Any], ...]:
    """The columns whose values the journal keeps, by name; a column that declares nothing is an error."""
    for column in table.columns:
        if not {"sync", "class"} <= column.info.keys() or not (
            isinstance(column.type, Captured) or column.info["sync"] is Policy.LOCAL
        ):
            raise ValueError(f"{table.name}.{column.name} does not say how it is kept")
    kept = (column for column in table.columns if column.info["sync"] is not Policy.LOCAL)
    return tuple(sorted(kept, key=lambda column: column.name))


def readable(columns: Iterable[Any], classes: frozenset[ColumnClass]) -> tuple[Any, ...]:
    """Of these mapped columns those that a role with these classes may read; the others are left out of the select."""
    return tuple(column for column in columns if column.info["class"] in classes)
