"""Small files that must be whole after a power cut: written beside, synced, renamed, and the folder synced.

A reader sees the old bytes or the new ones, never a half of each. The vault and the file that stands in for a keyring
are written this way. What the system says is turned into a sentence here.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path

from hms_desktop.kernel.errors import Storage

PRIVATE = 0o600
"""Nobody but the person whose account runs the program reads these files."""


def write_whole(path: Path, data: bytes) -> None:
    """Replaces the file by one with these bytes, or leaves it as it was and says why."""
    write_in_turn((path,), data)


def write_in_turn(paths: Sequence[Path], data: bytes) -> None:
    """Replaces several files by the same bytes, one after the other.

    All of them are written before the first takes its place, so a full disk changes none.
    """
    pairs = [(path.with_name(f"{path.name}.{os.urandom(4).hex()}.new"), path) for path in paths]
    try:
        for beside, _ in pairs:
            _write(beside, data)
        for beside, path in pairs:
            os.replace(beside, path)
            sync_folder(path.parent)
    except OSError as error:
        problem = storage_problem(error)
    else:
        return
    for beside, _ in pairs:
        beside.unlink(missing_ok=True)
    raise problem


def sync(descriptor: int) -> None:
    """Waits until the disk has it. macOS answers a plain fsync before that, so it is asked more firmly."""
    try:
        from fcntl import F_FULLFSYNC, fcntl  # type: ignore[attr-defined,unused-ignore]
    except ImportError:
        os.fsync(descriptor)
    else:
        fcntl(descriptor, F_FULLFSYNC)


def sync_folder(folder: Path) -> None:
    """Makes a rename last. Windows has no such call and writes the folder through by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def storage_problem(error: OSError) -> Storage:
    """The system's words as a sentence; no path and no text of the system's is passed on."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Storage("Disk full", "There is no room left on the disk", "Free some space and try again")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Storage("Not writable", "The program may not use the clinic's folder", "Ask whoever keeps the computer")
    return Storage("Disk problem", "A file of the clinic cannot be read or written", "Check the disk and try again")


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), PRIVATE)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
        sync(descriptor)
    finally:
        os.close(descriptor)
