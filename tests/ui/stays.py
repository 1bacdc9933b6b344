"""A person's stay without a clinic behind it: a bus of the test's own handlers, drafts in memory, one PIN."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import UUID, uuid4

from hms_desktop.kernel.access import Actor
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.errors import Denied, Locked
from hms_desktop.kernel.manifest import Feature
from hms_desktop.kernel.messages import Command, Done, Query
from hms_desktop.kernel.secret import Secret
from hms_desktop.ui.acts import BackupLine, Parked, Standing

A = TypeVar("A")

NOW: Final = datetime(2026, 11, 21, 9, 32, tzinfo=UTC)
PIN: Final = "4711"
PASSWORD: Final = "purple turnips at noon"


@dataclass
class FakePerson:
    """Somebody who holds these permissions. `handled` answers messages by their class."""

    login: str
    permissions: frozenset[str] = frozenset()
    handled: dict[type, Callable[[Any], Any]] = field(default_factory=dict)
    has_pin: bool = False
    heard: list[Callable[[Changes], None]] = field(default_factory=list)
    sent: list[object] = field(default_factory=list)

    @property
    def actor(self) -> Actor:
        return Actor(UUID(int=7), self.login.title(), frozenset({"receptionist"}), UUID(int=9))

    def execute(self, command: Command[A]) -> Done[A]:
        self.sent.append(command)
        return Done(self.handled[type(command)](command), Changes())

    def ask(self, query: Query[A]) -> A:
        self.sent.append(query)
        answer: A = self.handled[type(query)](query)
        return answer

    def demand(self, message: Command[Any] | Query[Any]) -> None:
        if type(message) not in self.handled:
            raise Denied("Not allowed", "Your role does not include this")

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def listen(self, heard: Callable[[Changes], None]) -> Callable[[], None]:
        self.heard.append(heard)
        return lambda: self.heard.remove(heard)


@dataclass
class FakeActs:
    """What the windows can have done, kept in memory."""

    person: FakePerson
    features: tuple[Feature, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=lambda: {"theme": "light", "lock.minutes": 5})
    parked: dict[UUID, Parked] = field(default_factory=dict)

    def standing(self) -> Standing:
        return Standing("St Anne Clinic", "Reception 1", UTC, self.settings, self.features)

    def now(self) -> datetime:
        return NOW

    def new_id(self) -> UUID:
        return uuid4()

    def leave(self) -> None:
        """Nothing happens in his name any more."""

    def reenter(self, pin: Secret) -> None:
        if pin.reveal() != PIN:
            raise Locked("Wrong PIN", "This is not your PIN", "")

    def come_back(self, password: Secret) -> None:
        if password.reveal() != PASSWORD:
            raise Locked("Not signed in", "The password is wrong", "")

    def keep_draft(self, draft: Parked) -> None:
        self.parked[draft.uid] = replace(draft, saved_at=NOW)

    def drop_draft(self, uid: UUID) -> None:
        self.parked.pop(uid, None)

    def drafts(self) -> tuple[Parked, ...]:
        return tuple(reversed(self.parked.values()))

    def change_setting(self, key: str, value: object) -> None:
        self.settings = {**self.settings, key: value}

    def keep_picture(self, data: bytes) -> UUID:
        raise NotImplementedError(len(data))

    def picture(self, uid: UUID) -> bytes:
        raise NotImplementedError(uid)

    def save_file(self, path: Path, data: bytes) -> None:
        path.write_bytes(data)

    def backups(self) -> tuple[BackupLine, ...]:
        return ()

    def back_up(self) -> BackupLine:
        return BackupLine("20261121T093200Z", NOW, 1, "asked for")

    def verify(self) -> tuple[tuple[str, str, bool], ...]:
        return (("Every page is read", "12 pages", True),)

    def add_person(self, login: str, name: str, roles: tuple[str, ...], password: Secret) -> UUID:
        raise NotImplementedError((login, name, roles, len(password)))

    def give_password(self, uid: UUID, password: Secret) -> None:
        raise NotImplementedError((uid, len(password)))

    def change_password(self, old: Secret, new: Secret) -> None:
        raise NotImplementedError((len(old), len(new)))

    def remove_person(self, uid: UUID) -> None:
        raise NotImplementedError(uid)

    def new_recovery_sheet(self) -> bytes:
        raise NotImplementedError
