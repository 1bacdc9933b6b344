"""A new key for the file: whole or not at all, wherever it is cut off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hms_desktop.data import rotation, witness
from hms_desktop.data.keys import DataKey
from hms_desktop.data.rotation import STEPS, opens, rotate, settle
from hms_desktop.data.sqlcipher import connect
from hms_desktop.data.vault import Unlocked
from hms_desktop.data.witness import Reading, Unreadable, Witness
from hms_desktop.kernel.errors import Conflict, Storage
from tests.data.vaults import ANA, ANAS, BEN, BENS, DEVICE_SECRET, Made

ROWS = 2_000
HEAD = bytes([9] * 32)


class PowerCut(BaseException):
    """Nothing after this runs, as after a power cut."""


def cut_at(step: str) -> Callable[[str], None]:
    def told(now: str) -> None:
        if now == step:
            raise PowerCut

    return told


@pytest.fixture
def database(made: Made) -> Path:
    path = made.folder / "clinic.db"
    connection = connect(path, made.key.page, create=True)
    connection.execute("CREATE TABLE patient (id INTEGER PRIMARY KEY, name TEXT)")
    connection.execute('CREATE TABLE "odd ""name""" (x)')
    connection.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
        "INSERT INTO patient SELECT i, hex(randomblob(40)) FROM n",
        (ROWS,),
    )
    connection.close()
    file = Witness(made.folder / witness.NAME, made.key.witness, (1, 1), made.clock)
    file.note(7, HEAD)
    file.close()
    return path


def rows(database: Path, key: DataKey) -> int:
    connection = connect(database, key.page)
    (count,) = connection.execute("SELECT count(*) FROM patient").fetchone()
    connection.close()
    assert isinstance(count, int)
    return count


def unlocked(made: Made) -> Unlocked:
    return made.again().unlock("ana", ANAS, DEVICE_SECRET)


def test_after_a_rotation_everybody_opens_the_file_with_the_same_password_and_nobody_with_the_old_key(
    made: Made, database: Path
) -> None:
    seen: list[str] = []
    new = rotate(database, made.vault, made.key, seen.append)
    assert tuple(seen) == STEPS
    assert unlocked(made) == Unlocked(ANA, new)
    assert made.again().unlock("ben", BENS, DEVICE_SECRET) == Unlocked(BEN, new)
    assert made.again().unlock_by_recovery(made.printed()) == Unlocked(None, new)
    assert rows(database, new) == ROWS
    assert not opens(database, made.key)


def test_the_witness_goes_over_to_the_new_key_with_what_it_saw(made: Made, database: Path) -> None:
    new = rotate(database, made.vault, made.key)
    assert witness.read(made.folder / witness.NAME, new.witness) == Reading(2, 2, 1, 7, HEAD)


def test_the_file_is_in_wal_again(made: Made, database: Path) -> None:
    new = rotate(database, made.vault, made.key)
    connection = connect(database, new.page)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_a_removed_person_opens_nothing_after_the_rotation_even_with_the_key_that_he_kept(
    made: Made, database: Path
) -> None:
    made.vault.remove(BEN, made.key)
    new = rotate(database, made.vault, made.key)
    assert not made.again().facts.rotation_due
    assert not opens(database, made.key)
    assert rows(database, new) == ROWS


@pytest.mark.parametrize("step", STEPS)
def test_a_power_cut_at_any_step_opens_with_one_of_the_two_keys_and_all_rows(
    made: Made, database: Path, step: str
) -> None:
    with pytest.raises(PowerCut):
        rotate(database, made.vault, made.key, cut_at(step))
    vault = made.again()
    key = settle(database, vault, unlocked(made))
    assert rows(database, key) == ROWS
    assert unlocked(made) == Unlocked(ANA, key)
    assert vault.facts.pending is None
    assert (key == made.key) == (STEPS.index(step) < STEPS.index("rekeyed"))
    seen = witness.read(made.folder / witness.NAME, key.witness)
    assert isinstance(seen, Reading)
    assert (seen.seq, seen.head) == (7, HEAD)


@pytest.mark.parametrize("step", STEPS)
def test_a_settling_that_is_cut_off_is_settled_the_next_time(made: Made, database: Path, step: str) -> None:
    with pytest.raises(PowerCut):
        rotate(database, made.vault, made.key, cut_at(step))
    before = {path: path.read_bytes() for path in made.folder.glob("vault*.json")}
    first = settle(database, made.again(), unlocked(made))
    for path, data in before.items():  # the vault's two copies did not reach the disk, the witness did
        path.write_bytes(data)
    assert settle(database, made.again(), unlocked(made)) == first
    assert isinstance(witness.read(made.folder / witness.NAME, first.witness), Reading)


def test_without_a_rotation_there_is_nothing_to_settle(made: Made, database: Path) -> None:
    assert settle(database, made.vault, unlocked(made)) == made.key


def test_a_second_connection_stops_the_rotation_before_anything_changes(made: Made, database: Path) -> None:
    reader = connect(database, made.key.page)
    reader.execute("PRAGMA busy_timeout = 0")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM patient").fetchone()
    with pytest.raises(Storage, match="uses the clinic's file"):
        rotate(database, made.vault, made.key)
    reader.execute("COMMIT")
    reader.close()
    assert unlocked(made) == Unlocked(ANA, made.key)
    assert rows(database, made.key) == ROWS


def test_when_neither_key_opens_both_are_kept(made: Made, database: Path) -> None:
    with pytest.raises(PowerCut):
        rotate(database, made.vault, made.key, cut_at("sealed"))
    before = (made.folder / "vault.json").read_bytes()
    database.rename(made.folder / "aside.db")
    with pytest.raises(Storage, match="both are kept"):
        settle(database, made.again(), unlocked(made))
    assert (made.folder / "vault.json").read_bytes() == before
    (made.folder / "aside.db").rename(database)
    assert settle(database, made.again(), unlocked(made)) == made.key


def test_a_rotation_is_not_begun_twice(made: Made, database: Path) -> None:
    with pytest.raises(PowerCut):
        rotate(database, made.vault, made.key, cut_at("sealed"))
    with pytest.raises(Conflict, match="not finished"):
        rotate(database, made.again(), made.key)


def test_a_damaged_file_keeps_its_old_key(made: Made, database: Path) -> None:
    data = bytearray(database.read_bytes())
    data[len(data) // 2] ^= 1
    database.write_bytes(data)
    with pytest.raises(Storage):
        rotate(database, made.vault, made.key)
    assert opens(database, made.key)
    assert unlocked(made) == Unlocked(ANA, made.key)


def test_a_disk_that_fills_up_after_the_rekey_does_not_cost_the_new_key(
    made: Made, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(now: str) -> None:
        if now == "rekeyed":
            monkeypatch.setattr(rotation, "connect", refuse)

    def refuse(path: Path, key: bytes) -> None:
        raise Storage("Disk full", f"{path.name} {len(key)}")

    with pytest.raises(Storage, match="Disk full"):
        rotate(database, made.vault, made.key, full)
    monkeypatch.undo()
    key = settle(database, made.again(), unlocked(made))
    assert key != made.key
    assert rows(database, key) == ROWS


def test_an_unreadable_witness_does_not_stop_a_rotation_and_stays_noticed(made: Made, database: Path) -> None:
    (made.folder / witness.NAME).write_bytes(b"rot")
    new = rotate(database, made.vault, made.key)
    assert rows(database, new) == ROWS
    assert isinstance(witness.read(made.folder / witness.NAME, new.witness), Unreadable)
