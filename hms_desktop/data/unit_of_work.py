"""A transaction from BEGIN to COMMIT: the only place in the house that commits.

The operation context goes in right after BEGIN and out right before COMMIT; what changed is read back from the journal;
the witness hears of every commit. Whatever goes wrong takes everything back and leaves as a sentence, if there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from hms_desktop.data import journal
from hms_desktop.data.engine import Context, Engine, Lane
from hms_desktop.data.rows import Rows
from hms_desktop.data.tables import StoredSetting
from hms_desktop.data.violations import Violations
from hms_desktop.kernel.access import Access, Actor, ColumnClass
from hms_desktop.kernel.bus import FirstAnswer, Inner
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.clock import Clock, to_ms
from hms_desktop.kernel.errors import KnownError
from hms_desktop.kernel.ids import Ids
from hms_desktop.kernel.messages import Command, Operation, Query
from hms_desktop.kernel.settings import Settings

A = TypeVar("A")
Noted = Callable[[int, bytes], None]


class Work:
    """What a handler works with: rows, the instant, ids, the actor and his settings, and other features' messages."""

    def __init__(self, store: SqlStore, lane: Lane, actor: Actor, inner: Inner, operation: Operation | None) -> None:
        self.clock, self.ids, self.actor = store.clock, store.ids, actor
        self.now: datetime = store.clock.now()
        self.rows = Rows(lane, store.clock, store.ids)
        self.changes = Changes()
        self._store, self._lane, self._inner, self._operation = store, lane, inner, operation

    @cached_property
    def settings(self) -> Settings:
        table = select(StoredSetting.key, StoredSetting.owner, StoredSetting.value)
        stored = {(row.key, row.owner): row.value for row in self.rows.all(table)}
        return Settings(stored, self.actor.device, self.actor.user)

    @cached_property
    def classes(self) -> frozenset[ColumnClass]:
        """The classes of columns that the actor may read."""
        return self._store.access.classes(self.actor)

    def may(self, permission: str) -> bool:
        return self._store.access.may(self.actor, permission)

    def ask(self, query: Query[A]) -> A:
        """Another feature's answer, in this transaction and with this actor's rights."""
        answer: A = self._inner(query, self)
        return answer

    def execute(self, command: Command[A]) -> A:
        """Another feature's command as part of this one: both happen or none does."""
        answer: A = self._inner(command, self)
        return answer

    def record(self, verb: str, entity: str, uid: UUID | None) -> None:
        """An entry of the journal that changes nothing: something was read, printed, exported or refused."""
        self._store.record(self._lane, verb, entity, uid)

    def first_answer(self) -> FirstAnswer | None:
        assert self._operation
        return self._store.first_answer(self._lane, self._operation.txn)

    def keep_answer(self, digest: bytes, answer: bytes) -> None:
        assert self._operation
        self._store.keep_answer(self._lane, self._operation, (to_ms(self.now), digest, answer))


@dataclass(frozen=True, kw_only=True)
class SqlStore:
    """The clinic's records in one of the two databases.

    `noted` hears the last number and link of the journal after every commit that added to it. On an `enrolled`
    workstation every journal row also waits for the server.
    """

    engine: Engine
    violations: Violations
    access: Access
    clock: Clock
    ids: Ids
    noted: Noted | None = None
    enrolled: bool = False

    @property
    def _place(self) -> str:
        return "%s" if self.engine.dialect == "postgresql" else "?"

    @contextmanager
    def write(self, operation: Operation, inner: Inner) -> Iterator[Work]:
        """One command's transaction."""
        with self._told():
            lane = self.engine.lane()
            work = Work(self, lane, operation.actor, inner, operation)
            before = self._begin(lane, operation, work.now)
            try:
                yield work
                seq, link = self._last(lane)
                if seq > before:
                    work.changes = Changes.of(self.engine.changed(lane, before, seq))
                lane.raw.execute("DELETE FROM op_ctx")
                self.engine.end(lane, "COMMIT")
            except BaseException:
                self.engine.end(lane, "ROLLBACK")
                raise
            if seq > before and self.noted:
                self.noted(seq, link)

    @contextmanager
    def read(self, actor: Actor, inner: Inner) -> Iterator[Work]:
        """One query's look at the store: a snapshot that can change nothing."""
        with self._told():
            lane = self.engine.reading_lane()
            self.engine.begin_read(lane)
            try:
                yield Work(self, lane, actor, inner, None)
            finally:
                self.engine.end(lane, "ROLLBACK")

    def close(self) -> None:
        self.engine.close()

    def record(self, lane: Lane, verb: str, entity: str, uid: UUID | None) -> None:
        key = None if uid is None else self.engine.bind(uid)
        if self.engine.dialect == "postgresql":
            lane.raw.execute("SELECT hms_capture(%s, %s, %s, 0, NULL, NULL)", (entity, key, verb))
            return
        keep, chain = journal.capture_sqlite(":entity", ":uid", ":verb", "0", ("NULL", "NULL"))
        lane.raw.execute(keep)
        lane.raw.execute(chain, {"entity": entity, "uid": key, "verb": verb})

    def first_answer(self, lane: Lane, txn: UUID) -> FirstAnswer | None:
        query = f"SELECT command, actor, digest, answer FROM outcome WHERE txn = {self._place}"
        row = lane.raw.execute(query, (self.engine.bind(txn),)).fetchone()
        if row is None:
            return None
        actor = row[1] if isinstance(row[1], UUID) else UUID(bytes=row[1])
        return FirstAnswer(row[0], actor, bytes(row[2]), bytes(row[3]))

    def keep_answer(self, lane: Lane, operation: Operation, kept: tuple[int, bytes, bytes]) -> None:
        at, digest, answer = kept
        bind = self.engine.bind
        values = (bind(operation.txn), at, operation.command, bind(operation.actor.user), digest, answer)
        places = ", ".join([self._place] * len(values))
        lane.raw.execute(f"INSERT INTO outcome (txn, at, command, actor, digest, answer) VALUES ({places})", values)

    def _begin(self, lane: Lane, operation: Operation, now: datetime) -> int:
        actor = operation.actor
        context = Context(
            operation.txn, to_ms(now), actor.user, actor.device, operation.command, operation.reason, self.enrolled
        )
        try:
            return self.engine.begin_write(lane, context)
        except BaseException:
            self.engine.end(lane, "ROLLBACK")
            raise

    def _last(self, lane: Lane) -> tuple[int, bytes]:
        row = lane.raw.execute("SELECT seq, link FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
        return (row[0], bytes(row[1])) if row else (0, journal.START)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turns a driver's refusal into its sentence, outside the except block so that no driver text travels along."""
        try:
            yield
        except KnownError:
            raise
        except Exception as error:
            known = self.violations.known(error) if _from_database(error) else None
            if known is None:
                raise
        else:
            return
        raise known


def _from_database(error: Exception) -> bool:
    return isinstance(error, DBAPIError) or type(error).__module__.startswith(("sqlcipher3", "sqlite3", "psycopg"))
