"""Rows of the declared tables, in and out, with the ids and versions that every record has. Core only: no session."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVarTuple
from uuid import UUID

from sqlalchemy import Connection, Row, Select, Table, delete, select, update
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import InstrumentedAttribute

from hms_desktop.data.engine import Lane
from hms_desktop.data.schema import Record, table_of
from hms_desktop.data.tables import Journal
from hms_desktop.kernel.clock import Clock
from hms_desktop.kernel.errors import NotFound, Stale
from hms_desktop.kernel.ids import Ids

Ts = TypeVarTuple("Ts")


Bind = Callable[[Any], Any]


@dataclass(frozen=True)
class _Insertion:
    """An insert made ready once for a table and its columns: the most frequent statement of all goes to the driver
    directly, which halves what a command costs beside its own row (measured in `tests.bench write`)."""

    sql: str
    binds: tuple[tuple[str, Bind | None], ...]

    def bound(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(bind(row[name]) if bind else row[name] for name, bind in self.binds)


@lru_cache(maxsize=256)
def _insertion(table: Table, names: tuple[str, ...], dialect: Dialect, numbered: str = "") -> _Insertion:
    place = "%s" if dialect.name == "postgresql" else "?"
    quoted = ", ".join(dialect.identifier_preparer.quote(name) for name in names)
    binds = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]
    places = ", ".join([place] * len(names))
    sql = f"INSERT INTO {table.name} ({quoted}) VALUES ({places})"
    if numbered:
        following = f"(SELECT coalesce(max({numbered}), 0) + 1 FROM {table.name})"
        sql = f"INSERT INTO {table.name} ({quoted}, {numbered}) VALUES ({places}, {following}) RETURNING {numbered}"
    return _Insertion(sql, tuple(zip(names, binds, strict=True)))


class Rows:
    """What a handler does with tables. It neither begins nor commits: the unit of work does."""

    def __init__(self, lane: Lane, clock: Clock, ids: Ids) -> None:
        self.connection: Connection = lane.rows
        self._lane, self._clock, self._ids = lane, clock, ids

    def all(self, query: Select[*Ts], values: Mapping[str, Any] | None = None) -> Sequence[Row[*Ts]]:
        """`values` fill what a query has left open: one that is made once costs half of one made anew (measured)."""
        return self.connection.execute(query, values).all()

    def plain(self, query: Select[*Ts]) -> list[tuple[Any, ...]]:
        """The rows as the driver gives them, for numbers by the hundred thousand: no column is converted."""
        result = self.connection.execute(query)
        cursor = result.cursor
        assert cursor is not None
        found: list[tuple[Any, ...]] = list(cursor.fetchall())
        result.close()
        return found

    def first(self, query: Select[*Ts], values: Mapping[str, Any] | None = None) -> Row[*Ts] | None:
        return self.connection.execute(query, values).first()

    def one(self, query: Select[*Ts], what: str = "This") -> Row[*Ts]:
        """The only row, or NotFound."""
        row = self.connection.execute(query).first()
        if row is None:
            raise NotFound("Not found", "{what} is not there (any more)", "Read the list again", what=what)
        return row

    def value(self, query: Select[Any]) -> Any:  # noqa: ANN401 - the type of the column asked for
        """The first column of the first row, or None."""
        return self.connection.execute(query).scalar()

    def add(self, table: type[Record], values: Mapping[str, Any], uid: UUID | None = None) -> UUID:
        """A new record; its id is made here unless the command brought one."""
        uid = uid or self._ids.new()
        row = {**values, "uid": uid, "version": 1, "rev": 0}
        insertion = _insertion(table_of(table), tuple(row), self.connection.dialect)
        self._lane.raw.execute(insertion.sql, insertion.bound(row))
        return uid

    def add_numbered(self, column: InstrumentedAttribute[int], values: Mapping[str, Any]) -> tuple[UUID, int]:
        """A new record of the column's table with the next number in that column, made in the same statement."""
        table, name = column.table, column.key
        row = {**values, "uid": self._ids.new(), "version": 1, "rev": 0}
        insertion = _insertion(table, tuple(row), self.connection.dialect, name)
        number = self._lane.raw.execute(insertion.sql, insertion.bound(row)).fetchone()[0]
        return row["uid"], number

    def add_many(self, table: type[Record], rows: Iterable[Mapping[str, Any]]) -> int:
        """Many new records with the same columns in one go."""
        ready = [{"uid": row.get("uid") or self._ids.new(), "version": 1, "rev": 0, **row} for row in rows]
        if ready:
            insertion = _insertion(table_of(table), tuple(ready[0]), self.connection.dialect)
            self._lane.raw.cursor().executemany(insertion.sql, [insertion.bound(row) for row in ready])
        return len(ready)

    def change(self, table: type[Record], uid: UUID, version: int, values: Mapping[str, Any]) -> None:
        """Changes the record if it is still as the actor saw it; otherwise Stale, and nothing is written."""
        target = table_of(table)
        this = (target.c.uid == uid) & (target.c.version == version)
        done = self.connection.execute(update(target).where(this).values({**values, "version": version + 1}))
        if done.rowcount == 0:
            raise self._stale_or_gone(target, uid)

    def remove(self, table: type[Record], uid: UUID) -> None:
        """Deletes the record; the journal keeps that it was there."""
        target = table_of(table)
        if self.connection.execute(delete(target).where(target.c.uid == uid)).rowcount == 0:
            raise self._stale_or_gone(target, uid)

    def version(self, table: type[Record], uid: UUID) -> int:
        """The record's version, for a handler whose command names a thing but no version of it."""
        target = table_of(table)
        found: int | None = self.value(select(target.c.version).where(target.c.uid == uid))
        if found is None:
            raise self._stale_or_gone(target, uid)
        return found

    def _stale_or_gone(self, table: Table, uid: UUID) -> Stale | NotFound:
        if self.first(select(table.c.uid).where(table.c.uid == uid)) is None:
            return NotFound("Not found", "It is not there (any more)", "Read the list again")
        last = select(Journal.at, Journal.actor, Journal.device).where(
            Journal.entity == table.name, Journal.entity_id == uid
        )
        row = self.first(last.order_by(Journal.seq.desc()).limit(1))
        at, actor, device = row if row else (self._clock.now(), None, None)
        return Stale(
            "Changed meanwhile",
            "Somebody saved a newer version at {time}",
            "Look at it and save again; what you typed is kept",
            time=f"{at:%H:%M} UTC",
            at=at,
            actor=actor,
            device=device,
        )
