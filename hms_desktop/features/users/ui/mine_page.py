"""My account: what everybody looks after himself: password, PIN, second factor."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Mapping
from typing import Any, Final

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from hms_desktop.features.users.domain import app_link
from hms_desktop.features.users.service import AccountRow, Accounts, SetPin, SetSecondFactor
from hms_desktop.features.users.ui.fields import password_fields, password_problems, roles_text, secret_of
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.days import day_text
from hms_desktop.kernel.messages import Command, Done
from hms_desktop.kernel.secret import Secret
from hms_desktop.ui.act_dialog import ActDialog
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.facts import FactList
from hms_desktop.ui.fields import Field, LineField
from hms_desktop.ui.page import Page
from hms_desktop.ui.panel import Panel, Section
from hms_desktop.ui.problem import Problem
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_WIDE: Final = 620
_SECRET_BYTES: Final = 20
Rows = tuple[tuple[Field | QWidget, ...], ...]


class MinePage(Page):
    """One panel: who I am, and three things to look after."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._login = ""
        self.panel = Panel(tr("My account"))
        self.panel.setMaximumWidth(max(_WIDE, self.fontMetrics().averageCharWidth() * 88))
        self.facts, self.problem = FactList(), Problem()
        body = self.panel.body()
        body.addWidget(self.facts)
        body.addWidget(self.problem)
        self.buttons: list[QPushButton] = []
        for section in self._sections():
            self.panel.rows.addWidget(section)
        self.panel.rows.addStretch(1)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self.panel, 1)
        across.addStretch(0)

    def show_for(self, _subject: object) -> None:
        self.place.ask(self, Accounts(), self._show, self.problem.tell)

    def heard(self, changes: Changes) -> None:
        if changes.touches("account"):
            self.show_for(None)

    def first_field(self) -> QWidget:
        return self.buttons[0]

    # What it does.

    def change_password(self) -> None:
        """Asks for the old one once more."""
        self.place.offer(ChangePasswordDialog(self.place))

    def set_pin(self) -> None:
        """A short way back to a locked session."""
        self.place.offer(SetPinDialog(self.place))

    def set_second_factor(self) -> None:
        """A code from an app, beside the password."""
        self.place.offer(SecondFactorDialog(self.place, self._login))

    # Inside.

    def _sections(self) -> tuple[Section, ...]:
        return (
            self._section(
                tr("Password"),
                tr("It opens the clinic's records on this computer. Nobody can read it, only replace it."),
                tr("Change my password"),
                self.change_password,
            ),
            self._section(
                tr("PIN"),
                tr("After a pause it opens your locked session again. It does not sign anybody in."),
                tr("Set my PIN"),
                self.set_pin,
            ),
            self._section(
                tr("Second factor"),
                tr("A code from an app on your phone, asked for beside the password."),
                tr("Set up a second factor"),
                self.set_second_factor,
            ),
        )

    def _section(self, title: str, told: str, act: str, do: Callable[[], None]) -> Section:
        made = Section(title)
        button = QPushButton(act)
        button.setAccessibleName(act)
        button.clicked.connect(do)
        self.buttons.append(button)
        made.rows.addWidget(label(told, "caption", wraps=True))
        across = QHBoxLayout()
        across.addWidget(button)
        across.addStretch(1)
        made.rows.addLayout(across)
        return made

    def _show(self, rows: tuple[AccountRow, ...]) -> None:
        self.problem.hide()
        row = next((one for one in rows if one.uid == self.place.actor.user), None)
        if row is None:
            return
        self._login = row.login
        zone = self.place.standing.zone
        code, pin = (
            tr("since {day}", day=day_text(at.astimezone(zone).date())) if at else tr("not set")
            for at in (row.second_factor_since, row.pin_since)
        )
        self.facts.tell(
            (
                (tr("Name"), row.name),
                (tr("Sign-in name"), row.login),
                (tr("Roles"), roles_text(row.roles)),
                (tr("PIN"), pin),
                (tr("Second factor"), code),
            )
        )


class ChangePasswordDialog(ActDialog):
    """One's own password."""

    def __init__(self, place: Workplace) -> None:
        hints = tr("Esc closes · Enter next field")
        super().__init__(place, Purpose(tr("Change my password"), tr("Change it"), hints=hints))
        self.build()

    def rows(self) -> Rows:
        old = LineField("old", tr("Password until now"), is_secret=True)
        return (old,), *((field,) for field in password_fields(tr("New password")))

    def problems(self, values: Mapping[str, Any]) -> dict[str, str]:
        missing = {} if values["old"] else {"old": "Type the password that you signed in with"}
        return missing | password_problems(values)

    def work(self, values: Mapping[str, Any]) -> Callable[[], Any]:
        acts, old, new = self.place.acts, secret_of(values, "old"), secret_of(values)
        return lambda: acts.change_password(old, new)

    def done(self, _done: Done[Any]) -> None:
        self.place.say(tr("Your new password holds from the next signing in on"))


class SetPinDialog(CommandDialog):
    """One's own PIN."""

    def __init__(self, place: Workplace) -> None:
        hints = tr("Esc closes · Enter next field")
        super().__init__(place, Purpose(tr("Set my PIN"), tr("Set it"), hints=hints))
        self.build()

    def rows(self) -> Rows:
        return ((LineField("pin", tr("New PIN"), tr("4 to 12 digits, no run of them"), is_secret=True),),)

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        return SetPin(id=self.command_id, pin=Secret(values["pin"]))

    def done(self, _done: Done[Any]) -> None:
        self.place.say(tr("Your PIN is set. It opens a locked session after the next signing in"))


class SecondFactorDialog(CommandDialog):
    """The secret for the app, as text and as link; a first code proves that the app holds it."""

    def __init__(self, place: Workplace, login: str) -> None:
        hints = tr("Esc closes")
        super().__init__(place, Purpose(tr("Set up a second factor"), tr("Use it"), hints=hints))
        self._secret = base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()
        self._link = app_link(self._secret, login, place.standing.clinic)
        self.build()

    def rows(self) -> Rows:
        first = tr("1. In the app, add an account by key and type this one:")
        other = tr("or open this link where the app is:")
        code = LineField("code", tr("Code that the app shows now"), tr("Six figures"))
        return (
            (label(first, "caption", wraps=True),),
            (_shown(tr("Key for the app"), " ".join(self._secret[i : i + 4] for i in range(0, 32, 4))),),
            (label(other, "caption", wraps=True),),
            (_shown(tr("Link for the app"), self._link),),
            (label(tr("2. Prove that it works:"), "caption"),),
            (code,),
            (label(tr("Without the phone an administrator can drop the second factor."), "quiet", wraps=True),),
        )

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        return SetSecondFactor(id=self.command_id, secret=Secret(self._secret), code=Secret(values["code"]))

    def done(self, _done: Done[Any]) -> None:
        self.place.say(tr("From now on signing in asks for a code too"))


def _shown(name: str, text: str) -> QWidget:
    """A text to read off or copy, that nobody changes by a slip."""
    made = QWidget()
    made.setObjectName("clear")
    rows = QVBoxLayout(made)
    rows.setContentsMargins(0, 0, 0, GAP)
    line = QLineEdit(text)
    line.setReadOnly(True)
    line.setAccessibleName(name)
    line.setCursorPosition(0)
    rows.addWidget(line)
    return made
