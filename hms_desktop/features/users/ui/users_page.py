"""Users: everybody with an account, and what an administrator does with one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from hms_desktop.features.users.service import AccountRow, Accounts
from hms_desktop.features.users.ui.dialogs import (
    AddPersonDialog,
    ChangePersonDialog,
    CloseAccountDialog,
    DropSecondFactorDialog,
    NewPasswordDialog,
)
from hms_desktop.features.users.ui.fields import roles_text
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.days import day_text
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.paging import Page, PageRequest
from hms_desktop.ui.beside import TwoParts
from hms_desktop.ui.facts import FactList
from hms_desktop.ui.paged_model import Chip, Column
from hms_desktop.ui.panel import Panel, primary
from hms_desktop.ui.stated_list import StatedList
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

_Failed = Callable[[KnownError | BugError], None]


class UsersPage(TwoParts):
    """The list of accounts, the chosen one beside it."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        empty = ("users", tr("Nobody here yet"), tr("Ctrl+Enter adds a person"))
        self.list = StatedList(tr("Accounts"), self._columns(), self._ask, empty, key=lambda row: row.uid)
        self.people = Panel(tr("Users"))
        self.people.rows.addWidget(self.list)
        self.add = primary(tr("Add a person"), "Ctrl Enter")
        self.add.clicked.connect(self.primary)
        self.people.add_foot(tr("Enter changes name or roles"), self.add)
        self.lay_out(self.people, self._detail())
        self.list.view.opened.connect(lambda _: self.change())
        self.list.view.chosen.connect(lambda _: self._show())
        self.list.settled.connect(self._show)

    # What the window asks of it.

    def show_for(self, _subject: object) -> None:
        self.list.begin()

    def heard(self, changes: Changes) -> None:
        if changes.touches("account"):
            self.list.begin()

    def primary(self) -> None:
        self.place.offer(AddPersonDialog(self.place))

    def first_field(self) -> QWidget:
        return self.list.view

    # What it does.

    def change(self) -> None:
        """Name and roles of the chosen person."""
        self._offer(ChangePersonDialog)

    def give_password(self) -> None:
        """A new password for the chosen person."""
        self._offer(NewPasswordDialog)

    def drop_second_factor(self) -> None:
        """For a lost phone."""
        self._offer(DropSecondFactorDialog, lambda row: row.second_factor_since is not None)

    def close_account(self) -> None:
        """For somebody who left."""
        self._offer(CloseAccountDialog)

    # Inside.

    def _offer(self, kind: Callable[..., Any], fits: Callable[[AccountRow], bool] = lambda _: True) -> None:
        row: AccountRow | None = self.list.view.current()
        if row is not None and row.is_active and fits(row):
            self.place.offer(kind(self.place, row))

    def _ask(self, _request: PageRequest, done: Callable[[Page[AccountRow]], None], failed: _Failed) -> object:
        return self.place.ask(self, Accounts(), lambda rows: done(Page(rows)), failed)

    def _columns(self) -> tuple[Column[AccountRow], ...]:
        return (
            Column(tr("Name"), lambda row: row.name, is_strong=True, chip=_closed),
            Column(tr("Sign-in name"), lambda row: row.login, width=120, tone=_tone),
            Column(tr("Roles"), lambda row: roles_text(row.roles), tone=_tone),
            Column(tr("PIN"), lambda row: tr("set") if row.pin_since else "—", width=60, tone=_tone),
            Column(tr("Code"), lambda row: tr("set") if row.second_factor_since else "—", width=60, tone=_tone),
        )

    def _detail(self) -> QWidget:
        self.detail = Panel(tr("Account"))
        body = self.detail.body(spacing=10)
        self.facts = FactList()
        body.addWidget(self.facts)
        body.addSpacing(6)
        acts = (
            (tr("Change name or roles"), self.change),
            (tr("New password"), self.give_password),
            (tr("Drop the second factor"), self.drop_second_factor),
            (tr("Close the account"), self.close_account),
        )
        self.buttons = [_button(body, text, act) for text, act in acts]
        body.addStretch(1)
        return self.detail

    def _show(self) -> None:
        rows = self.list.model.rowCount()
        self.people.beside.setText(tr("{number} accounts", number=rows) if rows != 1 else tr("1 account"))
        row: AccountRow | None = self.list.view.current()
        self.detail.title.setText(row.name if row else tr("Account"))
        self.facts.tell(self._facts(row) if row else ())
        for button in self.buttons:
            button.setEnabled(row is not None and row.is_active)
        self.buttons[2].setVisible(row is not None and row.second_factor_since is not None)

    def _facts(self, row: AccountRow) -> tuple[tuple[str, str], ...]:
        zone = self.place.standing.zone
        code, pin = (
            tr("since {day}", day=day_text(at.astimezone(zone).date())) if at else tr("not set")
            for at in (row.second_factor_since, row.pin_since)
        )
        return (
            (tr("Sign-in name"), row.login),
            (tr("Roles"), roles_text(row.roles)),
            (tr("State"), tr("may sign in") if row.is_active else tr("closed")),
            (tr("Second factor"), code),
            (tr("PIN"), pin),
        )


def _button(body: QVBoxLayout, text: str, act: Callable[[], None]) -> QPushButton:
    made = QPushButton(text)
    made.setAccessibleName(text)
    made.clicked.connect(act)
    body.addWidget(made)
    return made


def _closed(row: AccountRow) -> Chip | None:
    return None if row.is_active else Chip(tr("closed"), Tone.QUIET)


def _tone(row: AccountRow) -> Tone:
    return Tone.PLAIN if row.is_active else Tone.QUIET
