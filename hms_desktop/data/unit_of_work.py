"""A transaction from BEGIN to COMMIT: the only place in the house that commits.

The operation context goes in right after BEGIN and out right before COMMIT; what changed is read back from the journal;
the witness hears of every commit. Whatever goes wrong takes everything back and leaves as a sentence, if there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final, TypeVar
from uuid import UUID

from sqlalchemy import select

from hms_desktop.data import journal
from hms_desktop.data.engine import Context, Engine, Kept, Lane
from hms_desktop.data.rows import Rows
from hms_desktop.data.tables import StoredSetting
from hms_desktop.data.violations import Violations, from_database
from hms_desktop.kernel.access import Access, Actor, ColumnClass
from hms_desktop.kernel.bus import FirstAnswer, Inner
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.clock import Clock, to_ms
from hms_desktop.kernel.errors import KnownError
from hms_desktop.kernel.ids import Ids
from hms_desktop.kernel.messages import Command, Operation, Query
from hms_desktop.kernel.settings import Settings

_SETTINGS: Final = select(StoredSetting.key, StoredSetting.owner, StoredSetting.value)

A = TypeVar("A")
Noted = Callable[[int, bytes, int | None], None]


@dataclass(frozen=True)
class Start:
    """The instant of the whole transaction, and what its command answered if it was carried out before."""

    now: datetime
    first: FirstAnswer | None = None


class Work:
    """What a handler works with: rows, the instant, ids, the actor and his settings, and other features' messages."""

    def __init__(self, store: SqlStore, lane: Lane, actor: Actor, inner: Inner, start: Start) -> None:
        self.clock, self.ids, self.actor = store.clock, store.ids, actor
        self.now = start.now
        self.rows = Rows(lane, store.clock, store.ids)
        self.changes = Changes()
        self.kept: Kept | None = None
        self._store, self._lane, self._inner, self._first = store, lane, inner, start.first

    @cached_property
    def settings(self) -> Settings:
        stored = {(key, owner): value for key, owner, value in self.rows.all(_SETTINGS)}
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

    def given(self, kind: type[A]) -> A:
        """What bootstrap handed to the store for the handlers and is in no database, such as the shelf of knowledge."""
        found = self._store.given[kind]
        assert isinstance(found, kind)
        return found

    def record(self, verb: str, entity: str, uid: UUID | None) -> None:
        """An entry of the journal that changes nothing: something was read, printed, exported or refused."""
        self._store.record(self._lane, verb, entity, uid)

    def first_answer(self) -> FirstAnswer | None:
        return self._first

    def keep_answer(self, digest: bytes, answer: bytes) -> None:
        self.kept = Kept(digest, answer)


@dataclass(frozen=True, kw_only=True)
class SqlStore:
    """The clinic's records in one of the two databases.

    `noted` hears the last number and link of the journal after every commit that added to it, and after each that adds
    nothing to it how many of these there were. On an `enrolled` workstation every journal row waits for the server.
    """

    engine: Engine
    violations: Violations
    access: Access
    clock: Clock
    ids: Ids
    noted: Noted | None = None
    enrolled: bool = False
    given: Mapping[type, object] = field(default_factory=dict)

    @contextmanager
    def write(self, operation: Operation, inner: Inner) -> Iterator[Work]:
        """One command's transaction."""
        with self._told():
            lane = self.engine.lane()
            now = self.clock.now()
            context = self._context(operation, now)
            try:
                begun = self.engine.begin_write(lane, context)
                work = Work(self, lane, operation.actor, inner, Start(now, begun.first))
                yield work
                ended = self.engine.finish_write(lane, context, begun, work.kept, "COMMIT")
            except BaseException:
                self.engine.end(lane, "ROLLBACK")
                raise
            work.changes = Changes.of(ended.changed)
            if self.noted and (ended.seq > begun.seq or ended.unjournaled is not None):
                self.noted(ended.seq, ended.link, ended.unjournaled)

    @contextmanager
    def read(self, actor: Actor, inner: Inner) -> Iterator[Work]:
        """One query's look at the store: a snapshot that can change nothing."""
        with self._told():
            lane = self.engine.reading_lane()
            self.engine.begin_read(lane)
            try:
                yield Work(self, lane, actor, inner, Start(self.clock.now()))
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

    def _context(self, operation: Operation, now: datetime) -> Context:
        actor, at = operation.actor, to_ms(now)
        return Context(operation.txn, at, actor.user, actor.device, operation.command, operation.reason, self.enrolled)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turns a driver's refusal into its sentence, outside the except block so that no driver text travels along."""
        try:
            yield
        except KnownError:
            raise
        except Exception as error:
            known = self.violations.known(error) if from_database(error) else None
            if known is None:
                raise
        else:
            return
        raise known
