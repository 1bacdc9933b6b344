"""Clinics to measure on: real files on the disk, built once and kept in the cache folder, and a copy to spoil."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from hms_desktop import bootstrap
from hms_desktop.data import migrate, witness
from hms_desktop.data.engine import SqlcipherEngine, open_file
from hms_desktop.data.keys import DataKey, Kdf
from hms_desktop.data.places import Places
from hms_desktop.data.slots import FILE_KIND, Device, Newcomer
from hms_desktop.data.unit_of_work import SqlStore
from hms_desktop.data.vault import Founding, Vault
from hms_desktop.features.patients.domain import Particulars, Sex
from hms_desktop.features.patients.exchange import IMPORT_LIMIT, ImportPatients
from hms_desktop.kernel.access import PEOPLE, Actor
from hms_desktop.kernel.bus import Bus
from hms_desktop.kernel.clock import Clock, SystemClock
from hms_desktop.kernel.ids import Ids
from hms_desktop.kernel.secret import Secret

CACHE: Final = Path(__file__).resolve().parents[2] / ".cache" / "bench"
KEY: Final = bytes(range(32))

_FAMILY: Final = (
    "García López", "Müller", "O'Brien", "Nguyen", "Kowalski", "Haile", "Ng", "Fernández", "Schneider", "Oyelaran",
    "Devi", "Pereira", "Abebe", "Fournier", "Haddad", "Okafor", "Svensson", "Rossi", "Tanaka", "Yılmaz",
)  # fmt: skip
_GIVEN: Final = (
    "José", "Ana María", "Wei Jie", "Karl-Heinz", "Tunde", "Sunita", "João", "Marta", "Élodie", "Leila", "Ingrid",
    "Marco", "Yuki", "Emre", "Siobhán", "Piotr", "Aisha", "Noah", "Zoë", "Björn",
)  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """An open store with everybody's rights."""

    path: Path
    engine: SqlcipherEngine
    store: SqlStore
    bus: Bus
    ids: Ids
    actor: Actor


@contextmanager
def opened(path: Path, clock: Clock | None = None) -> Iterator[Desk]:
    """The file with its bus and its witness, as the program has it."""
    clock = clock or SystemClock()
    ids = Ids(clock)
    engine = SqlcipherEngine(path, KEY)
    watch = witness.Witness(path.with_suffix(".witness"), KEY, (1, 1), clock)
    built = bootstrap.house()
    migrate.settle(engine, built.metadata, lambda: None)
    store, bus = bootstrap.store_of(built, engine, bootstrap.Means(clock, ids, watch.note))
    try:
        yield Desk(path, engine, store, bus, ids, Actor(UUID(int=1), "bench", frozenset(PEOPLE), UUID(int=2)))
    finally:
        engine.close()
        watch.close()


def fresh(path: Path) -> Path:
    """An empty encrypted file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    path.with_suffix(".witness").unlink(missing_ok=True)
    open_file(path, KEY, create=True).close()
    return path


def people(count: int, seed: int = 7) -> Iterator[Particulars]:
    """Believable patients, the same every time; numbered family names, so that a million of them differ."""
    draw = random.Random(seed)
    for _ in range(count):
        family = f"{draw.choice(_FAMILY)} {_word(draw)}"
        born = date(1930, 1, 1) + timedelta(days=draw.randrange(34_000))
        phone = f"+34 6{draw.randrange(10**8):08d}"
        sex = draw.choice((Sex.FEMALE, Sex.MALE))
        yield Particulars(family=family, given=draw.choice(_GIVEN), sex=sex, born=born, phone=phone)


def _word(draw: random.Random) -> str:
    return "".join(draw.choice("bcdfglmnprstv") + draw.choice("aeiou") for _ in range(draw.randint(2, 4))).title()


def filled(count: int) -> Path:
    """A clinic of so many patients, imported through the bus once and kept."""
    path = CACHE / f"patients-{count}-{migrate.HEAD}.db"
    if path.exists():
        return path
    new = fresh(CACHE / "new.db")
    with opened(new) as desk:
        load(desk, count)
    for end in (".witness", ".db"):
        new.with_suffix(end).rename(path.with_suffix(end))
    return path


def load(desk: Desk, count: int) -> None:
    """Imports patients by commands of the largest size."""
    waiting: list[Particulars] = []
    for facts in people(count):
        waiting.append(facts)
        if len(waiting) == IMPORT_LIMIT:
            _import(desk, waiting)
            waiting = []
    if waiting:
        _import(desk, waiting)


def _import(desk: Desk, rows: list[Particulars]) -> None:
    desk.bus.execute(ImportPatients(id=desk.ids.new(), rows=tuple(rows)), desk.actor)


@contextmanager
def copied(path: Path) -> Iterator[Path]:
    """A copy that a benchmark may write into."""
    copy = CACHE / f"copy-of-{path.name}"
    shutil.copyfile(path, copy)
    shutil.copyfile(path.with_suffix(".witness"), copy.with_suffix(".witness"))
    try:
        yield copy
    finally:
        for end in ("", "-wal", "-shm"):
            copy.with_name(copy.name + end).unlink(missing_ok=True)
        copy.with_suffix(".witness").unlink(missing_ok=True)


def with_vault(source: Path, folder: Path) -> tuple[Places, DataKey]:
    """A copy of a file as a clinic with a vault of its own, as backups need it."""
    places = Places(folder)
    places.clinic.mkdir()
    device = Device(UUID(int=2), FILE_KIND, bytes(32))
    person = Newcomer(UUID(int=1), "ana", Secret("purple turnips at noon"))
    founding = Founding(UUID(int=3), UUID(int=4), device, (person,), Kdf.weak_for_tests())
    key = Vault.create(places.clinic, founding, SystemClock()).data_key
    shutil.copyfile(source, places.database)
    connection = open_file(places.database, KEY)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute(f"PRAGMA rekey = \"x'{key.page.hex()}'\"")
    connection.close()
    return places, key
