"""Backups that are known to open: each is made, opened, checked and only then given its name.

A backup is a folder: an encrypted copy of the database (`VACUUM INTO`, under the same key), the vault, and a manifest
with the digest of every file, the counts of every table and the journal's head, signed with a key derived from the data
key. Attachments never change once written, so the backups share one folder of them. What is half made carries another
name and is swept away the next time.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import os
import secrets
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec

from hms_desktop.data import slots, vault_file
from hms_desktop.data.blobs import Blobs
from hms_desktop.data.durable import storage_problem, sync, sync_folder, write_whole
from hms_desktop.data.engine import open_file
from hms_desktop.data.keys import DataKey
from hms_desktop.data.places import Places
from hms_desktop.data.sqlcipher import ROOM_TO_OPEN
from hms_desktop.data.thinning import Keep, Kept, kept
from hms_desktop.kernel.clock import Clock
from hms_desktop.kernel.errors import KnownError, Storage

DATABASE: Final = "clinic.db"
VAULT: Final = "vault.json"
MANIFEST: Final = "manifest.json"
OTHER_KEY: Final = "its manifest was not signed with this clinic's key"
BUDGET: Final = 20 << 30
_NEW: Final = ".new-"
_STAMP: Final = "%Y%m%dT%H%M%S.%fZ"


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a backup says of itself."""

    format: int
    made_at: Annotated[datetime, msgspec.Meta(tz=True)]
    why: str
    program: str
    revision: str
    seq: int
    link: bytes
    counts: dict[str, int]
    files: dict[str, bytes]
    blobs: dict[str, bytes]
    dek_epoch: int
    took_ms: int
    mac: bytes = b""


@dataclass(frozen=True)
class Backup:
    """A backup on the disk. `manifest` is None when it cannot be read."""

    folder: Path
    manifest: Manifest | None

    @property
    def at(self) -> datetime | None:
        return self.manifest.made_at if self.manifest else None

    def size(self) -> int:
        return sum(path.stat().st_size for path in self.folder.iterdir())


class Backups:
    """The backups of one clinic. One is made at a time, whoever asks: the next one clears away what is half made."""

    def __init__(
        self, places: Places, clock: Clock, program: str, keep: Keep | None = None, budget: int = BUDGET
    ) -> None:
        self._places, self._clock, self._program = places, clock, program
        self._keep, self._budget = keep or Keep(), budget
        self._turn = threading.Lock()

    def all(self) -> tuple[Backup, ...]:
        """What there is, the newest first."""
        return found_in(self._places.backups)

    def make(self, key: DataKey, why: str) -> Backup:
        """A new backup, verified by opening it. The clinic stays in use meanwhile: this reads a snapshot."""
        began = time.monotonic()
        with self._turn, _told(self._places.backups):
            self._sweep()
            self._demand_room()
            beside = self._places.backups / f"{_NEW}{secrets.token_hex(6)}"
            try:
                manifest = self._fill(beside, key, why, began)
            except BaseException as error:
                is_full = not isinstance(error, KnownError) and self._lacks_room()
                self._sweep()  # what a full disk cut off must not keep it full
                if is_full and isinstance(error, Exception):
                    raise OSError(errno.ENOSPC, "full") from None
                raise
            final = self._places.backups / manifest.made_at.strftime(_STAMP)
            os.rename(beside, final)
            sync_folder(self._places.backups)
            self._thin(manifest.made_at)
        return Backup(final, manifest)

    def last(self) -> Backup | None:
        """The newest one that can be read; one that a clock ahead of its time dated later only if there is no other."""
        readable = [one for one in self.all() if one.manifest]
        now = self._clock.now()
        return next((one for one in readable if one.at and one.at <= now), readable[0] if readable else None)

    def _fill(self, beside: Path, key: DataKey, why: str, began: float) -> Manifest:
        """Everything that makes the folder a backup, in a folder that has no name yet."""
        beside.mkdir(parents=True, mode=0o700)
        connection = open_file(self._places.database, key.page)
        try:
            connection.execute("VACUUM INTO ?", (str(beside / DATABASE),))
        finally:
            connection.close()
        epoch = self._copy_vault(beside, key)
        facts = _facts(beside / DATABASE, key)
        digests = {name: _digest(beside / name) for name in (DATABASE, VAULT)}
        blobs = self._share_blobs(_attachments(beside / DATABASE, key), self._known(key))
        took = int((time.monotonic() - began) * 1000)
        said = (1, self._clock.now(), why, self._program, *facts, digests, blobs, epoch, took)
        manifest = signed(Manifest(*said), key)
        write_whole(beside / MANIFEST, msgspec.json.encode(manifest, order="deterministic"))
        for path in beside.iterdir():
            _sync_file(path)
        return manifest

    def _copy_vault(self, into: Path, key: DataKey) -> int:
        """The newest whole copy of the two, and only if this key's holder wrote it: a damaged one opens nothing.

        A next key that is only pending is left out, because the copied database never had it. Answers which of the
        clinic's data keys it is, for the manifest.
        """
        content = vault_file.load(self._places.clinic).content
        if not slots.is_signed(content, key):
            raise Storage("No backup", "The clinic's vault is not signed with its key", "Run «hms-desktop verify»")
        if content.body.pending:
            body = msgspec.structs.replace(content.body, pending=None)
            content = slots.signed(msgspec.structs.replace(content, body=body), key)
        write_whole(into / VAULT, vault_file.encoded(content))
        return content.body.dek_epoch

    def _known(self, key: DataKey) -> dict[str, bytes]:
        """The attachments' digests as the last backup of this key wrote them down."""
        last = self.last()
        manifest = last.manifest if last else None
        if manifest and hmac.compare_digest(signed(manifest, key).mac, manifest.mac):
            return manifest.blobs
        return {}

    def _share_blobs(self, names: list[str], known: dict[str, bytes]) -> dict[str, bytes]:
        """Copies attachments that no backup has yet; each file's digest is taken from the copy.

        A copy that is not what the last manifest knew is made anew. An attachment that is lost here stays in the
        backups; one that is in neither place is found by `verify`, and does not stop the backup of all the rest.
        """
        shared: dict[str, bytes] = {}
        for name in names:
            path, copy = (folder / name[-2:] / name for folder in (self._places.blobs, self._places.backups / "blobs"))
            there = _digest(copy) if copy.exists() else None
            if path.exists() and (there is None or there != known.get(name, there)):
                copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                beside = copy.with_suffix(".new")
                shutil.copyfile(path, beside)
                _sync_file(beside)
                os.replace(beside, copy)
                there = _digest(copy)
            if there is not None:
                shared[name] = there
        return shared

    def _thin(self, now: datetime) -> None:
        """Throws away what has had its time; attachments only when it is known of every backup which it has."""
        readable = [one for one in self.all() if one.at]
        together = sum(path.stat().st_size for path in Blobs(self._places.backups / "blobs").files())
        budget = max(self._budget - together, 0)
        stays = kept([Kept(one.at, one.size()) for one in readable if one.at], self._keep, budget, now)
        for one in readable:
            if one.at not in stays:
                beside = self._places.backups / f"{_NEW}{secrets.token_hex(6)}"
                os.rename(one.folder, beside)  # first its name: half a backup must never look like one
                shutil.rmtree(beside)
        left = self.all()
        if any(one.manifest is None for one in left):
            return
        wanted = {name for one in left if one.manifest for name in one.manifest.blobs}
        for path in Blobs(self._places.backups / "blobs").files():
            if path.name not in wanted:
                path.unlink()

    def _sweep(self) -> None:
        for path in self._places.backups.glob(f"{_NEW}*"):
            shutil.rmtree(path, ignore_errors=True)
        for path in self._places.backups.glob("blobs/??/*.new"):
            path.unlink(missing_ok=True)

    def _demand_room(self) -> None:
        self._places.backups.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._lacks_room():
            raise Storage("Disk full", "There is no room left for a backup", "Free some space, or choose another disk")

    def _lacks_room(self) -> bool:
        """Half a backup counts as free: it gives its room back."""
        half = sum(path.stat().st_size for path in self._places.backups.glob(f"{_NEW}*/*"))
        free = shutil.disk_usage(self._places.backups).free + half
        shared = {path.name for path in Blobs(self._places.backups / "blobs").files()}
        blobs = sum(path.stat().st_size for path in Blobs(self._places.blobs).files() if path.name not in shared)
        return free < self._places.database.stat().st_size * 1.2 + blobs + (8 << 20)


def found_in(folder: Path) -> tuple[Backup, ...]:
    """The backups in a folder, the newest first."""
    if not folder.is_dir():
        return ()
    names = [path for path in folder.iterdir() if path.is_dir() and path.name[:1].isdigit()]
    return tuple(read(path) for path in sorted(names, key=lambda path: path.name, reverse=True))


def read(folder: Path) -> Backup:
    """A backup as its folder shows it; one with an unreadable manifest is still listed, somebody will ask for it."""
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return Backup(folder, None)
    return Backup(folder, manifest)


def signed(manifest: Manifest, key: DataKey) -> Manifest:
    """The manifest with the signature that only a holder of the data key can make."""
    plain = msgspec.json.encode(msgspec.structs.replace(manifest, mac=b""), order="deterministic")
    return msgspec.structs.replace(manifest, mac=hmac.digest(key.backup, plain, "sha256"))


def problems(backup: Backup, key: DataKey) -> Iterator[str]:
    """Everything that is wrong with a backup: empty when it can be restored as it is."""
    told = False
    for problem in unsigned_problems(backup):
        told = True
        yield problem
    if not told:
        yield from content_problems(backup, key, backup.folder / DATABASE)


def unsigned_problems(backup: Backup) -> Iterator[str]:
    """What shows without any key: a manifest or a file that is not there, or has rotted since it was written."""
    if backup.manifest is None:
        yield "its manifest cannot be read"
        return
    for name, digest in backup.manifest.files.items():
        if not _is(backup.folder / name, digest):
            yield f"{name} is missing or not as it was written"
    lost = sum(not _is(path, digest) for path, digest in shared(backup))
    if lost:
        yield f"{lost:,} attachments are missing or not as they were written"


def content_problems(backup: Backup, key: DataKey, database: Path) -> Iterator[str]:
    """Whether this clinic's key signed the manifest, and whether the database, or a copy of it, is what it says."""
    manifest = backup.manifest
    if manifest is None or not hmac.compare_digest(signed(manifest, key).mac, manifest.mac):
        yield OTHER_KEY
        return
    try:
        facts = _facts(database, key)
    except KnownError as error:
        yield error.message
        return
    if facts != (manifest.revision, manifest.seq, manifest.link, manifest.counts):
        yield "its content is not what its manifest says"


def shared(backup: Backup) -> Iterator[tuple[Path, bytes]]:
    """Where the attachments of a backup stand among those that the backups share, with their digests."""
    for name, digest in (backup.manifest.blobs if backup.manifest else {}).items():
        yield backup.folder.parent / "blobs" / name[-2:] / name, digest


def copied(source: Path, copy: Path, digest: bytes) -> bool:
    """Copies a file out of a backup; whether the copy is what was written into the backup once."""
    if not source.is_file():
        return False
    copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copyfile(source, copy)
    return _digest(copy) == digest


def _is(path: Path, digest: bytes) -> bool:
    return path.is_file() and _digest(path) == digest


def _facts(path: Path, key: DataKey) -> tuple[str, int, bytes, dict[str, int]]:
    """Opens a copy and checks every page; the answer is what a manifest says of it."""
    connection = open_file(path, key.page)
    try:
        if connection.execute("PRAGMA cipher_integrity_check").fetchone() is not None:
            raise Storage("Damaged", "A page of this copy is not as it was encrypted", "Use another backup")
        if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise Storage("Damaged", "The tables of this copy are not whole", "Use another backup")
        return _facts_of(connection)
    finally:
        connection.close()
        _drop_wal(path)


def _attachments(path: Path, key: DataKey) -> list[str]:
    """The names of the files that the rows of a copy ask for."""
    connection = open_file(path, key.page)
    try:
        there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'blob'").fetchone()
        rows = connection.execute("SELECT uid FROM blob ORDER BY uid").fetchall() if there else []
        return [uid.hex() for (uid,) in rows]
    finally:
        connection.close()
        _drop_wal(path)


def _drop_wal(path: Path) -> None:
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def _facts_of(connection: Any) -> tuple[str, int, bytes, dict[str, int]]:  # noqa: ANN401 - the driver has no types
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    head = connection.execute("SELECT seq, link FROM journal ORDER BY seq DESC LIMIT 1").fetchone() or (0, bytes(32))
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' "
        "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '%\\_fts\\_%' ESCAPE '\\' ORDER BY name"
    ).fetchall()
    counts = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for (name,) in names}
    return revision, head[0], head[1], counts


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        sync(file.fileno())


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """The system's and the driver's refusals as sentences; they may quote paths and are not passed on.

    On a full disk SQLite cannot make the files that it needs beside, and calls that an error of opening.
    """
    from sqlcipher3 import dbapi2

    try:
        yield
    except OSError as error:
        problem = storage_problem(error)
    except dbapi2.Error as error:
        full = "full" in str(error) or shutil.disk_usage(folder.parent).free < ROOM_TO_OPEN
        problem = Storage(
            "No backup",
            "There is no room left for a backup" if full else "The backup could not be written",
            "Free some space, or choose another disk" if full else "Check the disk and try again",
        )
    else:
        return
    raise problem
