"""What the windows need done behind them, beside commands and queries: a protocol that the program's desk fulfils.

All of it is called on a lane. The windows know neither the vault nor the clinic's folders, and no feature by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, Protocol, TypeVar
from uuid import UUID

from hms_desktop.kernel.access import Actor
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.manifest import Feature
from hms_desktop.kernel.messages import Command, Done, Query
from hms_desktop.kernel.secret import Secret

A = TypeVar("A")


class Person(Protocol):
    """Somebody who signed in: see `clinic.opening.Session`."""

    @property
    def actor(self) -> Actor: ...

    @property
    def has_pin(self) -> bool: ...

    def execute(self, command: Command[A]) -> Done[A]: ...

    def ask(self, query: Query[A]) -> A: ...

    def demand(self, message: Command[Any] | Query[Any]) -> None: ...

    def may(self, permission: str) -> bool: ...

    def listen(self, heard: Callable[[Changes], None]) -> Callable[[], None]:
        """Hears of every commit, on the lane that made it, until what comes back is called."""


@dataclass(frozen=True)
class Standing:
    """What a main window shows of the clinic around it."""

    clinic: str
    station: str
    zone: tzinfo
    settings: Mapping[str, Any]
    features: tuple[Feature, ...]
    backup_at: datetime | None = None
    server: str = ""
    is_demo: bool = False


@dataclass(frozen=True)
class Parked:
    """Half-done work that is kept: which form, on what, and what was typed."""

    uid: UUID
    form: str
    title: str
    content: Mapping[str, Any] = field(default_factory=dict)
    subject: UUID | None = None
    saved_at: datetime | None = None


@dataclass(frozen=True)
class BackupLine:
    """One backup as a page shows it."""

    name: str
    at: datetime | None
    size: int
    why: str


@dataclass(frozen=True)
class NewClinic:
    """What the first-run pages ask for."""

    name: str
    zone: str
    person: str
    login: str
    password: Secret
    letterhead: Mapping[str, str] = field(default_factory=dict)
    """Settings by key."""
    without_keyring: bool = False
    """Somebody read that the key is kept in a file then, and wants it so."""


class Acts(Protocol):
    """Everything else that the windows can have done for one person who signed in."""

    @property
    def person(self) -> Person:
        """His session; another one after the data key was changed."""

    def standing(self) -> Standing: ...

    def now(self) -> datetime: ...

    def new_id(self) -> UUID: ...

    def leave(self) -> None:
        """This person has gone: nothing happens in his name any more. Called on the window's thread."""

    def reenter(self, pin: Secret) -> None: ...

    def come_back(self, password: Secret) -> None: ...

    def keep_draft(self, draft: Parked) -> None: ...

    def drop_draft(self, uid: UUID) -> None: ...

    def drafts(self) -> tuple[Parked, ...]: ...

    def change_setting(self, key: str, value: object) -> None: ...

    def keep_picture(self, data: bytes) -> UUID:
        """Keeps a picture encrypted beside the records; a command then says whose it is."""

    def picture(self, uid: UUID) -> bytes:
        """A kept picture, for whoever was told its id by a query that he may ask."""

    def save_file(self, path: Path, data: bytes) -> None:
        """Writes a file whole, for this account only, and never over one that is there."""

    def backups(self) -> tuple[BackupLine, ...]: ...

    def back_up(self) -> BackupLine: ...

    def verify(self) -> tuple[tuple[str, str, bool], ...]:
        """What `hms-desktop verify` proves: (what, what was found, whether it holds)."""

    def add_person(self, login: str, name: str, roles: tuple[str, ...], password: Secret) -> UUID:
        """An account and a key."""

    def give_password(self, uid: UUID, password: Secret) -> None: ...

    def change_password(self, old: Secret, new: Secret) -> None: ...

    def remove_person(self, uid: UUID) -> None:
        """Closes the account and changes the data key; `person` is a new session afterwards."""

    def new_recovery_sheet(self) -> bytes:
        """A new recovery code on its sheet, as PDF."""
