"""Messages to people outside: those that need somebody first, with the number to call and who looks after each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from hms_desktop.features.notifications.domain import NEEDS_SOMEBODY, MessageRow, MessageState, Problem, Settled
from hms_desktop.features.notifications.outbox import (
    Messages,
    ReopenMessage,
    SettleMessage,
    Shelf,
    TakeOver,
    TryAgain,
)
from hms_desktop.features.notifications.ui.words import STATES, TONES, kind_of, moment, way_on, whom_of, why_of
from hms_desktop.features.users.service import AccountRow, Accounts
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.messages import Command
from hms_desktop.kernel.paging import Page, PageRequest
from hms_desktop.ui.beside import TwoParts
from hms_desktop.ui.choice import Choice
from hms_desktop.ui.facts import FactList
from hms_desktop.ui.list_view import one_line
from hms_desktop.ui.paged_model import Chip, Column
from hms_desktop.ui.panel import Panel, primary
from hms_desktop.ui.stated_list import StatedList
from hms_desktop.ui.theme import strong
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_SHELVES: Final = {Shelf.OPEN: "Need somebody", Shelf.WAITING: "On their way", Shelf.OVER: "Sent or settled"}
_Failed = Callable[[KnownError | BugError], None]


class MessagesPage(TwoParts):
    """The list, and the chosen message with what can be done about it."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._names: dict[UUID, str] = {}
        empty = (
            "mail", tr("No message needs anybody"),
            tr("What could not be sent to a patient stands here, with the number to call."),
        )  # fmt: skip
        self.list = StatedList(tr("Messages"), self._columns(), self._ask, empty, key=lambda row: row.uid)
        self.panel = Panel(tr("Messages"))
        self.panel.rows.addWidget(self.list)
        self.shelf = Choice()
        self.shelf.setAccessibleName(tr("Which messages"))
        for shelf, word in _SHELVES.items():
            self.shelf.addItem(tr(word), shelf)
        self.shelf.currentIndexChanged.connect(lambda _: self._another_shelf())
        self.panel.add_to_head(self.shelf)
        self.go = primary(tr("Try again"), "Ctrl Enter")
        self.go.clicked.connect(self.primary)
        self.panel.add_foot(tr("Enter opens the chart · Ctrl Shift O takes it · Del not needed"), self.go)
        self.lay_out(self.panel, self._detail())
        self.list.view.opened.connect(self._open)
        self.list.view.chosen.connect(lambda _: self._show())
        self.list.settled.connect(self._show)

    # What the window asks of it.

    def show_for(self, _subject: object) -> None:
        self.place.ask(self, Accounts(), self._know)
        self.list.begin()

    def heard(self, changes: Changes) -> None:
        if self.isVisible() and any(changes.touches(kind) for kind in ("message", "contact_wish", "patient")):
            self.list.begin()

    def primary(self) -> None:
        """Once more, because a person says so."""
        row = self.current()
        if row is not None and self.go.isEnabled():
            command = TryAgain(id=self.place.new_id(), uid=row.uid, version=row.version)
            self._do(command, tr("It goes out again"))

    def first_field(self) -> QWidget:
        return self.list.view

    # What it does.

    def current(self) -> MessageRow | None:
        """The chosen message."""
        found: MessageRow | None = self.list.view.current()
        return found

    def take(self) -> None:
        """The person before the screen looks after it, or does not any more."""
        row = self.current()
        if row is None or row.state not in NEEDS_SOMEBODY:
            return
        is_mine = row.owner != self.place.actor.user
        make, new = TakeOver, self.place.new_id
        back = make(id=new(), uid=row.uid, version=row.version + 1, is_mine=not is_mine)
        said = tr("You look after it") if is_mine else tr("Nobody looks after it now")
        self._do(make(id=new(), uid=row.uid, version=row.version, is_mine=is_mine), said, back)

    def by_phone(self) -> None:
        """The patient was told by phone."""
        self._settle(Settled.BY_PHONE, tr("Done by phone"))

    def drop(self) -> None:
        """Nobody has to be told any more."""
        self._settle(Settled.NOT_NEEDED, tr("Not needed any more"))

    def arrived(self) -> None:
        """It had arrived after all."""
        row = self.current()
        if row is not None and row.state is MessageState.UNSURE:
            self._settle(Settled.ARRIVED, tr("It had arrived"))

    # Inside.

    def _settle(self, how: Settled, said: str) -> None:
        row = self.current()
        if row is None or row.state not in NEEDS_SOMEBODY:
            return
        new = self.place.new_id
        back = ReopenMessage(id=new(), uid=row.uid, version=row.version + 1)
        self._do(SettleMessage(id=new(), uid=row.uid, version=row.version, how=how), said, back)

    def _do(self, command: Command[Any], said: str, back: Command[Any] | None = None) -> None:
        self.place.do(self, command, lambda _: self.place.say(said, back))

    def _open(self, row: MessageRow) -> None:
        if row.patient is not None:
            self.place.open("chart", row.patient)

    def _another_shelf(self) -> None:
        if self._shelf() is not Shelf.OPEN:
            self.list.say_empty("mail", tr("No messages here"))
        else:
            self.list.say_empty("mail", tr("No message needs anybody"))
        self.list.begin()

    def _shelf(self) -> Shelf:
        return Shelf(self.shelf.currentData())

    def _know(self, rows: tuple[AccountRow, ...]) -> None:
        self._names = {row.uid: row.name for row in rows}
        self.list.view.viewport().update()
        self._show()

    def _ask(self, request: PageRequest, done: Callable[[Page[MessageRow]], None], failed: _Failed) -> object:
        return self.place.ask(self, Messages(page=request, shelf=self._shelf()), done, failed)

    def _columns(self) -> tuple[Column[MessageRow], ...]:
        return (
            Column(tr("When"), lambda row: moment(row.at, self.place.standing.zone), width=138),
            Column(tr("To"), whom_of, width=190, is_strong=True, chip=_state),
            Column(tr("By"), lambda row: tr(row.channel.value), width=58),
            Column(tr("Why"), way_on),
            Column(tr("Taken by"), self._owner, width=88, may_hide=True),
        )  # fmt: skip

    def _owner(self, row: MessageRow) -> str:
        return self._names.get(row.owner, "…") if row.owner else ""

    def _detail(self) -> QWidget:
        self.detail = Panel(tr("Message"))
        body = self.detail.body(spacing=10)
        self.named = label("", wraps=True)
        self.named.setFont(strong(self.font()))
        self.facts = FactList()
        body.addWidget(self.named)
        body.addWidget(self.facts)
        body.addSpacing(6)
        self.taking = _button(body, tr("I look after it"), self.take)
        self.phoning = _button(body, tr("Done by phone"), self.by_phone)
        self.dropping = _button(body, tr("Not needed any more"), self.drop)
        self.arriving = _button(body, tr("It had arrived"), self.arrived)
        body.addStretch(1)
        return self.detail

    def _show(self) -> None:
        row = self.current()
        self.want_aside(row is not None)
        is_open = row is not None and row.state in NEEDS_SOMEBODY
        for button in (self.taking, self.phoning, self.dropping):
            button.setVisible(is_open)
        self.arriving.setVisible(row is not None and row.state is MessageState.UNSURE)
        self.go.setEnabled(is_open and row is not None and row.problem is not Problem.NOT_ASKED)
        if row is None:
            return
        mine = row.owner == self.place.actor.user
        self.taking.setText(tr("I do not look after it") if mine else tr("I look after it"))
        self.named.setText(one_line(whom_of(row)))
        self.facts.tell(self._facts(row))

    def _facts(self, row: MessageRow) -> tuple[tuple[str, str], ...]:
        zone = self.place.standing.zone
        next_try = moment(row.next_try, zone) if row.state is MessageState.WAITING else ""
        hint = tr("Ctrl+Shift+U in the chart writes down the answer") if row.problem is Problem.NOT_ASKED else ""
        return (
            (tr("What"), kind_of(row)),
            (tr("By"), tr(row.channel.value)),
            (tr("To"), row.to or ""),
            (tr("Phone"), row.phone or ""),
            (tr("State"), tr(STATES[row.state])),
            (tr("Why"), why_of(row)),
            (tr("Way on"), hint),
            (tr("Last try"), moment(row.at, zone) if row.tries else ""),
            (tr("Next try"), next_try),
            (tr("Tries"), str(row.tries) if row.tries else ""),
            (tr("Taken by"), self._owner(row)),
        )


def _button(body: QVBoxLayout, text: str, act: Callable[[], None]) -> QPushButton:
    made = QPushButton(text)
    made.setAccessibleName(text)
    made.clicked.connect(act)
    body.addWidget(made)
    return made


def _state(row: MessageRow) -> Chip | None:
    return Chip(tr(STATES[row.state]), TONES.get(row.state, Tone.QUIET))
