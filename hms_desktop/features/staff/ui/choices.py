"""What dialogs over the staff offer: departments, rooms and accounts, asked for before a dialog opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QObject

from hms_desktop.features.staff.domain import DepartmentRow, RoomRow
from hms_desktop.features.staff.service import Departments, Rooms
from hms_desktop.features.users.service import AccountRow, Accounts
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Choices:
    """All of them, also those not in use: who changes a department has to see it."""

    departments: tuple[DepartmentRow, ...] = ()
    rooms: tuple[RoomRow, ...] = ()
    accounts: tuple[AccountRow, ...] = ()

    def department_options(self, kept: UUID | None = None) -> Options:
        """Those in use, and the one that is kept whatever became of it."""
        rows = [row for row in self.departments if row.is_active or row.uid == kept]
        return (("", tr("None")), *((str(row.uid), row.name) for row in rows))

    def room_options(self, kept: UUID | None = None) -> Options:
        """Rooms with their department, because every department may have a room 1."""
        names = {row.uid: row.name for row in self.departments}
        rows = [row for row in self.rooms if row.is_active or row.uid == kept]
        told = [(row, names.get(row.department, "") if row.department else "") for row in rows]
        return (("", tr("None")), *((str(row.uid), f"{row.name} · {of}" if of else row.name) for row, of in told))

    def account_options(self, kept: UUID | None = None) -> Options:
        """Whose calendar it is when he signs in."""
        rows = [row for row in self.accounts if row.is_active or row.uid == kept]
        return (("", tr("None")), *((str(row.uid), f"{row.name} · {row.login}") for row in rows))

    def account_name(self, uid: UUID | None) -> str:
        """Who signs in with it."""
        return next((row.name for row in self.accounts if row.uid == uid), "") if uid else ""


def ask_choices(place: Workplace, owner: QObject, done: Callable[[Choices], None]) -> None:
    """Asks for all three, one after the other."""

    def with_rooms(departments: tuple[DepartmentRow, ...], rooms: tuple[RoomRow, ...]) -> None:
        place.ask(owner, Accounts(), lambda accounts: done(Choices(departments, rooms, accounts)))

    def with_departments(departments: tuple[DepartmentRow, ...]) -> None:
        place.ask(owner, Rooms(with_inactive=True), lambda rooms: with_rooms(departments, rooms))

    place.ask(owner, Departments(with_inactive=True), with_departments)


def chosen(value: object) -> UUID | None:
    """A choice as the command takes it."""
    return UUID(str(value)) if value else None
