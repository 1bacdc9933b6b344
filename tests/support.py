"""What tests of the store and of the features stand on: a real clinic, small and empty, and people to work in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import UUID, uuid5

from hms_desktop import bootstrap
from hms_desktop.data import journal, migrate
from hms_desktop.data.engine import Engine, Lane, PostgresEngine, SqlcipherEngine, open_file
from hms_desktop.data.unit_of_work import SqlStore, Work
from hms_desktop.features.users.service import AddAccount
from hms_desktop.kernel.access import PEOPLE, Access, Actor, Role
from hms_desktop.kernel.bus import Bus
from hms_desktop.kernel.ids import Ids
from hms_desktop.kernel.messages import Command, Done, Handler, Operation, Query
from tests.fakes import FakeClock

A = TypeVar("A")

KEY: Final = bytes(range(32))
DEVICE: Final = UUID(int=0xDE)
SCHEMA: Final = "clinic_" + "0" * 32
_NAMESPACE: Final = UUID(int=0x5AB)


def actor(*roles: str, device: UUID = DEVICE) -> Actor:
    """Somebody with these roles; the same roles are the same person."""
    return Actor(uuid5(_NAMESPACE, "+".join(roles)), " and ".join(roles), frozenset(roles), device)


@dataclass(repr=False)
class Desk:
    """A clinic with its bus. `do` and `ask` take the roles of whoever sits there."""

    engine: Engine
    store: SqlStore
    bus: Bus
    house: bootstrap.House
    clock: FakeClock
    ids: Ids
    path: Path = Path()
    noted: list[tuple[object, ...]] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"a desk on {self.engine.dialect}"

    def _repr_pretty_(self, page: Any, _: object) -> None:  # noqa: ANN401 - hypothesis asks for it
        page.text(repr(self))

    def id(self) -> UUID:
        return self.ids.new()

    def execute(self, command: Command[A], *roles: str) -> Done[A]:
        return self.bus.execute(command, actor(*roles))

    def do(self, command: Command[A], *roles: str) -> A:
        return self.execute(command, *roles).answer

    def ask(self, query: Query[A], *roles: str) -> A:
        return self.bus.ask(query, actor(*roles))

    def lane(self) -> Lane:
        return self.engine.lane()

    def sql(self, statement: str, values: Iterable[object] | dict[str, object] = ()) -> list[tuple[Any, ...]]:
        """The rows that a bare statement gives, past the bus and past the unit of work."""
        lane = self.lane()
        if isinstance(self.engine, PostgresEngine):
            lane.raw.execute(f"SET search_path TO {self.engine.schema}")
            statement = statement.replace("?", "%s")
        cursor = lane.raw.execute(statement, values)
        return cursor.fetchall() if cursor.description else []

    @contextmanager
    def writing(self, command: str = "Test", reason: str = "", by: Actor | None = None) -> Iterator[Work]:
        """A transaction of the unit of work, without a bus."""
        operation = Operation(self.id(), command, by or actor(Role.DOCTOR), reason)
        with self.store.write(operation, alone) as work:
            yield work

    @contextmanager
    def reading(self, by: Actor | None = None) -> Iterator[Work]:
        with self.store.read(by or actor(Role.DOCTOR), alone) as work:
            yield work

    def faults(self, witnessed: int = 0, head: bytes | None = None) -> list[tuple[int, str]]:
        """Where the journal's chain does not hold."""
        with self.reading() as work:
            return [(fault.seq, fault.what) for fault in journal.faults(work.rows.connection, witnessed, head)]

    def with_handlers(self, handlers: Iterable[Handler], access: Access) -> Bus:
        """Another bus over the same store."""
        return Bus(handlers, access, self.store, self.clock, self.ids)

    def staff(self) -> None:
        """Gives everybody an account: one person for each role."""
        for role in PEOPLE:
            person = actor(role)
            login = role.replace(" ", ".")
            self.do(
                AddAccount(id=self.id(), login=login, name=role.title(), roles=(role,), account=person.user),
                Role.PROGRAM,
            )


def alone(message: Any, unit: object) -> Any:  # noqa: ANN401 - the shape of the bus's own
    """Stands where the bus would be; nobody is to be asked there."""
    raise LookupError(f"nobody handles {type(message).__name__}, not even for {unit}")


def desk_over(engine: Engine, path: Path = Path(), *, enrolled: bool = False) -> Desk:
    """A desk with the house's features over an engine whose schema stands."""
    clock = FakeClock()
    ids = Ids(clock)
    noted: list[tuple[object, ...]] = []
    built = bootstrap.house()
    means = bootstrap.Means(clock, ids, lambda *said: noted.append(said), enrolled)
    store, bus = bootstrap.store_of(built, engine, means)
    return Desk(engine, store, bus, built, clock, ids, path, noted)


def make_template(folder: Path) -> Path:
    """An encrypted file at this program's version, with nothing in it."""
    path = folder / "template.db"
    open_file(path, KEY, create=True).close()
    engine = SqlcipherEngine(path, KEY)
    migrate.settle(engine, bootstrap.house().metadata, lambda: None)
    engine.close()
    return path


@contextmanager
def sqlcipher_desk(template: Path, folder: Path, *, enrolled: bool = False) -> Iterator[Desk]:
    """A desk over a copy of the template."""
    path = folder / "clinic.db"
    shutil.copyfile(template, path)
    engine = SqlcipherEngine(path, KEY)
    try:
        yield desk_over(engine, path, enrolled=enrolled)
    finally:
        engine.close()


def address(url: str, database: str) -> str:
    """SQLAlchemy's address of one database of the server behind this URL."""
    head, _, tail = url.replace("postgresql://", "postgresql+psycopg://").partition("?")
    return f"{head.rpartition('/')[0]}/{database}?{tail}"


def make_postgres_template(url: str, database: str) -> None:
    """A database with one clinic's schema in it, to be copied for each test."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {database}".encode())
    engine = PostgresEngine(address(url, database), SCHEMA)
    engine.lane().raw.execute(f"CREATE SCHEMA {SCHEMA}")
    migrate.settle(engine, bootstrap.house().metadata, lambda: None)
    engine.close()


class PostgresCopies:
    """Copies of a template database. To make one takes ten times as long as to empty one, so a copy serves again unless
    the test before left another schema in it than it found."""

    def __init__(self, url: str, template: str) -> None:
        self._url, self._template = url, template
        self._known = self._schema(template)
        self._number = 0

    def take(self) -> PostgresEngine:
        """An engine over an empty clinic."""
        name = f"hms_test_{self._number}"
        if self._number == 0 or not self._emptied(name):
            self._drop(name)
            self._number += 1
            name = f"hms_test_{self._number}"
            self._say(f"CREATE DATABASE {name} TEMPLATE {self._template} STRATEGY wal_log")
        return PostgresEngine(address(self._url, name), SCHEMA)

    def close(self) -> None:
        self._drop(f"hms_test_{self._number}")

    def _drop(self, name: str) -> None:
        self._say(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _say(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def _emptied(self, name: str) -> bool:
        if self._schema(name) != self._known:
            return False
        emptying = "; ".join(f"DELETE FROM {table.name}" for table in bootstrap.house().metadata.sorted_tables)
        with self._open(name) as connection:
            connection.execute("SET session_replication_role = replica")  # past the triggers
            connection.execute(emptying.encode())
        return True

    def _schema(self, name: str) -> list[tuple[Any, ...]]:
        with self._open(name) as connection:
            found: list[tuple[Any, ...]] = connection.execute(_SCHEMA_NOW).fetchall()
        return found

    def _open(self, name: str) -> Any:  # noqa: ANN401 - psycopg's connection, whose row type nobody needs
        import psycopg

        plain = address(self._url, name).replace("postgresql+psycopg://", "postgresql://")
        return psycopg.connect(plain, autocommit=True, options=f"-c search_path={SCHEMA}")


_SCHEMA_NOW: Final = """
    SELECT relname::text, attname::text, format_type(atttypid, atttypmod) FROM pg_attribute a
    JOIN pg_class c ON c.oid = attrelid
    WHERE attnum > 0 AND NOT attisdropped AND relnamespace = current_schema()::regnamespace
    UNION ALL SELECT 'trigger', tgname::text, tgenabled::text FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
    WHERE NOT tgisinternal AND c.relnamespace = current_schema()::regnamespace
    UNION ALL SELECT 'function', proname::text, md5(prosrc) FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace
    UNION ALL SELECT 'revision', version_num, '' FROM alembic_version
    ORDER BY 1, 2, 3
"""


@contextmanager
def postgres_copy(url: str, template: str, name: str) -> Iterator[PostgresEngine]:
    """An engine over a copy of the template database, which goes afterwards."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY wal_log".encode())
    engine = PostgresEngine(address(url, name), SCHEMA)
    try:
        yield engine
    finally:
        engine.close()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
