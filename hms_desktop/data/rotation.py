"""A new data key for the clinic's file, in two phases, so that a crash anywhere opens with one of the two keys.

First the vault holds the new key, sealed to everybody, beside the old one. Then the file is rekeyed in a single SQLite
transaction and proved whole. Then the old key leaves the vault. A power cut in between leaves it open which key is the
file's; `settle` tries at the next opening and finishes or takes back. Whoever calls closes every other connection and
the witness before, and opens them again after.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hms_desktop.data import witness
from hms_desktop.data.durable import sync_folder
from hms_desktop.data.keys import DataKey
from hms_desktop.data.sqlcipher import ROOM_TO_OPEN, connect
from hms_desktop.data.vault import Unlocked, Vault
from hms_desktop.kernel.errors import Storage

if TYPE_CHECKING:
    from sqlcipher3 import dbapi2

STEPS: Final = ("begun", "sealed", "checkpointed", "rekeyed", "verified", "witnessed", "promoted")
"""What `rotate` tells its `step` callback, in this order: places where a proof kills the program."""

Counts = Mapping[str, int]


def quiet(_: str) -> None:
    """For whoever does not want to hear of the steps."""


def rotate(database: Path, vault: Vault, data_key: DataKey, step: Callable[[str], None] = quiet) -> DataKey:
    """Changes the key of the file and answers the new one. When the disk refuses, the old key stays and it is said."""
    _demand_room(database)
    new = DataKey.new()
    step("begun")
    vault.begin_rotation(data_key, new)
    step("sealed")
    try:
        before = _rekeyed(database, data_key, new, step)
        _verify(database, new, before)
    except Storage as error:
        problem = error
    else:
        step("verified")
        _finish(database, vault, data_key, new, step)
        return new
    if opens(database, data_key):  # only this proves it; a full disk keeps the new key from opening as well
        vault.drop_rotation(data_key)
    raise problem


def settle(database: Path, vault: Vault, unlocked: Unlocked) -> DataKey:
    """After an unlock with a pending key: finds out which key the file has, and finishes or takes back the rotation."""
    new = unlocked.pending_key
    if new is None:
        return unlocked.data_key
    if opens(database, new):
        _drop_journal(database)
        _finish(database, vault, unlocked.data_key, new, quiet)
        return new
    if opens(database, unlocked.data_key):
        _drop_journal(database)
        vault.drop_rotation(unlocked.data_key)
        return unlocked.data_key
    raise _no_room(database) or Storage(
        "Cannot be opened",
        "The change of the clinic's key was cut off, and neither key opens the file; both are kept",
        "Restart the computer and try again, or restore a backup",
    )


def _drop_journal(database: Path) -> None:
    """Opening the file rolled a hot journal back; one that was cut off before it became hot would stay for ever."""
    with contextlib.suppress(OSError):
        database.with_name(f"{database.name}-journal").unlink()


def opens(database: Path, key: DataKey) -> bool:
    """Whether this key reads the file. A yes is proof; a no is none, because a busy file or a full disk says it too."""
    try:
        connection = connect(database, key.page)
    except Storage:
        return False
    connection.close()
    return True


def counts(connection: dbapi2.Connection) -> Counts:
    """How many rows each table has."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    quoted = ((name, name.replace('"', '""')) for name in names)
    return {name: connection.execute(f'SELECT count(*) FROM "{safe}"').fetchone()[0] for name, safe in quoted}


def _finish(database: Path, vault: Vault, old: DataKey, new: DataKey, step: Callable[[str], None]) -> None:
    """The file has the new key. The witness goes first: as long as the vault holds both keys this can be done again."""
    epoch = vault.facts.dek_epoch + 1
    witness.carry_over(database.parent / witness.NAME, old.witness, new.witness, epoch)
    step("witnessed")
    vault.finish_rotation(old, new)
    step("promoted")


def _rekeyed(database: Path, old: DataKey, new: DataKey, step: Callable[[str], None]) -> Counts:
    """Rekeys outside of WAL, where it is one transaction with a rollback journal; the row counts of before."""
    from sqlcipher3 import dbapi2 as driver

    with closing(connect(database, old.page)) as connection:
        try:
            before = counts(connection)
            _leave_wal(connection)
            step("checkpointed")
            connection.execute(f"PRAGMA rekey = \"x'{new.page.hex()}'\"")
            sync_folder(database.parent)
        except driver.DatabaseError:
            problem = Storage("Key not changed", "The clinic's file could not be written with a new key", "Try again")
            problem = _no_room(database) or problem
        else:
            step("rekeyed")
            return before
    raise problem


def _leave_wal(connection: dbapi2.Connection) -> None:
    from sqlcipher3 import dbapi2 as driver

    try:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        mode = "" if busy else connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except driver.OperationalError:
        mode = ""
    if mode != "delete":
        raise Storage("In use", "Something else still uses the clinic's file", "Close other windows and try again")


def _verify(database: Path, key: DataKey, before: Counts) -> None:
    """Opens with the new key, which also turns the WAL on again, and looks at every page and every table."""
    from sqlcipher3 import dbapi2 as driver

    with closing(connect(database, key.page)) as connection:
        try:
            faults = connection.execute("PRAGMA cipher_integrity_check").fetchall()
            quick = connection.execute("PRAGMA quick_check").fetchall()
            is_whole = not faults and quick == [("ok",)] and counts(connection) == before
        except driver.DatabaseError:
            is_whole = False
    if not is_whole:
        raise _no_room(database) or Storage(
            "The file is damaged",
            "With its new key the clinic's file is not what it was before; nothing was thrown away",
            "Close the program and restore the newest backup",
        )


def _no_room(database: Path) -> Storage | None:
    """On a full disk no key opens the file and no check comes to its end: nothing is broken, nobody shall think so."""
    if shutil.disk_usage(database.parent).free >= ROOM_TO_OPEN:
        return None
    way_on = "Free some space and try again; the file and both keys are kept"
    return Storage("Disk full", "There is no room left on the disk to change the clinic's key", way_on)


def _demand_room(database: Path) -> None:
    """The rollback journal grows as large as the file."""
    needed = database.stat().st_size if database.is_file() else 0
    if shutil.disk_usage(database.parent).free < needed * 1.2:
        raise Storage("Disk full", "Changing the key needs as much room as the clinic's file", "Free some space first")
