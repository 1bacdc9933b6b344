"""The encrypted file: no way past the key, no way to plain SQLite, and a refusal touches nothing."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from hms_desktop.data import sqlcipher
from hms_desktop.data.engine import PostgresEngine, SqlcipherEngine
from hms_desktop.features.patients.domain import Particulars
from hms_desktop.features.patients.service import RegisterPatient
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Storage
from tests.data import pages
from tests.support import KEY, SCHEMA, Desk

WRONG = bytes(32)


@pytest.fixture
def path(desk: Desk) -> Path:
    """A closed file with a patient in it."""
    facts = Particulars(family="Wilhelmina", phone="+34 600 100 200")
    desk.do(RegisterPatient(id=desk.id(), facts=facts), Role.DOCTOR)
    desk.engine.close()
    return desk.path


def refused(path: Path, key: bytes = KEY, *, create: bool = False) -> Storage:
    with pytest.raises(Storage) as info:
        sqlcipher.connect(path, key, create=create)
    assert info.value.__context__ is None
    return info.value


@pytest.mark.parametrize("create", [False, True])
def test_a_wrong_key_is_refused_and_nothing_is_touched(path: Path, create: bool) -> None:
    before = {file.name: file.read_bytes() for file in path.parent.iterdir() if file.is_file()}
    assert "does not fit" in str(refused(path, WRONG, create=create))
    assert {file.name: file.read_bytes() for file in path.parent.iterdir() if file.is_file()} == before
    connection = sqlcipher.connect(path, KEY)
    assert connection.execute("SELECT family FROM patient").fetchall() == [("Wilhelmina",)]
    connection.close()


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_a_mistake(path: Path, length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        sqlcipher.connect(path, bytes(length))


def test_a_missing_file_is_not_replaced_by_an_empty_one(tmp_path: Path) -> None:
    gone = tmp_path / "gone.db"
    assert "missing" in str(refused(gone))
    assert not gone.exists()
    empty = tmp_path / "empty.db"
    empty.touch()
    assert "missing" in str(refused(empty))
    assert empty.stat().st_size == 0
    assert "missing" in str(refused(tmp_path))


@pytest.mark.parametrize("create", [False, True])
def test_plain_sqlite_is_refused(tmp_path: Path, create: bool) -> None:
    plain = tmp_path / "plain.db"
    connection = sqlite3.connect(plain)
    connection.execute("CREATE TABLE patient (a)")
    connection.close()
    before = plain.read_bytes()
    refused(plain, create=create)
    assert plain.read_bytes() == before


@pytest.mark.parametrize("content", [b"x", b"x" * 511, b"x" * 4_095, b"x" * 5_000, bytes(8192), b"%PDF-1.7\n" * 1000])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    other = tmp_path / "other.db"
    other.write_bytes(content)
    refused(other)
    refused(other, create=True)
    assert other.read_bytes() == content


def test_a_cut_off_file_is_refused_or_says_that_it_is_damaged(path: Path) -> None:
    whole = path.read_bytes()
    for length in (1, 100, 3_000, 4_095, 5_000):
        path.write_bytes(whole[:length])
        refused(path)
        assert path.stat().st_size == length


def test_without_the_driver_nothing_opens(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    monkeypatch.delitem(sys.modules, "sqlcipher3.dbapi2", raising=False)
    assert "not installed" in str(refused(path))


@pytest.mark.parametrize("create", [False, True])
def test_a_driver_that_does_not_encrypt_is_refused(
    tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch, create: bool
) -> None:
    def driver() -> ModuleType:
        return sqlite3

    monkeypatch.setattr(sqlcipher, "driver_module", driver)
    before = path.read_bytes()
    assert "does not encrypt" in str(refused(path, create=create))
    assert path.read_bytes() == before
    refused(tmp_path / "new.db", create=True)
    assert not (tmp_path / "new.db").exists() or (tmp_path / "new.db").stat().st_size == 0


def test_nothing_in_the_folder_is_in_clear(desk: Desk) -> None:
    facts = Particulars(family="Wilhelmina", phone="+34 600 100 200")
    desk.do(RegisterPatient(id=desk.id(), facts=facts), Role.DOCTOR)
    files = [file.read_bytes() for file in desk.path.parent.iterdir() if file.is_file()]
    assert len(files) >= 2
    for data in files:
        for text in ("SQLite format", "CREATE TABLE", "Wilhelmina", "wilhelmina", "600 100"):
            assert text.encode() not in data
            assert text.encode("utf-16-le") not in data
    desk.lane().raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert pages.holding(desk.path, KEY, b"wilhelmina")
    assert not any(b"ilhelmin" in page for page in pages.decrypted(desk.path, WRONG))


def test_every_connection_has_every_setting(desk: Desk) -> None:
    expected: dict[str, Any] = {
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "secure_delete": 1,
        "synchronous": 2,
        "journal_mode": "wal",
        "temp_store": 2,
        "mmap_size": 0,
        "cell_size_check": 1,
        "busy_timeout": sqlcipher.BUSY_MS,
    }
    for lane in (desk.engine.lane(), desk.engine.reading_lane()):
        for name, value in expected.items():
            row = lane.raw.execute(f"PRAGMA {name}").fetchone()
            assert (name, row[0] if row else 0) == (name, value)
        with pytest.raises(Exception, match="not authorized"):
            lane.raw.execute("SELECT load_extension('x')")
    assert desk.engine.reading_lane().raw.execute("PRAGMA query_only").fetchone() == (1,)


def test_a_thread_keeps_its_connection_for_life(desk: Desk) -> None:
    assert desk.engine.lane() is desk.engine.lane()
    assert desk.engine.lane() is not desk.engine.reading_lane()


@pytest.mark.parametrize("schema", ["", "public", "clinic_1", "clinic_" + "g" * 32, SCHEMA + '"; DROP', SCHEMA + "\n"])
def test_a_clinics_schema_is_named_by_its_id_and_nothing_else(schema: str) -> None:
    with pytest.raises(ValueError, match="named by its id"):
        PostgresEngine("postgresql+psycopg://nobody@localhost/none", schema)


def test_an_engine_does_not_show_its_key(desk: Desk) -> None:
    assert isinstance(desk.engine, SqlcipherEngine)
    assert KEY.hex() not in repr(desk.engine) + str(getattr(desk.engine, "_engine"))  # noqa: B009
