"""Backups: which there are, when the last was verified, one more now, and what a restore needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QWidget

from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.days import day_text
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.paging import Page as Rows
from hms_desktop.kernel.paging import PageRequest
from hms_desktop.ui.acts import BackupLine
from hms_desktop.ui.beside import TwoParts
from hms_desktop.ui.paged_model import Chip, Column
from hms_desktop.ui.panel import Panel, primary
from hms_desktop.ui.problem import Problem
from hms_desktop.ui.stated_list import StatedList
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_Failed = Callable[[KnownError | BugError], None]


class BackupsPage(TwoParts):
    """The list, the newest first, and what to know beside it."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        empty = ("database-export", tr("No backup yet"), tr("Ctrl+Enter makes one now; others follow by themselves"))
        self.list = StatedList(tr("Backups"), self._columns(), self._ask, empty, key=lambda row: row.name)
        self.panel = Panel(tr("Backups"))
        self.panel.rows.addWidget(self.list)
        self.problem = Problem()
        self.panel.rows.addWidget(self.problem)
        self.go = primary(tr("Back up now"), "Ctrl Enter")
        self.go.clicked.connect(self.primary)
        self.panel.add_foot(tr("Others are made by themselves while work is done"), self.go)
        self.lay_out(self.panel, _what_a_restore_needs())
        self.list.settled.connect(self._say_last)

    def show_for(self, _subject: object) -> None:
        self.list.begin()

    def primary(self) -> None:
        if not self.go.isEnabled():
            return
        self.go.setEnabled(False)
        self.problem.hide()
        job = self.place.jobs.write(self, self.place.acts.back_up, self._made, self._refuse)
        job.title = "Backing up"

    def first_field(self) -> QWidget:
        return self.list.view

    # Inside.

    def _ask(self, _request: PageRequest, done: Callable[[Rows[BackupLine]], None], failed: _Failed) -> object:
        return self.place.jobs.read(self, self.place.acts.backups, lambda found: done(Rows(found)), failed)

    def _columns(self) -> tuple[Column[BackupLine], ...]:
        return (
            Column(tr("Made and verified"), lambda row: self._moment(row.at), is_strong=True, chip=_unsure),
            Column(tr("Size"), lambda row: size_text(row.size), width=90, is_figure=True),
            Column(tr("Why"), lambda row: tr(row.why) if row.why else "—"),
        )

    def _moment(self, at: datetime | None) -> str:
        if at is None:
            return "—"
        local = at.astimezone(self.place.standing.zone)
        return f"{day_text(local.date())} {local:%H:%M}"

    def _say_last(self) -> None:
        last = next((row for row in (self.list.model.row(0),) if row is not None), None)
        self.panel.beside.setText(tr("last verified {moment}", moment=self._moment(last.at)) if last else "")

    def _made(self, line: BackupLine) -> None:
        self.go.setEnabled(True)
        self.place.say(tr("Backed up and verified: {size}", size=size_text(line.size)))
        self.list.begin()
        self.place.jobs.read(self, self.place.acts.standing, self.place.settle)

    def _refuse(self, error: KnownError | BugError) -> None:
        self.go.setEnabled(True)
        self.problem.tell(error)


def size_text(size: int) -> str:
    """A size in the unit that makes it readable."""
    amount, unit = float(size), "B"
    for larger in ("KB", "MB", "GB"):
        if amount < 1_000:
            break
        amount, unit = amount / 1_000, larger
    return f"{amount:.0f} {unit}" if unit == "B" or amount >= 100 else f"{amount:.1f} {unit}"


def _unsure(row: BackupLine) -> Chip | None:
    return Chip(tr("cannot be read"), Tone.BAD) if row.at is None else None


def _what_a_restore_needs() -> Panel:
    panel = Panel(tr("What a restore needs"))
    body = panel.body(spacing=10)
    for line in (
        tr("1. The folder of a backup, from this computer or from where it was copied to."),
        tr("2. The password of somebody who could sign in then, on this computer; on another one the recovery sheet."),
        tr("3. The command: hms-desktop restore --from FOLDER --login NAME. What is here is set aside."),
    ):
        body.addWidget(label(line, wraps=True))
    told = tr("A backup is encrypted like the records. Copy some to another disk: one in the same house burns with it.")
    body.addWidget(label(told, "caption", wraps=True))
    body.addStretch(1)
    return panel
