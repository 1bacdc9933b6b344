"""The two databases behind one face: SQLCipher on a workstation, PostgreSQL on the server.

An engine gives each thread a connection for life (a `Lane`) to write with, and one that can only read; and it knows the
few statements in which the databases differ: how a transaction begins with its context, and how it ends. Everything
above writes SQLAlchemy Core.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol
from uuid import UUID

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from hms_desktop.data import journal, search, sqlcipher
from hms_desktop.kernel.bus import FirstAnswer
from hms_desktop.kernel.changes import LIMIT
from hms_desktop.kernel.errors import Storage

_READ_KIB: Final = 8_000
"""Pages that a reading connection keeps decrypted: with SQLite's own 2 MB every search among a million people decrypts
the upper pages of its indexes again (measured: p95 25 ms instead of 14)."""


@dataclass(frozen=True)
class Context:
    """The row of `op_ctx`: plain values, ids still as UUIDs."""

    txn: UUID
    at: int
    actor: UUID
    device: UUID
    command: str
    reason: str
    enrolled: bool


@dataclass(frozen=True)
class Lane:
    """One thread's connection: as SQLAlchemy sees it, and as its driver does."""

    rows: Connection
    raw: Any


Pair = tuple[str, UUID]


@dataclass(frozen=True)
class Kept:
    """A command's first answer on its way into `outcome`."""

    digest: bytes
    answer: bytes


@dataclass(frozen=True)
class Begun:
    """What is known when a transaction has begun: the journal's last number, and the answer if there was one before."""

    seq: int
    first: FirstAnswer | None


@dataclass(frozen=True)
class Ended:
    """What a transaction left: the journal's last number and link, and what changed.

    `unjournaled` is how many transactions there were in this file that left an answer and no line in the journal, as
    a draft does; None when this was none of them. The witness would not see them otherwise.
    """

    seq: int
    link: bytes
    changed: tuple[Pair, ...]
    unjournaled: int | None = None


class Engine(Protocol):
    """What the unit of work asks of a database."""

    @property
    def dialect(self) -> str: ...

    def lane(self) -> Lane: ...

    def reading_lane(self) -> Lane: ...

    def begin_write(self, lane: Lane, context: Context) -> Begun: ...

    def finish_write(self, lane: Lane, context: Context, begun: Begun, kept: Kept | None, end: str) -> Ended: ...

    def begin_read(self, lane: Lane) -> None: ...

    def end(self, lane: Lane, statement: str) -> None: ...

    def bind(self, uid: UUID) -> object: ...

    def close(self) -> None: ...


class _Lanes:
    """The connections of all threads, each made in its thread and closed together at the end."""

    def __init__(self, connect: Callable[[], Lane]) -> None:
        self._connect = connect
        self._own = threading.local()
        self._all: list[Lane] = []
        self._lock = threading.Lock()
        self._closed = False

    def mine(self) -> Lane:
        self._demand_open()
        lane: Lane | None = getattr(self._own, "lane", None)
        if lane is None:
            lane = self._connect()
            with self._lock:
                self._all.append(lane)
            if self._closed:
                lane.rows.close()
            self._demand_open()
            self._own.lane = lane
        return lane

    def renewed(self) -> Lane:
        """Another one in the place of this thread's, which its server has dropped."""
        dead: Lane = self._own.lane
        with self._lock:
            self._all.remove(dead)
        self._own.lane = None
        dead.rows.invalidate()
        dead.rows.close()
        return self.mine()

    def _demand_open(self) -> None:
        if self._closed:
            raise Storage("Closed", "The clinic's file was closed", "Sign in again")

    def close(self) -> None:
        with self._lock:
            self._closed = True
            lanes, self._all = self._all, []
        for lane in lanes:
            lane.rows.close()


class SqlcipherEngine:
    """One encrypted file."""

    dialect: Final = "sqlite"

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        self._engine = create_engine(
            "sqlite://",
            module=sqlcipher.driver_module(),
            creator=lambda: open_file(path, key),
            poolclass=NullPool,
            pool_reset_on_return=None,
            hide_parameters=True,
            isolation_level="AUTOCOMMIT",
        )
        self._writing, self._reading = _Lanes(self._connect), _Lanes(self._connect_to_read)

    def _connect(self) -> Lane:
        rows = self._engine.connect()
        return Lane(rows, rows.connection.driver_connection)

    def _connect_to_read(self) -> Lane:
        """Set once and for life: the pragma makes every prepared statement of its connection be prepared again."""
        lane = self._connect()
        lane.raw.execute("PRAGMA query_only = 1")
        lane.raw.execute(f"PRAGMA cache_size = -{_READ_KIB}")
        return lane

    def lane(self) -> Lane:
        return self._writing.mine()

    def reading_lane(self) -> Lane:
        return self._reading.mine()

    def begin_write(self, lane: Lane, context: Context) -> Begun:
        lane.raw.execute("BEGIN IMMEDIATE")
        ids = (context.txn.bytes, context.at, context.actor.bytes, context.device.bytes)
        lane.raw.execute(
            "INSERT INTO op_ctx VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
            (*ids, context.command, context.reason, context.enrolled),
        )
        seq, command, actor, digest, answer = lane.raw.execute(_BEGUN, (context.txn.bytes,)).fetchone()
        first = None if command is None else FirstAnswer(command, UUID(bytes=actor), digest, answer)
        return Begun(seq, first)

    def finish_write(self, lane: Lane, context: Context, begun: Begun, kept: Kept | None, end: str) -> Ended:
        if kept:
            values = (context.txn.bytes, context.at, context.command, context.actor.bytes, kept.digest, kept.answer)
            lane.raw.execute("INSERT INTO outcome VALUES (?, ?, ?, ?, ?, ?)", values)
        row = lane.raw.execute("SELECT seq, link FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
        seq, link = row or (0, journal.START)
        changed: tuple[Pair, ...] = ()
        if seq > begun.seq:
            found = lane.raw.execute(_changed_sql(many=seq - begun.seq > LIMIT), (begun.seq,)).fetchall()
            changed = tuple((entity, UUID(bytes=uid)) for entity, uid in found)
        unjournaled = _counted(lane.raw) if kept and seq == begun.seq else None
        lane.raw.execute("DELETE FROM op_ctx")
        lane.raw.execute(end)
        return Ended(seq, link, changed, unjournaled)

    def begin_read(self, lane: Lane) -> None:
        lane.raw.execute("BEGIN")

    def end(self, lane: Lane, statement: str) -> None:
        if lane.raw.in_transaction:
            lane.raw.execute(statement)

    def bind(self, uid: UUID) -> object:
        return uid.bytes

    def close(self) -> None:
        self._reading.close()
        self._writing.close()


def open_file(path: Path, key: bytes, *, create: bool = False) -> Any:  # noqa: ANN401 - the driver has no types
    """A connection with the functions that our triggers call."""
    connection = sqlcipher.connect(path, key, create=create)
    journal.add_functions(connection)
    search.add_functions(connection)
    return connection


def _counted(raw: Any) -> int:  # noqa: ANN401
    """One more transaction without a line in the journal; the file's own number is part of the transaction."""
    count: int = raw.execute("PRAGMA user_version").fetchone()[0] + 1
    raw.execute(f"PRAGMA user_version = {count}")
    return count


class PostgresEngine:
    """One clinic's schema in a PostgreSQL database, chosen anew at the start of every transaction."""

    dialect: Final = "postgresql"

    def __init__(self, url: str, schema: str) -> None:
        """`schema` becomes part of a statement and is therefore checked letter by letter."""
        if not re.fullmatch(r"clinic_[0-9a-f]{32}", schema):
            raise ValueError("a clinic's schema is named by its id")
        self.schema = schema
        self._engine = create_engine(
            url, poolclass=NullPool, pool_reset_on_return=None, hide_parameters=True, isolation_level="AUTOCOMMIT"
        )
        self._lanes = _Lanes(self._connect)

    def _connect(self) -> Lane:
        rows = self._engine.connect()
        return Lane(rows, rows.connection.driver_connection)

    def lane(self) -> Lane:
        """This thread's connection; a new one after the server was restarted under the last."""
        found = self._lanes.mine()
        return self._lanes.renewed() if found.raw.closed else found

    def reading_lane(self) -> Lane:
        return self.lane()

    def begin_write(self, lane: Lane, context: Context) -> Begun:
        """In one round trip, as the end is: a command pays for those more than for its statements."""
        quoted = [_quoted(lane, text) for text in (context.command, context.reason)]
        ids = (f"'{context.txn}'", str(context.at), f"'{context.actor}'", f"'{context.device}'")
        said = ", ".join((*ids, *quoted, str(context.enrolled)))
        row = _exchanged(lane, f"BEGIN; SET LOCAL search_path TO {self.schema}; SELECT * FROM hms_begin({said})")[2]
        seq, command, actor, digest, answer = (row.get_value(0, column) for column in range(5))
        if command is None:
            return Begun(int(seq), None)
        return Begun(int(seq), FirstAnswer(command.decode(), UUID(actor.decode()), _plain(digest), _plain(answer)))

    def finish_write(self, lane: Lane, context: Context, begun: Begun, kept: Kept | None, end: str) -> Ended:  # noqa: ARG002
        said = f"'\\x{kept.digest.hex()}', '\\x{kept.answer.hex()}'" if kept else "NULL, NULL"
        row = _exchanged(lane, f"SELECT * FROM hms_end({begun.seq}, {said}); {end}")[0]
        seq, link, entities, ids = (row.get_value(0, column) for column in range(4))
        if seq is None:
            return Ended(0, journal.START, ())
        pairs = zip(_listed(entities), map(UUID, _listed(ids)), strict=True)
        return Ended(int(seq), _plain(link), tuple(pairs))

    def begin_read(self, lane: Lane) -> None:
        lane.raw.execute(f"BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL search_path TO {self.schema}")

    def end(self, lane: Lane, statement: str) -> None:
        if not lane.raw.closed:  # a transaction whose server is gone has ended
            lane.raw.execute(statement)

    def bind(self, uid: UUID) -> object:
        return uid

    def close(self) -> None:
        self._lanes.close()


def _exchanged(lane: Lane, statements: str) -> list[Any]:
    """Several statements in one message, by libpq directly: a cursor costs more than what it carries (measured)."""
    from psycopg import errors, generators, pq

    lane.raw.pgconn.send_query(statements.encode())
    # `get_result` alone would wait with the interpreter's lock held: two writers of one process then wait for ever
    results: list[Any] = lane.raw.wait(generators.execute(lane.raw.pgconn))
    for result in results:
        if result.status not in (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK):
            raise errors.error_from_result(result)
    return results


def _quoted(lane: Lane, text: str) -> str:
    from psycopg import pq

    return bytes(pq.Escaping(lane.raw.pgconn).escape_literal(text.encode())).decode()


def _plain(hexed: bytes) -> bytes:
    return bytes.fromhex(hexed[2:].decode())


def _listed(array: bytes | None) -> list[str]:
    """The words of an array of names or ids, which never need quotes."""
    return array[1:-1].decode().split(",") if array and array != b"{}" else []


_BEGUN: Final = (
    "SELECT (SELECT ifnull(max(seq), 0) FROM journal), o.command, o.actor, o.digest, o.answer "
    "FROM (SELECT 1) LEFT JOIN outcome o ON o.txn = ?"
)


def _changed_sql(*, many: bool) -> str:
    """Few changes are read along the journal itself (a DISTINCT would walk its whole index); of many, for each kind
    one id more than the limit is enough to know that there were many."""
    verbs = ", ".join(f"'{verb}'" for verb in journal.CHANGING)
    plain = f"SELECT entity, entity_id FROM journal WHERE seq > ? AND verb IN ({verbs})"
    if not many:
        return plain
    numbered = f"SELECT entity, entity_id, row_number() OVER (PARTITION BY entity) AS n FROM ({plain}) AS found"
    return f"SELECT entity, entity_id FROM ({numbered}) AS few WHERE n <= {LIMIT + 1}"
