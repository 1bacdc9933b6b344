"""The one door for every change. A dialog, a REST route, the command line, an import and a test all come through here.

`execute`: may this actor? → begin → operation context → handler → commit → the answer and what changed. The store does
the beginning and committing; this module knows only the order. A second call with the same command id returns the first
answer and does nothing. What goes wrong leaves as a KnownError or, without its text, as a BugError.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Protocol, TypeVar
from uuid import UUID

import msgspec

from hms_desktop.kernel.access import Access, Actor
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.clock import Clock
from hms_desktop.kernel.errors import BugError, Conflict, KnownError
from hms_desktop.kernel.ids import Ids
from hms_desktop.kernel.messages import Audited, Command, Done, Handler, Operation, Query, answer_kind
from hms_desktop.kernel.text import cleaned

A = TypeVar("A")

READ_ONCE_WITHIN: Final = timedelta(minutes=5)
"""A chart opened twice by one person within this time is one reading in the audit, and typing is one search."""


@dataclass(frozen=True)
class FirstAnswer:
    """What a command with this id answered when it was carried out."""

    command: str
    user: UUID
    digest: bytes
    answer: bytes


class Unit(Protocol):
    """What the bus asks of one transaction of the store."""

    def first_answer(self) -> FirstAnswer | None: ...

    def keep_answer(self, digest: bytes, answer: bytes) -> None: ...

    def record(self, verb: str, entity: str, uid: UUID | None) -> None: ...

    @property
    def changes(self) -> Changes: ...


@dataclass(frozen=True)
class _Reading:
    """Something sensitive that was read and is still to be recorded."""

    handler: Handler
    audited: Audited
    uid: UUID | None


Inner = Callable[[Any, Unit], Any]
"""How a handler reaches another feature: its message is handled in the same transaction."""


class Store(Protocol):
    """Opens a transaction. Leaving it normally commits; leaving it by an error takes everything back."""

    def write(self, operation: Operation, inner: Inner) -> AbstractContextManager[Unit]: ...

    def read(self, actor: Actor, inner: Inner) -> AbstractContextManager[Unit]: ...


class Bus:
    """Carries messages to their handlers."""

    def __init__(self, handlers: Iterable[Handler], access: Access, store: Store, clock: Clock, ids: Ids) -> None:
        self._handlers: dict[type, Handler] = {}
        for handler in handlers:
            if handler.message in self._handlers:
                raise ValueError(f"two handlers for {handler.name}")
            self._handlers[handler.message] = handler
        self._access, self._store, self._clock, self._ids = access, store, clock, ids
        self._listeners: list[Callable[[Changes], None]] = []
        self._read_at: dict[tuple[object, ...], float] = {}
        self._lock = threading.Lock()

    @property
    def handlers(self) -> tuple[Handler, ...]:
        return tuple(self._handlers.values())

    def listen(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Tells `listener` of every commit, in the thread that made it, until what comes back is called."""
        self._listeners = [*self._listeners, listener]
        return lambda: self._forget(listener)

    def _forget(self, listener: Callable[[Changes], None]) -> None:
        self._listeners = [one for one in self._listeners if one != listener]

    def may(self, actor: Actor, permission: str) -> bool:
        """Whether this actor holds a permission, for showing only what he can do."""
        return self._access.may(actor, permission)

    def demand(self, message: Command[Any] | Query[Any], actor: Actor) -> None:
        """Denied, unless this actor may send this message. A window asks before it queues the message."""
        self._access.demand(actor, self._handler(message).permission)

    def execute(self, command: Command[A], actor: Actor) -> Done[A]:
        """Carries out a command in a transaction of its own."""
        handler = self._handler(command)
        self._access.demand(actor, handler.permission)
        done = told(f"running {handler.name}", lambda: self._execute(handler, cleaned(command), actor))
        if done.changes:
            for listener in self._listeners:
                told("telling of a change", lambda listener=listener: listener(done.changes))  # type: ignore[misc]
        return done

    def ask(self, query: Query[A], actor: Actor) -> A:
        """Answers a question; a sensitive one is recorded first, and without the record there is no answer."""
        handler = self._handler(query)
        self._access.demand(actor, handler.permission)
        return told(f"answering {handler.name}", lambda: self._ask(handler, cleaned(query), actor))

    def _ask(self, handler: Handler, query: Query[A], actor: Actor) -> A:
        read: list[_Reading] = []
        with self._store.read(actor, self._inner(actor, read.append)) as unit:
            answer: A = handler.run(query, unit)
        if handler.audited:
            read.append(_Reading(handler, handler.audited, handler.audited.of(query, answer)))
        for reading in read:
            self._record(reading, actor)
        return answer

    def _execute(self, handler: Handler, command: Command[A], actor: Actor) -> Done[A]:
        operation = Operation(command.id, handler.name, actor, command.reason)
        digest = _digest(command)
        with self._store.write(operation, self._inner(actor)) as unit:
            first = unit.first_answer()
            if first:
                _demand_same(first, handler, actor, digest)
                kept = msgspec.json.decode(first.answer, type=answer_kind(handler.message))
                return Done(kept, Changes(), again=True)
            answer: A = handler.run(command, unit)
            if command.keeps_answer:
                unit.keep_answer(digest, msgspec.json.encode(answer))
        return Done(answer, unit.changes)

    def _record(self, reading: _Reading, actor: Actor) -> None:
        verb, entity, uid = reading.audited.verb, reading.audited.entity, reading.uid
        key = (actor.user, actor.device, verb, entity, uid)
        now = self._clock.ticks()
        with self._lock:
            before = self._read_at.get(key)
        if before is not None and now - before < READ_ONCE_WITHIN.total_seconds():
            return
        operation = Operation(self._ids.new(), reading.handler.name, actor)
        with self._store.write(operation, self._inner(actor)) as unit:
            unit.record(verb, entity, uid)
        with self._lock:
            self._read_at = {k: t for k, t in self._read_at.items() if now - t < READ_ONCE_WITHIN.total_seconds()}
            self._read_at[key] = now

    def _inner(self, actor: Actor, read: Callable[[_Reading], None] | None = None) -> Inner:
        """A query within a command is recorded in its transaction; within a query, which cannot write, by `read`."""

        def handle(message: Any, unit: Unit) -> Any:  # noqa: ANN401 - any message, its own answer
            handler = self._handler(message)
            self._access.demand(actor, handler.permission)
            asked = cleaned(message)
            answer = handler.run(asked, unit)
            if handler.audited:
                uid = handler.audited.of(asked, answer)
                if read:
                    read(_Reading(handler, handler.audited, uid))
                else:
                    unit.record(handler.audited.verb, handler.audited.entity, uid)
            return answer

        return handle

    def _handler(self, message: object) -> Handler:
        found = self._handlers.get(type(message))
        if found is None:
            raise LookupError(f"nobody handles {type(message).__name__}")
        return found


def told(doing: str, act: Callable[[], A]) -> A:
    """Lets known errors through and turns every other into a BugError.

    Neither brings along what caused it: the driver's words may quote a patient, and a traceback would print them. A
    context manager could not do this, because what is raised on leaving a `with` has the block's error for context.
    """
    try:
        return act()
    except (KnownError, BugError) as error:
        known: KnownError | BugError = error
    except Exception as error:  # the boundary: everything that nobody foresaw ends here
        known = BugError(error, doing)
    known.__cause__ = known.__context__ = None
    raise known


def _digest(command: Command[Any]) -> bytes:
    plain = msgspec.json.encode(command, enc_hook=_hidden)
    return hashlib.sha256(plain).digest()


def _hidden(_: object) -> str:
    return "…"


def _demand_same(first: FirstAnswer, handler: Handler, actor: Actor, digest: bytes) -> None:
    if (first.command, first.user, first.digest) != (handler.name, actor.user, digest):
        raise Conflict("Already used", "This number belongs to another act that was carried out before")
