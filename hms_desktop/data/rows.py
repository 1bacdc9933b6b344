"""Rows of the declared tables, in and out, with the ids and versions that every record has. Core only: no session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVarTuple
from uuid import UUID

from sqlalchemy import Connection, Row, Select, Table, delete, insert, select, update

from hms_desktop.data.schema import Record, table_of
from hms_desktop.data.tables import Journal
from hms_desktop.kernel.clock import Clock
from hms_desktop.kernel.errors import NotFound, Stale
from hms_desktop.kernel.ids import Ids

Ts = TypeVarTuple("Ts")


class Rows:
    """What a handler does with tables. It neither begins nor commits: the unit of work does."""

    def __init__(self, connection: Connection, clock: Clock, ids: Ids) -> None:
        self.connection = connection
        self._clock, self._ids = clock, ids

    def all(self, query: Select[*Ts]) -> Sequence[Row[*Ts]]:
        return self.connection.execute(query).all()

    def first(self, query: Select[*Ts]) -> Row[*Ts] | None:
        return self.connection.execute(query).first()

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
        self.connection.execute(insert(table_of(table)), {**values, "uid": uid, "version": 1, "rev": 0})
        return uid

    def add_many(self, table: type[Record], rows: Iterable[Mapping[str, Any]]) -> int:
        """Many new records with the same columns in one go."""
        ready = [{"uid": self._ids.new(), "version": 1, "rev": 0, **row} for row in rows]
        if ready:
            self.connection.execute(insert(table_of(table)), ready)
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
