"""The witness: a small signed file that remembers how far the clinic's file had come.

SQLCipher opens an older copy of its own file without a word, and one flipped bit in the WAL silently drops every later
commit while both integrity checks say ok (measured). So after each commit the last journal number and the chain's head
are written here, into two slots in turn, and at the next start the database is held against them. The witness is
written after the commit, so a database that is ahead of it is normal; one that is behind it has lost something.
"""

from __future__ import annotations

import errno
import hmac
import os
import struct
import threading
from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from hms_desktop.data.durable import PRIVATE, storage_problem, sync, write_whole
from hms_desktop.kernel.clock import Clock

NAME: Final = "clinic.witness"
HEAD_BYTES: Final = 32

_SLOT: Final = 128
_MAGIC: Final = b"HMSwit01"
_LAYOUT: Final = struct.Struct(">8sQIIQ32sQ24x")
_MAC_BYTES: Final = 32
_SYNC_EVERY_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What the witness saw last; `unjournaled` counts the commits that left no line in the journal, such as drafts."""

    counter: int
    dek_epoch: int
    device_epoch: int
    seq: int
    head: bytes
    unjournaled: int = 0


class Standing(StrEnum):
    """How the database stands against its witness."""

    EQUAL = "equal"
    AHEAD = "ahead"
    BEHIND = "behind"
    FORKED = "forked"
    UNREADABLE = "unreadable"
    MISSING = "missing"


class Act(StrEnum):
    """What a start does about it."""

    OPEN = "open"
    ASK = "ask"
    """Nothing is proved either way: a person is told and decides, and the decision is recorded."""
    STOP = "stop"
    """Something is lost or false: keep everything as it is and offer recovery."""


@dataclass(frozen=True)
class Verdict:
    """The standing, what follows from it, and how it is said."""

    standing: Standing
    act: Act
    message: str
    hint: str


_VERDICTS: Final = {
    verdict.standing: verdict
    for verdict in (
        Verdict(Standing.EQUAL, Act.OPEN, "The clinic's file is as far as its witness", ""),
        Verdict(Standing.AHEAD, Act.OPEN, "The clinic's file holds all that its witness saw, and a little more", ""),
        Verdict(
            Standing.BEHIND,
            Act.STOP,
            "The clinic's file is older than its witness: the last changes are missing from it",
            "Nothing was changed. Keep this folder, and recover from the newest backup or from the server",
        ),
        Verdict(
            Standing.FORKED,
            Act.STOP,
            "The clinic's file holds another history than its witness saw",
            "Nothing was changed. Keep this folder, and recover from the newest backup or from the server",
        ),
        Verdict(
            Standing.UNREADABLE,
            Act.ASK,
            "The witness of the clinic's file is damaged, so it cannot be told whether the last changes are all there",
            "Compare the last entries with the day sheet before you go on, and have the disk checked",
        ),
        Verdict(
            Standing.MISSING,
            Act.ASK,
            "The witness of the clinic's file is missing, so it cannot be told whether the last changes are all there",
            "Compare the last entries with the day sheet before you go on",
        ),
    )
}


class Unreadable:
    """What `read` says of a file without one whole slot."""


class Witness:
    """The open file. One thread at a time writes; a note costs some microseconds, a sync once a second at the most."""

    def __init__(self, path: Path, key: bytes, epochs: tuple[int, int], clock: Clock) -> None:
        """`epochs` are the data key's and the device's. Makes the file if it is not there: `read` it before."""
        self._key, self._epochs, self._clock = key, epochs, clock
        last = read(path, key)
        self._counter = last.counter if isinstance(last, Reading) else 0
        self._unjournaled = last.unjournaled if isinstance(last, Reading) else 0
        self._synced_at = clock.ticks()
        self._is_dirty = False
        self._unwritten: bytes | None = None
        self._lock = threading.Lock()
        self._file: int | None = _opened(path)

    def note(self, seq: int, head: bytes, unjournaled: int | None = None) -> None:
        """After each commit. The slot that is written is the older one, so a torn write costs one note.

        The commit stands whatever becomes of the note, so a disk that refuses it is no failure of the command: the note
        is kept, and the next `flush` writes it or says why it cannot.
        """
        with self._lock:
            self._descriptor()
            self._counter += 1
            if unjournaled is not None:
                self._unjournaled = unjournaled
            self._unwritten = _slot(self._key, Reading(self._counter, *self._epochs, seq, head, self._unjournaled))
            try:
                self._write()
                if self._clock.ticks() - self._synced_at >= _SYNC_EVERY_S:
                    self._sync()
            except OSError:
                self._is_dirty = True  # told by the next flush, which tries again

    def flush(self) -> None:
        """Syncs what was noted; a timer calls it, and whoever is about to close or to copy the folder."""
        with self._lock:
            try:
                self._write()
                self._sync()
            except OSError as error:
                problem = storage_problem(error)
            else:
                return
        raise problem

    def close(self) -> None:
        """Syncs and lets go of the file. A second call does nothing."""
        if self._file is None:
            return
        try:
            self.flush()
        finally:
            os.close(self._file)
            self._file = None

    def _write(self) -> None:
        if self._unwritten is not None:
            _put(self._descriptor(), self._unwritten, self._counter % 2 * _SLOT)
            self._unwritten, self._is_dirty = None, True

    def _sync(self) -> None:
        if self._is_dirty:
            sync(self._descriptor())
            self._synced_at, self._is_dirty = self._clock.ticks(), False

    def _descriptor(self) -> int:
        if self._file is None:
            raise ValueError("the witness is closed")
        return self._file


def read(path: Path, key: bytes) -> Reading | Unreadable | None:
    """The newest slot whose signature holds; None when there is no file."""
    try:
        with path.open("rb") as file:
            data = file.read(2 * _SLOT)
    except FileNotFoundError:
        return None
    except OSError as error:
        problem = storage_problem(error)
    else:
        whole = [reading for at in (0, _SLOT) if (reading := _reading(key, data[at : at + _SLOT]))]
        return max(whole, key=lambda reading: reading.counter, default=Unreadable())
    raise problem


def judge(
    witnessed: Reading | Unreadable | None,
    database_seq: int,
    head_at: Callable[[int], bytes | None],
    unjournaled: int | None = None,
) -> Verdict:
    """Holds the database against its witness. `head_at` gives the chain's link at a journal number, None if absent.

    The number alone is not enough: a file that was rolled back and written on has the number and another history. And
    a file that lost nothing but drafts has the same journal, and a smaller number of `unjournaled` commits.
    """
    if witnessed is None:
        return _VERDICTS[Standing.MISSING]
    if isinstance(witnessed, Unreadable):
        return _VERDICTS[Standing.UNREADABLE]
    if database_seq < witnessed.seq or (unjournaled is not None and unjournaled < witnessed.unjournaled):
        return _VERDICTS[Standing.BEHIND]
    head = head_at(witnessed.seq)
    if head is None or not hmac.compare_digest(head, witnessed.head):
        return _VERDICTS[Standing.FORKED]
    return _VERDICTS[Standing.EQUAL if database_seq == witnessed.seq else Standing.AHEAD]


def carry_over(path: Path, old: bytes, new: bytes, dek_epoch: int) -> None:
    """Signs what was witnessed with the next key, when the data key is changed: it is not asked of the database.

    Does nothing the second time, and leaves a witness alone that neither key can read: the next start shall notice it.
    """
    seen = read(path, old)
    if not isinstance(seen, Reading):
        return
    next_reading = replace(seen, counter=seen.counter + 1, dek_epoch=dek_epoch)
    slots = [_slot(new, next_reading)] * 2
    write_whole(path, b"".join(slots))


def _slot(key: bytes, reading: Reading) -> bytes:
    if len(reading.head) != HEAD_BYTES:
        raise ValueError("a chain's head has 32 bytes")
    said = _LAYOUT.pack(_MAGIC, *astuple(reading))
    return said + hmac.digest(key, said, "sha256")


def _reading(key: bytes, data: bytes) -> Reading | None:
    if len(data) != _SLOT:
        return None
    said, mac = data[:-_MAC_BYTES], data[-_MAC_BYTES:]
    if not hmac.compare_digest(mac, hmac.digest(key, said, "sha256")):
        return None
    magic, *rest = _LAYOUT.unpack(said)
    return Reading(*rest) if magic == _MAGIC else None


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), PRIVATE)
    except OSError as error:
        problem = storage_problem(error)
    raise problem


def _put(descriptor: int, data: bytes, at: int) -> None:
    if hasattr(os, "pwrite"):
        written = os.pwrite(descriptor, data, at)
    else:
        os.lseek(descriptor, at, os.SEEK_SET)  # Windows has no pwrite; the caller's lock makes the two calls one
        written = os.write(descriptor, data)
    if written != len(data):
        raise OSError(errno.ENOSPC, "only a part was written")
