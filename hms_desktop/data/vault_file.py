"""`vault.json` on the disk: what it holds, and how two copies of it outlive a power cut, bit rot and a careless hand.

Each copy carries its own SHA-256 and a number that grows. A change of keys is written to `vault.previous.json` first
and to `vault.json` after it, so that from then on no copy opens for a person who was removed, and a rotation's new key
is never in one place only; a counted failure is written to `vault.json` alone. Reading takes the newer whole copy.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from hms_desktop.data.durable import storage_problem, write_in_turn
from hms_desktop.data.keys import Kdf
from hms_desktop.data.lockout import Failure
from hms_desktop.kernel.errors import Storage

FORMAT: Final = 1
CURRENT: Final = "vault.json"
PREVIOUS: Final = "vault.previous.json"
DAMAGED: Final = "vault.damaged.json"
"""Where a copy that is not whole is kept when the next one takes its place: it may be asked for."""

_LARGEST: Final = 16 * 1024 * 1024


class Slot(Struct, frozen=True, forbid_unknown_fields=True):
    """One person's way in: the private key wrapped by the password's key, and the data key sealed to the public one."""

    id: str
    user: UUID
    login: str
    version: int
    salt: bytes
    kdf: Kdf
    public: bytes
    private: bytes
    sealed: bytes


class RecoverySlot(Struct, frozen=True, forbid_unknown_fields=True):
    """The recovery code's way in."""

    version: int
    salt: bytes
    public: bytes
    private: bytes
    sealed: bytes


class Pending(Struct, frozen=True, forbid_unknown_fields=True):
    """The next data key, sealed to everybody, while it is not known which key opens the file."""

    inbox: bytes
    slots: dict[str, bytes]
    recovery: bytes


class Body(Struct, frozen=True, forbid_unknown_fields=True):
    """All that is signed with the data key."""

    vault: UUID
    clinic: UUID
    device: UUID
    device_epoch: int
    keyring: str
    device_check: bytes
    dek_epoch: int
    rotation_due: bool
    kdf: Kdf
    inbox: bytes
    slots: tuple[Slot, ...]
    recovery: RecoverySlot
    pending: Pending | None = None


class Content(Struct, frozen=True, forbid_unknown_fields=True):
    """A whole copy. What a closed vault has to write down, failures and refusals, stands outside the signature."""

    generation: int
    body: Body
    mac: bytes
    failures: dict[str, Failure]
    refused: tuple[bytes, ...]


class _Envelope(Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    checksum: str
    content: msgspec.Raw


@dataclass(frozen=True)
class Loaded:
    """The newest whole copy, and what was found on the way: `notice` is a sentence, empty when both were whole.

    `is_half_saved` says that a change of keys reached only one of the two: the other one may open for somebody who was
    removed, so the next opening writes both.
    """

    content: Content
    is_current_whole: bool
    notice: str
    is_half_saved: bool = False


def exists(folder: Path) -> bool:
    """Whether there is a vault here, whole or not: where there is one, none is ever made."""
    return any((folder / name).exists() for name in (CURRENT, PREVIOUS, DAMAGED))


def load(folder: Path) -> Loaded:
    """The newest whole copy; when there is none, a sentence and never a new vault."""
    if not exists(folder):
        raise Storage("No clinic here", "The clinic's vault is missing", "Restore a backup, or choose another folder")
    current, previous = _read(folder / CURRENT), _read(folder / PREVIOUS)
    whole = [content for content in (current, previous) if content]
    if not whole:
        raise Storage(
            "The vault is damaged",
            "Both copies of the clinic's vault are damaged; nothing was changed",
            "Restore the vault from a backup; the clinic's records are still in their file",
        )
    notice = ""
    if current is None:
        notice = "The clinic's vault was damaged and its second copy is used; have the disk checked"
    elif previous is None:
        notice = "The second copy of the clinic's vault was damaged and is made again; have the disk checked"
    newest = max(whole, key=lambda content: content.generation)
    return Loaded(newest, current is not None, notice, is_half_saved=newest is previous and current is not None)


def save(folder: Path, content: Content, *, both: bool, keep_damaged: bool) -> None:
    """Writes this content; `keep_damaged` lays the copy that is not whole aside instead of overwriting it."""
    if keep_damaged:
        with contextlib.suppress(FileNotFoundError):
            _lay_aside(folder)
    names = (PREVIOUS, CURRENT) if both else (CURRENT,)
    write_in_turn([folder / name for name in names], encoded(content))


def encoded(content: Content) -> bytes:
    """The file as its bytes, with a checksum of what it holds."""
    raw = msgspec.json.encode(content)
    return msgspec.json.encode(_Envelope(FORMAT, _checksum(FORMAT, raw), msgspec.Raw(raw)))


def _lay_aside(folder: Path) -> None:
    try:
        os.replace(folder / CURRENT, folder / DAMAGED)
    except FileNotFoundError:
        raise
    except OSError as error:
        problem = storage_problem(error)
    else:
        return
    raise problem


def _checksum(version: int, raw: bytes) -> str:
    return hashlib.sha256(b"%d|" % version + raw).hexdigest()


def _read(path: Path) -> Content | None:
    """A copy that is whole, or None; one that a newer program wrote whole is refused and not passed over."""
    try:
        if path.stat().st_size > _LARGEST:
            return None
        envelope = msgspec.json.decode(path.read_bytes(), type=_Envelope)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
    raw = bytes(envelope.content)
    if envelope.checksum != _checksum(envelope.version, raw):
        return None
    if envelope.version > FORMAT:
        raise Storage(
            "Made by a newer version",
            "A newer version of the program wrote this clinic's vault",
            "Install the newer version on this computer",
        )
    try:
        return msgspec.json.decode(raw, type=Content)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
