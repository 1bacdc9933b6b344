"""A connection to an encrypted file: the only place that opens one, so that no option can be forgotten.

There is no way here to plain SQLite. A missing driver, a wrong key or a file of another kind is refused with a sentence
and nothing is touched.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hms_desktop.kernel.errors import Storage

if TYPE_CHECKING:
    from sqlcipher3 import dbapi2

KEY_BYTES: Final = 32
PAGE_BYTES: Final = 4096
BUSY_MS: Final = 10_000
ROOM_TO_OPEN: Final = 256 << 10
"""With less room than this beside the file, what cannot be opened cannot be opened because of it."""

CACHE_KIB: Final = 64 << 10
"""Pages kept deciphered, at most, for one connection. With the usual 2 MB an import that touches the leaves of nine
indexes opens and seals the same pages again and again: from 80,000 patients on 1,500 rows/s instead of 3,200 (seen)."""

_PRAGMAS: Final = (
    "foreign_keys = ON",
    "recursive_triggers = ON",
    "secure_delete = ON",
    "mmap_size = 0",
    "temp_store = MEMORY",
    f"cache_size = -{CACHE_KIB}",
    "cell_size_check = ON",
    f"busy_timeout = {BUSY_MS}",
)


def connect(path: Path, key: bytes, *, create: bool = False) -> dbapi2.Connection:
    """Opens the file with its raw page key, in autocommit. One thread uses it; another may close it at the end.

    Without `create` a missing file is refused: an empty database must never take the place of one that is only lost.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("a page key has 32 bytes")
    driver = driver_module()
    size = path.stat().st_size if path.is_file() else 0
    if not create and not size:
        raise Storage("No clinic here", "The clinic's file is missing", "Restore a backup, or choose another folder")
    if 0 < size < PAGE_BYTES:  # SQLite takes such a stump for a new file and would begin it anew
        raise _problem("not a database", path)
    connection: dbapi2.Connection = driver.connect(
        str(path), isolation_level=None, cached_statements=512, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        if not connection.execute("PRAGMA cipher_version").fetchone():
            raise Storage("No encryption", "The database driver here does not encrypt", "Reinstall the program")
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.enable_load_extension(False)
    except driver.DatabaseError as error:
        connection.close()
        problem = _problem(str(error), path)
    except BaseException:
        connection.close()
        raise
    else:
        return connection
    raise problem


def driver_module() -> Any:  # noqa: ANN401 - a module
    """The driver, or a sentence that it is not installed; there is no other one to fall back to."""
    try:
        from sqlcipher3 import dbapi2 as driver
    except ImportError:
        missing = True
    else:
        return driver
    assert missing
    raise Storage("No encryption", "The encrypted database's driver is not installed", "Reinstall the program")


def _problem(text: str, path: Path) -> Storage:
    """The driver's words as a sentence; the driver's own text is not passed on.

    On a full disk SQLite cannot make the files that it needs beside, and calls that an error of reading or opening.
    """
    if "not a database" in text:
        return Storage("Cannot be opened", "The key does not fit this file, or the file is damaged", "Restore a backup")
    if "locked" in text:
        return Storage("In use", "Another program holds the clinic's file", "Close it and try again")
    if "full" in text or shutil.disk_usage(path.parent).free < ROOM_TO_OPEN:
        return Storage("Disk full", "There is no room left on the disk", "Free some space and try again")
    return Storage("Cannot be opened", "The clinic's file cannot be read", "Restore a backup, or check the disk")
