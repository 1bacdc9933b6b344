"""Attachments: what was stored comes back whole, and what is not as it was stored is refused, chunk by chunk."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final
from uuid import UUID

import pytest

from hms_desktop.data import blobs as module
from hms_desktop.data.blobs import CHUNK, Blobs, Stored
from hms_desktop.kernel.errors import Conflict, Storage

ONE, OTHER = UUID(int=1), UUID(int=2)
SIZES: Final = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7)
SEALED: Final = CHUNK + 28
"""A chunk with its nonce and its tag."""


def content(size: int) -> bytes:
    return Random(size).randbytes(size)


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


def read(blobs: Blobs, stored: Stored) -> bytes:
    return b"".join(blobs.read(stored))


@pytest.mark.parametrize("size", SIZES)
def test_what_was_stored_comes_back(blobs: Blobs, size: int) -> None:
    stored = blobs.store(ONE, io.BytesIO(content(size)))
    assert (stored.uid, stored.size, stored.digest) == (ONE, size, hashlib.sha256(content(size)).digest())
    assert read(blobs, stored) == content(size)


@pytest.mark.parametrize("size", SIZES[1:])
def test_the_file_holds_nothing_in_clear(blobs: Blobs, size: int) -> None:
    blobs.store(ONE, io.BytesIO(b"\x00" * size))
    assert b"\x00" * 16 not in blobs.path(ONE).read_bytes()


def test_each_attachment_has_a_key_of_its_own(blobs: Blobs) -> None:
    assert blobs.store(ONE, io.BytesIO(b"same")).key != blobs.store(OTHER, io.BytesIO(b"same")).key


def test_the_key_is_not_in_what_is_printed_of_it(blobs: Blobs) -> None:
    stored = blobs.store(ONE, io.BytesIO(b"x"))
    assert stored.key.hex() not in repr(stored)
    assert repr(stored.key) not in repr(stored)


class Slow(io.BytesIO):
    """Gives less than it is asked for, as a pipe does."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 0, 1000) if size and size > 0 else size)


@pytest.mark.parametrize("size", [999, 1001, CHUNK, CHUNK + 1])
def test_a_source_that_gives_little_at_a_time_is_stored_whole(blobs: Blobs, size: int) -> None:
    stored = blobs.store(ONE, Slow(content(size)))
    assert stored.size == size
    assert read(blobs, stored) == content(size)


def swapped(data: bytes) -> bytes:
    return data[SEALED : 2 * SEALED] + data[:SEALED] + data[2 * SEALED :]


HARMS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "cut in the last chunk": lambda data: data[:-1],
    "cut in the first chunk": lambda data: data[: SEALED // 2],
    "last chunk dropped": lambda data: data[: 3 * SEALED],
    "two chunks dropped": lambda data: data[: 2 * SEALED],
    "first chunk dropped": lambda data: data[SEALED:],
    "chunks swapped": swapped,
    "a chunk twice": lambda data: data[:SEALED] + data,
    "a byte more": lambda data: data + b"\x00",
    "a chunk more": lambda data: data + data[-SEALED:],
    "nothing left": lambda _: b"",
    "first bit": lambda data: bytes([data[0] ^ 1]) + data[1:],
    "last bit": lambda data: data[:-1] + bytes([data[-1] ^ 0x80]),
    "bit in the second chunk": lambda data: data[: SEALED + 99] + bytes([data[SEALED + 99] ^ 4]) + data[SEALED + 100 :],
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_file_that_is_not_as_it_was_stored_is_refused(blobs: Blobs, harm: str) -> None:
    stored = blobs.store(ONE, io.BytesIO(content(3 * CHUNK + 7)))
    path = blobs.path(ONE)
    path.write_bytes(HARMS[harm](path.read_bytes()))
    with pytest.raises(Storage, match="Damaged attachment"):
        read(blobs, stored)


def test_what_is_given_before_the_damage_is_the_right_content(blobs: Blobs) -> None:
    stored = blobs.store(ONE, io.BytesIO(content(3 * CHUNK)))
    path = blobs.path(ONE)
    path.write_bytes(HARMS["last bit"](path.read_bytes()))
    given: list[bytes] = []
    with pytest.raises(Storage):
        given.extend(blobs.read(stored))
    assert b"".join(given) == content(3 * CHUNK)[: 2 * CHUNK]


def test_a_chunk_of_another_attachment_is_refused_even_under_the_same_key(
    blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "token_bytes", bytes)
    one, _ = (blobs.store(uid, io.BytesIO(content(CHUNK + 5))) for uid in (ONE, OTHER))
    data, foreign = blobs.path(ONE).read_bytes(), blobs.path(OTHER).read_bytes()
    for mixed in (foreign[:SEALED] + data[SEALED:], data[:SEALED] + foreign[SEALED:], foreign):
        blobs.path(ONE).write_bytes(mixed)
        with pytest.raises(Storage, match="Damaged attachment"):
            read(blobs, one)


def test_a_row_that_says_another_size_is_not_believed(blobs: Blobs) -> None:
    stored = blobs.store(ONE, io.BytesIO(b"abc"))
    with pytest.raises(Storage, match="Damaged attachment"):
        read(blobs, Stored(ONE, 2, stored.digest, stored.key))


def test_a_missing_file_is_a_sentence(blobs: Blobs) -> None:
    stored = blobs.store(ONE, io.BytesIO(b"abc"))
    blobs.remove(ONE)
    blobs.remove(ONE)
    with pytest.raises(Storage, match="Missing attachment"):
        read(blobs, stored)


def test_a_disk_that_cannot_read_is_a_sentence(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = blobs.store(ONE, io.BytesIO(b"abc"))

    def fails(*_: object) -> None:
        raise OSError(errno.EIO, "the disk's own words")

    monkeypatch.setattr(Path, "open", fails)
    with pytest.raises(Storage, match="Disk problem") as told:
        read(blobs, stored)
    assert "own words" not in str(told.value)


def test_one_that_is_too_large_is_refused_and_leaves_nothing(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", CHUNK + 10)
    assert blobs.store(OTHER, io.BytesIO(content(CHUNK + 10))).size == CHUNK + 10
    with pytest.raises(Storage, match="Too large"):
        blobs.store(ONE, io.BytesIO(content(CHUNK + 11)))
    assert blobs.files() == [blobs.path(OTHER)]


class Broken(io.BytesIO):
    """A source that fails after its first chunk."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            raise ValueError("the source's own fault")
        return super().read(size)


def test_a_source_that_breaks_leaves_nothing(blobs: Blobs) -> None:
    with pytest.raises(ValueError, match="own fault"):
        blobs.store(ONE, Broken(content(2 * CHUNK)))
    assert blobs.files() == []


@pytest.mark.parametrize("step", ["replace", "open"])
def test_a_full_disk_is_a_sentence_and_leaves_nothing(blobs: Blobs, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(os, step, full)
        with pytest.raises(Storage, match="Disk full"):
            blobs.store(ONE, io.BytesIO(b"abc"))
    assert blobs.files() == []


def test_the_sweep_removes_strays_only(blobs: Blobs) -> None:
    kept = blobs.store(ONE, io.BytesIO(b"kept"))
    blobs.store(OTHER, io.BytesIO(b"stray"))
    half = blobs.path(UUID(int=3)).with_suffix(".new")
    foreign = blobs.path(ONE).parent / "notes of somebody.txt"
    for path in (half, foreign):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    assert blobs.sweep(frozenset({ONE})) == 2
    assert sorted(blobs.files()) == sorted([blobs.path(ONE), foreign])
    assert read(blobs, kept) == b"kept"
    assert blobs.sweep(frozenset({ONE})) == 0


def test_a_sweep_without_a_folder_finds_nothing(blobs: Blobs) -> None:
    assert blobs.sweep(frozenset()) == 0


def test_what_is_stored_is_never_replaced(blobs: Blobs) -> None:
    stored = blobs.store(UUID(int=5), io.BytesIO(b"the first"))
    with pytest.raises(Conflict):
        blobs.store(UUID(int=5), io.BytesIO(b"the second"))
    assert b"".join(blobs.read(stored)) == b"the first"
