"""One's own inbox: what is new stands out, Enter leads to the thing, Del is done with it and can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from hms_desktop.features.notifications.domain import NoticeRow
from hms_desktop.features.notifications.service import FinishNotices, MarkRead, MyNotices, ReopenNotices
from hms_desktop.features.notifications.ui.words import moment
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.paging import Page, PageRequest
from hms_desktop.ui.beside import TwoParts
from hms_desktop.ui.facts import FactList
from hms_desktop.ui.paged_model import Chip, Column
from hms_desktop.ui.panel import Panel, primary
from hms_desktop.ui.stated_list import StatedList
from hms_desktop.ui.theme import strong
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_READ_MS: Final = 1_500
"""Whoever has had a notice before him for so long has seen it."""

_Failed = Callable[[KnownError | BugError], None]


class InboxPage(TwoParts):
    """The list, and the chosen notice beside it."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._is_done = False
        self.list = StatedList(tr("Inbox"), self._columns(), self._ask, self._nothing(), key=lambda row: row.uid)
        self.panel = Panel(tr("Inbox"))
        self.panel.rows.addWidget(self.list)
        self.go = primary(tr("Open"), "Ctrl Enter")
        self.go.clicked.connect(self.primary)
        self.panel.add_foot(tr("Enter opens · Del done"), self.go)
        self._seen = QTimer(self, singleShot=True, interval=_READ_MS)
        self._seen.timeout.connect(self._mark_read)
        self.lay_out(self.panel, self._detail())
        self.list.view.opened.connect(lambda _: self.primary())
        self.list.view.chosen.connect(lambda _: self._show())
        self.list.settled.connect(self._show)

    # What the window asks of it.

    def show_for(self, _subject: object) -> None:
        self.list.begin()

    def heard(self, changes: Changes) -> None:
        if changes.touches("notice") and self.isVisible():
            self.list.begin()

    def primary(self) -> None:
        """Leads to what the notice is about; looking at it is reading it."""
        row = self.current()
        if row is None:
            return
        self._mark_read()
        if row.page:
            self.place.open(row.page, row.subject)

    def first_field(self) -> QWidget:
        return self.list.view

    # What it does.

    def current(self) -> NoticeRow | None:
        """The chosen notice."""
        found: NoticeRow | None = self.list.view.current()
        return found

    def finish(self) -> None:
        """Done with it; or, in the list of what is done, back with it."""
        row = self.current()
        if row is None:
            return
        new, uids = self.place.new_id, (row.uid,)
        done, back = FinishNotices(id=new(), uids=uids), ReopenNotices(id=new(), uids=uids)
        if self._is_done:
            self.place.do(self, back, lambda _: self.place.say(tr("In the inbox again"), done))
        else:
            self.place.do(self, done, lambda _: self.place.say(tr("Done: {title}", title=tr(row.title)), back))

    def toggle_done(self) -> None:
        """Shows what is done, or the inbox again."""
        self._is_done = not self._is_done
        self.panel.title.setText(tr("Done") if self._is_done else tr("Inbox"))
        self.list.say_empty(*self._nothing())
        self.list.begin()

    # Inside.

    def _nothing(self) -> tuple[str, str, str]:
        if self._is_done:
            return "bell", tr("Nothing is done yet"), tr("What you are done with stands here.")
        return "bell", tr("Nothing new"), tr("When somebody assigns you a patient or needs you, it stands here.")

    def _ask(self, request: PageRequest, done: Callable[[Page[NoticeRow]], None], failed: _Failed) -> object:
        return self.place.ask(self, MyNotices(page=request, is_done=self._is_done), done, failed)

    def _columns(self) -> tuple[Column[NoticeRow], ...]:
        return (
            Column(tr("When"), lambda row: moment(row.at, self.place.standing.zone), width=140, tone=_tone),
            Column(tr("What"), lambda row: tr(row.title), is_strong=True, chip=_new, tone=_tone),
            Column(tr("About"), lambda row: row.detail or "", tone=_tone, may_hide=True),
        )

    def _detail(self) -> QWidget:
        self.detail = Panel(tr("Notice"))
        body = self.detail.body(spacing=10)
        self.named, self.about = label("", wraps=True), label("", wraps=True)
        self.named.setFont(strong(self.font()))
        self.facts = FactList()
        body.addWidget(self.named)
        body.addWidget(self.about)
        body.addWidget(self.facts)
        body.addStretch(1)
        return self.detail

    def _show(self) -> None:
        row = self.current()
        self.go.setEnabled(row is not None and bool(row.page))
        self.want_aside(row is not None)
        if row is None:
            self._seen.stop()
            return
        self.named.setText(tr(row.title))
        self.about.setText(row.detail or "")
        self.about.setVisible(bool(row.detail))
        zone = self.place.standing.zone
        read = moment(row.read_at, zone) if row.read_at else ""
        done = moment(row.done_at, zone) if row.done_at else ""
        self.facts.tell(((tr("Came"), moment(row.at, zone)), (tr("Read"), read), (tr("Done"), done)))
        if row.read_at is None:
            self._seen.start()

    def _mark_read(self) -> None:
        row = self.current()
        if row is not None and row.read_at is None and self.isVisible():
            self.place.do(self, MarkRead(id=self.place.new_id(), uids=(row.uid,)), lambda _: None)


def _new(row: NoticeRow) -> Chip | None:
    return Chip(tr("new"), Tone.WARN) if row.read_at is None else None


def _tone(row: NoticeRow) -> Tone:
    return Tone.PLAIN if row.done_at is None else Tone.QUIET
