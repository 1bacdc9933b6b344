"""Attachments as encrypted files: chunks of one MiB, each sealed with the blob's own key, its place and «last or not».

So a chunk cannot be changed, moved, taken from another blob or cut off the end without being noticed. The key stands in
the blob's row in the encrypted database and nowhere else: whoever deletes the row has shredded the file. A file is
written whole before its row is; one without a row is the trace of a crash and swept away at the next start.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID

from hms_desktop.data.durable import PRIVATE, storage_problem, sync, sync_folder
from hms_desktop.data.sealing import KEY_BYTES, unwrap, wrap
from hms_desktop.kernel.errors import Conflict, Storage

CHUNK: Final = 1 << 20
LARGEST: Final = 512 << 20
_SEALED_CHUNK: Final = CHUNK + 12 + 16
_OWN_NAME: Final = re.compile(r"[0-9a-f]{32}(\.new)?")


@dataclass(frozen=True, repr=False)
class Stored:
    """What a blob's row has to keep of a stored file."""

    uid: UUID
    size: int
    digest: bytes
    key: bytes


class Blobs:
    """The folder of attachments."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def store(self, uid: UUID, source: BinaryIO) -> Stored:
        """Encrypts what `source` gives; it is on the disk when this returns."""
        path = self.path(uid)
        if path.exists():
            raise Conflict("Stored already", "An attachment is kept under this id", "Add it anew")
        beside = path.with_suffix(".new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            stored = self._write(uid, beside, source)
            os.replace(beside, path)
            sync_folder(path.parent)
        except OSError as error:
            problem = storage_problem(error)
        else:
            return stored
        finally:
            beside.unlink(missing_ok=True)  # whatever stopped it, also the source's own error
        raise problem

    def read(self, stored: Stored) -> Iterator[bytes]:
        """The content, chunk by chunk, each one checked before it is given."""
        path = self.path(stored.uid)
        if not path.is_file():
            raise Storage("Missing attachment", "The file of this attachment is not there", "Restore a backup")
        try:
            with path.open("rb") as file:
                yield from _opened(stored, file)
        except OSError as error:
            problem = storage_problem(error)
        else:
            return
        raise problem

    def remove(self, uid: UUID) -> None:
        self.path(uid).unlink(missing_ok=True)

    def sweep(self, known: frozenset[UUID]) -> int:
        """Removes files that no row knows and answers how many; only for a start, when nothing is being stored."""
        names = {uid.hex for uid in known}
        strays = [path for path in self.files() if _OWN_NAME.fullmatch(path.name) and path.name not in names]
        for path in strays:
            with suppress(OSError):  # what stays is swept the next time
                path.unlink()
        return len(strays)

    def files(self) -> list[Path]:
        return sorted(path for path in self._folder.glob("??/*") if path.is_file()) if self._folder.is_dir() else []

    def path(self, uid: UUID) -> Path:
        return self._folder / uid.hex[-2:] / uid.hex

    def _write(self, uid: UUID, path: Path, source: BinaryIO) -> Stored:
        key, digest, size, index = secrets.token_bytes(KEY_BYTES), hashlib.sha256(), 0, 0
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), PRIVATE)
        with os.fdopen(descriptor, "wb") as file:
            chunk = _read(source)
            while True:
                following = _read(source) if len(chunk) == CHUNK else b""
                size += len(chunk)
                if size > LARGEST:
                    raise Storage("Too large", "An attachment has at most 512 MB", "Split it, or make it smaller")
                digest.update(chunk)
                file.write(wrap(key, chunk, _place(uid, index, is_last=not following)))
                if not following:
                    break
                chunk, index = following, index + 1
            file.flush()
            sync(file.fileno())
        return Stored(uid, size, digest.digest(), key)


def _read(source: BinaryIO) -> bytes:
    """A whole chunk, or all there is: a pipe or a socket gives less than it is asked for, long before its end."""
    parts: list[bytes] = []
    left = CHUNK
    while left and (part := source.read(left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _opened(stored: Stored, file: BinaryIO) -> Iterator[bytes]:
    size, index, box = 0, 0, file.read(_SEALED_CHUNK)
    while True:
        following = file.read(_SEALED_CHUNK)
        plain = unwrap(stored.key, box, _place(stored.uid, index, is_last=not following))
        if plain is None:
            raise Storage(
                "Damaged attachment", "The file of this attachment is not as it was stored", "Restore a backup"
            )
        size += len(plain)
        yield plain
        if not following:
            break
        box, index = following, index + 1
    if size != stored.size:
        raise Storage("Damaged attachment", "The file of this attachment is not as it was stored", "Restore a backup")


def _place(uid: UUID, index: int, *, is_last: bool) -> bytes:
    return uid.bytes + index.to_bytes(8, "big") + bytes([is_last])
