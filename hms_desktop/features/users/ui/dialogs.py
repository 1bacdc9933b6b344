"""Dialogs of an administrator over other people's accounts. Passwords are never kept as drafts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from hms_desktop.features.users.domain import login_of, problems
from hms_desktop.features.users.service import AccountRow, ChangeAccount, DropSecondFactor
from hms_desktop.features.users.ui.fields import RolesField, password_fields, password_problems, secret_of
from hms_desktop.kernel.messages import Command, Done
from hms_desktop.ui.act_dialog import ActDialog
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import Field, LineField
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

Rows = tuple[tuple[Field | QWidget, ...], ...]


def _hints() -> str:
    return tr("Esc closes · Enter next field")


class AddPersonDialog(ActDialog):
    """Somebody new: name, sign-in name, roles and a first password."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place, Purpose(tr("Add a person"), tr("Add"), hints=_hints()))
        self.build()

    def rows(self) -> Rows:
        return (
            (LineField("name", tr("Name")),),
            (LineField("login", tr("Sign-in name"), tr("Letters, digits, dots, hyphens")),),
            (RolesField(),),
            *((field,) for field in password_fields(tr("First password"))),
        )

    def problems(self, values: Mapping[str, Any]) -> dict[str, str]:
        return problems(login_of(values["login"]), values["name"].strip(), values["roles"]) | password_problems(values)

    def work(self, values: Mapping[str, Any]) -> Callable[[], Any]:
        acts, password = self.place.acts, secret_of(values)
        return lambda: acts.add_person(values["login"], values["name"], values["roles"], password)

    def done(self, _done: Done[Any]) -> None:
        self.place.say(tr("Added. The first password is to be told in person"))


class ChangePersonDialog(CommandDialog):
    """Another name or other roles."""

    def __init__(self, place: Workplace, person: AccountRow) -> None:
        super().__init__(place, Purpose(tr("Change name or roles"), tr("Save"), hints=_hints()))
        self._person = person
        self.build({"name": person.name, "roles": person.roles})

    def rows(self) -> Rows:
        return (LineField("name", tr("Name")),), (RolesField(),)

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        who = self._person
        return ChangeAccount(
            id=self.command_id, uid=who.uid, version=who.version, name=values["name"], roles=values["roles"]
        )

    def done(self, _done: Done[Any]) -> None:
        self.place.say(tr("Saved. Other roles hold from the next signing in on"))


class NewPasswordDialog(ActDialog):
    """A new password for somebody who forgot his, or who has none yet."""

    def __init__(self, place: Workplace, person: AccountRow) -> None:
        super().__init__(place, Purpose(tr("New password"), tr("Give it"), hints=_hints()))
        self._person = person
        self.build()

    def rows(self) -> Rows:
        told = tr("{name} signs in with it from now on; the one before opens nothing any more.", name=self._person.name)
        return (label(told, "caption", wraps=True),), *((field,) for field in password_fields(tr("New password")))

    def problems(self, values: Mapping[str, Any]) -> dict[str, str]:
        return password_problems(values)

    def work(self, values: Mapping[str, Any]) -> Callable[[], Any]:
        acts, who, password = self.place.acts, self._person.uid, secret_of(values)
        return lambda: acts.give_password(who, password)

    def done(self, _done: Done[Any]) -> None:
        self.place.say(tr("The new password holds. Tell it in person"))


class CloseAccountDialog(ActDialog):
    """Closes an account for good, once its sign-in name was typed; the data key is changed with it."""

    def __init__(self, place: Workplace, person: AccountRow) -> None:
        super().__init__(place, Purpose(tr("Close the account"), tr("Close it"), hints=_hints()))
        self._person = person
        self.build()

    def rows(self) -> Rows:
        told = tr(
            "{name} can sign in no more. The records get a new key, in case the old one was kept: that takes a moment, "
            "and everybody else comes in as before. The account stays in the list, because the journal names it.",
            name=self._person.name,
        )
        hint = tr("Type {login} to go on", login=self._person.login)
        return (label(told, "caption", wraps=True),), (LineField("typed", tr("Sign-in name"), hint),)

    def problems(self, values: Mapping[str, Any]) -> dict[str, str]:
        is_right = login_of(values["typed"]) == self._person.login
        return {} if is_right else {"typed": "This is not the sign-in name of the account"}

    def work(self, _values: Mapping[str, Any]) -> Callable[[], Any]:
        acts, who = self.place.acts, self._person.uid
        return lambda: acts.remove_person(who)

    def done(self, _done: Done[Any]) -> None:
        self.place.renew()
        self.place.say(tr("The account is closed, and the records have a new key"))


class DropSecondFactorDialog(CommandDialog):
    """For a lost phone: the account asks for no code until its person sets a new one."""

    def __init__(self, place: Workplace, person: AccountRow) -> None:
        super().__init__(place, Purpose(tr("Drop the second factor"), tr("Drop it"), hints=_hints()))
        self._person = person
        self.build()

    def rows(self) -> Rows:
        told = tr(
            "{name} signs in with the password alone until a new second factor is set. Make sure who asks for it.",
            name=self._person.name,
        )
        return ((label(told, "caption", wraps=True),),)

    def make(self, _values: Mapping[str, Any]) -> Command[Any]:
        return DropSecondFactor(id=self.command_id, uid=self._person.uid)

    def first_field(self) -> QWidget:
        return self.go

    def done(self, _done: Done[Any]) -> None:
        self.place.say(tr("The second factor is dropped"))
